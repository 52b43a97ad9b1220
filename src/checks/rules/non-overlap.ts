// nonOverlap: no two rows' intervals overlap, within each group; the end is not part of an interval.
// Why: two prices that hold on one day, or a gate given to two flights, make every join by time count twice.
// Example: checks: { one-price: { nonOverlap: { from: valid_from, to: valid_to }, groupBy: [product] } }
// Cost: a sort by both columns. Both rows of an overlap offend; a row with a null, or that ends before it begins, is left out.

import { keyOf } from '../key.ts';
import { columnOf, type Kind, named, partition } from '../kind.ts';

export const nonOverlap: Kind<'nonOverlap'> = {
  columns: ({ from, to }) => [from, to],
  expectation: ({ from, to }) => `no overlap from ${from} to ${to}`,
  ask: ({ from: begins, to: ends }, subject) => {
    const [from, to] = [named(subject, begins), named(subject, ends)];
    const over = `over (${partition(subject)}order by ${from} asc, ${to} asc`;
    const sql = `select * exclude ("trivet from", "trivet to", "trivet until", "trivet next") from (
      select *, ${from} as "trivet from", ${to} as "trivet to", lead(${from}) ${over}) as "trivet next",
        max(${to}) ${over} rows between unbounded preceding and 1 preceding) as "trivet until"
      from ${subject.from} where ${from} < ${to})
      where "trivet until" > "trivet from" or "trivet next" < "trivet to"`;
    const first = [begins, ends].map((name) => subject.columns.indexOf(columnOf(subject, name)));
    return { how: 'select', offending: { sql, columns: subject.columns, key: keyOf(subject.columns, subject.key), first } };
  },
};
