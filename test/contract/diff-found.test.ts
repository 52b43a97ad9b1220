// Changes that look harmless and are not: units, comparisons, severities, service levels, instants and quoted texts.

import { expect, test } from 'vitest';
import { contractDiff } from '../../src/contract/index.ts';
import { documentOf, head } from './rig.ts';

const next = head.replace('1.0.0', '2.0.0');
const kinds = (old: string, now: string): readonly (readonly [string, boolean])[] =>
  contractDiff(documentOf(`${head}${old}`), documentOf(`${next}${now}`)).map(({ kind, breaks }) => [kind, breaks] as const);

const at = 'schema: [{ name: orders, properties: [{ name: at, logicalType: timestamp }] }]\n';
const level = (said: string): string => `${at}slaProperties: [{ element: orders.at, ${said} }]\n`;
const rule = (text: string): string => `schema:\n  - name: orders\n    quality:\n      - { ${text} }\n`;
const sql = (query: string, mustBe: string): string => rule(`name: a, type: sql, query: "${query}", mustBe: ${mustBe}`);

test.each([
  ['latency', '2, unit: m', '1, unit: hr', 'sla-loosened', true],
  ['latency', '1, unit: d', '1, unit: mo', 'sla-loosened', true],
  ['latency', '1, unit: wk', '2, unit: hrs', 'sla-tightened', false],
  ['latency', '90, unit: mins', '1, unit: mon', 'sla-loosened', true],
  ['latency', '1, unit: mo', '1, unit: yrs', 'sla-loosened', true],
  ['latency', '60, unit: min', '1, unit: hr', 'description-changed', false],
  ['latency', '5, unit: ticks', '1, unit: d', 'sla-changed', true],
  ['latency', '5, unit: ticks', '4, unit: parsecs', 'sla-changed', true],
  ['retention', '30, unit: d', '60, unit: d', 'sla-loosened', true],
  ['retention', '2, unit: mo', '30, unit: d', 'sla-tightened', false],
  ['availability', '99, unit: percent', '98, unit: "%"', 'sla-loosened', true],
])('%s %s became %s: %s', (property, old, now, kind, breaks) => {
  expect(kinds(level(`property: ${property}, value: ${old}`), level(`property: ${property}, value: ${now}`))).toEqual([[kind, breaks]]);
});

test('a service level that is about no column any longer is promised no longer', () => {
  const said = `${at}slaProperties: [{ property: latency, value: 4, unit: h }]\n`;
  const changes = kinds(`${said}slaDefaultElement: orders.at\n`, said);
  expect(changes).toContainEqual(['sla-removed', true]);
  // the same element said where it belongs is the same level
  const own = kinds(`${said}slaDefaultElement: orders.at\n`, level('property: latency, value: 4, unit: h'));
  expect(own.some(([, breaks]) => breaks)).toBe(false);
});

test.each([
  ['true', 'false', [['rule-changed', true]]],
  ['5', '"5"', [['rule-changed', true]]],
  ['"2024-01-01T00:00:00Z"', '"2024-01-01T01:00:00+01:00"', [['rule-described', false]]],
  ['true', 'true', []],
])('mustBe %s became %s', (old, now, expected) => {
  expect(kinds(sql('select 1', old), sql('select 1', now)).filter(([kind]) => kind.startsWith('rule'))).toEqual(expected);
});

test.each([
  ['severe', 'warning', 'rule-severity-lowered', true],
  ['P1', 'warning', 'rule-severity-lowered', true],
  ['P1', 'info', 'rule-severity-lowered', true],
  ['info', 'P1', 'rule-severity-raised', false],
  ['high', 'P1', 'rule-described', false],
  ['low', 'info', 'rule-described', false],
])('severity %s became %s', (old, now, kind, breaks) => {
  const of = (severity: string) => rule(`metric: rowCount, mustBe: 5, severity: ${severity}`);
  expect(kinds(of(old), of(now))).toEqual([[kind, breaks]]);
});

const bound = (logical: string, said: string): string =>
  `schema: [{ name: orders, properties: [{ name: at, logicalType: ${logical}, logicalTypeOptions: { ${said} } }] }]\n`;

test.each([
  ['timestamp', 'maximum: "2024-01-01T00:00:00+05:00"', 'maximum: "2023-12-31T23:00:00Z"', 'range-widened', true],
  ['timestamp', 'maximum: "2024-01-01T00:00:00Z"', 'maximum: "2024-01-01T02:00:00+05:00"', 'range-narrowed', false],
  ['timestamp', 'maximum: "2024-01-01T00:00:00.1Z"', 'maximum: "2024-01-01T00:00:00.09Z"', 'range-narrowed', false],
  ['timestamp', 'maximum: "2024-01-01"', 'maximum: "2024-01-01T00:00:01"', 'range-widened', true],
  ['time', 'minimum: "10:00:00"', 'minimum: "T09:59"', 'range-widened', true],
  ['integer', 'maximum: 9007199254740993', 'maximum: 10000000000000000', 'range-widened', true],
  ['integer', 'maximum: 9007199254740993', 'maximum: 9007199254740992', 'range-narrowed', false],
  ['integer', 'maximum: -9007199254740993', 'maximum: -9007199254740994', 'range-narrowed', false],
  ['number', 'maximum: 9', 'maximum: 1.0e+1', 'range-widened', true],
])('%s: %s became %s', (logical, old, now, kind, breaks) => {
  expect(kinds(bound(logical, old), bound(logical, now))).toEqual([[kind, breaks]]);
});

test('two spellings of one instant are one bound', () => {
  const said = (text: string) => bound('timestamp', `maximum: "${text}"`);
  expect(kinds(said('2024-01-01T00:00:00+05:00'), said('2023-12-31T19:00:00Z')).some(([, breaks]) => breaks)).toBe(false);
});

test('white space between quotes is part of a query, elsewhere it is not', () => {
  expect(kinds(sql("select 1 from orders where b='x  y'", '0'), sql("select 1 from orders where b='x y'", '0'))).toContainEqual([
    'rule-changed',
    true,
  ]);
  expect(
    kinds(sql("select  1 from orders where b='x y'", '0'), sql("select 1\\nfrom orders where b = 'x y'", '0')).some(([, breaks]) => breaks),
  ).toBe(false);
});
