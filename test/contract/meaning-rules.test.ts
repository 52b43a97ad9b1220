// What quality rules and service levels mean on data: severities, keys and SQL as they are written.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { rulesOfTable } from '../../src/checks/index.ts';
import { exportContract } from '../../src/contract/index.ts';
import { asked, putIn } from './asked.ts';
import { documentOf, head, marks, problemsOf, rulesOf, withProperties } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract meaning '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = (text: string): readonly string[] => problemsOf(text).map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);
const spelled = (text: string): readonly string[] => {
  const [table] = rulesOf(text).tables;
  return (table ? rulesOfTable(table) : []).map(({ id, kind, settings, tolerance, severity }) =>
    [id.replace(/^orders\./, ''), kind, JSON.stringify(settings), ...(tolerance ? [JSON.stringify(tolerance)] : []), severity].join(' '),
  );
};

describe('rules in the short form', () => {
  const own = '- { name: a, required: true, logicalTypeOptions: { minimum: 10 }, logicalType: integer }';
  const short = (...implementations: readonly string[]) =>
    `${withProperties(own, '- { name: b }')}    quality:\n${implementations.map((one) => `      - { type: custom, engine: trivet, ${one} }\n`).join('')}`;

  test('of another severity leave the column’s own alone', () => {
    const all = short(
      'implementation: { columns: { a: { max: 100, in: [10, 20], required: true, unique: true, pattern: "1", format: integer, length: 2, type: integer, severity: warning } } }',
    );
    expect(spelled(all)).toEqual([
      'a.required notNull {"column":"a"} error',
      'a.range range {"column":"a","min":10} error',
      'a.type columnType {"column":"a","type":"any integer"} error',
      'a.type-2 columnType {"column":"a","type":"integer"} warning',
      'a.required-2 notNull {"column":"a"} warning',
      'a.range-2 range {"column":"a","max":100} warning',
      'a.in inSet {"column":"a","values":[10,20]} warning',
      'a.unique unique {"columns":["a"]} warning',
      'a.pattern regex {"column":"a","pattern":"1"} warning',
      'a.format format {"column":"a","format":"integer"} warning',
      'a.length length {"column":"a","is":2} warning',
    ]);
  });

  test('of the same severity are one with it', () => {
    expect(spelled(short('implementation: { columns: { a: { max: 100 } } }'))).toEqual([
      'a.required notNull {"column":"a"} error',
      'a.range range {"column":"a","min":10,"max":100} error',
      'a.type columnType {"column":"a","type":"any integer"} error',
    ]);
  });

  test('two that say otherwise of one column are told, whatever their severity', () => {
    expect(told(short('implementation: { columns: { ▸a: { min: 5, severity: warning } } }'))).toEqual(
      marks(short('implementation: { columns: { ▸a: { min: 5, severity: warning } } }')).map((at) => `contract/said-twice ${at}`),
    );
  });

  test.each([
    ['key', 'implementation: { key: [a] }', 'implementation: { key: ▸[a, b] }'],
    ['rows', 'implementation: { rows: { min: 5 } }', 'implementation: { rows: ▸{ min: 1 } }'],
    ['rows of another severity', 'implementation: { rows: { min: 5 } }', 'severity: warning, implementation: { rows: ▸{ min: 5 } }'],
  ])('a second %s that says otherwise is told', (_, first, second) => {
    const text = short(first, second);
    expect(told(text)).toEqual(marks(text).map((at) => `contract/said-twice ${at}`));
    expect(told(short(first, first))).toEqual([]);
  });

  test.each([
    ['a map', '{ rows: { min: 1 }, columns: { b: { unique: true }, a: { max: 9, severity: error } }, checks: { few: { rowCount: { max: 5 } } } }'],
    ['a text', '"rows: { min: 1 }\\ncolumns: { b: { unique: true }, a: { max: 9, severity: error } }\\nchecks: { few: { rowCount: { max: 5 } } }"'],
  ])('the rule’s own severity is that of what it holds, as %s', (_, implementation) => {
    const lines = spelled(short(`severity: warning, implementation: ${implementation}`));
    expect(lines.filter((line) => !/^a\.(required|type) /.test(line))).toEqual([
      'a.range range {"column":"a","min":10,"max":9} error',
      'b.unique unique {"columns":["b"]} warning',
      'rows rowCount {"min":1} warning',
      'few rowCount {"max":5} warning',
    ]);
  });

  test('a check may have the name of no rule that a column has', () => {
    const names = spelled(short('implementation: { columns: { a: { in: [1] } } }', 'name: a.in, implementation: { notNull: { column: b } }'));
    expect(names.map((line) => line.split(' ')[0])).toEqual(['a.required', 'a.range', 'a.in', 'a.type', 'a.in-2']);
  });
});

