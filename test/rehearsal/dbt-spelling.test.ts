// Proposed checks in dbt's words: each singular test finds nothing in good rows and something in bad ones, on a real engine.

import { expect, test } from 'vitest';
import type { DbtRelation } from '../../src/rehearsal/dbt/project.ts';
import { mannerOf, spelledDbt } from '../../src/rehearsal/dbt/spell-dbt.ts';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { answer, rig } from '../engine/rig.ts';

const { engine } = rig();
const trips: DbtRelation = {
  id: 'source.f.raw.t',
  label: 'raw.t',
  said: "source('raw', 't')",
  kind: 'source',
  database: 'd',
  schema: 'raw',
  name: 't',
  reads: [],
  file: 'models/s.yml',
};
const manner = mannerOf('1.10.23');

const good = "select * from (values (1, 'a', 10, 12), (2, 'b', 20, 25), (3, 'a', 30, 31)) t(id, kind, x, y)";
const column = (name: string, settings: Record<string, unknown>): ProposedCheck => ({ place: 'column', column: name, settings });
const check = (settings: Record<string, unknown>): ProposedCheck => ({ place: 'check', name: 'named', settings });

test.each<[string, ProposedCheck, string]>([
  ['range', column('x', { min: 0, max: 50 }), "select 4, 'a', 60, 61"],
  ['pattern', column('kind', { pattern: '^[a-z]$' }), "select 4, 'A1', 60, 61"],
  ['length', column('kind', { length: 1 }), "select 4, 'aa', 60, 61"],
  ['length between', column('kind', { length: { min: 1, max: 1 } }), "select 4, '', 60, 61"],
  ['composite key', { place: 'key', columns: ['id', 'kind'] }, "select 1, 'a', 60, 61"],
  ['key with null', { place: 'key', columns: ['id', 'kind'] }, 'select 4, null, 60, 61'],
  ['rows', { place: 'rows', settings: { min: 1, max: 3 } }, "select 4, 'a', 60, 61"],
  ['mean', check({ aggregate: { column: 'x', measure: 'mean', between: [10, 30] } }), "select 4, 'a', 999, 61"],
  ['null ratio', check({ aggregate: { column: 'kind', measure: 'nullRatio', max: 0.1 } }), 'select 4, null, 60, 61'],
  ['top share', check({ topShare: { column: 'kind', max: '70%' } }), "select 4, 'a', 1, 2 union all select 5, 'a', 1, 2"],
  ['not in', check({ notInSet: { column: 'kind', values: ['N/A', ''] } }), "select 4, 'N/A', 60, 61"],
  ['set: strange', check({ setEquals: { column: 'kind', values: ['a', 'b'] } }), "select 4, 'c', 60, 61"],
  ['unique columns', check({ unique: { columns: ['kind', 'x'] } }), "select 4, 'a', 10, 61"],
  ['compare', check({ compareColumns: { column: 'x', operator: '<=', other: 'y' } }), "select 4, 'a', 70, 61"],
  ['correlation', check({ correlation: { columns: ['x', 'y'], min: 0.9 } }), "select 4, 'a', 99, -500"],
  [
    'one value',
    check({ sqlValue: { sql: 'select avg((kind = \'a\')::integer) from "raw.t"', between: [0.5, 0.7] } }),
    "select 4, 'a', 1, 2 union all select 5, 'a', 1, 2",
  ],
])('%s', async (_, proposed, bad) => {
  const spelling = spelledDbt(trips, proposed, manner);
  expect(spelling?.file).toMatch(/^tests\/t_[a-z0-9_]+\.sql$/);
  const rows = async (source: string) =>
    (await answer(engine, (spelling?.text ?? '').replaceAll("{{ source('raw', 't') }}", `(${source})`))).rows.length;
  expect(await rows(good)).toBe(0);
  expect(await rows(`${good} union all ${bad}`)).toBeGreaterThan(0);
});

test('a value that is gone, and a column that is constant', async () => {
  const rows = async (proposed: ProposedCheck, source: string) =>
    (await answer(engine, (spelledDbt(trips, proposed, manner)?.text ?? '').replaceAll("{{ source('raw', 't') }}", `(${source})`))).rows.length;
  expect(await rows(check({ setEquals: { column: 'kind', values: ['a', 'b'] } }), `select * from (${good}) where kind = 'a'`)).toBe(1);
  expect(await rows(check({ notConstant: { column: 'kind' } }), `select * from (${good}) where kind = 'a'`)).toBe(1);
  expect(await rows(check({ notConstant: { column: 'kind' } }), good)).toBe(0);
});

test('dbt’s own generic tests, as its version writes them', () => {
  const text = (proposed: ProposedCheck, version: string) => spelledDbt(trips, proposed, mannerOf(version))?.text.split('\n').slice(2);
  expect(text(column('kind', { required: true }), '1.10.23')).toEqual(['    data_tests:', '      - not_null']);
  expect(text(column('kind', { required: true, unique: true }), '1.7.2')).toEqual(['    tests:', '      - not_null', '      - unique']);
  expect(text({ place: 'key', columns: ['id'] }, '2.0.1')).toEqual(['    data_tests:', '      - not_null', '      - unique']);
  expect(text(column('kind', { in: ['a', 'b'] }), '1.10.5')).toEqual([
    '    data_tests:',
    '      - { accepted_values: { arguments: { values: [ a, b ] } } }',
  ]);
  expect(text(column('id', { in: [1, 2] }), '1.10.4')).toEqual([
    '    data_tests:',
    '      - { accepted_values: { values: [ 1, 2 ], quote: false } }',
  ]);
  expect(spelledDbt(trips, check({ gaps: { column: 'x', every: 1 } }), manner)).toBeUndefined();
});

test('says nothing that stands there: dbt has no two tests of one name', () => {
  const key: ProposedCheck = { place: 'key', columns: ['id'] };
  const there = (names: readonly string[]) => (column: string) => new Set(column === 'id' ? names : []);
  const manner = mannerOf('1.9.0');
  expect(spelledDbt(trips, key, manner, there(['unique']))?.text).toBe('columns:\n  - name: id\n    data_tests:\n      - not_null');
  expect(spelledDbt(trips, key, manner, there(['unique', 'not_null']))).toBeUndefined();
  expect(spelledDbt(trips, { place: 'column', column: 'x', settings: { required: true } }, manner, there(['not_null']))?.text).toContain('not_null');
});
