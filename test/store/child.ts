// Another process on a store, for tests: prints one JSON line for each step, then stays until it is killed.
// Words: hold FOLDER | serve FOLDER | adopt FOLDER | begin FOLDER | publish FOLDER PARENT | reader FOLDER | writer FOLDER | copy FILE
// (the last three without privileges).

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Effects } from '../../src/base/index.ts';
import { openReader, openStore, type RunId, takeServiceLock } from '../../src/store/index.ts';

const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'child',
  wait: (milliseconds) => setTimeout(milliseconds),
};
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const [word, folder = ''] = process.argv.slice(2);

/** root may write everywhere: become nobody, for whom permissions count. */
function dropPrivileges(): void {
  if (process.getuid?.() !== 0) return;
  process.setgid?.(65534);
  process.setuid?.(65534);
}

async function open(lock = true) {
  const outcome = await openStore({ folder, effects, emit: say, command: `trivet child ${word}`, waitMs: 5_000, lock });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

async function begin(): Promise<void> {
  const store = await open();
  const digest = 'a'.repeat(64) as never;
  const run: RunId = await store.beginRun({
    kind: 'run',
    environment: 'prod',
    by: 'child',
    clock: '2001-03-04T06:00:00-08:00',
    startedAt: '2026-01-01T00:00:00.000Z',
    bundle: digest,
    environmentDigest: digest,
  });
  const asset = { asset: 'flights', data: digest, code: digest, environment: digest };
  const build = await store.beginBuild({ ...asset, run, clock: '2001-03-04T06:00:00-08:00', startedAt: '2026-01-01T00:00:00.000Z' });
  say({ run, build, temporary: await left(store.temporary('.parquet')) });
}

async function left(path: string): Promise<string> {
  writeFileSync(path, 'half of a table');
  return path;
}

const steps: Readonly<Record<string, () => Promise<void>>> = {
  async hold() {
    await open();
    say({ held: process.pid });
  },
  begin,
  async adopt() {
    const store = await open();
    const adopted = await store.adopt(await left(store.temporary('.parquet')));
    say({ adopted });
  },
  async publish() {
    const store = await open(false);
    const digest = 'a'.repeat(64) as never;
    const parent = Number(process.argv[4]);
    const outcome = await store.publish({
      environment: 'prod',
      parent: parent === 0 ? null : parent,
      kind: 'refresh',
      bundle: digest,
      environmentDigest: digest,
      pointers: [],
      run: null,
      by: 'child',
      at: '2026-01-01T00:00:00.000Z',
      because: null,
      gates: null,
      hold: false,
    });
    say(outcome);
  },
  async serve() {
    const lock = await takeServiceLock({ folder, effects, command: 'trivet child serve' });
    say(lock.ok ? { held: process.pid } : { problems: lock.problems });
  },
  async reader() {
    dropPrivileges();
    const outcome = await openReader({ folder, effects });
    if (!outcome.ok) return void say({ problems: outcome.problems });
    const pointers = [...(await outcome.value.pointers('prod')).keys()];
    await outcome.value.close();
    say({ pointers, salt: outcome.value.salt });
  },
  async writer() {
    dropPrivileges();
    const outcome = await openStore({ folder, effects, emit: say, command: 'trivet run' });
    say(outcome.ok ? { opened: true } : { problems: outcome.problems });
  },
  async copy() {
    dropPrivileges();
    const own = mkdtempSync(join(tmpdir(), 'trivet-child-'));
    const store = await openStore({ folder: join(own, 'store'), effects, emit: say, command: 'trivet run' });
    if (!store.ok) throw new Error(JSON.stringify(store.problems));
    const outcome = await store.value.copyIn(folder, 'secret.csv');
    await store.value.close();
    rmSync(own, { recursive: true });
    say(outcome);
  },
};

await steps[word ?? '']?.();
process.stdin.resume(); // until it is killed, or its parent ends
process.stdin.on('end', () => process.exit(0));
