// Which faults are tried: every operator at every place it applies to, and between the shares only as many as it takes to find the smallest noticed.

import { atOnce } from './at-once.ts';
import { operatorNamed, operators } from './operators.ts';
import type { BaseFacts, Caught, Fault, Faulted, FaultOperator, RehearsalOptions, RehearsalProgress, Trial } from './rehearsal.ts';
import { countOf } from './sql.ts';

/** What came of one fault. */
export type Attempt = Pick<Trial, 'caught' | 'changed' | 'equivalent' | 'because' | 'weight' | 'ms'>;

export interface TryMeans {
  /** Puts the fault in and looks; a table's faults may be tried side by side. Undefined where it can't be put in. */
  readonly attempt: (fault: Fault, faulted: Faulted, base: BaseFacts) => Promise<Attempt | undefined>;
  readonly report?: ((progress: RehearsalProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An operator at a place, with the shares to be tried, ascending. */
interface Ladder {
  readonly operator: FaultOperator;
  readonly base: BaseFacts;
  readonly column: string | undefined;
  readonly shares: readonly number[];
}

/** Tried side by side: the engine answers several on its own connections. */
const sideBySide = 3;

/** Every fault of these tables, in the order of tables, operators, columns and shares. Ends early when aborted. */
export async function tryFaults(tables: readonly BaseFacts[], options: RehearsalOptions, means: TryMeans): Promise<readonly Trial[]> {
  const ladders = tables.flatMap((base) => laddersOf(base, options));
  let done = 0;
  const tried = await atOnce(sideBySide, ladders, async (ladder): Promise<readonly Trial[]> => {
    if (means.signal?.aborted) return [];
    const trials = await climb(ladder, options.seed, means);
    done += 1;
    means.report?.({ step: 'faults', table: ladder.base.table, done, of: ladders.length });
    return trials;
  });
  return tried.flat();
}

function laddersOf(base: BaseFacts, { operators: wanted, shares }: RehearsalOptions): readonly Ladder[] {
  const chosen = wanted ? wanted.flatMap((name) => operatorNamed(name) ?? []) : operators;
  return chosen.flatMap((operator) =>
    operator.targets(base).map((column) => ({ operator, base, column: column ?? undefined, shares: sharesOf(operator, base, shares) })),
  );
}

/** Of a small table several shares are the same rows: the largest of these stands for all. */
function sharesOf({ extent }: FaultOperator, base: BaseFacts, shares: readonly number[]): readonly number[] {
  if (extent !== 'part') return [1];
  const sorted = [...new Set(shares)].sort((a, b) => a - b);
  return sorted.filter((share, i) => sorted[i + 1] === undefined || countOf(base, sorted[i + 1] as number) !== countOf(base, share));
}

/**
 * The largest share first, since what survives that survives all; then bisection: a fault of more rows holds those of fewer. One of all rows may cancel
 * itself out (each row twice, and the mean is the same), so where that makes no difference the next share is asked as well.
 */
async function climb({ operator, base, column, shares }: Ladder, seed: number, means: TryMeans): Promise<readonly Trial[]> {
  const attempts = new Map<number, Attempt>();
  let [low, high] = [0, shares.length];
  let largest = true;
  while (low < high) {
    const middle = largest ? high - 1 : (low + high) >> 1;
    const fault = faultOf(operator, base, column, shares[middle] as number, seed);
    const faulted = operator.apply(base, fault);
    if (!faulted) return [];
    const attempt = await means.attempt(fault, faulted, base);
    if (!attempt) return [];
    attempts.set(middle, attempt);
    largest = attempts.size === 1 && attempt.equivalent === true && attempt.caught.length === 0;
    if (attempt.caught.length > 0 || largest) high = middle;
    else low = middle + 1;
  }
  return shares.map((share, i) => {
    const fault = faultOf(operator, base, column, share, seed);
    const own = attempts.get(i);
    if (own) return { fault, ...own, inferred: false };
    const nearest = nearestTo(i, i >= low, attempts);
    return { fault, ...nearest, ms: 0, inferred: true };
  });
}

const faultOf = (operator: FaultOperator, base: BaseFacts, column: string | undefined, share: number, seed: number): Fault => ({
  operator: operator.name,
  table: base.table,
  ...(column === undefined ? {} : { column }),
  share,
  seed,
});

/** Of what was noticed the largest smaller one, of what was not the smallest larger one. */
function nearestTo(i: number, noticed: boolean, attempts: ReadonlyMap<number, Attempt>): Attempt {
  const alike = [...attempts].filter(([, attempt]) => attempt.caught.length > 0 === noticed);
  const onSide = alike.filter(([at]) => (noticed ? at < i : at > i));
  const beside = (onSide.length > 0 ? onSide : alike).sort(([a], [b]) => Math.abs(a - i) - Math.abs(b - i))[0];
  if (!beside) throw new Error('nothing was tried');
  return beside[1];
}

/** Whether something noticed it. */
export const noticed = (trial: { readonly caught: readonly Caught[] }): boolean => trial.caught.length > 0;
