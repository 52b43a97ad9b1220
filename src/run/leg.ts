// Which leg a run-time failure belongs to: the one fingerprint that differs from the last good build, if it is one.

import type { Digest, Leg, Problem } from '../base/index.ts';
import type { Build, Fingerprints, RunKind, StoreReader } from '../store/index.ts';

const legOf = { data: 'data', code: 'development', environment: 'operations' } as const;

/** Builds and checks of people's and schedules' runs; replays say nothing of what was good. */
export const lived: readonly RunKind[] = ['run', 'ship', 'test'];

/** The single leg that differs; undefined when several do, none does, or there is no good build. A rule written otherwise is code. */
export function differingLeg(now: Fingerprints, good: Fingerprints | undefined, sameRule = true): Leg | undefined {
  if (!good) return undefined;
  const legs = (['data', 'code', 'environment'] as const).filter((leg) => now[leg] !== good[leg] || (leg === 'code' && !sameRule));
  return legs.length === 1 && legs[0] ? legOf[legs[0]] : undefined;
}

/** A step's own failure gets the computed leg; a failure of the machine or of a file keeps its own. */
export async function withLeg(problem: Problem, asset: string, now: Fingerprints, store: StoreReader): Promise<Problem> {
  const ofStep = problem.code.startsWith('engine/') || problem.code.startsWith('process/');
  const computed = ofStep && problem.leg !== 'operations' && !problem.code.endsWith('-file') && problem.code !== 'engine/columns-differ';
  if (!computed) return problem;
  const leg = differingLeg(now, await lastBuilt(asset, store));
  return leg ? { ...problem, leg } : problem;
}

async function lastBuilt(asset: string, store: StoreReader): Promise<Build | undefined> {
  for (const build of await store.builds({ asset, state: 'ok', limit: 100 })) {
    const run = await store.run(build.run);
    if (run && lived.includes(run.kind)) return build;
  }
  return undefined;
}

/** Whether a check has passed before, and the leg that differs since then: the build's, or the rule's own. */
export async function sinceItPassed(
  check: string,
  rule: Digest,
  now: Build,
  store: StoreReader,
): Promise<{ readonly passed: boolean; readonly leg: Leg | undefined }> {
  const [passed] = await store.checkRuns({ check, statuses: ['pass', 'accepted'], kinds: lived, limit: 1 });
  return { passed: passed !== undefined, leg: passed && differingLeg(now, await store.build(passed.build), passed.rule === rule) };
}
