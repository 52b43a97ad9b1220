// What a contract means: which check each of its keys becomes, under which name, and what is listed as not run.

import { expect, test } from 'vitest';
import { rulesOfTable } from '../../src/checks/index.ts';
import { head, rulesOf, withProperties } from './rig.ts';

/** The rules of the first table as `name kind settings`, with tolerance and severity where they are not the usual. */
function spelled(text: string): readonly string[] {
  const [table] = rulesOf(text).tables;
  return (table ? rulesOfTable(table) : []).map(({ id, kind, settings, tolerance, severity }) =>
    [
      id.replace(/^orders\./, ''),
      kind,
      JSON.stringify(settings),
      ...(tolerance ? [JSON.stringify(tolerance)] : []),
      ...(severity === 'error' ? [] : [severity]),
    ].join(' '),
  );
}
const notRun = (text: string): readonly string[] => rulesOf(text).notRun.map(({ table, rule, reason }) => `${table}.${rule}: ${reason}`);
const quality = (rule: string, ...more: readonly string[]): string =>
  withProperties('- name: amount', '  logicalType: number', ...more.map((line) => `  ${line}`), '  quality:', `    - ${rule}`);
const ofQuality = (rule: string): readonly string[] => spelled(quality(rule)).filter((line) => !line.startsWith('amount.type'));

