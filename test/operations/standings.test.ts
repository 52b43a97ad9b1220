// How promises stand, told from a real store alone: what confirms freshness, what is broken since when, and what it means for the owner.

import { expect, test } from 'vitest';
import { rulesOf } from '../../src/checks/index.ts';
import { promiseReport } from '../../src/operations/index.ts';
import type { Product } from '../../src/product/index.ts';
import type { CheckRun, CheckStatus, RunId, Sample, Store } from '../../src/store/index.ts';
import { newRun } from '../store/rig.ts';
import { at, day, digest, hour, minute, opened, product, promise, ran, released, source } from './rig.ts';

const fresh = product({ promises: [promise('fresh')] });
const report = (store: Store, of: Product, now: string) => promiseReport({ store, product: of, environment: 'prod', now });
const standing = async (store: Store, of: Product, now: string) => (await report(store, of, now)).standings[0];

/** Shipped on Sunday 4 March 2001 at 06:00 in Los Angeles. */
async function shipped(): Promise<Store> {
  const { store } = await opened();
  const { run, pointers } = await ran(store, '2001-03-04T06:00:00-08:00', { flights: 'a' }, { kind: 'ship' });
  await released(store, pointers, { run, by: 'grace' });
  return store;
}

test('nothing shipped: no data', async () => {
  const { store } = await opened();
  expect(await standing(store, fresh, '2001-03-04T14:00:00Z')).toMatchObject({ state: 'no data', since: null, value: null, decision: null });
});

test('served data ages from the run that confirmed it, and breaks when its limit has passed', async () => {
  const store = await shipped();
  expect(await standing(store, fresh, '2001-03-04T20:00:00-08:00')).toMatchObject({
    subject: 'late.fresh',
    text: 'within 24 h, 99 % of 30 d',
    state: 'good',
    value: 14 * hour,
    within: day,
    breaksAt: '2001-03-05T14:00:00.000Z',
    decision: null,
  });
  expect(await standing(store, fresh, '2001-03-05T06:00:00-08:00')).toMatchObject({ state: 'breaking', value: day }); // to the millisecond within it
  const broken = await report(store, fresh, '2001-03-05T06:00:00.001-08:00');
  expect(broken.standings[0]).toMatchObject({ state: 'broken', since: '2001-03-05T14:00:00.000Z', breaksAt: null });
  expect(broken).toMatchObject({ working: false, sampledAt: null, environment: 'prod' });
  // Stale from Mon 06:00 + 24 h = Tue 06:00 on, after the period that begins Mon 08:00.
  expect(broken.decision).toMatchObject({ kind: 'ticket', cost: 0 });
  expect(broken.decision?.text).toBe('stale since 06:00; waits until Mon 08:00: its cost of 20 USD/h begins at Tue 06:00');
});

test('a run that finds the same confirms, one of later time or under way does not', async () => {
  const store = await shipped();
  await ran(store, '2001-03-05T05:00:00-08:00', { flights: 'a' });
  await ran(store, '2001-03-05T05:30:00-08:00', { flights: 'a' }, { unfinished: true });
  await ran(store, '2001-03-09T05:00:00-08:00', { flights: 'a' });
  const now = await standing(store, fresh, '2001-03-05T06:00:00-08:00');
  expect(now).toMatchObject({ state: 'good', value: hour });
  // asked about the past: the ship's run alone had been
  expect(await standing(store, fresh, '2001-03-04T07:00:00-08:00')).toMatchObject({ value: hour });
  expect(await standing(store, fresh, '2001-03-09T05:00:00-08:00')).toMatchObject({ value: 0 });
});

