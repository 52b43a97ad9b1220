// Whether the kept files of what a statement reads are there and whole: the engine would only say that it found none, or take half of one for all.

import type { Outcome, Problem } from '../base/index.ts';
import type { Snapshot, StoreReader } from '../store/index.ts';
import { problem } from './problems.ts';

/** One Problem for each table with a part that is gone or of another size; `bytes`: also where a part's bytes are not its own. */
export async function brokenParts(tables: ReadonlyMap<string, Snapshot>, store: StoreReader, bytes = false): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [asset, { parts }] of tables) {
    for (const { object, size } of parts) {
      if ((await store.hasObject(object, size)) && !(bytes && !(await store.isWhole(object)))) continue;
      problems.push(problem('part-gone', { asset, object, damaged: await store.hasObject(object) }));
      break;
    }
  }
  return problems;
}

/** What the engine says when a file is damaged inside, among other times. */
const ofDamage = ['engine/step-failed', 'engine/cast-failed', 'engine/cannot-write', 'engine/corrupt-file', 'engine/does-not-bind', 'engine/crashed'];

/** A failure of the engine, or what stands behind it: then the bytes of all that was read are looked at. */
export async function behind(failure: Outcome<unknown>, tables: ReadonlyMap<string, Snapshot>, store: StoreReader): Promise<readonly Problem[]> {
  if (failure.ok || !failure.problems.some((p) => ofDamage.includes(p.code))) return [];
  return brokenParts(tables, store, true);
}
