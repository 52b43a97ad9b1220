// The service over the real engine and the real script hosts: exact values, real failures, hosts that die.

import { kill } from 'node:process';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { expected, real } from './real-rig.ts';
import { modelOutput, output, type Reply } from './rig.ts';

const here = await real({ clock: () => '2026-03-03T15:00:00Z' });
const other = await real();
afterAll(() => Promise.all([here.scripts.close(), other.scripts.close()]));

/** The text without the ends of its lines. */
const line = (reply: Reply) => reply.text.replaceAll('\n', '');

test('rows are exact: 64-bit integers, decimals, NaN, null', async () => {
  const reply = await here.ask('/outputs/late?origin=SEA');
  expect(line(reply)).toBe(
    '[{"n":1,"origin":"SEA","late_share":0.5,"big":9007199254740993,"amount":1.50},{"n":2,"origin":"SEA","late_share":"NaN","big":null,"amount":null}]',
  );
  expect(reply.headers['trivet-snapshot']).toBe('flights=12');
});

test('CSV and Parquet are the same rows', async () => {
  const csv = await here.ask('/outputs/late?origin=SFO', { headers: { Accept: 'text/csv' } });
  expect(csv.text.trimEnd().split(/\r?\n/)).toEqual(['n,origin,late_share,big,amount', '3,SFO,0.25,3,2.00']);
  const parquet = await here.ask('/outputs/late?origin=SFO', { headers: { Accept: 'application/vnd.apache.parquet' } });
  expect([parquet.body.subarray(0, 4).toString(), parquet.body.subarray(-4).toString(), parquet.headers['content-type']]).toEqual([
    'PAR1',
    'PAR1',
    'application/vnd.apache.parquet',
  ]);
});

test('parameters of every kind arrive as what they are', async () => {
  const search = 'big=9223372036854775807&day=2024-02-29&at=2026-03-03T16:00:00.5+01:00&yes=true&share=1e-3&amount=12.50';
  const reply = await here.ask(`/outputs/typed?${search}`);
  expect([reply.status, line(reply)]).toEqual([
    200,
    expect.stringMatching(
      /^\[\{"big":9223372036854775807,"day":"2024-02-29","at":"2026-03-03[T ]15:00:00\.5.*","yes":true,"share":0\.001,"amount":12\.50\}\]$/,
    ),
  ]);
});

test('now() is the logical clock', async () => {
  const reply = await here.ask('/outputs/now');
  expect(reply.text).toMatch(/^\[\{"at":"2026-03-03[T ]15:00:00/);
  expect((await here.ask('/outputs/now', { headers: { 'If-None-Match': reply.headers.etag ?? '' } })).status).toBe(304);
});

test('too many rows, too long, and a value that does not cast', async () => {
  expect((await here.ask('/outputs/many')).json()).toMatchObject({ status: 422, code: 'serving/too-many-rows' });
  expect((await here.ask('/outputs/slow')).json()).toMatchObject({ status: 504, code: 'serving/timeout' });
  expect((await here.ask('/outputs/cast?text=x')).json()).toMatchObject({ status: 422, code: 'serving/question-failed' });
  expect(line(await here.ask('/outputs/cast'))).toBe('[{"n":1}]');
});

test('a release whose query does not bind is refused at its place, and the shown one stays', async () => {
  const bad = here.of(2);
  const outputs = new Map([...bad.product.outputs, ['late', output('late', { sql: 'select nothing_such from flights' })]]);
  const outcome = await here.serving.show({ ...bad, product: { ...bad.product, outputs } });
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'engine/unknown-column', at: { file: 'outputs/late.sql', line: 1 } }] });
  expect((await here.ask('/outputs/late?origin=SEA')).headers['trivet-release']).toBe('1');
});

