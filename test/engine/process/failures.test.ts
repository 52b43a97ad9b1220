// Errors of a script's code: mapped to the user's files, with the frames and the last words; code that never ends, exits, or runs out of memory.

import { expect, test } from 'vitest';
import { make, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();

test('an error is told with its line and column, its source, the frames in the bundle and the last words', async () => {
  const lib =
    'export interface Row { share: number | null }\n\nexport function logit(row: Row): number {\n  if (row.share === null) throw new RangeError(`no share`);\n  return row.share;\n}\n';
  const code =
    "import { logit, type Row } from '../lib/logit.ts';\nexport default async (_: unknown, { log }: any) => {\n  log('epoch %d', 3);\n  await null;\n  return [{ share: null }].map((row: Row) => ({ a: logit(row) }));\n};";
  const problem = problemOf(await make(here, code, {}, {}, { 'lib/logit.ts': lib }));
  expect(problem).toEqual({
    code: 'process/failed',
    leg: 'development',
    severity: 'error',
    message: 'the code failed while it was to make made: RangeError: no share',
    at: { file: 'lib/logit.ts', line: 4, column: 33, source: '  if (row.share === null) throw new RangeError(`no share`);' },
    remedy: 'correct it at the marked place; see which leg changed since it last worked: trivet why',
    cause: 'at logit lib/logit.ts:4:33\nat assets/made.ts:5:52\nat default assets/made.ts:5:28\nlog: epoch 3',
  });
});

test.each([
  ['at import', "\nthrow new TypeError('early');\nexport default () => [];", 'TypeError: early', 2],
  ['in a generator', 'export default function* () {\n  yield { a: 1 };\n  throw new Error("half way");\n}', 'half way', 3],
  ['in a timer', 'export default () => new Promise(() => {\n  setTimeout(() => { throw new Error("later"); }, 1);\n});', 'later', 2],
  [
    'in a promise nobody awaits',
    'export default async () => {\n  Promise.reject(new Error("lost"));\n  await new Promise((f) => setTimeout(f, 5000));\n};',
    'lost',
    2,
  ],
  [
    'in a package of names',
    "import { nothing } from '../lib/a.ts';\nexport default () => [nothing];",
    "does not provide an export named 'nothing'",
    1,
  ],
  ['exit', 'export default () => {\n  process.exit(0);\n};', 'process.exit() is not for a script', 2],
])('a failure %s has its place', async (_, code, words, line) => {
  const problem = problemOf(await make(here, code, {}, {}, { 'lib/a.ts': 'export const a = 1;' }));
  expect(problem.code).toBe('process/failed');
  expect(problem.message).toContain(words);
  expect(problem.at).toMatchObject({ file: 'assets/made.ts', line });
});

test('an error that only the language itself finds is a Problem as well', async () => {
  const problem = problemOf(await make(here, 'const a = 1;\nconst a = 2;\nexport default () => [];'));
  expect(problem).toMatchObject({ code: 'process/failed', at: { file: 'assets/made.ts' } });
  expect(problem.message).toContain("Identifier 'a' has already been declared");
});

test.each([
  ["throw 'a text'", 'it threw a text'],
  ['throw null', 'it threw null'],
  ['throw Object.create(null)', 'it threw a value that has no text'],
  ["throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })", 'x'],
])('anything may be thrown: %s', async (code, words) => {
  const problem = problemOf(await make(here, `export default () => { ${code}; }`));
  expect(problem.code).toBe('process/failed');
  expect(problem.message).toContain(words);
});

test('paths of the machine are cut from messages', async () => {
  const problem = problemOf(await make(here, "export default () => { throw new Error('see ' + import.meta.url + ' in ' + import.meta.filename); }"));
  expect(problem.message).toBe('the code failed while it was to make made: see assets/made.ts in assets/made.ts');
});

test('code that waits for what cannot come is told so', async () => {
  expect(problemOf(await make(here, 'export default () => new Promise(() => {})')).code).toBe('process/never-ends');
  expect(problemOf(await make(here, 'await new Promise(() => {}); export default () => []')).code).toBe('process/never-ends');
});

test('what code says is kept up to a cap: log, console, standard output', async () => {
  const code = `export default (_: any, { log }: any) => {
    log('a %s', 'b', { c: 1 }); console.log('from console'); console.error('and error'); process.stdout.write('in two '); process.stdout.write('parts\\n');
    return [];
  }`;
  expect(value(await make(here, code)).log).toEqual(['a b { c: 1 }', 'from console', 'and error', 'in two parts']);
  const { log } = value(await make(here, 'export default (_: any, { log }: any) => { for (let i = 0; i < 3000; i++) log(i); return []; }'));
  expect(log).toHaveLength(1001);
  expect(log.at(-1)).toBe('… and 2000 more');
});

test('a step that runs out of memory is a Problem of operations, and the next one works', async () => {
  const small = rig({ memory: 40 });
  const problem = problemOf(await make(small, 'export default () => { const all = []; for (;;) all.push({ x: [Math.random()] }); }'));
  expect(problem).toMatchObject({ code: 'process/crashed', leg: 'operations' });
  expect(problem.message).toContain('out of memory at 40 MB) while it was to make made');
  expect(value(await make(small, 'export default () => [{ a: 1 }]')).rows).toBe(1);
});

test('a step whose process is killed is a Problem of operations', async () => {
  const folder = here.bundle({ 'assets/slow.ts': 'export default async () => { await new Promise((f) => setTimeout(f, 60_000)); return []; }' });
  const step = { asset: 'slow', code: { folder, script: 'assets/slow.ts' }, inputs: {}, surroundings: surroundings(), output: here.output() };
  const pending = here.scripts.rows(step);
  for (const pid of here.scripts.pids()) process.kill(pid, 'SIGKILL');
  expect(problemOf(await pending)).toMatchObject({
    code: 'process/crashed',
    leg: 'operations',
    message: "the code's process ended (signal SIGKILL) while it was to make slow",
  });
});

test('code that is not there is a Problem', async () => {
  const step = { asset: 'a', inputs: {}, surroundings: surroundings() };
  const nowhere = { folder: `${here.product}/nowhere`, script: 'assets/a.ts' };
  const rows = problemOf(await here.scripts.rows({ ...step, code: nowhere, output: here.output() }));
  expect(rows).toMatchObject({ code: 'process/crashed', leg: 'operations' });
  const folder = here.bundle({ 'assets/b.ts': 'export default () => []' });
  const lost = problemOf(await here.scripts.rows({ ...step, code: { folder, script: 'assets/a.ts' }, output: here.output() }));
  expect(lost).toMatchObject({ code: 'process/failed', at: { file: 'assets/a.ts' } });
});
