// The Open Inference Protocol over real HTTP: JSON and binary tensors, exact numbers, every refusal, metadata, micro-batches.

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ok } from '../../src/base/index.ts';
import type { Datatype, Signature } from '../../src/engine/index.ts';
import { model, origin, path, post, service, share, underWay } from './infer-rig.ts';
import {
  engineProblem,
  gate,
  memoryEngine,
  memoryScripts,
  predicted,
  predictedRows,
  release,
  rememberingMeter,
  servedModel,
  started,
} from './rig.ts';

test('rows in, one value of each output for each row out, in the shape they came in', async () => {
  const here = await service();
  const flat = await post(here, { id: 'seven', inputs: [origin(['SEA', 'LAS!']), share([0.5, 0.25])], parameters: { priority: 1 } });
  expect([flat.status, flat.headers['trivet-release']]).toEqual([200, '9']);
  expect(flat.json()).toEqual({
    model_name: 'bad_hour',
    model_version: '9',
    id: 'seven',
    outputs: [{ name: 'probability', datatype: 'FP64', shape: [2], data: [predicted(0.5, 'SEA'), predicted(0.25, 'LAS!')] }],
  });
  const column = { inputs: [share([[0.5], [0.25]], { shape: [2, 1] }), origin(['SEA', 'SFO'], { shape: [2, 1] })] };
  expect((await post(here, column)).json().outputs).toEqual([
    { name: 'probability', datatype: 'FP64', shape: [2, 1], data: [predicted(0.5, 'SEA'), predicted(0.25, 'SFO')] },
  ]);
  expect((await post(here, { inputs: [share([]), origin([])] })).json().outputs).toEqual([
    { name: 'probability', datatype: 'FP64', shape: [0], data: [] },
  ]);
});

const refusals: readonly (readonly [code: string, what: string, body: unknown])[] = [
  ['serving/infer-request', 'JSON', '{"inputs": ['],
  ['serving/infer-request', 'JSON', `{"inputs": [{"name": "late_share", "datatype": "FP64", "shape": [1], "data": [NaN]}]}`],
  ['serving/infer-request', 'inputs', []],
  ['serving/infer-request', 'inputs', { inputs: 'none' }],
  ['serving/infer-request', 'id', { id: 7, inputs: [share(), origin()] }],
  ['serving/infer-request', 'name', { inputs: [{ datatype: 'FP64' }] }],
  ['serving/infer-names', 'did you mean late_share', { inputs: [share([0.5], { name: 'late_shar' }), origin()] }],
  ['serving/infer-names', 'origin is missing', { inputs: [share()] }],
  ['serving/infer-names', 'sent twice', { inputs: [share(), share(), origin()] }],
  ['serving/infer-names', 'no output chance', { inputs: [share(), origin()], outputs: [{ name: 'chance' }] }],
  ['serving/infer-names', 'asked twice', { inputs: [share(), origin()], outputs: [{ name: 'probability' }, { name: 'probability' }] }],
  ['serving/infer-datatype', 'FP32', { inputs: [share([0.5], { datatype: 'FP32' }), origin()] }],
  ['serving/infer-datatype', 'nothing', { inputs: [{ name: 'late_share', shape: [1], data: [1] }, origin()] }],
  ['serving/infer-shape', '[1, 2]', { inputs: [share([0.5], { shape: [1, 2] }), origin()] }],
  ['serving/infer-shape', '[-1]', { inputs: [share([0.5], { shape: [-1] }), origin()] }],
  ['serving/infer-shape', 'an object', { inputs: [share([0.5], { shape: {} }), origin()] }],
  ['serving/infer-shape', '2 rows', { inputs: [share([0.5]), origin(['SEA', 'SFO'])] }],
  ['serving/infer-value', '2 values are not 1', { inputs: [share([0.5, 1], { shape: [1] }), origin()] }],
  ['serving/infer-value', 'null', { inputs: [share([null]), origin()] }],
  ['serving/infer-value', 'is no number', { inputs: [share(['0.5']), origin()] }],
  ['serving/infer-value', 'is no text', { inputs: [share(), origin([7])] }],
  ['serving/infer-value', 'a list', { inputs: [share([[[0.5]]]), origin()] }],
  ['serving/infer-value', 'row 1 is no list of one value', { inputs: [share([[1, 2], []], { shape: [2, 1] }), origin(['SEA', 'SFO'])] }],
  ['serving/infer-value', 'row 2 is no list of one value', { inputs: [share([[1], 2], { shape: [2, 1] }), origin(['SEA', 'SFO'])] }],
  ['serving/infer-value', 'there is none', { inputs: [share([0.5], { data: undefined }), origin()] }],
  [
    'serving/infer-value',
    'not finite',
    `{"inputs": [{"name": "late_share", "datatype": "FP64", "shape": [1], "data": [1e999]}, ${JSON.stringify(origin())}]}`,
  ],
];

