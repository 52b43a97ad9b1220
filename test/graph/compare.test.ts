// Two pre-images of a leg side by side: what was added, changed, removed or set otherwise, and nothing that is the same.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { compareEnvironments, compareListings, type EnvironmentImage } from '../../src/graph/index.ts';

const file = (path: string, text: string) => ({ path, size: text.length, digest: digestOf(text) });

test('a listing is told apart by path and bytes', () => {
  const before = [file('a', '1'), file('b', '2'), file('c', '3'), file('d', '4')];
  const now = [file('b', '2'), file('c', 'three'), file('d', '5'), file('e', '1')];
  expect(compareListings(before, now)).toEqual({
    added: [file('e', '1')],
    changed: [
      { from: file('c', '3'), to: file('c', 'three') },
      { from: file('d', '4'), to: file('d', '5') },
    ],
    removed: [file('a', '1')],
  });
  expect(compareListings(now, now)).toEqual({ added: [], changed: [], removed: [] });
  expect(compareListings(before, before.toReversed())).toEqual({ added: [], changed: [], removed: [] });
});

const plain: EnvironmentImage = { engine: 'duckdb 1.5.6', settings: { timezone: 'UTC' }, variables: {} };
const between = (before: Partial<EnvironmentImage>, now: Partial<EnvironmentImage>) =>
  compareEnvironments({ ...plain, ...before }, { ...plain, ...now });

test('what is the same in both is no change', () => {
  const full: EnvironmentImage = { ...plain, variables: { A: 'x', B: null }, runtime: 'node 24', locks: { 'package-lock.json': digestOf('1') } };
  expect(compareEnvironments(full, { ...full })).toEqual([]);
  expect(compareEnvironments(plain, { ...plain })).toEqual([]);
});

test('engine and runtime', () => {
  expect(between({}, { engine: 'duckdb 1.6.0' })).toEqual([{ name: 'engine', from: 'duckdb 1.5.6', to: 'duckdb 1.6.0' }]);
  expect(between({ runtime: 'node 24' }, { runtime: 'node 26' })).toEqual([{ name: 'runtime', from: 'node 24', to: 'node 26' }]);
  expect(between({}, { runtime: 'node 26' })).toEqual([{ name: 'runtime', from: null, to: 'node 26' }]);
  expect(between({ runtime: 'node 24' }, {})).toEqual([{ name: 'runtime', from: 'node 24', to: null }]);
});

test('lock files by path, with the first eight characters of their digests', () => {
  const [one, two] = [digestOf('1'), digestOf('2')];
  expect(between({ locks: { z: one, a: one, same: one } }, { locks: { z: two, b: two, same: one } })).toEqual([
    { name: 'lock file a', from: one.slice(0, 8), to: null },
    { name: 'lock file b', from: null, to: two.slice(0, 8) },
    { name: 'lock file z', from: one.slice(0, 8), to: two.slice(0, 8) },
  ]);
  expect(between({}, { locks: { a: one } })).toEqual([{ name: 'lock file a', from: null, to: one.slice(0, 8) }]);
  expect(between({ locks: { a: one } }, {})).toEqual([{ name: 'lock file a', from: one.slice(0, 8), to: null }]);
});

test('lock files whose digests begin alike still differ', () => {
  const one = digestOf('1');
  const near = `${one.slice(0, 60)}${one.endsWith('0000') ? '1111' : '0000'}` as typeof one;
  expect(between({ locks: { a: one } }, { locks: { a: near } })).toHaveLength(1);
});

test('settings in order of name', () => {
  expect(between({ settings: { z: '1', gone: '2', same: '3' } }, { settings: { z: '2', fresh: '4', same: '3' } })).toEqual([
    { name: 'fresh', from: null, to: '4' },
    { name: 'gone', from: '2', to: null },
    { name: 'z', from: '1', to: '2' },
  ]);
});

test('variables by name, never by value', () => {
  expect(
    between({ variables: { Z: 'salted 1', A: null, S: 'same', N: null } }, { variables: { Z: 'salted 2', A: 'salted 3', S: 'same', N: null } }),
  ).toEqual([
    { name: 'variable A', from: 'not set', to: 'another' },
    { name: 'variable Z', from: 'one value', to: 'another' },
  ]);
  expect(between({ variables: { A: 'salted' } }, { variables: {} })).toEqual([{ name: 'variable A', from: 'one value', to: 'not set' }]);
  expect(between({ variables: {} }, { variables: { A: null } })).toEqual([]);
});