test('a model output is predicted from its features, and null with the reason where it can’t be', async () => {
  expect((await here.ask('/outputs/bad_hour?n=1')).json()).toEqual({ n: 1, probability: expected(0.5, 'SEA'), reason: null });
  expect(JSON.parse((await here.ask('/outputs/bad_hour')).text)).toEqual([
    { n: 1, probability: expected(0.5, 'SEA'), reason: null },
    { n: 2, probability: null, reason: 'late_share is not known' },
    { n: 3, probability: null, reason: 'no eligible hour' },
    { n: 4, probability: null, reason: 'late_share is not known' },
  ]);
  expect((await here.ask('/outputs/bad_hour?n=99')).json()).toEqual({ n: null, probability: null, reason: 'there is no row to predict' });
});

const infer = (rows: readonly (readonly [number, string])[]) =>
  here.ask('/v2/models/bad_hour/infer', {
    method: 'POST',
    body: JSON.stringify({
      inputs: [
        { name: 'late_share', datatype: 'FP64', shape: [rows.length], data: rows.map(([share]) => share) },
        { name: 'origin', datatype: 'BYTES', shape: [rows.length], data: rows.map(([, origin]) => origin) },
      ],
    }),
  });

test('batched answers equal single ones, bit by bit', async () => {
  const row = fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom('SEA', 'SFO', 'LAS', 'Zürich'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 }), async (requests) => {
      const replies = await Promise.all(requests.map(infer));
      for (const [i, reply] of replies.entries())
        expect(reply.json().outputs).toMatchObject([{ data: requests[i]?.map(([share, origin]) => expected(share, origin) + 0) }]);
    }),
    { numRuns: 30 },
  );
});

test('a model host that is killed is 503 at most for who was asking, and answers again', async () => {
  for (const pid of here.scripts.pids()) kill(pid, 'SIGKILL');
  const statuses = await Promise.all(Array.from({ length: 10 }, () => infer([[0.5, 'SEA']]).then((reply) => reply.status)));
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  await expect.poll(async () => (await infer([[0.5, 'SEA']])).status, { timeout: 20_000 }).toBe(200);
});

test('a prediction that never returns is given up and told, its host ended, and another answers', async () => {
  const before = here.scripts.pids();
  const base = here.of(50);
  const quick = { ...(base.product.outputs.get('bad_hour') ?? output('bad_hour')), timeout: 1000 };
  expect((await here.serving.show({ ...base, product: { ...base.product, outputs: new Map([['bad_hour', quick]]) } })).ok).toBe(true);
  expect((await infer([[0.5, 'for ever']])).status).toBe(504);
  await expect.poll(() => here.problems.map((one) => one.code)).toEqual(['serving/model-stuck']);
  await expect.poll(async () => (await infer([[0.5, 'SEA']])).status, { timeout: 20_000 }).toBe(200);
  await expect.poll(async () => (await here.ask('/v2/models/bad_hour/ready')).json().ready, { timeout: 20_000 }).toBe(true);
  expect(here.scripts.pids().filter((pid) => before.includes(pid))).toEqual([]);
  expect((await here.serving.show(here.of(1))).ok).toBe(true);
});

test('an engine host that is killed is 503 with when to come back, kept answers go on, and it is back by itself', async () => {
  await here.ask('/outputs/late?origin=SEA');
  const before = here.engine.hostPid();
  kill(before ?? 0, 'SIGKILL');
  await expect.poll(() => here.engine.ready()).toBe(false);
  const gone = await here.ask('/outputs/late?origin=LAS');
  if (gone.status !== 200) expect([gone.status, gone.headers['retry-after'], gone.json().code]).toEqual([503, '1', 'serving/not-ready']);
  expect((await here.ask('/outputs/late?origin=SEA')).status).toBe(200);
  await expect.poll(async () => (await here.ask('/outputs/late?origin=LAS')).status, { timeout: 20_000 }).toBe(200);
  expect([here.engine.ready(), here.engine.hostPid() === before]).toEqual([true, false]);
});

