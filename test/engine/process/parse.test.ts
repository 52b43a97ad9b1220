// What a script's text says, and the Problems of texts: each with its place.

import { afterAll, expect, test, vi } from 'vitest';
import { startScripts } from '../../../src/engine/index.ts';
import { codeFiles, problemOf, value } from './rig.ts';

const scripts = startScripts({ folder: '/nowhere' });
afterAll(() => scripts.close());

const parse = async (files: Readonly<Record<string, string>>, script = 'assets/a.ts') =>
  (await scripts.parse([{ script, files: codeFiles(files) }]))[0];
const one = (text: string) => parse({ 'assets/a.ts': text });

test('a table: its local files, itself first, and its packages; types are passed over', async () => {
  const facts = await parse({
    'assets/a.ts': `
      import type { Table } from 'trivet';
      import { scale } from '../lib/scale.ts';
      import limits from '../lib/limits.json' with { type: 'json' };
      import { mean } from '@scope/figures/robust';
      import lodash from 'lodash';
      import { join } from 'node:path';
      export default function ({ hourly }: { hourly: Table }) { return [{ a: scale(limits.most), b: mean, c: lodash, d: join }]; }`,
    'lib/scale.ts': "export { scale } from './deep/scale.mjs';",
    'lib/deep/scale.mjs': 'export const scale = (x) => x * 2;',
    'lib/limits.json': '{ "most": 3 }',
    'lib/unused.ts': 'export const clock = 1;',
  });
  expect(value(facts)).toEqual({
    kind: 'table',
    files: ['assets/a.ts', 'lib/deep/scale.mjs', 'lib/limits.json', 'lib/scale.ts'],
    packages: ['@scope/figures', 'lodash'],
    clock: false,
  });
  // No process was needed.
  expect(scripts.pids()).toEqual([]);
});

test('a model exports train and predict, of its own or handed on', async () => {
  expect(value(await one('export function train() {}\nexport const predict = () => ({});')).kind).toBe('model');
  const handed = await parse({
    'assets/a.ts': "export * from '../lib/m.ts';",
    'lib/m.ts': 'export function train() {}\nexport { f as predict };\nfunction f() {}',
  });
  expect(value(handed).kind).toBe('model');
});

test.each([
  ['export const rows = 1;', 'process/unknown-exports', 'found rows'],
  ['const a = 1;', 'process/unknown-exports', 'found no export'],
  ['export default () => []; export const train = 1;', 'process/both-kinds', 'default, train'],
  ['export const train = 1;', 'process/half-model', 'only train'],
  ['export const predict = 1;', 'process/half-model', 'only predict'],
])('exports: %s', async (text, code, words) => {
  const problem = problemOf(await one(text));
  expect(problem).toMatchObject({ code, leg: 'development', at: { file: 'assets/a.ts' } });
  expect(problem.message).toContain(words);
});

test.each([
  ['export default () => {\n  const a = ;\n};', 2, 13],
  ['export default () => [];\n\n  enum Colour { Red }', 3, 3],
  ['class A { constructor(private b: number) {} }\nexport default () => [];', 1, 31],
])('a syntax error, or syntax that cannot be erased, is marked: %j', async (text, line, column) => {
  expect(problemOf(await one(text))).toMatchObject({
    code: 'process/syntax',
    at: { file: 'assets/a.ts', line, column, source: text.split('\n')[line - 1] },
  });
});

test('a syntax error of an imported file names that file, also of JSON', async () => {
  const a = 'import x from "../lib/b.js"; export default () => x;';
  expect(problemOf(await parse({ 'assets/a.ts': a, 'lib/b.js': 'export default (' })).at?.file).toBe('lib/b.js');
  const json = await parse({ 'assets/a.ts': a.replace('b.js', 'b.json'), 'lib/b.json': '{' });
  expect(problemOf(json)).toMatchObject({ code: 'process/syntax', at: { file: 'lib/b.json' } });
});

test('the terminal hears no warning of the eraser', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  await one('export default () => 12345 as number;');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
});

