// A contract of what data itself says: what is claimed, what is left out, and that the data it was made of meets it.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Context, VerbEnd } from '../../src/cli/verb.ts';
import { verb as checkVerb } from '../../src/cli/verbs/check.ts';
import { verb } from '../../src/cli/verbs/contract.ts';
import { readTableFile } from '../../src/product/index.ts';
import { palette } from '../../src/telemetry/index.ts';
import { contractFile, effects } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract infer '));
const contextOf = (args: object, flags: object): Context =>
  ({
    arguments: args,
    flags: { set: {}, clock: '2026-11-23T00:00:00Z', ...flags },
    effects,
    emit: () => {},
    palette: palette(false),
    width: 100,
    interactive: false,
    cwd: folder,
    signal: new AbortController().signal,
  }) as unknown as Context;

const infer = (path: string, flags: { as?: string; tight?: boolean } = {}): Promise<VerbEnd> =>
  verb.run(contextOf({ action: 'infer', file: [path] }, { as: 'odcs', tight: false, ...flags }));

async function schemaOf(path: string, flags: { tight?: boolean } = {}) {
  const end = await infer(path, flags);
  if (end.exit !== 0) throw new Error(JSON.stringify(end.problems));
  return parse(end.text, { schema: 'core' });
}

const rows = `select i as order_id, 'c' || (i % 700) as customer, ['open', 'shut', 'it''s late'][1 + i % 3] as state,
  case when i % 10 = 0 then null else i / 8 end as price, timestamp '2001-01-01' + i * interval 1 hour as sent,
  i % 2 = 0 as paid, lpad(i::varchar, 6, '0') as code, i * 1.5 as "grand total" from range(1, 2001) t(i)`;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(join(folder, 'shop.duckdb'));
  const connection = await instance.connect();
  await connection.run(`create table orders as ${rows}`);
  await connection.run("create table states as select unnest(['open', 'shut']) as state");
  for (const format of ['parquet', 'csv', 'json']) await connection.run(`copy orders to '${join(folder, `orders.${format}`).replaceAll("'", "''")}'`);
  await connection.run(`copy (from orders limit 0) to '${join(folder, 'none.parquet')}'`);
  await connection.run(`copy (from orders limit 20) to '${join(folder, 'few.parquet')}'`);
  mkdirSync(join(folder, 'many'));
  await connection.run(`copy (from orders limit 1000) to '${join(folder, 'many', 'a.parquet')}'`);
  await connection.run(`copy (from orders limit 10) to '${join(folder, 'many', 'b.parquet')}'`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of Parquet: types, what is never null, the key, the values of a text that has few', async () => {
  const { schema, servers, ...head } = await schemaOf('orders.parquet');
  expect(head).toMatchObject({ apiVersion: 'v3.1.0', kind: 'DataContract', id: 'orders' });
  expect(servers).toEqual([{ server: 'data', type: 'local', path: 'orders.parquet', format: 'parquet' }]);
  const [{ name, properties }] = schema;
  expect(name).toBe('orders');
  const by = Object.fromEntries(properties.map(({ name: column, id: _, ...said }: { name: string; id: string }) => [column, said]));
  expect(by.order_id).toEqual({ logicalType: 'integer', physicalType: 'bigint', required: true, primaryKey: true, primaryKeyPosition: 1 });
  expect(by.state).toMatchObject({
    logicalType: 'string',
    required: true,
    quality: [{ metric: 'invalidValues', arguments: { validValues: ["it's late", 'open', 'shut'] }, mustBe: 0 }],
  });
  // unique by chance: nothing in its name says that it names a row
  expect(by.code).toEqual({ logicalType: 'string', physicalType: 'text', required: true });
  expect(by.customer).toEqual({ logicalType: 'string', physicalType: 'text', required: true });
  expect(by.price).toEqual({ logicalType: 'number', physicalType: 'double' });
  expect(by.sent).toEqual({ logicalType: 'timestamp', physicalType: 'timestamp', required: true });
  expect(by.paid).toEqual({ logicalType: 'boolean', physicalType: 'boolean', required: true });
  expect(Object.keys(by)).toHaveLength(8);
});

test('ranges only when they are asked for', async () => {
  const plain = await infer('orders.parquet');
  expect(plain.text).not.toContain('minimum');
  const { schema } = await schemaOf('orders.parquet', { tight: true });
  const ranges = schema[0].properties.flatMap(({ name, logicalTypeOptions }: { name: string; logicalTypeOptions?: object }) =>
    logicalTypeOptions ? [[name, logicalTypeOptions]] : [],
  );
  expect(Object.fromEntries(ranges)).toMatchObject({
    order_id: { minimum: 1, maximum: 2000 },
    sent: { minimum: '2001-01-01 01:00:00', maximum: '2001-03-25 08:00:00' },
  });
});

test('moments of JSON have the type that keeps them, and meet it', async () => {
  const rows = ['2020-01-01T10:00:00-02:00', '2020-01-01T11:00:00-02:00'].map((a, i) =>
    JSON.stringify({ a, b: a.slice(0, 19), c: `${a.slice(0, 19)}.123456789`, i }),
  );
  writeFileSync(join(folder, 'moments.json'), rows.join('\n'));
  for (const tight of [false, true]) {
    const { schema } = await schemaOf('moments.json', { tight });
    expect(schema[0].properties.map(({ physicalType }: { physicalType: string }) => physicalType)).toEqual([
      'timestamptz',
      'timestamp',
      'text',
      'bigint',
    ]);
    writeFileSync(join(folder, 'moments.odcs.yaml'), (await infer('moments.json', { tight })).text);
    expect(await checkVerb.run(contextOf({ contract: 'moments.odcs.yaml' }, {}))).toMatchObject({ exit: 0, problems: [] });
  }
});

