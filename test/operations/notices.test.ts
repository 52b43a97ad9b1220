// Who is told what, and when: once for each change, the one who shipped first, the owner woken once.

import { expect, test } from 'vitest';
import type { Json } from '../../src/base/index.ts';
import { type NotShown, noticesFor, promiseReport } from '../../src/operations/index.ts';
import type { Product } from '../../src/product/index.ts';
import type { Notice, Store } from '../../src/store/index.ts';
import { effects } from './effects.ts';
import { at, iso, minute, opened, product, promise, ran, released } from './rig.ts';

const place = { file: 'trivet.yaml' };
const to = (kind: 'file' | 'webhook' | 'pagerduty', target: string) => ({ kind, target, at: place });

/** A prod that grace shipped and a service refreshed; each turn is a minute in which answers are good or bad. */
async function world(of: Product) {
  const { store } = await opened();
  const { pointers, run } = await ran(store, '2026-01-01T00:00:00Z', { flights: 'a' }, { kind: 'ship' });
  await released(store, pointers, { by: 'grace', run });
  const again = await ran(store, '2026-01-02T00:00:00Z', { flights: 'b' });
  await released(store, again.pointers, { by: 'service', kind: 'refresh', run: again.run });
  return { store, turn: (now: string, good: boolean | null) => turn(store, of, now, good) };
}

async function turn(store: Store, of: Product, now: string, good: boolean | null): Promise<readonly Notice[]> {
  const sample = { series: 'late.available', minute: Math.floor(at(now) / minute), good: good ? 1 : 0, of: 1, value: good ? 1 : 0 };
  if (good !== null) await store.putSamples('prod', [sample]);
  const report = await promiseReport({ store, product: of, environment: 'prod', now });
  return store.putNotices(await noticesFor(report, { store, product: of, effects }));
}

const said = (notices: readonly Notice[]) => notices.map((n) => `${n.to}: ${n.subject} ${n.state}`);
const body = (notice: Notice | undefined) => notice?.body as Record<string, Json>;

test('broken, woken, told in the morning, good: each once, in the night of Monday 5 January in Los Angeles', async () => {
  const of = product({ promises: [promise('available', { target: 0.999 })], notify: [to('file', 'alerts.ndjson')] });
  const { turn } = await world(of);
  const told: string[] = [];
  let first: Notice | undefined;
  for (let t = at('2026-01-05T08:00:00Z'); t <= at('2026-01-05T17:00:00Z'); t += minute) {
    const good = t < at('2026-01-05T08:10:00Z') || t > at('2026-01-05T16:30:00Z');
    const notices = await turn(iso(t), good);
    first ??= notices[0];
    told.push(...notices.map((n) => `${n.decidedAt.slice(11, 16)} ${n.subject} ${n.state}`));
  }
  expect(told).toEqual([
    '08:10 late.available broken', // 00:10 there; would wake at 02:10
    '10:10 owner wake until 2026-01-05T16:00:00.000Z',
    '16:00 owner message', // 08:00: what was told in the night still stands
    '16:31 late.available good',
    '16:31 owner good',
  ]);
  expect(body(first)).toMatchObject({
    product: 'delays',
    environment: 'prod',
    wake: false,
    kind: 'later',
    release: 2,
    shippedBy: 'grace',
    told: ['grace', 'departures'],
    owner: { team: 'departures', contact: 'departures@example.org' },
    since: '2026-01-05T08:10:00.000Z',
    broken: ['late.available'],
  });
  expect(body(first).text).toBe(
    'delays prod, for grace, who shipped what release 2 runs, then departures: late.available (99.9 % of 30 d) is broken: ' +
      'down since 00:10; would wake departures at 02:10: 200 USD/h × 5.8 h until Mon 08:00 = 1,167 > 500',
  );
}, 60_000);

test('the next night wakes again; in working hours there is a message at most', async () => {
  const of = product({ promises: [promise('available')], notify: [to('file', 'alerts.ndjson')] });
  const { turn } = await world(of);
  await turn('2026-01-05T10:00:00Z', true);
  expect(said(await turn('2026-01-05T10:01:00Z', false))).toEqual(['file alerts.ndjson: late.available broken']);
  expect(said(await turn('2026-01-05T12:01:00Z', false))).toEqual(['file alerts.ndjson: owner wake until 2026-01-05T16:00:00.000Z']);
  expect(await turn('2026-01-05T12:30:00Z', false)).toEqual([]);
  expect(await turn('2026-01-05T15:30:00Z', false)).toEqual([]); // a ticket by now
  expect(said(await turn('2026-01-05T16:00:00Z', false))).toEqual(['file alerts.ndjson: owner message']);
  expect(await turn('2026-01-05T20:00:00Z', false)).toEqual([]);
  expect(said(await turn('2026-01-06T02:00:00Z', false))).toEqual(['file alerts.ndjson: owner wake until 2026-01-06T16:00:00.000Z']);
});

test('who was woken at once is told in the morning too', async () => {
  const impact = { ...product().impact, down: { costs: { amount: 300, currency: 'USD', per: 'h' as const } } };
  const of = product({ impact, promises: [promise('available')], notify: [to('file', 'a.ndjson')] });
  const { turn } = await world(of);
  const notices = await turn('2026-01-05T10:00:00Z', false);
  expect(said(notices)).toEqual(['file a.ndjson: late.available broken', 'file a.ndjson: owner wake until 2026-01-05T16:00:00.000Z']);
  expect(notices.map((n) => body(n).wake)).toEqual([false, true]);
  expect(said(await turn('2026-01-05T16:00:00Z', false))).toEqual(['file a.ndjson: owner message']);
});

