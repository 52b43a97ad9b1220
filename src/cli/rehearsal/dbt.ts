// rehearse --dbt: a dbt project by its manifest and its data; neither dbt nor a product is needed.

import { resolve } from 'node:path';
import { type Outcome, ok } from '../../base/index.ts';
import { type RehearsalOptions, rehearseDbt } from '../../rehearsal/index.ts';
import type { Context } from '../verb.ts';
import type { Rehearsed } from './end.ts';
import { reporter } from './report.ts';
import { inWorkshop } from './workshop.ts';

export interface DbtWish {
  readonly manifest: string;
  readonly data: string | undefined;
  readonly only: readonly string[];
  readonly options: RehearsalOptions;
  readonly write: boolean;
}

const unwritten = "a dbt project's files are not written: copy the tests that you want into it";

export async function rehearsedDbt(context: Context, { manifest, data, only, options, write }: DbtWish): Promise<Outcome<Rehearsed>> {
  const { cwd, effects, signal } = context;
  const done = await inWorkshop(context, [], ({ engine, surroundings, temporary }) =>
    rehearseDbt({
      engine,
      manifest: resolve(cwd, manifest),
      label: manifest,
      data: data === undefined ? undefined : resolve(cwd, data),
      cwd,
      only,
      options,
      surroundings,
      effects,
      temporary,
      report: reporter(context),
      signal,
    }),
  );
  if (!done.ok) return done;
  const { rehearsal, project, notes, proposals } = done.value;
  return ok({
    of: 'dbt',
    name: `dbt project ${project.name}`,
    rehearsal,
    proposals,
    written: [],
    notes: write ? [...notes, unwritten] : notes,
    problems: [],
  });
}
