// What a service confirms while it watches the sources, and when it does not; how that counts for what is shown.

import { expect, test } from 'vitest';
import { confirmationSample, promiseReport } from '../../src/operations/index.ts';
import type { Store } from '../../src/store/index.ts';
import { at, day, digest, hour, iso, minute, opened, product, promise, ran, released } from './rig.ts';

const fresh = product({ promises: [promise('fresh')] });
const sunday = '2001-03-04T06:00:00-08:00';
const standing = async (store: Store, now: string, of = fresh) =>
  (await promiseReport({ store, product: of, environment: 'prod', now })).standings[0];
const watch = async (store: Store, now: string) => {
  const sample = await confirmationSample({ store, product: fresh, environment: 'prod', now });
  if (sample) await store.putSamples('prod', [sample]);
  return sample?.value;
};

async function shipped(): Promise<Store> {
  const { store } = await opened();
  const { run, pointers } = await ran(store, sunday, { flights: 'a' }, { kind: 'ship' });
  await released(store, pointers, { run });
  return store;
}

test('quiet sources are confirmed for as long as somebody looks', async () => {
  const store = await shipped();
  expect(await watch(store, '2001-03-06T06:00:20-08:00')).toBe(1);
  expect(await standing(store, '2001-03-06T07:00:00-08:00')).toMatchObject({ state: 'good', value: hour, breaksAt: '2001-03-07T14:00:00.000Z' });
  // nobody looks any more
  expect(await standing(store, '2001-03-07T06:00:01-08:00')).toMatchObject({ state: 'broken', since: '2001-03-07T14:00:00.000Z' });
  // of the past: by the ship alone
  expect(await standing(store, '2001-03-06T05:59:00-08:00')).toMatchObject({ state: 'broken', value: 2 * day - minute });
});

test("by a column the data's own time counts, however often the sources are looked at", async () => {
  const store = await shipped();
  const { content } = [...(await store.snapshots([...(await store.pointers('prod')).values()].map((p) => p.snapshot))).values()][0] ?? {};
  await store.putCached('data-time', [{ key: `${content}:departed_at`, value: '2001-03-03T20:00:00-08:00' }]);
  await watch(store, '2001-03-06T06:00:00-08:00');
  const of = product({ promises: [promise('fresh', { by: { asset: 'flights', column: 'departed_at' } })] });
  expect(await standing(store, '2001-03-06T06:00:00-08:00', of)).toMatchObject({ state: 'broken', since: '2001-03-05T04:00:00.000Z' });
});

test('a delivery that fails is not confirmed, until one that is published', async () => {
  const store = await shipped();
  await ran(store, '2001-03-04T07:00:00-08:00', { flights: 'b' }, { state: 'failed' });
  expect(await watch(store, '2001-03-04T08:00:00-08:00')).toBeUndefined();
  expect(await standing(store, '2001-03-04T08:00:00-08:00')).toMatchObject({ state: 'breaking', value: 2 * hour });
  const mended = await ran(store, '2001-03-04T09:00:00-08:00', { flights: 'c' });
  await released(store, mended.pointers, { run: mended.run, kind: 'refresh' });
  expect(await watch(store, '2001-03-04T10:00:00-08:00')).toBe(2);
});

test('after a rollback nothing is confirmed, and its data is as old as when that was confirmed last', async () => {
  const store = await shipped();
  await watch(store, '2001-03-05T12:00:00-08:00');
  const second = await ran(store, '2001-03-05T12:30:00-08:00', { flights: 'b' });
  await released(store, second.pointers, { run: second.run, kind: 'refresh' });
  // more than a day of the newer data lies between
  for (let t = at('2001-03-05T13:00:00-08:00'); t < at('2001-03-07T13:00:00-08:00'); t += hour) expect(await watch(store, iso(t))).toBe(2);
  await released(store, [...(await store.releasePointers('prod', 1)).values()], { kind: 'rollback', hold: true });
  const now = '2001-03-07T14:00:00-08:00';
  expect(await watch(store, now)).toBeUndefined();
  for (const _ of ['looked for', 'remembered'])
    expect(await standing(store, now)).toMatchObject({ state: 'broken', value: 2 * day + 2 * hour, since: '2001-03-06T20:00:00.000Z' });
  // let go again, it still is not what the sources hold
  await store.resume('prod');
  expect(await watch(store, now)).toBeUndefined();
});

test('while a rollback holds nothing is confirmed, though the data be the same', async () => {
  const store = await shipped();
  const next = await ran(store, '2001-03-04T07:00:00-08:00', { flights: 'a' }, { kind: 'ship', bundle: 'next' });
  await released(store, next.pointers, { run: next.run, bundle: digest('next') });
  await released(store, [...(await store.releasePointers('prod', 1)).values()], { kind: 'rollback', hold: true });
  expect(await watch(store, '2001-03-04T08:00:00-08:00')).toBeUndefined();
  await store.resume('prod');
  expect(await watch(store, '2001-03-04T09:00:00-08:00')).toBe(3);
});

test('before a release, and in an environment without one, there is nothing to confirm', async () => {
  const { store } = await opened();
  expect(await watch(store, sunday)).toBeUndefined();
});
