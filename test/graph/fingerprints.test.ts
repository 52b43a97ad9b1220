// What is in a fingerprint and what is not: everything that can alter a result, nothing that cannot.

import { expect, test } from 'vitest';
import { canonical, digestOf, type Json } from '../../src/base/index.ts';
import { codeImage, environmentImage, inputsImage, type ListedFile, listingImage, type ScriptFacts } from '../../src/graph/index.ts';
import { codeFile } from '../product/from-text.ts';
import { graphOf, nodeOf, source } from './rig.ts';

const one = digestOf('1');

function sourceCode(yaml: string) {
  return codeImage(nodeOf(graphOf({ 'sources/s.yaml': yaml }), 's'));
}
const sqlCode = (sql: string, yaml = '') => codeImage(nodeOf(graphOf({ 'assets/a.sql': sql, ...(yaml ? { 'assets/a.yaml': yaml } : {}) }), 'a'));
function scriptCode(yaml: string, facts: Partial<ScriptFacts> = {}, files: readonly (readonly [string, string])[] = [['assets/a.ts', 'text']]) {
  const graph = graphOf(
    { 'sources/s.yaml': source, 'assets/a.ts': 'text', 'assets/a.yaml': yaml },
    { scripts: { a: { files: ['assets/a.ts'], ...facts } } },
  );
  return codeImage(nodeOf(graph, 'a'), new Map(files.map(([path, text]) => [path, codeFile(path, text)])));
}

test('a pre-image is canonical text, and its digest the fingerprint', () => {
  const files: ListedFile[] = [{ path: 'data/x.csv', size: 3, digest: one }];
  const image = listingImage(files);
  expect(JSON.parse(image.text)).toEqual({ kind: 'listing', files });
  expect(image.text).toBe(canonical(JSON.parse(image.text) as Json));
  expect(image.digest).toBe(digestOf(image.text));
});

test('a listing holds path, size and digest of each file, and nothing else that a file is known by', () => {
  const file: ListedFile = { path: 'data/x.csv', size: 3, digest: one };
  expect(listingImage([{ ...file, modified: 'yesterday' } as ListedFile])).toEqual(listingImage([file]));
  for (const other of [{ path: 'data/y.csv' }, { size: 4 }, { digest: digestOf('2') }]) {
    expect(listingImage([{ ...file, ...other }]).digest).not.toBe(listingImage([file]).digest);
  }
});

test('inputs by asset, with the clock only where it is used; two spellings of one instant are one clock', () => {
  expect(JSON.parse(inputsImage({ s: one }, undefined).text)).toEqual({ kind: 'inputs', inputs: { s: one } });
  expect(JSON.parse(inputsImage({ s: one }, '2001-03-04T06:00:00-08:00').text)).toEqual({
    kind: 'inputs',
    inputs: { s: one },
    clock: '2001-03-04T14:00:00.000Z',
  });
  expect(inputsImage({}, '2001-03-04T06:00:00-08:00')).toEqual(inputsImage({}, '2001-03-04T14:00:00Z'));
  expect(inputsImage({ s: one }, undefined).digest).not.toBe(inputsImage({ t: one }, undefined).digest);
});

test('the environment holds engine, settings, variables, runtime and lock files', () => {
  const image = { engine: 'duckdb 1', settings: { timezone: 'UTC' }, variables: { A: 'salted', B: null } };
  expect(JSON.parse(environmentImage(image).text)).toEqual(image);
  const full = { ...image, runtime: 'node 24', locks: { 'package-lock.json': one } };
  expect(JSON.parse(environmentImage(full).text)).toEqual(full);
  expect(environmentImage({ ...full, taste: 'none' } as typeof full)).toEqual(environmentImage(full));
});

test('the code of SQL is its tokens; descriptions, checks and comments are not in it', () => {
  expect(JSON.parse(sqlCode('select  1 -- one').text)).toEqual({ kind: 'sql', sql: 'select 1' });
  expect(sqlCode('select 1', 'description: one row\nrows: { min: 1 }\n')).toEqual(sqlCode('select /* */ 1'));
  expect(sqlCode('select 2').digest).not.toBe(sqlCode('select 1').digest);
});

test('the code of a source is how its bytes are read', () => {
  const yaml = 'path: data/x.csv\ndelimiter: ";"\nheader: true\ncolumns: { n: { type: integer, min: 0 }, m: { min: 0 } }\n';
  expect(JSON.parse(sourceCode(yaml).text)).toEqual({
    kind: 'source',
    format: 'csv',
    options: { delimiter: ';', header: true },
    columns: [['n', 'integer']],
  });
  expect(sourceCode('path: other/y.csv\ndescription: moved\n')).toEqual(sourceCode(source));
});

test('a parquet file brings its own types: those in the yaml are checks', () => {
  expect(JSON.parse(sourceCode('path: data/x.parquet\ncolumns: { n: { type: integer } }\n').text)).toEqual({
    kind: 'source',
    format: 'parquet',
    options: {},
    columns: [],
  });
});

test('the code of a script is what it makes, its own files, what it reads, its settings and its types', () => {
  const image = scriptCode(
    'reads: { s: [n, m] }\nsettings: { depth: 3 }\ncolumns: { n: { type: integer, min: 0 }, m: { min: 0 } }\n',
    {
      kind: 'table',
      files: ['assets/a.ts', 'lib/b.ts'],
    },
    [
      ['assets/a.ts', 'text'],
      ['lib/b.ts', 'more'],
      ['lib/not-imported.ts', 'x'],
    ],
  );
  expect(JSON.parse(image.text)).toEqual({
    kind: 'script',
    makes: 'table',
    files: [
      ['assets/a.ts', digestOf('text')],
      ['lib/b.ts', digestOf('more')],
    ],
    reads: { s: ['n', 'm'] },
    settings: { depth: 3 },
    columns: [['n', 'integer']],
  });
});

test('a script that reads all columns, and a file that is not there', () => {
  expect(JSON.parse(scriptCode('reads: [s]\n', { kind: 'model', files: ['assets/a.ts', 'lib/gone.ts'] }).text)).toMatchObject({
    makes: 'model',
    files: [
      ['assets/a.ts', digestOf('text')],
      ['lib/gone.ts', null],
    ],
    reads: { s: null },
  });
});

test('a script of which nothing is known yet is at least its own file', () => {
  const node = nodeOf(graphOf({ 'assets/a.ts': 'text', 'assets/a.yaml': 'reads: []\n' }), 'a');
  expect(JSON.parse(codeImage(node).text)).toMatchObject({ kind: 'script', files: [['assets/a.ts', null]], reads: {} });
});