test.each([
  ["import '../lib/missing.ts';", 'process/import-missing', 1, 9],
  ["\n import '../../elsewhere/a.ts';", 'process/import-outside', 2, 10],
  ["import '../sources/flights.yaml';", 'process/import-outside', 1, 9],
  ["import '/etc/a.ts';", 'process/import-outside', 1, 9],
  ["import 'https://example.org/a.js';", 'process/import-outside', 1, 9],
  ["import 'file:///a.js';", 'process/import-outside', 1, 9],
  ["import '#alias';", 'process/import-outside', 1, 9],
  ['const p = "x"; await import(p);', 'process/import-unclear', 1, 29],
  ['await import(`../lib/${1}.ts`);', 'process/import-unclear', 1, 14],
  ["await import('../lib/missing.ts');", 'process/import-missing', 1, 14],
  ["import fs from 'fs';", 'process/undeclared-read', 1, 17],
  ["import 'node:fs/promises';", 'process/undeclared-read', 1, 9],
  ["import 'node:http';", 'process/undeclared-read', 1, 9],
  ["import 'node:child_process';", 'process/undeclared-read', 1, 9],
  ["import 'node:worker_threads';", 'process/undeclared-read', 1, 9],
  ["import 'node:os';", 'process/undeclared-read', 1, 9],
  ["import 'node:process';", 'process/undeclared-read', 1, 9],
  ["import 'node:module';", 'process/undeclared-read', 1, 9],
])('an import that may not be: %s', async (text, code, line, column) => {
  const outcome = await parse({ 'assets/a.ts': `${text}\nexport default () => [];`, 'sources/flights.yaml': 'paths: []' });
  const problem = problemOf(outcome);
  expect(problem).toMatchObject({ code, leg: 'development', at: { file: 'assets/a.ts', line } });
  expect(Math.abs((problem.at?.column ?? 0) - column)).toBeLessThanOrEqual(1);
});

test('a path without its ending, or with the wrong one, is told what was meant', async () => {
  const files = {
    'assets/a.ts': "import '../lib/scale';\nimport '../lib/other.js';\nexport default () => [];",
    'lib/scale.ts': '',
    'lib/other.ts': '',
  };
  const outcome = await parse(files);
  if (outcome?.ok !== false) throw new Error('expected Problems');
  expect(outcome.problems.map((p) => p.message)).toEqual([
    'there is no file "../lib/scale" among the product\'s code; did you mean "../lib/scale.ts"?',
    'there is no file "../lib/other.js" among the product\'s code; did you mean "../lib/other.ts"?',
  ]);
});

test('columns are right after a type that is not ASCII', async () => {
  const text = "export default () => []; const é: 'ßßß' | '日本' = 'ßßß'; import fs from 'node:fs';";
  const { at } = problemOf(await one(text));
  expect(at).toMatchObject({ column: text.indexOf('node:fs') + 1, source: text });
});

test.each([
  ['new Date()', true],
  ['performance.now()', true],
  ['Temporal.Now', true],
  ['`it is ${clock}`', true],
  ['`${`${Date.now()}`}`', true],
  ['`http://${clock}`', true],
  ['/"/.test("") && Date.now() && "a"', true],
  ['1 / 2 / Date.now()', true],
  ['f({}) / clock', true],
  ['new Date( )', true],
  ['new Date( /**/)', true],
  ['new Date( ...[])', true],
  ['new Date( 5 )', false],
  ['new Date(\n  5)', false],
  ['new Date', true],
  ['"Date"', false],
  ["'new Date() // clock'", false],
  ['`Date ${1} clock`', false],
  ['1 // Date\n', false],
  ['/* clock */ 1', false],
  ['/Date/.test("x")', false],
  ['/[/]Date`/.test("x")', false],
  ['new Intl.DateTimeFormat()', false],
  ['update + clocks', false],
  ['(x: Date) => x', false],
])('names the clock: %s', async (code, clock) => {
  const outcome = await one(
    `declare const f: any, clocks: any, update: any;\nexport default () => [${code.startsWith('(x') ? code : `{ a: ${code} }`}];`,
  );
  expect(value(outcome).clock).toBe(clock);
});

test('the clock in a local file counts as well', async () => {
  const files = {
    'assets/a.ts': "import { f } from '../lib/f.ts'; export default () => [f];",
    'lib/f.ts': 'export const f = (c: { clock: string }) => c.clock;',
  };
  expect(value(await parse(files)).clock).toBe(true);
});

test('a script that is not there, and files in a circle, end well', async () => {
  expect(problemOf(await parse({}, 'assets/b.ts')).code).toBe('process/import-missing');
  const circle = { 'assets/a.ts': "export * from '../lib/b.ts'; export default () => [];", 'lib/b.ts': "export * from '../assets/a.ts';" };
  expect(value(await parse(circle)).files).toEqual(['assets/a.ts', 'lib/b.ts']);
});
