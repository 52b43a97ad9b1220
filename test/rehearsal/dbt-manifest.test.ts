// What is read of dbt's manifest: relations in order, tests as questions with dbt's own judgement, what is held, and what is refused.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Answer } from '../../src/engine/index.ts';
import { readManifest } from '../../src/rehearsal/dbt/manifest.ts';
import type { DbtProject } from '../../src/rehearsal/dbt/project.ts';
import { testSql, testState } from '../../src/rehearsal/dbt/test-sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifest '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const original = readFileSync(join(import.meta.dirname, 'ferry', 'target', 'manifest.json'), 'utf8');

interface Loose {
  [key: string]: Loose;
}

async function project(change: (manifest: Loose) => void = () => {}): Promise<DbtProject> {
  const outcome = await read(change);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

async function read(change: (manifest: Loose) => void) {
  const manifest = JSON.parse(original) as Loose;
  change(manifest);
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify(manifest));
  return readManifest(file, 'target/manifest.json');
}

test('sources, seeds and models, each after those it reads; an ephemeral model is what it reads', async () => {
  const { relations, name, adapter } = await project();
  expect([name, adapter]).toEqual(['ferry', 'duckdb']);
  expect(relations.map((r) => r.label).toSorted()).toEqual([
    'countries',
    'days',
    'ports',
    'raw.tickets',
    'raw.trips',
    'stg_tickets',
    'stg_trips',
    'trip_revenue',
  ]);
  const place = (label: string) => relations.findIndex((r) => r.label === label);
  const revenue = relations[place('trip_revenue')];
  expect(revenue?.reads.toSorted()).toEqual(['model.ferry.stg_tickets', 'model.ferry.stg_trips', 'seed.ferry.ports']);
  for (const before of ['stg_tickets', 'stg_trips', 'ports']) expect(place(before)).toBeLessThan(place('trip_revenue'));
  expect(relations[place('raw.tickets')]).toMatchObject({ database: 'warehouse', schema: 'raw', name: 'ticket_lines', kind: 'source' });
  expect(relations[place('ports')]).toMatchObject({ schema: 'main_reference', kind: 'seed', file: 'seeds/seeds.yml' });
});

test('a model that reads itself is held, and so is one in Python or without SQL', async () => {
  const held = (p: DbtProject) => p.relations.filter((r) => r.held).map((r) => [r.label, r.held?.slice(0, 24)]);
  expect(held(await project())).toEqual([['days', 'its SQL is an increment ']]);
  const other = await project(({ nodes }) => {
    const { 'model.ferry.countries': countries, 'model.ferry.stg_trips': trips, 'model.ferry.days': days } = nodes as Loose;
    Object.assign(countries as Loose, { language: 'python' });
    Object.assign(trips as Loose, { compiled_code: null });
    Object.assign(days as Loose, { compiled_code: 'select * from "warehouse"."main"."days_before"' });
  });
  expect(held(other).toSorted()).toEqual([
    ['countries', 'it is written in Python'],
    ['stg_trips', 'the manifest has no SQL '],
  ]);
});

test('tests: their type, what they are about, what they read', async () => {
  const { tests } = await project();
  expect(tests).toHaveLength(15);
  const named = (name: string) => tests.find((t) => t.name === name);
  expect(named('source_relationships_raw_trips_origin__code__ref_ports_')).toMatchObject({
    type: 'relationships',
    column: 'origin',
    about: 'source.ferry.raw.trips',
    reads: ['source.ferry.raw.trips', 'seed.ferry.ports'],
  });
  expect(named('bounds_within_trip_revenue_revenue__0__20000')).toMatchObject({ type: 'bounds.within', severity: 'error' });
  expect(named('not_null_trip_revenue_revenue')).toMatchObject({ severity: 'warn' });
  expect(named('no_trip_oversold')).toMatchObject({ type: undefined, about: 'model.ferry.trip_revenue' });
  expect(named('no_trip_oversold')?.sql).toMatch(/count\(\*\) > 0 as warns, count\(\*\) > 5 as fails/);
  expect(named('at_least_rows_countries_3')?.sql).toMatch(/^select max\(short\) as failures, max\(short\) != 0 as warns/);
});

