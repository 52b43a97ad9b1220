// casing: every letter is written large, or small; nulls pass, and so do letters that have only one form.
// Why: `sea` and `SEA` are two airports to a join.
// Example: checks: { codes: { casing: { column: origin, case: upper } } }
// Cost: one column read; its dictionary where the values are few.

import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';

export const casing: Kind<'casing'> = {
  columns: ({ column }) => [column],
  expectation: ({ case: written }) => `in ${written} case`,
  ask: ({ column, case: written }, subject) => ({
    how: 'rows',
    dear: true,
    columns: [column],
    // as bytes: a collation that knows no case would call them equal
    offends: (value) => {
      const text = asText(value, columnOf(subject, column).type);
      return `encode(${text}) <> encode(${written}(${text}))`;
    },
  }),
};
