// The parts of a service that need no process: its clock, its schedule, what it says.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/index.ts';
import { makeBoard } from '../../src/cli/up/board.ts';
import { startBuild } from '../../src/cli/up/build.ts';
import { runningClock } from '../../src/cli/up/clock.ts';
import { pause, repeat } from '../../src/cli/up/repeat.ts';
import { nextTick } from '../../src/operations/index.ts';
import { palette, terminalListener } from '../../src/telemetry/index.ts';
import { temporaryFolder, writeFiles } from '../rig/index.ts';
import { effects } from '../scenarios/shop.ts';

const at = '2001-03-04T06:00:00-08:00';
const trouble = { code: 'cli/not-shown', leg: 'operations', severity: 'error', message: "release 3 can't be served", remedy: 'trivet ship' } as const;

test('a clock that was given a start runs on from there, in its offset', () => {
  let passed = 0;
  const clock = runningClock(at, { ...effects, monotonic: () => 5_000 + passed });
  expect([clock.now(), clock.time()]).toEqual(['2001-03-04T06:00:00.000-08:00', Date.parse(at)]);
  passed = 18 * 3_600_000 + 1;
  expect([clock.now(), clock.time()]).toEqual(['2001-03-05T00:00:00.001-08:00', Date.parse(at) + passed]);
});

test('without a start it is real time; a start in UTC stays in UTC', () => {
  expect(runningClock(undefined, { ...effects, now: () => 0 }).now()).toBe('1970-01-01T00:00:00.000Z');
  expect(runningClock('2001-03-04T14:00:00Z', { ...effects, monotonic: () => 0 }).now()).toBe('2001-03-04T14:00:00.000Z');
  expect(runningClock('2001-03-04T14:00:00+05:30', { ...effects, monotonic: () => 0 }).now()).toBe('2001-03-04T14:00:00.000+05:30');
});

const scheduled = (cron: string) => ({ schedule: { cron, at: { file: 'trivet.yaml' } }, engine: { timezone: 'America/Los_Angeles' } });

test.each([
  ['a tick on the moment itself has been', '0 6 * * *', at, '2001-03-05T06:00:00-08:00'],
  ['the hour is that of the zone', '0 6 * * *', '2001-03-04T13:59:59Z', at],
  ['over the change to summer time the wall clock counts', '0 6 * * *', '2001-03-31T06:00:00-08:00', '2001-04-01T06:00:00-07:00'],
  ['an hour that the change leaves out is made up for', '30 2 * * *', '2001-04-01T00:00:00-08:00', '2001-04-01T03:00:00-07:00'],
  ['an hour that comes twice has one tick', '30 1 * * *', '2001-10-28T01:30:00-07:00', '2001-10-29T01:30:00-08:00'],
])('schedule: %s', async (_, cron, after, expected) => {
  expect(await nextTick(scheduled(cron), Date.parse(after))).toBe(Date.parse(expected));
});

test('a day that never comes has no tick', async () => {
  expect(await nextTick(scheduled('0 6 31 2 *'), Date.parse(at))).toBeUndefined();
});

test('what stands in the way is told once, and who wants to know hears of it coming and going', () => {
  const events: Event[] = [];
  const board = makeBoard(
    (event) => events.push(event),
    () => at,
  );
  let moved = 0;
  const stop = board.onChange(() => moved++);
  board.put('release', []);
  expect(moved).toBe(0);
  board.put('release', [trouble]);
  board.put('release', [trouble]);
  board.put('build', [{ ...trouble, code: 'run/check-failed' }], true);
  expect(board.problems().map((p) => p.code)).toEqual(['cli/not-shown', 'run/check-failed']);
  expect(events).toEqual([{ kind: 'trouble', at, problem: trouble }]);
  expect(moved).toBe(2);
  board.put('release', []);
  expect(board.problems().map((p) => p.code)).toEqual(['run/check-failed']);
  stop();
  board.put('build', []);
  expect([moved, events.length]).toEqual([3, 1]);
});

test('a bug in one part is a Problem, the part is tried again, and the Problem goes when it is well', async () => {
  const ending = new AbortController();
  const told: string[] = [];
  const board = {
    ...makeBoard(
      () => {},
      () => at,
    ),
    put: (_: string, problems: readonly { code: string }[]) => void told.push(problems[0]?.code ?? 'well'),
  };
  let turn = 0;
  await repeat({
    part: 'promises',
    signal: ending.signal,
    board,
    work: async () => {
      turn++;
      if (turn === 1) throw new Error('a bug');
      if (turn === 3) ending.abort();
      return 1;
    },
  });
  expect([turn, told]).toEqual([3, ['cli/part-failed', 'well']]);
  await pause(60_000, ending.signal);
});

