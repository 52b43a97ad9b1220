// foreignKey: the values of the columns are found together in another table; rows with a null pass.
// Why: a code without its row falls out of every inner join.
// Example: columns: { origin: { references: airports.iata } }
// Cost: a hash of the other table's columns, and one pass over this one's; a bit for each where both are integers that lie dense.

import { quoteName } from '../../engine/index.ts';
import { keyOf } from '../key.ts';
import { columnOf, type Kind } from '../kind.ts';

export const foreignKey: Kind<'foreignKey'> = {
  columns: ({ columns }) => columns,
  others: ({ table, to }) => ({ [table]: to }),
  expectation: ({ table, to }) => `found in ${table}.${to.join(', ')}`,
  ask: ({ columns, table, to }, subject) => {
    const own = columns.map((name) => `"trivet row".${quoteName(columnOf(subject, name).name)}`);
    const same = own.map((name, i) => `"trivet other".${quoteName(to[i] ?? columns[i] ?? '')} = ${name}`);
    const sql = `select * from (from ${subject.from}) "trivet row" where ${own.map((name) => `${name} is not null`).join(' and ')}
      and not exists (select 1 from ${quoteName(table)} "trivet other" where ${same.join(' and ')})`;
    const first = columns.map((name) => subject.columns.indexOf(columnOf(subject, name)));
    const [column, another] = columns;
    const found = column === undefined || another !== undefined ? {} : { found: { column, table, to: to[0] ?? column } };
    return { how: 'select', offending: { sql, columns: subject.columns, key: keyOf(subject.columns, subject.key), first }, ...found };
  },
};
