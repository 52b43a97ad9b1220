// One release at a time: loaded beside, switched at once, the old one freed after its last request; what can't be shown changes nothing.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import {
  codes,
  engineProblem,
  gate,
  memoryEngine,
  memoryScripts,
  modelOutput,
  output,
  release,
  rememberingMeter,
  servedModel,
  started,
} from './rig.ts';

const late = output('late');
const model = modelOutput('bad_hour');
const share = { name: 'late_share', type: 'DOUBLE' };
const origin = { name: 'origin', type: 'VARCHAR' };
const columns = [share, origin];

test('a request has the release that it began with, and an old one is freed after its last request', async () => {
  const { closed, open } = gate();
  const engine = memoryEngine({ late: { gate: closed, clock: true } });
  const { meter, heard } = rememberingMeter();
  const { ask, serving } = await started({ engine, meter }, release(1, [late]));
  const [first] = engine.loaded;
  const asked = ask('/outputs/late');
  await expect.poll(() => engine.asked.length).toBe(1);
  await serving.show(release(2, [late]));
  expect([serving.shown(), engine.loaded.size, engine.loaded.has(first ?? '')]).toEqual([2, 2, true]);
  open();
  const reply = await asked;
  expect([reply.headers['trivet-release'], engine.asked[0]?.release]).toEqual(['1', first]);
  await expect.poll(() => engine.loaded.size).toBe(1);
  const next = await ask('/outputs/late');
  expect([next.headers['trivet-release'], engine.asked[1]?.release]).toEqual(['2', [...engine.loaded][0]]);
  expect(heard.filter((one) => one.name === 'release').map((one) => one.value)).toEqual([1, 2]);
});

test('releases are shown in the order they were asked for, under load without a failed or a mixed answer', async () => {
  let number = 0;
  const engine = memoryEngine({ late: { clock: true, rows: (question) => [[Number(question.release.split('_')[1])]] } });
  const { ask, serving } = await started({ engine }, release(++number, [late]));
  const replies: Promise<[number, string | undefined, string]>[] = [];
  for (let i = 0; i < 20; i++) {
    for (let j = 0; j < 10; j++) replies.push(ask('/outputs/late').then((one) => [one.status, one.headers['trivet-release'] as string, one.text]));
    const shows = [serving.show(release(++number, [late])), serving.show(release(++number, [late]))];
    await Promise.all(shows);
    expect(serving.shown()).toBe(number);
  }
  for (const [status, of, text] of await Promise.all(replies)) expect([status, text]).toEqual([200, `[{"n":${of}}]`]);
  await expect.poll(() => engine.loaded.size).toBe(1);
});

test('what the engine can’t load leaves the old release in place', async () => {
  const engine = memoryEngine();
  const { ask, serving } = await started({ engine }, release(1, [late]));
  const { load } = engine;
  engine.load = async () => ({ ok: false, problems: [engineProblem('engine/unknown-column')] });
  expect(codes(await serving.show(release(2, [late])))).toEqual(['engine/unknown-column']);
  expect([serving.shown(), (await ask('/outputs/late')).headers['trivet-release']]).toEqual([1, '1']);
  engine.load = load;
  expect(codes(await serving.show(release(3, [late])))).toEqual([]);
});

test('releases with the same model share its host; another content, code or surroundings has its own; the last user closes it', async () => {
  const scripts = memoryScripts();
  const engine = memoryEngine({ bad_hour: { columns } });
  const { serving } = await started({ engine, scripts }, release(1, [model]));
  const shows = async (number: number, more: Parameters<typeof servedModel>[1]) => {
    await serving.show(release(number, [model], { models: { bad_hour: servedModel('bad_hour', more) } }));
    return scripts.loads;
  };
  expect(await shows(2, {})).toBe(1);
  await expect.poll(() => engine.loaded.size).toBe(1);
  expect([...scripts.open]).toEqual(['bad_hour 1']);
  expect(await shows(3, { content: digestOf('other') })).toBe(2);
  expect(await shows(4, { codeDigest: digestOf('other') })).toBe(3);
  expect(await shows(5, { surroundings: { ...servedModel('bad_hour').surroundings, variables: { TARIFF: '1' } } })).toBe(4);
  await expect.poll(() => [...scripts.open]).toEqual(['bad_hour 4']);
  await serving.drain(100);
  expect([scripts.open.size, engine.loaded.size]).toEqual([0, 0]);
});

const shownWith = async (features: readonly { readonly name: string; readonly type: string }[], more = {}) => {
  const engine = memoryEngine({ bad_hour: { columns: features } });
  const scripts = memoryScripts();
  const { serving } = await started({ engine, scripts });
  const outcome = await serving.show(release(1, [model], more));
  return { outcome, engine, scripts, shown: serving.shown() };
};

test.each([
  ['serving/features-lack-input', [share], {}],
  ['serving/feature-type', [{ name: 'late_share', type: 'VARCHAR' }, origin], {}],
  ['serving/feature-type', [share, { name: 'origin', type: 'INTEGER' }], {}],
  ['serving/name-clash', [...columns, { name: 'probability', type: 'DOUBLE' }], {}],
  ['serving/no-model', columns, { models: {} }],
])('%s is told when a release is shown, at its place, and nothing stays loaded', async (code, features, more) => {
  const { outcome, engine, scripts, shown } = await shownWith(features, more);
  expect(outcome).toMatchObject({ ok: false, problems: [{ code, at: { file: expect.stringMatching(/^outputs\/bad_hour\.(sql|yaml)$/) } }] });
  expect([shown, engine.loaded.size, scripts.open.size]).toEqual([undefined, 0, 0]);
});

test('a model that does not load is told as the script hosts tell it', async () => {
  const scripts = memoryScripts();
  scripts.load = async () => ({ ok: false, problems: [engineProblem('process/artifact-unreadable')] });
  const engine = memoryEngine({ bad_hour: { columns } });
  const { serving } = await started({ engine, scripts });
  expect(codes(await serving.show(release(1, [model])))).toEqual(['process/artifact-unreadable']);
  expect(engine.loaded.size).toBe(0);
});
