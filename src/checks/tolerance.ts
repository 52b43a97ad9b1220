// How many rows may offend: in words, as a judgement, as SQL over a group's counts.

import type { Tolerance } from '../product/index.ts';
import { boundsText, outsideSql, within } from './bounds.ts';

const percentOf = (offending: number, total: number): number => (total === 0 ? 0 : (offending / total) * 100);

/** Whether it is a least share of rows that must hold, as `mostly` and `required: 99%` say it; undefined for any other. */
function mostly({ unit, ...bounds }: Tolerance): number | undefined {
  const [only, another] = Object.entries(bounds).filter(([, value]) => value !== undefined);
  return unit === 'percent' && only?.[0] === 'max' && !another ? Number((1 - (only[1] as number) / 100).toPrecision(12)) : undefined;
}

/** "in at least 99.5 % of the rows", "in all but at most 5 rows". */
export function toleranceText(tolerance: Tolerance): string {
  const share = mostly(tolerance);
  if (share !== undefined) return `in at least ${Number((share * 100).toPrecision(12))} % of the rows`;
  const { unit, ...bounds } = tolerance;
  return `offending ${boundsText(bounds)} ${unit === 'rows' ? 'rows' : '% of the rows'}`;
}

/** Whether so many offending rows are tolerated, and the value that says it: the share that holds, or what the bounds are of. */
export function tolerates(tolerance: Tolerance, offending: number, total: number): { readonly holds: boolean; readonly value: number } {
  const share = mostly(tolerance);
  if (share !== undefined) {
    const holding = total === 0 ? 1 : (total - offending) / total;
    return { holds: holding >= share, value: holding };
  }
  const { unit, ...bounds } = tolerance;
  const value = unit === 'rows' ? offending : percentOf(offending, total);
  return { holds: within(bounds, value), value };
}

/** The condition under which a group's counts are not tolerated. */
export function intolerableSql({ unit, ...bounds }: Tolerance, offending: string, total: string): string {
  return outsideSql(bounds, unit === 'rows' ? offending : `(100.0 * ${offending} / ${total})`, 'DOUBLE');
}
