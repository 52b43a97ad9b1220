// tableDiff: the table and another have the same keys, and the same values in the columns they share.
// Why: a table that was computed in a new way, or copied, is the old one until the rows say otherwise.
// Example: checks: { as-before: { tableDiff: { table: departures_before, key: [id], tolerance: 0.01 } } }
// Cost: a hash of both tables' keys with the values compared. With `where`, keys that only the other table has do not offend.

import { type Column, quoteName } from '../../engine/index.ts';
import type { CheckArguments } from '../../product/index.ts';
import { isNumber } from '../engine-types.ts';
import { columnIndex } from '../key.ts';
import { columnOf, type Kind, named, type Subject } from '../kind.ts';
import { literal } from '../quote.ts';

type Settings = CheckArguments['tableDiff'];

export const tableDiff: Kind<'tableDiff'> = {
  columns: ({ key, columns = [] }) => [...key, ...columns],
  others: ({ table, key, columns = [] }) => ({ [table]: [...key, ...columns] }),
  expectation: ({ table, key, columns, tolerance }) => {
    const values = columns ? columns.join(', ') : 'the same values';
    return `as in ${table}, by ${key.join(', ')}: ${values}${tolerance ? ` within ${tolerance}` : ''}`;
  },
  ask: (settings, subject) => {
    const shown = [...settings.key.map((name) => columnOf(subject, name)), { name: 'difference', type: 'VARCHAR' }];
    // what differs belongs to the key: an amount that was accepted does not cover a name
    return { how: 'select', offending: { sql: differing(settings, subject), columns: shown, key: [...shown.keys()], first: [] } };
  },
};

/** Columns that both tables have, beside the key. */
function compared({ table, key, columns }: Settings, subject: Subject): readonly (readonly [own: Column, other: Column])[] {
  const others = subject.others.get(table.toLowerCase()) ?? [];
  const keyed = key.map((name) => name.toLowerCase());
  const names = (columns ?? subject.columns.map((c) => c.name)).filter((name) => !keyed.includes(name.toLowerCase()));
  return names.flatMap((name) => {
    const other = others[columnIndex(others, name)];
    return other ? [[columnOf(subject, name), other] as const] : [];
  });
}

/** One row for each key at which the tables differ, with the names of the columns that do; values are not shown, they may be of persons. */
function differing(settings: Settings, subject: Subject): string {
  const { table, key, tolerance = 0 } = settings;
  const pairs = compared(settings, subject);
  const keys = key.map((_, i) => `k${i}`).join(', ');
  const others = subject.others.get(table.toLowerCase()) ?? [];
  const side = (own: boolean): string => {
    const name = (text: string) => (own ? named(subject, text) : named({ columns: others }, text));
    const list = [
      ...key.map((k, i) => `${name(k)} as k${i}`),
      ...pairs.flatMap(([mine, its], i) =>
        own ? [`${quoteName(mine.name)} as a${i}`, `null as b${i}`] : [`null as a${i}`, `${quoteName(its.name)} as b${i}`],
      ),
    ];
    return `select ${list.join(', ')}, ${own} as own from ${own ? subject.from : quoteName(table)}`;
  };
  const values = pairs.map((_, i) => `any_value(a${i}) as a${i}, any_value(b${i}) as b${i}`);
  const filtered = subject.from.startsWith('(');
  return `select ${keys}, difference from (select ${keys}, case when others = 0 then ${literal(`not in ${table}`, 'VARCHAR')}
      when owns = 0 then ${literal(`only in ${table}`, 'VARCHAR')} when owns > 1 or others > 1 then 'key repeated'
      else ${namesSql(pairs, tolerance)} end as difference
    from (select ${[keys, 'count(*) filter (where own) as owns', 'count(*) filter (where not own) as others', ...values].join(', ')}
      from (${side(true)} union all ${side(false)}) group by ${keys}${filtered ? ' having owns > 0' : ''})) where difference <> ''`;
}

/** The names of the columns that differ, joined by commas; empty where none does. */
function namesSql(pairs: readonly (readonly [own: Column, other: Column])[], tolerance: number): string {
  if (pairs.length === 0) return "''";
  const names = pairs.map(([own, other], i) => {
    const numbers = isNumber(own.type) && isNumber(other.type);
    const near = numbers && tolerance > 0 ? ` and not coalesce(abs(cast(a${i} as double) - cast(b${i} as double)) <= ${tolerance}, false)` : '';
    return `case when a${i} is distinct from b${i}${near} then ${literal(own.name, 'VARCHAR')} end`;
  });
  return `concat_ws(', ', ${names.join(', ')})`;
}
