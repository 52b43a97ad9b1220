// Text of an address to a value of an engine type, and such values compared. A text that does not fit is undefined, never a guess.

import type { Scalar } from '../../product/index.ts';

export type Kind = 'text' | 'integer' | 'big' | 'double' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'decimal';

const kinds: Readonly<Record<string, Kind>> = {
  text: 'text',
  varchar: 'text',
  integer: 'integer',
  bigint: 'big',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
};

/** Of a type that the product allows; the one that is left is `decimal(width,scale)`. */
export const kindOf = (type: string): Kind => kinds[type] ?? 'decimal';

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
  decimal: '1',
};

/** The value as the engine takes it: 64-bit integers beyond 2^53, decimals, dates and times as text. */
export function parseValue(text: string, type: string): Scalar | undefined {
  const trimmed = text.trim();
  switch (kindOf(type)) {
    case 'text':
      return text;
    case 'integer':
      return wholeNumber(trimmed, 31n);
    case 'big':
      return wholeNumber(trimmed, 63n);
    case 'double':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
    case 'boolean':
      return /^true$/i.test(trimmed) ? true : /^false$/i.test(trimmed) ? false : undefined;
    case 'decimal':
      return decimal(trimmed, type);
    case 'date':
      return isDay(trimmed) ? trimmed : undefined;
    case 'timestamp':
      return moment(trimmed, false);
    case 'timestamptz':
      return moment(trimmed, true);
  }
}

function wholeNumber(text: string, bits: bigint): Scalar | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  if (value < -(2n ** bits) || value >= 2n ** bits) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

/** With no more digits than the type has: the engine would round them away and answer another question. */
function decimal(text: string, type: string): string | undefined {
  const [, width, scale] = /\((\d+), ?(\d+)\)/.exec(type) ?? [];
  const [, whole, fraction = ''] = /^[+-]?(?=\d)0*(\d{0,38})(?:\.(\d{1,38}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (whole.length > Number(width) - Number(scale) || fraction.length > Number(scale)) return undefined;
  return text.replace(/^\+/, '');
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
