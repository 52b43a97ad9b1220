// GET /outputs/NAME over real HTTP: parameters, forms, headers, revalidation, keeping, sharing, failures.

import { expect, test } from 'vitest';
import { engineProblem, gate, memoryEngine, output, parameter, release, started, type Told } from './rig.ts';

const origin = parameter('origin', 'text', { in: ['SEA', 'SFO'] });
const days = parameter('days', 'integer', { min: 1, max: 30, default: 7 });
const late = output('late', { parameters: [origin, days] });

async function service(told: Readonly<Record<string, Told>> = {}, outputs = [late], more = {}) {
  const engine = memoryEngine(told);
  return { engine, ...(await started({ engine, ...more }, release(9, outputs))) };
}

test('an answer is a list of rows, says what release and snapshots it is of, and how it may be kept', async () => {
  const { ask, engine } = await service();
  const reply = await ask('/outputs/late?origin=SEA');
  expect([reply.status, reply.text]).toEqual([200, '[{"n":1}]']);
  expect(reply.headers).toMatchObject({
    'content-type': 'application/json',
    'trivet-release': '9',
    'trivet-snapshot': 'flights=12',
    'cache-control': 'no-cache',
    vary: 'Accept',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    'server-timing': expect.stringMatching(/^total;dur=\d+(\.\d+)?$/),
  });
  expect(engine.asked).toMatchObject([{ query: 'late', parameters: { origin: 'SEA', days: 7 }, maxRows: 10_000, clock: '2026-03-03T15:00:00Z' }]);
});

test('HEAD says what GET would, without the body', async () => {
  const { ask } = await service();
  const get = await ask('/outputs/late?origin=SEA');
  const head = await ask('/outputs/late?origin=SEA', { method: 'HEAD' });
  expect([head.status, head.text]).toEqual([200, '']);
  expect([head.headers.etag, head.headers['content-length']]).toEqual([get.headers.etag, String(get.body.length)]);
});

test.each([
  ['serving/missing-parameter', '', 'one of SEA, SFO'],
  ['serving/bad-parameter', 'origin=LAX', 'one of SEA, SFO'],
  ['serving/bad-parameter', 'origin=SEA&days=many', 'a whole number from 1 to 30'],
  ['serving/bad-parameter', 'origin=SEA&days=31', 'a whole number from 1 to 30'],
  ['serving/bad-parameter', 'origin=SEA&days=', 'a whole number'],
  ['serving/unknown-parameter', 'orgin=SEA&origin=SEA', 'did you mean origin?'],
  ['serving/repeated-parameter', 'origin=SEA&origin=SFO', 'twice'],
])('%s: ?%s is refused with what was expected', async (code, search, words) => {
  const { ask, engine } = await service();
  const reply = await ask(`/outputs/late?${search}`);
  expect([reply.status, reply.headers['content-type']]).toEqual([400, 'application/problem+json']);
  expect(reply.json()).toMatchObject({
    title: 'Bad Request',
    status: 400,
    code,
    detail: expect.stringContaining(words),
    remedy: expect.stringContaining('curl '),
  });
  expect(engine.asked).toEqual([]);
});

test('several things wrong are told at once', async () => {
  const { ask } = await service();
  expect((await ask('/outputs/late?days=0&what=1')).json()).toMatchObject({
    code: 'serving/unknown-parameter',
    cause: expect.stringMatching(/origin.*days=0/s),
  });
});

test('a decimal with more digits than the parameter has is refused, not rounded', async () => {
  const { ask, engine } = await service({}, [output('late', { parameters: [parameter('amount', 'decimal(10,2)')] })]);
  const reply = await ask('/outputs/late?amount=12.505');
  expect([reply.status, reply.json().detail]).toEqual([400, 'amount=12.505 is not a decimal number that fits decimal(10,2)']);
  expect((await ask('/outputs/late?amount=12.50')).status).toBe(200);
  expect(engine.asked.map((one) => one.parameters)).toEqual([{ amount: '12.50' }]);
});

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
  ['text/csv', 'text/csv; charset=utf-8; header=present'],
  ['application/json;q=0.5, text/csv', 'text/csv; charset=utf-8; header=present'],
  ['application/vnd.apache.parquet', 'application/vnd.apache.parquet'],
  ['application/*;q=0.2, text/*;q=0.1', 'application/json'],
  ['application/json;q=0, */*', 'text/csv; charset=utf-8; header=present'],
])('Accept %s gives %s', async (accept, type) => {
  const { ask } = await service();
  const reply = await ask('/outputs/late?origin=SEA', accept === undefined ? {} : { headers: { Accept: accept } });
  expect([reply.status, reply.headers['content-type']]).toEqual([200, type]);
});

