// Durations, money, percentages, instants, working hours, schedules and values of parameters: what is read, what is written back, what is refused.

import { Cron } from 'croner';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/base/index.ts';
import { formatDuration, parseDuration } from '../../src/product/values/duration.ts';
import { parseInstant } from '../../src/product/values/instant.ts';
import { formatMoney, formatRate, parseMoney, parseRate } from '../../src/product/values/money.ts';
import { isAbove, isDecimal, isOfType } from '../../src/product/values/parameter.ts';
import { parsePercentage } from '../../src/product/values/percentage.ts';
import { parseSchedule } from '../../src/product/values/schedule.ts';
import { parseWorkingHours } from '../../src/product/values/working-hours.ts';

const value = <T>(outcome: Outcome<T>): T | string | undefined => (outcome.ok ? outcome.value : outcome.problems[0]?.code);

test.each([
  ['24h', 86_400_000],
  ['90min', 5_400_000],
  ['15m', 900_000],
  ['1m5s20ms', 65_020],
  ['2d', 172_800_000],
  ['1h30min', 5_400_000],
  ['250ms', 250],
  ['1.5h', 5_400_000],
  ['0s', 0],
  [' 5s ', 5_000],
])('%s is a duration', (text, milliseconds) => expect(value(parseDuration(text))).toBe(milliseconds));

test.each(['', '24', 'h', '-1h', '1h 30min', '30min1h', '1h1h', '1 h', '5M', '5m3min', '1e3s', `${'9'.repeat(20)}d`])('%j is no duration', (text) =>
  expect(value(parseDuration(text))).toBe('product/bad-duration'),
);

test('a duration that is written is read as the same', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (milliseconds) => value(parseDuration(formatDuration(milliseconds))) === milliseconds));
  expect(formatDuration(5_400_000)).toBe('1h30min');
  expect(formatDuration(0)).toBe('0ms');
});

const amounts = fc.double({ min: 0, max: 1e30, noNaN: true }).map((amount) => (Object.is(amount, -0) ? 0 : amount));
const currencies = fc.stringMatching(/^[A-Z]{3}$/);

test('money and rates that are written are read as the same', () => {
  fc.assert(
    fc.property(amounts, currencies, fc.constantFrom('h' as const, 'day' as const), (amount, currency, per) => {
      // toFixed ends at 100 digits, and no amount of money needs more.
      fc.pre(amount === 0 || amount > 1e-80);
      expect(parseMoney(formatMoney({ amount, currency }))).toEqual({ ok: true, value: { amount, currency } });
      expect(parseRate(formatRate({ amount, currency, per }))).toEqual({ ok: true, value: { amount, currency, per } });
    }),
  );
  expect(formatRate({ amount: 4000, currency: 'USD', per: 'day' })).toBe('4000 USD/day');
});

test.each(['500', 'USD', '500 usd', '500 USDT', '$500', '-5 USD', '5,000 USD', '500 USD/day'])('%j is no money', (text) =>
  expect(value(parseMoney(text))).toBe('product/bad-money'),
);
test.each(['500 USD', '500 USD/week', '500/day', '20 USD per h'])('%j is no rate', (text) => expect(value(parseRate(text))).toBe('product/bad-rate'));

test.each([
  ['99.9%', 0.999],
  ['100%', 1],
  ['0%', 0],
  ['99.99 %', 0.9999],
])('%s is a percentage', (text, share) => expect(value(parsePercentage(text))).toBe(share));
test.each(['99.9', '0.999', '101%', '-1%', '%', '1e1%'])('%j is no percentage', (text) =>
  expect(value(parsePercentage(text))).toBe('product/bad-percentage'),
);

test.each([
  ['2001-03-04T06:00:00-08:00', '2001-03-04T06:00:00-08:00'],
  ['2001-03-04T06:00-08:00', '2001-03-04T06:00:00-08:00'],
  ['2000-02-29T23:59:59.123456Z', '2000-02-29T23:59:59.123456Z'],
  ['2024-12-31T00:00:00+14:00', '2024-12-31T00:00:00+14:00'],
])('%s is an instant', (text, instant) => expect(value(parseInstant(text))).toBe(instant));

test.each([
  '2001-03-04',
  '2001-03-04T06:00:00',
  '2001-03-04 06:00:00-08:00',
  '2001-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2001-04-31T00:00:00Z',
  '2001-13-01T00:00:00Z',
  '2001-00-01T00:00:00Z',
  '2001-01-00T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2001-01-01T24:00:00Z',
  '2001-01-01T00:60:00Z',
  '2001-01-01T00:00:00+14:30',
  '2001-01-01T00:00:00+01',
  'now',
])('%s is no instant', (text) => expect(value(parseInstant(text))).toBe('product/bad-clock'));

