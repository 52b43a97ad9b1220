// Every record goes in and comes out the same, by each of its look-ups.

import { expect, test } from 'vitest';
import type { Problem } from '../../src/base/index.ts';
import type { BuildId, CheckRun, RunId, RunStage, SnapshotId } from '../../src/store/index.ts';
import { begun, built, digest, finished, keptSnapshot, key, newRun, opened } from './rig.ts';

const problem: Problem = {
  code: 'engine/cast',
  leg: 'data',
  severity: 'error',
  message: 'x is no number',
  remedy: 'see trivet show',
  at: { file: 'a.sql', line: 3 },
};

test('a run is begun, finished and found, newest first', async () => {
  const { store } = await opened();
  const first = await store.beginRun(newRun());
  const second = await store.beginRun(newRun({ kind: 'ship', environment: 'prod' }));
  expect(await store.run(first)).toEqual({ ...newRun(), id: first, state: 'started', finishedAt: null, problem: null, summary: null });
  await store.finishRun(second, { ...finished('failed'), problem });
  expect(await store.run(second)).toEqual({
    ...newRun({ kind: 'ship', environment: 'prod' }),
    ...finished('failed'),
    id: second,
    problem,
  });
  const ids = async (filter: Parameters<typeof store.runs>[0]) => (await store.runs(filter)).map((r) => r.id);
  expect(await ids({})).toEqual([second, first]);
  expect(await ids({ limit: 1 })).toEqual([second]);
  expect(await ids({ environment: 'dev@1' })).toEqual([first]);
  expect(await ids({ kinds: ['ship', 'why'] })).toEqual([second]);
  expect(await store.run(99 as RunId)).toBeUndefined();
});

test('a build goes from started to ok with its snapshot, or to failed with its Problem', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const good = await begun(store, 'flights', run);
  expect(await store.build(good)).toMatchObject({ ...key('flights'), id: good, run, state: 'started', snapshot: null, rows: null, problem: null });
  const fresh = await keptSnapshot(store, 'flights');
  const done = await store.finishBuild(good, { state: 'ok', snapshot: fresh, seconds: 0.25, memory: 4_096 });
  expect(done).toMatchObject({ id: good, state: 'ok', rows: 3, seconds: 0.25, memory: 4_096, startedAt: '2026-01-01T00:00:01.000Z' });
  expect(await store.build(good)).toEqual(done);
  const snapshot = done.snapshot as SnapshotId;
  expect(await store.snapshot(snapshot)).toEqual({ ...fresh, id: snapshot });

  const same = await begun(store, 'flights', run, 'other');
  expect(await store.finishBuild(same, { state: 'ok', snapshot, seconds: 1, memory: null })).toMatchObject({ snapshot, rows: 3, memory: null });

  const bad = await begun(store, 'hourly', run);
  expect(await store.finishBuild(bad, { state: 'failed', problem, seconds: 1 })).toMatchObject({ state: 'failed', problem, snapshot: null });
  await expect(store.finishBuild(bad, { state: 'failed', problem, seconds: 1 })).rejects.toThrow('not under way');
  expect(await store.build(99 as BuildId)).toBeUndefined();
});

test('builds are found by asset, state, run, and from a build backwards', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const a1 = await built(store, 'a', { run, data: '1' });
  const b1 = await built(store, 'b', { data: '1' });
  const a2 = await begun(store, 'a', run, '2');
  await store.finishBuild(a2, { state: 'failed', problem, seconds: 1 });
  const ids = async (filter: Parameters<typeof store.builds>[0]) => (await store.builds(filter)).map((b) => b.id);
  expect(await ids({})).toEqual([a2, b1.build, a1.build]);
  expect(await ids({ asset: 'a' })).toEqual([a2, a1.build]);
  expect(await ids({ asset: 'a', state: 'ok', limit: 1 })).toEqual([a1.build]);
  expect(await ids({ run })).toEqual([a2, a1.build]);
  expect(await ids({ before: a2, limit: 1 })).toEqual([b1.build]);
});

test('buildsByKeys answers in the order of the keys, with the newest ok build of exactly that key', async () => {
  const { store } = await opened();
  await built(store, 'a', { data: '1' });
  const newest = await built(store, 'a', { data: '1' });
  const b = await built(store, 'b', { data: '1' });
  const run = await store.beginRun(newRun());
  await store.finishBuild(await begun(store, 'c', run, '1'), { state: 'failed', problem, seconds: 1 });
  const found = await store.buildsByKeys([
    key('b', '1'),
    key('c', '1'),
    key('a', '2'),
    key('a', '1', 'changed'),
    key('a', '1', 'code', 'utc'),
    key('a', '1'),
  ]);
  expect(found.map((f) => f?.id)).toEqual([b.build, undefined, undefined, undefined, undefined, newest.build]);
  const near = { ...key('a', '1'), data: (key('a', '1').data.slice(0, 63) + (key('a', '1').data.endsWith('0') ? '1' : '0')) as never };
  expect(await store.buildsByKeys([near])).toEqual([undefined]);
  expect(await store.buildsByKeys([])).toEqual([]);
});

