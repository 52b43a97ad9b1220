// Samples, notices, the change counter and the service's lock, on a real store.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { assert, asyncProperty, constantFrom, integer, option, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import { type MinuteRule, openReader, openStore, type Sample, type Store, takeServiceLock } from '../../src/store/index.ts';
import { child, effects, freshFolder, newRun, opened, problemOf, value } from './rig.ts';

const sample = (minute: number, more: Partial<Sample> = {}): Sample => ({ series: 'late.available', minute, good: 10, of: 10, value: 1, ...more });

test('a store of version 1 gets the new tables, and what it held stays', async () => {
  const { store, folder } = await opened();
  const run = await store.beginRun(newRun());
  await store.close();
  const old = new DatabaseSync(join(folder, 'catalog.db'));
  old.exec('drop table rehearsal; drop table sample; drop table notice; pragma user_version = 1');
  old.close();
  const reader = value(await openReader({ folder, effects })); // reads a migrated copy
  expect(await reader.samples('prod', { series: 'late.', from: 0, to: 9 })).toEqual([]);
  await reader.close();
  const again = (await opened({ folder })).store;
  await again.putSamples('prod', [sample(3)]);
  expect(await again.samples('prod', { series: 'late.available', from: 0, to: 9 })).toEqual([sample(3)]);
  expect(await again.run(run)).toMatchObject({ id: run });
});

test('samples are replaced minute by minute and read by series or by their beginning', async () => {
  const { store } = await opened();
  await store.putSamples('prod', [sample(5), sample(4, { value: null }), sample(4, { series: 'late.fast' }), sample(4, { series: 'later.fast' })]);
  await store.putSamples('prod', [sample(5, { good: 1.5, value: 0.15 })]);
  await store.putSamples('test', [sample(5)]);
  await store.putSamples('prod', []);
  const read = (series: string, from = 0, to = 9) => store.samples('prod', { series, from, to });
  expect(await read('late.available')).toEqual([sample(4, { value: null }), sample(5, { good: 1.5, value: 0.15 })]);
  expect((await read('late.')).map((s) => `${s.minute} ${s.series}`)).toEqual(['4 late.available', '4 late.fast', '5 late.available']);
  expect(await read('late.available', 5, 5)).toEqual([]);
  expect(await read('late.available', 4, 5)).toHaveLength(1);
  expect(await read('late')).toEqual([]);
});

test('samples older than 400 days go, in every series of the environment', async () => {
  const { store } = await opened();
  const day = 1440;
  await store.putSamples('prod', [sample(0), sample(day, { series: 'a.fast' }), sample(day, { series: 'z.fast' })]);
  await store.putSamples('test', [sample(0)]);
  await store.putSamples('prod', [sample(400 * day)]);
  expect(await store.samples('prod', { series: 'late.available', from: 0, to: 1 })).toHaveLength(1);
  await store.putSamples('prod', [sample(401 * day + 1)]);
  const left = async (environment: string, series: string) =>
    (await store.samples(environment, { series, from: 0, to: 10 ** 9 })).map((s) => s.minute);
  expect(await left('prod', 'late.available')).toEqual([400 * day, 401 * day + 1]);
  expect(await left('prod', 'a.fast')).toEqual([]);
  expect(await left('prod', 'z.fast')).toEqual([]);
  expect(await left('test', 'late.available')).toEqual([0]);
});

/** The same by a loop over what was put. */
function counted(samples: readonly Sample[], { from, to, stretches, good }: { from: number; to: number; stretches: number; good: MinuteRule }) {
  const isGood = (s: Sample) =>
    (good.share === undefined || s.good / s.of >= good.share) && (good.atMost === undefined || (s.value !== null && s.value <= good.atMost));
  const counts = Array.from({ length: stretches }, () => ({ good: 0, bad: 0 }));
  for (let minute = from; minute < to; minute++) {
    const found = samples.find((s) => s.minute === minute && s.of > 0);
    const stretch = counts[Math.floor(((minute - from) * stretches) / (to - from))];
    if (found && stretch) stretch[isGood(found) ? 'good' : 'bad']++;
  }
  let badSince: number | null = null;
  let seenAt: number | null = null;
  for (const s of samples.toSorted((a, b) => a.minute - b.minute).filter((s) => s.minute < to && s.of > 0)) {
    seenAt = s.minute;
    badSince = isGood(s) ? null : (badSince ?? s.minute);
  }
  const newest = samples.filter((s) => s.minute < to).reduce<Sample | null>((a, s) => (a && a.minute > s.minute ? a : s), null);
  return { stretches: counts, newest, seenAt, badSince };
}

