// Invalid contracts: of each the code, the place (marked by ▸ in the text), and what it says.

import { expect, test } from 'vitest';
import { head, marks, problemsOf, withProperties } from './rig.ts';

const table = (...lines: readonly string[]): string => `${head}schema:\n  - name: orders\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
const quality = (rule: string): string => withProperties('- name: amount', '  logicalType: number', '  quality:', `    - ${rule}`);
const tableQuality = (rule: string): string => table('properties: [{ name: amount, logicalType: number }]', 'quality:', `  - ${rule}`);
const sla = (level: string): string => `${withProperties('- { name: ordered_at, logicalType: timestamp }')}slaProperties:\n  - ${level}\n`;
const server = (text: string): string => `${head}servers:\n  - ${text}\n`;
const version = (v: string, text: string): string => text.replace('v3.1.0', v);

/** Name of the case: the text, the code, and a piece of the message or the remedy. */
const cases: Readonly<Record<string, readonly [text: string, code: string, piece: string]>> = {
  'no YAML': [`${head}schema: [▸\n`, 'product/yaml-syntax', 'not valid YAML'],
  'a list at the top': ['▸- a\n', 'contract/wrong-kind', 'keys of a data contract'],
  'an empty file': ['▸', 'contract/nothing-written', 'trivet contract infer DATA'],
  'nothing but a comment': ['▸# later\n', 'contract/nothing-written', 'nothing is written here'],
  'no id': [`▸${head.replace('id: orders\n', '')}`, 'contract/missing-key', '`id: orders`'],
  'no status': [`▸${head.replace('status: active\n', '')}`, 'contract/missing-key', '`status` is missing'],
  'no version of the standard': [`▸${head.replace('apiVersion: v3.1.0\n', '')}`, 'contract/missing-key', 'apiVersion: v3.1.0'],
  'a version of the standard without v': [head.replace('v3.1.0', '▸3.1.0'), 'contract/bad-choice', 'did you mean `v3.1.0`'],
  'a version of the standard to come': [head.replace('v3.1.0', '▸v4.0.0'), 'contract/bad-choice', 'choose one of `v3.1.0`'],
  'a version that YAML reads as a number': [head.replace('1.0.0', '▸1.0'), 'contract/wrong-kind', 'version: "1.0"'],
  'another kind of document': [head.replace('DataContract', '▸DataProduct'), 'contract/bad-choice', 'choose one of `DataContract`'],
  'a key twice': [`${head}▸id: again\n`, 'contract/duplicate-key', 'first in line 3'],
  'a misspelt key': [`${head}▸schemas: []\n`, 'contract/unknown-key', 'did you mean `schema`'],
  'a key of nobody': [`${head}▸motto: be early\n`, 'contract/unknown-key', '`customProperties:`'],
  'a schema that is a map': [`${head}schema: ▸{ name: orders }\n`, 'contract/wrong-kind', 'a list is expected'],
  'a table without name': [`${head}schema:\n  - ▸physicalName: orders\n`, 'contract/missing-key', '`schema[1].name` is missing'],
  'a column without name': [withProperties('- ▸logicalType: string'), 'contract/missing-key', 'properties[1].name'],
  'a misspelt key of a column': [withProperties('- { name: id, ▸requierd: true }'), 'contract/unknown-key', 'did you mean `required`'],
  'required as a text': [withProperties('- { name: id, required: ▸"true" }'), 'contract/wrong-kind', '`true` or `false` is expected'],
  'an unknown logical type': [withProperties('- { name: id, logicalType: ▸bigint }'), 'contract/bad-choice', 'choose one of `string`'],
  'an id with a blank': [withProperties('- { id: ▸my id, name: id }'), 'contract/bad-value', 'letters, digits'],
  'options of another type': [
    withProperties('- { name: id, logicalType: string, logicalTypeOptions: { ▸minimum: 1 } }'),
    'contract/unknown-key',
    '`minLength`',
  ],
  'options of no type': [withProperties('- { name: id, logicalTypeOptions: ▸{ minLength: 1 } }'), 'contract/missing-key', 'logicalType: string'],
  'a negative length': [
    withProperties('- { name: id, logicalType: string, logicalTypeOptions: { minLength: ▸-1 } }'),
    'contract/bad-value',
    '0 or more',
  ],
  'a multiple of nothing': [
    withProperties('- { name: id, logicalType: integer, logicalTypeOptions: { multipleOf: ▸0 } }'),
    'contract/bad-value',
    'above 0',
  ],
  'properties of a text': [withProperties('- { name: id, logicalType: string, ▸properties: [] }'), 'contract/unknown-key', '`properties`'],
  'items of a number': [withProperties('- { name: id, logicalType: number, ▸items: {} }'), 'contract/unknown-key', '`items`'],
  'a nested column without name': [
    withProperties('- { name: a, logicalType: object, properties: [{ ▸logicalType: string }] }'.replace('{ ▸l', '▸{ l')),
    'contract/missing-key',
    'properties[1].properties[1].name',
  ],
  'two tables of one name': [`${head}schema:\n  - name: orders\n  - name: ▸Orders\n`, 'contract/duplicate-name', 'the first in line 7'],
  'two columns of one name': [withProperties('- name: id', '- name: ▸ID'), 'contract/duplicate-name', 'two columns'],
  'two servers of one name': [
    `${head}servers:\n  - { server: a, type: local, path: a, format: csv }\n  - { server: ▸a, type: local, path: b, format: csv }\n`,
    'contract/duplicate-name',
    'two servers',
  ],
  'bounds that allow nothing': [
    withProperties('- { name: n, logicalType: integer, logicalTypeOptions: { minimum: 5, maximum: ▸4 } }'),
    'contract/empty-range',
    'its least value 5',
  ],
  'an open interval of one point': [
    withProperties('- { name: n, logicalType: integer, logicalTypeOptions: { minimum: 5, exclusiveMaximum: ▸5 } }'),
    'contract/empty-range',
    'swap the two',
  ],
  'lengths that allow nothing': [
    withProperties('- { name: s, physicalType: varchar(3), logicalType: string, logicalTypeOptions: { minLength: ▸4 } }'),
    'contract/empty-range',
    'greatest 3',
  ],
  'a bound that is no day': [
    withProperties('- { name: d, logicalType: date, logicalTypeOptions: { minimum: ▸"2026-02-30" } }'),
    'contract/bad-bound',
    'a day is expected',
  ],
  'a bound that is no time': [
    withProperties('- { name: t, logicalType: time, logicalTypeOptions: { maximum: ▸noon } }'),
    'contract/bad-bound',
    '"12:00:00"',
  ],
  'a pattern that looks ahead': [
    withProperties("- { name: s, logicalType: string, logicalTypeOptions: { pattern: ▸'^(?=a)b' } }"),
    'contract/bad-pattern',
    'it looks ahead',
  ],
  'a pattern that refers back': [
    withProperties("- { name: s, logicalType: string, logicalTypeOptions: { pattern: ▸'(a)\\1' } }"),
    'contract/bad-pattern',
    'refers back',
  ],
  'a pattern that is none': [
    withProperties("- { name: s, logicalType: string, logicalTypeOptions: { pattern: ▸'(a' } }"),
    'contract/bad-pattern',
    'no regular expression',
  ],
  'a pattern inside of a list': [
    withProperties("- { name: s, logicalType: array, items: { logicalType: string, logicalTypeOptions: { pattern: ▸'a(?!b)' } } }"),
    'contract/bad-pattern',
    'it looks ahead',
  ],
  'a key half ordered': [
    withProperties('- { name: a, primaryKey: true, primaryKeyPosition: 1 }', '- ▸{ name: b, primaryKey: true }'),
    'contract/key-position',
    '`b` has no position',
  ],
  'a key with a position twice': [
    withProperties('- { name: a, primaryKey: true, primaryKeyPosition: 1 }', '- { name: b, primaryKey: true, primaryKeyPosition: ▸1 }'),
    'contract/key-position',
    'the same position',
  ],
  'a reference without column': [withProperties('- { name: a, relationships: [{ to: ▸users }] }'), 'contract/bad-value', 'TABLE.COLUMN'],
  'a reference to no column': [
    withProperties('- { name: a, relationships: [{ to: ▸orders.b }] }'),
    'contract/unknown-reference',
    '`orders` does not have',
  ],
  'a reference of one to two': [
    withProperties('- { name: a, relationships: [{ to: ▸[orders.a, orders.a] }] }'),
    'contract/reference-length',
    'from 1 columns to 2',
  ],
  'a reference from a list to one': [
    table('properties: [{ name: a }]', 'relationships: [{ from: [orders.a], to: ▸orders.a }]'),
    'contract/wrong-kind',
    'the same as `from`',
  ],
  'a reference from another table': [
    `${head}schema:\n  - name: users\n    properties: [{ name: id }]\n  - name: orders\n    properties: [{ name: user_id }]\n    relationships: [{ from: ▸users.id, to: orders.user_id }]\n`,
    'contract/unknown-reference',
    'another table than `orders`',
  ],
  'a rule without comparison': [quality('▸{ metric: nullValues }'), 'contract/comparison', '`mustBe: 0`'],
  'a rule with two comparisons': [quality('{ metric: nullValues, mustBe: 0, ▸mustBeLessThan: 5 }'), 'contract/comparison', 'make two rules'],
  'an unknown metric': [quality('{ metric: ▸nullValue, mustBe: 0 }'), 'contract/bad-choice', 'did you mean `nullValues`'],
  'the name a metric had in 3.0': [quality('▸{ type: library, rule: nullCheck, mustBe: 0 }'), 'contract/missing-key', 'metric` is missing'],
  'a comparison with a text': [quality('{ metric: nullValues, mustBeLessThan: ▸"5" }'), 'contract/wrong-kind', 'a number is expected'],
  'a metric that must be a word': [quality('{ metric: nullValues, mustBe: ▸none }'), 'contract/bad-value', 'a number is expected'],
  'an interval of one number': [quality('{ metric: nullValues, mustBeBetween: ▸[1] }'), 'contract/bad-value', 'two different numbers'],
  'an interval turned round': [quality('{ metric: nullValues, mustBeBetween: ▸[9, 1] }'), 'contract/bad-value', 'the lesser number first'],
  'an unknown unit': [quality('{ metric: nullValues, mustBe: 1, unit: ▸pounds }'), 'contract/bad-choice', '`rows`, `percent`'],
  'rows in percent': [tableQuality('{ metric: rowCount, mustBeGreaterThan: 1, unit: ▸percent }'), 'contract/bad-choice', 'choose one of `rows`'],
  'an unknown dimension': [quality('{ metric: nullValues, mustBe: 0, dimension: ▸beauty }'), 'contract/bad-choice', 'accuracy'],
  'nulls of a table': [tableQuality('{ metric: ▸nullValues, mustBe: 0 }'), 'contract/bad-arguments', 'is of one column'],
  'duplicates of nothing': [tableQuality('{ metric: ▸duplicateValues, mustBe: 0 }'), 'contract/bad-arguments', 'properties: [order_id, line]'],
  'duplicates of a column that is not there': [
    tableQuality('{ metric: duplicateValues, mustBe: 0, arguments: ▸{ properties: [nobody] } }'),
    'contract/bad-arguments',
    'together unique',
  ],
  'invalid without what is valid': [quality('{ metric: ▸invalidValues, mustBe: 0 }'), 'contract/bad-arguments', '`validValues` nor `pattern`'],
  'missing values that are no list': [
    quality('{ metric: missingValues, mustBe: 0, arguments: ▸{ missingValues: n/a } }'),
    'contract/bad-arguments',
    'missingValues: [null',
  ],
  'a valid pattern that RE2 can not do': [
    quality("{ metric: invalidValues, mustBe: 0, arguments: { pattern: ▸'(?<=a)b' } }"),
    'contract/bad-pattern',
    'it looks behind',
  ],
  'SQL without query': [quality('▸{ type: sql, mustBe: 0 }'), 'contract/missing-key', '.query'],
  'a placeholder for nothing': [
    quality('{ type: sql, query: ▸"select count(*) from ${tabel}", mustBe: 0 }'),
    'contract/bad-placeholder',
    'did you mean `table`',
  ],
  'a column where there is none': [
    tableQuality('{ type: sql, query: ▸"select max({property}) from {object}", mustBe: 0 }'),
    'contract/bad-placeholder',
    'stands for nothing',
  ],
  'a custom rule without engine': [quality('▸{ type: custom, implementation: x }'), 'contract/missing-key', 'engine: trivet'],
  'a rule in the short form of no type': [
    tableQuality('{ type: custom, engine: trivet, implementation: ▸{ severity: error } }'),
    'product/missing-key',
    'one check type',
  ],
  'a rule in the short form with a misspelt key': [
    tableQuality('{ type: custom, engine: trivet, implementation: { range: { column: amount, min: 0, ▸maxx: 1 } } }'),
    'product/unknown-key',
    'did you mean `max`',
  ],
  'a rule in the short form that is a wrong text': [
    tableQuality('{ type: custom, engine: trivet, implementation: ▸"range: { column: amount, min: 0, maxx: 1 }" }'),
    'product/unknown-key',
    'did you mean `max`',
  ],
  'a rule in the short form about another table': [
    tableQuality('{ type: custom, engine: trivet, implementation: { foreignKey: { columns: amount, table: ▸users, to: id } } }'),
    'contract/unknown-reference',
    'this contract does not have',
  ],
  'what the column says already': [
    withProperties('- { name: n, required: true, logicalType: integer }') +
      '    quality: [{ type: custom, engine: trivet, implementation: { columns: { ▸n: { required: 95% } } } }]\n',
    'contract/said-twice',
    '`required` of `n`',
  ],
  'the key twice': [
    `${withProperties('- { name: n, primaryKey: true }')}    quality: [{ type: custom, engine: trivet, implementation: { key: ▸[m] } }]\n`,
    'contract/said-twice',
    '`key`',
  ],
  'a service level without unit': [sla('{ property: latency, value: ▸4, element: orders.ordered_at }'), 'contract/bad-sla', 'unit: d'],
  'a service level of another unit': [
    sla('{ property: latency, value: 4, unit: ▸fortnights, element: orders.ordered_at }'),
    'contract/bad-sla',
    'a number with its unit',
  ],
  'a service level below nothing': [
    sla('{ property: retention, value: ▸-1, unit: y, element: orders.ordered_at }'),
    'contract/bad-sla',
    'a number above 0',
  ],
  'half a year': [sla('{ property: retention, value: ▸0.5, unit: y, element: orders.ordered_at }'), 'contract/bad-sla', 'a whole number of years'],
  'a service level of no column': [
    sla('{ property: latency, value: 4, unit: d, element: ▸orders.orderd_at }'),
    'contract/unknown-element',
    'did you mean `orders.ordered_at`',
  ],
  'a server of no type': [server('▸{ server: mine }'), 'contract/missing-key', 'servers[1].type'],
  'a server of an unknown type': [server('{ server: mine, type: ▸postgre }'), 'contract/bad-choice', 'did you mean'],
  'a local server without path': [server('▸{ server: mine, type: local, format: csv }'), 'contract/missing-key', 'path: data/*.parquet'],
  'a key of another server': [server('{ server: mine, type: local, path: a, format: csv, ▸host: b }'), 'contract/unknown-key', '`host`'],
  'a port that is a text': [
    server('{ server: mine, type: mysql, host: a, port: ▸"3306", database: b }'),
    'contract/wrong-kind',
    'a whole number is expected',
  ],
  'a member of the team without name': [`${head}team:\n  members:\n    - ▸role: owner\n`, 'contract/missing-key', 'username'],
  'a custom property without value': [`${head}customProperties:\n  - ▸property: a\n`, 'contract/missing-key', 'customProperties[1].value'],
  'a severity of another tool': [quality('{ metric: nullValues, mustBe: 0, severity: ▸critical }'), 'contract/other-severity', 'counts as `error`'],
  'a format that nobody knows': [
    withProperties('- { name: s, logicalType: string, logicalTypeOptions: { format: ▸iban } }'),
    'contract/bad-format',
    'is not checked',
  ],
  'a physical type against the logical one': [
    withProperties('- { name: s, logicalType: string, physicalType: ▸integer }'),
    'contract/bad-type',
    'no `string`',
  ],
  'a physical type of another system': [
    withProperties('- { name: s, logicalType: number, physicalType: ▸serial }'),
    'contract/unknown-type',
    'the engine does not know',
  ],
  'a reference outside of the contract': [
    withProperties('- { name: a, relationships: [{ to: ▸users.id }] }'),
    'contract/outside-reference',
    'is not checked',
  ],
  '3.0: a metric that 3.0 does not have': [
    version('v3.0.2', quality('▸{ type: library, metric: nullValues, mustBe: 0 }')),
    'contract/version-differs',
    'v3.0.2, which this contract declares',
  ],
  '3.0: what neither version has': [version('v3.0.2', withProperties('- { name: id, ▸requierd: true }')), 'contract/unknown-key', '`required`'],
  '2.2: a table without name': [
    'apiVersion: v2.2.2\nuuid: u\nversion: 1.0.0\nstatus: current\ndataset:\n  - ▸physicalName: orders\n',
    'contract/missing-key',
    'dataset[1].table',
  ],
  '2.2: a column without name': [
    'apiVersion: v2.2.2\nuuid: u\nversion: 1.0.0\nstatus: current\ndataset:\n  - table: orders\n    columns:\n      - ▸logicalType: string\n',
    'contract/missing-key',
    'columns[1].column',
  ],
  '2.2: a misspelt key, which 2.2 allows': [
    'apiVersion: v2.2.2\nuuid: u\nversion: 1.0.0\nstatus: current\ndataset:\n  - table: orders\n    columns:\n      - { column: id, ▸isNulable: false }\n',
    'contract/unknown-key',
    'did you mean `isNullable`',
  ],
  '2.2: nullable as a text': [
    'apiVersion: v2.2.2\nuuid: u\nversion: 1.0.0\nstatus: current\ndataset:\n  - table: orders\n    columns:\n      - { column: id, isNullable: ▸maybe }\n',
    'contract/wrong-kind',
    '`true` or `false`',
  ],
};

