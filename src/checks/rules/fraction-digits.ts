// fractionDigits: no number has more digits behind the decimal point than said; nulls, infinite values and NaN pass.
// Why: an amount with a third digit was computed and not rounded, or is in another unit.
// Example: checks: { cents: { fractionDigits: { column: amount, max: 2 } } }
// Cost: one column read; nothing of whole numbers, and of decimals with no more digits than that. A float counts as it is printed.

import { isDecimal, isFloat } from '../engine-types.ts';
import { passed } from '../finding.ts';
import { columnOf, type Kind } from '../kind.ts';

export const fractionDigits: Kind<'fractionDigits'> = {
  columns: ({ column }) => [column],
  wants: ({ column }) => [{ column, of: 'numbers' }],
  expectation: ({ max }) => `at most ${max} digits behind the point`,
  ask: ({ column, max }, subject) => {
    const { type } = columnOf(subject, column);
    const scale = isDecimal(type) ? Number(/,(\d+)\)/.exec(type)?.[1] ?? 0) : isFloat(type) ? Number.POSITIVE_INFINITY : 0;
    if (scale <= max) return { how: 'known', finding: passed() };
    return { how: 'rows', dear: true, columns: [column], offends: (value) => `${value} <> round(${value}, ${max})` };
  },
};
