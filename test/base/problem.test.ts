// Problems, places, digests, did-you-mean: the words every room shares.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, catalogue, digestOfJson, entry, exitCode, type Json, nearest, placeAt } from '../../src/base/index.ts';

const problem = catalogue('test', {
  'a-thing': entry<{ name: string }>({ leg: 'data', message: (p) => `${p.name} is wrong`, remedy: () => 'trivet plan' }),
  machine: entry<{ name: string }>({ leg: 'operations', message: (p) => p.name, remedy: () => '' }),
});

test('a catalogue makes problems with code, leg and texts', () => {
  expect(problem('a-thing', { name: 'x' })).toEqual({
    code: 'test/a-thing',
    leg: 'data',
    severity: 'error',
    message: 'x is wrong',
    remedy: 'trivet plan',
  });
  expect(problem('a-thing', { name: 'x' }, { leg: 'operations' }).leg).toBe('operations');
});

test('the exit code is the highest leg’s', () => {
  expect(exitCode([])).toBe(0);
  expect(exitCode([problem('a-thing', { name: '' })])).toBe(1);
  expect(exitCode([problem('machine', { name: '' }), problem('a-thing', { name: '' })])).toBe(3);
  expect(exitCode([{ ...problem('machine', { name: '' }), severity: 'warning' }])).toBe(0);
});

test('a place counts from one and carries its line', () => {
  expect(placeAt('f', 'ab\ncdef\ng', 5, 2)).toEqual({ file: 'f', line: 2, column: 3, source: 'cdef', length: 2 });
  expect(placeAt('f', 'ab', 0)).toMatchObject({ line: 1, column: 1, source: 'ab' });
  expect(placeAt('f', 'ab\r\ncd', 1)).toMatchObject({ source: 'ab' });
});

test('the nearest word', () => {
  expect(nearest('depatures', ['departures', 'hourly'])).toBe('departures');
  expect(nearest('Hourly', ['hourly'])).toBe('hourly');
  expect(nearest('zzz', ['departures', 'hourly'])).toBeUndefined();
  expect(nearest('envir', ['environment', 'engine'])).toBe('environment');
  // an iterator can be walked once
  expect(nearest('hurly', new Set(['departures', 'hourly']).values())).toBe('hourly');
});

test('property: canonical JSON does not depend on the order of keys, and says everything', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(digestOfJson(turned as Json)).toBe(digestOfJson(value as Json));
      expect(JSON.parse(canonical(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
