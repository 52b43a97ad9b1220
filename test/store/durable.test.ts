// What is on the disk when its promise resolves, and what the next durable write takes along; which checks are found by their outcome; what was never begun.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openCatalog } from '../../src/store/catalog/open.ts';
import { migrate } from '../../src/store/catalog/schema.ts';
import { catalogWrites } from '../../src/store/catalog/writes.ts';
import type { Store } from '../../src/store/index.ts';
import { openReader } from '../../src/store/index.ts';
import type { CheckRun } from '../../src/store/records.ts';
import { built, digest, effects, finished, freshFolder, newRun, opened, openUnder, publication, value } from './rig.ts';

const notice: Parameters<Store['putNotices']>[0][number] = {
  environment: 'prod',
  subject: 'promise:fresh',
  state: 'broken',
  to: 'file:alerts.jsonl',
  body: { because: 'late' },
  decidedAt: '2026-01-01T00:00:00.000Z',
  nextAt: '2026-01-01T00:00:00.000Z',
};

test('releases, holds and notices are on the disk when they are acknowledged; what a run records waits for them', async () => {
  const connection = await openCatalog(freshFolder(), effects);
  onTestFinished(() => connection.close());
  await migrate(connection, effects);
  const writes = catalogWrites(connection);
  /** SQLite's own word for it: 2 is full, 1 normal. */
  const level = () => connection.get<{ synchronous: number }>('pragma synchronous')?.synchronous;
  const run = await writes.beginRun(newRun());
  expect(level()).toBe(1);
  await writes.publish(publication([]));
  expect(level()).toBe(2);
  await writes.finishRun(run, finished());
  expect(level()).toBe(1);
  await writes.resume('prod');
  expect(level()).toBe(2);
  await writes.putSamples('prod', [{ series: 'fresh', minute: 1, good: 1, of: 1, value: null }]);
  expect(level()).toBe(1);
  const [kept] = await writes.putNotices([notice]);
  expect(level()).toBe(2);
  await writes.putTexts(['select 1']);
  expect(level()).toBe(1);
  await writes.noticeAttempted(kept?.id ?? 0, { at: '2026-01-01T00:00:01.000Z', delivered: true, error: null, nextAt: null });
  expect(level()).toBe(2);
});

test('a run that was never begun cannot end', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  await store.finishRun(run, finished());
  await expect(store.finishRun((run + 1) as typeof run, finished())).rejects.toThrow('was never begun');
});

test('checks are found by their outcome, newest first', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const { build } = await built(store, 'a', { run });
  const check = (name: string, status: CheckRun['status']): CheckRun => ({
    run,
    check: name,
    asset: 'a',
    build,
    rule: digest(name),
    status,
    offending: 0,
    value: null,
    detail: null,
  });
  await store.recordChecks([check('a.key', 'fail'), check('a.rows', 'pass'), check('a.n.range', 'error')], []);
  const found = async (...statuses: CheckRun['status'][]) => (await store.checkRuns({ statuses })).map((one) => one.check);
  expect(await found('fail')).toEqual(['a.key']);
  expect(await found('pass')).toEqual(['a.rows']);
  expect(await found('fail', 'error')).toEqual(['a.n.range', 'a.key']);
  expect(await found()).toEqual([]);
});

test('a reader of an older store, which it copies, lets go of the store itself', async () => {
  const { store, folder } = await opened();
  await store.close();
  const old = new DatabaseSync(join(folder, 'catalog.db'));
  old.exec('drop table rehearsal; pragma user_version = 2');
  old.close();
  const reader = value(await openReader({ folder, effects }));
  expect(openUnder(folder).filter((path) => path.endsWith('catalog.db'))).toEqual([]);
  await reader.close();
});
