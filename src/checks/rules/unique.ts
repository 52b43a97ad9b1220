// unique: the values of the columns together occur once; rows with a null pass.
// Why: two customers with one address, two invoices with one number: each row is possible, and both are not.
// Example: columns: { email: { unique: true } }
// Cost: one pass over the columns where the table is sorted by them; else a hash of every value, within the engine's memory limit.

import { groupsOf, type Kind, named, type Subject } from '../kind.ts';
import type { Offending } from '../offending.ts';

export const unique: Kind<'unique'> = {
  columns: ({ columns }) => columns,
  expectation: ({ columns }) => `${columns.join(', ')}: unique`,
  ask: ({ columns }, subject) => ({ how: 'select', offending: repeated(columns, subject, 'pass'), unique: { columns, nulls: 'pass' } }),
};

/** Values that occur more than once (in a group), each with how many rows have it; of a row with a null: whether it offends. */
export function repeated(names: readonly string[], subject: Subject, nulls: 'pass' | 'offend'): Offending {
  const own = names.map((name) => subject.columns.find((c) => c.name.toLowerCase() === name.toLowerCase()) ?? { name, type: 'VARCHAR' });
  const columns = [...new Set([...groupsOf(subject), ...own])];
  const list = columns.map((c) => named(subject, c.name)).join(', ');
  const each = (test: string, join: string): string => names.map((name) => `${named(subject, name)} is ${test}`).join(join);
  const from = nulls === 'pass' ? `${subject.from} where ${each('not null', ' and ')}` : subject.from;
  const having = nulls === 'pass' ? 'count(*) > 1' : `count(*) > 1 or ${each('null', ' or ')}`;
  return {
    sql: `select ${list}, count(*) from ${from} group by ${list} having ${having}`,
    columns: [...columns, { name: 'rows', type: 'BIGINT' }],
    key: columns.map((_, i) => i),
    first: [columns.length],
    weight: columns.length,
  };
}
