// Limits compared: which of two intervals or sets of values allows more. Knows no contract.

import { canonical, type Json } from '../../base/index.ts';
import { boundOrder } from '../bound-order.ts';

/** What became of a limit: `wider` allows all that the old one did and more. */
export type Moved = 'same' | 'added' | 'removed' | 'wider' | 'narrower' | 'changed';

interface End {
  readonly value: number | string;
  /** The end itself is not allowed. */
  readonly open: boolean;
}
export interface Interval {
  readonly low?: End | undefined;
  readonly high?: End | undefined;
}

/** From two pairs of limits, as ODCS writes them: with the end, and without it. */
export function intervalOf(limits: {
  readonly min?: number | string | undefined;
  readonly above?: number | string | undefined;
  readonly max?: number | string | undefined;
  readonly below?: number | string | undefined;
}): Interval {
  const { min, above, max, below } = limits;
  const low = tighter(min === undefined ? undefined : { value: min, open: false }, above === undefined ? undefined : { value: above, open: true }, 1);
  const high = tighter(
    max === undefined ? undefined : { value: max, open: false },
    below === undefined ? undefined : { value: below, open: true },
    -1,
  );
  return { ...(low ? { low } : {}), ...(high ? { high } : {}) };
}

/** The one of two ends that allows less; `side` 1 for a low end. */
function tighter(a: End | undefined, b: End | undefined, side: 1 | -1): End | undefined {
  if (!a || !b) return a ?? b;
  return order(a, b, side) * side >= 0 ? a : b;
}

/** Whether `a` is lower (-1), higher (1) or the same; of equal values an open low end is the higher, an open high end the lower. */
function order(a: End, b: End, side: 1 | -1): -1 | 0 | 1 {
  const apart = boundOrder(a.value, b.value);
  if (apart !== 0) return apart;
  return a.open === b.open ? 0 : a.open === (side === 1) ? 1 : -1;
}

const isAll = ({ low, high }: Interval): boolean => !low && !high;

export function movedInterval(before: Interval, after: Interval): Moved {
  const lower = endMoved(before.low, after.low, 1);
  const upper = endMoved(before.high, after.high, -1);
  if (lower === 0 && upper === 0) return 'same';
  if (isAll(before)) return 'added';
  if (isAll(after)) return 'removed';
  if (lower >= 0 && upper >= 0) return 'narrower';
  return lower <= 0 && upper <= 0 ? 'wider' : 'changed';
}

/** 1: allows less than before. */
function endMoved(before: End | undefined, after: End | undefined, side: 1 | -1): number {
  if (!before || !after) return before ? -1 : after ? 1 : 0;
  return order(after, before, side) * side;
}

export function movedSet(before: readonly Json[] | undefined, after: readonly Json[] | undefined): Moved {
  if (!before || !after) return before ? 'removed' : after ? 'added' : 'same';
  const [old, now] = [new Set(before.map(canonical)), new Set(after.map(canonical))];
  const gone = [...old].some((value) => !now.has(value));
  const come = [...now].some((value) => !old.has(value));
  if (gone && come) return 'changed';
  return come ? 'wider' : gone ? 'narrower' : 'same';
}

/** Of what has no more and less: it is the same, or another. */
export const movedValue = (before: Json | undefined, after: Json | undefined): 'same' | 'added' | 'removed' | 'changed' => {
  if (before === undefined || after === undefined) return before !== undefined ? 'removed' : after !== undefined ? 'added' : 'same';
  return canonical(before) === canonical(after) ? 'same' : 'changed';
};

/** `0 to 24`, `above 0`, `any`. */
export function intervalText({ low, high }: Interval): string {
  if (!low && !high) return 'any';
  if (low && high && !low.open && !high.open) return low.value === high.value ? `${low.value}` : `${low.value} to ${high.value}`;
  const from = low ? [`${low.open ? 'above' : 'at least'} ${low.value}`] : [];
  const to = high ? [`${high.open ? 'below' : 'at most'} ${high.value}`] : [];
  return [...from, ...to].join(' and ');
}
