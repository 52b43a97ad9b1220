// like: every value is like a LIKE pattern, or with `not` none is; nulls pass.
// Why: the simplest statement about a notation, and the one that everybody who knows SQL can read.
// Example: checks: { iata: { like: { column: origin, pattern: ___ } } }
// Cost: one column read and each of its values compared; its dictionary where the values are few.

import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';

export const like: Kind<'like'> = {
  columns: ({ column }) => [column],
  expectation: ({ pattern, not }) => `${not ? 'not ' : ''}like ${pattern}`,
  ask: ({ column, pattern, not }, subject) => ({
    how: 'rows',
    dear: true,
    columns: [column],
    offends: (value) => `${asText(value, columnOf(subject, column).type)} ${not ? 'like' : 'not like'} ${literal(pattern, 'VARCHAR')}`,
  }),
};