test('a tally counts as a loop over the samples does', async () => {
  const { store } = await opened();
  const samples = uniqueArray(
    record({
      minute: integer({ min: 0, max: 80 }),
      good: integer({ min: 0, max: 4 }),
      of: integer({ min: 0, max: 4 }),
      value: option(integer({ min: 0, max: 9 })),
    }),
    { selector: (s) => s.minute, maxLength: 60 },
  );
  const asked = record({
    from: integer({ min: 0, max: 40 }),
    length: integer({ min: 1, max: 60 }),
    stretches: constantFrom(1, 7, 60),
    share: option(constantFrom(0.5, 0.75, 1), { nil: undefined }),
    atMost: option(integer({ min: 0, max: 9 }), { nil: undefined }),
  });
  let turn = 0;
  await assert(
    asyncProperty(samples, asked, async (drawn, { from, length, stretches, share, atMost }) => {
      const environment = `e${turn++}`;
      const put = drawn.map((s) => sample(s.minute, { ...s, good: Math.min(s.good, s.of) }));
      await store.putSamples(environment, put);
      const filter = { from, to: from + length, stretches, good: { share, atMost } };
      expect(await store.tally(environment, { series: 'late.available', ...filter })).toEqual(counted(put, filter));
    }),
    { numRuns: 150 },
  );
});

