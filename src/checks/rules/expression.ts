// expression: an SQL expression is true of every row; unknown (null) passes.
// Why: what relates the columns of a row: a sum of parts, a status and its date.
// Example: checks: { parts-add-up: { expression: { expression: net + tax = gross } } }
// Cost: the columns it names, read once together with other checks.

import type { Kind } from '../kind.ts';

export const expression: Kind<'expression'> = {
  columns: () => [],
  written: ({ expression: text }, table) => [`select * from ${table} where (${text}\n)`],
  expectation: ({ expression: text }) => text.trim().replace(/\s+/g, ' '),
  // the columns it names only the engine knows: it is asked of the table as it is
  ask: ({ expression: text }) => ({ how: 'rows', columns: [], offends: () => `not (${text}\n)` }),
};
