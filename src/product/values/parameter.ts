// The types that a parameter of an output may have, and which values are of them. Casts nothing: that is the engine's.

import type { Scalar } from '../product.ts';
import { parseInstant } from './instant.ts';

export const plainTypes = ['text', 'varchar', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp', 'timestamptz'] as const;
/** Width and scale; that the scale is within the width is `isDecimal`'s to say. */
export const decimalPattern = /^decimal\(([1-9]|[12]\d|3[0-8]), ?(\d|[12]\d|3[0-8])\)$/;

export function isDecimal(type: string): boolean {
  const [, width, scale] = decimalPattern.exec(type) ?? [];
  return width !== undefined && Number(scale) <= Number(width);
}

/** What a value of the type is, in words that fit before "is expected", and one of them as it is written. */
export function wordsOf(type: string): { readonly expects: string; readonly example: string } {
  if (isDecimal(type)) return { expects: `a number that fits ${type}`, example: '12.5' };
  const words: Readonly<Record<string, readonly [string, string]>> = {
    integer: ['a whole number of 32 bits', '12'],
    bigint: ['a whole number of 64 bits', '12'],
    double: ['a number', '12.5'],
    boolean: ['`true` or `false`', 'true'],
    date: ['a day', '2001-02-28'],
    timestamp: ['a day and a time without offset', '2001-02-28 06:00:00'],
    timestamptz: ['an instant with its offset', '2001-02-28T06:00:00-08:00'],
  };
  const [expects, example] = words[type] ?? ['a text (in quotes, where it looks like something else)', "'12'"];
  return { expects, example };
}

/** Whether a value, as yaml gives it, is one of the type's. Numbers that JavaScript can't hold come as texts. */
export function isOfType(type: string, value: Exclude<Scalar, null>): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value === 'boolean') return false;
  if (type === 'text' || type === 'varchar') return typeof value === 'string';
  const written = String(value);
  if (type === 'integer') return isWhole(written, 31n);
  if (type === 'bigint') return isWhole(written, 63n);
  if (type === 'double') return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(written);
  if (isDecimal(type)) return isWithin(written, type);
  if (type === 'date') return isDay(written);
  if (type === 'timestamptz') return parseInstant(written).ok;
  const [day = '', time = '00:00'] = written.split(/[T ]/);
  return /^\S+(?:[T ]\S+)?$/.test(written) && parseInstant(`${day}T${time}Z`).ok;
}

/** Whether one value of a type is above another; false where only the engine knows (texts). */
export function isAbove(type: string, a: number | string, b: number | string): boolean {
  if (type === 'text' || type === 'varchar') return false;
  if (type === 'timestamptz') return Date.parse(String(a)) > Date.parse(String(b));
  if (type === 'date' || type === 'timestamp') return String(a).replace(' ', 'T') > String(b).replace(' ', 'T');
  const [one, other] = [String(a), String(b)];
  return isWhole(one, 127n) && isWhole(other, 127n) ? BigInt(one) > BigInt(other) : Number(one) > Number(other);
}

function isWhole(written: string, bits: bigint): boolean {
  if (!/^-?\d{1,40}$/.test(written)) return false;
  const value = BigInt(written);
  return value < 2n ** bits && value >= -(2n ** bits);
}

function isWithin(written: string, type: string): boolean {
  const [, width, scale] = decimalPattern.exec(type) ?? [];
  const match = /^[-+]?0*(\d*)(?:\.(\d*))?$/.exec(written);
  if (!match) return false;
  const [, whole = '', fraction = ''] = match;
  return whole.length <= Number(width) - Number(scale) && fraction.length <= Number(scale);
}

const isDay = (written: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(written) && parseInstant(`${written}T00:00:00Z`).ok;
