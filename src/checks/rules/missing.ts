// missing: no value is null, nor one of the values that stand for nothing: empty and blank texts, unless others are named.
// Why: `n/a`, `-` and the empty text get past every check for null, and are counted as values.
// Example: checks: { has-contact: { missing: { column: email, values: [n/a, ""] } } }
// Cost: one column read, or its dictionary where the values are few; of a column without texts what notNull costs.

import type { Scalar } from '../../product/index.ts';
import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';
import { listed } from './in-set.ts';

export const missing: Kind<'missing'> = {
  columns: ({ column }) => [column],
  expectation: ({ values }) => (values?.length ? `neither null nor ${listed(values)}` : 'neither null nor blank'),
  ask: ({ column, values }, subject) => {
    const { type } = columnOf(subject, column);
    if (values === undefined && type !== 'VARCHAR') return { how: 'rows', columns: [column], offends: (value) => `${value} is null` };
    // \p{Z}: the spaces of every script
    const blank = (value: string) => `regexp_full_match(${asText(value, type)}, '[\\s\\p{Z}]*')`;
    const named = (values ?? []).filter((v) => v !== null).map((v) => fitting(v, type));
    const stands = (value: string) =>
      values === undefined ? ` or ${blank(value)}` : named.length > 0 ? ` or ${value} in (${named.join(', ')})` : '';
    return { how: 'rows', dear: true, columns: [column], offends: (value) => `${value} is null${stands(value)}` };
  },
};

/** A text that is no value of the column's type is in no row: null. */
function fitting(value: Scalar, type: string): string {
  return typeof value === 'string' && type !== 'VARCHAR' ? `try_${literal(value, type)}` : literal(value, type);
}