test('a snapshot keeps its parts in order, and its description as it was', async () => {
  const { store } = await opened();
  const one = await keptSnapshot(store, 'flights', 'one');
  const two = await keptSnapshot(store, 'flights', 'two');
  const parts = [...two.parts, ...one.parts].map((part, i) => ({ ...part, path: `deliveries/day ${9 - i}.csv` }));
  const run = await store.beginRun(newRun());
  const about = { spec: { type: 'csv', name: 'z first', columns: [{ name: 'é', type: 'TEXT' }] }, sums: ['1', '2'] };
  const { snapshot } = await store.finishBuild(await begun(store, 'flights', run), {
    state: 'ok',
    snapshot: { ...one, about, parts },
    seconds: 1,
    memory: null,
  });
  const found = await store.snapshots([snapshot as SnapshotId, 77 as SnapshotId]);
  expect([...found.keys()]).toEqual([snapshot]);
  expect(found.get(snapshot as SnapshotId)).toEqual({ ...one, id: snapshot, about, parts });
  expect(JSON.stringify(found.get(snapshot as SnapshotId)?.about)).toBe(JSON.stringify(about));
});

test('stages of a run are kept in order; a stage told again replaces the first', async () => {
  const { store } = await opened();
  const { build } = await built(store, 'a');
  const run = await store.beginRun(newRun());
  const stage = (position: number, more: Partial<RunStage> = {}): RunStage => ({
    run,
    position,
    asset: 'a',
    kind: 'build',
    outcome: 'ok',
    build: null,
    reasons: [{ leg: 'data', text: '1 new file' }],
    seconds: 0.5,
    ...more,
  });
  await store.recordStages([stage(1, { build }), stage(0, { outcome: 'skipped' })]);
  await store.recordStages([stage(1, { build, outcome: 'failed' })]);
  expect(await store.stages(run)).toEqual([stage(0, { outcome: 'skipped' }), stage(1, { build, outcome: 'failed' })]);
});

test('checks are found by check, asset, run, build, status and the kind of their run', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const replay = await store.beginRun(newRun({ kind: 'why' }));
  const a = await built(store, 'a', { run });
  const b = await built(store, 'b', { run });
  const check = (name: string, more: Partial<CheckRun> = {}): CheckRun => ({
    run,
    check: name,
    asset: 'a',
    build: a.build,
    rule: digest(name),
    status: 'pass',
    offending: 0,
    value: null,
    detail: { sample: [] },
    ...more,
  });
  const all = [
    check('a.key'),
    check('a.rows', { status: 'fail', value: 12.5, offending: 2 }),
    check('b.key', { asset: 'b', build: b.build }),
    check('a.key', { run: replay, status: 'fail' }),
  ] as const;
  await store.recordChecks(all, [
    { key: digest('k1'), result: { status: 'pass' } },
    { key: digest('k2'), result: null },
  ]);
  const [key1, rows, bKey, replayed] = all;
  expect(await store.checkRuns({})).toEqual([replayed, bKey, rows, key1]);
  expect(await store.checkRuns({ check: 'a.key' })).toEqual([replayed, key1]);
  expect(await store.checkRuns({ check: 'a.key', kinds: ['run', 'ship'] })).toEqual([key1]);
  expect(await store.checkRuns({ asset: 'b' })).toEqual([bKey]);
  expect(await store.checkRuns({ run: replay })).toEqual([replayed]);
  expect(await store.checkRuns({ build: b.build })).toEqual([bKey]);
  expect(await store.checkRuns({ statuses: ['fail', 'error'], limit: 1 })).toEqual([replayed]);
  expect(await store.checkResults([digest('k2'), digest('k3'), digest('k1')])).toEqual([null, undefined, { status: 'pass' }]);
  await store.recordChecks([], [{ key: digest('k1'), result: { status: 'fail' } }]);
  expect(await store.checkResults([digest('k1')])).toEqual([{ status: 'fail' }]);
});

test('texts are kept under the digest of their bytes; caches are kept by kind and key', async () => {
  const { store } = await opened();
  const texts = ['select 1', 'ünïcode \u0000 and\r\n', '', 'select 1'];
  const digests = await store.putTexts(texts);
  expect(digests).toEqual(texts.map(digest));
  for (const text of texts) expect(await store.text(digest(text))).toBe(text);
  expect(await store.putTexts(['more', 'select 1'])).toEqual([digest('more'), digest('select 1')]);
  expect(await store.text(digest('never kept'))).toBeUndefined();
  expect(await store.textDigests()).toEqual([...new Set([...texts, 'more'])].map(digest).sort());

  await store.putCached('parse', [
    { key: 'a', value: { reads: ['x'] } },
    { key: 'b', value: null },
  ]);
  await store.putCached('parse', [{ key: 'a', value: 2 }]);
  await store.putCached('parse', []);
  expect(await store.cached('parse', ['b', 'missing', 'a'])).toEqual([null, undefined, 2]);
  expect(await store.cached('measure', ['a'])).toEqual([undefined]);
});

test('ten thousand keys are one question, answered in their order', async () => {
  const { store } = await opened();
  const entries = Array.from({ length: 10_000 }, (_, i) => ({ key: `key ${i}`, value: i }));
  await store.putCached('parse', entries);
  const asked = entries.map((e) => e.key).reverse();
  expect(await store.cached('parse', asked)).toEqual(entries.map((e) => e.value).reverse());
});
