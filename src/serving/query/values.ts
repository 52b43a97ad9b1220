// Text of an address to a value of an engine type, and such values compared. A text that does not fit is undefined, never a guess.

import type { Scalar } from '../../product/index.ts';

export type Kind = 'text' | 'integer' | 'big' | 'double' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'decimal' | 'other';

const integers: Readonly<Record<string, readonly [bigint, bigint]>> = {
  tinyint: [-128n, 127n],
  smallint: [-32_768n, 32_767n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  utinyint: [0n, 255n],
  usmallint: [0n, 65_535n],
  uinteger: [0n, 2n ** 32n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
  ubigint: [0n, 2n ** 64n - 1n],
  hugeint: [-(2n ** 127n), 2n ** 127n - 1n],
  uhugeint: [0n, 2n ** 128n - 1n],
};

const synonyms: Readonly<Record<string, string>> = {
  varchar: 'text',
  string: 'text',
  char: 'text',
  bpchar: 'text',
  int1: 'tinyint',
  int2: 'smallint',
  short: 'smallint',
  int: 'integer',
  int4: 'integer',
  signed: 'integer',
  int8: 'bigint',
  long: 'bigint',
  float: 'double',
  float4: 'double',
  real: 'double',
  float8: 'double',
  bool: 'boolean',
  logical: 'boolean',
  datetime: 'timestamp',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  numeric: 'decimal',
};

/** The engine's usual name of a type, lower-case, without length or precision. */
function usual(type: string): string {
  const bare = type
    .trim()
    .toLowerCase()
    .replace(/\s*\(.*\)$/, '')
    .replace(/\s+/g, ' ');
  return synonyms[bare] ?? bare;
}

const kinds: readonly Kind[] = ['text', 'double', 'boolean', 'date', 'timestamp', 'timestamptz', 'decimal'];

export function kindOf(type: string): Kind {
  const name = usual(type);
  const bounds = integers[name];
  if (bounds) return bounds[1] > 2n ** 53n ? 'big' : 'integer';
  return kinds.find((kind) => kind === name) ?? 'other';
}

/** What a text must look like, for people. */
export const looks: Readonly<Record<Kind, string>> = {
  text: 'text',
  integer: 'a whole number',
  big: 'a whole number',
  double: 'a number',
  boolean: 'true or false',
  date: 'a date like 2026-03-14',
  timestamp: 'a time like 2026-03-14T15:00:00',
  timestamptz: 'a time like 2026-03-14T15:00:00Z',
  decimal: 'a decimal number',
  other: 'a value',
};

/** An example that parses. */
export const examples: Readonly<Record<Kind, string>> = {
  text: '…',
  integer: '1',
  big: '1',
  double: '1.5',
  boolean: 'true',
  date: '2026-03-14',
  timestamp: '2026-03-14T15:00:00',
  timestamptz: '2026-03-14T15:00:00Z',
  decimal: '1.50',
  other: '…',
};

/** The value as the engine takes it: 64-bit integers beyond 2^53, decimals, dates and times as text. */
export function parseValue(text: string, type: string): Scalar | undefined {
  const trimmed = text.trim();
  switch (kindOf(type)) {
    case 'text':
    case 'other':
      return text;
    case 'integer':
    case 'big':
      return wholeNumber(trimmed, type);
    case 'double':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
    case 'boolean':
      return /^true$/i.test(trimmed) ? true : /^false$/i.test(trimmed) ? false : undefined;
    case 'decimal':
      return /^[+-]?\d{1,38}(\.\d{1,38})?$/.test(trimmed) ? trimmed.replace(/^\+/, '') : undefined;
    case 'date':
      return isDay(trimmed) ? trimmed : undefined;
    case 'timestamp':
      return moment(trimmed, false);
    case 'timestamptz':
      return moment(trimmed, true);
  }
}

function wholeNumber(text: string, type: string): Scalar | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  const [least, most] = integers[usual(type)] ?? [0n, 0n];
  if (value < least || value > most) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** ISO 8601 with `T`; a zone is kept where one may be. In an address a bare `+` of a zone arrives as a space. */
function moment(text: string, zoned: boolean): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+ -]\d{2}(?::?\d{2})?)?)?$/i.exec(text);
  const [, day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = ''] = found ?? [];
  if (!found || !isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (zone !== '' && !zoned) return undefined;
  return `${day}T${hour}:${minute}:${second}${fraction}${offset(zone)}`;
}

function offset(zone: string): string {
  if (zone === '' || /^z$/i.test(zone)) return zone.toUpperCase();
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0] === '-' ? '-' : '+'}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** Below 0, 0, above 0; both are values of the type. */
export function compareValues(a: Scalar, b: Scalar, type: string): number {
  const kind = kindOf(type);
  if (kind === 'big' || kind === 'integer') return order(BigInt(String(a)), BigInt(String(b)));
  if (kind === 'double') return order(Number(a), Number(b));
  if (kind === 'decimal') return compareDecimals(String(a), String(b));
  if (kind === 'timestamptz') return order(instant(String(a)), instant(String(b)));
  return order(String(a), String(b));
}

const order = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Milliseconds; without a zone it counts as UTC, which orders rightly beside others without one. */
const instant = (text: string): number => Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);

function compareDecimals(a: string, b: string): number {
  const digits = Math.max(...[a, b].map((text) => text.split('.')[1]?.length ?? 0));
  const scaled = (text: string): bigint => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(`${whole}${fraction.padEnd(digits, '0')}`);
  };
  return order(scaled(a), scaled(b));
}
