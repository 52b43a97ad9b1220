// Models: training looked at before it is kept, predictions against the signature, and a predictor that outlives its host.

import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/base/index.ts';
import type { ColumnBatch, Predictor, Signature, Trained } from '../../../src/engine/index.ts';
import { batch, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();
const script = 'assets/bad_hour.ts';
const bundleOf = (code: string) => here.bundle({ [script]: code }, 'one');

const hourly = batch({
  late_share: [0.1, null, ...Array.from({ length: 200 }, (_, i) => (i % 17) / 17)],
  flights: Int32Array.from({ length: 202 }, (_, i) => i),
  origin: Array.from({ length: 202 }, (_, i) => ['SEA', 'SFO', 'LAS'][i % 3] ?? null),
});

async function train(
  code: string,
  inputs: Readonly<Record<string, ColumnBatch>> = { hourly },
): Promise<Outcome<Trained & { text: string; output: string }>> {
  const output = here.output();
  const trained = await here.scripts.train({
    asset: 'bad_hour',
    code: { folder: bundleOf(code), script },
    inputs,
    surroundings: surroundings(),
    output,
  });
  return trained.ok ? { ok: true, value: { ...trained.value, output, text: readFileSync(output, 'utf8') } } : trained;
}

const model = (over: { artifact?: string; metrics?: string; signature?: string; predict?: string; before?: string } = {}) => `
  ${over.before ?? ''}
  export async function train({ hourly }: any, { log }: any) {
    log('rows', hourly.rowCount);
    return {
      artifact: ${over.artifact ?? '{ weight: 2, bias: { SEA: 0.5, SFO: 0.25, LAS: 0 } }'},
      metrics: ${over.metrics ?? '{ auc: 0.84 }'},
      signature: ${over.signature ?? "{ inputs: { late_share: 'FP64', origin: 'BYTES' }, outputs: { probability: 'FP64' } }"},
    };
  }
  export function predict(artifact: any, columns: any) {
    ${over.predict ?? 'return { probability: columns.late_share.map((x: number, i: number) => x * artifact.weight + artifact.bias[columns.origin[i]]) };'}
  }`;

const signature: Signature = {
  inputs: [
    { name: 'late_share', datatype: 'FP64' },
    { name: 'origin', datatype: 'BYTES' },
  ],
  outputs: [{ name: 'probability', datatype: 'FP64' }],
};

async function load(code = model()): Promise<{ predictor: Predictor; output: string }> {
  const trained = value(await train(code));
  return { predictor: value(await loadFrom(trained.output, code, trained)), output: trained.output };
}

const loadFrom = (path: string, code: string, trained: Pick<Trained, 'encoding' | 'signature'>) =>
  here.scripts.load({
    asset: 'bad_hour',
    code: { folder: bundleOf(code), script },
    artifact: { path, encoding: trained.encoding },
    signature: trained.signature,
    surroundings: surroundings(),
  });

test('train gives artifact, metrics, signature and log; the same in every run', async () => {
  const first = value(await train(model()));
  expect(first).toMatchObject({
    encoding: 'json',
    metrics: { auc: 0.84 },
    signature,
    log: ['rows 202'],
    text: '{"bias":{"LAS":0,"SEA":0.5,"SFO":0.25},"weight":2}',
  });
  expect(first.size).toBe(first.text.length);
  expect(value(await train(model())).text).toBe(first.text);
});

test('the signature may be lists, the artifact bytes or typed arrays', async () => {
  const lists =
    "{ inputs: [{ name: 'flights', datatype: 'INT64' }], outputs: [{ name: 'n', datatype: 'INT64' }, { name: 'b', datatype: 'BOOL' }, { name: 's', datatype: 'BYTES' }] }";
  const predict =
    'return { n: columns.flights.map((x: bigint) => x + BigInt(artifact[0])), b: Array.from(columns.flights, (x) => x > 1n), s: Array.from(columns.flights, String) };';
  const bytes = value(await train(model({ artifact: 'Uint8Array.of(7, 8)', signature: lists, predict })));
  expect(bytes).toMatchObject({ encoding: 'bytes', size: 2 });
  expect([...readFileSync(bytes.output)]).toEqual([7, 8]);
  const arrays = value(
    await train(model({ artifact: '[Float64Array.of(1, 2.5)]', signature: lists, predict: predict.replace('artifact[0]', 'artifact[0].length') })),
  );
  expect(arrays.text).toBe('[[1,2.5]]');
});

test.each([
  [{ metrics: '{ auc: NaN }' }, 'process/bad-metric', 'the metric "auc" is NaN'],
  [{ metrics: '{ auc: 1 / 0 }' }, 'process/bad-metric', 'is Infinity'],
  [{ metrics: "{ auc: '0.8' }" }, 'process/bad-metric', 'is a text, not a number'],
  [{ metrics: "{ 'a b': 1 }" }, 'process/bad-metric', 'no plain word'],
  [{ metrics: 'undefined' }, 'process/bad-training', 'metrics is missing'],
  [{ metrics: '[0.8]' }, 'process/bad-training', 'metrics is an array'],
  [{ signature: 'undefined' }, 'process/bad-training', 'signature is missing'],
  [{ signature: "{ inputs: { late_share: 'FP64' } }" }, 'process/bad-signature', 'its outputs are missing'],
  [{ signature: "{ inputs: {}, outputs: { p: 'FP64' } }" }, 'process/bad-signature', 'its inputs are empty'],
  [{ signature: "{ inputs: { late_share: 'double' }, outputs: { p: 'FP64' } }" }, 'process/bad-signature', 'did you mean "FP64"?'],
  [
    { signature: "{ inputs: [{ name: 'a', datatype: 'FP64' }, { name: 'a', datatype: 'FP64' }], outputs: { p: 'FP64' } }" },
    'process/bad-signature',
    'name "a" twice',
  ],
  [{ signature: "{ inputs: [{ datatype: 'FP64' }], outputs: { p: 'FP64' } }" }, 'process/bad-signature', 'number 1 of its inputs has no name'],
  [{ artifact: '{ weights: [1, NaN] }' }, 'process/bad-artifact', 'artifact.weights[1] is NaN'],
  [{ artifact: '{ at: new Date() }' }, 'process/bad-artifact', 'artifact.at is a Date'],
  [{ artifact: '{ f() {} }' }, 'process/bad-artifact', 'artifact.f is a function'],
  [{ artifact: '10n' }, 'process/bad-artifact', 'artifact is the bigint 10'],
  [{ artifact: '(() => { const a: any = {}; a.a = [a]; return a; })()' }, 'process/bad-artifact', 'artifact.a[0] contains itself'],
])('a training that cannot be kept: %j', async (over, code, words) => {
  const problem = problemOf(await train(model(over)));
  expect(problem).toMatchObject({ code, leg: 'development', at: { file: script } });
  expect(problem.message).toContain(words);
});

test.each([
  ['return { probabilty: columns.late_share };', 'the output "probability" is missing, and there is "probabilty"'],
  ['return { probability: columns.late_share, more: columns.late_share };', 'the output "more" is not in the signature'],
  ['return { probability: columns.late_share.subarray(1) };', 'has 63 values for 64 rows'],
  ['return { probability: 0.5 };', 'is the number 0.5, not a column'],
  ["return { probability: Array.from(columns.late_share, () => 'high') };", 'is FP64, and row 1 has "high"'],
  ['return { probability: Array.from(columns.late_share, () => null) };', 'is FP64, and row 1 has null'],
  ['return Promise.resolve({ probability: columns.late_share });', 'it returned a promise'],
  ['return columns.late_share;', 'the output "probability" is missing'],
  ['return 5;', 'it returned the number 5'],
])('a prediction that does not fit: %s', async (predict, words) => {
  const problem = problemOf(await train(model({ predict })));
  expect(problem).toMatchObject({ code: 'process/bad-prediction', leg: 'development' });
  expect(problem.message).toContain(words);
});

test.each([
  [
    'the mean of its batch',
    'const mean = columns.late_share.reduce((a: number, b: number) => a + b, 0) / columns.late_share.length; return { probability: columns.late_share.map((x: number) => x - mean) };',
  ],
  ['the row before it', 'return { probability: columns.late_share.map((x: number, i: number) => (i ? columns.late_share[i - 1] : x)) };'],
  ['the calls before it', 'return { probability: columns.late_share.map((x: number) => x + ++calls) };'],
  ['chance', 'return { probability: columns.late_share.map((x: number) => x + Math.random()) };'],
])('rows that depend on %s are refused', async (_, predict) => {
  const problem = problemOf(await train(model({ predict, before: 'let calls = 0;' })));
  expect(problem).toMatchObject({ code: 'process/rows-not-independent', leg: 'development' });
  expect(problem.message).toContain('("probability"): its rows are not independent');
});

test('answering into the same array each time is fine, and NaN equals NaN', async () => {
  const predict =
    'columns.late_share.forEach((x: number, i: number) => { out[i] = x > 0.5 ? NaN : x; }); return { probability: out.subarray(0, columns.late_share.length) };';
  value(await train(model({ predict, before: 'const out = new Float64Array(100);' })));
});

test('without a table that has all inputs, the sample is made up, texts from those seen', async () => {
  const made = "{ inputs: { x: 'INT8', flag: 'BOOL', f: 'FP32', city: 'BYTES' }, outputs: { seen: 'BYTES' } }";
  const predict =
    "return { seen: columns.city.map((city: string) => { if (!['SEA', 'SFO', 'LAS'].includes(city)) throw new Error('unseen ' + city); return city; }) };";
  value(await train(model({ signature: made, predict })));
  const dependent = predict.replace('return city', 'return city + columns.x[0]');
  expect(problemOf(await train(model({ signature: made, predict: dependent }))).code).toBe('process/rows-not-independent');
});

test('what train leaves in its modules is not there when the model answers', async () => {
  const code = model({
    before: 'let scale: number | undefined;',
    predict: 'return { probability: columns.late_share.map((x: number) => x * scale!.valueOf()) };',
  });
  const problem = problemOf(await train(code.replace("log('rows'", "scale = 2; log('rows'")));
  expect(problem).toMatchObject({ code: 'process/failed', at: { file: script } });
  expect(problem.message).toContain('predict a sample with bad_hour');
});

test('a predictor answers; batches equal single rows; columns may come in other forms', async () => {
  const { predictor } = await load();
  const late_share = Float64Array.from({ length: 64 }, (_, i) => i / 64);
  const origin = Array.from({ length: 64 }, (_, i) => ['SEA', 'SFO', 'LAS'][i % 3] ?? '');
  const all = value(await predictor.predict(batch({ late_share, origin })));
  expect(all.columns.probability).toBeInstanceOf(Float64Array);
  expect(all.rowCount).toBe(64);
  const single = await Promise.all(Array.from(late_share, (x, i) => predictor.predict(batch({ late_share: [x], origin: [origin[i] ?? ''] }))));
  expect(single.map((one) => value(one).columns.probability?.[0])).toEqual([...(all.columns.probability ?? [])]);
  const decimal = await predictor.predict(batch({ late_share: ['0.5', 1n, 2], origin: ['LAS', 'LAS', 'LAS'] }));
  expect([...(value(decimal).columns.probability ?? [])]).toEqual([1, 2, 4]);
  await predictor.close();
  await predictor.close();
  expect(problemOf(await predictor.predict(batch({ late_share, origin }))).code).toBe('process/crashed');
});

test.each([
  [batch({ late_share: [1] }), '"origin" is missing'],
  [{ columns: { late_share: [1, 2], origin: ['SEA'] }, rowCount: 2 }, '"origin" has 1 values for 2 rows'],
  [batch({ late_share: [null], origin: ['SEA'] }), '"late_share" is FP64, and row 1 has null'],
  [batch({ late_share: ['much'], origin: ['SEA'] }), '"late_share" is FP64, and row 1 has "much"'],
])('columns that do not fit the signature: %j', async (columns, words) => {
  const { predictor } = await load();
  const problem = problemOf(await predictor.predict(columns));
  expect(problem.code).toBe('process/bad-input');
  expect(problem.message).toContain(words);
  await predictor.close();
});

test('an error of predict is told with its place, and the predictor goes on', async () => {
  const { predictor } = await load(
    model({ predict: "\n if (columns.origin[0] === 'XXX') throw new Error('unknown airport');\n return { probability: columns.late_share };" }),
  );
  const pid = predictor.pid();
  const problem = problemOf(await predictor.predict(batch({ late_share: [1], origin: ['XXX'] })));
  expect(problem).toMatchObject({
    code: 'process/failed',
    message: 'the code failed while it was to predict with bad_hour: unknown airport',
    at: { file: script },
  });
  expect(problem.at?.source).toContain('throw new Error');
  value(await predictor.predict(batch({ late_share: [1], origin: ['SEA'] })));
  expect(predictor.pid()).toBe(pid);
  await predictor.close();
});

test('a killed predictor is a Problem for the calls under way, and back at the next', async () => {
  const { predictor } = await load();
  const pid = predictor.pid() ?? 0;
  expect(here.scripts.pids()).toContain(pid);
  const one = batch({ late_share: [0.5], origin: ['LAS'] });
  // Stopped first, so that the calls are under way for certain.
  process.kill(pid, 'SIGSTOP');
  const pending = [predictor.predict(one), predictor.predict(one)];
  await wait(10);
  process.kill(pid, 'SIGKILL');
  for (const outcome of await Promise.all(pending)) expect(problemOf(outcome)).toMatchObject({ code: 'process/crashed', leg: 'operations' });
  const answers = await Promise.all([predictor.predict(one), predictor.predict(one)]);
  for (const outcome of answers) expect([...(value(outcome).columns.probability ?? [])]).toEqual([1]);
  expect(predictor.pid()).not.toBe(pid);
  await predictor.close();
});

test('an artifact that is gone, or a model whose code is, are Problems', async () => {
  const { predictor, output } = await load();
  await predictor.close();
  rmSync(output);
  expect(problemOf(await loadFrom(output, model(), { encoding: 'json', signature }))).toMatchObject({
    code: 'process/artifact-unreadable',
    leg: 'operations',
  });
  const kept = value(await train(model()));
  expect(problemOf(await loadFrom(kept.output, 'export default () => []', kept)).code).toBe('process/unknown-exports');
});
