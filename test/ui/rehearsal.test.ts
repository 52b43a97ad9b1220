// What the page tells of a rehearsal and of checks over versions, on a real store: as the command kept it, of other checks, in another shape, of persons.

import { expect, onTestFinished, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import { assetDetail } from '../../src/ui/detail/asset.ts';
import type { PageWorld } from '../../src/ui/index.ts';
import { rehearsalDocument } from '../../src/ui/rehearsal/rehearsal.ts';
import type { FaultRow, RehearsalWhole } from '../../src/ui/rehearsal-documents.ts';
import { pageState } from '../../src/ui/state/state.ts';
import { freshStore } from './open.ts';
import { liveKey, pageRules, recordOf } from './rehearsed.ts';
import { worldOf } from './rig.ts';
import { lateContract, quake, type Stage, stage, templateFiles, value } from './stage.ts';

async function staged(edits: Readonly<Record<string, string | null>> = {}): Promise<{ readonly made: Stage; readonly world: PageWorld }> {
  const store = await freshStore();
  onTestFinished(() => store.close());
  const made = await stage(store, await templateFiles(edits));
  await made.ship('2001-02-24', await templateFiles(edits));
  const more = { rules: async () => pageRules(made.product()), rehearsalKey: async () => liveKey };
  return { made, world: worldOf(made, more).world };
}

const whole = async (world: PageWorld) => value(await rehearsalDocument(world)).whole as RehearsalWhole;
const rowOf = ({ groups }: RehearsalWhole, operator: string) => groups.flatMap((g) => g.rows).find((r) => r.operator === operator) as FaultRow;

test('without a rehearsal there is none', async () => {
  const { world } = await staged();
  expect(value(await rehearsalDocument(world))).toEqual({ line: null, whole: null });
  expect((await pageState(world)).rehearsal).toBeNull();
});

test('the newest is told as the command kept it: score, false alarms, matrix, worth of the checks', async () => {
  const { made, world } = await staged();
  await made.store.putRehearsal(recordOf(made.product(), { at: '2026-01-05T10:00:00.000Z', score: 0.1 }));
  const record = recordOf(made.product());
  await made.store.putRehearsal(record);
  expect((await pageState(world)).rehearsal).toMatchObject({ score: record.score, falseAlarms: 0.125, versions: 8, current: true, by: 'mara' });
  const found = await whole(world);
  expect(found).toMatchObject({ scoreWithProposals: 0.94, costPerKill: 3.4, alarms: { alarmed: 1, versions: 8 } });
  expect(found.alarming).toEqual([{ rule: 'departures.usual-flights', versions: 1 }]);
  expect(found.places).toEqual(['delivery', 'flights', 'departures', 'hourly', 'output late']);
  expect(found.groups.map((g) => g.name)).toEqual(['value', 'column', 'row', 'set', 'delivery']);
  expect(found.tables.filter((t) => t.skipped).map((t) => t.table)).toEqual(['late_by_day']);
  const worth = (id: string) => found.checks.find((c) => c.rule === id);
  expect(worth('departures.key')).toMatchObject({ kills: 4, alone: 4, redundant: false });
  expect(worth('departures.nothing-lost')).toMatchObject({ kills: 0, redundant: true });
});

test('a kind of fault: its smallest share by place, who noticed it in words and in SQL, the check that would', async () => {
  const { made, world } = await staged();
  await made.store.putRehearsal(recordOf(made.product()));
  const found = await whole(world);
  const outlier = rowOf(found, 'outlier');
  expect(outlier.cells).toEqual([null, 0.01, null, null, null]);
  expect(outlier.spots.map((s) => [s.column, s.outcome, s.share, s.proposal])).toEqual([
    ['delay', 'noticed', 0.01, null],
    ['distance', 'survived', null, 0],
  ]);
  expect(outlier.spots[0]?.noticedBy).toMatchObject([
    { rule: 'flights.delay.range', expectation: 'between -240 and 1440', query: expect.stringMatching(/^select \* from "flights" where .*-240/) },
  ]);
  expect(found.proposals[0]).toMatchObject({ file: 'sources/flights.yaml', text: 'columns:\n  distance: { min: 31, max: 3100 }', kills: 4 });
  expect(rowOf(found, 'lost-partition').spots[0]?.noticedBy[0]?.query).toContain('qualify flights < 0.7 * usual');
  expect(rowOf(found, 'rounding').spots[0]?.outcome).toBe('equivalent');
  expect(rowOf(found, 'reorder')).toMatchObject({ control: true, cells: [null, null, null, null, null] });
  expect(rowOf(found, 'orphan-key').spots[0]?.noticedBy.map((n) => n.by)).toEqual(['rule', 'output']);
});

test('one of other checks says so; where the key is not known, nothing is said', async () => {
  const { made, world } = await staged();
  await made.store.putRehearsal(recordOf(made.product(), { key: 'b'.repeat(64) as Digest }));
  expect((await whole(world)).current).toBe(false);
  expect((await whole({ ...world, rehearsalKey: async () => undefined })).current).toBeNull();
});

test('what another version kept is named and not guessed at', async () => {
  const { made, world } = await staged();
  await made.store.putRehearsal(recordOf(made.product(), { document: { trials: 'many' } }));
  expect(value(await rehearsalDocument(world))).toMatchObject({ line: { survived: 15 }, whole: null });
});

test('a proposed check of a personal column is not shown: it may hold values of persons', async () => {
  const yaml = (await templateFiles()).find((f) => f.path === 'sources/flights.yaml')?.text ?? '';
  const { made, world } = await staged({ 'sources/flights.yaml': yaml.replace('distance: {', 'distance: { personal: true,') });
  await made.store.putRehearsal(recordOf(made.product()));
  const { proposals } = await whole(world);
  expect(proposals.map((p) => p.text)).toEqual([null, expect.stringContaining('mean-delay')]);
  expect(JSON.stringify(proposals)).not.toContain('3100');
});

test('a contract in words: key, rows, relations, named checks, columns, and the file that says so', async () => {
  const { world } = await staged();
  const departures = value(await assetDetail('departures', world));
  expect(departures.contract).toMatchObject({
    files: ['assets/departures.yaml'],
    key: { severity: 'error', file: 'assets/departures.yaml' },
    rows: null,
    relations: [{ columns: ['origin'], table: 'airports', to: ['iata'] }],
    checks: [{ name: 'usual-flights', text: "at least 70 % of the airport's usual flights" }, { name: 'nothing-lost' }],
  });
  expect(departures.contract?.key?.text).toContain('departed_at, origin, destination, n');
  expect(departures.contract?.checks[0]?.query).toContain('qualify flights < 0.7 * usual');
  const n = departures.columns.find((c) => c.name === 'n');
  expect(n?.says.map((s) => s.text)).toEqual(['not null', 'at least 1']);
  expect(value(await assetDetail('flights', world)).contract?.rows?.text).toContain('50000');
  expect(value(await assetDetail('bad_hour', world)).contract?.solved?.text).toContain('auc is better than');
});

test('rules of its contract that nothing can execute stand in the contract, with reason and place', async () => {
  const { made, world } = await staged();
  await made.ship('2001-02-25', await templateFiles({ 'assets/late_by_day.odcs.yaml': lateContract }));
  const { contract, columns } = value(await assetDetail('late_by_day', world));
  expect(contract?.files).toEqual(['assets/late_by_day.yaml', 'assets/late_by_day.odcs.yaml']);
  expect(contract?.notRun).toEqual([
    { rule: 'flights.text', reason: expect.stringContaining('text for people'), file: 'assets/late_by_day.odcs.yaml', line: 12 },
    { rule: 'flights.custom', reason: expect.stringContaining('soda'), file: 'assets/late_by_day.odcs.yaml', line: 14 },
    { rule: 'reviewed', reason: expect.stringContaining('text for people'), file: 'assets/late_by_day.odcs.yaml', line: 19 },
  ]);
  expect(columns.find((c) => c.name === 'flights')?.says.map((s) => s.text)).toContain('not null');
  expect(value(await assetDetail('departures', world)).contract?.notRun).toEqual([]);
});

test('checks over versions: one cell a version, newest last; a value where it is measured, nothing where it was not asked', async () => {
  const { made, world } = await staged();
  await made.day('2001-02-25', { failing: quake });
  await made.day('2001-02-26', { accepted: ['departures.usual-flights'] });
  const [run] = await made.store.runs({ environment: 'prod', limit: 1 });
  const builds = await made.store.builds({ asset: 'departures', state: 'ok' });
  const [last] = await made.store.checkRuns({ build: builds[0]?.id as never, check: 'departures.key' });
  const measured = (i: number, number: number) => ({
    ...(last as NonNullable<typeof last>),
    ...{ check: 'departures.mean', run: run?.id as never, build: builds[i]?.id as never, value: number },
  });
  await made.store.recordChecks([measured(1, 8.5), measured(0, 7.25)], []);
  const { history } = value(await assetDetail('departures', world));
  expect(history?.versions.map((v) => v.live)).toEqual([false, false, true]);
  expect(history?.checks.slice(0, 2).map((c) => c.name)).toEqual(['usual-flights', 'key']);
  const line = (check: string) => history?.checks.find((c) => c.check === check);
  expect(line('departures.usual-flights')?.cells.map((c) => [c?.status, c?.offending])).toEqual([
    ['pass', 0],
    ['fail', 1],
    ['accepted', 1],
  ]);
  expect(line('departures.mean')).toMatchObject({ measured: true, cells: [null, { value: 8.5 }, { value: 7.25 }] });
  expect(line('departures.key')?.measured).toBe(false);
});
