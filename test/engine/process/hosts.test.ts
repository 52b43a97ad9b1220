// The processes themselves: started late, ended with their owner, and few.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
  const code = 'export default () => [{ pid: process.pid }]';
  const pid = async () => (value(await make(own, code)).objects[0] as { pid: string }).pid;
  expect(await pid()).not.toBe(await pid());
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
