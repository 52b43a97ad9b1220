// Which faults are tried: every operator at every place it applies to, and of the shares only as many as it takes to know how each ends.

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
 * The largest share and the smallest, then whatever lies between two that ended otherwise, half way each time. What lies between two that ended alike is taken
 * to end so, too. A larger fault need not be the plainer one (of all rows none is left to leave a gap; each row twice, and the mean is the same), so one end
 * alone says nothing of the others, and two that make no difference are not believed before a third.
 */
async function climb({ operator, base, column, shares }: Ladder, seed: number, means: TryMeans): Promise<readonly Trial[]> {
  const attempts = new Map<number, Attempt | undefined>();
  const last = shares.length - 1;
  const fault = (i: number): Fault => faultOf(operator, base, column, shares[i] as number, seed);
  for (let i: number | undefined = last; i !== undefined; i = nextOf(attempts, last)) {
    const faulted = operator.apply(base, fault(i));
    const attempt = faulted && (await means.attempt(fault(i), faulted, base));
    if (!attempt && i === last) return [];
    attempts.set(i, attempt);
  }
  return shares.flatMap((_, i): readonly Trial[] => {
    if (attempts.has(i)) {
      const own = attempts.get(i);
      return own ? [{ fault: fault(i), ...own, inferred: false }] : [];
    }
    const between = besides(i, attempts);
    return between ? [{ fault: fault(i), ...between, ms: 0, inferred: true }] : [];
  });
}

/** The next share to try; undefined: what is known says enough of all. */
function nextOf(attempts: ReadonlyMap<number, Attempt | undefined>, last: number): number | undefined {
  if (!attempts.has(0)) return 0;
  const known = [...attempts.keys()].sort((a, b) => a - b);
  const same = [...attempts.values()].every((attempt) => attempt?.equivalent === true && !noticed(attempt));
  if (same && known.length === 2 && last > 1) return last - 1;
  const gap = known.findIndex((at, i) => (known[i + 1] ?? at) - at > 1 && !alike(attempts.get(at), attempts.get(known[i + 1] as number)));
  return gap < 0 ? undefined : ((known[gap] as number) + (known[gap + 1] as number)) >> 1;
}

/** Both survive, both make no difference, or somebody notices both. */
function alike(a: Attempt | undefined, b: Attempt | undefined): boolean {
  if (!a || !b || a.equivalent !== b.equivalent || noticed(a) !== noticed(b)) return false;
  return !noticed(a) || common(a, b).length > 0;
}

/** Who notices both. */
const common = (a: Attempt, b: Attempt): readonly Caught[] => {
  const name = ({ by, rule, asset }: Caught): string => JSON.stringify([by, rule ?? null, asset]);
  const names = new Set(b.caught.map(name));
  return a.caught.filter((one) => names.has(name(one)));
};

/** What follows for a share from those tried on both sides of it. */
function besides(i: number, attempts: ReadonlyMap<number, Attempt | undefined>): Attempt | undefined {
  const known = [...attempts.keys()].sort((a, b) => a - b);
  const [below, above] = [known.findLast((at) => at < i), known.find((at) => at > i)].map((at) => (at === undefined ? undefined : attempts.get(at)));
  return below && above ? { ...below, caught: common(below, above) } : undefined;
}

const faultOf = (operator: FaultOperator, base: BaseFacts, column: string | undefined, share: number, seed: number): Fault => ({
  operator: operator.name,
  table: base.table,
  ...(column === undefined ? {} : { column }),
  share,
  seed,
});

/** Whether something noticed it. */
export const noticed = (trial: { readonly caught: readonly Caught[] }): boolean => trial.caught.length > 0;