test('what can not be given is refused with what can', async () => {
  const { ask } = await service();
  const reply = await ask('/outputs/late?origin=SEA', { headers: { Accept: 'image/png' } });
  expect([reply.status, reply.json().code]).toEqual([406, 'serving/not-acceptable']);
  expect(reply.text).toContain('application/json, text/csv, application/vnd.apache.parquet');
});

test('a kept answer is not asked again, whatever way the same question is written; another form or value is', async () => {
  const { ask, engine } = await service();
  const first = await ask('/outputs/late?origin=SEA');
  await ask('/outputs/late?origin=SEA');
  const written = await ask('/outputs/late?days=7&origin=S%45A');
  expect([engine.asked.length, written.headers.etag]).toEqual([1, first.headers.etag]);
  const csv = await ask('/outputs/late?origin=SEA', { headers: { Accept: 'text/csv' } });
  const other = await ask('/outputs/late?origin=SFO');
  expect(new Set([first, csv, other].map((one) => one.headers.etag)).size).toBe(3);
  expect(engine.asked.length).toBe(3);
});

test('an ETag that still holds is answered 304 without the engine', async () => {
  const { ask, engine, serving } = await service();
  const { etag = '' } = (await ask('/outputs/late?origin=SEA')).headers;
  engine.isReady = false;
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = await ask('/outputs/late?origin=SEA', { headers: { 'If-None-Match': header } });
    expect([reply.status, reply.text, reply.headers.etag, reply.headers['content-type']]).toEqual([304, '', etag, undefined]);
  }
  expect((await ask('/outputs/late?origin=SEA', { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  // A refresh that leaves what it reads as it was keeps ETag and answer.
  await serving.show(release(10, [late]));
  const reply = await ask('/outputs/late?origin=SEA');
  expect([reply.status, reply.headers.etag, reply.headers['trivet-release'], reply.headers['trivet-snapshot']]).toEqual([
    200,
    etag,
    '10',
    'flights=12',
  ]);
});

test('equal rows in another order are another snapshot, and so another answer', async () => {
  let first = 1;
  const { ask, serving } = await service({ late: { rows: () => [[first]] } });
  const before = await ask('/outputs/late?origin=SEA');
  first = 2;
  const { content } = release(9, []).contents.flights ?? {};
  await serving.show(release(10, [late], { contents: { flights: { content, snapshot: 13 } } as never }));
  const after = await ask('/outputs/late?origin=SEA', { headers: { 'If-None-Match': before.headers.etag ?? '' } });
  expect([before.text, after.status, after.text, after.headers.etag === before.headers.etag]).toEqual(['[{"n":1}]', 200, '[{"n":2}]', false]);
});

test('other contents, another query or another setting is another ETag', async () => {
  const { ask, serving } = await service();
  const etag = async () => (await ask('/outputs/late?origin=SEA')).headers.etag;
  const seen = [await etag()];
  for (const next of [
    release(10, [late], { contents: { flights: { content: 'f'.repeat(64), snapshot: 13 } } as never }),
    release(11, [{ ...late, sql: 'select 2' }]),
    release(12, [late], { settings: { timezone: 'UTC' } }),
    release(13, [late], { variables: { TARIFF: '1' } }),
    release(14, [late], { variables: { TARIFF: '2' } }),
  ]) {
    await serving.show(next);
    seen.push(await etag());
  }
  expect(new Set(seen).size).toBe(seen.length);
});

test('an answer of the moment is not kept, and its ETag is of its body', async () => {
  let n = 1;
  const { ask, engine } = await service({ late: { clock: true, rows: () => [[n]] } });
  const first = await ask('/outputs/late?origin=SEA');
  const same = await ask('/outputs/late?origin=SEA', { headers: { 'If-None-Match': first.headers.etag ?? '' } });
  expect([same.status, engine.asked.length]).toEqual([304, 2]);
  n = 2;
  const next = await ask('/outputs/late?origin=SEA', { headers: { 'If-None-Match': first.headers.etag ?? '' } });
  expect([next.status, next.text]).toEqual([200, '[{"n":2}]']);
});

test('equal questions under way are one question', async () => {
  const { closed, open } = gate();
  const { ask, engine } = await service({ late: { gate: closed } });
  const replies = Array.from({ length: 20 }, () => ask('/outputs/late?origin=SEA'));
  await expect.poll(() => engine.asked.length).toBe(1);
  await ask('/v2/health/live');
  open();
  expect((await Promise.all(replies)).map((one) => one.status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(engine.asked.length).toBe(1);
});

test('beyond the limit there is 429 at once; kept answers, joined questions and health are not counted', async () => {
  const { closed, open } = gate();
  const slow = { ...late, name: 'slow', sql: 'select * from slow' };
  const { ask, engine } = await service({ slow: { gate: closed } }, [late, slow], { maxInFlight: 1 });
  await ask('/outputs/late?origin=SEA');
  const first = ask('/outputs/slow?origin=SEA');
  const joined = ask('/outputs/slow?origin=SEA');
  await expect.poll(() => engine.asked.length).toBe(2);
  const busy = await ask('/outputs/late?origin=SFO');
  expect([busy.status, busy.headers['retry-after'], busy.json().code]).toEqual([429, '1', 'serving/busy']);
  expect((await ask('/outputs/late?origin=SEA')).status).toBe(200);
  expect((await ask('/v2/health/ready')).status).toBe(200);
  open();
  expect([(await first).status, (await joined).status]).toEqual([200, 200]);
  expect((await ask('/outputs/slow?origin=SFO')).status).toBe(200);
});

test('without a release, and without its engine, it is 503 and when to come back; what is kept is still answered', async () => {
  const engine = memoryEngine();
  const { ask, serving } = await started({ engine });
  const none = await ask('/outputs/late?origin=SEA');
  expect([none.status, none.headers['retry-after'], none.json().code, none.json().remedy]).toEqual([
    503,
    '5',
    'serving/no-release',
    'publish one: trivet ship',
  ]);
  await serving.show(release(1, [late]));
  await ask('/outputs/late?origin=SEA');
  engine.isReady = false;
  const unready = await ask('/outputs/late?origin=SFO');
  expect([unready.status, unready.headers['retry-after'], unready.json().code]).toEqual([503, '1', 'serving/not-ready']);
  expect((await ask('/outputs/late?origin=SEA')).status).toBe(200);
  expect((await ask('/v2/health/ready')).status).toBe(503);
});

test.each([
  ['engine/timeout', 504, 'serving/timeout'],
  ['engine/too-many-rows', 422, 'serving/too-many-rows'],
  ['engine/crashed', 503, 'serving/not-ready'],
  ['engine/out-of-memory', 503, 'serving/not-ready'],
])('%s of the engine is %i for who asked', async (code, status, said) => {
  const { ask } = await service({ late: { problem: engineProblem(code) } });
  const reply = await ask('/outputs/late?origin=SEA');
  expect([reply.status, reply.json().code]).toEqual([status, said]);
});

test('a query that fails is the caller’s where he chose a value freely, and the product’s where it named the values', async () => {
  const told = { late: { problem: engineProblem('engine/step-failed', 'conversion error') } };
  const { ask } = await service(told);
  const named = await ask('/outputs/late?origin=SEA');
  const free = await ask('/outputs/late?origin=SEA&days=3');
  expect([named.status, named.json().code, named.json().cause]).toEqual([500, 'serving/question-failed', 'conversion error']);
  expect(free.status).toBe(422);
});

test('an engine that never answers is given up after the output’s time', async () => {
  const { closed, open } = gate();
  const { ask } = await service({ late: { gate: closed } }, [{ ...late, timeout: 50 }]);
  const reply = await ask('/outputs/late?origin=SEA');
  expect([reply.status, reply.json().code, reply.json().detail]).toEqual([504, 'serving/timeout', 'late was given up after 50 ms']);
  open();
});

test('a bug is a 500 that tells nothing of its inside, and an event that tells all', async () => {
  const engine = memoryEngine();
  engine.answer = () => Promise.reject(new Error('the inside'));
  const { ask, problems } = await started({ engine }, release(1, [late]));
  const reply = await ask('/outputs/late?origin=SEA');
  expect([reply.status, reply.json().code]).toEqual([500, 'serving/broken']);
  expect(reply.text).not.toContain('inside');
  expect(problems).toMatchObject([{ code: 'serving/broken', cause: expect.stringContaining('the inside') }]);
});
