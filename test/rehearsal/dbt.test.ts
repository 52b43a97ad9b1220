// A dbt project rehearsed with its own tests, on the DuckDB file that dbt wrote and on Parquet exports, without dbt.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineSettings, startEngine } from '../../src/engine/index.ts';
import { type DbtRehearsal, type DbtRequest, rehearseDbt } from '../../src/rehearsal/dbt/rehearse-dbt.ts';
import { usualOptions } from '../../src/rehearsal/rehearsal.ts';
import { ferryExports, ferryFolder } from './ferry.ts';

const temporary = mkdtempSync(join(tmpdir(), 'rehearse dbt '));
const engine = startEngine({ temporary, readable: [temporary], threads: 2, memory: '1GB' });
let folder = '';
let made = 0;

beforeAll(async () => {
  folder = await ferryFolder();
});
afterAll(async () => {
  await engine.close();
  for (const one of [temporary, folder]) rmSync(one, { recursive: true, force: true });
});

const settings = engineSettings({}, {}, []);

async function rehearse(more: Partial<DbtRequest> = {}): Promise<DbtRehearsal> {
  const outcome = await outcomeOf(more);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const outcomeOf = (more: Partial<DbtRequest> = {}) =>
  rehearseDbt({
    engine,
    manifest: join(folder, 'target', 'manifest.json'),
    label: 'target/manifest.json',
    data: undefined,
    cwd: folder,
    only: [],
    options: usualOptions,
    surroundings: { settings: settings.ok ? settings.value.values : {}, variables: {}, clock: '2026-02-01T00:00:00Z' },
    effects: { monotonic: () => performance.now() },
    temporary: (suffix) => join(temporary, `${++made}${suffix}`),
    ...more,
  });

const digest = (): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'warehouse.duckdb')))
    .digest('hex');

const few = (...operators: readonly string[]): Partial<DbtRequest> => ({ options: { ...usualOptions, operators, propose: false } });

const found = ({ rehearsal }: DbtRehearsal, operator: string, table: string, column?: string) => {
  const trials = rehearsal.trials.filter((t) => t.fault.operator === operator && t.fault.table === table && t.fault.column === column);
  const [smallest] = rehearsal.smallest.filter((s) => s.operator === operator && s.table === table && s.column === column);
  const all = trials.at(-1);
  return { caught: all?.caught.map((c) => c.rule ?? `${c.by} ${c.asset}`), equivalent: all?.equivalent, from: smallest?.share };
};

test('faults in sources and seeds are caught by the tests that dbt would run, wherever they stand; the file is not written', async () => {
  const before = digest();
  const done = await rehearse(few('null', 'drop-column', 'duplicate-rows', 'case', 'reorder'));
  expect(found(done, 'null', 'raw.trips', 'trip_id')).toMatchObject({
    caught: expect.arrayContaining(['source_not_null_raw_trips_trip_id']),
    from: 0.001,
  });
  // Nobody tests where a trip goes to, although a model shows it.
  expect(found(done, 'null', 'raw.trips', 'destination')).toEqual({ caught: [], equivalent: false, from: undefined });
  // In a model further down: the origin finds no country.
  expect(found(done, 'case', 'raw.trips', 'origin').caught).toEqual(
    expect.arrayContaining(['source_relationships_raw_trips_origin__code__ref_ports_', 'not_null_trip_revenue_country']),
  );
  expect(found(done, 'drop-column', 'raw.tickets', 'sold_at').caught).toEqual(['build stg_tickets']);
  expect(found(done, 'duplicate-rows', 'raw.tickets').caught).toContain('source_unique_raw_tickets_ticket_id');
  // No model reads the name of a port.
  expect(found(done, 'null', 'ports', 'name')).toMatchObject({ caught: [], equivalent: true });
  expect(done.rehearsal.controls).toEqual([]);
  expect(done.rehearsal.score).toBeGreaterThan(0.3);
  expect(done.rehearsal.score).toBeLessThan(1);
  expect(done.notes).toEqual([expect.stringMatching(/^days stands as it is in the data: its SQL is an increment/)]);
  expect(digest()).toBe(before);
});

