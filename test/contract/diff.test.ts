// Two versions of a contract: each kind of change, whether it breaks readers, and where it stands.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { type Change, changeKinds, contractDiff, documentOfShort, type OdcsDocument, readContract } from '../../src/contract/index.ts';
import { readTableFile } from '../../src/product/index.ts';

const codeFile = (path: string, text: string) => ({ path, text, digest: digestOf(text) });

function documentOf(path: string, text: string): OdcsDocument {
  const read = readContract(codeFile(path, text));
  if (!read.ok) throw new Error(`${text}\n${read.problems.map((p) => `${p.at?.line}: ${p.message}`).join('\n')}`);
  return read.value.document;
}

const head = 'apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\n';
const next = head.replace('1.0.0', '2.0.0');

/** What differs between two bodies of a contract; its version rises as it should. */
const differs = (old: string, now: string, first = next): readonly Change[] =>
  contractDiff(documentOf('old.odcs.yaml', `${head}${old}`), documentOf('new.odcs.yaml', `${first}${now}`));

const table = (text: string) => `schema:\n  - name: orders\n${text}`;
const columns = (...lines: readonly string[]) => table(`    properties:\n${lines.map((line) => `      - ${line}\n`).join('')}`);
const column = (rest: string) => columns(`{ name: amount, ${rest} }`);
const option = (logical: string, said: string) => column(`logicalType: ${logical}, logicalTypeOptions: { ${said} }`);
const rule = (text: string) => table(`    quality:\n      - { ${text} }\n`);
const at = (text: string) => `${columns('{ name: id }')}    quality:\n      - { ${text} }\n`;

