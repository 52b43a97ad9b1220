// A contract's rules on real data: Parquet, CSV, JSON and DuckDB files; every rule passes, fails, is an error, or is not run.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkContract, withContractData } from '../../src/cli/contract/check.ts';
import { openContract } from '../../src/cli/contract/open.ts';
import { verb } from '../../src/cli/verbs/check.ts';
import { palette } from '../../src/telemetry/index.ts';
import { effects, head } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'trivet-check-test-'));
const context = { cwd: folder, effects, flags: { clock: '2026-11-23T00:00:00Z', set: {} } };

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** `rule status`, the number of offending rows or the value where there is one; or the codes of the Problems. */
async function checked(contract: string, asked: { data?: string; server?: string; table?: string }): Promise<readonly string[]> {
  const read = await openContract(contract, folder);
  if (!read.ok) return read.problems.map((p) => p.code);
  const end = await withContractData(read.value, asked, context, checkContract);
  if (!end.ok) return end.problems.map((p) => `${p.code} ${p.message}`);
  return end.value.tables.flatMap(({ results }) =>
    results.map(({ rule, finding }) => `${rule.id} ${finding.status}${finding.status === 'fail' ? ` ${finding.offending || finding.value}` : ''}`),
  );
}
const failing = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.endsWith(' pass'));

const orders = `${head}servers:
  - { server: files, type: local, path: csv, format: csv }
  - { server: warehouse, type: duckdb, database: shop.duckdb }
  - { server: lake, type: s3, location: "s3://bucket/orders" }
schema:
  - name: orders
    physicalName: orders_v1
    properties:
      - { name: order_id, logicalType: string, primaryKey: true, required: true, logicalTypeOptions: { pattern: '^\\d{3}$' } }
      - { name: ordered_at, logicalType: timestamp, required: true }
      - { name: amount, logicalType: number, logicalTypeOptions: { minimum: 0, multipleOf: 0.01 } }
      - { name: pieces, logicalType: integer, physicalType: smallint }
      - { name: email, logicalType: string, classification: personal, logicalTypeOptions: { format: email } }
      - name: country
        logicalType: string
        relationships: [{ to: countries.code }]
        quality:
          - { metric: nullValues, mustBeLessOrEqualTo: 25, unit: percent }
          - { name: no-xx, type: sql, query: "select count(*) from {object} where {property} = 'XX'", mustBe: 0, severity: warning }
    quality:
      - { metric: rowCount, mustBeBetween: [2, 4] }
      - { name: joined, type: sql, query: "select count(*) from orders_v1 join countries on country = code", mustBe: 4 }
  - name: countries
    properties: [{ name: code, logicalType: string, primaryKey: true }]
slaProperties:
  - { property: latency, value: 2, unit: d, element: orders.ordered_at }
  - { property: retention, value: 3, unit: y, element: orders.ordered_at }
`;
const good = `order_id,ordered_at,amount,pieces,email,country
001,2026-11-22 10:00:00,10.5,1,a@b.de,DE
002,2026-11-22 11:00:00,0,2,c@d.us,US
003,2026-11-21 11:00:00,3.14,,,DE
004,2026-11-20 11:00:00,7,300,e@f.de,DE
`;
const bad = good
  .replace('3.14', '-3.145')
  .replace('a@b.de', 'nobody')
  .replace('001', '1')
  .replace('2026-11-20', '2020-11-20')
  .replace(/US\n/, 'XX\n');

beforeAll(async () => {
  put('orders.odcs.yaml', orders);
  put('csv/orders_v1.csv', good);
  put('csv/countries.csv', 'code\nDE\nUS\n');
  put('bad/orders_v1.csv', bad);
  put('bad/countries.csv', 'code\nDE\nUS\n');
  const instance = await DuckDBInstance.create(join(folder, 'shop.duckdb'));
  const connection = await instance.connect();
  const from = (path: string) => `read_csv('${join(folder, path)}', types = {'order_id': 'VARCHAR', 'pieces': 'SMALLINT'})`;
  mkdirSync(join(folder, 'parquet', 'orders'), { recursive: true });
  await connection.run(`
    create table orders_v1 as from ${from('csv/orders_v1.csv')};
    create view countries as select 'DE' as code union all select 'US';
    copy (from orders_v1 limit 2) to '${folder}/parquet/orders/1.parquet';
    copy (from orders_v1 offset 2) to '${folder}/parquet/orders/2.parquet';
    copy countries to '${folder}/parquet/countries.json'`);
  connection.closeSync();
  instance.closeSync();
});

