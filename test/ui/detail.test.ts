// The detail of a node on a real store: rows, columns, checks, versions, consumers; and that nobody's personal values are in it.

import { expect, onTestFinished, test } from 'vitest';
import type { Outcome } from '../../src/base/index.ts';
import type { PromiseReport } from '../../src/operations/index.ts';
import { assetDetail } from '../../src/ui/detail/asset.ts';
import { outputDetail } from '../../src/ui/detail/output.ts';
import type { Detail } from '../../src/ui/detail-documents.ts';
import { freshStore } from './open.ts';
import { report } from './report.ts';
import { worldOf } from './rig.ts';
import { quake, type Stage, stage, templateFiles, value } from './stage.ts';

async function staged(edits: Readonly<Record<string, string | null>> = {}): Promise<Stage> {
  const store = await freshStore();
  onTestFinished(() => store.close());
  return stage(store, await templateFiles(edits));
}

const asset = async (made: Stage, name: string) => value(await assetDetail(name, worldOf(made).world));
const output = async (made: Stage, name: string, promises?: PromiseReport) => value(await outputDetail(name, worldOf(made, {}, promises).world));
const problemOf = (outcome: Outcome<Detail>) => (outcome.ok ? undefined : outcome.problems[0]);

test('a table: 100 rows, columns with histograms and rules, code, neighbours, who relies on it', async () => {
  const made = await staged();
  await made.week();
  const detail = await asset(made, 'hourly');
  expect(detail).toMatchObject({ kind: 'sql', mark: 'good', key: ['origin', 'hour'], command: 'trivet show hourly --environment prod' });
  expect(detail.rows).toHaveLength(100);
  expect(detail.count).toBeGreaterThan(4_000);
  const flights = detail.columns.find((c) => c.name === 'flights');
  expect(flights?.bins).toHaveLength(20);
  expect(flights?.says.map((s) => s.text)).toContain('between 0 and 200');
  expect(detail.code.map((c) => c.path)).toEqual(['assets/hourly.sql', 'assets/hourly.yaml']);
  expect(detail.reads.map((r) => r.id)).toEqual(['departures']);
  expect(detail.readers.map((r) => r.id)).toEqual(['bad_hour', 'output:bad_hour']);
  expect(detail.consumers.map((c) => `${c.output} ${c.name}`)).toEqual(['bad_hour gate-planners', 'bad_hour ops-screen']);
});

test('checks in words, what is accepted with its reason', async () => {
  const made = await staged();
  await made.week();
  const { checks } = await asset(made, 'departures');
  expect(checks[0]).toMatchObject({
    check: 'departures.usual-flights',
    status: 'accepted',
    offending: 1,
    accepted: { because: 'Nisqually earthquake: SEA was closed', by: 'mara' },
  });
  const expectation = (name: string) => checks.find((c) => c.check === `departures.${name}`)?.expectation;
  expect(expectation('key')).toBe('departed_at, origin, destination, n: unique and not null');
  expect(expectation('origin.references')).toBe('found in airports.iata');
  expect(expectation('n.range')).toBe('at least 1');
  expect(expectation('delay.required')).toBe('not null');
  expect(expectation('nothing-lost')).toBe('every flight is here once, with its delay');
  const model = await asset(made, 'bad_hour');
  expect(model.checks).toMatchObject([{ expectation: 'auc is better than seen_share and usual_share by 0.02 or more' }]);
  expect(model).toMatchObject({ kind: 'model', rows: null, model: { main: 'auc' } });
});

test('versions say what moved and which one is live; a failed one says why', async () => {
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
  const { versions } = await asset(made, 'hourly');
  expect(versions.slice(0, 3).map((v) => [v.state, v.live])).toEqual([
    ['failed', false],
    ['ok', true],
    ['ok', false],
  ]);
  expect(versions[0]?.problem).toBe('hourly needed more memory');
  expect(versions[1]?.legs).toEqual(['data']);
  expect(versions.at(-1)?.legs).toEqual([]);
});

test('replays of why, and builds of dev that were never shown, are no versions', async () => {
  const made = await staged();
  await made.week();
  const before = (await asset(made, 'hourly')).versions.length;
  const [last] = await made.store.runs({ environment: 'prod', limit: 1 });
  const { bundle, environmentDigest, clock, startedAt } = last as NonNullable<typeof last>;
  for (const more of [
    { kind: 'why' as const, environment: 'prod' },
    { kind: 'run' as const, environment: 'dev@1' },
  ]) {
    const run = await made.store.beginRun({ ...more, by: 'mara', clock, startedAt, bundle, environmentDigest });
    const build = await made.store.beginBuild({ asset: 'hourly', data: bundle, code: bundle, environment: bundle, run, clock, startedAt });
    const [live] = await made.store.builds({ asset: 'hourly', state: 'ok', limit: 1 });
    await made.store.finishBuild(build, { state: 'ok', snapshot: live?.snapshot as never, seconds: 1, memory: null });
  }
  expect((await asset(made, 'hourly')).versions).toHaveLength(before);
});

const personalCity = async (): Promise<string> => {
  const yaml = (await templateFiles()).find((f) => f.path === 'assets/departures.yaml')?.text ?? '';
  return yaml.replace('city: { type: varchar,', 'city: { type: varchar, personal: true,');
};

