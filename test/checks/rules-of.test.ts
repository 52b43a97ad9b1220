// The short form as rules: which, in what order, what they say to people, and what alters their definition.

import { expect, test } from 'vitest';
import { ruleReads, rulesOf } from '../../src/checks/index.ts';
import { product, rule } from './rig.ts';

const departures = {
  key: ['date', 'n'],
  columns: {
    origin: { type: 'text', required: true as const, in: ['SEA', 'SFO'], references: { asset: 'airports', column: 'iata' } },
    delay: { required: 0.995, min: -240, max: 1440, severity: 'warning' as const },
  },
  rows: { min: 1000 },
  checks: { 'usual-flights': { sql: 'select 1', description: 'as many flights as usual' }, other: { sql: 'select 2' } },
};

test('each rule has its name, its place in order and its words', () => {
  const rules = rulesOf(product({ flights: { rows: { max: 5 } }, departures }));
  expect(rules.map((r) => [r.id, r.expectation, r.severity])).toEqual([
    ['flights.rows', 'at most 5 rows', 'error'],
    ['departures.key', 'date, n: unique and not null', 'error'],
    ['departures.origin.type', 'of type text', 'error'],
    ['departures.origin.required', 'not null', 'error'],
    ['departures.origin.in', 'one of SEA, SFO', 'error'],
    ['departures.origin.references', 'found in airports.iata', 'error'],
    ['departures.delay.required', 'not null in at least 99.5 % of the rows', 'warning'],
    ['departures.delay.range', 'between -240 and 1440', 'warning'],
    ['departures.rows', 'at least 1000 rows', 'error'],
    ['departures.usual-flights', 'as many flights as usual', 'error'],
    ['departures.other', 'no rows returned', 'error'],
  ]);
});

test('the definition follows what is asked, not where it stands, how grave it is or how it is described', () => {
  const elsewhere = { file: 'assets/flights.yaml', line: 99 };
  const range = (c: object, key?: readonly string[]) => rule({ columns: { delay: { min: 1, ...c } }, ...(key ? { checks: {} } : {}) }).definition;
  expect(range({ at: elsewhere, severity: 'warning' })).toBe(range({}));
  expect(range({ min: 2 })).not.toBe(range({}));
  expect(range({ max: 2 })).not.toBe(range({}));
  const sql = (c: object) => rule({ checks: { c: { sql: 'select 1', ...c } } }).definition;
  expect(sql({ at: elsewhere, description: 'x' })).toBe(sql({}));
  expect(sql({ sql: 'select 2' })).not.toBe(sql({}));
  expect(sql({ key: ['a'] })).not.toBe(sql({}));
});

test('the asset key names offending rows, so it is part of every definition', () => {
  const withKey = (key: readonly string[]) => rule({ key, columns: { delay: { min: 1 } } }).definition;
  expect(withKey(['a'])).not.toBe(withKey(['b']));
});

test('only a reference to another asset reads beside its own', () => {
  const refers = (asset: string) => rule({ columns: { id: { references: { asset, column: 'x' } } } });
  expect(ruleReads(refers('airports'))).toEqual(['airports']);
  expect(ruleReads(refers('Flights'))).toEqual([]);
  expect(ruleReads(rule({ rows: { min: 1 } }))).toEqual([]);
});