test('a run whose new data is not published does not confirm: the promise is breaking, with the arithmetic', async () => {
  const store = await shipped();
  await ran(store, '2001-03-04T09:40:00-08:00', { flights: 'a' });
  await ran(store, '2001-03-05T01:00:00-08:00', { flights: 'b' }, { state: 'failed' });
  const now = await standing(store, fresh, '2001-03-05T02:00:00-08:00');
  expect(now).toMatchObject({ state: 'breaking', since: null, breaksAt: '2001-03-05T17:40:00.000Z' });
  expect(now?.decision?.text).toBe('waits until 08:00: served data stays within its promise until 09:40');
  // the delivery is mended: found and confirmed again
  await ran(store, '2001-03-05T03:00:00-08:00', { flights: 'a' });
  expect(await standing(store, fresh, '2001-03-05T04:00:00-08:00')).toMatchObject({ state: 'good', value: hour });
});

test('a run of other assets, a look before shipping and another environment say nothing', async () => {
  const store = await shipped();
  await ran(store, '2001-03-04T07:00:00-08:00', { flights: 'a' }, { summary: { selected: ['airports'] } });
  await ran(store, '2001-03-04T07:10:00-08:00', { flights: 'b' }, { kind: 'ship', summary: { dryRun: true } });
  await ran(store, '2001-03-04T07:20:00-08:00', { flights: 'a' }, { environment: 'test' });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'good', value: 2 * hour });
  await ran(store, '2001-03-04T07:30:00-08:00', { flights: 'a' }, { summary: { selected: ['flights'] } });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'good', value: hour / 2 });
});

test('a ship that its gates closed says nothing: its code was never live', async () => {
  const store = await shipped();
  await ran(store, '2001-03-04T07:00:00-08:00', { flights: 'read otherwise' }, { kind: 'ship', bundle: 'not released', state: 'failed' });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'good', value: 2 * hour });
  await ran(store, '2001-03-04T07:10:00-08:00', { flights: 'a' }, { kind: 'ship', bundle: 'not released', state: 'failed' });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ value: 2 * hour });
  // one that published does, also after it was rolled back: its code was live
  const next = await ran(store, '2001-03-04T07:20:00-08:00', { flights: 'a' }, { kind: 'ship', bundle: 'next' });
  await released(store, next.pointers, { run: next.run, bundle: digest('next') });
  await released(store, [...(await store.releasePointers('prod', 1)).values()], { kind: 'rollback', hold: true });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'good', value: (2 / 3) * hour });
  // one that was tried out and is live is of the code that is shown
  await ran(store, '2001-03-04T07:30:00-08:00', { flights: 'a' }, { kind: 'ship', summary: { dryRun: true } });
  expect(await standing(store, fresh, '2001-03-04T08:00:00-08:00')).toMatchObject({ value: hour / 2 });
});

test('every source must have been found as it is served', async () => {
  const { store } = await opened();
  const two = product({ ...fresh, assets: new Map(['airports', 'flights'].map((name) => [name, source(name)])) });
  const first = await ran(store, '2001-03-04T06:00:00-08:00', { airports: 'x', flights: 'a' }, { kind: 'ship' });
  await released(store, first.pointers, { run: first.run });
  await ran(store, '2001-03-04T07:00:00-08:00', { flights: 'a' });
  expect(await standing(store, two, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'breaking', value: 2 * hour });
});

test('a rollback serves older data, whose age counts from when that was confirmed', async () => {
  const store = await shipped();
  const second = await ran(store, '2001-03-04T12:00:00-08:00', { flights: 'b' });
  await released(store, second.pointers, { run: second.run, kind: 'refresh' });
  expect(await standing(store, fresh, '2001-03-04T13:00:00-08:00')).toMatchObject({ state: 'good', value: hour });
  const back = await store.releasePointers('prod', 1);
  await released(store, [...back.values()], { kind: 'rollback', hold: true });
  expect(await standing(store, fresh, '2001-03-04T13:00:00-08:00')).toMatchObject({ state: 'breaking', value: 7 * hour });
});

