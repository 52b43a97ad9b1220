// What the read models are made of, gathered once: the live release, what it points to, its checks, the runs since. Reads, decides nothing.

import type { Digest } from '../../base/index.ts';
import type { PromiseReport } from '../../operations/index.ts';
import type { Product } from '../../product/index.ts';
import type { Build, BuildId, CheckRun, Pointer, Release, Run, RunId, Snapshot, SnapshotId, StoreReader } from '../../store/index.ts';
import type { PageNode, PageWorld } from '../world.ts';

export interface Facts {
  readonly environment: string;
  readonly product: Product | undefined;
  readonly nodes: readonly PageNode[];
  readonly live: Release | undefined;
  readonly hold: boolean;
  /** Newest first. */
  readonly releases: readonly Release[];
  /** What each of them pointed to, in their order. */
  readonly past: readonly ReadonlyMap<string, Pointer>[];
  readonly pointers: ReadonlyMap<string, Pointer>;
  readonly snapshots: ReadonlyMap<SnapshotId, Snapshot>;
  readonly builds: ReadonlyMap<BuildId, Build>;
  /** The newest answer of each check on what is live, under the live code. */
  readonly checks: readonly CheckRun[];
  /** Runs, ships and tests of the environment, newest first. */
  readonly runs: readonly Run[];
  readonly failures: readonly FailedRun[];
  readonly report: PromiseReport;
}

/** A run that did not pass and after which nothing of its kind did. */
export interface FailedRun {
  readonly run: Run;
  readonly checks: readonly CheckRun[];
  readonly builds: readonly Build[];
}

const releasesShown = 40;
const runsLooked = 120;
/** Newest answers looked at for one build: more than a product has checks of one asset, times a few runs. */
const answersLooked = 400;
const runsAsked = 3;

export async function gather(world: PageWorld): Promise<Facts> {
  const { store, environment } = world;
  const [product, nodes, report, state] = await Promise.all([world.product(), world.graph(), world.promises(), store.environment(environment)]);
  const releases = await store.releases(environment, releasesShown);
  const [live] = releases;
  const pointers = await store.pointers(environment);
  const shown = [...pointers.values()];
  const runs = await store.runs({ environment, kinds: ['run', 'ship', 'test'], limit: runsLooked });
  return {
    environment,
    product,
    nodes,
    live,
    hold: state.hold,
    releases,
    past: await Promise.all(releases.map((r) => store.releasePointers(environment, r.number))),
    pointers,
    snapshots: await store.snapshots(shown.map((p) => p.snapshot)),
    builds: await store.buildsByIds(shown.map((p) => p.build)),
    checks: live ? await liveChecks(shown, live, runs, store) : [],
    runs,
    failures: await failuresOf(runs, store),
    report,
  };
}

/**
 * Only runs of the live code count: another rule of the same name, asked in a working folder, says nothing of what is served.
 * A run records the checks of everything it looked at, so the last few answer for nearly all builds; the others are asked for one by one.
 */
async function liveChecks(pointers: readonly Pointer[], live: Release, runs: readonly Run[], store: StoreReader): Promise<readonly CheckRun[]> {
  const left = new Set(pointers.map((p) => p.build));
  const newest: CheckRun[] = [];
  for (const run of runs.filter((r) => r.bundle === live.bundle).slice(0, runsAsked)) {
    const answers = (await store.checkRuns({ run: run.id })).filter((c) => left.has(c.build) && !isUnitTest(c));
    newest.push(...answers);
    for (const { build } of answers) left.delete(build);
  }
  const known = new Map<RunId, Run | undefined>(runs.map((run) => [run.id, run]));
  for (const build of left) {
    const seen = new Set<string>();
    for (const check of await store.checkRuns({ build, kinds: ['run', 'ship', 'test'], limit: answersLooked })) {
      if (!known.has(check.run)) known.set(check.run, await store.run(check.run));
      const run = known.get(check.run);
      if (seen.has(check.check) || isUnitTest(check) || run?.environment !== live.environment || run.bundle !== live.bundle) continue;
      seen.add(check.check);
      newest.push(check);
    }
  }
  return newest;
}

/** Recorded with the build it was asked beside, and no statement about its rows. */
export const isUnitTest = ({ check, asset }: CheckRun): boolean => check.startsWith(`${asset}.test.`);

/** The newest failed run and the newest failed ship, where no later one went well; a ship that went well settles the runs before it. */
async function failuresOf(runs: readonly Run[], store: StoreReader): Promise<readonly FailedRun[]> {
  const settled = new Set<string>();
  const failed: FailedRun[] = [];
  for (const run of runs) {
    if (run.state === 'started' || run.kind === 'test' || settled.has(run.kind)) continue;
    settled.add(run.kind);
    if (run.state === 'ok') {
      if (run.kind === 'ship') settled.add('run');
      continue;
    }
    failed.push({
      run,
      checks: await store.checkRuns({ run: run.id, statuses: ['fail', 'error'] }),
      builds: await store.builds({ run: run.id, state: 'failed' }),
    });
  }
  return failed;
}

export const clockOf = (run: RunId | null, { runs }: Pick<Facts, 'runs'>): string | null => runs.find((r) => r.id === run)?.clock ?? null;

export const contentOf = (asset: string, { pointers, snapshots }: Facts): Digest | undefined => {
  const pointer = pointers.get(asset);
  return pointer && snapshots.get(pointer.snapshot)?.content;
};