/** Kind and whether it breaks: what the old contract says, what the new one does. */
const cases: readonly (readonly [kind: Change['kind'], breaks: boolean, old: string, now: string])[] = [
  ['table-added', false, table(''), `${table('')}  - name: lines\n`],
  ['table-removed', true, `${table('')}  - name: lines\n`, table('')],
  ['table-renamed', true, table('    physicalName: orders_1\n'), table('    physicalName: orders_2\n')],
  ['table-renamed', true, 'schema:\n  - { id: o, name: orders }\n', 'schema:\n  - { id: o, name: sales }\n'],
  ['table-kind-changed', true, table('    physicalType: table\n'), table('    physicalType: topic\n')],
  ['column-added', false, columns('{ name: id }'), columns('{ name: id }', '{ name: note }')],
  ['required-column-added', false, columns('{ name: id }'), columns('{ name: id }', '{ name: note, required: true }')],
  ['column-removed', true, columns('{ name: id }', '{ name: note }'), columns('{ name: id }')],
  ['column-renamed', true, columns('{ id: n, name: note }'), columns('{ id: n, name: remark }')],
  ['column-renamed', true, column('physicalName: amt'), column('physicalName: amount_eur')],
  ['columns-reordered', false, columns('{ name: a }', '{ name: b }'), columns('{ name: b }', '{ name: a }')],
  ['type-added', false, column('description: x'), column('description: x, logicalType: integer')],
  ['type-removed', true, column('description: x, logicalType: integer'), column('description: x')],
  ['type-widened', true, column('logicalType: integer'), column('logicalType: number')],
  ['type-widened', true, column('physicalType: INTEGER'), column('physicalType: bigint')],
  ['type-widened', true, column('physicalType: varchar(10)'), column('physicalType: varchar(20)')],
  ['type-widened', true, column('physicalType: "decimal(10,2)"'), column('physicalType: "decimal(12,2)"')],
  ['type-narrowed', false, column('physicalType: text'), column('physicalType: varchar(20)')],
  ['type-narrowed', false, column('physicalType: double'), column('physicalType: integer')],
  ['type-changed', true, column('logicalType: integer'), column('logicalType: string')],
  ['type-changed', true, column('physicalType: timestamp'), column('physicalType: timestamp with time zone')],
  ['type-changed', true, column('physicalType: "decimal(10,2)"'), column('physicalType: "decimal(11,1)"').replace('(11,1)', '(9,3)')],
  ['nullability-loosened', true, column('required: true'), column('required: false')],
  ['nullability-tightened', false, column('required: false'), column('required: true')],
  ['unique-added', false, column('unique: false'), column('unique: true')],
  ['unique-removed', true, column('unique: true'), column('unique: false')],
  ['key-added', false, column('primaryKey: false'), column('primaryKey: true')],
  ['key-removed', true, column('primaryKey: true'), column('primaryKey: false')],
  [
    'key-changed',
    true,
    columns('{ name: a, primaryKey: true, primaryKeyPosition: 1 }', '{ name: b, primaryKey: true, primaryKeyPosition: 2 }'),
    columns('{ name: a, primaryKey: true, primaryKeyPosition: 2 }', '{ name: b, primaryKey: true, primaryKeyPosition: 1 }'),
  ],
  ['range-added', false, column('logicalType: integer'), option('integer', 'minimum: 0')],
  ['range-removed', true, option('integer', 'minimum: 0'), column('logicalType: integer')],
  ['range-widened', true, option('integer', 'minimum: 0, maximum: 9'), option('integer', 'minimum: 0, maximum: 10')],
  ['range-widened', true, option('integer', 'exclusiveMinimum: 0'), option('integer', 'minimum: 0')],
  ['range-widened', true, option('integer', 'minimum: 0, maximum: 9'), option('integer', 'minimum: 0')],
  ['range-narrowed', false, option('date', 'minimum: "2001-01-01"'), option('date', 'minimum: "2002-01-01"')],
  ['range-changed', true, option('integer', 'minimum: 0, maximum: 9'), option('integer', 'minimum: 1, maximum: 10')],
  ['length-added', false, column('logicalType: string'), option('string', 'maxLength: 3')],
  ['length-removed', true, option('string', 'maxLength: 3'), column('logicalType: string')],
  ['length-widened', true, option('string', 'maxLength: 3'), option('string', 'maxLength: 4')],
  ['length-narrowed', false, option('array', 'maxItems: 3'), option('array', 'maxItems: 2')],
  ['length-changed', true, option('string', 'minLength: 3, maxLength: 3'), option('string', 'minLength: 4, maxLength: 4')],
  ['pattern-added', false, column('logicalType: string'), option('string', 'pattern: "^A"')],
  ['pattern-removed', true, option('string', 'pattern: "^A"'), column('logicalType: string')],
  ['pattern-changed', true, option('string', 'pattern: "^A"'), option('string', 'pattern: "^B"')],
  ['format-added', false, column('logicalType: string'), option('string', 'format: email')],
  ['format-removed', true, option('string', 'format: email'), column('logicalType: string')],
  ['format-changed', true, option('string', 'format: ipv4'), option('string', 'format: ipv6')],
  ['step-added', false, column('logicalType: integer'), option('integer', 'multipleOf: 5')],
  ['step-removed', true, option('integer', 'multipleOf: 5'), column('logicalType: integer')],
  ['step-changed', true, option('integer', 'multipleOf: 5'), option('integer', 'multipleOf: 2')],
  [
    'time-zone-changed',
    true,
    option('timestamp', 'timezone: true, defaultTimezone: Europe/Berlin'),
    option('timestamp', 'timezone: true, defaultTimezone: UTC'),
  ],
  [
    'values-added',
    false,
    column('description: x'),
    column('description: x, quality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBe: 0 }]'),
  ],
  [
    'values-removed',
    true,
    column('description: x, quality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBe: 0 }]'),
    column('description: x'),
  ],
  [
    'values-widened',
    true,
    column('quality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBe: 0 }]'),
    column('quality: [{ metric: invalidValues, arguments: { validValues: [b, a] }, mustBe: 0 }]'),
  ],
  [
    'values-narrowed',
    false,
    column('quality: [{ metric: invalidValues, arguments: { validValues: [a, b] }, mustBe: 0 }]'),
    column('quality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBe: 0 }]'),
  ],
  [
    'values-changed',
    true,
    column('quality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBe: 0 }]'),
    column('quality: [{ metric: invalidValues, arguments: { validValues: [b] }, mustBe: 0 }]'),
  ],
  ['reference-added', false, column('description: x'), column('description: x, relationships: [{ to: users.id }]')],
  ['reference-removed', true, column('description: x, relationships: [{ to: users.id }]'), column('description: x')],
  ['reference-changed', true, column('relationships: [{ to: users.id }]'), column('relationships: [{ to: people.id }]')],
  [
    'reference-changed',
    true,
    table('    relationships: [{ type: foreignKey, from: [orders.a, orders.b], to: [x.a, x.b] }]\n'),
    table('    relationships: [{ type: foreignKey, from: [orders.a, orders.b], to: [y.a, y.b] }]\n'),
  ],
  ['rule-added', false, table(''), rule('metric: rowCount, mustBeGreaterThan: 5')],
  ['rule-removed', true, rule('metric: rowCount, mustBeGreaterThan: 5'), table('')],
  ['rule-loosened', true, rule('metric: rowCount, mustBeGreaterThan: 5'), rule('metric: rowCount, mustBeGreaterThan: 4')],
  ['rule-loosened', true, rule('metric: rowCount, mustBe: 5'), rule('metric: rowCount, mustBeBetween: [4, 5]')],
  ['rule-tightened', false, rule('metric: rowCount, mustBeGreaterThan: 5'), rule('metric: rowCount, mustBeGreaterThan: 6')],
  ['rule-changed', true, rule('metric: rowCount, mustBeGreaterThan: 5'), rule('metric: rowCount, mustBeLessThan: 5')],
  ['rule-changed', true, rule('name: a, type: sql, query: "select 1", mustBe: 1'), rule('name: a, type: sql, query: "select 2", mustBe: 1')],
  [
    'rule-loosened',
    true,
    at('name: a, type: custom, engine: trivet, implementation: { range: { column: id, max: 5 } }'),
    at('name: a, type: custom, engine: trivet, implementation: { range: { column: id, max: 6 } }'),
  ],
  ['rule-severity-lowered', true, rule('metric: rowCount, mustBe: 5, severity: error'), rule('metric: rowCount, mustBe: 5, severity: warning')],
  ['rule-severity-raised', false, rule('metric: rowCount, mustBe: 5, severity: warning'), rule('metric: rowCount, mustBe: 5')],
  ['rule-described', false, rule('metric: rowCount, mustBe: 5'), rule('metric: rowCount, mustBe: 5, description: enough')],
  ['classification-changed', false, column('classification: public'), column('classification: restricted')],
  ['encryption-changed', true, column('description: x'), column('description: x, encryptedName: amount_enc')],
  ['partitioning-changed', false, column('partitioned: false'), column('partitioned: true')],
  ['description-changed', false, column('description: x'), column('description: y')],
  ['sla-added', false, '', 'slaProperties: [{ property: latency, value: 4, unit: d }]\n'],
  ['sla-removed', true, 'slaProperties: [{ property: latency, value: 4, unit: d }]\n', ''],
  [
    'sla-loosened',
    true,
    'slaProperties: [{ property: latency, value: 4, unit: h }]\n',
    'slaProperties: [{ property: latency, value: 1, unit: d }]\n',
  ],
  [
    'sla-loosened',
    true,
    'slaProperties: [{ property: retention, value: 100, unit: d }]\n',
    'slaProperties: [{ property: retention, value: 3, unit: y }]\n',
  ],
  [
    'sla-tightened',
    false,
    'slaProperties: [{ property: latency, value: 4, unit: d }]\n',
    'slaProperties: [{ property: latency, value: 3, unit: d }]\n',
  ],
  [
    'sla-changed',
    true,
    'slaProperties: [{ property: timeOfAvailability, value: "09:00-08:00" }]\n',
    'slaProperties: [{ property: timeOfAvailability, value: "10:00-08:00" }]\n',
  ],
  ['server-added', false, '', 'servers: [{ server: a, type: local, path: x, format: csv }]\n'],
  ['server-removed', true, 'servers: [{ server: a, type: local, path: x, format: csv }]\n', ''],
  [
    'server-changed',
    true,
    'servers: [{ server: a, type: local, path: x, format: csv }]\n',
    'servers: [{ server: a, type: local, path: y, format: csv }]\n',
  ],
  ['role-added', false, '', 'roles: [{ role: reader }]\n'],
  ['role-removed', true, 'roles: [{ role: reader }]\n', ''],
  ['role-changed', false, 'roles: [{ role: reader }]\n', 'roles: [{ role: reader, access: read }]\n'],
  ['team-changed', false, 'team: { name: a }\n', 'team: { name: b }\n'],
  ['support-changed', false, '', 'support: [{ channel: "#help" }]\n'],
  ['price-changed', false, 'price: { priceAmount: 1 }\n', 'price: { priceAmount: 2 }\n'],
  ['terms-changed', false, 'description: { usage: anything }\n', 'description: { usage: nothing }\n'],
  ['about-changed', false, 'domain: a\n', 'domain: b\n'],
  ['other-changed', false, '', 'customProperties: [{ property: a, value: 1 }]\n'],
  ['other-changed', false, column('examples: [1]'), column('examples: [2]')],
];

