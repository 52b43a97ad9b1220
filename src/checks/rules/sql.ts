// sql: a SELECT of your own returns the rows that offend; none is good.
// Why: what only you know of your data.
// Example: checks: { usual-flights: { sql: "select origin, day from daily where flights = 0", key: [origin, day] } }
// Cost: that of the statement, twice where rows offend.

import type { Kind } from '../kind.ts';

export const sql: Kind<'sql'> = {
  columns: () => [],
  written: ({ sql: text }) => [text],
  expectation: () => 'no rows returned',
  ask: ({ sql: text }) => ({ how: 'statement', sql: text, returns: 'rows' }),
};
