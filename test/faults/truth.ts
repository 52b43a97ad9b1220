// What broke it, found without triage: every combination of the changed legs is run plainly in a folder and a store of its own.

import type { Outcome } from '../../src/base/index.ts';
import type { Brought } from '../../src/session/index.ts';
import { type Fault, type LegName, legNames, type Step, wellMachine } from './draw.ts';
import { faultProduct } from './fault-product.ts';
import type { Change, Machine, Stand } from './stand.ts';

/** A verdict in one text, e.g. `single code`; the same words for truth and for triage. */
export const words = (kind: string, legs: readonly string[]): string => [kind, ...legs].join(' ');

/** A failure as a plain run shows it: a check's id, or an asset that was not built with the code of its Problem. */
export interface Failing {
  readonly asset: string;
  readonly check: string | undefined;
  readonly problem: string | undefined;
}

type Seen = 'fail' | 'pass' | 'untold';

export const stepsOf = ({ fault, companions }: Fault): readonly Step[] => [fault, ...companions];
export const legsOf = (steps: readonly Step[]): readonly LegName[] => legNames.filter((leg) => steps.some((step) => step.leg === leg));

export const machineOf = (steps: readonly Step[]): Machine => ({
  variables: Object.assign({}, wellMachine.variables, ...steps.map((s) => s.machine.variables)),
  settings: Object.assign({}, ...steps.map((s) => s.machine.settings)),
  clock: steps.find((s) => s.machine.clock)?.machine.clock,
});

/** The product with these steps, over whatever stands in the folder. */
export function layOut(stand: Stand, steps: readonly Step[], touched: Iterable<string>): void {
  const change: Record<string, string | Uint8Array | undefined> = {};
  for (const file of touched) change[file] = faultProduct[file];
  stand.change(Object.assign(change, ...steps.map((s) => s.change)) as Change);
}

/** Every set of causes that agrees with what was seen; more than one where a corner says nothing of this failure. */
export async function truthOf(fault: Fault, failing: Failing, stand: Stand): Promise<readonly string[]> {
  const steps = stepsOf(fault);
  const legs = legsOf(steps);
  const seen = new Map<string, Seen>();
  for (const subset of subsets(legs)) {
    const taken = steps.filter((step) => subset.includes(step.leg));
    layOut(stand, taken, touchedBy(steps));
    seen.set(subset.join(), seenIn(await stand.run(machineOf(taken)), failing));
  }
  layOut(stand, [], touchedBy(steps));
  return agreeing(legs, seen);
}

/** Of several steps in a leg those that break it alone; where none does, those without which it holds; else all of them. */
export async function culprits(fault: Fault, leg: LegName, failing: Failing, stand: Stand): Promise<readonly string[]> {
  const steps = stepsOf(fault);
  const own = steps.filter((step) => step.leg === leg);
  if (own.length < 2) return own.map((step) => step.cause);
  const seenWith = async (taken: readonly Step[]) => {
    layOut(stand, taken, touchedBy(steps));
    return seenIn(await stand.run(machineOf(taken)), failing);
  };
  const alone: Step[] = [];
  for (const step of own) if ((await seenWith([step])) === 'fail') alone.push(step);
  const needed: Step[] = [];
  for (const step of alone.length ? [] : own) if ((await seenWith(steps.filter((s) => s !== step))) === 'pass') needed.push(step);
  layOut(stand, [], touchedBy(steps));
  return (alone.length ? alone : needed.length ? needed : own).map((step) => step.cause);
}

export const touchedBy = (steps: readonly Step[]): readonly string[] => steps.flatMap((s) => Object.keys(s.change));

function seenIn(outcome: Outcome<Brought>, { asset, check, problem }: Failing): Seen {
  if (!outcome.ok) return 'untold';
  const result = outcome.value.results.get(asset);
  if (check === undefined) return result?.snapshot ? 'pass' : result?.problem?.code === problem ? 'fail' : 'untold';
  if (!result?.snapshot) return 'untold';
  const settled = result.checks.find((c) => c.rule.id === check)?.settled;
  // `problem` is set where the check could not be asked
  if (settled === 'error') return problem === undefined ? 'untold' : 'fail';
  return settled === 'fail' ? (problem === undefined ? 'fail' : 'untold') : 'pass';
}

function subsets(legs: readonly LegName[]): readonly (readonly LegName[])[] {
  let sets: (readonly LegName[])[] = [[]];
  for (const leg of legs) sets = sets.concat(sets.map((set) => [...set, leg]));
  return sets;
}

function agreeing(legs: readonly LegName[], seen: ReadonlyMap<string, Seen>): readonly string[] {
  const untold = [...seen].flatMap(([set, how]) => (how === 'untold' ? [set] : []));
  const answers = new Set<string>();
  for (let guess = 0; guess < 2 ** untold.length; guess++) {
    const guessed = new Set(untold.filter((_, i) => Math.floor(guess / 2 ** i) % 2 === 1));
    answers.add(causesOf(legs, (set) => seen.get(set.join()) === 'fail' || guessed.has(set.join())));
  }
  return [...answers].sort();
}

/** A set of legs is a cause if it fails with whatever is added to it; what counts are the causes that hold no smaller one. */
function causesOf(legs: readonly LegName[], fails: (set: readonly LegName[]) => boolean): string {
  const all = subsets(legs);
  if (fails([])) return 'not-reproducible';
  if (!fails(legs)) return 'not-reproducible';
  const within = (small: readonly LegName[], large: readonly LegName[]) => small.every((leg) => large.includes(leg));
  const causes = all.filter((set) => all.every((larger) => !within(set, larger) || fails(larger)));
  const least = causes.filter((set) => !causes.some((other) => other.length < set.length && within(other, set)));
  const named = legs.filter((leg) => least.some((set) => set.includes(leg)));
  return words(least.length > 1 ? 'several' : named.length > 1 ? 'combination' : 'single', named);
}