test.each(refusals)('%s: %s', async (code, what, body) => {
  const here = await service();
  const reply = await post(here, body);
  expect([reply.status, reply.headers['content-type']]).toEqual([400, 'application/json']);
  expect(Object.keys(reply.json())).toEqual(['error']);
  expect(reply.json().error).toContain(`${code}: `);
  expect(reply.json().error).toContain(what);
  expect(here.scripts.batches).toEqual([]);
});

/** JSON header and the bytes behind it, as a client sends them. */
function binary(header: unknown, ...buffers: readonly Buffer[]) {
  const head = Buffer.from(JSON.stringify(header));
  return { body: Buffer.concat([head, ...buffers]), headers: { 'Inference-Header-Content-Length': String(head.length) } };
}
const doubles = (...values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer);
const texts = (...values: readonly string[]) =>
  Buffer.concat(values.flatMap((text) => [Buffer.from(Uint32Array.of(Buffer.byteLength(text)).buffer), Buffer.from(text)]));
const sized = (name: string, datatype: string, rows: number, bytes: Buffer) => ({
  name,
  datatype,
  shape: [rows],
  parameters: { binary_data_size: bytes.length },
});

test('binary tensors in and out, mixed with JSON as the client likes', async () => {
  const here = await service();
  const [shares, origins] = [doubles(0.5, 0.25), texts('SEA', 'Zürich')];
  const inputs = [sized('late_share', 'FP64', 2, shares), sized('origin', 'BYTES', 2, origins)];
  const sent = binary({ inputs, parameters: { binary_data_output: true } }, shares, origins);
  const reply = await post(here, sent.body, sent.headers);
  const length = Number(reply.headers['inference-header-content-length']);
  expect(JSON.parse(reply.body.toString('utf8', 0, length)).outputs).toEqual([
    { name: 'probability', datatype: 'FP64', shape: [2], parameters: { binary_data_size: 16 } },
  ]);
  expect(reply.body.subarray(length)).toEqual(doubles(predicted(0.5, 'SEA'), predicted(0.25, 'Zürich')));
  const asJson = binary(
    { inputs, outputs: [{ name: 'probability', parameters: { binary_data: false } }], parameters: { binary_data_output: true } },
    shares,
    origins,
  );
  const told = await post(here, asJson.body, asJson.headers);
  expect([told.headers['inference-header-content-length'], told.json().outputs]).toEqual([
    undefined,
    [expect.objectContaining({ data: [predicted(0.5, 'SEA'), predicted(0.25, 'Zürich')] })],
  ]);
});

test.each([
  ['the data of late_share does not fit', [sized('late_share', 'FP64', 1, Buffer.alloc(4)), origin()], Buffer.alloc(4)],
  ['end behind it', [sized('late_share', 'FP64', 1, Buffer.alloc(8)), origin()], Buffer.alloc(4)],
  ['belong to no input', [share(), origin()], Buffer.alloc(3)],
  ['ends behind the data', [sized('origin', 'BYTES', 1, Buffer.alloc(6)), share()], Buffer.from([9, 0, 0, 0, 1, 1])],
  ['is not UTF-8', [sized('origin', 'BYTES', 1, Buffer.alloc(5)), share()], Buffer.from([1, 0, 0, 0, 0xff])],
  ['elements are not 2', [sized('origin', 'BYTES', 2, Buffer.alloc(5)), share([1, 2])], Buffer.from([1, 0, 0, 0, 65])],
])('bytes that do not fit are refused: %s', async (what, inputs, bytes) => {
  const here = await service();
  const sent = binary({ inputs }, bytes);
  const reply = await post(here, sent.body, sent.headers);
  expect([reply.status, String(reply.json().error)]).toEqual([400, expect.stringContaining(what)]);
});