test('there are more than forty', () => expect(Object.keys(cases).length).toBeGreaterThan(80));

test.each(Object.entries(cases))('%s', (_, [text, code, piece]) => {
  const problems = problemsOf(text);
  const [first] = problems;
  expect(problems.map((p) => [p.code, `${p.at?.line}:${p.at?.column}`])).toEqual([[code, marks(text)[0]]]);
  expect(`${first?.message}\n${first?.remedy}`).toContain(piece);
  expect(first?.at?.file).toBe('orders.odcs.yaml');
  expect(first?.at?.source).toBe(text.replaceAll('▸', '').split('\n')[(first?.at?.line ?? 1) - 1]);
});

test('several problems are all told', () => {
  const text = withProperties('- { name: a, requierd: true }', '- { name: b, logicalType: strng }', '- logicalType: string');
  expect(problemsOf(text).map((p) => [p.code, p.at?.line])).toEqual([
    ['contract/unknown-key', 9],
    ['contract/bad-choice', 10],
    ['contract/missing-key', 11],
  ]);
});

test('aliases that mean a document of any size are refused', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `  - &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? '1' : `*a${i - 1}`)).join(', ')}]`);
  expect(problemsOf(`${head}tags:\n${lines.join('\n')}\n`).map((p) => p.code)).toEqual(['contract/too-large']);
});
