// The verb as people run it, on a dbt project and on a contract: its matrix, its document, its exit codes, what it writes.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documents } from '../../src/cli/documents.ts';
import { ferryFolder } from '../rehearsal/ferry.ts';
import { type Ended, productFolder, startTrivet, temporaryFolder, trivet } from '../rig/index.ts';

let ferry = '';
const folder = temporaryFolder();
const contract = `apiVersion: v3.1.0
kind: DataContract
id: rides
version: 1.0.0
status: active
schema:
  - name: rides # one row a ride
    properties:
      - { name: id, logicalType: integer, required: true, unique: true }
      - { name: km, logicalType: number }
`;

beforeAll(async () => {
  ferry = await ferryFolder();
  writeFileSync(join(folder, 'rides.odcs.yaml'), contract);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (select i as id, 1.5 + i % 40 as km from range(500) t(i)) to '${join(folder, 'rides.parquet')}' (format parquet)`);
  await connection.run(`copy (select 1 as id, 1.5 as km where false) to '${join(folder, 'none.parquet')}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(ferry, { recursive: true, force: true }));

const rehearse = (cwd: string, ...args: readonly string[]): Promise<Ended> => trivet(['rehearse', ...args], { cwd });
const ofContract = (...args: readonly string[]) => rehearse(folder, '--contract', 'rides.odcs.yaml', '--data', 'rides.parquet', ...args);

test('a dbt project: what was noticed where, at 80 columns, and the document that its schema describes', async () => {
  const few = ['--dbt', 'target/manifest.json', '--operators', 'null,drop-column,reorder', 'raw.trips'];
  const end = await rehearse(ferry, ...few);
  expect(end.stderr).toBe('');
  expect(end.code).toBe(0);
  expect(end.stdout).toMatch(/^dbt project ferry: \d+ faults in 1 table, 15 tests\n\d+ tried in /);
  expect(end.stdout).toMatch(/┌ raw\.trips\n +│ ┌ trip_revenue\n/);
  expect(end.stdout).toMatch(/ {2}null +● ● ◔ +2\/5 +○ destination, departed_at, seats/);
  expect(end.stdout).toMatch(/reorder +· +rightly not noticed/);
  expect(end.stdout).toContain('- name: destination');
  expect(end.stdout).toMatch(/! days stands as it is in the data/);
  for (const line of end.stdout.split('\n')) if (!/[{"]/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
  const document = documents.rehearse.parse((await rehearse(ferry, ...few, '--json')).json());
  expect(document).toMatchObject({ of: 'dbt', name: 'dbt project ferry', written: [], problems: [] });
  expect(document.proposals[0]?.file).toBe('models/staging/sources.yml');
  const written = await rehearse(ferry, ...few, '--write');
  expect(written.stdout).toContain("a dbt project's files are not written");
  expect(readdirSync(ferry).toSorted()).toEqual(['target', 'warehouse.duckdb']);
});

test('a contract: the score asked for, checks that are written into it, and a better score', async () => {
  const low = await ofContract('--operators', 'null,outlier', '--min', '95%');
  expect(low.code).toBe(1);
  expect(low.stderr).toContain('cli/score-too-low');
  expect(readFileSync(join(folder, 'rides.odcs.yaml'), 'utf8')).toBe(contract);
  const written = await ofContract('--operators', 'null,outlier', '--write', '--quiet');
  expect(written.stdout).toMatch(/^score .*\n.*\n\d+ checks? added to rides\.odcs\.yaml; 100 % with them\n$/);
  const now = readFileSync(join(folder, 'rides.odcs.yaml'), 'utf8');
  expect(now).toContain('- name: rides # one row a ride');
  expect(now).toMatch(/name: km, logicalType: number, .*required: true/);
  const better = await ofContract('--operators', 'null,outlier', '--min', '95%');
  expect([better.code, better.stderr]).toEqual([0, '']);
  const schemas = new Set(documents.rehearse.parse((await ofContract('--operators', 'null', '--json')).json()).trials.map((t) => t.operator));
  expect([...schemas]).toEqual(['null']);
});

const linked = `apiVersion: v3.1.0
kind: DataContract
id: linked
version: 1.0.0
status: active
schema:
  - name: trips
    properties:
      - { name: stop, logicalType: integer, logicalTypeOptions: { maximum: 3 }, relationships: [{ to: stops.code }] }
    quality:
      - { name: sized, type: sql, query: 'select min(size) from stops_v2', mustBeGreaterThan: 0 }
  - name: stops
    physicalName: stops_v2
    properties:
      - { name: code, logicalType: integer }
      - { name: size, logicalType: integer }
`;

test('tables of a contract: the checks of one notice faults of another, whichever is rehearsed; one that fails already is told', async () => {
  const own = temporaryFolder();
  writeFileSync(join(own, 'linked.odcs.yaml'), linked);
  writeFileSync(join(own, 'trips.csv'), `stop\n${Array.from({ length: 60 }, (_, i) => (i % 9) + 1).join('\n')}\n`);
  writeFileSync(join(own, 'stops_v2.csv'), `code,size\n${Array.from({ length: 9 }, (_, i) => `${i + 1},${i + 4}`).join('\n')}\n`);
  const args = ['--contract', 'linked.odcs.yaml', '--data', '.', '--operators', 'lost-rows,sign'];
  const noticedIn = async (...only: readonly string[]) => {
    const end = await rehearse(own, ...only, ...args, '--json');
    const { trials } = documents.rehearse.parse(end.json());
    return trials
      .filter((t) => t.table === 'stops' && t.share === 1)
      .map((t) => `${t.operator} ${t.column ?? ''}: ${t.caught.map((c) => `${c.rule} at ${c.asset}`)}`);
  };
  const expected = [
    'lost-rows : trips.stop.references at trips,trips.sized at trips',
    'sign code: trips.stop.references at trips',
    'sign size: trips.sized at trips',
  ];
  expect(await noticedIn()).toEqual(expected);
  expect(await noticedIn('stops')).toEqual(expected);
  const end = await rehearse(own, 'trips', ...args);
  expect([end.code, end.stderr]).toEqual([0, '']);
  expect(end.stdout).toMatch(/┌ trips\n/);
  expect(end.stdout).toMatch(/\n! 1 check fails without any fault, so it notices none: trips\.stop\.range\n/);
});

test('a product: a check that warns already is told, and a column may be called as a rehearsal calls its own', async () => {
  const shop = productFolder({
    'trivet.yaml': 'product: shop\nclock: 2001-01-16T00:00:00Z\n',
    'data/orders.csv': `id,amount,Trivet Place\n${Array.from({ length: 40 }, (_, i) => `${i},${i * 3},${i % 7}`).join('\n')}\n`,
    'sources/orders.yaml': 'path: data/orders.csv\ncolumns:\n  id: { required: true }\n  amount: { max: 20, severity: warning }\n',
  });
  expect((await trivet(['run', '--quiet'], { cwd: shop })).code).toBe(0);
  const end = await rehearse(shop, '--operators', 'null,constant,half-delivery');
  expect([end.code, end.stderr]).toEqual([0, '']);
  expect(end.stdout).toMatch(/ {2}null +◕ +1\/3 +○ amount, Trivet Place\n/);
  expect(end.stdout).toMatch(/\n! 1 check fails without any fault, so it notices none: orders\.amount\.range\n/);
});

test('what cannot be: two things at once, words that are none, a table without rows', async () => {
  const both = await ofContract('--dbt', 'target/manifest.json');
  expect([both.code, both.stderr.includes('cli/two-rehearsals')]).toEqual([2, true]);
  for (const [flag, value] of [
    ['--min', 'much'],
    ['--min', '120%'],
    ['--shares', '0%'],
  ] as const) {
    const wrong = await ofContract(flag, value);
    expect([wrong.code, wrong.stderr.includes('cli/bad-value')]).toEqual([2, true]);
  }
  const none = await rehearse(folder, '--contract', 'rides.odcs.yaml', '--data', 'none.parquet', '--operators', 'null');
  expect([none.code, none.stderr.includes('cli/nothing-rehearsed')]).toEqual([2, true]);
});

test('an interrupt ends it, and leaves nothing behind', async () => {
  const before = new Set(readdirSync(tmpdir()));
  const { child, ended } = startTrivet(['rehearse', '--dbt', 'target/manifest.json'], { cwd: ferry });
  const started = () =>
    readdirSync(tmpdir()).find((name) => /^trivet-\w{6}$/.test(name) && !before.has(name) && existsSync(join(tmpdir(), name, '2.parquet')));
  let own: string | undefined;
  while (own === undefined && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    own = started();
  }
  child.kill('SIGINT');
  const end = await ended;
  expect(end.code).toBe(3);
  expect(end.stderr).toContain('interrupted');
  expect(existsSync(join(tmpdir(), own ?? 'nothing was made'))).toBe(false);
  expect(readdirSync(ferry).toSorted()).toEqual(['target', 'warehouse.duckdb']);
});