const notice = (more: Partial<Parameters<Store['putNotices']>[0][number]> = {}): Parameters<Store['putNotices']>[0][number] => ({
  environment: 'prod',
  subject: 'late.available',
  state: 'broken',
  to: 'file alerts.ndjson',
  body: { text: 'down', harms: [1, 2] },
  decidedAt: '2001-03-04T00:10:00Z',
  nextAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

test('a notice is kept once for each change of state and each target', async () => {
  const { store } = await opened();
  const [first] = await store.putNotices([notice(), notice()]);
  expect(first).toMatchObject({ id: 1, attempts: 0, deliveredAt: null, error: null, body: { text: 'down', harms: [1, 2] } });
  expect(await store.putNotices([notice({ decidedAt: '2001-03-04T00:11:00Z' })])).toEqual([]);
  expect(await store.putNotices([notice({ to: 'webhook $HOOK' }), notice({ subject: 'late.fresh' }), notice({ environment: 'test' })])).toHaveLength(
    3,
  );
  expect(await store.putNotices([notice({ state: 'good' }), notice({ state: 'broken' }), notice({ state: 'broken' })])).toHaveLength(2);
  expect((await store.notices('prod', { subject: 'late.available' })).map((n) => `${n.id} ${n.to} ${n.state}`)).toEqual([
    '6 file alerts.ndjson broken',
    '5 file alerts.ndjson good',
    '2 webhook $HOOK broken',
    '1 file alerts.ndjson broken',
  ]);
  expect(await store.notices('prod', { limit: 1 })).toHaveLength(1);
});

test('an attempt says when the next is; delivered and replaced ones are not asked for again', async () => {
  const { store, folder } = await opened();
  await store.putNotices([notice(), notice({ to: 'slack $S' }), notice({ to: 'command ./tell' })]);
  await store.noticeAttempted(1, { at: '2026-01-01T00:00:01Z', delivered: false, error: 'refused', nextAt: '2026-01-01T00:00:31Z' });
  await store.noticeAttempted(2, { at: '2026-01-01T00:00:02Z', delivered: true, error: null, nextAt: null });
  await store.noticeAttempted(3, { at: '2026-01-01T00:00:02Z', delivered: false, error: 'replaced by a newer one', nextAt: null });
  await expect(store.noticeAttempted(9, { at: 'x', delivered: true, error: null, nextAt: null })).rejects.toThrow('no notice 9');
  await store.close();
  const again = (await opened({ folder })).store;
  expect(await again.notices('prod', { undelivered: true })).toEqual([
    expect.objectContaining({ id: 1, attempts: 1, error: 'refused', nextAt: '2026-01-01T00:00:31Z', deliveredAt: null }),
  ]);
  expect((await again.notices('prod', {})).map((n) => n.deliveredAt)).toEqual([null, '2026-01-01T00:00:02Z', null]);
});

test('the version grows with own transactions and those of others, and stands still without', async () => {
  const { store, folder } = await opened();
  const reader = value(await openReader({ folder, effects }));
  const steps: number[][] = [];
  const look = async () => steps.push([await store.version(), await reader.version()]);
  await look();
  await look();
  expect(steps[1]).toEqual(steps[0]);
  await store.beginRun(newRun());
  await look();
  const beside = value(await openStore({ folder, effects, emit: () => {}, command: 'trivet rollback', lock: false }));
  await beside.putSamples('prod', [sample(1)]);
  await look();
  await look();
  expect(steps[4]).toEqual(steps[3]);
  for (const of of [0, 1]) expect(steps[1]?.[of]).toBeLessThan(steps[2]?.[of] ?? 0);
  for (const of of [0, 1]) expect(steps[2]?.[of]).toBeLessThan(steps[3]?.[of] ?? 0);
  await beside.close();
  await reader.close();
});

test('runs are listed from before a run on', async () => {
  const { store } = await opened();
  for (let i = 0; i < 4; i++) await store.beginRun(newRun());
  const runs = await store.runs({});
  expect((await store.runs({ before: runs[1]?.id as never, limit: 1 })).map((r) => r.id)).toEqual([2]);
});

test('one service per store: the second is told who has it, beside any writer; kill -9 frees it', async () => {
  const { folder } = await opened(); // a writer holds its own lock meanwhile
  const service = child('serve', folder);
  const { held } = await service.next();
  const problem = problemOf(await takeServiceLock({ folder, effects, command: 'trivet up' }));
  expect(problem).toMatchObject({ code: 'store/service-runs', leg: 'operations' });
  expect(problem.message).toMatch(new RegExp(`a service already: pid ${held} \\(trivet child serve\\) since \\d{4}-`));
  await service.kill();
  const mine = value(await takeServiceLock({ folder, effects, command: 'trivet up' }));
  expect(problemOf(await takeServiceLock({ folder, effects, command: 'trivet up' })).code).toBe('store/service-runs');
  mine.release();
  value(await takeServiceLock({ folder, effects, command: 'trivet up' })).release();
});

test('the service may take its lock before there is a store', async () => {
  const folder = join(freshFolder(), '.trivet');
  const lock = value(await takeServiceLock({ folder, effects, command: 'trivet up' }));
  expect(existsSync(join(folder, 'up.db'))).toBe(true);
  lock.release();
});

test('rehearsals are kept as they were, newest first, by product and by what was rehearsed', async () => {
  const { store } = await opened();
  const one = {
    product: 'p',
    key: 'a'.repeat(64) as Digest,
    by: 'ada',
    at: '2001-03-01T00:00:00.000Z',
    score: 0.5,
    falseAlarms: null,
    versions: 0,
    survived: 3,
  };
  const rehearsal = (more: object) => ({ ...one, document: { trials: [1] }, ...more });
  await store.putRehearsal(rehearsal({}));
  await store.putRehearsal(rehearsal({ key: 'b'.repeat(64), score: null }));
  await store.putRehearsal(rehearsal({ product: 'q' }));
  expect((await store.rehearsals('p', {})).map((r) => r.score)).toEqual([null, 0.5]);
  expect(await store.rehearsals('p', { key: one.key, limit: 1 })).toEqual([rehearsal({})]);
  expect(await store.rehearsals('other', {})).toEqual([]);
});