test.each(cases)('%s, breaks readers: %s (case %#)', (kind, breaks, old, now) => {
  const changes = differs(old, now);
  expect(changes.map((change) => [change.kind, change.breaks])).toEqual([[kind, breaks]]);
  expect(changes[0]?.what).not.toBe('');
  // nothing is found where nothing differs
  expect(contractDiff(documentOf('a', `${head}${now}`), documentOf('b', `${head}${now}`))).toEqual([]);
});

const standing: readonly (readonly [kind: Change['kind'], breaks: boolean, first: string])[] = [
  ['version-bumped-without-change', false, next],
  ['version-lowered', false, head.replace('1.0.0', '0.9.0')],
  ['status-deprecated', false, next.replace('active', 'deprecated')],
  ['status-retired', true, next.replace('active', 'retired')],
  ['status-changed', false, next.replace('active', 'draft')],
  ['id-changed', false, head.replace('id: orders', 'id: sales')],
];
test.each(standing)('%s, breaks readers: %s', (kind, breaks, first) => {
  expect(differs('', '', first).map((change) => [change.kind, change.breaks])).toEqual([[kind, breaks]]);
});

test('a change under the same version, and one that breaks under the same major version, are told', () => {
  expect(differs(columns('{ name: a }'), columns('{ name: a }', '{ name: b }'), head).map(({ kind }) => kind)).toEqual([
    'column-added',
    'version-unchanged',
  ]);
  expect(differs(columns('{ name: a }'), columns('{ name: a }', '{ name: b }'), head.replace('1.0.0', '1.1.0')).map(({ kind }) => kind)).toEqual([
    'column-added',
  ]);
  expect(differs(columns('{ name: a }', '{ name: b }'), columns('{ name: a }'), head.replace('1.0.0', '1.1.0')).map(({ kind }) => kind)).toEqual([
    'column-removed',
    'version-unchanged',
  ]);
});