test.each([
  ['{ metric: rowCount, mustBeLessThan: 9007199254740993 }', []],
  ['{ metric: nullValues, mustBeBetween: [0, 9007199254740993] }', []],
  ['{ metric: rowCount, mustBeLessThan: ▸"9007199254740993" }', ['contract/wrong-kind']],
])('%s: a number is one of whatever size, a text is none', (rule, codes) => {
  const text = withProperties('- name: a', `  quality: [${rule}]`);
  const places = marks(text);
  expect(told(text)).toEqual(codes.map((code, i) => `${code} ${places[i]}`));
});

describe('SQL', () => {
  const sql = (query: string) => withProperties('- name: a', `  quality: [{ name: q, type: sql, query: ${JSON.stringify(query)}, mustBe: 1 }]`);
  test.each([
    [
      "select count(*) from {object} where regexp_matches({property}, '^[A-Z]{3}$')",
      `select count(*) from "orders" where regexp_matches("a", '^[A-Z]{3}$')`,
    ],
    ["select count(*) from {object} where a = '{word}'", `select count(*) from "orders" where a = '{word}'`],
    ["select count(*) from {object} where a = 'of {object}'", `select count(*) from "orders" where a = 'of orders'`],
    ['select 1 -- {word}\nfrom {object}', 'select 1 -- {word}\nfrom "orders"'],
    ['select count("{property}"), `${column}` from `{object}`', 'select count("a"), "a" from "orders"'],
  ])('%s', (query, expected) => {
    expect(spelled(sql(query))).toEqual([`q sqlValue ${JSON.stringify({ sql: expected, is: 1 })} error`]);
  });
  test('a placeholder that stands for nothing is told', () => {
    expect(told(sql('select {objct} from t'))[0]).toMatch(/^contract\/bad-placeholder/);
  });
  test('a repeat in a pattern is asked', async () => {
    putIn(folder, 'repeat.odcs.yaml', sql("select count(*) from {object} where regexp_matches({property}, '^[A-Z]{3}$')"));
    putIn(folder, 'repeat/orders.csv', 'a\nABC\nAB\n');
    expect(await asked(folder, 'repeat.odcs.yaml', 'repeat')).toEqual(['q pass']);
  });
});

test.each([
  ['^(a{500}){3}$', false],
  ['^(?:(a{10}){10}b{2}){11}$', false],
  ['^(a{10}|(b{3}){7}){47}$', true],
  ['^(a{500}){2}$', true],
  ['^(a{500,}){3}$', false],
  ['^a{500}b{500}c{500}$', true],
  ['^(a*){3}[{5}]{1000}$', true],
])('%s: repeats of repeats that the engine takes: %s', async (pattern, taken) => {
  const text = withProperties(`- { name: a, logicalType: string, logicalTypeOptions: { pattern: ▸'${pattern}' } }`);
  expect(told(text)).toEqual(taken ? [] : marks(text).map((at) => `contract/bad-pattern ${at}`));
  if (!taken) return;
  putIn(folder, 'repeats.odcs.yaml', text.replaceAll('▸', ''));
  putIn(folder, 'repeats/orders.csv', 'a\nx\n');
  expect(await asked(folder, 'repeats.odcs.yaml', 'repeats')).toContain('a.pattern fail');
});

test('a retention of a day and a half', async () => {
  const text = `${head}schema: [{ name: t, properties: [{ name: at, logicalType: timestamp }] }]\nslaProperties: [{ property: retention, value: 1.5, unit: d, element: t.at }]\n`;
  putIn(folder, 'retention.odcs.yaml', text);
  putIn(folder, 'retention/t.csv', 'at\n2026-11-21 13:00:00\n');
  expect(await asked(folder, 'retention.odcs.yaml', 'retention')).toEqual(['at.type pass', 'at.retention pass']);
  putIn(folder, 'retention/t.csv', 'at\n2026-11-21 11:00:00\n');
  expect(await asked(folder, 'retention.odcs.yaml', 'retention')).toEqual(['at.type pass', 'at.retention fail']);
});

test('SQL of a contract takes each multiple, and no other', async () => {
  const text = withProperties('- { name: amount, logicalType: number, logicalTypeOptions: { multipleOf: 0.01 } }');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(exportContract(documentOf(text), 'sql'));
    await connection.run('insert into orders values (19.90), (null), (12345678.12)');
    await expect(connection.run('insert into orders values (19.905)')).rejects.toThrow('CHECK constraint');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
