// One writer at a time, among real processes; a killed one is out of the way at once and leaves nothing to repair.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Event } from '../../src/base/index.ts';
import { type BuildId, guarded, openReader, openStore, type RunId, verifyObjects } from '../../src/store/index.ts';
import { begun, child, effects, freshFolder, newRun, opened, problemOf, value } from './rig.ts';

test('a second writer waits, says once for whom, and gets its turn', async () => {
  const folder = join(freshFolder(), '.trivet');
  const holder = child('hold', folder);
  const { held } = await holder.next();
  const events: Event[] = [];
  let turns = 0;
  const ticking = setInterval(() => turns++, 5);
  const waiting = openStore({ folder, effects, emit: (e) => events.push(e), command: 'trivet ship', waitMs: 30_000 });
  while (events.length === 0) await effects.wait(5);
  for (let i = 0; i < 10; i++) await effects.wait(20);
  expect(events).toEqual([{ kind: 'waiting', holder: `pid ${held} (trivet child hold)`, since: expect.stringMatching(/^\d{4}-.*Z$/) }]);
  expect(turns).toBeGreaterThan(5); // the event loop was free meanwhile
  holder.process.stdin?.end(); // it leaves in order
  const store = value(await waiting);
  clearInterval(ticking);
  expect(events).toHaveLength(1);
  await store.close();
});

test('kill -9 frees the lock; what the killed one had started is abandoned, and its temporary files go', async () => {
  const folder = join(freshFolder(), '.trivet');
  const killed = child('begin', folder);
  const { run, build, temporary } = (await killed.next()) as { run: RunId; build: BuildId; temporary: string };
  expect(existsSync(temporary)).toBe(true);
  const reader = value(await openReader({ folder, effects }));
  expect(await reader.build(build)).toMatchObject({ state: 'started' });
  await killed.kill();
  const { store, events } = await opened({ folder, waitMs: 0 });
  expect(events).toEqual([]);
  expect(await store.build(build)).toMatchObject({ state: 'abandoned' });
  expect(await store.run(run)).toMatchObject({ state: 'abandoned', finishedAt: null });
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  expect(await reader.build(build)).toMatchObject({ state: 'abandoned' });
  await reader.close();
});

test('a killed writer leaves a catalog that the first reader after it can read', async () => {
  const folder = join(freshFolder(), '.trivet');
  const killed = child('begin', folder);
  const { build } = (await killed.next()) as { build: BuildId };
  await killed.kill();
  const reader = value(await openReader({ folder, effects }));
  expect(await reader.build(build)).toMatchObject({ state: 'started', asset: 'flights' });
  await reader.close();
});

test('a lock still held after the wait is a Problem that names the holder and since when', async () => {
  const { folder } = await opened();
  const problem = problemOf(await openStore({ folder, effects, emit: () => {}, command: 'trivet ship', waitMs: 60 }));
  expect(problem).toMatchObject({ code: 'store/locked', leg: 'operations' });
  expect(problem.message).toMatch(new RegExp(`still held by pid ${process.pid} \\(trivet run\\) since \\d{4}-`));
  expect(problemOf(await openStore({ folder, effects, emit: () => {}, command: 'trivet ship', waitMs: 0 })).code).toBe('store/locked');
});

test('without the lock a store opens beside a writer and abandons nothing', async () => {
  const { store, folder } = await opened();
  const build = await begun(store, 'flights', await store.beginRun(newRun()));
  const beside = value(await openStore({ folder, effects, emit: () => {}, command: 'trivet rollback', lock: false }));
  expect(await beside.build(build)).toMatchObject({ state: 'started' });
  await beside.close();
});

test('many processes open a store that is not there yet: each gets its turn', async () => {
  const folder = join(freshFolder(), '.trivet');
  const children = [child('adopt', folder), child('adopt', folder), child('adopt', folder)];
  const done = await Promise.all(
    children.map(async (one) => {
      let line = await one.next();
      while (line.kind === 'waiting') line = await one.next();
      await one.kill();
      return line.adopted;
    }),
  );
  expect(done).toEqual(Array(3).fill({ ok: true, value: { object: expect.any(String), size: 15 } }));
});

test('a crash between an object and the build that would refer to it leaves a sound store', async () => {
  const folder = join(freshFolder(), '.trivet');
  const killed = child('adopt', folder);
  const { adopted } = (await killed.next()) as { adopted: { value: { object: never; size: number } } };
  await killed.kill();
  const { store } = await opened({ folder });
  expect(await store.hasObject(adopted.value.object)).toBe(true);
  expect(await store.references()).toEqual([]);
  expect(await verifyObjects(store)).toEqual({ checked: 0, broken: [] });
});

test('a transaction of another process is waited for without blocking; one that never ends is a Problem', async () => {
  const { store, folder } = await opened();
  const other = new DatabaseSync(join(folder, 'catalog.db'));
  other.exec('begin immediate');
  const waiting = store.beginRun(newRun());
  await effects.wait(60);
  other.exec('commit');
  expect(await waiting).toBe(1);

  const hasty = { ...effects, monotonic: () => performance.now() * 1_000 };
  const beside = value(await openStore({ folder, effects: hasty, emit: () => {}, command: 'trivet rollback', lock: false }));
  other.exec('begin immediate');
  expect(problemOf(await guarded(() => beside.resume('prod')))).toMatchObject({ code: 'store/busy', leg: 'operations' });
  expect(await beside.environment('prod')).toMatchObject({ live: null }); // reading goes on
  other.exec('commit');
  other.close();
  await beside.close();
});
