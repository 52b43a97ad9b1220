// The page's read model on a real store: what is said of a calm week, of each thing that can go wrong, and of an empty store.

import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import type { PageState } from '../../src/ui/documents.ts';
import { pageState } from '../../src/ui/state/state.ts';
import { freshStore } from './open.ts';
import { report } from './report.ts';
import { worldOf } from './rig.ts';
import { quake, type Stage, stage, templateFiles } from './stage.ts';

async function staged(): Promise<Stage> {
  const store = await freshStore();
  onTestFinished(() => store.close());
  return stage(store, await templateFiles());
}

const titles = (state: PageState) => state.attention.map((a) => a.title);
const node = (state: PageState, id: string) => state.graph.nodes.find((n) => n.id === id);

test('before the first release everything says how to begin', async () => {
  const { world } = worldOf(await staged(), { differs: async () => [] }, report('empty'));
  const state = await pageState(world);
  expect(state).toMatchObject({ product: null, live: null, folder: '/home/mara/airport-delays', status: { mark: 'none', word: 'not live' } });
  expect(state.data).toMatchObject({ confirmedAt: null, sources: [], checks: [] });
  expect(state.attention).toMatchObject([{ title: 'nothing is live in prod', command: 'trivet ship' }]);
  expect([state.graph.nodes, state.timeline, state.models]).toEqual([[], [], []]);
});

test('a calm week: all right, with its releases, gates, rows and checks', async () => {
  const made = await staged();
  await made.week();
  const state = await pageState(worldOf(made).world);
  expect(state.product).toMatchObject({ name: 'airport-delays', owner: { team: 'departures' } });
  expect(state.status).toMatchObject({ mark: 'good', word: 'all right' });
  expect(state.attention).toEqual([]);
  expect(state.live).toMatchObject({
    number: 9,
    kind: 'refresh',
    clock: '2001-03-04T06:00:00-08:00',
    hold: false,
    shipped: { number: 6, by: 'mara' },
  });
  expect(state.timezone).toBe('America/Los_Angeles');
  expect(state.data.confirmedAt).toBe('2001-03-04T06:00:00-08:00');
  const flights = state.data.sources.find((s) => s.name === 'flights');
  expect(flights?.line).toHaveLength(9);
  expect(flights?.rows).toBe(flights?.line.at(-1));
  expect(state.data.checks.filter((c) => c.status === 'accepted')).toMatchObject([{ check: 'departures.usual-flights', offending: 1 }]);
  expect(state.data.checks.some((c) => c.status === 'fail')).toBe(false);
  expect(state.development.gatesOf).toBe(6);
  expect(state.development.gates.map((g) => [g.name, g.open])).toEqual([
    ['checks', true],
    ['unit tests', true],
    ['owner', true],
  ]);
  expect(state.development.ships.map((s) => s.text)).toEqual(['release 6', 'release 1']);
  expect(node(state, 'departures')).toMatchObject({ mark: 'good', word: '1 accepted', reads: ['flights', 'airports'] });
  expect(node(state, 'output:late')).toMatchObject({ mark: 'good', consumers: 2, rows: null });
});

test('the line of time holds releases, failed tries and the acceptance, newest first', async () => {
  const made = await staged();
  await made.week();
  const { timeline } = await pageState(worldOf(made).world);
  const kinds = timeline.map((e) => (e.type === 'release' ? `${e.title} ${e.kind}` : e.type));
  expect(kinds).toEqual([
    '9 refresh',
    '8 refresh',
    'attempt',
    '7 refresh',
    '6 ship',
    'acceptance',
    'attempt',
    '5 refresh',
    '4 refresh',
    '3 refresh',
    '2 refresh',
    '1 ship',
  ]);
  expect(timeline[0]).toMatchObject({ live: true, moved: expect.not.arrayContaining(['airports']) });
  expect(timeline[4]?.gates.map((g) => g.name)).toEqual(['checks', 'unit tests', 'owner']);
  expect(timeline[5]).toMatchObject({ title: 'departures.usual-flights', because: 'Nisqually earthquake: SEA was closed', by: 'mara' });
});

test('a model has its metrics over versions, with what people have already beside them', async () => {
  const made = await staged();
  await made.week();
  const { models } = await pageState(worldOf(made).world);
  expect(models).toMatchObject([{ asset: 'bad_hour', main: 'auc', betterThan: ['seen_share', 'usual_share'], by: 0.02 }]);
  expect(models[0]?.metrics).toEqual(['auc', 'seen_share', 'usual_share', 'sum_share', 'rows']);
  // nine releases and no more: where the inputs' checks failed no model was made
  expect(models[0]?.versions.map((v) => v.live)).toEqual([...Array(8).fill(false), true]);
  expect(models[0]?.versions.at(-1)?.metrics.auc).toBeGreaterThan(0.8);
});

