// Somebody else's DuckDB file as input: what is in it is told, its tables and views are read, and nothing is written to it.

import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineSettings, type InputTable, startEngine } from '../../src/engine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'trivet-database-'));
const temporary = mkdtempSync(join(tmpdir(), 'trivet-database-tmp-'));
const file = join(folder, "it's a shop.duckdb");
const engine = startEngine({ temporary, readable: [folder] });
afterAll(() => engine.close());
const inForce = engineSettings({}, {}, []);
const surroundings = { settings: inForce.ok ? inForce.value.values : {}, variables: {}, clock: '2026-01-01T00:00:00Z' };

beforeAll(async () => {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(`create table orders as select range as id, 'a' || range as "a name" from range(3);
    create view late as select id from orders where id > 1; create schema other; create table other.orders as select 7 as id`);
  connection.closeSync();
  instance.closeSync();
});

const table = (schema: string, name: string, ...columns: readonly [string, string][]): InputTable => ({
  kind: 'database',
  file,
  schema,
  table: name,
  columns: columns.map(([column, type]) => ({ name: column, type })),
});
const ask = async (tables: Readonly<Record<string, InputTable>>, sql: string) => {
  const [answer] = await engine.ask({ tables, questions: [{ sql }], surroundings });
  return answer?.ok ? answer.value.rows : answer?.problems.map((p) => p.code);
};

test('its tables and views, schema by schema', async () => {
  const found = await engine.tablesOf({ file, label: 'shop' });
  expect(found).toEqual({
    ok: true,
    value: [
      { schema: 'main', table: 'late', columns: [{ name: 'id', type: 'BIGINT' }] },
      {
        schema: 'main',
        table: 'orders',
        columns: [
          { name: 'id', type: 'BIGINT' },
          { name: 'a name', type: 'VARCHAR' },
        ],
      },
      { schema: 'other', table: 'orders', columns: [{ name: 'id', type: 'INTEGER' }] },
    ],
  });
});

test('tables and views are read by the names they are given', async () => {
  const tables = {
    mine: table('main', 'orders', ['id', 'BIGINT'], ['a name', 'VARCHAR']),
    theirs: table('other', 'orders', ['id', 'INTEGER']),
    late: table('main', 'late', ['id', 'BIGINT']),
  };
  expect(await ask(tables, 'select count(*), (select max(id) from theirs), (select count(*) from late), max("a name") from mine')).toEqual([
    [3, 7, 1, 'a2'],
  ]);
  expect(await ask({ mine: tables.theirs }, 'select id from mine')).toEqual([[7]]);
});

test('a view of Trivet over one of its tables is read too', async () => {
  const base = table('main', 'orders', ['id', 'BIGINT']);
  const view: InputTable = { kind: 'view', base, sql: 'select id * 10 as id from base', columns: [{ name: 'id', type: 'BIGINT' }] };
  expect(await ask({ seen: view }, 'select sum(id) from seen')).toEqual([[30]]);
});

test('nothing is written to it, and no other file is reached', async () => {
  const before = [readFileSync(file).toString('base64'), statSync(file).mtimeMs];
  const mine = table('main', 'orders', ['id', 'BIGINT']);
  expect(await ask({ mine }, 'select count(*) from mine')).toEqual([[3]]);
  expect(await ask({ mine }, `select * from read_csv('/etc/passwd')`)).toEqual([expect.stringMatching(/^engine\//)]);
  expect([readFileSync(file).toString('base64'), statSync(file).mtimeMs]).toEqual(before);
});

test('a file that is none, or is not there, is a Problem by its label', async () => {
  const none = join(folder, 'none.duckdb');
  writeFileSync(none, 'hello');
  for (const path of [none, join(folder, 'absent.duckdb')]) {
    const found = await engine.tablesOf({ file: path, label: 'the shop' });
    const [told] = found.ok ? [] : found.problems;
    expect([told?.code, told?.message.includes(folder), told?.message.includes('the shop')]).toEqual(['engine/unusable-database', false, true]);
  }
});
