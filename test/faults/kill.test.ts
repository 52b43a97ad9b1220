// Real processes that are killed, that meet at the lock, that are told to stop: nothing acknowledged is lost, nothing shown is broken, nobody repairs.

import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, chmodSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import type { Release, SnapshotId } from '../../src/store/index.ts';
import { cleanEnvironment, ensureBuilt, type Files, productFolder, program, startTrivet, trivet, writeFiles } from '../rig/index.ts';
import { documentOf } from './document.ts';
import { chance } from './fault-product.ts';
import { standOf, value } from './stand.ts';
import { flaws, looking } from './whole.ts';

const sales = (day: number): Files => ({
  [`data/sales/${String(day).padStart(3, '0')}.csv`]: `sale,shop,price\n${Array.from({ length: 60 }, (_, i) => `${day * 100 + i},${'ABC'[i % 3]},${1 + ((i * 7 + day) % 90)}`).join('\n')}\n`,
});
const sums = (version: number) => `select shop, count(*) as sales, sum(price) as price, ${version} as version from sales group by all\n`;
const shop: Files = {
  'trivet.yaml': 'product: shop\n',
  'sources/sales.yaml': 'path: data/sales/*.csv\nkey: sale\ncolumns: { sale: { type: bigint }, price: { type: integer, required: true, min: 1 } }\n',
  'assets/shops.sql': sums(0),
  'assets/total.sql': 'select sum(sales) as sales, sum(price) as price from shops\n',
  'assets/total.yaml':
    'checks:\n  all-there:\n    key: sales\n    sql: select total.sales from total cross join (select count(*) as n from sales) where total.sales <> n\n',
  ...sales(1),
};
/** `shops` takes some seconds. */
const slow: Files = {
  ...shop,
  'assets/shops.sql': `${sums(0).trim()} having sum(price) > (select count(*) from range(60000) as a(x), range(60000) as b(y) where x % 7 = y % 11) - 9e18\n`,
};

interface Log {
  readonly releases: readonly { readonly number: number; readonly live: boolean }[];
  readonly runs: readonly { readonly state: string }[];
}

test('a look for flaws sees a release of builds that do not belong together, and a damaged object', async () => {
  const stand = await standOf(shop);
  const { store } = stand.session;
  const first = value(await stand.ship()).release as Release;
  const before = await store.pointers('prod');
  stand.change(sales(2));
  expect(value(await stand.run({}, 'prod')).release?.number).toBe(2);
  expect(await flaws(store, 'prod')).toEqual([]);
  const mixed = [...(await store.pointers('prod')).values()].map((p) => (p.asset === 'shops' ? (before.get('shops') ?? p) : p));
  value(await store.publish({ ...first, kind: 'refresh', parent: 2, pointers: mixed, hold: false }));
  expect(await flaws(store, 'prod')).toEqual([
    'shops was built from another sales than is shown',
    'total was built from another shops than is shown',
  ]);
  const [part] = (await store.snapshot(before.get('sales')?.snapshot as SnapshotId))?.parts ?? [];
  const object = store.objectPath(part?.object as Digest);
  chmodSync(object, 0o644);
  appendFileSync(object, 'x');
  expect(await flaws(store, 'prod')).toContainEqual(expect.stringMatching(/^object .*bytes instead of/));
  await stand.close();
});

