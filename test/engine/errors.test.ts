// Run-time and planning errors as Problems: code, leg, place in the user's text, candidate, and DuckDB's own words.

import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { build, origin, problemOf, rig, surroundings } from './rig.ts';

const { engine, folder } = rig();
const flights: InputTable = {
  kind: 'rows',
  columns: [
    { name: 'origin', type: 'VARCHAR' },
    { name: 'delay', type: 'VARCHAR' },
    { name: 'n', type: 'INTEGER' },
  ],
  rows: [
    ['SEA', '12', 1],
    ['SFO', 'é late', 2],
  ],
};

const cases: readonly (readonly [string, string, string, number | undefined, number | undefined, string])[] = [
  ["select 'é',\n  origni from flights", 'unknown-column', 'development', 2, 3, 'there is no column "origni"; did you mean "origin"?'],
  ['select f.dely from flights f', 'unknown-column', 'development', 1, 8, 'did you mean "delay"?'],
  ['select zz from flights', 'unknown-column', 'development', 1, 8, 'there is no column "zz"'],
  ['select * from flights f join flights g using (m)', 'unknown-column', 'development', undefined, undefined, 'there is no column "m"'],
  ['select 1\nfrom flight', 'unknown-table', 'development', 2, 6, 'did you mean "flights"?'],
  ['select g.n from flights f', 'unknown-table', 'development', 1, 8, 'there is no table "g"'],
  ['select uper(origin) from flights', 'unknown-function', 'development', 1, 8, 'did you mean "upper"?'],
  ['select n + origin from flights', 'does-not-bind', 'development', 1, 10, "'+(INTEGER, VARCHAR)'"],
  ['select sum(n), origin from flights', 'does-not-bind', 'development', 1, 16, 'must appear in the GROUP BY clause'],
  ['select origin::money from flights', 'does-not-bind', 'development', 1, 16, 'money'],
  ['select from from flights', 'syntax', 'development', 1, 13, 'syntax error at or near "from"'],
  ["select 'é', cast(delay as integer) as d\nfrom flights", 'cast-failed', 'data', 1, 13, "the value 'é late' is not a valid INTEGER"],
  ['select delay::date from flights', 'cast-failed', 'data', 1, 13, 'is not a valid DATE'],
  ['select (n * 100)::tinyint from flights', 'cast-failed', 'data', 1, 17, "the value '200' is not a valid TINYINT"],
  ['select delay::decimal(5, 2) from flights', 'cast-failed', 'data', 1, 13, "the value 'é late' is not a valid DECIMAL(5, 2)"],
  ['select delay::uuid from flights', 'cast-failed', 'data', 1, 13, "column delay: the value '12' is not a valid UUID"],
  ["select cast(cast(delay as varchar) as enum('x, y)')) from flights", 'cast-failed', 'data', 1, 8, "the value '12' is not a valid enum('x, y)')"],
  [
    "select strptime(delay, '%Y-%m') from flights",
    'cast-failed',
    'data',
    undefined,
    undefined,
    `the value '12' is not a valid timestamp of the format "%Y-%m"`,
  ],
  ["select '2001-13-01'::date", 'cast-failed', 'data', 1, 20, "the value '2001-13-01' is not a valid DATE"],
  ['select * exclude (zz) from flights', 'unknown-column', 'development', undefined, undefined, 'there is no column "zz"'],
  ['with c as (select 1 as a) select c.b from c', 'unknown-column', 'development', 1, 34, 'there is no column "b"'],
  ["select error('stop') from flights", 'step-failed', 'development', undefined, undefined, 'stop'],
  ['select (select n from flights)', 'step-failed', 'development', undefined, undefined, 'more than one row'],
  ['select n, n as "N" from flights', 'duplicate-column', 'development', undefined, undefined, '"N"'],
  ['select union_value(a := n) as u from flights', 'unstorable-column', 'development', undefined, undefined, 'UNION(a INTEGER)'],
  ['select row(n, n) as r from flights', 'unstorable-column', 'development', undefined, undefined, 'STRUCT(INTEGER, INTEGER)'],
];

test.each(cases)('build of %s: %s', async (sql, code, leg, line, column, says) => {
  const problem = problemOf(await build(engine, folder, sql, { inputs: { flights } }));
  expect(problem).toMatchObject({ code: `engine/${code}`, leg });
  expect(problem.message).toContain(says);
  expect(problem.message).not.toMatch(/LINE|\n/);
  expect(problem.at).toMatchObject({ file: 'assets/a.sql', ...(line ? { line, column } : {}) });
  if (line) expect(problem.at?.source).toBe(sql.split('\n')[line - 1]);
  else expect(problem.at?.line).toBeUndefined();
});

test.each(cases.filter(([, code]) => !/duplicate|unstorable/.test(code)))('question %s: %s', async (sql, code, _, line, column) => {
  const questions = [{ sql, origin: origin(), limit: 5 }, { sql }, { sql: 'select count(*) from flights' }];
  const [limited, all, after] = await engine.ask({ tables: { flights }, questions, surroundings: surroundings() });
  expect(problemOf(limited)).toMatchObject({ code: `engine/${code}`, at: line ? { line, column } : { file: 'assets/a.sql' } });
  expect(problemOf(all).code).toBe(`engine/${code}`);
  expect(after).toMatchObject({ ok: true, value: { rows: [[2]] } });
});

test('binding finds what planning can find, on empty tables and without running', async () => {
  const empty: InputTable = { ...flights, rows: [] };
  const questions = ['select origni from flights', 'select delay::integer as d, n from flights', "select 'x'::integer"].map((sql) => ({
    sql,
    origin: origin(),
  }));
  const [unknown, fine, literal] = await engine.ask({ tables: { Flights: empty }, questions, surroundings: surroundings(), bind: true });
  expect(problemOf(unknown).code).toBe('engine/unknown-column');
  const columns = [
    { name: 'd', type: 'INTEGER' },
    { name: 'n', type: 'INTEGER' },
  ];
  expect(fine).toEqual({ ok: true, value: { columns, rows: [], truncated: false } });
  expect(literal?.ok).toBe(true);
});

test('a place inside yaml is that of the check', async () => {
  const at = { file: 'assets/a.yaml', line: 9, column: 5 };
  const questions = [{ sql: 'select zz from flights', origin: { file: 'assets/a.yaml', line: 10, at } }];
  const [outcome] = await engine.ask({ tables: { flights }, questions, surroundings: surroundings() });
  expect(problemOf(outcome).at).toEqual(at);
});

test('given rows that do not fit are told of their table', async () => {
  const tables: Record<string, InputTable> = { flights, airports: { kind: 'rows', columns: [{ name: 'n', type: 'INTEGER' }], rows: [['many']] } };
  const outcomes = await engine.ask({ tables, questions: [{ sql: 'from flights' }, { sql: 'from airports' }], surroundings: surroundings() });
  for (const outcome of outcomes) {
    expect(problemOf(outcome)).toMatchObject({ code: 'engine/bad-row' });
    expect(problemOf(outcome).message).toContain("airports do not fit its columns: column n: the value 'many' is not a valid INTEGER");
  }
});