test('Parquet exports give the same; what is not among them is told', async () => {
  const only = { ...few('null', 'fan-out'), only: ['raw.trips'] };
  const [file, exports] = [await rehearse(only), await rehearse({ ...only, data: await ferryExports(folder) })];
  const plain = ({ rehearsal }: DbtRehearsal) => rehearsal.trials.map(({ ms: _, ...rest }) => rest);
  // Without the increment's table nothing is asked of it.
  const without = plain(file).map((t) => ({ ...t, caught: t.caught.filter((c) => c.asset !== 'days') }));
  expect(plain(exports)).toEqual(without);
  expect(exports.notes).toEqual(['days is left out: it is not in the data', 'the test unique_days_day cannot be asked here']);
});

test('equal seeds give equal rehearsals', async () => {
  const request = { ...few('null', 'outlier', 'sign'), only: ['raw.tickets'] };
  const plain = ({ rehearsal }: DbtRehearsal) => rehearsal.trials.map(({ ms: _, ...rest }) => rest);
  const [one, two] = [await rehearse(request), await rehearse(request)];
  expect(plain(one)).toEqual(plain(two));
});

test('a test that fails without a fault notices nothing; one that warns does when it fails', async () => {
  const manifest = join(folder, 'target', 'worse.json');
  const text = readFileSync(join(folder, 'target', 'manifest.json'), 'utf8');
  // Half of the trips are oversold from one ticket on, and more than 150 of them only with a fault.
  const worse = text.replace('where tickets > seats', 'where tickets > 10 - trip_id % 2').replace('"error_if": "> 5"', '"error_if": "> 150"');
  writeFileSync(manifest, worse.replace('where revenue < 0 or revenue > 20000', 'where revenue > 0'));
  const done = await rehearse({ ...few('fan-out'), only: ['raw.tickets'], manifest });
  const about = (name: string) => done.notes.filter((note) => note.includes(name)).join();
  expect(about('no_trip_oversold')).toContain('warns without a fault');
  expect(about('bounds_within_trip_revenue')).toContain('fails without a fault');
  const rules = new Set(done.rehearsal.trials.flatMap((t) => t.caught.map((c) => c.rule)));
  expect(rules.has('no_trip_oversold')).toBe(true);
  expect(rules.has('bounds_within_trip_revenue_revenue__0__20000')).toBe(false);
});

test('for what survived the tests that would notice it, in dbt’s words', async () => {
  const { proposals, rehearsal } = await rehearse({ options: { ...usualOptions, operators: ['null', 'unit-scale'] }, only: ['raw.trips'] });
  const texts = proposals.map((p) => [p.file, p.text]);
  expect(texts).toContainEqual(['models/staging/sources.yml', 'columns:\n  - name: destination\n    data_tests:\n      - not_null']);
  // bounds of the key, which grows with every delivery, are not among them
  expect(texts.some(([, text]) => text?.includes('trip_id'))).toBe(false);
  expect(
    texts.some(([file, text]) => file?.startsWith('tests/trips_') && text?.includes("from {{ source('raw', 'trips') }}\nwhere \"seats\" <")),
  ).toBe(true);
  expect(rehearsal.scoreWithProposals).toBeGreaterThan(rehearsal.score ?? 1);
});

test('what stands in the way is told', async () => {
  const code = async (more: Partial<DbtRequest>) => {
    const outcome = await outcomeOf(more);
    return outcome.ok ? 'ok' : outcome.problems[0]?.code;
  };
  expect(await code({ data: join(folder, 'nowhere') })).toBe('rehearsal/dbt-no-data');
  expect(await code({ data: temporary })).toBe('rehearsal/dbt-nothing-read');
  expect(await code({ only: ['raw.trip'] })).toBe('rehearsal/dbt-unknown-table');
  expect(await code(few('nul'))).toBe('rehearsal/unknown-operator');
});
