// The clock where it is not in a step's key: whoever asks for it gets a Problem, never a moment that nobody named.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { make, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();
const clockless = { clock: null };

const asks = [
  ['new Date()', 'new Date()'],
  ['new Date(...[])', 'new Date()'],
  ['new (class extends Date {})()', 'new Date()'],
  ['Reflect.construct(Date, [])', 'new Date()'],
  ['new (new Date(0).constructor)()', 'new Date()'],
  ['Date()', 'Date()'],
  ['Date.now()', 'Date.now()'],
  ['performance.timeOrigin', 'performance.timeOrigin'],
  ['new Intl.DateTimeFormat().format()', 'Intl.DateTimeFormat'],
  ['new Intl.DateTimeFormat().formatToParts()', 'Intl.DateTimeFormat'],
  ["new File([], 'a').lastModified", 'new File()'],
  ["require('node:buffer').File.name && new (require('node:buffer').File)([], 'a')", 'new File()'],
] as const;

/** A package of one function. */
function pack(text: string): void {
  const folder = join(here.product, 'node_modules', 'stamps');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "stamps", "version": "1.0.0", "main": "index.cjs" }');
  writeFileSync(join(folder, 'index.cjs'), text);
}

const usesPackage = "import { stamp } from 'stamps';\nexport default (_: any, context: any) => {\n  return [{ at: String(stamp(context)) }];\n};";

test.each([...asks, ['context.clock', 'context.clock'] as const])('a package asks for the clock: %s', async (code, asked) => {
  pack(`exports.stamp = (context) => ${code};`);
  const problem = problemOf(await make(here, usesPackage, {}, clockless));
  expect(problem).toMatchObject({
    code: 'process/unnamed-clock',
    leg: 'development',
    message: `the code asks for the clock (${asked}) without its own files naming it, so that the clock is not in its key`,
    at: { file: 'assets/made.ts', line: 3 },
  });
  // With the clock in the key it is answered.
  expect(value(await make(here, usesPackage)).rows).toBe(1);
});

test('a package that asks as it is imported is refused as well', async () => {
  pack('const started = Date.now(); exports.stamp = () => 1;');
  expect(problemOf(await make(here, usesPackage, {}, clockless))).toMatchObject({ code: 'process/unnamed-clock', at: { file: 'assets/made.ts' } });
});

test('a time that is handed in is no clock, nothing takes time, and a copied context asks for nothing', async () => {
  pack(
    `exports.stamp = (context) => JSON.stringify([
      new Date(5).getTime(), new Date('2001-03-04T00:00:00Z').toISOString(), Date.UTC(2001, 2), Date.parse('2001-03-04'), new Date(2001, 2).getTime(),
      new Intl.DateTimeFormat('en').format(0), performance.now(), process.hrtime(), process.uptime(), new Event('x').timeStamp, Object.keys({ ...context }),
      new File([], 'a', { lastModified: 7 }).lastModified,
    ]);`,
  );
  const [row] = value(await make(here, usesPackage, {}, clockless)).objects as { at: string }[];
  const march = Date.UTC(2001, 2);
  const expected = [
    5,
    '2001-03-04T00:00:00.000Z',
    march,
    Date.parse('2001-03-04'),
    march,
    '1/1/1970',
    0,
    [0, 0],
    0,
    0,
    ['random', 'log', 'settings'],
    7,
  ];
  expect(JSON.parse(row?.at ?? '')).toEqual(expected);
});

const signature = "{ inputs: { a: 'FP64' }, outputs: { b: 'FP64' } }";

test.each([
  ['in predict', '', 'Date.now()'],
  ['as the module is loaded', 'const started = Date.now();', '0'],
])('a model is refused the clock %s, though its step has it in its key', async (_, before, answered) => {
  const code = `${before}
    export const train = () => ({ artifact: Date.now(), metrics: {}, signature: ${signature} });
    export const predict = (_: any, { a }: any) => ({ b: a.map(() => ${answered}) });`;
  const folder = here.bundle({ 'assets/made.ts': code });
  const step = { asset: 'made', code: { folder, script: 'assets/made.ts' }, inputs: {}, surroundings: surroundings(), output: here.output() };
  const problem = problemOf(await here.scripts.train(step));
  expect(problem).toMatchObject({ code: 'process/unnamed-clock', leg: 'development', at: { file: 'assets/made.ts' } });
  expect(problem.message).toContain('predict asks for the clock (Date.now()), and a model answers the same at any time');
});

test('train may read the clock that is in its key', async () => {
  const code = `export const train = (_: any, { clock }: any) => ({ artifact: clock, metrics: { now: Date.now() }, signature: ${signature} });
    export const predict = (artifact: string, { a }: any) => ({ b: a.map(() => new Date(artifact).getTime()) });`;
  const folder = here.bundle({ 'assets/made.ts': code });
  const step = { asset: 'made', code: { folder, script: 'assets/made.ts' }, inputs: {}, surroundings: surroundings(), output: here.output() };
  expect(value(await here.scripts.train(step)).metrics).toEqual({ now: Date.parse('2001-03-04T14:00:00Z') });
});