test('the keys of a column', () => {
  const text = withProperties(
    '- { name: id, physicalType: bigint, logicalType: integer, required: true, unique: true }',
    '- { name: code, physicalName: iata, physicalType: varchar(3), logicalType: string, logicalTypeOptions: { minLength: 3, pattern: "^[A-Z]+$", format: uuid } }',
    '- { name: delay, logicalType: number, logicalTypeOptions: { minimum: -60, maximum: 600, exclusiveMaximum: 601, multipleOf: 0.5 } }',
    '- { name: kind, logicalType: integer, logicalTypeOptions: { format: u8, multipleOf: 2 } }',
    '- { name: at, logicalType: timestamp, logicalTypeOptions: { minimum: "2020-01-01T00:00:00", timezone: true } }',
  );
  expect(spelled(text)).toEqual([
    'id.type columnType {"column":"id","type":"bigint"}',
    'id.required notNull {"column":"id"}',
    'id.unique unique {"columns":["id"]}',
    'iata.type columnType {"column":"iata","type":"varchar(3)"}',
    'iata.pattern regex {"column":"iata","pattern":"^[A-Z]+$"}',
    'iata.format format {"column":"iata","format":"uuid"}',
    'iata.length length {"column":"iata","min":3,"max":3}',
    'delay.range range {"column":"delay","min":-60,"max":600}',
    'at.type columnType {"column":"at","type":"timestamptz"}',
    'at.range range {"column":"at","min":"2020-01-01T00:00:00"}',
    'delay.type columnType {"column":"delay","type":"any number"}',
    'delay.exclusive range {"column":"delay","below":601}',
    expect.stringMatching(/^delay\.multipleOf expression .* % 0\.5 = 0 end"\}$/),
    'kind.type columnType {"column":"kind","type":"any integer"}',
    'kind.u8 range {"column":"kind","min":0,"max":255}',
    'kind.multipleOf expression {"expression":"\\"kind\\" % 2 = 0"}',
  ]);
});

test('64-bit bounds keep their digits', () => {
  const text = withProperties('- { name: n, logicalType: integer, logicalTypeOptions: { format: i64, maximum: 9223372036854775807 } }');
  expect(spelled(text)).toEqual([
    'n.range range {"column":"n","max":"9223372036854775807"}',
    'n.type columnType {"column":"n","type":"any integer"}',
    'n.i64 range {"column":"n","min":"-9223372036854775808","max":"9223372036854775807"}',
  ]);
});

test('a composite key in the order of its positions', () => {
  const text = withProperties(
    '- { name: b, primaryKey: true, primaryKeyPosition: 2 }',
    '- { name: a, primaryKey: true, primaryKeyPosition: 1 }',
    '- { name: c }',
  );
  expect(spelled(text)).toEqual(['key primaryKey {"columns":["a","b"]}']);
});

test('before 3.1.0 a date was every date and time', () => {
  const text = withProperties('- { name: d, logicalType: date }');
  expect(spelled(text)).toEqual(['d.type columnType {"column":"d","type":"any date"}']);
  expect(spelled(text.replace('v3.1.0', 'v3.0.2'))).toEqual(['d.type columnType {"column":"d","type":"any date or time"}']);
});

test.each([
  ['mustBe: 0', ''],
  ['mustBe: 3', ' {"unit":"rows","is":3}'],
  ['mustNotBe: 3', ' {"unit":"rows","isNot":3}'],
  ['mustBeGreaterThan: 3', ' {"unit":"rows","above":3}'],
  ['mustBeGreaterOrEqualTo: 3', ' {"unit":"rows","min":3}'],
  ['mustBeLessThan: 3, unit: rows', ' {"unit":"rows","below":3}'],
  ['mustBeLessOrEqualTo: 3, unit: percent', ' {"unit":"percent","max":3}'],
  ['mustBeBetween: [1, 3]', ' {"unit":"rows","between":[1,3]}'],
  ['mustNotBeBetween: [1, 3]', ' {"unit":"rows","notBetween":[1,3]}'],
])('nulls %s', (comparison, tolerance) => {
  expect(ofQuality(`{ metric: nullValues, ${comparison} }`)).toEqual([`amount.nullValues notNull {"column":"amount"}${tolerance}`]);
});

test.each([
  ['{ metric: missingValues, mustBe: 0 }', 'amount.missingValues missing {"column":"amount"}'],
  [
    '{ metric: missingValues, mustBe: 0, arguments: { missingValues: [null, "", n/a] } }',
    'amount.missingValues missing {"column":"amount","values":["","n/a"]}',
  ],
  ['{ metric: missingValues, mustBe: 0, arguments: { missingValues: [n/a] } }', 'amount.missingValues notInSet {"column":"amount","values":["n/a"]}'],
  ['{ metric: invalidValues, mustBe: 0, arguments: { validValues: [1, 2, null] } }', 'amount.invalidValues inSet {"column":"amount","values":[1,2]}'],
  ['{ metric: invalidValues, mustBe: 0, arguments: { pattern: "^a" } }', 'amount.invalidValues regex {"column":"amount","pattern":"^a"}'],
  [
    '{ metric: invalidValues, mustBe: 0, arguments: { validValues: [a], pattern: "^a" } }',
    `amount.invalidValues expression {"expression":"\\"amount\\" in ('a') and regexp_matches(\\"amount\\", '^a')"}`,
  ],
  ['{ metric: duplicateValues, mustBe: 0, severity: warning }', 'amount.duplicateValues unique {"columns":["amount"]} warning'],
  ['{ metric: rowCount, mustBeBetween: [1, 9] }', 'amount.rowCount rowCount {"between":[1,9]}'],
  [
    '{ name: A total, type: sql, query: "select sum({property}) from {object}", mustBeLessThan: 9 }',
    'A-total sqlValue {"sql":"select sum(\\"amount\\") from \\"orders\\"","below":9}',
  ],
  [
    '{ type: sql, query: "select \'${table}\' from `${table}` where ${table}.${column} = 1", mustBe: true }',
    `amount.sql sqlValue {"sql":"select 'orders' from \\"orders\\" where \\"orders\\".\\"amount\\" = 1","is":"true"}`,
  ],
  [
    '{ type: custom, engine: trivet, implementation: { range: { column: amount, min: 0 }, mostly: 90%, severity: warning } }',
    'amount.custom range {"column":"amount","min":0} {"unit":"percent","max":10} warning',
  ],
  [
    '{ type: custom, engine: Trivet, name: ok, severity: error, implementation: "notNull: { column: amount }\\nseverity: warning" }',
    'ok notNull {"column":"amount"}',
  ],
])('%s', (rule, expected) => {
  expect(ofQuality(rule)).toEqual([expected]);
});

test('a rule in the short form may say what a table or a column is', () => {
  const text =
    withProperties('- { name: n, logicalType: integer }') +
    '    quality:\n      - type: custom\n        engine: trivet\n        implementation:\n          key: [n]\n          rows: { min: 3 }\n          columns: { n: { required: 95%, in: [1, 2], severity: warning } }\n          checks: { big: { range: { column: n, min: 9 } } }\n';
  expect(spelled(text)).toEqual([
    'key primaryKey {"columns":["n"]}',
    'n.required notNull {"column":"n"} {"unit":"percent","max":5} warning',
    'n.in inSet {"column":"n","values":[1,2]} warning',
    'rows rowCount {"min":3}',
    'n.type columnType {"column":"n","type":"any integer"}',
    'big range {"column":"n","min":9}',
  ]);
});

test('what people wrote beside a rule is kept', () => {
  const [table] = rulesOf(
    quality('{ metric: nullValues, mustBe: 0, description: None, dimension: completeness, businessImpact: operational }'),
  ).tables;
  expect(table?.checks.at(-1)).toMatchObject({ description: 'None', dimension: 'completeness', businessImpact: 'operational' });
});

test('two rules of one name have two names', () => {
  const text = withProperties(
    '- name: a',
    '  quality: [{ metric: nullValues, mustBe: 0 }, { metric: nullValues, mustBe: 0 }, { name: a.required, metric: nullValues, mustBe: 0 }]',
    '  required: true',
  );
  expect(spelled(text).map((line) => line.split(' ')[0])).toEqual(['a.required', 'a.nullValues', 'a.nullValues-2', 'a.required-2']);
});

test('relationships of columns and of tables', () => {
  const text = `${head}schema:
  - id: o
    name: orders
    properties:
      - { id: p1, name: user, relationships: [{ to: users.id }, { to: users.old }] }
      - { name: region, relationships: [{ to: /schema/u/properties/id }] }
      - { name: shop, relationships: [{ to: shops.id }] }
    relationships: [{ from: [orders.user, orders.region], to: [users.id, users.old] }]
  - { id: u, name: users, physicalName: people, properties: [{ name: id, physicalName: user_id }, { name: old }] }
`;
  expect(spelled(text)).toEqual([
    'user.references foreignKey {"columns":["user"],"table":"users","to":["user_id"]}',
    'region.references foreignKey {"columns":["region"],"table":"users","to":["user_id"]}',
    'user.references-2 foreignKey {"columns":["user"],"table":"users","to":["old"]}',
    'user-region.references foreignKey {"columns":["user","region"],"table":"users","to":["user_id","old"]}',
  ]);
  expect(notRun(text)).toEqual(['orders.shop.references: shops.id is not in this contract']);
});

test('rules inside of objects and lists', () => {
  const text = withProperties(
    '- name: address',
    '  logicalType: object',
    '  logicalTypeOptions: { required: [zip], minProperties: 1 }',
    '  properties:',
    '    - { name: zip, logicalType: string, logicalTypeOptions: { maxLength: 5 } }',
    '- name: lines',
    '  logicalType: array',
    '  logicalTypeOptions: { minItems: 1, uniqueItems: true }',
    '  items: { logicalType: object, properties: [{ name: n, required: true, unique: true }] }',
  );
  expect(spelled(text).map((line) => line.replace(/ .*/, ''))).toEqual([
    'lines.length',
    'address.type',
    'address.properties',
    'address.zip.required',
    'address.zip.type',
    'address.zip.length',
    'lines.type',
    'lines.uniqueItems',
    'lines.items.type',
    'lines.items.n.required',
  ]);
  expect(notRun(text)).toEqual(['orders.lines.items.n.unique: values inside of a column are not compared across rows']);
});

test.each([
  ['classification: personal', true],
  ['classification: PII', true],
  ['classification: secret', true],
  ['classification: restricted', true],
  ['classification: public', undefined],
  ['tags: [pii]', true],
  ['logicalType: object, properties: [{ name: a, classification: personal }]', true],
])('%s: personal is %s', (keys, personal) => {
  expect(rulesOf(withProperties(`- { name: a, ${keys} }`)).tables[0]?.columns[0]?.personal).toBe(personal);
});

test('what cannot be executed is listed with its reason', () => {
  const text = `${withProperties(
    '- { name: at, logicalType: timestamp, logicalTypeOptions: { format: yyyy-MM-dd } }',
    '- { name: s, logicalType: string, quality: [{ type: text, description: pretty }, { type: custom, engine: soda, implementation: x }] }',
  )}slaProperties:
  - { property: latency, value: 2, unit: h, element: orders.at }
  - { property: frequency, value: 1, unit: d, element: at }
  - { property: retention, value: 3, unit: y, element: orders.at }
  - { property: availability, value: 99.9, element: orders.at }
  - { property: endOfSupport, value: "2030-01-01" }
  - { property: latency, value: 1, unit: d }
`;
  expect(notRun(text)).toEqual([
    'orders.at.format: how a timestamp is written as text is not kept with the data; its type is checked',
    'orders.s.text: it is a text for people, and nothing that can be asked',
    'orders.s.custom: it is a rule of the engine soda, which is not run here',
    'orders.at.availability: the service level availability is not monitored',
    '.endOfSupport: the service level endOfSupport is not monitored',
    '.latency: it names no column whose time shows it',
  ]);
  expect(spelled(text)).toEqual([
    'at.type columnType {"column":"at","type":"any timestamp"}',
    's.type columnType {"column":"s","type":"any string"}',
    'at.latency freshness {"column":"at","within":7200000}',
    'at.frequency freshness {"column":"at","within":86400000}',
    'at.retention expression {"expression":"cast(\\"at\\" as timestamptz) >= now() - to_years(3)"}',
  ]);
});
