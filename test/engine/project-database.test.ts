// A rehearsal's database: made of a file and of SELECTs, faulted, and as it was again. The file is never written.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import type { DatabaseRelation, InputTable, RehearsalDatabase } from '../../src/engine/index.ts';
import { problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
const file = join(folder, 'shop.duckdb');

beforeAll(async () => {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('create schema raw; create table raw.orders as select i as id, i % 3 as shop, i * 1.5::double as price from range(9) t(i)');
  connection.closeSync();
  instance.closeSync();
});

const relation = (id: string, schema: string, reads: readonly string[], sql?: string): DatabaseRelation => ({
  id,
  database: 'shop',
  schema,
  name: id,
  reads,
  sql,
});

const relations = [
  relation('orders', 'raw', []),
  relation('cleaned', 'main', ['orders'], 'select id, shop, price from "shop"."raw"."orders" where price >= 0 -- all'),
  relation('totals', 'main', ['cleaned'], 'select shop, sum(price) as total from "shop"."main"."cleaned" group by shop'),
  relation('ids', 'main', ['orders'], 'select id from shop.raw.orders'),
];
const questions = [
  { id: 'negative', sql: 'select count(*) from shop.raw.orders where price < 0', reads: ['orders'] },
  { id: 'shops', sql: 'select count(*) from shop.main.totals', reads: ['totals'] },
  { id: 'many', sql: 'select count(*) from shop.main.ids', reads: ['ids'] },
];
const database = (more: Partial<RehearsalDatabase> = {}): RehearsalDatabase => ({
  key: 'shop',
  file,
  label: 'shop.duckdb',
  relations,
  questions,
  surroundings: surroundings(),
  ...more,
});

async function base(): Promise<InputTable> {
  const path = join(folder, 'orders.parquet');
  const columns = value(await engine.copyOut({ database: database(), relation: 'orders', path }));
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns }, files: [path] };
}

test('relations are given or made, in order, and questions are asked of them', async () => {
  const look = value(await engine.lookAt(database()));
  expect(look.relations.map((r) => [r.id, r.state, r.rows, r.unstable])).toEqual([
    ['orders', 'given', 9, false],
    ['cleaned', 'made', 9, false],
    ['totals', 'made', 3, false],
    ['ids', 'made', 9, false],
  ]);
  expect(Object.entries(look.answers).map(([id, a]) => [id, value(a).rows])).toEqual([
    ['negative', [[0]]],
    ['shops', [[3]]],
    ['many', [[9]]],
  ]);
});

test('a fault goes down as far as it changes something, and is gone afterwards; the file is not written', async () => {
  const before = createHash('sha256').update(readFileSync(file)).digest('hex');
  const table = await base();
  const fault = (sql: string) => engine.fault({ database: database(), fault: { relation: 'orders', sql, base: table } });
  const negative = value(await fault('select id, shop, case when id = 4 then -1.0 else price end as price from base'));
  expect(negative.changed).toEqual(['orders', 'cleaned', 'totals']);
  expect(Object.keys(negative.answers).sort()).toEqual(['negative', 'shops']);
  expect(value(negative.answers.negative).rows).toEqual([[1]]);
  // Only the table itself is another: nothing that reads it is.
  expect(value(await fault('select *, 1 as more from base')).changed).toEqual(['orders']);
  // Not even the table: another order, and sums of floats that differ in the last digit.
  expect(value(await fault('select * from base order by price desc')).changed).toEqual([]);
  expect(value(await fault('select id, shop, price * (1 + 1e-12) as price from base')).changed).toEqual([]);
  const look = value(await engine.lookAt(database()));
  expect(value(look.answers.negative).rows).toEqual([[0]]);
  expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before);
});

test('a model that can no longer be made is told, and what reads it is left out', async () => {
  const table = await base();
  const gone = value(await engine.fault({ database: database(), fault: { relation: 'orders', sql: 'select id, shop from base', base: table } }));
  expect(gone.failed.map((f) => [f.id, f.problem.code])).toEqual([['cleaned', 'engine/unknown-column']]);
  expect(gone.changed).toEqual(['orders']);
  expect(Object.keys(gone.answers)).toEqual(['negative']);
  expect(problemOf(gone.answers.negative).code).toBe('engine/unknown-column');
});

test('what cannot be made stands as it is in the file, or is absent; chance is noticed', async () => {
  const more = [
    relation('orders', 'raw', []),
    { ...relation('stands', 'raw', ['orders'], 'select nonsense from shop.raw.orders'), name: 'orders' },
    relation('nowhere', 'main', [], 'select * from shop.main.missing'),
    relation('lost', 'main', ['nowhere'], 'select * from shop.main.nowhere'),
    relation('dice', 'main', [], 'select random() as x from range(10)'),
    relation('clock', 'main', [], 'select now() as t, current_date as d'),
  ];
  const look = value(
    await engine.lookAt(database({ key: 'more', relations: more, questions: [{ id: 'q', sql: 'select 1 as x', reads: ['lost'] }] })),
  );
  expect(look.relations.map((r) => [r.id, r.state, r.problem?.code, r.unstable])).toEqual([
    ['orders', 'given', undefined, false],
    ['stands', 'given', 'engine/unknown-column', false],
    ['nowhere', 'absent', 'engine/unknown-table', false],
    ['lost', 'absent', 'engine/unknown-table', false],
    ['dice', 'made', undefined, true],
    ['clock', 'made', undefined, false],
  ]);
  expect(problemOf(look.answers.q).code).toBe('engine/relation-absent');
});

test('SQL of the project reads nothing outside and writes nothing', async () => {
  const outside = join(folder, 'secret.csv');
  writeFileSync(outside, 'a\n1\n');
  const evil = [
    `select * from read_csv('/etc/passwd')`,
    `select * from '${join(folder, '..', 'other.csv')}'`,
    `attach '${file}' as again`,
    'create table shop.main.x as select 1',
    'select 1; drop view shop.raw.orders',
  ];
  const made = evil.map((sql, i) => relation(`evil${i}`, 'main', [], sql));
  const look = value(await engine.lookAt(database({ key: 'evil', relations: [relation('orders', 'raw', []), ...made], questions: [] })));
  expect(look.relations.slice(1).map((r) => r.state)).toEqual(evil.map(() => 'absent'));
});

test('a file that is none is told, and so is one that is not there', async () => {
  const broken = join(folder, 'broken.duckdb');
  writeFileSync(broken, 'no database');
  expect(problemOf(await engine.lookAt(database({ key: 'broken', file: broken, label: 'broken.duckdb' }))).code).toBe('engine/unusable-database');
  const newer = join(folder, 'newer.duckdb');
  writeFileSync(newer, ofVersion(999n, readFileSync(file)));
  expect(problemOf(await engine.lookAt(database({ key: 'newer', file: newer, label: 'newer.duckdb' })))).toMatchObject({
    code: 'engine/newer-database',
  });
});

/** The file as if a later engine had written it: another version of the storage in its header, whose checksum is the sum of its words, mixed. */
function ofVersion(version: bigint, bytes: Buffer): Buffer {
  const word = (at: number): bigint => BigInt.asUintN(64, bytes.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n);
  const touched = () => word(8) ^ word(16);
  const before = touched();
  bytes.writeBigUInt64LE(version, 12);
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(0) ^ before ^ touched(), 0);
  return bytes;
}
