// Values as SQL: literals of a column's type. Nothing else may paste a value into SQL.

import type { Scalar } from '../product/index.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A literal to compare a column of `type` with: text is read as that type, so '2001-02-28' is a date where the column is one. */
export function literal(value: Scalar, type: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `cast(${text(value)} as ${holding(value, type)})`;
  // A bare number or boolean would make the engine cast the whole text column, and fail on its first word.
  if (type === 'VARCHAR') return text(String(value));
  return Number.isFinite(value) || typeof value === 'boolean' ? String(value) : `cast(${text(String(value))} as double)`;
}

const bits: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64, HUGEINT: 128 };

/** The type itself, but of a whole number that it does not hold: then one that does, and that the type's values can be compared with. */
function holding(value: string, type: string): string {
  if (!/^[-+]?\d+$/.test(value.trim())) return type;
  const number = BigInt(value.trim().replace(/^\+/, ''));
  const [, unsigned, name = ''] = /^(U?)(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.exec(type) ?? [];
  const size = bits[name];
  if (size !== undefined) return within(number, size, unsigned === 'U') ? type : unsigned === '' && within(number, 128, false) ? 'HUGEINT' : 'DOUBLE';
  const [, width, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  if (width === undefined || digitsOf(number) <= Number(width) - Number(scale)) return type;
  return digitsOf(number) + Number(scale) <= 38 ? `DECIMAL(38,${scale})` : 'DOUBLE';
}

const digitsOf = (number: bigint): number => String(number).replace('-', '').length;

function within(number: bigint, size: number, unsigned: boolean): boolean {
  const [low, high] = unsigned ? [0n, 2n ** BigInt(size) - 1n] : [-(2n ** BigInt(size - 1)), 2n ** BigInt(size - 1) - 1n];
  return number >= low && number <= high;
}
