// Draws faults by seed, injects each, asks `why` where something fails, and judges the answer against a truth found without triage.

import type { Outcome } from '../../src/base/index.ts';
import type { Brought, Shipped } from '../../src/session/index.ts';
import type { Why } from '../../src/triage/index.ts';
import { draw, type Fault, type LegName, legNames, wellMachine } from './draw.ts';
import { faultProduct } from './fault-product.ts';
import { failing, type Stand, standOf } from './stand.ts';
import { culprits, type Failing, layOut, legsOf, machineOf, stepsOf, touchedBy, truthOf, words } from './truth.ts';

/** `refused`: it did not come to a run. `missed`: every check passed. The others had a verdict; `undecided` names no leg for sure. */
export type Judged = 'refused' | 'missed' | 'right' | 'undecided' | 'wrong';

export interface Result {
  readonly number: number;
  readonly leg: LegName;
  readonly what: string;
  readonly into: 'dev' | 'prod';
  readonly judged: Judged;
  readonly failure?: string | undefined;
  readonly verdict?: string | undefined;
  /** Every verdict that agrees with what plain runs show; several where they leave it open. */
  readonly truth?: readonly string[] | undefined;
  /** Files and settings that were named. */
  readonly named?: readonly string[] | undefined;
  readonly note?: string | undefined;
  readonly corners?: number | undefined;
  readonly replays?: number | undefined;
}

export interface Campaign {
  readonly seed: number;
  readonly count: number;
  readonly results: readonly Result[];
}

/** `onResult` is called after each fault. */
export async function campaign(seed: number, count: number, onResult: (result: Result, done: number) => void = () => {}): Promise<Campaign> {
  const [stand, apart] = [await standOf(faultProduct), await standOf(faultProduct)];
  try {
    const results: Result[] = [];
    for (let number = 1; number <= count; number++) {
      const result = await one(draw(seed, number), stand, apart);
      results.push(result);
      onResult(result, number);
    }
    return { seed, count, results };
  } finally {
    await stand.close();
    await apart.close();
  }
}

async function one(fault: Fault, stand: Stand, apart: Stand): Promise<Result> {
  const steps = stepsOf(fault);
  const base = { number: fault.number, leg: fault.fault.leg, what: steps.map((s) => s.what).join(' + '), into: fault.into };
  const well = fault.into === 'prod' ? await stand.ship(wellMachine) : await stand.run(wellMachine);
  if (failing(well).length) throw new Error(`the sound product fails: ${failing(well).join(', ')}`);
  layOut(stand, steps, []);
  const machine = machineOf(steps);
  const bad = await injected(fault, stand);
  layOut(stand, [], touchedBy(steps));
  if (!bad.ok) return { ...base, judged: 'refused', note: bad.problems[0]?.code };
  if (failing(bad).length === 0) return { ...base, judged: 'missed' };
  const answer = await stand.why(machine, undefined, fault.known ? wellMachine.variables : {});
  if (!answer) throw new Error(`something failed and why finds nothing: ${base.what}`);
  const failure = failureOf(answer);
  const truth = await truthOf(fault, failure, apart);
  const judged = await judgedBy(answer, truth, fault, apart);
  return { ...base, ...said(answer), failure: failure.check ?? failure.asset, truth, judged };
}

/** Production runs what was shipped: changed code gets there by a ship, data and machine by a refresh. */
function injected(fault: Fault, stand: Stand): Promise<Outcome<Brought | Shipped>> {
  const steps = stepsOf(fault);
  if (fault.into === 'dev') return stand.run(machineOf(steps));
  return legsOf(steps).includes('code') ? stand.ship(machineOf(steps)) : stand.run(machineOf(steps), 'prod');
}

function failureOf({ failure }: Why): Failing {
  const unasked = failure.check?.status === 'error' ? 'unasked' : undefined;
  return { asset: failure.asset, check: failure.check?.check, problem: failure.check ? unasked : failure.build.problem?.code };
}

const said = ({ judgement, causes, corners, replays, note }: Why) => ({
  verdict: words(judgement.kind, judgement.legs),
  named: causes.map((cause) => cause.file ?? cause.what),
  corners: corners.length,
  replays,
  note,
});

async function judgedBy(answer: Why, truth: readonly string[], fault: Fault, apart: Stand): Promise<Judged> {
  const { kind, legs } = answer.judgement;
  if (kind === 'not-replayed' || kind === 'not-reproducible' || kind === 'none') {
    // By elimination: what it still names must be in every truth.
    return legs.every((leg) => truth.every((t) => t.includes(leg))) ? 'undecided' : 'wrong';
  }
  if (truth.length !== 1 || truth[0] !== words(kind, legs)) return 'wrong';
  const named = (leg: LegName) => answer.causes.filter((c) => c.leg === leg).map((c) => c.file ?? c.what);
  const [leg] = legs;
  if (kind === 'single' && leg) return same(named(leg), await culprits(fault, leg, failureOf(answer), apart)) ? 'right' : 'wrong';
  // Where several legs answer, all that was changed in them and can reach the failure is named.
  const changed = (of: LegName) => stepsOf(fault).flatMap((s) => (s.leg === of ? [s.cause] : []));
  return legs.every((of) => named(of).length > 0 && named(of).every((cause) => changed(of).includes(cause))) ? 'right' : 'wrong';
}

const same = (a: readonly string[], b: readonly string[]): boolean => [...new Set(a)].sort().join('\n') === [...new Set(b)].sort().join('\n');

export interface Tally {
  readonly leg: LegName | 'all';
  readonly drawn: number;
  readonly refused: number;
  readonly missed: number;
  readonly caught: number;
  readonly right: number;
  readonly undecided: number;
  readonly wrong: number;
}

/** One line per leg of the fault, and one for all. */
export function tallies(results: readonly Result[]): readonly Tally[] {
  return ([...legNames, 'all'] as const).map((leg) => {
    const own = results.filter((r) => leg === 'all' || r.leg === leg);
    const of = (judged: Judged) => own.filter((r) => r.judged === judged).length;
    const [right, undecided, wrong] = [of('right'), of('undecided'), of('wrong')];
    return { leg, drawn: own.length, refused: of('refused'), missed: of('missed'), caught: right + undecided + wrong, right, undecided, wrong };
  });
}

/** Corners that an answer needed, controls included. */
export function cornersOf(results: readonly Result[]): { readonly mean: number; readonly max: number } {
  const used = results.flatMap((r) => (r.corners === undefined ? [] : [r.corners]));
  return { mean: used.length ? used.reduce((a, b) => a + b, 0) / used.length : 0, max: Math.max(0, ...used) };
}
