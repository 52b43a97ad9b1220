// What is judged is what is shown: another release than the store's live one, or none; and which release was live when.

import { expect, test } from 'vitest';
import { rulesOf } from '../../src/checks/index.ts';
import { promiseReport, releaseAt, sampleMinute } from '../../src/operations/index.ts';
import type { CheckRun, Store } from '../../src/store/index.ts';
import { at, day, digest, hour, opened, product, promise, ran, released, source } from './rig.ts';

const rows = (min: number) => ({ min, at: { file: 'sources/flights.yaml' }, severity: 'error' as const });
const of = (min: number, more = {}) =>
  product({ promises: [promise('fresh'), promise('right')], assets: new Map([['flights', source('flights', { rows: rows(min) })]]), ...more });
const now = '2001-03-05T07:00:00-08:00';

/** Release 1 of Sunday 06:00; release 2 of Monday 06:00 with other data and another rule, which fails on it. */
async function twice(): Promise<Store> {
  const { store } = await opened();
  const first = await ran(store, '2001-03-04T06:00:00-08:00', { flights: 'a' }, { kind: 'ship' });
  await released(store, first.pointers, { run: first.run });
  const second = await ran(store, '2001-03-05T06:00:00-08:00', { flights: 'b' }, { kind: 'ship', bundle: 'second' });
  await released(store, second.pointers, { run: second.run, bundle: digest('second') });
  const [rule] = rulesOf(of(5));
  const build = second.pointers[0]?.build;
  if (!rule || build === undefined) throw new Error('no rule or no build');
  const failing: CheckRun = {
    ...{ run: second.run, check: rule.id, asset: 'flights', build, rule: rule.definition },
    ...{ status: 'fail', offending: 1, value: null, detail: null },
  };
  await store.recordChecks([failing], []);
  return store;
}

const states = async (store: Store, shown?: { release: number; product: ReturnType<typeof product> } | null) =>
  (await promiseReport({ store, product: of(5), environment: 'prod', now, shown })).standings.map(({ state, value }) => [state, value]);

test('while another release is shown than the live one, its age and its checks count', async () => {
  const store = await twice();
  expect(await states(store)).toEqual([
    ['good', hour],
    ['broken', 1],
  ]);
  expect(await states(store, { release: 2, product: of(5) })).toEqual(await states(store));
  expect(await states(store, { release: 1, product: of(9) })).toEqual([
    ['broken', day + hour],
    ['good', 0],
  ]);
  const samples = await sampleMinute({ store, product: of(5), environment: 'prod', now, shown: { release: 1, product: of(9) } }, []);
  expect(samples.map(({ series, good, of: all, value }) => [series, good, all, value])).toEqual([
    ['late.fresh', 0, 1, day + hour],
    ['late.right', 1, 1, 0],
  ]);
});

test('a new release with the same data confirms what is still shown', async () => {
  const { store } = await opened();
  for (const [clock, bundle] of [
    ['2001-03-04T06:00:00-08:00', 'first'],
    ['2001-03-05T06:00:00-08:00', 'second'],
  ] as const) {
    const { pointers, run } = await ran(store, clock, { flights: 'a' }, { kind: 'ship', bundle });
    await released(store, pointers, { run, bundle: digest(bundle) });
  }
  expect((await states(store, { release: 1, product: of(5) }))[0]).toEqual(['good', hour]);
});

test('the sources are those of what is shown', async () => {
  const store = await twice();
  const more = product({ promises: [promise('fresh')], assets: new Map(['airports', 'flights'].map((name) => [name, source(name)])) });
  const report = await promiseReport({ store, product: more, environment: 'prod', now, shown: { release: 2, product: of(5) } });
  expect(report.standings[0]).toMatchObject({ state: 'good', value: hour });
});

test('where nothing is shown nothing is fresh or right', async () => {
  const store = await twice();
  expect(await states(store, null)).toEqual([
    ['no data', null],
    ['no data', null],
  ]);
});

test('a release is live from the clock of its run on, a rollback as long after as it took', async () => {
  const store = await twice();
  const { startedAt } = (await store.runs({ environment: 'prod', limit: 1 }))[0] ?? { startedAt: '' };
  await released(store, [...(await store.releasePointers('prod', 1)).values()], {
    ...{ kind: 'rollback', hold: true, at: new Date(Date.parse(startedAt) + hour).toISOString() },
  });
  const number = async (text: string) => (await releaseAt(store, 'prod', at(text)))?.number;
  expect(await number('2001-03-04T05:59:59-08:00')).toBeUndefined();
  expect(await number('2001-03-04T06:00:00-08:00')).toBe(1);
  expect(await number('2001-03-05T05:59:59-08:00')).toBe(1);
  expect(await number('2001-03-05T06:00:00-08:00')).toBe(2);
  expect(await number('2001-03-05T06:59:59-08:00')).toBe(2);
  expect(await number('2001-03-05T07:00:00-08:00')).toBe(3);
  expect(await releaseAt(store, 'elsewhere', at(now))).toBeUndefined();
});