test('by a column: the data itself says how old it is', async () => {
  const store = await shipped();
  const of = product({ promises: [promise('fresh', { by: { asset: 'flights', column: 'departed_at' } })] });
  expect(await standing(store, of, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'no data' });
  await store.putCached('data-time', [{ key: `${digest('a')}:departed_at`, value: '2001-03-03T20:00:00-08:00' }]);
  expect(await standing(store, of, '2001-03-04T08:00:00-08:00')).toMatchObject({
    state: 'good',
    value: 12 * hour,
    breaksAt: '2001-03-05T04:00:00.000Z',
  });
  expect(await standing(store, of, '2001-03-04T21:00:00-08:00')).toMatchObject({ state: 'broken', since: '2001-03-05T04:00:00.000Z' });
});

test('near its limit it is breaking, unless a refresh comes before', async () => {
  const store = await shipped();
  const with_ = (cron: string) => ({ ...fresh, schedule: { cron, at: { file: 'trivet.yaml' } } });
  const now = '2001-03-05T04:00:00-08:00';
  expect((await standing(store, fresh, now))?.state).toBe('breaking');
  expect((await standing(store, with_('30 5 * * *'), now))?.state).toBe('good'); // 05:30 in the product's zone
  expect((await standing(store, with_('30 6 * * *'), now))?.state).toBe('breaking');
  expect((await standing(store, fresh, '2001-03-05T03:00:00-08:00'))?.state).toBe('good');
});

const seen = (series: string, now: string, ago: number, more: Partial<Sample> = {}): Sample => ({
  series,
  minute: Math.floor(at(now) / minute) - ago,
  good: 1,
  of: 1,
  value: 1,
  ...more,
});

test('available: broken since the first bad minute of the row; minutes without data do not end it, and the newest decides', async () => {
  const { store } = await opened();
  const now = '2026-01-05T08:10:20Z'; // Mon 00:10 in Los Angeles
  const of = product({ promises: [promise('available', { target: 0.999 })] });
  const series = 'late.available';
  await store.putSamples('prod', [
    seen(series, now, 9),
    seen(series, now, 8, { good: 0 }),
    seen(series, now, 6, { of: 0, good: 0 }),
    seen(series, now, 2, { good: 0, value: 0 }),
  ]);
  const broken = await report(store, of, now);
  expect(broken.standings[0]).toMatchObject({ state: 'broken', since: '2026-01-05T08:02:00.000Z', value: 0, text: '99.9 % of 30 d' });
  expect(broken.decision?.text).toBe('down since 00:02; would wake departures at 02:02: 200 USD/h × 6 h until Mon 08:00 = 1,193 > 500');
  expect(broken.sampledAt).toBe('2026-01-05T08:08:00.000Z');
  // a minute later the newest sample is too old to stand for now
  const later = await standing(store, of, '2026-01-05T08:11:00Z');
  expect(later).toMatchObject({ state: 'no data', since: '2026-01-05T08:09:00.000Z', decision: null, value: null });
  await store.putSamples('prod', [seen(series, now, 0)]);
  expect(await standing(store, of, now)).toMatchObject({ state: 'good', since: null });
  await store.putSamples('prod', [seen(series, now, 0, { of: 0, good: 0 })]);
  expect(await standing(store, of, now)).toMatchObject({ state: 'no data' });
});

test('fast: slow costs nothing until answers come later than the time-out, which is down', async () => {
  const { store } = await opened();
  const now = '2026-01-05T08:10:00Z';
  const of = product({ promises: [promise('fast')] });
  const series = 'late.fast';
  await store.putSamples(
    'prod',
    [9, 8, 7, 6].map((ago) => seen(series, now, ago, { good: 0, value: 9_000 })),
  );
  await store.putSamples(
    'prod',
    [2, 1].map((ago) => seen(series, now, ago, { good: 0, value: 10_000 })),
  );
  const slow = await standing(store, of, now);
  expect(slow).toMatchObject({ state: 'broken', since: '2026-01-05T08:01:00.000Z', value: 10_000, text: 'within 250 ms, 99 % of 30 d' });
  expect(slow?.decision).toMatchObject({ kind: 'ticket', cost: 0, harms: [] });
  await store.putSamples(
    'prod',
    [2, 1].map((ago) => seen(series, now, ago, { good: 0, value: 10_001 })),
  );
  const past = await standing(store, of, now);
  expect(past?.decision).toMatchObject({ kind: 'later', harms: [{ harm: 'down', since: '2026-01-05T08:08:00.000Z' }] });
});

