// The one rehearsal's database that a host has open: it stays until another is asked for.

import type { Outcome } from '../../base/index.ts';
import type { DatabaseOptions } from './databases.ts';
import { ProjectDatabase } from './project-database.ts';
import type { RehearsalDatabase } from './rehearsal-database.ts';

export class Projects {
  readonly #options: DatabaseOptions;
  #open: { readonly key: string; readonly opened: Promise<Outcome<ProjectDatabase>> } | undefined;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /** The database of the request: the open one if it has its key. */
  of(request: RehearsalDatabase): Promise<Outcome<ProjectDatabase>> {
    const before = this.#open;
    if (before?.key === request.key) return before.opened;
    const ended = before ? before.opened.then((last) => (last.ok ? last.value.close() : undefined)) : Promise.resolve();
    const opened = ended.then(() => ProjectDatabase.open(this.#options, request));
    this.#open = { key: request.key, opened };
    return opened;
  }
}
