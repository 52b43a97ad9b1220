// Which of two bounds is the greater: numbers exactly, also as texts that no JavaScript number holds; dates and times by when they are. Knows no contract.

import { type Decimal, decimalOf, decimalOrder } from '../base/index.ts';

type Bound = number | string;

/** -1 where `a` is the lesser, 1 where it is the greater; what is neither number nor time is compared as text. */
export function boundOrder(a: Bound, b: Bound): -1 | 0 | 1 {
  for (const read of [decimalOf, instantOf, timeOf]) {
    const [x, y] = [read(a), read(b)];
    if (x && y) return decimalOrder(x, y);
  }
  const [x, y] = typeof a === 'number' && typeof b === 'number' ? [a, b] : [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const clock = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[-+]\d{2}(?::?\d{2})?)?`;
const instant = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})(?:[T ]${clock})?$`, 'i');
const time = new RegExp(`^T?${clock}$`, 'i');

/** Without a zone a time is one of UTC, a day its midnight. */
function instantOf(bound: Bound): Decimal | undefined {
  const [, date, ...rest] = instant.exec(String(bound).trim()) ?? [];
  const midnight = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(midnight) ? undefined : secondsAfter(midnight / 1000, rest);
}

function timeOf(bound: Bound): Decimal | undefined {
  const [whole, ...rest] = time.exec(String(bound).trim()) ?? [];
  return whole === undefined ? undefined : secondsAfter(0, rest);
}

function secondsAfter(
  start: number,
  [hours = '0', minutes = '0', seconds = '0', fraction = '', zone = 'Z']: readonly (string | undefined)[],
): Decimal {
  const [, sign, zoneHours = '0', zoneMinutes = '0'] = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = (Number(zoneHours) * 3600 + Number(zoneMinutes) * 60) * (sign === '-' ? -1 : 1);
  const whole = start + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - offset;
  return { digits: BigInt(whole) * 10n ** BigInt(fraction.length) + BigInt(fraction || '0'), places: fraction.length };
}
