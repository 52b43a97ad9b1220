// Durations, money, percentages and instants: what is read, what is written back, what is refused.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/base/index.ts';
import { formatDuration, parseDuration } from '../../src/product/values/duration.ts';
import { parseInstant } from '../../src/product/values/instant.ts';
import { formatMoney, formatRate, parseMoney, parseRate } from '../../src/product/values/money.ts';
import { parsePercentage } from '../../src/product/values/percentage.ts';

const value = <T>(outcome: Outcome<T>): T | string | undefined => (outcome.ok ? outcome.value : outcome.problems[0]?.code);

test.each([
  ['24h', 86_400_000],
  ['90min', 5_400_000],
  ['2d', 172_800_000],
  ['1h30min', 5_400_000],
  ['250ms', 250],
  ['1.5h', 5_400_000],
  ['0s', 0],
  [' 5s ', 5_000],
])('%s is a duration', (text, milliseconds) => expect(value(parseDuration(text))).toBe(milliseconds));

test.each(['', '24', 'h', '-1h', '1h 30min', '30min1h', '1h1h', '1 h', '5m', '1e3s', `${'9'.repeat(20)}d`])('%j is no duration', (text) =>
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