describe('one contract on data in four forms', () => {
  test.each([
    ['the CSV of its first server', {}],
    ['a DuckDB file, by its server', { server: 'warehouse' }],
    ['a DuckDB file', { data: 'shop.duckdb' }],
    ['a folder of Parquet and JSON, one table in a folder of its own', { data: 'parquet' }],
  ])('%s passes', async (_, asked) => {
    const lines = await checked('orders.odcs.yaml', asked);
    expect(lines.length).toBe(22);
    expect(failing(lines)).toEqual([]);
  });

  test('the same data with faults', async () => {
    expect(failing(await checked('orders.odcs.yaml', { data: 'bad' }))).toEqual([
      'orders.order_id.pattern fail 1',
      'orders.amount.range fail 1',
      'orders.email.format fail 1',
      'orders.country.references fail 1',
      'orders.amount.multipleOf fail 1',
      'orders.no-xx fail 1',
      'orders.joined fail 3',
      'orders.ordered_at.retention fail 1',
    ]);
  });
});

test('one table alone, from a file of any name', async () => {
  put('elsewhere.csv', 'code\nDE\nDE\n');
  expect(await checked('orders.odcs.yaml', { data: 'elsewhere.csv', table: 'countries' })).toEqual([
    'countries.key fail 2',
    'countries.code.type pass',
  ]);
  expect(await checked('orders.odcs.yaml', { data: 'elsewhere.csv' })).toEqual([expect.stringContaining('contract/several-tables')]);
});

test('without its other table, what refers to it is an error and does not pass', async () => {
  const lines = await checked('orders.odcs.yaml', { data: 'csv/orders_v1.csv', table: 'orders' });
  expect(failing(lines)).toEqual(['orders.country.references error', 'orders.joined error']);
});

test.each([
  ['data that is not there', { data: 'nowhere' }, 'contract/data-not-there'],
  ['a server that is not there', { server: 'lakes' }, 'contract/unknown-server'],
  ['a server over the network', { server: 'lake' }, 'contract/remote-server'],
  ['a table that is not there', { table: 'order' }, 'contract/unknown-table'],
  ['a folder without one of the tables', { data: 'one' }, 'contract/table-not-there'],
  ['a file of no known format', { data: 'orders.odcs.yaml', table: 'orders' }, 'contract/unknown-data-format'],
  ['a DuckDB file that is none', { data: 'none.duckdb' }, 'engine/unusable-database'],
  ['files of two formats for one table', { data: 'mixed' }, 'contract/mixed-data-formats'],
])('%s', async (_, asked, expected) => {
  put('one/countries.csv', 'code\nDE\n');
  put('none.duckdb', 'hello');
  put('mixed/orders/a.csv', good);
  put('mixed/orders/b.json', '[]');
  const [told] = await checked('orders.odcs.yaml', asked);
  expect(told).toContain(expected);
});

test('a contract without server needs --data', async () => {
  put('bare.odcs.yaml', `${head}schema: [{ name: a }]\n`);
  expect(await checked('bare.odcs.yaml', {})).toEqual([expect.stringContaining('contract/no-data')]);
  put('empty.odcs.yaml', head);
  expect(await checked('empty.odcs.yaml', {})).toEqual([expect.stringContaining('contract/no-tables')]);
  expect(await checked('absent.odcs.yaml', {})).toEqual(['contract/unreadable-contract']);
});

test('nested values of JSON: objects, lists, lists of objects', async () => {
  put(
    'nested.odcs.yaml',
    `${head}schema:
  - name: people
    properties:
      - name: address
        logicalType: object
        logicalTypeOptions: { minProperties: 2 }
        properties:
          - { name: street, logicalType: string, required: true }
          - { name: zip, logicalType: string, logicalTypeOptions: { pattern: '^\\d{5}$' } }
      - name: orders
        logicalType: array
        logicalTypeOptions: { minItems: 1, uniqueItems: true }
        items:
          logicalType: object
          properties:
            - { name: n, logicalType: integer, required: true, logicalTypeOptions: { minimum: 1, multipleOf: 2 } }
            - name: tags
              logicalType: array
              items: { logicalType: string, logicalTypeOptions: { maxLength: 3 } }
`,
  );
  const row = (street: unknown, zip: unknown, lines: unknown) => JSON.stringify({ address: { street, zip }, orders: lines });
  const fine = row('Main', '01234', [{ n: 2, tags: ['a', 'bcd'] }]);
  put('nested/people.json', `${fine}\n${fine}\n`);
  expect(failing(await checked('nested.odcs.yaml', { data: 'nested' }))).toEqual([]);
  const lines = [
    fine,
    row(null, '12345', [{ n: 2, tags: [] }]),
    row('Main', '1234', [{ n: 2, tags: ['toolong'] }]),
    row('Main', '12345', []),
    row('Main', '12345', [
      { n: 3, tags: [] },
      { n: 3, tags: [] },
    ]),
    row('Main', '12345', [
      { n: null, tags: [] },
      { n: -2, tags: [] },
    ]),
    JSON.stringify({ address: null, orders: [{ n: 4, tags: null }] }),
  ];
  put('nested/people.json', lines.join('\n'));
  expect(failing(await checked('nested.odcs.yaml', { data: 'nested' }))).toEqual([
    'people.orders.length fail 1',
    'people.address.properties fail 1',
    'people.address.street.required fail 1',
    'people.address.zip.pattern fail 1',
    'people.orders.uniqueItems fail 1',
    'people.orders.items.n.required fail 1',
    'people.orders.items.n.minimum fail 1',
    'people.orders.items.n.multipleOf fail 1',
    'people.orders.items.tags.items.length fail 1',
  ]);
});

