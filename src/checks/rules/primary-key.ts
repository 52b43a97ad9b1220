// primaryKey: the columns name a row: never null, never the same twice.
// Why: a row delivered twice is counted twice, and a join over its key multiplies what it meets.
// Example: key: [date, origin, destination, n]
// Cost: one pass over the key's columns where the table is sorted by them; else a hash of every key, within the engine's memory limit.

import { columnOf, type Kind } from '../kind.ts';
import { identifier } from '../quote.ts';

export const primaryKey: Kind<'primaryKey'> = {
  type: 'primaryKey',
  columns: ({ columns }) => columns,
  expectation: ({ columns }) => `${columns.join(', ')}: unique and not null`,
  ask: ({ columns: names }, subject) => {
    const columns = names.map((name) => columnOf(subject, name));
    const list = columns.map((c) => identifier(c.name));
    const by = [...new Set([...subject.groups, ...list])].join(', ');
    const sql = `select ${list.join(', ')}, count(*) from ${subject.from} group by ${by}
    having count(*) > 1 or ${list.map((c) => `${c} is null`).join(' or ')}`;
    const shown = [...columns, { name: 'rows', type: 'BIGINT' }];
    return {
      how: 'select',
      offending: { sql, columns: shown, key: names.map((_, i) => i), first: [names.length], weight: names.length },
      unique: { columns: names, nulls: 'offend' },
    };
  },
};