test.each([
  ['says nothing', 'process.exitCode = 3', 'ended with 3'],
  ['is killed', 'process.kill(process.pid, "SIGKILL")', 'was ended by SIGKILL'],
  ['says half of it', 'process.stdout.write("{")', 'ended with 0'],
])("a build that %s is lost, and that is the machine's", async (_, text, how) => {
  const folder = temporaryFolder();
  writeFiles(folder, { 'program.mjs': text });
  const request = { program: join(folder, 'program.mjs'), folder, store: folder, environment: 'prod', clock: at, sets: [], waitMs: 1, effects };
  const end = await startBuild(request).ended;
  expect(end).toMatchObject({ release: null, problems: [{ code: 'cli/build-lost', leg: 'operations' }] });
  expect(end.problems[0]?.message).toContain(how);
});

test('a build is told everything, and what it publishes and what fails is heard', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'program.mjs':
      'console.log(JSON.stringify({ release: { number: 7 }, problems: [{ severity: "warning" }, { severity: "error", message: process.argv.slice(2).join(" ") }] })); process.exitCode = 1',
  });
  const request = {
    program: join(folder, 'program.mjs'),
    folder,
    store: '/s',
    environment: 'prod',
    clock: at,
    sets: ['engine.threads=1'],
    waitMs: 5,
    effects,
  };
  expect(await startBuild(request).ended).toEqual({
    exit: 1,
    release: 7,
    seconds: expect.any(Number),
    problems: [
      { severity: 'error', message: `run --json --environment prod --clock ${at} --wait 5ms --product ${folder} --store /s --set engine.threads=1` },
    ],
  });
});

function linesOf(events: readonly Event[], quiet = false): readonly string[] {
  const written: string[] = [];
  const listener = terminalListener({
    stream: { write: (text) => written.push(text), columns: 100 },
    palette: palette(false),
    interactive: true,
    quiet,
    monotonic: () => 0,
  });
  for (const event of events) listener.emit(event);
  listener.close();
  return written.join('').split('\n');
}

const life: readonly Event[] = [
  { kind: 'shown', at, release: 3, how: 'ship', by: 'ada' },
  {
    kind: 'up',
    at,
    url: 'http://127.0.0.1:4270/',
    environment: 'prod',
    outputs: [
      { name: 'late', url: 'http://127.0.0.1:4270/outputs/late?origin=SEA' },
      { name: 'bad_hour', url: 'http://127.0.0.1:4270/outputs/bad_hour' },
    ],
  },
  { kind: 'build-started', at, because: 'files' },
  { kind: 'build-ended', at, exit: 0, seconds: 2.1, release: 4, problem: null },
  { kind: 'build-ended', at, exit: 0, seconds: 2.1, release: null, problem: null },
  { kind: 'build-ended', at, exit: 1, seconds: 2.1, release: null, problem: { ...trouble, message: 'a check fails', remedy: 'trivet why' } },
  { kind: 'serving-engine', at, ready: false },
  { kind: 'serving-engine', at, ready: true },
  { kind: 'promise', at, subject: 'late.fresh', state: 'broken', text: 'waits until Mon 08:00' },
  { kind: 'trouble', at, problem: trouble },
  { kind: 'going-down', at },
];

test('the life of a service in lines', () => {
  const time = '2001-03-04 06:00 -08:00';
  expect(linesOf(life)).toEqual([
    `${time} ● shows release 3 (ship by ada)`,
    'prod is up: http://127.0.0.1:4270/',
    '  late      http://127.0.0.1:4270/outputs/late?origin=SEA',
    '  bad_hour  http://127.0.0.1:4270/outputs/bad_hour',
    `${time} ▸ builds: a source's files changed`,
    `${time} ✓ built in 2.1 s: release 4`,
    `${time} ✓ built in 2.1 s: nothing to publish`,
    `${time} ✗ the build failed after 2.1 s; what is shown stays: a check fails → trivet why`,
    `${time} ✗ the serving engine is lost; another is started`,
    `${time} ✓ the serving engine is back`,
    `${time} ✗ late.fresh is broken: waits until Mon 08:00`,
    '✗ operations · cli/not-shown',
    "  release 3 can't be served",
    '  → trivet ship',
    `${time} ■ ends when what was asked is answered`,
    '',
  ]);
});

test('quiet: what stands in the way and nothing else', () => {
  expect(linesOf(life, true)).toEqual(['✗ operations · cli/not-shown', "  release 3 can't be served", '  → trivet ship', '']);
});