test('no range is claimed of what has NaN or is without end', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const from = `select unnest([1.5::double, 'nan', 2]) as strange, unnest([1.5::float, 'inf', 2]) as endless, unnest([date '2020-01-01', 'infinity', null]) as day,
    unnest([timestamp '2020-01-01', '-infinity', null]) as moment, unnest([1.5::double, null, 2]) as plain`;
  await connection.run(`copy (${from}) to '${join(folder, 'strange.parquet').replaceAll("'", "''")}'`);
  connection.closeSync();
  instance.closeSync();
  const { schema } = await schemaOf('strange.parquet', { tight: true });
  const ranges = schema[0].properties.flatMap(({ name, logicalTypeOptions }: { name: string; logicalTypeOptions?: { minimum?: unknown } }) =>
    logicalTypeOptions?.minimum === undefined ? [] : [name],
  );
  expect(ranges).toEqual(['plain']);
  writeFileSync(join(folder, 'strange.odcs.yaml'), (await infer('strange.parquet', { tight: true })).text);
  expect((await checkVerb.run(contextOf({ contract: 'strange.odcs.yaml' }, {}))).exit).toBe(0);
});

test.each(['orders.parquet', 'orders.csv', 'orders.json', 'shop.duckdb'])('%s meets what was inferred of it, tight or not', async (path) => {
  for (const tight of [false, true]) {
    const { text, exit, problems } = await infer(path, { tight });
    expect({ exit, problems: problems ?? [] }).toEqual({ exit: 0, problems: [] });
    writeFileSync(join(folder, 'inferred.odcs.yaml'), text);
    const end = await checkVerb.run(contextOf({ contract: 'inferred.odcs.yaml' }, {}));
    expect({ exit: end.exit, problems: end.problems, summary: end.summary }).toMatchObject({ exit: 0, problems: [] });
    expect(end.summary).not.toContain('not run');
  }
});

test('of few rows no list of values, of none nothing but the types', async () => {
  const few = await schemaOf('few.parquet');
  expect(JSON.stringify(few)).not.toContain('validValues');
  expect(few.schema[0].properties[0]).toMatchObject({ name: 'order_id', primaryKey: true });
  const none = JSON.stringify(await schemaOf('none.parquet'));
  expect(none).toContain('bigint');
  expect(none).not.toMatch(/required|primaryKey|validValues/);
});

test('a folder is a table for each file, a pattern is one table', async () => {
  const names = async (path: string): Promise<readonly string[]> => (await schemaOf(path)).schema.map(({ name }: { name: string }) => name);
  expect(await names('many')).toEqual(['a', 'b']);
  expect(await names('many/*.parquet')).toEqual(['many']);
  expect(await names('shop.duckdb')).toEqual(['orders', 'states']);
  mkdirSync(join(folder, 'tree', 'orders', 'y=1', 'm=2'), { recursive: true });
  copyFileSync(join(folder, 'few.parquet'), join(folder, 'tree', 'orders', 'y=1', 'm=2', 'a.parquet'));
  expect(await names('tree')).toEqual(['orders']);
});

test('as the short form of a source, which the product reads', async () => {
  const { text } = await infer('orders.csv', { as: 'short' });
  const read = readTableFile(contractFile(text, 'sources/orders.yaml'));
  expect(read).toMatchObject({ ok: true, value: { key: { columns: ['order_id'] } } });
  expect(text).toContain('path: orders.csv\nkey: order_id\n');
  expect(text).toMatch(/\n {2}price: double\n/);
  expect((await infer('many', { as: 'short' })).problems?.map((p) => p.code)).toEqual(['contract/several-tables']);
});

test('what is not there, or can’t be read, is told', async () => {
  expect((await infer('nothing.parquet')).problems?.map((p) => p.code)).toEqual(['contract/data-not-there']);
  writeFileSync(join(folder, 'broken.parquet'), 'no parquet');
  expect((await infer('broken.parquet')).exit).toBeGreaterThan(0);
  writeFileSync(join(folder, 'a.xlsx'), 'x');
  expect((await infer('a.xlsx')).problems?.map((p) => p.code)).toEqual(['contract/unknown-data-format']);
});

test('diff and export from the command line: the exit code says whether readers break', async () => {
  writeFileSync(join(folder, 'old.yaml'), 'columns:\n  id: { type: integer, required: true }\n');
  writeFileSync(join(folder, 'new.yaml'), 'columns:\n  id: { type: integer }\n  note: text\n');
  const diff = (...file: readonly string[]) => verb.run(contextOf({ action: 'diff', file }, { as: 'odcs', tight: false }));
  const worse = await diff('old.yaml', 'new.yaml');
  expect(worse.exit).toBe(1);
  expect(worse.text).toContain('breaks readers');
  expect(worse.document).toMatchObject({
    action: 'diff',
    breaks: true,
    changes: [{ kind: 'nullability-loosened', column: 'id', breaks: true }, { kind: 'column-added' }],
  });
  expect(worse.text.split('\n').every((line) => line.length <= 100)).toBe(true);
  expect((await diff('new.yaml', 'old.yaml')).exit).toBe(1);
  expect(await diff('old.yaml', 'old.yaml')).toMatchObject({ exit: 0, document: { breaks: false, changes: [] } });
  expect((await diff('old.yaml')).exit).toBe(2);
  const exported = await verb.run(contextOf({ action: 'export', file: ['old.yaml'] }, { as: 'sql', tight: false }));
  expect(exported).toMatchObject({ exit: 0, text: 'create table "old" (\n  "id" INTEGER not null\n);' });
});
