// Who holds a lock, in words for whoever waits: a process of this machine, of another, or one that has not said its name.

import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { Effects, Event } from '../../src/base/index.ts';
import { openStore, takeServiceLock } from '../../src/store/index.ts';
import { effects, freshFolder, opened, openUnder, problemOf, value } from './rig.ts';

/** lock.db held by a bare transaction, with this row in it if there is one. */
function heldBy(row?: { readonly pid: number; readonly host: string; readonly command: string; readonly since: string }): string {
  const folder = join(freshFolder(), '.trivet');
  mkdirSync(folder);
  const database = new DatabaseSync(join(folder, 'lock.db'));
  onTestFinished(() => database.close());
  database.exec('pragma journal_mode = wal');
  if (row) {
    database.exec(
      'create table holder (one integer primary key, token text not null, pid integer not null, since text not null, command text not null, host text not null)',
    );
    database.prepare('insert into holder values (1, ?, ?, ?, ?, ?)').run('theirs', row.pid, row.since, row.command, row.host);
  }
  database.exec('begin immediate');
  return folder;
}

/** A clock that only waiting moves. */
function stepping(): Effects & { readonly waits: number[] } {
  let now = 0;
  const waits: number[] = [];
  return {
    ...effects,
    waits,
    monotonic: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

async function refused(folder: string, waitMs: number, clock: Effects = stepping()) {
  const events: Event[] = [];
  const problem = problemOf(await openStore({ folder, effects: clock, emit: (e) => events.push(e), command: 'trivet ship', waitMs }));
  expect(problem).toMatchObject({ code: 'store/locked', leg: 'operations' });
  return { problem, events };
}

test('a holder that has not said its name is another process, and nobody is told before it has', async () => {
  const folder = heldBy();
  const { problem, events } = await refused(folder, 1_500);
  expect(problem.message).toBe(`the store ${folder} is still held by another process since an unknown time, after waiting 1.5 s`);
  expect(events).toEqual([]);
});

test('a holder on another machine is named with it, one on this machine without', async () => {
  const since = '2026-01-01T00:00:00.000Z';
  const there = heldBy({ pid: 12, host: 'elsewhere', command: 'trivet run', since });
  const { problem, events } = await refused(there, 20_400);
  expect(problem.message).toBe(`the store ${there} is still held by pid 12 on elsewhere (trivet run) since ${since}, after waiting 20 s`);
  expect(events).toEqual([{ kind: 'waiting', holder: 'pid 12 on elsewhere (trivet run)', since }]);
  const here = heldBy({ pid: 13, host: hostname(), command: 'trivet ship', since });
  expect((await refused(here, 9_900)).problem.message).toContain(`held by pid 13 (trivet ship) since ${since}, after waiting 9.9 s`);
});

test('who comes when another leaves is told nothing: only the second look counts', async () => {
  const folder = heldBy({ pid: 12, host: 'elsewhere', command: 'trivet run', since: 'today' });
  expect((await refused(folder, 3)).events).toEqual([]);
  expect(openUnder(folder).filter((path) => path.endsWith('catalog.db'))).toEqual([]);
});

test('a lock that is no database is damage, not a holder', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'lock.db'), 'no database, and long enough to be looked at as one '.repeat(100));
  const refusal = await openStore({ folder, effects: stepping(), emit: () => {}, command: 'trivet run', waitMs: 100 });
  expect(problemOf(refusal)).toMatchObject({ code: 'store/damaged', leg: 'operations' });
  expect(openUnder(folder)).toEqual([]);
});

test('waiting is at first short, then longer up to a quarter of a second, and ends when it was said to', async () => {
  const clock = stepping();
  await refused(heldBy(), 2_000, clock);
  expect(clock.waits.reduce((a, b) => a + b, 0)).toBe(2_000);
  expect(clock.waits[0]).toBe(5);
  for (const [i, wait] of clock.waits.slice(1, -1).entries()) expect(wait).toBeGreaterThanOrEqual(clock.waits[i] ?? 0);
  expect(Math.max(...clock.waits)).toBeLessThan(300);
  const none = stepping();
  await refused(heldBy(), 0, none);
  expect(none.waits).toEqual([]);
});

test('a lock that was let go names nobody, and may be let go twice', async () => {
  const folder = freshFolder();
  const lock = value(await takeServiceLock({ folder, effects, command: 'trivet up' }));
  const database = new DatabaseSync(join(folder, 'up.db'));
  onTestFinished(() => void (database.isOpen && database.close()));
  const rows = () => database.prepare('select pid, command, host from holder').all();
  expect(rows()).toMatchObject([{ pid: process.pid, command: 'trivet up', host: hostname() }]);
  lock.release();
  lock.release();
  expect(rows()).toEqual([]);
  database.close();
  expect(openUnder(folder)).toEqual([]);
});

test('a store that could not be opened lets its lock go', async () => {
  const { store, folder } = await opened();
  await store.close();
  const database = new DatabaseSync(join(folder, 'catalog.db'));
  database.exec('pragma user_version = 0'); // the tables are there already: this cannot be migrated
  database.close();
  await expect(openStore({ folder, effects, emit: () => {}, command: 'trivet run', waitMs: 0 })).rejects.toThrow('already exists');
  expect(openUnder(folder)).toEqual([]);
  const repaired = new DatabaseSync(join(folder, 'catalog.db'));
  repaired.exec('pragma user_version = 3');
  repaired.close();
  const again = await opened({ folder, waitMs: 0 });
  expect(again.events).toEqual([]);
});
