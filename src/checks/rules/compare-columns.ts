// compareColumns: in every row one column compares with another as said; a null in either passes.
// Why: nothing arrives before it departs, and no part is greater than the whole.
// Example: checks: { in-order: { compareColumns: { column: departed_at, operator: "<=", other: arrived_at } } }
// Cost: two columns read.

import type { Kind } from '../kind.ts';

export const compareColumns: Kind<'compareColumns'> = {
  columns: ({ column, other }) => [column, other],
  expectation: ({ column, operator, other }) => `${column} ${operator} ${other}`,
  ask: ({ column, operator, other }) => ({ how: 'rows', columns: [column, other], offends: (a, b) => `not (${a} ${operator} ${b})` }),
};
