// The last good version of a table, for rules that compare with it: built earlier, of other content, no check failing on it.

import type { Before } from '../checks/index.ts';
import type { Build, Snapshot, StoreReader } from '../store/index.ts';
import { lived } from './leg.ts';
import { columnsOf } from './snapshot.ts';

/** How far back it is looked for. */
const builds = 100;

export type Earlier = Before & Pick<Snapshot, 'content'>;

/** `own` as it is, or of a version to come nothing but its name; `build`: earlier than which. */
export async function lastGood(
  own: Pick<Snapshot, 'asset'> & Partial<Pick<Snapshot, 'content'>>,
  build: Pick<Build, 'id'> | undefined,
  store: StoreReader,
): Promise<Earlier | undefined> {
  const seen = new Set(own.content === undefined ? [] : [own.content]);
  for (const earlier of await store.builds({ asset: own.asset, state: 'ok', limit: builds, ...(build ? { before: build.id } : {}) })) {
    const snapshot = earlier.snapshot === null ? undefined : await store.snapshot(earlier.snapshot);
    if (!snapshot || snapshot.kind === 'model' || seen.has(snapshot.content)) continue;
    const run = await store.run(earlier.run);
    if (!run || !lived.includes(run.kind)) continue;
    seen.add(snapshot.content);
    const failing = await store.checkRuns({ build: earlier.id, statuses: ['fail', 'error'], limit: 1 });
    if (failing.length === 0) return { columns: columnsOf(snapshot), rows: snapshot.rows, content: snapshot.content };
  }
  return undefined;
}
