// A corner: each leg taken from the failure or from the good build, put together to a world and run for real.

import type { Json } from '../base/index.ts';
import { replayAsset, replayTest, type Session, unreadable, type World } from '../session/index.ts';
import type { CheckRun, Store } from '../store/index.ts';
import type { Failure } from './subject.ts';
import type { CornerOutcome } from './verdict.ts';

/** A recalled world, and what of it is lacking (an engine version, a variable's value). */
export interface Recalled extends World {
  readonly lacking: readonly string[];
}

/** The three legs, each from a world of its own. */
export interface Legs {
  readonly data: Recalled;
  readonly code: Recalled;
  readonly environment: Recalled;
}

export interface Replay {
  readonly outcome: CornerOutcome;
  /** Why it was not replayed, or what else failed. */
  readonly note?: string | undefined;
}

/** The world in which the code of one, the data of another and the machine of a third meet. */
export function compose({ data, code, environment }: Legs): World {
  const listings = new Map(
    [...code.product.assets.values()].flatMap((asset) => {
      const listing = asset.kind === 'source' ? (data.listings.get(asset.name) ?? code.listings.get(asset.name)) : undefined;
      return listing ? [[asset.name, listing] as const] : [];
    }),
  );
  return {
    product: code.product,
    bundle: code.bundle,
    listings,
    environmentLeg: environment.environmentLeg,
    surroundings: { settings: environment.surroundings.settings, variables: environment.surroundings.variables, clock: data.clock },
    clock: data.clock,
    clockFrom: 'recorded',
    built: code.built,
  };
}

export interface ReplayOptions {
  /** A control: builds again, and asks again, what is kept. */
  readonly again: boolean;
}

export async function replay(
  world: World,
  lacking: readonly string[],
  failure: Failure,
  session: Session<Store>,
  options: ReplayOptions,
): Promise<Replay> {
  if (lacking.length) return { outcome: 'not replayed', note: `${lacking.join(', ')} is not here any more` };
  const unseen = [...world.listings.values()].flatMap((l) => l.files).find((f) => f.digest === unreadable);
  if (unseen) return { outcome: 'not replayed', note: `${unseen.path} could not be read, so nothing of it was kept` };
  if (failure.check && isTest(failure.check)) return replayUnitTest(world, failure.check, session, options);
  const done = await replayAsset(world, failure.asset, failure.check?.check, session, options);
  if (!done.ok && done.problems[0]?.code === 'session/not-kept') return { outcome: 'not replayed', note: done.problems[0].message };
  if (!done.ok) return { outcome: 'other', note: done.problems[0]?.message };
  const { results } = done.value;
  const result = results.get(failure.asset);
  const broken = [...results.values()].find((r) => r.outcome === 'failed');
  if (failure.check) {
    const settled = result?.checks.find((s) => s.rule.id === failure.check?.check);
    if (!settled) return broken ? { outcome: 'other', note: broken.problem?.message } : { outcome: 'pass', note: 'the check is not declared there' };
    if (settled.settled === 'error')
      return { outcome: unaskedAlike(failure.check, settled) ? 'fail' : 'other', note: 'the check could not be asked' };
    return { outcome: settled.settled === 'fail' ? 'fail' : 'pass' };
  }
  if (result?.snapshot) return { outcome: 'pass' };
  if (result?.problem && result.problem.code === failure.build.problem?.code) return { outcome: 'fail' };
  return { outcome: 'other', note: broken?.problem?.message ?? 'it was not reached' };
}

/** A check that could not be asked fails again only if it is for the same reason. */
function unaskedAlike({ status, detail }: CheckRun, { problem }: { readonly problem: Json }): boolean {
  const codeOf = (of: unknown) => (of as { readonly code?: string } | null)?.code;
  return status === 'error' && codeOf((detail as { readonly problem?: unknown } | null)?.problem) === codeOf(problem);
}

/** A unit test brings its own rows: nothing is built for it. */
export const isTest = (check: CheckRun): boolean => check.check.startsWith(`${check.asset}.test.`);

async function replayUnitTest(world: World, check: CheckRun, session: Session<Store>, { again }: ReplayOptions): Promise<Replay> {
  const done = await replayTest(world, check.asset, check.check, session, again);
  if (!done.ok) return { outcome: 'other', note: done.problems[0]?.message };
  const result = done.value;
  if (!result) return { outcome: 'pass', note: 'the test is not declared there' };
  if (result.status === 'pass') return { outcome: 'pass' };
  return result.status === check.status ? { outcome: 'fail' } : { outcome: 'other', note: result.problem?.message };
}