test('twenty times kill -9 in the middle of run and ship', { timeout: 400_000 }, async () => {
  const cwd = productFolder(shop);
  const next = chance(20);
  const begun = performance.now();
  expect(await trivet(['ship', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  const usual = performance.now() - begun;
  const acknowledged = new Set([1]);
  let killed = 0;
  for (let round = 1; round <= 20; round++) {
    const verb = round % 2 ? ['run', '--environment', 'prod', '--json'] : ['ship', '--json'];
    writeFiles(cwd, { ...sales(round + 1), ...(round % 2 ? {} : { 'assets/shops.sql': sums(round) }) });
    const { child, ended } = startTrivet(verb, { cwd });
    await Promise.race([setTimeout(usual * (0.1 + next())), ended]);
    child.kill('SIGKILL');
    const end = await ended;
    if (end.signal === 'SIGKILL') killed++;
    if (end.code === 0) acknowledged.add((end.json() as { release: { number: number } }).release.number);
    await looking(cwd, async (store) => {
      expect(await flaws(store, 'prod'), `after round ${round}`).toEqual([]);
      const there = new Set((await store.releases('prod')).map((r) => r.number));
      expect(
        [...acknowledged].filter((n) => !there.has(n)),
        `after round ${round}`,
      ).toEqual([]);
    });
    const finished = await documentOf(verb.slice(0, -1), cwd);
    expect(finished, `after round ${round}`).toMatchObject({ problems: [] });
  }
  expect(killed).toBeGreaterThan(8);
  const log = (await trivet(['log', '--json', '--limit', '100'], { cwd })).json() as Log;
  const numbers = log.releases.map((r) => r.number);
  expect([...acknowledged].filter((n) => !numbers.includes(n))).toEqual([]);
  expect(log.runs.filter((r) => r.state === 'started')).toEqual([]);
  const verified = await trivet(['verify', '--json'], { cwd });
  expect(verified.code).toBe(0);
  expect(verified.json()).toMatchObject({ broken: [], problems: [] });
  const shown = (await trivet(['sql', 'select sales from total', '--environment', 'prod', '--json'], { cwd })).json();
  expect(JSON.stringify(shown)).toContain('1260');
});

/** Until a process has begun to build this asset. */
async function building(folder: string, asset: string): Promise<void> {
  for (let look = 0; look < 2_000; look++) {
    const started = await looking(folder, (store) => store.builds({ asset, state: 'started' })).catch(() => []);
    if (started.length) return;
    await setTimeout(15);
  }
  throw new Error(`${asset} was never begun`);
}

test('two runs at once: the second waits, says for whom, and both end well', { timeout: 120_000 }, async () => {
  const cwd = productFolder(slow);
  const first = startTrivet(['run', '--quiet'], { cwd });
  await building(cwd, 'shops');
  const second = startTrivet(['run', '--quiet'], { cwd });
  const [one, two] = [await first.ended, await second.ended];
  expect([one.code, two.code]).toEqual([0, 0]);
  expect(one.stderr).toBe('');
  expect(two.stderr).toContain(`pid ${first.child.pid} (trivet run)`);
});

test('a lock that is still held after --wait is a Problem that names its holder', async () => {
  const stand = await standOf(shop);
  const end = await trivet(['run', '--wait', '1s', '--json'], { cwd: stand.folder });
  expect(end.code).toBe(3);
  const { problems } = end.json() as { problems: readonly { code: string; message: string }[] };
  expect(problems.map((p) => p.code)).toEqual(['store/locked']);
  expect(problems[0]?.message).toMatch(new RegExp(`pid ${process.pid} \\(trivet faults\\) since \\d{4}-\\d\\d-\\d\\dT`));
  await stand.close();
  expect(await trivet(['run', '--wait', '1s', '--quiet'], { cwd: stand.folder })).toMatchObject({ code: 0, stderr: '' });
});

/** Ctrl-C reaches every process of the terminal's group, the engine's host too. */
function inOwnGroup(
  args: readonly string[],
  cwd: string,
): { readonly child: ChildProcess; readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }> } {
  ensureBuilt();
  const child = spawn(process.execPath, [program, ...args], { cwd, env: cleanEnvironment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout?.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout }))) };
}

test('Ctrl-C in the middle of a run: a Problem, and all is sound', { timeout: 120_000 }, async () => {
  const cwd = productFolder(shop);
  expect(await trivet(['ship', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  writeFiles(cwd, { ...slow, ...sales(2) });
  const { child, ended } = inOwnGroup(['ship', '--json'], cwd);
  await building(cwd, 'shops');
  process.kill(-(child.pid as number), 'SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(3);
  const { problems } = JSON.parse(stdout) as { problems: readonly { code: string; leg: string }[] };
  expect(problems).toContainEqual(expect.objectContaining({ code: expect.stringMatching(/\/interrupted$/), leg: 'operations' }));
  await looking(cwd, async (store) => {
    expect(await flaws(store, 'prod')).toEqual([]);
    expect((await store.environment('prod')).live).toBe(1);
  });
  expect(await documentOf(['ship'], cwd)).toMatchObject({ problems: [], release: { number: 2 } });
});