test('days are those of the calendar', () => {
  const day = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }));
  fc.assert(
    fc.property(day, ([year, month, dayOfMonth]) => {
      const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}T00:00:00Z`;
      const exists = new Date(text).getTime() && new Date(text).toISOString().slice(0, 10) === text.slice(0, 10);
      expect(parseInstant(text).ok).toBe(Boolean(exists));
    }),
  );
});

test.each([
  ['Mon-Fri 08:00-18:00 America/Los_Angeles', [1, 2, 3, 4, 5], 480, 1080, 'America/Los_Angeles'],
  ['Mon,Wed,Fri 9:00-17:30 Europe/Berlin', [1, 3, 5], 540, 1050, 'Europe/Berlin'],
  ['daily 00:00-24:00 UTC', [1, 2, 3, 4, 5, 6, 7], 0, 1440, 'UTC'],
  ['Sun-Thu 07:15-15:15 Asia/Riyadh', [1, 2, 3, 4, 7], 435, 915, 'Asia/Riyadh'],
  ['Sat, Mon-Tue,Tue 10:00-11:00 US/Pacific', [1, 2, 6], 600, 660, 'US/Pacific'],
] as const)('%s are working hours', (text, days, from, to, zone) => {
  expect(value(parseWorkingHours(text))).toEqual({ text, days, from, to, zone });
});

test.each([
  ['Mon-Fri', 'bad-hours'],
  ['Monday-Friday 08:00-18:00 UTC', 'bad-hours'],
  ['Mon-Fri 8-18 UTC', 'bad-hours'],
  ['Mon-Fri 08:00-18:00 +08:00', 'bad-hours'],
  ['Mon-Fri 18:00-08:00 UTC', 'bad-hours'],
  ['Mon-Fri 08:00-08:00 UTC', 'bad-hours'],
  ['Mon-Fri 08:60-18:00 UTC', 'bad-hours'],
  ['Mon-Fri 08:00-24:01 UTC', 'bad-hours'],
  ['Mon-Fri 08:00-18:00 Pacific', 'unknown-zone'],
])('%s are no working hours', (text, code) => expect(value(parseWorkingHours(text))).toBe(`product/${code}`));

const scheduleField = (least: number, most: number, names: readonly string[] = []) => {
  const one = fc.oneof(fc.integer({ min: least - 1, max: most + 1 }).map(String), ...(names.length ? [fc.constantFrom(...names)] : []));
  const item = fc.oneof(
    fc.constantFrom('*', '*/5', '*/0', '*/99', '?', 'L', '1W', '5#2', '', '1-', '5/5', '+3'),
    one,
    fc.tuple(one, one).map(([from, to]) => `${from}-${to}`),
    fc.tuple(one, one).map(([from, to]) => `${from}-${to}/2`),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 4, arbitrary: item },
    { weight: 1, arbitrary: fc.tuple(item, item).map((two) => two.join(',')) },
  );
};

test('what is taken as a schedule has a next time, by the library that will ask for it', () => {
  let taken = 0;
  const fields = fc.tuple(
    scheduleField(0, 59),
    scheduleField(0, 23),
    scheduleField(1, 31),
    scheduleField(1, 12, ['JAN', 'feb', 'DEC']),
    scheduleField(0, 7, ['SUN', 'mon', 'SAT']),
  );
  fc.assert(
    fc.property(fields, (parts) => {
      const read = parseSchedule(parts.join(' '));
      if (!read.ok) return;
      taken += 1;
      expect(new Cron(read.value, { paused: true, timezone: 'America/Los_Angeles' }).nextRun(new Date('2001-03-04T14:00:00Z'))).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(200);
});

test.each(['0 6 * * *', '*/15 8-18 * * MON-FRI', '0,30 6 1,15 1-6/2 7', '0 6 29 2 *', '0 6 31 2 1', '0 6 31 1-2 *'])('%s is a schedule', (text) =>
  expect(value(parseSchedule(text))).toBe(text),
);
test.each([
  '',
  '0 6 * *',
  '@daily',
  '0 6 31 2 *',
  '0 6 31 4,JUN *',
  '0 6 31 4-6/2 *',
  '0 6 30-31 FEB *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '5-1 * * * *',
  '5/2 * * * *',
])('%j is no schedule', (text) => expect(value(parseSchedule(text))).toBe('product/bad-schedule'));

test.each([
  ['text', 'SEA', 7],
  ['varchar', '', true],
  ['integer', 2147483647, 2147483648],
  ['integer', -2147483648, 1.5],
  ['bigint', '9223372036854775807', '9223372036854775808'],
  ['double', 1.5, 'NaN'],
  ['double', '0.1234567890123456789', 'x'],
  ['boolean', true, 'true'],
  ['date', '2000-02-29', '2001-02-29'],
  ['date', '2001-02-28', '2001-02-28T06:00'],
  ['timestamp', '2001-02-28 06:00:00.5', '2001-02-28T06:00:00Z'],
  ['timestamp', '2001-02-28', '2001-02-28 25:00'],
  ['timestamptz', '2001-02-28T06:00:00-08:00', '2001-02-28T06:00:00'],
  ['decimal(4,2)', 99.99, 100],
  ['decimal(4,2)', '-12.5', 0.125],
  ['decimal(38,0)', '9'.repeat(38), '9'.repeat(39)],
] as const)('of %s: %j is a value, %j is none', (type, good, bad) => {
  expect(isOfType(type, good)).toBe(true);
  expect(isOfType(type, bad)).toBe(false);
});

test('values of a type are compared as the type compares them', () => {
  expect(isAbove('bigint', '9223372036854775807', '9223372036854775806')).toBe(true);
  expect(isAbove('double', 10, 9)).toBe(true);
  expect(isAbove('timestamptz', '2001-03-04T06:00:00-08:00', '2001-03-04T13:00:00Z')).toBe(true);
  expect(isAbove('timestamp', '2001-03-04 06:00', '2001-03-04T06:00')).toBe(false);
  expect(isAbove('text', 'b', 'a')).toBe(false);
  expect(['decimal(10,2)', 'decimal(3, 3)', 'decimal(2,3)', 'decimal(39,0)', 'decimal'].map(isDecimal)).toEqual([true, true, false, false, false]);
});
