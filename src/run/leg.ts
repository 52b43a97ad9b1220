// Which leg a run-time failure belongs to: the one fingerprint that differs from the last good build, if it is one.

import type { Leg, Problem } from '../base/index.ts';
import type { Build, Fingerprints, StoreReader } from '../store/index.ts';

const legOf = { data: 'data', code: 'development', environment: 'operations' } as const;

/** The single leg that differs; undefined when several do, none does, or there is no good build. */
export function differingLeg(now: Fingerprints, good: Fingerprints | undefined): Leg | undefined {
  if (!good) return undefined;
  const legs = (['data', 'code', 'environment'] as const).filter((leg) => now[leg] !== good[leg]);
  return legs.length === 1 && legs[0] ? legOf[legs[0]] : undefined;
}

/** A step's own failure gets the computed leg; a failure of the machine or of a file keeps its own. */
export async function withLeg(problem: Problem, asset: string, now: Fingerprints, store: StoreReader): Promise<Problem> {
  const computed =
    problem.code.startsWith('engine/') && problem.leg !== 'operations' && !problem.code.endsWith('-file') && problem.code !== 'engine/columns-differ';
  if (!computed) return problem;
  const [good] = await store.builds({ asset, state: 'ok', limit: 1 });
  const leg = differingLeg(now, good);
  return leg ? { ...problem, leg } : problem;
}

/** The build on which this check last passed. */
export async function lastPass(check: string, store: StoreReader): Promise<Build | undefined> {
  const [passed] = await store.checkRuns({ check, statuses: ['pass', 'accepted'], limit: 1 });
  return passed ? store.build(passed.build) : undefined;
}