test('what breaks in working hours is one message', async () => {
  const of = product({ promises: [promise('available')], notify: [to('file', 'alerts.ndjson')] });
  const { turn } = await world(of);
  await turn('2026-01-05T18:00:00Z', true);
  const notices = [...(await turn('2026-01-05T18:01:00Z', false)), ...(await turn('2026-01-05T18:02:00Z', false))];
  expect(said(notices)).toEqual(['file alerts.ndjson: late.available broken']);
  expect(body(notices[0])).toMatchObject({ kind: 'message', wake: false });
});

test('two that break at once wake one person once; pagerduty hears of the owner alone', async () => {
  const impact = { ...product().impact, down: { costs: { amount: 300, currency: 'USD', per: 'h' as const } } };
  const promises = [promise('available'), promise('fresh', { within: 60 * minute })];
  const of = product({ impact, promises, notify: [to('webhook', '$HOOK'), to('pagerduty', '$KEY')] });
  const { turn } = await world(of);
  await turn('2026-01-05T09:59:00Z', true);
  const notices = await turn('2026-01-05T10:00:00Z', false);
  expect(said(notices)).toEqual([
    'webhook $HOOK: late.available broken',
    'webhook $HOOK: owner wake until 2026-01-05T16:00:00.000Z',
    'pagerduty $KEY: owner wake until 2026-01-05T16:00:00.000Z',
  ]);
  expect(notices.filter((n) => body(n).wake === true && n.to === 'webhook $HOOK')).toHaveLength(1);
  expect(body(notices[2]).text).toContain(
    'late.available broken, late.fresh broken: stale since Thu 17:00, down since 02:00; wakes departures now: ',
  );
  expect(await turn('2026-01-05T10:01:00Z', false)).toEqual([]);
  // In the morning pagerduty, which had no ticket, has a message.
  expect(said(await turn('2026-01-05T16:00:00Z', false))).toEqual(['webhook $HOOK: owner message', 'pagerduty $KEY: owner message']);
});

test('good is told only to whom something else was told; a target that comes later hears how it stands', async () => {
  const of = product({ promises: [promise('available')], notify: [to('file', 'a.ndjson')] });
  const { store, turn: own } = await world(of);
  expect(await own('2026-01-05T18:00:00Z', true)).toEqual([]);
  expect(said(await own('2026-01-05T18:01:00Z', false))).toEqual(['file a.ndjson: late.available broken']);
  const more = { ...of, notify: [...of.notify, to('file', 'b.ndjson')] };
  expect(said(await turn(store, more, '2026-01-05T18:02:00Z', false))).toEqual(['file b.ndjson: late.available broken']);
  expect(said(await turn(store, { ...more, notify: [...more.notify, to('file', 'c.ndjson')] }, '2026-01-05T18:03:00Z', true))).toEqual([
    'file a.ndjson: late.available good',
    'file b.ndjson: late.available good',
  ]);
});

test('a release that can not be shown is told once, each of them, and that one is shown again; nobody is called for it', async () => {
  const of = product({ promises: [], notify: [to('file', 'a.ndjson'), to('pagerduty', '$KEY')] });
  const { store } = await world(of);
  const tell = async (notShown?: NotShown) => {
    const report = await promiseReport({ store, product: of, environment: 'prod', now: '2026-01-05T10:00:00Z' });
    return store.putNotices(await noticesFor(report, { store, product: of, effects, notShown }));
  };
  expect(await tell()).toEqual([]);
  const two = { release: 2, shown: 1, why: 'flights is not kept whole' };
  const notices = await tell(two);
  expect(said(notices)).toEqual(['file a.ndjson: service not showing release 2']);
  expect(body(notices[0])).toMatchObject({ wake: false, kind: null, decision: null, shippedBy: 'grace' });
  expect(body(notices[0]).text).toContain(": release 2 can't be shown: flights is not kept whole; release 1 is shown instead");
  expect(await tell(two)).toEqual([]);
  const [next] = await tell({ release: 3, shown: undefined, why: 'out of memory' });
  expect(body(next).text).toContain("release 3 can't be shown: out of memory; nothing is shown");
  expect(said(await tell())).toEqual(['file a.ndjson: service good']);
  expect(await tell()).toEqual([]);
});

test('no data is told when it lasts a quarter of an hour', async () => {
  const of = product({ promises: [promise('available')], notify: [to('file', 'a.ndjson')] });
  const { turn } = await world(of);
  expect(await turn('2026-01-05T18:00:00Z', null)).toEqual([]); // never any data: nothing is lost
  await turn('2026-01-05T18:00:00Z', true);
  expect(await turn('2026-01-05T18:15:00Z', null)).toEqual([]);
  const notices = await turn('2026-01-05T18:16:00Z', null);
  expect(said(notices)).toEqual(['file a.ndjson: late.available no data']);
  expect(body(notices[0]).text).toContain('late.available (99 % of 30 d) has no data since 10:01: nothing says that it is kept');
  expect(said(await turn('2026-01-05T18:17:00Z', true))).toEqual(['file a.ndjson: late.available good']);
});
