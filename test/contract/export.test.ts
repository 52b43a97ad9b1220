// Contracts in other forms: what each says, and that those who read the form take it: a validator of JSON Schema, the compiler, the engine, the standard's own schema.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { digestOf } from '../../src/base/index.ts';
import { documentOfShort, type ExportForm, exportContract, type OdcsDocument, readContract } from '../../src/contract/index.ts';
import { readTableFile } from '../../src/product/index.ts';
import { describedTables } from './described.ts';

const codeFile = (path: string, text: string) => ({ path, text, digest: digestOf(text) });
const folder = mkdtempSync(join(tmpdir(), 'contract export '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function documentOf(text: string): OdcsDocument {
  const read = readContract(codeFile('shop.odcs.yaml', text));
  if (!read.ok) throw new Error(read.problems.map((p) => `${p.at?.line}: ${p.message}`).join('\n'));
  return read.value.document;
}

const shop = documentOf(`apiVersion: v3.1.0
kind: DataContract
id: shop
name: shop
version: 1.2.0
status: active
description: { purpose: What is sold., usage: Reports, limitations: No returns. }
servers: [{ server: files, type: local, path: data, format: csv }]
schema:
  - name: order_lines
    description: "One row for each line\\nof an order. */ <b>"
    properties:
      - { name: order_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1, relationships: [{ to: orders.id }] }
      - { name: line, logicalType: integer, logicalTypeOptions: { minimum: 1, format: i16 }, primaryKey: true, primaryKeyPosition: 2 }
      - name: state
        logicalType: string
        description: Where it is
        quality: [{ metric: invalidValues, arguments: { validValues: [open, it's shut] }, mustBe: 0 }]
      - { name: code, logicalType: string, required: true, logicalTypeOptions: { minLength: 2, maxLength: 4, pattern: "^[A-Z]+$" } }
      - { name: sent at, logicalType: timestamp, classification: personal }
      - { name: price, logicalType: number, physicalType: "decimal(10,2)", logicalTypeOptions: { exclusiveMinimum: 0, multipleOf: 0.5 } }
      - name: address
        logicalType: object
        properties: [{ name: street, logicalType: string, required: true }, { name: number, logicalType: integer }]
      - { name: tags, logicalType: array, items: { logicalType: string, required: true }, logicalTypeOptions: { maxItems: 3, uniqueItems: true } }
    quality:
      - { name: enough, metric: rowCount, mustBeGreaterThan: 10, severity: error }
      - { type: text, description: All is well }
  - name: orders
    physicalName: orders_1
    properties:
      - { name: id, logicalType: integer, unique: true, required: true }
slaProperties: [{ property: latency, value: 4, unit: d, element: orders.id }]
support: [{ channel: "#shop" }]
team: { name: shop team, members: [{ username: ada, role: owner }] }
`);
const text = (as: ExportForm, document = shop) => exportContract(document, as);

const good = {
  order_id: 1,
  line: 2,
  state: null,
  code: 'AB',
  'sent at': '2001-02-03T04:05:06Z',
  price: 1.5,
  address: { street: 'High', number: null },
  tags: ['a'],
};

test('JSON Schema takes the rows that the contract does, and no others', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } });
  const schema = JSON.parse(text('jsonschema')) as { $defs: Record<string, object> };
  ajv.addSchema({ ...schema, $id: 'shop' });
  const valid = (row: object): boolean => ajv.validate('shop#/$defs/order_lines', row) === true;
  expect(valid(good)).toBe(true);
  const bad = [
    { code: null },
    { code: 'ABCDE' },
    { code: 'ab' },
    { line: 0 },
    { line: 1.5 },
    { line: null },
    { state: 'lost' },
    { price: 0 },
    { price: 0.7 },
    { address: { number: 1 } },
    { tags: ['a', 'a'] },
    { tags: [null] },
    { tags: ['a', 'b', 'c', 'd'] },
    { order_id: 'x' },
  ];
  expect(bad.filter((part) => valid({ ...good, ...part }))).toEqual([]);
  const { code: _, ...without } = good;
  expect(valid(without)).toBe(false);
  expect(valid({ ...good, state: "it's shut" })).toBe(true);
});

test('TypeScript compiles, and refuses what is no row', () => {
  const file = join(folder, 'shop.ts');
  const row = JSON.stringify(good).replace('"sent at"', "'sent at'");
  writeFileSync(
    file,
    `${text('typescript')}
export const good: OrderLines = ${row};
// @ts-expect-error a code is never null
export const noCode: OrderLines = { ...good, code: null };
// @ts-expect-error not one of the states
export const lost: OrderLines = { ...good, state: 'lost' };
// @ts-expect-error a text
export const id: Orders = { id: 'x' };
`,
  );
  const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  const run = () => execFileSync(process.execPath, [tsc, '--noEmit', '--strict', '--ignoreConfig', '--target', 'es2024', file], { encoding: 'utf8' });
  expect(run()).toBe('');
  expect(text('typescript')).toContain('/** Where it is */\n  readonly state:');
});