test.each([
  ['FP64', doubles(1, Number.NaN), 'row 2: NaN is not finite'],
  ['FP64', doubles(Number.NEGATIVE_INFINITY, 1), 'row 1: -Infinity is not finite'],
  ['FP32', Buffer.from(Float32Array.of(0.5, Number.POSITIVE_INFINITY).buffer), 'row 2: Infinity is not finite'],
] as const)('a number of %s that is not finite is refused in bytes as in JSON', async (datatype, bytes, what) => {
  const here = await echo(datatype);
  const sent = binary({ inputs: [sized('x', datatype, 2, bytes)] }, bytes);
  const reply = await post(here, sent.body, sent.headers);
  expect([reply.status, reply.json().error]).toEqual([400, expect.stringContaining(what)]);
});

test('a request of very many inputs is refused at the first wrong one', async () => {
  const here = await service();
  const unknown = `{"inputs":[${'{},'.repeat(900_000)}{}]}`;
  const doubled = JSON.stringify({ inputs: Array.from({ length: 100_000 }, () => share()) });
  for (const [body, what] of [
    [unknown, 'an input has no name'],
    [doubled, 'is missing'],
  ] as const) {
    const reply = await post(here, body);
    expect([reply.status, reply.json().error]).toEqual([400, expect.stringContaining(what)]);
  }
});

test('the length of the JSON must lie within the body', async () => {
  const here = await service();
  for (const length of ['9999', '-1', 'x', '1e1']) {
    const reply = await post(here, { inputs: [] }, { 'Inference-Header-Content-Length': length });
    expect([reply.status, reply.json().error]).toEqual([400, expect.stringContaining('serving/infer-request')]);
  }
});

/** A model that gives back what it got, of one datatype. */
function echo(datatype: Datatype) {
  const same: Signature = { inputs: [{ name: 'x', datatype }], outputs: [{ name: 'y', datatype }] };
  const scripts = memoryScripts(async (batch) => ok({ columns: { y: batch.columns.x ?? [] }, rowCount: batch.rowCount }));
  const type = datatype === 'BYTES' ? 'VARCHAR' : datatype === 'BOOL' ? 'BOOLEAN' : 'DOUBLE';
  const engine = memoryEngine({ bad_hour: { columns: [{ name: 'x', type }] } });
  const shown = release(9, [model], { models: { bad_hour: servedModel('bad_hour', { signature: same }) } });
  return started({ engine, scripts }, shown);
}

test.each<[Datatype, string, string]>([
  ['INT64', '[9223372036854775807,-9223372036854775808,9007199254740993,1]', '[9223372036854775808]'],
  ['UINT64', '[18446744073709551615,0]', '[-1]'],
  ['INT32', '[2147483647,-2147483648]', '[2147483648]'],
  ['UINT32', '[4294967295]', '[4294967296]'],
  ['INT16', '[-32768]', '[32768]'],
  ['UINT16', '[65535]', '[-1]'],
  ['INT8', '[-128,127]', '[1.5]'],
  ['UINT8', '[255]', '[256]'],
  ['FP64', '[0.1,-1e-300]', '[true]'],
  ['FP32', '[0.5,-2]', '[1e39]'],
  ['BOOL', '[true,false]', '[1]'],
  ['BYTES', '["","Zürich 🛫"]', '[null]'],
])('%s goes through exactly in JSON and in bytes, and what it can not hold is refused', async (datatype, good, bad) => {
  const here = await echo(datatype);
  const of = (data: string) => `{"inputs":[{"name":"x","datatype":"${datatype}","shape":[${JSON.parse(data).length}],"data":${data}}]`;
  const back = await post(here, `${of(good)}}`);
  expect(back.text).toContain(`"data":${good.replace('-1e-300', '-1e-300')}`);
  const asBytes = await post(here, `${of(good)},"parameters":{"binary_data_output":true}}`);
  const length = Number(asBytes.headers['inference-header-content-length']);
  const bytes = asBytes.body.subarray(length);
  const again = binary({ inputs: [sized('x', datatype, JSON.parse(good).length, bytes)] }, bytes);
  expect((await post(here, again.body, again.headers)).text).toContain(`"data":${good}`);
  const refused = await post(here, `${of(bad)}}`);
  expect([refused.status, refused.json().error]).toEqual([400, expect.stringContaining('serving/infer-value')]);
});

