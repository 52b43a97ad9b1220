// notNull: every row has a value in the column.
// Why: a null is most often a value that was lost on the way, and sums and joins leave it out without a word.
// Example: columns: { origin: { required: true } }
// Cost: nothing where the files' statistics count no null; else one column read.

import type { Kind } from '../kind.ts';

export const notNull: Kind<'notNull'> = {
  columns: ({ column }) => [column],
  expectation: () => 'not null',
  ask: ({ column }) => ({ how: 'rows', columns: [column], offends: (value) => `${value} is null` }),
};