test('ships and rollbacks under load: every answer is 200 and wholly of the release it names', async () => {
  let done = false;
  const seen: (readonly [number, string, string])[] = [];
  const client = async () => {
    while (!done) {
      const reply = await here.ask('/outputs/version');
      seen.push([reply.status, String(reply.headers['trivet-release']), line(reply)]);
    }
  };
  const shown = (number: number) => {
    const base = here.of(number);
    const version = output('version', { sql: `select ${number} as release, count(*) as n from flights` });
    return { ...base, product: { ...base.product, outputs: new Map([['version', version]]) } };
  };
  expect((await here.serving.show(shown(100))).ok).toBe(true);
  const clients = Array.from({ length: 4 }, client);
  for (let number = 101; number <= 120; number++) expect((await here.serving.show(shown(number))).ok).toBe(true);
  done = true;
  await Promise.all(clients);
  for (const [status, number, text] of seen) expect([status, text]).toEqual([200, `[{"release":${number},"n":4}]`]);
  expect(new Set(seen.map(([, number]) => number)).size).toBeGreaterThan(3);
});

test('a value has one text, whether a SQL or a model output shows it', async () => {
  const passed = `'nan'::double as a, '-inf'::float as b, -0.0::double as c, {'at': timestamptz '2026-07-01 05:00:00-07'} as d, [1, null] as e,
    'ab'::blob as f, timestamptz '2026-07-01 05:00:00-07' as g, 170141183460469231731687303715884105727::hugeint as h, 1.50::decimal(4,2) as i,
    null::date as j, '{"x": 1}'::json as k, 'say "hi"' as l, '' as m, true as n`;
  const sql = output('plain', { sql: `select ${passed}` });
  const model = modelOutput('bad_hour', { sql: `select ${passed}, 0.5::double as late_share, 'SEA' as origin` });
  const { serving, ask } = other;
  const made = other.of(2);
  const outputs = new Map([sql, model].map((one) => [one.name, one]));
  const shown = await serving.show({
    ...made,
    product: { ...made.product, outputs },
    settings: { ...made.settings, timezone: 'America/Los_Angeles' },
  });
  expect(shown.ok).toBe(true);
  const texts = async (accept: string) => {
    const [plain, shown] = [
      await ask('/outputs/plain', { headers: { Accept: accept } }),
      await ask('/outputs/bad_hour', { headers: { Accept: accept } }),
    ];
    return [plain.text.trimEnd(), shown.text.trimEnd()] as const;
  };
  const [json, modelJson] = await texts('application/json');
  expect(modelJson.startsWith(json.slice(1, -2))).toBe(true);
  expect(json).toContain('"g":"2026-07-01T12:00:00Z"');
  const [csv, modelCsv] = await texts('text/csv');
  expect(modelCsv.split('\n').map((one, i) => one.startsWith(`${csv.split('\n')[i]},`))).toEqual([true, true]);
});

test('an answer of too many bytes, and an integer that Parquet cannot keep, are 422 with the words of the engine', async () => {
  const large = output('large', { sql: "select repeat('x', 70_000) as text from range(1000)" });
  const huge = output('huge', { sql: 'select 170141183460469231731687303715884105727::hugeint as h' });
  const { serving, ask } = other;
  const made = other.of(3);
  expect((await serving.show({ ...made, product: { ...made.product, outputs: new Map([large, huge].map((one) => [one.name, one])) } })).ok).toBe(
    true,
  );
  const tooLarge = await ask('/outputs/large');
  expect([tooLarge.status, tooLarge.json().code]).toEqual([422, 'engine/too-large']);
  const beyond = await ask('/outputs/huge', { headers: { Accept: 'application/vnd.apache.parquet' } });
  expect([beyond.status, beyond.json().code]).toEqual([422, 'engine/beyond-parquet']);
  expect((await ask('/outputs/huge')).text).toBe('[{"h":170141183460469231731687303715884105727}]\n');
});
