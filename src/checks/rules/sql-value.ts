// sqlValue: a SELECT of your own returns one value, which is within bounds.
// Why: a figure that must agree with what people know: a total, a share, a difference to another table.
// Example: checks: { a-day-of-flights: { sqlValue: { sql: "select count(*) from departures where day = '2001-02-24'", between: [900, 1300] } } }
// Cost: that of the statement.

import { boundsText } from '../bounds.ts';
import type { Kind } from '../kind.ts';

export const sqlValue: Kind<'sqlValue'> = {
  columns: () => [],
  written: ({ sql }) => [sql],
  expectation: ({ sql: _, ...bounds }) => boundsText(bounds),
  ask: ({ sql, ...bounds }) => ({ how: 'statement', sql, returns: 'value', bounds }),
};
