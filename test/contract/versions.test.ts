// Older versions and other notations read as one document of 3.1.0, each value with its place.

import { expect, test } from 'vitest';
import { rulesOfTable } from '../../src/checks/index.ts';
import { readContract } from '../../src/contract/index.ts';
import { contractFile, documentOf, head, read, rulesOf, withProperties } from './rig.ts';

const v2 = `# a comment
apiVersion: v2.2.2
uuid: "53581432"
version: 1.1.0
status: current
kind: virtualDataset
type: tables
datasetName: access_views
datasetDomain: seller
quantumName: my quantum
tenant: null
password: $secret
description:
  purpose: Views
  usage: null
dataset:
  - table: tbl
    physicalName: tbl_1
    priorTableName: seller
    dataGranularity: one row a payment
    columns:
      - column: txn_id
        isPrimaryKey: true
        primaryKeyPosition: 1
        isNullable: false
        isUnique: true
        logicalType: string
        physicalType: varchar(18)
        clusterStatus: true
        sampleValues: [a, b]
        tags: null
      - column: txn_date
        isNullable: true
        logicalType: date
        physicalType: timestamp
        quality:
          - toolName: soda
            toolRuleName: no_nulls
            code: nullCheck
            dimension: completeness
            type: dataQuality
            scheduleCronExpression: 0 20 * * *
stakeholders:
  - { username: ada, role: owner }
slaDefaultColumn: tbl.txn_date
slaProperties:
  - { property: latency, value: 4, unit: d, column: tbl.txn_date }
`;

test('2.2: names, kinds and places', () => {
  const document = documentOf(v2);
  expect(document).toMatchObject({
    apiVersion: '2.2.2',
    id: '53581432',
    name: 'access_views',
    domain: 'seller',
    dataProduct: 'my quantum',
    slaDefaultElement: 'tbl.txn_date',
  });
  const [table] = document.schema;
  expect(table).toMatchObject({ name: 'tbl', physicalName: 'tbl_1', at: { line: 17 } });
  expect(table?.properties.map((p) => [p.name, p.required, p.unique, p.primaryKey, p.at.line])).toEqual([
    ['txn_id', true, true, true, 22],
    ['txn_date', false, false, false, 32],
  ]);
  expect(table?.properties[1]?.quality[0]).toMatchObject({ type: 'custom', engine: 'soda', implementation: 'no_nulls', dimension: 'completeness' });
  expect(document.at(['schema', 0, 'properties', 0, 'required'])).toMatchObject({ line: 25, column: 21 });
  expect(document.sla[0]).toMatchObject({ property: 'latency', element: 'tbl.txn_date' });
});

test('2.2: what 3.1.0 has no key for is a custom property, and nothing is lost', () => {
  const { raw } = documentOf(v2);
  expect(raw.customProperties).toEqual([
    { property: 'kind', value: 'virtualDataset' },
    { property: 'type', value: 'tables' },
    { property: 'password', value: '$secret' },
  ]);
  const text = JSON.stringify(raw);
  for (const kept of ['one row a payment', 'priorTableName', 'clusterStatus', '"examples":["a","b"]', 'nullCheck', '0 20 * * *', 'ada'])
    expect(text).toContain(kept);
});

test('2.2: its rules', () => {
  const meant = rulesOf(v2);
  expect(meant.tables.flatMap(rulesOfTable).map((rule) => rule.id)).toEqual([
    'tbl.key',
    'tbl.txn_id.type',
    'tbl.txn_id.required',
    'tbl.txn_id.unique',
    'tbl.txn_id.length',
    'tbl.txn_date.type',
    'tbl.txn_date.latency',
  ]);
  expect(meant.notRun.map(({ rule, reason }) => [rule, reason])).toEqual([
    ['txn_date.custom', 'it is a rule of the engine soda, which is not run here'],
  ]);
});

const old = (text: string): string => text.replace('v3.1.0', 'v3.0.2');

test('3.0: a rule of the library is a metric, an exclusive bound a number', () => {
  const document = documentOf(
    old(
      withProperties(
        '- name: n',
        '  logicalType: integer',
        '  logicalTypeOptions: { minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }',
        '  quality:',
        '    - { type: library, rule: duplicateCount, mustBeLessThan: 5 }',
        '    - { rule: validValues, validValues: [1, 2], mustBe: 0 }',
      ),
    ),
  );
  const [column] = document.schema[0]?.properties ?? [];
  expect(column?.options).toEqual({ exclusiveMinimum: 0, maximum: 9 });
  expect(column?.quality.map(({ metric, arguments: given }) => [metric, given])).toEqual([
    ['duplicateValues', undefined],
    ['invalidValues', { validValues: [1, 2] }],
  ]);
});