test('what is not finite is valid JSON in an answer', async () => {
  const scripts = memoryScripts(async (batch) => ok({ columns: { probability: Float64Array.of(Number.NaN, -Infinity) }, rowCount: batch.rowCount }));
  const here = await service(scripts);
  expect((await post(here, { inputs: [share([0, 1]), origin(['a', 'b'])] })).json().outputs).toMatchObject([{ data: ['NaN', '-Infinity'] }]);
});

test('a packed body is unpacked; one that is not what it says, or unpacks to too much, is refused', async () => {
  const here = await service();
  const body = JSON.stringify({ inputs: [share(), origin()] });
  expect((await post(here, gzipSync(body), { 'Content-Encoding': 'gzip' })).status).toBe(200);
  expect((await post(here, body, { 'Content-Encoding': 'gzip' })).json().error).toContain('serving/infer-request');
  const bomb = await post(here, gzipSync(Buffer.alloc(17 * 1024 * 1024)), { 'Content-Encoding': 'gzip' });
  expect([bomb.status, bomb.json().error]).toEqual([413, expect.stringContaining('serving/body-too-large')]);
  const odd = await post(here, body, { 'Content-Encoding': 'br' });
  expect([odd.status, odd.json().error]).toEqual([415, expect.stringContaining('serving/unknown-encoding')]);
});

test('a body above 16 MB is refused, whether it says its length or not; one that never ends is cut off', async () => {
  const here = await service();
  const large = JSON.stringify({ inputs: [share([0.5], { note: 'x'.repeat(17 * 1024 * 1024) }), origin()] });
  for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
    const reply = await post(here, large, headers);
    expect([reply.status, reply.json().error]).toEqual([413, expect.stringContaining('serving/body-too-large')]);
  }
  const announced = await here
    .ask(path, { method: 'POST', headers: { 'Content-Length': String(2 ** 40) } })
    .catch((error: NodeJS.ErrnoException) => error);
  expect('status' in announced ? announced.status : announced.code).toBe(413);
  const endless = await here
    .ask(path, { method: 'POST', body: Buffer.alloc(160 * 1024 * 1024), headers: { 'Transfer-Encoding': 'chunked' } })
    .catch((error: NodeJS.ErrnoException) => error);
  expect('status' in endless ? endless.status : 413).toBe(413);
  expect((await post(here, { inputs: [share(), origin()] })).status).toBe(200);
});