test('every kind of change is provoked here', () => {
  const provoked = new Set<string>([...cases.map(([kind]) => kind), ...standing.map(([kind]) => kind), 'version-unchanged']);
  expect(Object.keys(changeKinds).filter((kind) => !provoked.has(kind))).toEqual([]);
  expect(provoked.size).toBeGreaterThanOrEqual(30);
});

test('a change stands where the new contract says it, what is gone where the old one did', () => {
  const places = differs(columns('{ name: a, required: true }', '{ name: b }'), columns('{ name: a }')).map(
    (c) => `${c.at.file}:${c.at.line}:${c.at.column}`,
  );
  expect(places).toEqual(['new.odcs.yaml:9:17', 'old.odcs.yaml:10:17']);
});

test('nested columns are told by their path, and of what is gone only the outermost', () => {
  const nested = (rest: string) => columns(`{ name: address, logicalType: object, properties: [${rest}] }`);
  const changed = differs(nested('{ name: street, required: true }, { name: city }'), nested('{ name: street }'));
  expect(changed.map((c) => [c.kind, c.column])).toEqual([
    ['nullability-loosened', 'address.street'],
    ['column-removed', 'address.city'],
  ]);
  expect(differs(`${nested('{ name: street }')}      - { name: id }\n`, columns('{ name: id }')).map((c) => c.column)).toEqual(['address']);
});

const short = (text: string): OdcsDocument => {
  const read = readTableFile(codeFile('assets/orders.yaml', text));
  if (!read.ok) throw new Error(read.problems.map((p) => p.message).join('\n'));
  return documentOfShort(read.value);
};

test('short forms compare alike, with their own places and without versions', () => {
  const old = short(
    'key: id\ncolumns:\n  id: integer\n  state: { type: text, in: [open, shut], required: 99% }\nchecks:\n  few: { rowCount: { max: 5 } }\n',
  );
  const now = short('columns:\n  id: bigint\n  state: { type: text, in: [open], required: 95% }\nchecks:\n  few: { rowCount: { max: 6 } }\n');
  expect(contractDiff(old, now).map((c) => `${c.kind} ${c.column ?? ''} ${c.at.file}:${c.at.line}`)).toEqual([
    'key-removed  assets/orders.yaml:3',
    'type-widened id assets/orders.yaml:2',
    'nullability-loosened state assets/orders.yaml:3',
    'values-narrowed state assets/orders.yaml:3',
    'rule-loosened  assets/orders.yaml:5',
  ]);
});

test('a short form and the standard compare with one another', () => {
  const odcs = documentOf('orders.odcs.yaml', `${head}${columns('{ name: id, logicalType: integer, physicalType: integer, required: true }')}`);
  const kinds = contractDiff(odcs, short('columns:\n  id: { type: integer, required: true }\n')).map((c) => c.kind);
  expect(kinds.filter((kind) => changeKinds[kind].breaks)).toEqual([]);
});

const corpus = join(import.meta.dirname, '../../../shared/corpora/odcs/examples');
if (existsSync(corpus))
  test('an official example differs from itself in nothing', () => {
    for (const path of readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((p) => /\.ya?ml$/.test(p))) {
      const document = documentOf(path, readFileSync(join(corpus, path), 'utf8'));
      expect(contractDiff(document, document)).toEqual([]);
    }
  });