test('SQL makes tables that hold rows to the contract', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(text('sql'));
    const insert = (values: string) => connection.run(`insert into order_lines values (${values})`);
    await connection.run('insert into orders_1 values (1)');
    const row = ['1', '1', "'open'", "'AB'", "'2001-02-03'", '1.5', "{street: 'High', number: null}", "['a']"];
    const but = (at: number, value: string) => row.map((said, i) => (i === at ? value : said)).join(', ');
    await insert(row.join(', '));
    const refused: string[] = [];
    for (const values of [
      row.join(', '),
      but(0, '2'),
      but(1, '0'),
      but(2, "'lost'"),
      but(3, 'null'),
      but(3, "'ab'"),
      but(5, '0'),
      but(7, "['a','b','c','d']"),
    ]) {
      await insert(values).catch(() => refused.push(values));
    }
    expect(refused).toHaveLength(8);
    await insert(but(1, '2'));
    const comments = await (await connection.run("select comment from duckdb_columns() where column_name = 'state'")).getRows();
    expect(comments).toEqual([['Where it is']]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

test('Markdown is a page for people', () => {
  const page = text('markdown');
  expect(page).toContain('# shop\n\nWhat is sold.\n\n**Usage.** Reports');
  expect(page).toContain('A row is named by `order_id`, `line`.');
  expect(page).toContain("| `state` | string | yes | Where it is | one of open, it's shut |");
  expect(page).toContain('| `address.street` | string | no |');
  expect(page).toContain('- **enough** rowCount is more than 10 (error)');
  expect(page).toContain('| latency | 4 d | orders.id |');
  // what a contract says is text, whatever it looks like
  expect(page).not.toContain('<b>');
});

const short = readTableFile(
  codeFile(
    'assets/departures.yaml',
    `description: One row for each departure
key: [date, n]
columns:
  date: { type: date, required: true }
  n: integer
  origin: { type: text, in: [SEA, SFO], references: airports.iata, personal: true }
  delay: { type: integer, required: 99%, min: -240, max: 1440 }
  note: { type: text, pattern: "(?i)late", severity: warning }
rows: { min: 1000 }
checks:
  usual: { sql: "select 1 where false", key: [origin] }
  most: { notNull: { column: note }, mostly: 90%, dimension: completeness }
`,
  ),
);

test('the short form as ODCS: in the standard’s words where it has them, ids that stay, the rest for the engine trivet', () => {
  if (!short.ok) throw new Error('the short form is wrong');
  const document = documentOfShort(short.value, { dataProduct: 'airport-delays', team: 'departures' });
  const exported = exportContract(document, 'odcs');
  expect(exported).toBe(exportContract(documentOfShort(short.value, { dataProduct: 'airport-delays', team: 'departures' }), 'odcs'));
  const said = parse(exported);
  expect(said).toMatchObject({ apiVersion: 'v3.1.0', id: 'airport-delays.departures', dataProduct: 'airport-delays', team: { name: 'departures' } });
  expect(said.schema).toEqual([
    {
      id: 'departures',
      name: 'departures',
      physicalType: 'table',
      description: 'One row for each departure',
      properties: [
        { id: 'date', name: 'date', logicalType: 'date', physicalType: 'date', required: true, primaryKey: true, primaryKeyPosition: 1 },
        { id: 'n', name: 'n', logicalType: 'integer', physicalType: 'integer', primaryKey: true, primaryKeyPosition: 2 },
        {
          id: 'origin',
          name: 'origin',
          logicalType: 'string',
          physicalType: 'text',
          relationships: [{ type: 'foreignKey', to: 'airports.iata' }],
          classification: 'personal',
          quality: [{ type: 'library', metric: 'invalidValues', arguments: { validValues: ['SEA', 'SFO'] }, mustBe: 0, severity: 'error' }],
        },
        {
          id: 'delay',
          name: 'delay',
          logicalType: 'integer',
          physicalType: 'integer',
          logicalTypeOptions: { minimum: -240, maximum: 1440 },
          quality: [{ type: 'library', metric: 'nullValues', mustBeLessOrEqualTo: 1, unit: 'percent', severity: 'error' }],
        },
        {
          id: 'note',
          name: 'note',
          quality: [
            {
              id: 'most',
              name: 'most',
              dimension: 'completeness',
              severity: 'error',
              type: 'library',
              metric: 'nullValues',
              mustBeLessOrEqualTo: 10,
              unit: 'percent',
            },
          ],
        },
      ],
      quality: [
        { type: 'custom', engine: 'trivet', implementation: { columns: { note: { type: 'text', pattern: '(?i)late', severity: 'warning' } } } },
        {
          id: 'usual',
          name: 'usual',
          severity: 'error',
          type: 'custom',
          engine: 'trivet',
          implementation: { sql: 'select 1 where false', key: ['origin'] },
        },
        { type: 'library', metric: 'rowCount', mustBeGreaterOrEqualTo: 1000, severity: 'error' },
      ],
    },
  ]);
  for (const as of ['jsonschema', 'typescript', 'sql', 'markdown'] as const) expect(exportContract(document, as)).toContain('delay');
});

const official = join(import.meta.dirname, '../../../shared/corpora/odcs/schema/odcs-json-schema-v3.1.0.json');
if (existsSync(official))
  test('whatever the short form says, the standard’s own schema takes the export', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(official, 'utf8')));
    for (const described of fc.sample(describedTables, 100)) {
      const exported = parse(exportContract(documentOfShort(described), 'odcs'), { schema: 'core' });
      expect({ valid: validate(exported), errors: validate.errors, exported }).toMatchObject({ valid: true });
    }
  });