test('models and versions are told, and unknown ones refused in the protocol’s form', async () => {
  const { ask } = await service();
  expect((await ask('/v2')).json()).toEqual({ name: 'trivet', version: '0', extensions: ['binary_tensor_data'] });
  expect((await ask('/v2/health/live')).json()).toEqual({ live: true });
  expect((await ask('/v2/health/ready')).json()).toEqual({ ready: true });
  const metadata = {
    name: 'bad_hour',
    versions: ['9'],
    platform: 'trivet_typescript',
    inputs: [
      { name: 'late_share', datatype: 'FP64', shape: [-1] },
      { name: 'origin', datatype: 'BYTES', shape: [-1] },
    ],
    outputs: [{ name: 'probability', datatype: 'FP64', shape: [-1] }],
  };
  for (const address of ['/v2/models/bad_hour', '/v2/models/bad_hour/versions/9', '/v2/models/bad%5Fhour'])
    expect((await ask(address)).json()).toEqual(metadata);
  for (const address of ['/v2/models/bad_hour/ready', '/v2/models/bad_hour/versions/9/ready']) expect((await ask(address)).status).toBe(200);
  for (const [address, code] of [
    ['/v2/models/bad_hours', 'serving/unknown-model: no model is named bad_hours; did you mean bad_hour?'],
    ['/v2/models/late', 'serving/unknown-model'],
    ['/v2/models/bad_hour/versions/8', 'serving/unknown-version'],
    ['/v2/models/bad_hour/config', 'serving/unknown-path'],
    ['/v2/models/', 'serving/unknown-path'],
  ] as const) {
    const reply = await ask(address);
    expect([reply.status, reply.json().error]).toEqual([404, expect.stringContaining(code)]);
  }
  expect((await ask('/v2/models/bad_hour/versions/9/infer', { method: 'POST', body: JSON.stringify({ inputs: [share(), origin()] }) })).status).toBe(
    200,
  );
});

test('what arrives while the model runs makes its next run; each gets its own rows back', async () => {
  const { closed, open } = gate();
  let runs = 0;
  const gated = memoryScripts(async (batch) => {
    if (runs++ === 0) await closed;
    return predictedRows(batch);
  });
  const { meter, heard } = rememberingMeter();
  const here = await service(gated, { meter });
  const replies = Array.from({ length: 30 }, (_, i) => post(here, { inputs: [share([i, i + 0.5]), origin(['SEA', 'LAS!'])] }));
  await underWay(here, heard, 30);
  open();
  for (const [i, reply] of (await Promise.all(replies)).entries()) {
    expect(reply.json().outputs).toMatchObject([{ data: [predicted(i, 'SEA'), predicted(i + 0.5, 'LAS!')] }]);
  }
  expect(gated.batches.map((batch) => batch.rowCount)).toEqual([2, 58]);
});

test('rows that a model refuses fail their own request and no other of the batch', async () => {
  const { closed, open } = gate();
  let runs = 0;
  const refusing = memoryScripts(async (batch) => {
    if (runs++ === 0) await closed;
    if (Array.from(batch.columns.late_share ?? []).includes(13)) return { ok: false, problems: [engineProblem('process/failed', 'thirteen')] };
    return ok({ columns: { probability: Float64Array.from(batch.columns.late_share ?? [], Number) }, rowCount: batch.rowCount });
  });
  const { meter, heard } = rememberingMeter();
  const here = await service(refusing, { meter });
  const replies = Array.from({ length: 5 }, (_, i) => post(here, { inputs: [share([10 + i]), origin()] }));
  await underWay(here, heard, 5);
  open();
  const all = await Promise.all(replies);
  expect(all.map((one) => one.status).toSorted()).toEqual([200, 200, 200, 200, 422]);
  expect(all.find((one) => one.status === 422)?.json().error).toContain(
    'serving/model-failed: the model of bad_hour could not predict these rows (thirteen)',
  );
});

test('a model whose host is gone is 503 and when to come back', async () => {
  const here = await service(memoryScripts(async () => ({ ok: false, problems: [engineProblem('process/crashed')] })));
  const reply = await post(here, { inputs: [share(), origin()] });
  expect([reply.status, reply.headers['retry-after'], reply.json().error]).toEqual([503, '1', expect.stringContaining('serving/not-ready')]);
});

test('inference counts against the limit, and says so in the protocol’s form', async () => {
  const { closed, open } = gate();
  const here = await service(
    memoryScripts(async (batch) => {
      await closed;
      return ok({ columns: { probability: Float64Array.of(1) }, rowCount: batch.rowCount });
    }),
    { maxInFlight: 1 },
  );
  const first = post(here, { inputs: [share(), origin()] });
  await expect.poll(() => here.scripts.batches.length).toBe(1);
  const second = await post(here, { inputs: [share(), origin()] });
  expect([second.status, second.headers['retry-after'], second.json().error]).toEqual([429, '1', expect.stringContaining('serving/busy')]);
  open();
  expect((await first).status).toBe(200);
});