/** A check of the live code, answered by a run on the build that is served. */
async function answered(store: Store, of: Product, run: RunId, status: CheckStatus): Promise<void> {
  const rule = rulesOf(of)[0];
  const build = (await store.pointers('prod')).get('flights')?.build;
  if (!rule || build === undefined) throw new Error('no rule or no build');
  const check: CheckRun = { run, check: rule.id, asset: 'flights', build, rule: rule.definition, status, offending: 1, value: null, detail: null };
  await store.recordChecks([check], []);
}

test('right: broken since the first run of the row in which a check of the live code failed on what is served', async () => {
  const store = await shipped();
  const rows = { min: 5, at: { file: 'sources/flights.yaml' }, severity: 'error' as const };
  const of = product({ promises: [promise('right')], assets: new Map([['flights', source('flights', { rows })]]) });
  const now = '2001-03-06T20:00:00-08:00';
  const run = async (clock: string, environment = 'prod') => store.beginRun(newRun({ environment, clock }));
  expect(await standing(store, of, now)).toMatchObject({ state: 'good', value: 0 });
  await answered(store, of, await run('2001-03-04T07:00:00-08:00'), 'fail');
  await answered(store, of, await run('2001-03-04T08:00:00-08:00'), 'pass');
  await answered(store, of, await run('2001-03-04T09:00:00-08:00'), 'fail');
  await answered(store, of, await run('2001-03-04T10:00:00-08:00'), 'error');
  await answered(store, of, await run('2001-03-04T11:00:00-08:00', 'dev@1'), 'pass'); // not this environment
  await answered(store, of, await run('2001-03-07T11:00:00-08:00'), 'pass'); // later than asked
  const broken = await standing(store, of, now);
  expect(broken).toMatchObject({ state: 'broken', since: '2001-03-04T17:00:00.000Z', value: 1 });
  expect(broken?.decision).toMatchObject({ kind: 'wake', harms: [{ harm: 'wrong' }] });
  await answered(store, of, await run('2001-03-05T09:00:00-08:00'), 'accepted');
  expect(await standing(store, of, now)).toMatchObject({ state: 'good', value: 0 });
});

test('a check that the live code does not have counts for nothing', async () => {
  const store = await shipped();
  const rows = (min: number) => ({ min, at: { file: 'sources/flights.yaml' }, severity: 'error' as const });
  const of = (min: number) => product({ promises: [promise('right')], assets: new Map([['flights', source('flights', { rows: rows(min) })]]) });
  await answered(store, of(9), await store.beginRun(newRun({ environment: 'prod', kind: 'ship', clock: '2001-03-04T07:00:00-08:00' })), 'fail');
  expect(await standing(store, of(5), '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'good' });
  expect(await standing(store, of(9), '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'broken' });
});

test('several broken at once have one decision; each has its own', async () => {
  const store = await shipped();
  const now = '2001-03-12T01:00:00-08:00';
  const of = product({ promises: [promise('fresh'), promise('available')], owner: undefined });
  await store.putSamples('prod', [seen('late.available', now, 1, { good: 0, value: 0 })]);
  const { standings, decision, working } = await report(store, of, now);
  expect(standings.map((s) => s.decision?.kind)).toEqual(['ticket', 'later']);
  expect(decision?.harms.map((h) => h.harm)).toEqual(['stale', 'down']);
  expect(decision?.text).toBe(
    'stale since 5 Mar 06:00, down since 00:59; would wake the owner at 02:59: (20 + 200) USD/h × 6 h until Mon 09:00 = 1,324 > 500' +
      ' (no working hours are declared: Mon-Fri 09:00-17:00 America/Los_Angeles is assumed)',
  );
  expect(working).toBe(null);
});
