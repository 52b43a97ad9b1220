// Finds what is asked about: the newest failure, and the newest build before it on which the same rule passed (or the asset was built).

import { failed, nearest, type Outcome, ok } from '../base/index.ts';
import { ownRuns, type Session } from '../session/index.ts';
import type { Build, CheckRun, Run, RunId, RunKind, StoreReader } from '../store/index.ts';
import { problem } from './problems.ts';

/** Failures of people's and schedules' runs; replays are never asked about. */
const asked: readonly RunKind[] = ['run', 'ship', 'test'];

export interface Failure {
  readonly asset: string;
  /** The failing check; absent: the build itself failed. */
  readonly check?: CheckRun | undefined;
  readonly build: Build;
  readonly run: Run;
  /** Other failures of the same run, as ids of checks and assets. */
  readonly others: readonly string[];
}

export interface Good {
  readonly build: Build;
  readonly run: Run;
}

export async function findFailure(session: Session, subject: string | undefined): Promise<Outcome<Failure | undefined>> {
  const { store } = session;
  const number = subject !== undefined && /^\d+$/.test(subject) ? (Number(subject) as RunId) : undefined;
  const { checks, builds } = await failures(session, number);
  const match = matcher(subject, number);
  const check = checks.find((c) => match(c.asset, c.check));
  const build = builds.find((b) => match(b.asset, b.asset));
  if (!check && !build) {
    if (subject === undefined) return ok(undefined);
    const near = nearest(subject, [...checks.flatMap((c) => [c.asset, c.check]), ...builds.map((b) => b.asset)]);
    return failed(problem('unknown-subject', { subject, near }));
  }
  return ok(await firstOf(store, check, build, match, checks, builds));
}

function matcher(subject: string | undefined, number: RunId | undefined): (asset: string, id: string) => boolean {
  if (subject === undefined || number !== undefined) return () => true;
  const word = subject.toLowerCase();
  return (asset, id) => asset.toLowerCase() === word || id.toLowerCase() === word || id.toLowerCase().split('.').slice(1).join('.') === word;
}

async function failures(
  session: Session,
  run: RunId | undefined,
): Promise<{ readonly checks: readonly CheckRun[]; readonly builds: readonly Build[] }> {
  const { store } = session;
  const own = await ownRuns(session);
  const isOwn = async (id: RunId): Promise<boolean> => {
    const found = await store.run(id);
    return found !== undefined && asked.includes(found.kind) && own(found);
  };
  const only = run === undefined ? {} : { run };
  const checks: CheckRun[] = [];
  for (const check of await store.checkRuns({ ...only, statuses: ['fail', 'error'], kinds: asked, limit: 500 }))
    if (await isOwn(check.run)) checks.push(check);
  const builds: Build[] = [];
  for (const build of await store.builds({ ...only, state: 'failed', limit: 200 })) if (await isOwn(build.run)) builds.push(build);
  return { checks, builds };
}

/** Of the newest failing run, the failure that stands first in the order of the data: what comes after may only follow from it. */
async function firstOf(
  store: StoreReader,
  check: CheckRun | undefined,
  build: Build | undefined,
  match: (asset: string, id: string) => boolean,
  checks: readonly CheckRun[],
  builds: readonly Build[],
): Promise<Failure | undefined> {
  const runId = Math.max(check?.run ?? 0, build?.run ?? 0) as RunId;
  const run = await store.run(runId);
  if (!run) return undefined;
  const position = new Map((await store.stages(runId)).map((s) => [s.asset, s.position]));
  const at = (asset: string) => position.get(asset) ?? Number.MAX_SAFE_INTEGER;
  const here = [
    ...builds
      .filter((b) => b.run === runId && match(b.asset, b.asset))
      .map((b) => ({ asset: b.asset, id: b.asset, check: undefined, build: b as Build | undefined })),
    // newest first as they come; in the order of their declaration here
    ...checks
      .filter((c) => c.run === runId && match(c.asset, c.check))
      .toReversed()
      .map((c) => ({ asset: c.asset, id: c.check, check: c as CheckRun | undefined, build: undefined })),
  ].sort((a, b) => at(a.asset) - at(b.asset));
  const [first, ...others] = here;
  if (!first) return undefined;
  const failedBuild = first.build ?? (first.check ? await store.build(first.check.build) : undefined);
  if (!failedBuild) return undefined;
  return { asset: first.asset, check: first.check, build: failedBuild, run, others: [...new Set(others.map((o) => o.id))] };
}

/** A run that was killed has not said what it used: it is no ground to stand on. */
const isWhole = async (run: Run, store: StoreReader): Promise<boolean> =>
  run.state !== 'abandoned' && run.state !== 'started' && (await store.stages(run.id)).length > 0;

export async function findGood(session: Session, failure: Failure): Promise<Good | undefined> {
  const { store } = session;
  const own = await ownRuns(session);
  if (failure.check) {
    const passes = await store.checkRuns({ check: failure.check.check, statuses: ['pass', 'accepted'], kinds: asked, limit: 500 });
    for (const pass of passes) {
      const run = pass.run < failure.check.run ? await store.run(pass.run) : undefined;
      const build = run ? await store.build(pass.build) : undefined;
      if (run && build && (await isWhole(run, store)) && (await own(run))) return { build, run };
    }
    return undefined;
  }
  // what a run used again counts as well: the newest build made may be older history than the newest one used
  for (const run of await store.runs({ kinds: ['run', 'ship'], limit: 200 })) {
    const stage = run.id < failure.run.id ? (await store.stages(run.id)).find((s) => s.asset === failure.asset) : undefined;
    const build = stage?.build == null ? undefined : await store.build(stage.build);
    if (build?.state === 'ok' && (await own(run))) return { build, run };
  }
  for (const build of await store.builds({ asset: failure.asset, state: 'ok', before: failure.build.id, limit: 200 })) {
    const run = await store.run(build.run);
    if (run && asked.includes(run.kind) && (await isWhole(run, store)) && (await own(run))) return { build, run };
  }
  return undefined;
}
