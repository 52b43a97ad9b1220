import { expect, test } from 'vitest';
import { bytes, count, duration, fractionText, instant, jsonDocument, plural } from '../../src/telemetry/index.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [-1234567, '-1,234,567'],
  [1234.5678, '1,234.568'],
  [9007199254740993n, '9,007,199,254,740,993'],
  [0.1 + 0.2, '0.3'],
])('count %s is %s', (n, text) => {
  expect(count(n)).toBe(text);
});

test.each([
  [0.34, '340 ms'],
  [0.9999, '1 s'],
  [3.21, '3.2 s'],
  [9.97, '10 s'],
  [59.7, '1 min'],
  [185, '3 min 5 s'],
  [3599.9, '1 h'],
  [15_120, '4 h 12 min'],
  [273_600, '3 d 4 h'],
  [Number.NaN, '–'],
])('%s seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [512, '512 B'],
  [1500, '1.5 kB'],
  [999_999, '1.0 MB'],
  [12_345_678, '12 MB'],
])('%i bytes are %s', (n, text) => {
  expect(bytes(n)).toBe(text);
});

test.each([
  ['2001-03-04T06:00:00-08:00', '2001-03-04 06:00 -08:00'],
  ['2001-03-04T14:00:00.123Z', '2001-03-04 14:00 UTC'],
  [0, '1970-01-01 00:00 UTC'],
  ['2001-03-04 06:00:00', '2001-03-04 06:00'],
  ['yesterday', 'yesterday'],
])('instant %s is %s', (value, text) => {
  expect(instant(value)).toBe(text);
});

test('plural', () => {
  expect(plural(1, 'row')).toBe('1 row');
  expect(plural(0, 'row')).toBe('0 rows');
  expect(plural(2000, 'query', 'queries')).toBe('2,000 queries');
});

test('a JSON document is parsed back, whatever the values are', () => {
  const text = jsonDocument({
    z: 1n,
    big: 2n ** 60n,
    nan: Number.NaN,
    gone: undefined,
    map: new Map([['k', [Number.POSITIVE_INFINITY]]]),
    a: new Set([1]),
  });
  expect(text.endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text))).toEqual(['z', 'big', 'nan', 'map', 'a']);
  expect(JSON.parse(text)).toEqual({ z: 1, big: '1152921504606846976', nan: null, map: { k: [null] }, a: [1] });
});

test('a fraction shows six digits, and all of its whole part with three behind it', () => {
  const texts = [0.123456789, 1234.56789, 12345678.1234, -98765.4321, 5, 1e300, 1.5e-9, Number.NaN, Number.NEGATIVE_INFINITY].map(fractionText);
  expect(texts).toEqual(['0.123457', '1234.568', '12345678.123', '-98765.432', '5', '1e+300', '1.5e-9', 'NaN', '-Infinity']);
});
