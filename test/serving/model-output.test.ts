// GET /outputs/NAME of a model: features in, one object out; what can't be predicted is null and says why.

import { expect, test } from 'vitest';
import { ok } from '../../src/base/index.ts';
import type { Scalar } from '../../src/product/index.ts';
import { engineProblem, memoryEngine, memoryScripts, modelOutput, predicted, release, started } from './rig.ts';

const columns = [
  { name: 'hour', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'late_share', type: 'DOUBLE' },
  { name: 'flights', type: 'BIGINT' },
  { name: 'origin', type: 'VARCHAR' },
  { name: 'reason', type: 'VARCHAR' },
];
const full: readonly Scalar[] = ['2026-03-03T16:00:00Z', 0.5, '9007199254740993', 'SEA', null];

async function service(
  rows: readonly (readonly Scalar[])[],
  more: { readonly clock?: boolean; readonly predict?: Parameters<typeof memoryScripts>[0] } = {},
) {
  const engine = memoryEngine({ bad_hour: { columns, rows: () => rows, clock: more.clock ?? false } });
  const scripts = memoryScripts(more.predict);
  return { engine, scripts, ...(await started({ engine, scripts }, release(9, [modelOutput('bad_hour')]))) };
}

test('one row of features is one object: what was passed through, what was predicted, and no reason', async () => {
  const { ask } = await service([full]);
  const reply = await ask('/outputs/bad_hour');
  expect(reply.text).toBe(`{"hour":"2026-03-03T16:00:00Z","flights":9007199254740993,"probability":${predicted(0.5, 'SEA')},"reason":null}\n`);
  expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'trivet-snapshot': 'bad_hour=5 flights=12', 'trivet-release': '9' });
});

test.each<[string, readonly Scalar[], string]>([
  ['a reason of the features', ['2026-03-03T16:00:00Z', 0.5, '1', 'SEA', 'no eligible hour lies ahead'], 'no eligible hour lies ahead'],
  ['an unknown input', ['2026-03-03T16:00:00Z', null, '1', 'SEA', null], 'late_share is not known'],
  ['an input that is no number', ['2026-03-03T16:00:00Z', Number.NaN, '1', 'SEA', null], 'late_share is not known'],
])('%s: no prediction, and the reason', async (_, row, reason) => {
  const { ask, scripts } = await service([row]);
  expect((await ask('/outputs/bad_hour')).json()).toEqual({ hour: '2026-03-03T16:00:00Z', flights: 1, probability: null, reason });
  expect(scripts.batches).toEqual([]);
});

test('several rows are a list, and only those that can be are predicted', async () => {
  const { ask, scripts } = await service([full, ['2026-03-03T17:00:00Z', null, null, 'SEA', null], ['2026-03-03T18:00:00Z', 1, '2', 'LAS', null]]);
  const reply = await ask('/outputs/bad_hour');
  expect(JSON.parse(reply.text)).toMatchObject([
    { probability: predicted(0.5, 'SEA'), reason: null },
    { probability: null, reason: 'late_share is not known' },
    { probability: predicted(1, 'LAS'), reason: null },
  ]);
  expect(scripts.batches).toEqual([{ columns: { late_share: Float64Array.of(0.5, 1), origin: ['SEA', 'LAS'] }, rowCount: 2 }]);
  const csv = await ask('/outputs/bad_hour', { headers: { Accept: 'text/csv' } });
  expect(csv.text.split('\n')[0]).toBe('hour,flights,probability,reason');
  expect(csv.text.split('\n')[2]).toBe('2026-03-03T17:00:00Z,,,late_share is not known');
});

test('without any row there is one object that says so', async () => {
  const { ask } = await service([]);
  expect((await ask('/outputs/bad_hour')).json()).toEqual({ hour: null, flights: null, probability: null, reason: 'there is no row to predict' });
});

test('a model’s answer is kept like another’s, unless it is of the moment', async () => {
  const kept = await service([full]);
  const { etag = '' } = (await kept.ask('/outputs/bad_hour')).headers;
  await kept.ask('/outputs/bad_hour');
  expect([kept.engine.asked.length, kept.scripts.batches.length]).toEqual([1, 1]);
  expect((await kept.ask('/outputs/bad_hour', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  const moment = await service([full], { clock: true });
  await moment.ask('/outputs/bad_hour');
  await moment.ask('/outputs/bad_hour');
  expect(moment.engine.asked.length).toBe(2);
});

test('Parquet is not offered of a model', async () => {
  const { ask } = await service([full]);
  expect((await ask('/outputs/bad_hour', { headers: { Accept: 'application/vnd.apache.parquet' } })).status).toBe(406);
});

test('a model that fails on the product’s own features is the product’s failure; one whose host is gone is 503', async () => {
  const failing = await service([full], { predict: async () => ({ ok: false, problems: [engineProblem('process/failed', 'it threw')] }) });
  const reply = await failing.ask('/outputs/bad_hour');
  expect([reply.status, reply.json().code, reply.json().cause]).toEqual([500, 'serving/model-failed', 'it threw']);
  const gone = await service([full], { predict: async () => ({ ok: false, problems: [engineProblem('process/crashed')] }) });
  expect((await gone.ask('/outputs/bad_hour')).status).toBe(503);
});

test('what is not finite is told as text, exactly', async () => {
  const { ask } = await service([full], {
    predict: async () => ok({ columns: { probability: Float64Array.of(Number.POSITIVE_INFINITY) }, rowCount: 1 }),
  });
  expect((await ask('/outputs/bad_hour')).json().probability).toBe('Infinity');
});
