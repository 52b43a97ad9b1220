// Which of many checks are enough: one after the other, each the one that kills most of what is left, then without those that the others make needless. Pure.

/** What one check could do. */
export interface Choice {
  /** Of one family one is enough: two spellings of one thought. */
  readonly family: string;
  /** The faults that it notices. */
  readonly kills: ReadonlySet<string>;
}

/** Positions of the chosen, the strongest first. What they leave only a second check of some family would kill. `weights`: of each fault. */
export function chosenOf(choices: readonly Choice[], weights: ReadonlyMap<string, number>): readonly number[] {
  const order: number[] = [];
  const families = new Set<string>();
  const left = new Map(weights);
  for (;;) {
    const best = strongest(choices, left, families);
    const choice = best === undefined ? undefined : choices[best];
    if (best === undefined || !choice) return withoutNeedless(order, choices);
    order.push(best);
    families.add(choice.family);
    for (const fault of choice.kills) left.delete(fault);
  }
}

function strongest(choices: readonly Choice[], left: ReadonlyMap<string, number>, families: ReadonlySet<string>): number | undefined {
  let best: { readonly at: number; readonly weight: number } | undefined;
  for (const [at, { family, kills }] of choices.entries()) {
    if (families.has(family)) continue;
    let weight = 0;
    for (const fault of kills) weight += left.get(fault) ?? 0;
    if (weight > (best?.weight ?? 0)) best = { at, weight };
  }
  return best?.at;
}

/** What was chosen last does least, so it is the first to go where the others do it too. */
function withoutNeedless(order: readonly number[], choices: readonly Choice[]): readonly number[] {
  const counts = new Map<string, number>();
  const killsOf = (at: number) => choices[at]?.kills ?? [];
  for (const at of order) for (const fault of killsOf(at)) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  const needless = new Set<number>();
  for (const at of order.toReversed()) {
    if (![...killsOf(at)].every((fault) => (counts.get(fault) ?? 0) > 1)) continue;
    needless.add(at);
    for (const fault of killsOf(at)) counts.set(fault, (counts.get(fault) ?? 0) - 1);
  }
  return order.filter((at) => !needless.has(at));
}