test('the table of a relationship is the one it was written at, in whatever order dbt tells what it reads', async () => {
  const { tests } = await project(({ nodes }) => {
    const one = Object.entries(nodes as Loose).find(([id]) => id.includes('relationships'))?.[1] as unknown as { depends_on: { nodes: string[] } };
    one.depends_on.nodes.reverse();
  });
  expect(tests.find((t) => t.type === 'relationships')?.about).toBe('source.ferry.raw.trips');
});

test('SQL under its older name, names without quotes, tests that are off, one name twice, exposures', async () => {
  const p = await project(({ metadata, nodes, exposures }) => {
    Object.assign(metadata as Loose, { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v6.json' });
    for (const node of Object.values(nodes as Loose) as unknown as {
      compiled_code?: string;
      compiled_sql?: string;
      relation_name?: string | null;
    }[]) {
      node.compiled_sql = node.compiled_code ?? '';
      delete node.compiled_code;
      node.relation_name = node.relation_name?.replaceAll('"', '') ?? null;
    }
    const [off, twice, again] = Object.keys(nodes as Loose).filter((id) => id.startsWith('test.')) as [string, string, string];
    Object.assign((nodes as Loose)[off]?.config as Loose, { enabled: false });
    Object.assign((nodes as Loose)[again] as Loose, { name: (nodes as Loose)[twice]?.name });
    Object.assign(exposures as Loose, { board: { depends_on: { nodes: ['model.ferry.countries', 'model.ferry.paid_tickets'] } } });
  });
  expect(p.tests).toHaveLength(14);
  expect(p.notAsked.map((n) => n.why)).toEqual(['it is switched off']);
  expect(new Set(p.tests.map((t) => t.name)).size).toBe(14);
  expect(p.relations.find((r) => r.label === 'trip_revenue')).toMatchObject({ database: 'warehouse', schema: 'main', name: 'trip_revenue' });
  expect([...p.exposed].toSorted()).toEqual(['model.ferry.countries', 'model.ferry.stg_tickets']);
});

const code = async (change: (manifest: Loose) => void) => {
  const outcome = await read(change);
  return outcome.ok ? 'ok' : outcome.problems.map((p) => p.code).join();
};

test('what is no manifest, or has no compiled tests, is refused', async () => {
  expect(await code((m) => Object.assign(m.metadata as Loose, { dbt_schema_version: 'https://schemas.getdbt.com/dbt/catalog/v1.json' }))).toBe(
    'rehearsal/dbt-unreadable',
  );
  expect(await code((m) => Object.assign(m, { nodes: 7 }))).toBe('rehearsal/dbt-unreadable');
  const uncompiled = (m: Loose): void => {
    for (const node of Object.values(m.nodes as Loose)) Object.assign(node, { compiled_code: null });
  };
  expect(await code(uncompiled)).toBe('rehearsal/dbt-not-compiled');
  const none = join(folder, 'none.json');
  const missing = await readManifest(none, 'none.json');
  expect(missing.ok ? '' : missing.problems[0]?.message).toBe('none.json is no manifest of dbt: it cannot be read');
  writeFileSync(none, '{');
  const torn = await readManifest(none, 'none.json');
  expect(torn.ok ? '' : torn.problems[0]?.message).toBe('none.json is no manifest of dbt: it is not JSON');
});

test('a test is judged as dbt judges it', () => {
  const answer = (warns: boolean | null, fails: boolean | null): Answer => ({ columns: [], rows: [[3, warns, fails]], truncated: false });
  expect(testState(answer(true, true), 'error')).toBe('fail');
  expect(testState(answer(true, true), 'warn')).toBe('warn');
  expect(testState(answer(true, false), 'error')).toBe('warn');
  expect(testState(answer(false, false), 'error')).toBe('pass');
  expect(testState(answer(null, null), 'error')).toBe('pass');
  expect(testSql('select 1;\n', { limit: 10, error_if: '> 5' })).toBe(
    'select count(*) as failures, count(*) != 0 as warns, count(*) > 5 as fails from (\nselect 1\n\nlimit 10) as dbt_internal_test',
  );
});
