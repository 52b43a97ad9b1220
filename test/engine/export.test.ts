// A release for other clients: a DuckDB file that holds its meaning under another name and in another process, and single Parquet files.

import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import type { Parameter } from '../../src/product/index.ts';
import { answer, build, problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
const around = surroundings({ timezone: 'America/Los_Angeles' }, { SALT: 'hush-hush' });

async function table(sql: string): Promise<InputTable> {
  const built = await build(engine, folder, sql, { ordered: true });
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [built.output] };
}
const at = { file: 'outputs/late.yaml', line: 3, column: 5 };
const parameter = (name: string, type: string, more: Partial<Parameter> = {}): Parameter => ({ name, type, at, ...more });
const query = (name: string, sql: string, parameters: readonly Parameter[] = []) => ({
  name,
  sql,
  parameters,
  origin: { file: `outputs/${name}.sql`, line: 1 },
});
type Queries = Parameters<typeof engine.exportDatabase>[0]['queries'];

const departures = await table(
  "select case when i % 3 = 0 then 'SEA' else 'SFO' end as origin, i::integer as delay, i::hugeint as huge from range(9) t(i)",
);
const csv = join(folder, 'airports.csv');
writeFileSync(csv, 'iata,city\nSEA,Seattle\nSFO,"San Francisco"\n');
const airports: InputTable = {
  kind: 'files',
  spec: {
    format: 'csv',
    options: {},
    columns: [
      { name: 'iata', type: 'VARCHAR' },
      { name: 'city', type: 'VARCHAR' },
    ],
  },
  files: [csv],
};

let made = 0;
const exported = async (queries: Queries) => {
  const path = join(folder, `temporary-${++made}`);
  const outcome = await engine.exportDatabase({ path, tables: { departures, Airports: airports }, queries, surroundings: around });
  return { path, outcome };
};

/** Asks in a client of its own, which opens or attaches the file under another name. */
async function client(path: string, way: 'open' | 'attach', ask: (rows: (sql: string) => Promise<unknown>) => Promise<void>) {
  const renamed = join(folder, `renamed-${++made}.duckdb`);
  renameSync(path, renamed);
  const instance = await (way === 'open' ? DuckDBInstance.create(renamed, { access_mode: 'READ_ONLY' }) : DuckDBInstance.create(':memory:'));
  const connection = await instance.connect();
  if (way === 'attach') await connection.run(`ATTACH '${renamed}' AS prod (READ_ONLY)`);
  try {
    await ask(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return renamed;
}

const late = query(
  'late',
  "-- late ones; $origin in a comment\nwith d as (select * from departures where origin = $origin)\nselect origin, delay, '$origin' as text from d join airports on iata = origin\nwhere origin = $ORIGIN and delay >= (select $least) order by delay limit $least + 5;",
  [parameter('least', 'integer', { default: 1 }), parameter('origin', 'text')],
);

test('any client sees tables as views, outputs as views and macros', async () => {
  const { path, outcome } = await exported([
    query('by_origin', 'select origin, count(*) as n from departures group by all order by origin'),
    query('departures', 'from departures select max(delay) as most;  -- an output named as a table'),
    late,
  ]);
  value(outcome);
  expect(readdirSync(folder).filter((name) => name.startsWith('temporary-'))).toEqual([path.slice(folder.length + 1)]);
  const renamed = await client(path, 'open', async (rows) => {
    expect(await rows('select count(*), typeof(any_value(huge)) from departures')).toEqual([['9', 'HUGEINT']]);
    expect(await rows("select city from airports where iata = 'SFO'")).toEqual([['San Francisco']]);
    expect(await rows('from outputs.by_origin')).toEqual([
      ['SEA', '3'],
      ['SFO', '6'],
    ]);
    expect(await rows('from outputs.departures')).toEqual([[8]]);
    expect(await rows("from outputs.late(origin := 'SEA')")).toEqual([
      ['SEA', 3, '$origin'],
      ['SEA', 6, '$origin'],
    ]);
    expect(await rows("from outputs.late('SEA', least := 4)")).toEqual([['SEA', 6, '$origin']]);
    expect(await rows("from outputs.late(origin := 'S''EA''); select 1 --')")).toEqual([]);
    expect(await rows('from outputs.late(origin := null)')).toEqual([]);
    expect(await rows("select value from trivet.settings where name = 'TimeZone'")).toEqual([['America/Los_Angeles']]);
  });
  await expect(client(renamed, 'open', async (rows) => void (await rows('drop view departures')))).rejects.toThrow(/read-only/);
});

test('attached to another database, views hold too', async () => {
  const { path, outcome } = await exported([query('departures', 'select max(delay) as most from departures'), late]);
  value(outcome);
  await client(path, 'attach', async (rows) => {
    expect(await rows('from prod.outputs.departures')).toEqual([[8]]);
    expect(await rows('select count(*) from prod.airports')).toEqual([['2']]);
    await rows('use prod');
    expect(await rows("select delay from outputs.late(origin := 'SEA', least := 5)")).toEqual([[6]]);
  });
});

test('the file holds no value of a variable', async () => {
  const { path, outcome } = await exported([query('salted', "select md5(origin || getvariable('SALT')) as h from departures")]);
  value(outcome);
  expect(readFileSync(path).includes('hush-hush')).toBe(false);
});

test.each([
  [query('late', 'select * from departure'), 'engine/unknown-table', { file: 'outputs/late.sql', line: 1, column: 15 }],
  [
    query('late', 'select * from departures\nwhere origin = $orign', [parameter('origin', 'text')]),
    'engine/undeclared-parameter',
    { file: 'outputs/late.sql', line: 2, column: 16 },
  ],
  [query('late', 'select 1 as x', [parameter('origin', 'text')]), 'engine/unused-parameter', at],
  [query('late', 'select $n as x', [parameter('n', 'whole')]), 'engine/parameter-type', at],
  [
    query('late', 'select $n as x, dely from departures', [parameter('n', 'integer')]),
    'engine/unknown-column',
    { file: 'outputs/late.sql', line: 1, column: 17 },
  ],
  [query('late', "select * from read_csv('/etc/passwd')"), 'engine/file-read', { file: 'outputs/late.sql', line: 1 }],
])('%o is a Problem with its place', async (bad, code, place) => {
  const { outcome } = await exported([query('fine', 'select 1 as x'), bad]);
  expect(problemOf(outcome)).toMatchObject({ code, at: place });
});

test('a table becomes one Parquet file, anywhere', async () => {
  const path = join(folder, 'out side.parquet');
  value(await engine.exportParquet({ path, table: departures, surroundings: around }));
  const columns = departures.kind === 'files' ? departures.spec.columns : [];
  const again: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns }, files: [path] };
  expect((await answer(engine, 'select count(*), max(huge) from t', { t: again })).rows).toEqual([[9, 8]]);
  value(await engine.exportParquet({ path, table: airports, surroundings: around }));
  expect(problemOf(await engine.exportParquet({ path: join(folder, 'nowhere', 'x'), table: airports, surroundings: around }))).toMatchObject({
    code: 'engine/cannot-write',
    leg: 'operations',
  });
});

test('a folder that is not there is a Problem', async () => {
  const outcome = await engine.exportDatabase({ path: join(folder, 'nowhere', 'x'), tables: {}, queries: [], surroundings: around });
  expect(problemOf(outcome).leg).toBe('operations');
});