test('a personal column is masked, also in a preview that was kept before it was declared', async () => {
  const open = await staged();
  await open.week();
  const plain = await asset(open, 'departures');
  const city = plain.columns.findIndex((c) => c.name === 'city');
  expect(plain.rows?.[0]?.[city]).toBe('Los Angeles');
  const made = await staged({ 'assets/departures.yaml': await personalCity() });
  await made.week();
  const masked = await asset(made, 'departures');
  expect(masked.columns[city]).toMatchObject({ personal: true, min: null, max: null, bins: [], labels: [] });
  expect(new Set(masked.rows?.map((row) => row[city]))).toEqual(new Set(['•••']));
  expect(JSON.stringify(masked)).not.toContain('Salt Lake City');
});

test('rows of a named check are not shown where the product has a personal column: its SQL may rename it', async () => {
  const accepted = { offending: 1, columns: ['town'], sample: [['Salt Lake City']] };
  const open = await staged();
  await open.ship('2001-02-24', await templateFiles(), {});
  const pointer = (await open.store.pointers('prod')).get('departures');
  const [run] = await open.store.runs({ environment: 'prod', limit: 1 });
  const [check] = await open.store.checkRuns({ build: pointer?.build as never, check: 'departures.usual-flights' });
  const failing = { ...(check as NonNullable<typeof check>), run: run?.id as never, status: 'fail' as const, detail: accepted };
  await open.store.recordChecks([failing], []);
  expect((await asset(open, 'departures')).checks[0]).toMatchObject({ status: 'fail', sample: [['Salt Lake City']] });
  const files = await templateFiles({ 'assets/departures.yaml': await personalCity() });
  await open.ship('2001-02-25', files, {});
  const now = (await open.store.pointers('prod')).get('departures');
  const [newest] = await open.store.runs({ environment: 'prod', limit: 1 });
  await open.store.recordChecks([{ ...failing, run: newest?.id as never, build: now?.build as never }], []);
  expect((await asset(open, 'departures')).checks[0]).toMatchObject({ status: 'fail', sample: [], columns: [] });
});

test('without a kept preview the columns are the declared ones, and the command is there', async () => {
  const made = await staged();
  await made.week();
  const pointer = (await made.store.pointers('prod')).get('hourly');
  const snapshot = await made.store.snapshot(pointer?.snapshot as never);
  await made.store.putCached('preview', [{ key: snapshot?.content ?? '', value: { of: 'another version' } }]);
  const detail = await asset(made, 'hourly');
  expect(detail.rows).toBeNull();
  expect(detail.columns.map((c) => c.name)).toContain('late_share_3h');
  expect(detail.columns[0]).toMatchObject({ nulls: null, bins: [] });
});

test('an output: its parameters, an example of how it is asked, its promises, consumers and model', async () => {
  const made = await staged();
  await made.week();
  const late = await output(made, 'late', report('troubled'));
  expect(late).toMatchObject({ id: 'output:late', mark: 'broken', url: 'http://127.0.0.1:4270/outputs/late?origin=SEA' });
  expect(late.parameters).toMatchObject([{ name: 'origin', required: true, allowed: 'SEA, SFO, LAS' }]);
  expect(late.promises.map((p) => p.kind)).toEqual(['fresh', 'available', 'fast']);
  expect(late.consumers.map((c) => c.name)).toEqual(['gate-planners', 'weekly-report']);
  expect(late.code[0]?.text).toContain('from late_by_day');
  expect((await output(made, 'bad_hour')).model).toMatchObject({ asset: 'bad_hour' });
});

test('the columns of an answer are the live release’s, also after a rollback', async () => {
  const made = await staged();
  const outputs = (name: string) => ({ late: { columns: [{ name, type: 'DATE' }], definition: 'd' } });
  await made.ship('2001-02-24', await templateFiles(), { outputs: outputs('day') });
  await made.day('2001-02-25', { outputs: outputs('date') });
  expect((await output(made, 'late')).columns.map((c) => c.name)).toEqual(['date']);
  await made.rollback(1, 'the name changed');
  expect((await output(made, 'late')).columns.map((c) => c.name)).toEqual(['day']);
});

test('an output shows its contract, and which of its rules nobody asks', async () => {
  const made = await staged();
  const head = 'apiVersion: v3.1.0\nkind: DataContract\nid: late\nversion: 1.0.0\nstatus: active\n';
  const text = `${head}schema:\n  - name: late\n    properties:\n      - { name: origin, logicalType: string, required: true }\n`;
  await made.ship('2001-02-24', await templateFiles({ 'outputs/late.odcs.yaml': text }));
  const { contract } = await output(made, 'late');
  expect(contract?.files).toEqual(['outputs/late.odcs.yaml']);
  const reason = 'answers of an output are kept nowhere; say it of a table that it reads';
  expect(contract?.notRun).toEqual([{ rule: 'origin.required', reason, file: 'outputs/late.odcs.yaml', line: 9 }]);
  await made.ship('2001-02-25', await templateFiles());
  expect((await output(made, 'late')).contract).toBeNull();
});

test('a name that is not there is a Problem that knows a near one', async () => {
  const made = await staged();
  await made.week();
  const { world } = worldOf(made);
  expect(problemOf(await assetDetail('hourl', world))?.message).toContain('did you mean hourly?');
  expect(problemOf(await outputDetail('hourly', world))?.message).toBe('the live release has no output named hourly');
  expect(problemOf(await assetDetail('__proto__', world))?.code).toBe('ui/unknown-node');
});

test('before the first release no node is known', async () => {
  const made = await staged();
  expect(problemOf(await assetDetail('hourly', worldOf(made).world))?.code).toBe('ui/unknown-node');
  await made.day('2001-03-01', { failing: quake });
  expect(problemOf(await assetDetail('hourly', worldOf(made).world))?.code).toBe('ui/unknown-node');
});
