// The sources against the import table and the house's invariants, each finding with file and line.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crowdedFolders, effectFindings, fileFindings, importFindings, moduleFindings } from './rules.ts';
import { readSource, type Source } from './source.ts';
import { importTable, rooms } from './table.ts';

const root = join(import.meta.dirname, '..', '..');

function sources(): readonly Source[] {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  return paths.sort().map((path) => readSource(path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')));
}

const all = sources();

test('rooms import only what the table allows, and only through index.ts', () => {
  expect(importFindings(all)).toEqual([]);
});

test('every room of the table stands in src/', () => {
  expect(rooms.filter((room) => !existsSync(join(root, 'src', room.name))).map((room) => room.name)).toEqual([]);
});

test('DuckDB, SQLite and the network have one home or none, and pure rooms no module of the system', () => {
  expect(moduleFindings(all)).toEqual([]);
});

test('time, randomness and variables enter only as Effects', () => {
  expect(effectFindings(all)).toEqual([]);
});

test('files say what they hold, have telling names and at most 500 lines', () => {
  expect(fileFindings(all)).toEqual([]);
  const crowded = crowdedFolders(all);
  if (crowded.length) process.stdout.write(`to look at, more than 15 files: ${crowded.join(', ')}\n`);
});

test('ARCHITECTURE.md prints the import table', () => {
  const path = join(root, 'ARCHITECTURE.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(text, `ARCHITECTURE.md must contain exactly:\n\n${importTable()}\n`).toContain(importTable());
});