test('a run that did not pass: what is live is right, and why is one command away', async () => {
  const made = await staged();
  await made.week();
  const { run } = await made.day('2001-03-04', { failing: { 'hourly.flights.range': { offending: 7 } } });
  const before = await pageState(worldOf(made).world);
  expect(before.status).toMatchObject({ mark: 'attention' });
  expect(before.attention).toMatchObject([
    {
      title: 'hourly.flights.range failed',
      text: `run ${run} was not published: 7 offending rows`,
      command: 'trivet why hourly.flights.range',
      why: null,
    },
  ]);
  expect(node(before, 'hourly')).toMatchObject({ mark: 'attention', word: 'newest failed 1 check' });
  expect(before.data.checks.some((c) => c.status === 'fail')).toBe(false);
  const document = {
    failure: { run },
    verdict: { kind: 'single', legs: ['data'], causes: [{ leg: 'data', what: 'a file', file: 'data/flights/2001-03-02.parquet' }], note: null },
    corners: [{ data: 'bad', code: 'good', environment: 'good', outcome: 'fail', control: true, note: null }],
  };
  await made.store.putCached('why', [{ key: 'hourly.flights.range', value: document }]);
  const after = await pageState(worldOf(made).world);
  expect(after.attention[0]?.why).toMatchObject({ kind: 'single', legs: ['data'], causes: [{ file: 'data/flights/2001-03-02.parquet' }] });
  await made.store.putCached('why', [{ key: 'hourly.flights.range', value: { ...document, failure: { run: run - 1 } } }]);
  const other = await pageState(worldOf(made).world);
  expect(other.attention[0]?.why, 'the answer is of another failure').toBeNull();
});

test('a run that went well takes the failure away', async () => {
  const made = await staged();
  await made.week();
  await made.day('2001-03-04', { failing: quake });
  await made.day('2001-03-04');
  expect((await pageState(worldOf(made).world)).attention).toEqual([]);
});

test('a build that fails is told with its own words', async () => {
  const made = await staged();
  await made.week();
  const problem = {
    code: 'engine/memory',
    leg: 'operations',
    severity: 'error',
    message: 'hourly needed more memory',
    remedy: 'trivet run',
  } as const;
  await made.day('2001-03-04', { brokenBuild: { asset: 'hourly', problem } });
  const state = await pageState(worldOf(made).world);
  expect(state.attention).toMatchObject([{ leg: 'operations', title: 'hourly was not built', command: 'trivet why hourly' }]);
  expect(state.attention[0]?.text).toContain('hourly needed more memory');
  expect(node(state, 'hourly')).toMatchObject({ mark: 'attention', word: 'newest build failed' });
});

test('a check that fails on what is live is broken, whatever else is well', async () => {
  const made = await staged();
  await made.week();
  const pointer = (await made.store.pointers('prod')).get('departures');
  const [run] = await made.store.runs({ environment: 'prod', limit: 1 });
  const [check] = await made.store.checkRuns({ build: pointer?.build as never, statuses: ['accepted'] });
  await made.store.recordChecks([{ ...(check as NonNullable<typeof check>), run: run?.id as never, status: 'fail' }], []);
  const state = await pageState(worldOf(made).world);
  expect(state.status).toMatchObject({ mark: 'broken', word: 'broken' });
  expect(titles(state)).toEqual(['departures.usual-flights fails on what is live']);
  expect(node(state, 'departures')).toMatchObject({ mark: 'broken', word: '1 check fails' });
});

test('what a folder’s other code says of a live build does not count', async () => {
  const made = await staged();
  await made.week();
  const pointer = (await made.store.pointers('prod')).get('departures');
  const [check] = await made.store.checkRuns({ build: pointer?.build as never, statuses: ['accepted'] });
  const run = await made.store.beginRun({
    ...{ kind: 'test', environment: 'dev@1', by: 'mara', clock: '2001-03-04T07:00:00-08:00', startedAt: '2026-01-06T00:00:00Z' },
    ...{ bundle: digestOf('other code'), environmentDigest: digestOf('e') },
  });
  await made.store.recordChecks([{ ...(check as NonNullable<typeof check>), run, status: 'fail' }], []);
  expect((await pageState(worldOf(made).world)).status.mark).toBe('good');
});

