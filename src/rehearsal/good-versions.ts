// Earlier versions of a table that were good, from the store: what was built or read in a run, and no check failed on.

import { columnsOf, type InputTable } from '../engine/index.ts';
import { inputTable } from '../session/index.ts';
import type { Build, RunId, Snapshot, StoreReader } from '../store/index.ts';
import { type Version, versionsLookedAt } from './history.ts';

/** How far back they are looked for. */
const builds = 400;

interface Good {
  readonly build: Build;
  readonly snapshot: Snapshot;
}

/** Newest first, each with the tables of its own run beside it and the version before it; the one in hand is not among them. */
export async function goodVersions(
  asset: string,
  now: Snapshot,
  tables: Readonly<Record<string, InputTable>>,
  store: StoreReader,
): Promise<readonly Version[]> {
  const good: Good[] = [];
  const seen = new Set([now.content]);
  for (const build of await store.builds({ asset, state: 'ok', limit: builds })) {
    // one more than is looked at: the oldest has one before it, too
    if (good.length > versionsLookedAt) break;
    const snapshot = build.snapshot === null ? undefined : await store.snapshot(build.snapshot);
    if (snapshot?.kind !== 'table' || seen.has(snapshot.content) || !(await wasGood(build, snapshot, store))) continue;
    seen.add(snapshot.content);
    good.push({ build, snapshot });
  }
  const versions: Version[] = [];
  for (const [i, { build, snapshot }] of good.slice(0, versionsLookedAt).entries()) {
    const before = good[i + 1]?.snapshot;
    versions.push({
      table: inputTable(snapshot, store),
      rows: snapshot.rows,
      others: { ...tables, ...(await besides(build.run, asset, store)) },
      clock: build.clock,
      ...(before ? { before: { columns: columnsOf(inputTable(before, store)), rows: before.rows } } : {}),
    });
  }
  return versions;
}

async function wasGood(build: Build, snapshot: Snapshot, store: StoreReader): Promise<boolean> {
  const run = await store.run(build.run);
  if (run?.kind !== 'run' && run?.kind !== 'ship') return false;
  const failing = await store.checkRuns({ build: build.id, statuses: ['fail', 'error'], limit: 1 });
  if (failing.length > 0) return false;
  for (const part of snapshot.parts) if (!(await store.hasObject(part.object, part.size))) return false;
  return true;
}

/** The other tables as that run had them. */
async function besides(run: RunId, asset: string, store: StoreReader): Promise<Readonly<Record<string, InputTable>>> {
  const tables: Record<string, InputTable> = {};
  for (const stage of await store.stages(run)) {
    if (stage.asset === asset || stage.build === null) continue;
    const build = await store.build(stage.build);
    const snapshot = build?.snapshot == null ? undefined : await store.snapshot(build.snapshot);
    if (snapshot?.kind === 'table') tables[stage.asset] = inputTable(snapshot, store);
  }
  return tables;
}
