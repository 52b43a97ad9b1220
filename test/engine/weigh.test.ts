// Bytes that questions would read, told without asking them.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import type { InputTable, Weight } from '../../src/engine/index.ts';
import { problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();

async function parquet(path: string, select: string): Promise<InputTable> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`copy (${select}) to '${path}' (format parquet, row_group_size 2048)`);
  connection.closeSync();
  return inspected(path, 'parquet');
}

async function inspected(path: string, format: 'parquet' | 'csv'): Promise<InputTable> {
  const { spec } = await engine.inspect({ source: 's', files: [{ path, label: path }], format, options: {}, declared: [] });
  return { kind: 'files', spec: value(spec), files: [path] };
}

const weigh = async (tables: Readonly<Record<string, InputTable>>, ...sqls: readonly string[]): Promise<readonly Weight[]> =>
  value(await engine.weigh({ tables, questions: sqls.map((sql) => ({ sql, tables: Object.keys(tables) })), surroundings: surroundings() }));

/** What the footers say of columns by the start of their path. */
async function chunks(path: string, start: string): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = await connection.run(
    `select sum(total_compressed_size)::double from parquet_metadata('${path}') where path_in_schema = '${start}' or starts_with(path_in_schema, '${start}, ')`,
  );
  return Number((await rows.getRows())[0]?.[0]);
}

const wide = "select i as id, 'text ' || hash(i) as t, {'a': i, 'b': [i]} as s, hash(i) as \"s, x\" from range(9000) r(i)";

test('of Parquet the chunks of the columns that a question reads; nothing where the footers answer', async () => {
  const path = join(folder, 'wide.parquet');
  const t = await parquet(path, wide);
  const [id, text, nested] = [await chunks(path, 'id'), await chunks(path, 't'), await chunks(path, 's')];
  const found = await weigh(
    { t },
    'select sum(id) from t',
    "select count(*) from t where t like '%9'",
    'select max(s.a) from t',
    'select max("s, x") from t where t <> id::text',
    'select count(*), min(id) from t',
    'select count(*) from t where id > 100000',
  );
  const odd = await chunks(path, 's, x');
  expect(found.map(({ bytes, footers }) => (footers ? 0 : bytes))).toEqual([id, text, nested - odd, odd + text + id, 0, 0]);
  expect(found[4]?.bytes).toBe(id);
  expect(found[0]?.columns).toEqual({ t: ['id'] });
});

test('of CSV the whole file for any question, of several tables their sum', async () => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'a,b\n1,2\n3,4\n');
  const csv = await inspected(path, 'csv');
  const other = join(folder, 'b.parquet');
  const b = await parquet(other, 'select i as a, hash(i) as c from range(3000) r(i)');
  const [one, both] = [await weigh({ csv }, 'select sum(a) from csv'), await weigh({ csv, b }, 'select count(*) from csv join b using (a)')];
  expect(one[0]?.bytes).toBe(statSync(path).size);
  expect(both[0]?.bytes).toBe(statSync(path).size + (await chunks(other, 'a')));
});

test('files outside the store are weighed too, and what cannot be planned weighs all', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'trivet-weigh-'));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  const outside = join(elsewhere, 'o.parquet');
  const t = await parquet(outside, 'select i as a, hash(i) as c from range(3000) r(i)');
  const [a, c] = [await chunks(outside, 'a'), await chunks(outside, 'c')];
  const found = await weigh({ t }, 'select sum(a) from t', 'select nothing from t', 'select count(*), min(a) from t');
  expect(found.map(({ bytes }) => bytes)).toEqual([a, a + c, a]);
});

test('a table without files weighs nothing, a file that is gone is a Problem', async () => {
  const rows: InputTable = { kind: 'rows', columns: [{ name: 'a', type: 'INTEGER' }], rows: [[1]] };
  expect((await weigh({ rows }, 'select sum(a) from rows'))[0]?.bytes).toBe(0);
  const spec = { format: 'csv', options: {}, columns: [{ name: 'a', type: 'INTEGER' }] } as const;
  const gone = await engine.weigh({
    tables: { t: { kind: 'files', spec, files: [join(folder, 'gone.csv')] } },
    questions: [{ sql: 'select a from t', tables: ['t'] }],
    surroundings: surroundings(),
  });
  expect(problemOf(gone)).toMatchObject({ code: 'engine/unreadable-table', message: expect.stringContaining('ENOENT') });
});
