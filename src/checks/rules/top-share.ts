// topShare: no value has more than a share of the rows; nulls are left out of the count.
// Why: a default that everything falls back to, or a day delivered ten times, first shows as one value that is too frequent.
// Example: checks: { no-default: { topShare: { column: origin, max: 60% } } }
// Cost: one pass over the column, grouped by its values.

import { groupsOf, type Kind, named } from '../kind.ts';

export const topShare: Kind<'topShare'> = {
  columns: ({ column }) => [column],
  expectation: ({ max }) => `no value in more than ${Number((max * 100).toPrecision(12))} % of the rows`,
  ask: ({ column, max }, subject) => {
    const value = named(subject, column);
    const groups = groupsOf(subject).map((c) => named(subject, c.name));
    const by = [...groups.map((g, i) => `${g} as "trivet group ${i}"`), `${value} as "trivet value"`];
    const counted = `select ${by.join(', ')}, count(*) as "trivet rows" from ${subject.from} where ${value} is not null group by all`;
    const from = `(select ${[...groups.map((g, i) => `"trivet group ${i}" as ${g}`), '"trivet rows"'].join(', ')} from (${counted}))`;
    return {
      how: 'measure',
      columns: [],
      value: () => 'cast(max("trivet rows") as double) / cast(sum("trivet rows") as double)',
      bounds: { max },
      from,
    };
  },
};
