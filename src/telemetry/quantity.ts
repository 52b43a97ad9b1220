// Numbers as people read them: counts, durations, bytes, instants. Pure; nothing here knows a terminal.

import type { Instant } from '../base/index.ts';

/** 12345 → "12,345"; fractions to three digits. Without Intl, whose first use takes milliseconds. */
export function count(n: number | bigint): string {
  const text = typeof n === 'bigint' || Number.isInteger(n) ? BigInt(n).toString() : String(Number(n.toFixed(3)));
  return text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** plural(1, 'row') → "1 row", plural(984, 'row') → "984 rows". */
export function plural(n: number | bigint, one: string, many = `${one}s`): string {
  return `${count(n)} ${Number(n) === 1 ? one : many}`;
}

/** Seconds in the two largest units that say something: "340 ms", "3.2 s", "42 s", "3 min 5 s", "4 h 12 min", "3 d 4 h". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 3599.5) return pair(Math.round(seconds), 60, 'min', 's');
  if (seconds < 172_770) return pair(Math.round(seconds / 60), 60, 'h', 'min');
  return pair(Math.round(seconds / 3600), 24, 'd', 'h');
}

function pair(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return rest === 0 ? `${count(total / size)} ${large}` : `${count(Math.floor(total / size))} ${large} ${rest} ${small}`;
}

/** Bytes in decimal units (1 kB = 1,000 bytes): "512 B", "1.5 kB", "12 MB". */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** An instant to the minute, in the offset it was written with: "2001-03-04 06:00 -08:00", "2001-03-04 14:00 UTC"; milliseconds since the epoch in UTC. */
export function instant(value: Instant | number): string {
  const text = typeof value === 'number' ? new Date(value).toISOString() : value;
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(text);
  if (!parts) return text;
  const [, day, time, offset] = parts;
  if (offset === undefined) return `${day} ${time}`;
  return `${day} ${time} ${offset.toUpperCase() === 'Z' || /^[+-]00:?00$/.test(offset) ? 'UTC' : offset}`;
}

/** To six digits, and never to fewer than all before the point and three behind it: 0.123457, 12345678.123. */
export function fractionText(value: number): string {
  const whole = Math.trunc(Math.abs(value));
  if (Number.isInteger(value) || !Number.isFinite(value) || whole >= 1e15) return String(value);
  const digits = whole === 0 ? 0 : String(whole).length;
  return String(Number(value.toPrecision(Math.max(6, digits + 3))));
}
