// monotone: in the order of some columns the values rise (or fall), within each group; rows with a null in any of them are left out.
// Why: a meter that runs backwards, a cumulative sum that falls, an id that was used again.
// Example: checks: { odometer: { monotone: { column: odometer, by: [read_at] } } }
// Cost: a sort by these columns. Rows that are alike in them are taken in the order that suits the rule.

import { quoteName } from '../../engine/index.ts';
import { keyOf } from '../key.ts';
import { columnOf, type Kind, named, partition } from '../kind.ts';

export const monotone: Kind<'monotone'> = {
  columns: ({ column, by }) => [column, ...by],
  expectation: ({ column, by, direction = 'increasing', strictly }) => `${column} ${strictly ? 'strictly ' : ''}${direction} by ${by.join(', ')}`,
  ask: ({ column, by, direction = 'increasing', strictly }, subject) => {
    const [value, order] = [named(subject, column), by.map((name) => named(subject, name))];
    const rises = direction === 'increasing';
    const key = keyOf(subject.columns, subject.key);
    // the key last: which of two equal rows comes second must not depend on how the rows were read
    const equals = key.map((i) => `${quoteName(subject.columns[i]?.name ?? '')} asc nulls last`);
    const sort = [...order.map((o) => `${o} asc`), `${value} ${rises ? 'asc' : 'desc'}`, ...equals].join(', ');
    const some = [value, ...order].map((c) => `${c} is not null`).join(' and ');
    const offends = `"trivet row" ${rises ? '<' : '>'}${strictly ? '=' : ''} "trivet previous"`;
    const sql = `select * exclude ("trivet row") from (select *, ${value} as "trivet row",
      lag(${value}) over (${partition(subject)}order by ${sort}) as "trivet previous" from ${subject.from} where ${some}) where ${offends}`;
    const own = columnOf(subject, column);
    const columns = [...subject.columns, { name: 'previous', type: own.type }];
    return { how: 'select', offending: { sql, columns, key, first: [subject.columns.indexOf(own), subject.columns.length] } };
  },
};