test('3.0: each comparison of a rule is a rule', () => {
  const text = `${old(withProperties('- name: n', '  quality:', '    - { rule: nullCheck, mustBeGreaterThan: 0, mustBeLessThan: 2, unit: percent }'))}    quality:
      - { type: library, rule: rowCount, name: few, mustBeGreaterThan: 0, mustBeLessThan: 2, mustNotBe: 1 }
      - { type: sql, query: "select max(n) from {object}", mustBe: 3 }
`;
  const meant = rulesOf(text);
  expect(meant.tables.flatMap(rulesOfTable).map(({ id, expectation }) => [id, expectation])).toEqual([
    ['orders.n.nullValues', expect.stringContaining('above 0')],
    ['orders.n.nullValues-2', expect.stringContaining('below 2')],
    ['orders.few', 'above 0 rows'],
    ['orders.sql', expect.stringContaining('3')],
    ['orders.few-2', 'below 2 rows'],
    ['orders.few-3', expect.stringContaining('1 row')],
  ]);
  // each is told where it stands, and is a rule of 3.1.0
  expect(meant.tables[0]?.checks.map(({ at }) => at.line)).toEqual([11, 11, 13, 14, 13, 13]);
  const { raw } = documentOf(text);
  expect(JSON.stringify(raw)).toContain('{"type":"library","metric":"rowCount","name":"few-2","mustBeLessThan":2}');
  expect(read(text)).toMatchObject({ ok: true, value: { warnings: [] } });
});

test('3.0: a fault behind such a rule is the error that it is, once', () => {
  const text = `${old(withProperties('- name: n'))}    quality:
      - { rule: rowCount, mustBeGreaterThan: 0, mustBeLessThan: 2 }
      - { rule: rowCount, mustBe: 1, dimension: nonsense }
`;
  const contract = read(text);
  expect(contract.ok ? [] : contract.problems.map((p) => [p.severity, p.code, p.at?.line])).toEqual([['error', 'contract/bad-choice', 12]]);
  const twice = read(text.replace('mustBeLessThan: 2', 'mustBeLessThan: 2, dimension: nonsense'));
  const errors = twice.ok ? [] : twice.problems.filter(({ severity }) => severity === 'error');
  expect(errors.map((p) => [p.code, p.at?.line])).toEqual([
    ['contract/bad-choice', 11],
    ['contract/bad-choice', 12],
  ]);
});

test('3.0: what only 3.1.0 allows is a warning at its place, what only 3.0 allows another', () => {
  const contract = read(
    old(withProperties('- name: n', '  logicalType: timestamp', '  relationships: [{ to: orders.n }]')) +
      'support: [{ channel: a, colour: red, url: b }]\n',
  );
  expect(contract.ok).toBe(true);
  expect(contract.ok ? contract.value.warnings.map((p) => [p.severity, p.at?.line, /v[\d.]+/.exec(p.message)?.[0]]) : []).toEqual([
    ['warning', 12, 'v3.1.0'],
    ['warning', 10, 'v3.0.2'],
    ['warning', 11, 'v3.0.2'],
  ]);
});

test('3.0: what neither allows is an error, told once', () => {
  const contract = read(old(withProperties('- { name: n, logicalType: nonsense }')));
  expect(contract.ok ? [] : contract.problems.map((p) => [p.severity, p.code])).toEqual([['error', 'contract/bad-choice']]);
});

test('JSON, with places', () => {
  const text =
    '{\n  "apiVersion": "v3.1.0", "kind": "DataContract", "id": "o", "version": "1.0.0", "status": "active",\n  "schema": [{ "name": "orders" }]\n}\n';
  expect(documentOf(text).schema[0]).toMatchObject({ name: 'orders', at: { line: 3, column: 24 } });
});

test('aliases repeat what they name', () => {
  const text = `${head}schema:\n  - name: orders\n    properties:\n      - &id { name: id, required: true }\n  - name: lines\n    properties:\n      - *id\n`;
  expect(documentOf(text).schema.map((table) => table.properties[0]?.required)).toEqual([true, true]);
});

test('every key that has no meaning here is kept', () => {
  const text = `${withProperties('- { name: a, businessName: A, examples: [1, null], transformLogic: x }')}price: { priceAmount: 9.95 }\nroles: [{ role: r }]\n`;
  expect(documentOf(text).raw).toMatchObject({
    schema: [{ name: 'orders', properties: [{ name: 'a', businessName: 'A', examples: [1, null], transformLogic: 'x' }] }],
    price: { priceAmount: 9.95 },
    roles: [{ role: 'r' }],
  });
});

test('a contract that can be read is read the same again', () => {
  const file = contractFile(v2);
  expect(readContract(file)).toMatchObject({ ok: true });
  expect(documentOf(v2).raw).toEqual(documentOf(v2).raw);
});
