// primaryKey: the columns name a row: never null, never the same twice.
// Why: a row delivered twice is counted twice, and a join over its key multiplies what it meets.
// Example: key: [date, origin, destination, n]
// Cost: one pass over the key's columns where the table is sorted by them; else a hash of every key, within the engine's memory limit.

import type { Kind } from '../kind.ts';
import { repeated } from './unique.ts';

export const primaryKey: Kind<'primaryKey'> = {
  columns: ({ columns }) => columns,
  expectation: ({ columns }) => `${columns.join(', ')}: unique and not null`,
  ask: ({ columns }, subject) => ({ how: 'select', offending: repeated(columns, subject, 'offend'), unique: { columns, nulls: 'offend' } }),
};