test('types: the contract wins where each value allows it, and is a rule that fails where one does not', async () => {
  put(
    'types.odcs.yaml',
    `${head}schema:
  - name: t
    properties:
      - { name: code, logicalType: string }
      - { name: small, physicalType: smallint }
      - { name: price, physicalType: "decimal(10,2)", logicalType: number }
      - { name: day, physicalType: timestamp, logicalType: timestamp }
      - { name: none, logicalType: integer }
      - { name: count, logicalType: integer }
      - { name: flag, logicalType: boolean }
`,
  );
  put('types/t.csv', 'code,small,price,day,none,count,flag\n007,1,1.25,2026-01-01,,1,true\n008,2,2,2026-01-02,,2,false\n');
  expect(failing(await checked('types.odcs.yaml', { data: 'types' }))).toEqual([]);
  put('types/t.csv', 'code,small,price,day,none,count,flag\n007,70000,1.255,soon,,many,true\n008,2,2,2026-01-02,,2,maybe\n');
  expect(failing(await checked('types.odcs.yaml', { data: 'types' }))).toEqual([
    't.small.type fail null',
    't.price.type fail null',
    't.day.type fail null',
    't.count.type fail null',
    't.flag.type fail null',
  ]);
});

test('a column that is missing is an error of its rules', async () => {
  put('gone.odcs.yaml', `${head}schema: [{ name: t, properties: [{ name: a, required: true }, { name: b }] }]\n`);
  put('gone/t.csv', 'b\n1\n');
  expect(await checked('gone.odcs.yaml', { data: 'gone' })).toEqual(['t.a.required error']);
});

test('a column is found by its name where the physical one is not there', async () => {
  put(
    'names.odcs.yaml',
    `${head}schema: [{ name: t, properties: [{ name: a, physicalName: col_a, required: true, quality: [{ type: sql, query: "select count({property}) from {object}", mustBe: 1 }] }] }]\n`,
  );
  put('names/t.csv', 'a\n1\n');
  expect(await checked('names.odcs.yaml', { data: 'names' })).toEqual(['t.a.required pass', 't.a.sql pass']);
  put('names/t.csv', 'col_a\n1\n');
  expect(await checked('names.odcs.yaml', { data: 'names' })).toEqual(['t.col_a.required pass', 't.col_a.sql pass']);
});

describe('SQL of a contract', () => {
  test.each([
    ['two statements', 'select 1; drop table t', 'engine/not-a-select'],
    ['what writes', 'delete from {object}', 'engine/not-a-select'],
    ['a file read', "select count(*) from read_csv('/etc/passwd')", 'engine/'],
    ['chance', 'select random()', 'engine/'],
    ['no SQL', 'selec 1', 'engine/syntax'],
  ])('%s is refused', async (_, query, code) => {
    put('sql.odcs.yaml', `${head}schema: [{ name: t, properties: [{ name: a }], quality: [{ type: sql, query: "${query}", mustBe: 0 }] }]\n`);
    put('sql/t.csv', 'a\n1\n');
    expect(await checked('sql.odcs.yaml', { data: 'sql' })).toEqual([expect.stringContaining(code)]);
  });
});

describe('the verb', () => {
  const run = (contract: string, flags: object = {}) =>
    verb.run({
      arguments: { contract },
      flags: { json: false, quiet: false, set: {}, wait: 0, help: false, clock: '2026-11-23T00:00:00Z', ...flags },
      effects,
      emit: () => {},
      palette: palette(false),
      width: 100,
      interactive: false,
      cwd: folder,
      signal: new AbortController().signal,
    } as never);

  test('ends with 0 when all rules of severity error pass', async () => {
    const end = await run('orders.odcs.yaml');
    expect([end.exit, end.summary]).toEqual([0, '✓ orders.odcs.yaml: 22 passed']);
  });

  test('ends with 1 when one fails; personal values are masked, warnings only told', async () => {
    const end = await run('orders.odcs.yaml', { data: 'bad' });
    expect(end.exit).toBe(1);
    expect(end.summary).toBe('✗ orders.odcs.yaml: 14 passed, 7 failed, 1 warned');
    expect(end.text).toContain('•••');
    expect(end.text).not.toContain('nobody');
    expect(JSON.stringify(end.document)).not.toContain('nobody');
  });

  test('ends with 2 when the contract is wrong', async () => {
    put('wrong.odcs.yaml', `${head}schema: [{ nam: t }]\n`);
    expect((await run('wrong.odcs.yaml')).exit).toBe(2);
  });
});
