// range: every value is within bounds; nulls pass, NaN is above every number.
// Why: a sentinel (9999), a wrong unit or a sign turned round leaves the range that the world allows long before it looks wrong in a mean.
// Example: columns: { delay: { min: -240, max: 1440 } }
// Cost: nothing where the files' statistics lie within the bounds; else only the row groups that leave them.

import { boundsText, outsideSql } from '../bounds.ts';
import { columnOf, type Kind } from '../kind.ts';

export const range: Kind<'range'> = {
  columns: ({ column }) => [column],
  expectation: ({ column: _, ...bounds }) => boundsText(bounds),
  ask: ({ column, ...bounds }, subject) => ({
    how: 'rows',
    columns: [column],
    offends: (value) => outsideSql(bounds, value, columnOf(subject, column).type),
  }),
};
