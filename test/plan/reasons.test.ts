// Why a source is read again, in words: what is new, changed or removed, how many rows where they are known, and which file if it is one.

import { expect, test } from 'vitest';
import { opened } from '../store/rig.ts';
import { type Asked, bring, planOf, shorts, type World } from './rig.ts';

const world = (files: Readonly<Record<string, string>>, environment: World['environment'] = {}): World => ({
  texts: { 'sources/s.yaml': 'path: data/*.csv\n' },
  files: { s: files },
  environment,
});
const named = (count: number, text = 'n\n1\n') => Object.fromEntries(Array.from({ length: count }, (_, i) => [`data/${i}.csv`, text]));

/** The reason of the first stage, after one world was brought and another came. */
async function reason(before: World | undefined, now: World, rows?: Asked['rows']): Promise<string | undefined> {
  const { store } = await opened();
  if (before) await bring(store, before);
  const plan = await planOf(store, now, rows === undefined ? {} : { rows });
  return shorts(plan)[0];
}

test.each([
  [1, 'read s — data: s has not been read: 1 file'],
  [1_200, 'read s — data: s has not been read: 1,200 files'],
  [0, 'read s — data: s matches no file'],
])('of %i files that were never read', async (count, words) => {
  expect(await reason(undefined, world(named(count)))).toBe(words);
});

test('a source that lost all its files matches none', async () => {
  expect(await reason(world(named(2)), world({}))).toBe('read s — data: s matches no file');
});

test.each([
  ['one new file', { ...named(1), 'data/x.csv': 'x' }, 1, 's has 1 new file, 1 row (data/x.csv)'],
  ['one new file of unknown rows', { ...named(1), 'data/x.csv': 'x' }, undefined, 's has 1 new file (data/x.csv)'],
  ['many new files', named(1_501), 2, 's has 1,500 new files, 3,000 rows'],
  ['a new file without a row', { ...named(1), 'data/x.csv': '' }, 0, 's has 1 new file, 0 rows (data/x.csv)'],
  ['one changed file', { 'data/0.csv': 'other' }, 7, 's has 1 changed file (data/0.csv)'],
  ['one file for another', { 'data/x.csv': 'x' }, 7, 's has 1 new file, 7 rows, 1 removed file'],
])('%s', async (_, now, rows, words) => {
  expect(await reason(world(named(1)), world(now), rows)).toBe(`read s — data: ${words}`);
});

test('rows are told only if those of every new file are known', async () => {
  expect(await reason(world(named(1)), world(named(3)), (path) => (path === 'data/1.csv' ? 5 : undefined))).toBe('read s — data: s has 2 new files');
  expect(await reason(world(named(1)), world(named(3)), (path) => (path === 'data/1.csv' ? 5 : 2))).toBe('read s — data: s has 2 new files, 7 rows');
});

test('a removed file, and all three at once', async () => {
  expect(await reason(world(named(3)), world(named(2)))).toBe('read s — data: s has 1 removed file (data/2.csv)');
  const now = { 'data/0.csv': 'other', 'data/1.csv': 'other', 'data/x.csv': 'x' };
  expect(await reason(world(named(5)), world(now))).toBe('read s — data: s has 1 new file, 2 changed files, 3 removed files');
});

test('the environment: what is set, unset and another engine', async () => {
  const before = { settings: { timezone: 'UTC', collation: 'nocase' } };
  const now = { engine: 'duckdb 2', settings: { timezone: 'UTC', threads: '2' } };
  expect(await reason(world(named(1), before), world(named(1), now))).toBe(
    'read s — environment: engine duckdb 1 → duckdb 2, collation nocase → unset, threads unset → 2',
  );
});

test('the same environment, written down otherwise by another version', async () => {
  expect(await reason(world(named(1)), world(named(1), { locks: {} }))).toBe('read s — environment: recorded in another form');
});

test('data, code and environment each give their reason, in this order', async () => {
  const { store } = await opened();
  await bring(store, world(named(1)));
  const now = world(named(2), { engine: 'duckdb 2' });
  const plan = await planOf(store, { ...now, texts: { 'sources/s.yaml': 'path: data/*.csv\ndelimiter: ";"\n' } });
  expect(shorts(plan)[0]).toBe('read s — data: s has 1 new file (data/1.csv); code: sources/s.yaml; environment: engine duckdb 1 → duckdb 2');
});
