// The processes themselves: started late, ended with their owner, and few.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startScripts } from '../../../src/engine/index.ts';
import { make, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('nothing is started before the first step, and close is safe at any time', async () => {
  const idle = startScripts({ folder: here.product });
  expect(idle.pids()).toEqual([]);
  await idle.close();
  await idle.close();
});

test('each step has a process of its own, a spare waits, and close ends them all', async () => {
  const own = rig();
  const code = 'export default () => [{ a: 1 }]';
  value(await make(own, code));
  while (own.scripts.pids().length > 1) await wait(5);
  const [spare = 0] = own.scripts.pids();
  // It takes the next step, and no further one.
  value(await make(own, code));
  while (alive(spare)) await wait(5);
  const left = own.scripts.pids();
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThanOrEqual(3);
  await own.scripts.close();
  expect(left.filter(alive)).toEqual([]);
  expect(own.scripts.pids()).toEqual([]);
});

test('spares of many codes are two at most', async () => {
  const own = rig();
  for (let i = 0; i < 4; i++) value(await make(own, `export default () => [{ i: ${i} }]`, {}, {}, { 'lib/a.ts': '' }));
  while (own.scripts.pids().length > 2) await wait(10);
  expect(own.scripts.pids()).toHaveLength(2);
});

test('close ends a step in an endless loop', async () => {
  const own = rig();
  const pending = make(own, 'export default () => { for (;;); }');
  while (own.scripts.pids().length === 0) await wait(5);
  await wait(300);
  await own.scripts.close();
  expect(problemOf(await pending).code).toBe('process/crashed');
});

test('hosts end with their parent, also in an endless loop, and do not keep it', async () => {
  const folder = here.bundle({ 'assets/a.ts': 'export default () => [{ a: 1 }]', 'assets/loop.ts': 'export default () => { for (;;); }' });
  const parent = join(here.product, 'parent.ts');
  const room = pathToFileURL(join(import.meta.dirname, '../../../src/engine/index.ts')).href;
  const step = (asset: string) =>
    JSON.stringify({ asset, code: { folder, script: `assets/${asset}.ts` }, inputs: {}, surroundings: surroundings(), output: here.output() });
  const start = `import { startScripts } from ${JSON.stringify(room)};
    const scripts = startScripts(${JSON.stringify({ folder: here.product })});
    await scripts.rows(${step('a')});`;
  const pids = async (text: string) => {
    writeFileSync(parent, `${start}\n${text}`);
    const { stdout } = await promisify(execFile)(process.execPath, [parent]);
    return JSON.parse(stdout) as number[];
  };
  const idle = await pids('console.log(JSON.stringify(scripts.pids()));');
  const loop = await pids(
    `void scripts.rows(${step('loop')}); await new Promise((f) => setTimeout(f, 500)); console.log(JSON.stringify(scripts.pids())); process.exit(0);`,
  );
  expect(idle.length + loop.length).toBeGreaterThan(1);
  for (let i = 0; i < 200 && [...idle, ...loop].some(alive); i++) await wait(20);
  expect([...idle, ...loop].filter(alive)).toEqual([]);
});

test('a host in an endless loop does not outlive a parent that is killed', async () => {
  const folder = here.bundle({ 'assets/loop.ts': 'console.log(1); for (;;);\nexport default () => []' });
  const parent = join(here.product, 'killed.ts');
  const room = pathToFileURL(join(import.meta.dirname, '../../../src/engine/index.ts')).href;
  const step = { asset: 'loop', code: { folder, script: 'assets/loop.ts' }, inputs: {}, surroundings: surroundings(), output: here.output() };
  writeFileSync(
    parent,
    `import { startScripts } from ${JSON.stringify(room)};
     const scripts = startScripts(${JSON.stringify({ folder: here.product })});
     void scripts.rows(${JSON.stringify(step)});
     await new Promise((done) => setTimeout(done, 1500));
     process.stdout.write(JSON.stringify(scripts.pids()) + '\\n');`,
  );
  const child = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(said.toString()) as number[];
  expect(pids.filter(alive)).toHaveLength(pids.length);
  expect(pids.length).toBeGreaterThan(0);
  child.kill('SIGKILL');
  for (let i = 0; i < 200 && pids.some(alive); i++) await wait(100);
  expect(pids.filter(alive)).toEqual([]);
});

const endless = 'for (;;);';

test.each([
  ['a table', 'rows', `export default () => { ${endless} }`, 'make made'],
  ['a model in training', 'train', `export const train = () => { ${endless} }; export const predict = () => {};`, 'train made'],
  [
    'a model that is tried',
    'train',
    `export const train = () => ({ artifact: 1, metrics: {}, signature: { inputs: { a: 'FP64' }, outputs: { b: 'FP64' } } });
     export const predict = () => { ${endless} };`,
    'predict a sample with made',
  ],
] as const)('an interrupt ends %s in an endless loop, and leaves no file', async (_, kind, code, doing) => {
  const own = rig();
  const interrupt = new AbortController();
  const output = own.output();
  const folder = own.bundle({ 'assets/made.ts': code });
  const step = { asset: 'made', code: { folder, script: 'assets/made.ts' }, inputs: {}, surroundings: surroundings(), output };
  const pending = own.scripts[kind]({ ...step, signal: interrupt.signal });
  await wait(1500);
  interrupt.abort();
  expect(problemOf(await pending)).toMatchObject({
    code: 'process/interrupted',
    leg: 'operations',
    message: `the code was to ${doing} and was ended, because its run was interrupted`,
  });
  expect(existsSync(output)).toBe(false);
  // One that is interrupted already does not begin.
  expect(problemOf(await own.scripts[kind]({ ...step, signal: interrupt.signal })).code).toBe('process/interrupted');
});

test('a step that is done before the interrupt is done', async () => {
  const interrupt = new AbortController();
  const folder = here.bundle({ 'assets/made.ts': 'export default () => [{ a: 1 }]' });
  const step = { asset: 'made', code: { folder, script: 'assets/made.ts' }, inputs: {}, surroundings: surroundings() };
  const made = await here.scripts.rows({ ...step, output: here.output(), signal: interrupt.signal });
  interrupt.abort();
  expect(value(made).rows).toBe(1);
});
