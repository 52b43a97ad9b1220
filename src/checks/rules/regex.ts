// regex: a regular expression (RE2) is found in every value, or with `not` in none; nulls pass.
// Why: a code that lost its leading zeros, a name with encoding damage, a number with a decimal comma: the notation shows it.
// Example: columns: { origin: { pattern: "^[A-Z]{3}$" } }
// Cost: one column read and each of its values matched; its dictionary where the values are few.

import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';

export const regex: Kind<'regex'> = {
  columns: ({ column }) => [column],
  expectation: ({ pattern, not }) => (not ? `nowhere /${pattern}/` : `matches /${pattern}/`),
  ask: ({ column, pattern, not }, subject) => ({
    how: 'rows',
    dear: true,
    columns: [column],
    offends: (value) => `${not ? '' : 'not '}regexp_matches(${asText(value, columnOf(subject, column).type)}, ${literal(pattern, 'VARCHAR')})`,
  }),
};
