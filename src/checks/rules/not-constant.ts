// notConstant: the values are not all the same. Fewer than two values (nulls are none) pass.
// Why: a column that is stuck, or was filled with one default, satisfies every rule about each of its values.
// Example: checks: { varies: { notConstant: { column: delay } } }
// Cost: one column read.

import type { Kind } from '../kind.ts';

export const notConstant: Kind<'notConstant'> = {
  columns: ({ column }) => [column],
  expectation: () => 'not constant',
  ask: ({ column }) => ({
    how: 'measure',
    columns: [column],
    // 1 where there is one value only; nothing said about how many where there are more
    value: (value) => `case when count(${value}) > 1 and min(${value}) = max(${value}) then 1 end`,
    bounds: { min: 2 },
  }),
};
