// inSet: every value is one of a list; nulls pass.
// Why: a new code, a typing error or another spelling of a category is a row that every `group by` and join will put elsewhere.
// Example: columns: { origin: { in: [SEA, SFO, LAS] } }
// Cost: one column read.

import type { Scalar } from '../../product/index.ts';
import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';

export const inSet: Kind<'inSet'> = {
  columns: ({ column }) => [column],
  expectation: ({ values }) => `one of ${listed(values)}`,
  ask: ({ column, values }, subject) => {
    const list = values.filter((v) => v !== null).map((v) => literal(v, columnOf(subject, column).type));
    return {
      how: 'rows',
      columns: [column],
      offends: (value) => (list.length > 0 ? `${value} not in (${list.join(', ')})` : `${value} is not null`),
    };
  },
};

/** The first ten of the values, for people. */
export function listed(values: readonly Scalar[]): string {
  const shown = values.slice(0, 10).join(', ');
  return values.length > 10 ? `${shown} and ${values.length - 10} more` : shown;
}