test('a ship that was stopped is told while its code is still here', async () => {
  const made = await staged();
  await made.week();
  await made.ship('2001-03-04', await templateFiles({ 'assets/late_by_day.sql': 'select 1 as x' }), {
    failing: { 'hourly.no-hour-lost': { offending: 39 } },
  });
  const here = { differs: async () => [{ path: 'assets/late_by_day.sql', change: 'changed' as const }] };
  const state = await pageState(worldOf(made, here).world);
  expect(state.attention).toMatchObject([{ leg: 'development', title: 'shipping stopped at checks', command: 'trivet why hourly.no-hour-lost' }]);
  expect(state.development.ships[0]).toMatchObject({ mark: 'broken', text: 'stopped at checks', release: null });
  expect(state.development.differs).toHaveLength(1);
  expect(node(state, 'hourly')).toMatchObject({ mark: 'good' });
  const takenBack = await pageState(worldOf(made).world);
  expect(takenBack.attention).toEqual([]);
});

test('after a rollback the hold is told, with the command that ends it', async () => {
  const made = await staged();
  await made.week();
  await made.rollback(8, 'late shares look wrong');
  const state = await pageState(worldOf(made).world);
  expect(state.live).toMatchObject({ number: 10, kind: 'rollback', backTo: 8, hold: true, clock: null, because: 'late shares look wrong' });
  expect(state.attention).toMatchObject([{ title: 'refreshes are held since a rollback', command: 'trivet release --resume' }]);
  expect(state.timeline[0]).toMatchObject({ kind: 'rollback to 8', live: true });
  expect(state.data.checks.length).toBeGreaterThan(50);
  const models = state.models[0]?.versions ?? [];
  expect(models.findIndex((v) => v.live)).toBe(models.length - 2);
});

test('an alert that did not arrive comes first, then what is broken, then what may break', async () => {
  const made = await staged();
  await made.week();
  const state = await pageState(worldOf(made, {}, report('troubled')).world);
  expect(titles(state)).toEqual(['the alert “late.fresh broken” is not delivered', 'late.fresh is broken', 'bad_hour.fresh is about to break']);
  expect(state.attention[1]?.text).toContain('20 USD/h × 2.0 h');
  expect(state.attention[2]).toMatchObject({ mark: 'attention', until: '2001-03-04T06:30:00-08:00' });
  expect(state.status).toMatchObject({ mark: 'broken' });
  expect(state.operations.promises.find((p) => p.subject === 'bad_hour.fast')).toMatchObject({ state: 'no data', mark: 'none' });
  expect(node(state, 'output:late')).toMatchObject({ mark: 'broken', word: 'fresh broken' });
});

test('a service that cannot answer is down, and its Problems carry their command', async () => {
  const made = await staged();
  await made.week();
  const problem = {
    code: 'serving/engine-down',
    leg: 'operations',
    severity: 'error',
    message: 'the engine is starting again',
    remedy: 'wait, or look at: trivet promises',
  } as const;
  const service = () => ({ url: 'http://127.0.0.1:4270', release: undefined, ready: false, building: false, problems: [problem] });
  const state = await pageState(worldOf(made, { service }).world);
  expect(state.status).toEqual({ mark: 'broken', word: 'down', text: 'the engine is starting again' });
  expect(state.attention).toMatchObject([{ title: 'the engine is starting again', command: 'trivet promises' }]);
});

test('outputs of one age are one item, and an hour has sixty minutes', async () => {
  const made = await staged();
  await made.week();
  const calm = report('calm');
  const breaksAt = '2001-03-04T06:30:00-08:00';
  const standings = calm.standings.map((s) => (s.kind === 'fresh' ? { ...s, state: 'breaking' as const, breaksAt } : s));
  const figures = () => [{ minute: Math.floor(Date.parse('2001-03-04T05:58:00-08:00') / 60_000), requests: 7, errors: 1, p99: 12 }];
  const state = await pageState(worldOf(made, { figures }, { ...calm, standings }).world);
  expect(state.attention).toMatchObject([
    { title: 'bad_hour.fresh, late.fresh are about to break', until: breaksAt, command: 'trivet run --environment prod' },
  ]);
  expect(state.operations.figures).toHaveLength(60);
  expect(state.operations.figures.slice(-3).map((m) => m.requests)).toEqual([7, 0, 0]);
});

test('a release says who was told of which change of an output', async () => {
  const made = await staged();
  const told = [{ output: 'late', what: 'gains mean_delay', consumers: [{ name: 'gate-planners', contact: null }] }];
  await made.ship('2001-02-24', await templateFiles(), { told });
  const state = await pageState(worldOf(made).world);
  expect(state.timeline[0]?.told).toEqual([{ output: 'late', what: 'gains mean_delay', consumers: ['gate-planners'] }]);
});
