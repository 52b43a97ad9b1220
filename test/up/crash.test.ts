// What dies is made up for: the serving engine's host, a build, a build that needs too much; and the answers go on.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { productFolder, trivet, writeFiles } from '../rig/index.ts';
import { ask, done, shown, startUp, until, versioned } from './rig.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** What a process has started, and what these have started. */
function descendants(pid: number): readonly Process[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = text.split('\n').flatMap((line): Process[] => {
    const [, own, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return own && parent ? [{ pid: Number(own), parent: Number(parent), command: command ?? '' }] : [];
  });
  const below = (of: number): readonly Process[] => all.filter((p) => p.parent === of).flatMap((p) => [p, ...below(p.pid)]);
  return below(pid);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const servingHost = (pid: number): Process | undefined => descendants(pid).find((p) => p.parent === pid && /serving-host/.test(p.command));
const build = (pid: number): Process | undefined => descendants(pid).find((p) => p.parent === pid && / run --json /.test(p.command));

test('kill -9 of the serving engine: 503 that says when to come back, then it is back', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1));
  await done(['ship'], cwd);
  const up = await startUp(cwd, ['--no-schedule']);
  await ask(up, '/outputs/both');
  const before = servingHost(up.pid);
  expect(before).toBeDefined();
  process.kill(before?.pid as number, 'SIGKILL');
  const statuses = new Set<number>();
  let x = 0;
  const back = await until('the engine', async () => {
    const { status, headers } = await ask(up, `/outputs/asked?x=${++x}`);
    statuses.add(status);
    if (status !== 200) expect([status, headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    return status === 200 && statuses.has(503) ? servingHost(up.pid) : undefined;
  });
  expect(back.pid).not.toBe(before?.pid);
  await until('the words', () => (up.said().includes('the serving engine is back') ? true : undefined));
  expect(up.said()).toContain('the serving engine is lost');
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
});

/** `slow` takes long, when its source says so. */
const slow = {
  ...versioned(1),
  'assets/slow.sql':
    'select n, (select count(*) from range(60000) as a(x), range(60000) as b(y) where x % 7 = y % 11 and numbers.n > 900) as c from numbers\n',
};

test('kill -9 of a build in the middle: the answers go on, and the next build does it', { timeout: 240_000 }, async () => {
  const cwd = productFolder(slow);
  await done(['ship'], cwd);
  const up = await startUp(cwd);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n901\n' });
  const child = await until('the build', () => build(up.pid));
  await until('its engine', () => descendants(child.pid)[0]);
  process.kill(child.pid, 'SIGKILL');
  await until('the words', () => (up.said().includes('was ended by SIGKILL') ? true : undefined));
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  await until('release 2', async () => ((await shown(up)).release === 2 ? true : undefined));
  expect((await ask(up, '/outputs/both')).body).toHaveLength(4);
  expect((await up.stop()).json()).toMatchObject({
    builds: [
      { because: 'files', exit: null, release: null },
      { because: 'again', exit: 0, release: 2 },
    ],
  });
});

test('SIGTERM in the middle of a build: the service ends with 0, nothing half-done is visible, nobody is left', { timeout: 240_000 }, async () => {
  const cwd = productFolder(slow);
  await done(['ship'], cwd);
  const up = await startUp(cwd);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n901\n' });
  const child = await until('the build', () => build(up.pid));
  await until('its engine', () => descendants(child.pid)[0]);
  const all = descendants(up.pid);
  const end = await up.stop();
  expect([end.code, end.signal]).toEqual([0, null]);
  expect(end.json()).toMatchObject({ releases: [{ release: 1 }], problems: [] });
  await until('the end of all it started', () => (all.some(({ pid }) => lives(pid)) ? undefined : true));
  const log = (await trivet(['log', '--json'], { cwd })).json() as { releases: readonly { number: number }[] };
  expect(log.releases.map((release) => release.number)).toEqual([1]);
});

test('a build that needs more memory than there is: the answers go on', { timeout: 240_000 }, async () => {
  const cwd = productFolder({
    ...versioned(1),
    'assets/heavy.sql': 'select length(list(r.range)) as c from range((select max(n) * 1000 from numbers)) as r\n',
  });
  await done(['ship'], cwd);
  const up = await startUp(cwd, [], { TRIVET_ENGINE_MEMORY_LIMIT: '200MB' });
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n60000\n' });
  await until('the failure', () => (/the build failed .*memory/.test(up.said()) ? true : undefined));
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
  expect((await ask(up, '/outputs/asked?x=7')).status).toBe(200);
  expect(JSON.stringify((await ask(up, '/page/state')).body)).toContain('memory');
  expect(up.said()).not.toContain('the serving engine is lost');
});
