// setEquals: the values that occur are those of a list: all of them, and no others; nulls do not count.
// Why: an airport that is not delivered any more breaks no rule about the rows that are there.
// Example: checks: { all-airports: { setEquals: { column: origin, values: [SEA, SFO, LAS] } } }
// Cost: one pass over the column, grouped by its values. It is about the table: offending values are shown, not counted as rows.

import { columnOf, groupsOf, type Kind, named, type Subject } from '../kind.ts';
import { literal } from '../quote.ts';
import { listed } from './in-set.ts';

export const setEquals: Kind<'setEquals'> = {
  columns: ({ column }) => [column],
  expectation: ({ values }) => `all of ${listed(values)}, and no others`,
  ask: ({ column, values }, subject) => {
    const own = columnOf(subject, column);
    const expected = values.filter((v) => v !== null).map((v) => literal(v, own.type));
    const sql = [...(expected.length > 0 ? [absent(column, expected, subject)] : []), unexpected(column, expected, subject)].join('\nunion all\n');
    const groups = groupsOf(subject);
    const columns = [...groups, own, { name: 'found', type: 'VARCHAR' }, { name: 'rows', type: 'BIGINT' }];
    const at = groups.length;
    // what was found belongs to the key: that SEA is absent is not that SEA is too much
    return { how: 'select', offending: { sql, columns, key: [...columns.slice(0, at + 2).keys()], first: [at + 2], about: 'table' } };
  },
};

/** Expected values that no row (of a group) has. */
function absent(column: string, expected: readonly string[], { columns, groups, from }: Subject): string {
  const value = named({ columns }, column);
  const list = groups.map((g) => `"trivet group".${g}, `).join('');
  const beside = groups.length > 0 ? `(select distinct ${groups.join(', ')} from ${from}) "trivet group" cross join ` : '';
  const same = groups.map((g) => `"trivet row".${g} is not distinct from "trivet group".${g} and `).join('');
  return `select ${list}"trivet expected".value, 'absent', 0 from ${beside}(values ${expected.map((e) => `(${e})`).join(', ')}) "trivet expected"(value)
  where not exists (select 1 from ${from} "trivet row" where ${same}"trivet row".${value} = "trivet expected".value)`;
}

/** Values that are not expected, and how many rows have them. */
function unexpected(column: string, expected: readonly string[], { columns, groups, from }: Subject): string {
  const value = named({ columns }, column);
  const by = [...new Set([...groups, value])].join(', ');
  const other = expected.length > 0 ? `${value} not in (${expected.join(', ')})` : `${value} is not null`;
  return `select ${groups.map((g) => `${g}, `).join('')}${value}, 'not expected', count(*) from ${from} where ${other} group by ${by}`;
}
