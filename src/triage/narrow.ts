// Inside a leg: the fewest differences that still break it. QuickXplain (Junker 2004), with a bound on the trials.

/** Trials for one leg at most; past that, what is left stays named together. */
const patience = 32;
/** So few are each tried alone first, so that all which suffice are named and not only one. */
const few = 6;

export interface Narrowed<T> {
  readonly found: readonly T[];
  /** None of them breaks it alone, as far as was tried. */
  readonly together: boolean;
}

/**
 * `fails` tells whether a subset of the differences breaks it; the whole set is known to. Returns every difference that breaks it alone
 * (where there are few), else a set of which none can be left out.
 */
export async function narrow<T>(all: readonly T[], fails: (subset: readonly T[]) => Promise<boolean>): Promise<Narrowed<T>> {
  if (all.length < 2) return { found: all, together: false };
  if (all.length <= few) {
    const alone: T[] = [];
    for (const one of all) if (await fails([one])) alone.push(one);
    if (alone.length > 0) return { found: alone, together: false };
  }
  let trials = 0;
  const explain = async (ground: readonly T[], grown: boolean, items: readonly T[]): Promise<readonly T[]> => {
    if (trials >= patience) return items;
    if (grown && trials++ < patience && (await fails(ground))) return [];
    if (items.length === 1) return items;
    const half = Math.ceil(items.length / 2);
    const [first, second] = [items.slice(0, half), items.slice(half)];
    const ofSecond = await explain([...ground, ...first], true, second);
    const ofFirst = await explain([...ground, ...ofSecond], ofSecond.length > 0, first);
    return [...ofFirst, ...ofSecond];
  };
  const found = await explain([], false, all);
  return { found, together: found.length > 1 };
}
