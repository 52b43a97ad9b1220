// Values as SQL: literals of a column's type. Nothing else may paste a value into SQL.

import type { Scalar } from '../product/index.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A literal to compare a column of `type` with: text is read as that type, so '2001-02-28' is a date where the column is one. */
export function literal(value: Scalar, type: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `cast(${text(value)} as ${type})`;
  // A bare number or boolean would make the engine cast the whole text column, and fail on its first word.
  if (type === 'VARCHAR') return text(String(value));
  return Number.isFinite(value) || typeof value === 'boolean' ? String(value) : `cast(${text(String(value))} as double)`;
}
