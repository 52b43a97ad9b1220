// Unit tests of SQL: given rows, expected rows, the diff between them, and tests that cannot be run.

import { expect, test } from 'vitest';
import { runUnitTests, type UnitTestResult } from '../../src/checks/index.ts';
import type { Column } from '../../src/engine/index.ts';
import type { Scalar, UnitTest } from '../../src/product/index.ts';
import { at, columnsFrom, surroundings, testEngine } from './rig.ts';

const { engine } = testEngine();
type Rows = readonly Readonly<Record<string, Scalar>>[];

interface Case {
  readonly code: string;
  readonly given: Readonly<Record<string, Rows>>;
  readonly expect: Rows;
  readonly reads?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly clock?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

async function run({ code, given, expect: expected, reads, inputs = {}, clock, settings = surroundings.settings }: Case): Promise<UnitTestResult> {
  const made: UnitTest = {
    asset: 'late',
    name: 'a case',
    at,
    given: new Map(Object.entries(given).map(([name, rows]) => [name, { at: { ...at, line: 7 }, rows }])),
    expect: expected,
    ...(clock === undefined ? {} : { clock }),
  };
  const inputColumns = (name: string): readonly Column[] | undefined => (inputs[name] ? columnsFrom(inputs[name]) : undefined);
  const request = {
    engine,
    asset: 'late',
    code,
    reads: reads ?? Object.keys(given),
    tests: [made],
    inputColumns,
    surroundings: { ...surroundings, settings },
  };
  const [result] = await runUnitTests({ ...request, effects: { monotonic: () => 0 } });
  return result as UnitTestResult;
}

const kinds = (result: UnitTestResult) => result.diff.map((row) => row.kind);
const flights: Rows = [
  { origin: 'SEA', delay: 10 },
  { origin: 'SEA', delay: 30 },
  { origin: 'SFO', delay: null },
];
const mean = 'select origin, avg(delay) as mean, count(*) as n from flights group by origin';

test('rows are compared without order, on the columns that are expected', async () => {
  const result = await run({
    code: mean,
    given: { flights },
    expect: [
      { origin: 'SFO', mean: null },
      { origin: 'SEA', Mean: 20 },
    ],
  });
  expect(result).toMatchObject({ status: 'pass', columns: ['origin', 'mean'] });
  expect(kinds(result)).toEqual(['same', 'same']);
});

test('a row that differs is shown with its cells marked, beside the row most like it', async () => {
  const expected = [
    { origin: 'SEA', mean: 21, n: 2 },
    { origin: 'SFO', mean: null, n: 1 },
  ];
  const result = await run({ code: mean, given: { flights }, expect: expected });
  expect(result.status).toBe('fail');
  expect(result.diff).toEqual([
    { kind: 'different', expected: ['SEA', 21, 2], actual: ['SEA', 20, 2], differs: [1] },
    { kind: 'same', expected: ['SFO', null, 1], actual: ['SFO', null, 1] },
  ]);
});

test('rows with nothing in common are missing and extra', async () => {
  const result = await run({
    code: 'select origin, delay from flights',
    given: { flights: flights.slice(0, 1) },
    expect: [{ origin: 'LAS', delay: 4 }],
  });
  expect(result.diff).toEqual([
    { kind: 'missing', expected: ['LAS', 4] },
    { kind: 'extra', actual: ['SEA', 10] },
  ]);
});

test('of several rows alike, the most alike are paired first', async () => {
  const expected = [
    { a: 1, b: 1, c: 9 },
    { a: 1, b: 2, c: 3 },
  ];
  const result = await run({ code: 'select * from (values (1, 2, 4), (1, 1, 8)) t(a, b, c)', given: {}, expect: expected });
  expect(result.diff.map((row) => row.differs)).toEqual([[2], [2]]);
});

test('rows are counted: one more or one fewer of the same is a failure', async () => {
  const code = 'select origin from flights';
  const sea = { origin: 'SEA' };
  expect(kinds(await run({ code, given: { flights }, expect: [sea, { origin: 'SFO' }] }))).toEqual(['same', 'same', 'extra']);
  expect(kinds(await run({ code, given: { flights: flights.slice(0, 1) }, expect: [sea, sea] }))).toEqual(['same', 'missing']);
  const none = await run({ code, given: { flights }, expect: [] });
  expect(none).toMatchObject({ status: 'fail', columns: ['origin'] });
  expect((await run({ code, given: { flights: [] }, expect: [], inputs: { flights: 'origin VARCHAR' } })).status).toBe('pass');
});

test('numbers agree within 1e-9 and no further; a fraction is not rounded to an integer column', async () => {
  const value = (sql: string, expected: Scalar) => run({ code: `select ${sql} as v`, given: {}, expect: [{ v: expected }] }).then((r) => r.status);
  expect(await value('1/3::double', 0.3333333333)).toBe('pass');
  expect(await value('1/3::double', 0.33333)).toBe('fail');
  expect(await value('2', 1.6)).toBe('fail');
  expect(await value('1.50::decimal(10,2)', 1.5)).toBe('pass');
  expect(await value('1.50::decimal(10,2)', '1.5')).toBe('pass');
  expect(await value('9007199254740993', '9007199254740993')).toBe('pass');
  expect(await value('9007199254740993', '9007199254740992')).toBe('fail');
  expect(await value('true', true)).toBe('pass');
  expect(await value('true', false)).toBe('fail');
  expect(await value(`''`, 0)).toBe('fail');
  expect(await value(`'a'`, 'b')).toBe('fail');
  expect(await value('null', 0)).toBe('fail');
  expect(await value(`'inf'::double`, 5)).toBe('fail');
});

test('dates and timestamps are read as the column’s type', async () => {
  const code = `select cast(left_at as date) as day, left_at, timezone('UTC', left_at) as instant from flights`;
  const given = { flights: [{ left_at: '2001-02-28 06:00' }] };
  const inputs = { flights: 'left_at TIMESTAMP' };
  const result = await run({ code, given, inputs, expect: [{ day: '2001-02-28', left_at: '2001-02-28 06:00', instant: '2001-02-27 22:00:00-08' }] });
  expect(result.status).toBe('pass');
  expect((await run({ code, given, inputs, expect: [{ day: '2001-02-27' }] })).status).toBe('fail');
});

test('the engine’s default order does not mix up expected rows', async () => {
  const settings = { timezone: 'UTC', default_order: 'desc' };
  const expected = [{ d: '2001-02-27' }, { d: '2001-02-28' }];
  const result = await run({ code: 'select unnest([date $$2001-02-27$$, date $$2001-02-28$$]) as d', given: {}, expect: expected, settings });
  expect(result.diff.map((row) => [row.kind, row.expected, row.actual])).toEqual([
    ['same', ['2001-02-27'], ['2001-02-27']],
    ['same', ['2001-02-28'], ['2001-02-28']],
  ]);
});

test('an expected value that its column cannot hold is a Problem of the test', async () => {
  const result = await run({ code: 'select date $$2001-02-28$$ as day', given: {}, expect: [{ day: 'wednesday' }] });
  expect(result).toMatchObject({ status: 'error', problem: { code: 'checks/test-value', leg: 'development', at: { line: at.line } } });
});

test('columns of an input that are not given are null, and types come from the real input', async () => {
  const code = 'select typeof(delay) as t, delay, origin from flights';
  const result = await run({
    code,
    given: { flights: [{ DELAY: 5 }] },
    inputs: { flights: 'origin VARCHAR, delay SMALLINT' },
    expect: [{ t: 'SMALLINT', delay: 5, origin: null }],
  });
  expect(result.status).toBe('pass');
});

test('without a real input the types come from the values', async () => {
  const given = {
    x: [
      { a: 1, b: 1, c: true, d: 'x', e: null, f: 1 },
      { a: 2, b: 0.5, c: null, d: null, e: null, f: 'x' },
    ],
  };
  const code = 'select distinct typeof(a) as a, typeof(b) as b, typeof(c) as c, typeof(d) as d, typeof(e) as e, typeof(f) as f from x';
  const result = await run({ code, given, expect: [{ a: 'BIGINT', b: 'DOUBLE', c: 'BOOLEAN', d: 'VARCHAR', e: 'VARCHAR', f: 'VARCHAR' }] });
  expect(result).toMatchObject({ status: 'pass' });
});

test('an input that is read and not given, and one that is given and not read', async () => {
  const result = await run({ code: mean, given: { flihgts: flights }, reads: ['flights', 'airports'], expect: [] });
  expect(result).toMatchObject({ status: 'error', diff: [], problem: { code: 'checks/test-input', at: { line: at.line } } });
  expect(result.problem?.message).toBe('the unit test "a case" gives no rows for flights, which late reads; did you mean flihgts?');
  expect(result.problem?.also?.map((p) => [p.at?.line, p.message])).toEqual([
    [at.line, 'the unit test "a case" gives no rows for airports, which late reads'],
    [7, 'the unit test "a case" gives rows for flihgts, which late does not read; did you mean flights?'],
  ]);
  expect((await run({ code: mean, given: { FLIGHTS: flights }, reads: ['flights'], expect: [] })).status).toBe('fail');
});

test('an expected column that the result lacks, and SQL that fails, are errors', async () => {
  const unknown = await run({ code: mean, given: { flights }, expect: [{ origin: 'SEA', maen: 1 }] });
  expect(unknown).toMatchObject({ status: 'error', problem: { code: 'checks/unknown-column' } });
  expect(unknown.problem?.message).toContain('did you mean mean?');
  expect((await run({ code: 'select nope from flights', given: { flights }, expect: [] })).status).toBe('error');
});

test('a test’s own clock replaces the one around it', async () => {
  const code = `select now() < timestamptz '2000-01-01' as before from flights limit 1`;
  expect((await run({ code, given: { flights }, expect: [{ before: false }] })).status).toBe('pass');
  expect((await run({ code, given: { flights }, expect: [{ before: true }], clock: '1999-01-01T00:00:00Z' })).status).toBe('pass');
});
