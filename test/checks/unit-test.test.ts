// Unit tests of SQL: given rows, expected rows, the diff between them, and tests that cannot be run.

import { expect, test } from 'vitest';
import { runUnitTests, type UnitTestResult } from '../../src/checks/index.ts';
import type { Scalar } from '../../src/product/index.ts';
import { at } from './rig.ts';
import { assetOf, type Case, type Rows, testOf, unitRig } from './unit-rig.ts';

const { run, request, asked } = unitRig();

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
  expect(result).toMatchObject({ status: 'error', problem: { code: 'checks/test-value', leg: 'development', at: { line: 9 } } });
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

test('a given column that the input does not have is told, unless more may be known of it than is', async () => {
  const one: Case = {
    code: 'select delay from flights',
    given: { flights: [{ dealy: 5 }] },
    inputs: { flights: 'delay INTEGER, origin VARCHAR' },
    expect: [],
  };
  const { status, problem } = await run(one);
  expect([status, problem?.code, problem?.at?.line]).toEqual(['error', 'checks/given-column', 7]);
  expect(problem?.message).toBe('the unit test "a case" gives flights a column dealy, which flights does not have; did you mean delay?');
  // declared columns alone are not all there are
  expect((await run({ ...one, complete: false, expect: [{ delay: null }] })).status).toBe('pass');
});

test('a given value that its column cannot hold is told where the rows are given', async () => {
  const two = { flights: [{ delay: 1 }], airports: [{ opened: 'never' }] };
  const result = await run({
    code: 'select delay from flights, airports',
    given: { ...two, airports: { at: { ...at, line: 12 }, columns: ['opened'], rows: two.airports } },
    inputs: { flights: 'delay INTEGER', airports: 'opened DATE' },
    expect: [],
  });
  expect(result).toMatchObject({ status: 'error', problem: { code: 'engine/bad-row', at: { line: 12 } } });
  expect(result.problem?.message).toContain('airports');
});

test('a given number that its column would round is told, and not rounded', async () => {
  const inputs = { flights: 'n INTEGER, d DECIMAL(9,2), f DOUBLE' };
  const code = 'select * from flights';
  const told = async (row: Rows[number]) => (await run({ code, given: { flights: [row] }, inputs, expect: [{}] })).problem;
  expect(await told({ n: 2.5 })).toMatchObject({ code: 'checks/given-value', at: { line: 7 } });
  expect((await told({ d: '1.005' }))?.message).toBe('the unit test "a case" gives flights 1.005 as d, which is DECIMAL(9,2) and would round it');
  expect((await told({ n: '1e-3' }))?.code).toBe('checks/given-value');
  expect(await told({ n: '2.0', d: 1.5, f: 0.001 })).toBeUndefined();
  expect(await told({ n: 100, d: '1.500', f: 1e-9 })).toBeUndefined();
});

test('no rows of a table of which nothing is known are no table', async () => {
  const { problem } = await run({ code: 'select 1 as a from flights', given: { flights: [] }, expect: [] });
  expect(problem).toMatchObject({ code: 'checks/no-columns', at: { line: 7 } });
});

test('the types of a CSV’s columns are those of the input, else what all its values can be read as', async () => {
  const csv = (columns: readonly string[], ...rows: readonly (readonly (string | null)[])[]) => ({
    at,
    columns,
    untyped: true as const,
    rows: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
  });
  const flights = csv(['i', 'd', 'b', 't', 'code', 'e'], ['1', '1', 'true', 'x', '007', null], ['-20', '.5', 'FALSE', '2', '8', null]);
  const code = 'select distinct typeof(i) i, typeof(d) d, typeof(b) b, typeof(t) t, typeof(code) code, typeof(e) e from flights';
  const told = { i: 'BIGINT', d: 'DOUBLE', b: 'BOOLEAN', t: 'VARCHAR', code: 'VARCHAR', e: 'VARCHAR' };
  expect(await run({ code, given: { flights }, expect: [told] })).toMatchObject({ status: 'pass' });
  const known = await run({
    code: 'select typeof(i) as i, t from flights',
    given: { flights },
    inputs: { flights: 'i VARCHAR, t VARCHAR' },
    complete: false,
    expect: [{ i: 'VARCHAR' }, { i: 'VARCHAR' }],
  });
  expect(known.status).toBe('pass');
  // an expected number is one, though it is a text in a CSV; a text that looks like one is none
  const value = (sql: string, expected: string) => run({ code: `select ${sql} as v`, expect: csv(['v'], [expected]) }).then((r) => r.status);
  expect(await value('2', '1.6')).toBe('fail');
  expect(await value('1.5::decimal(9,2)', '1.50')).toBe('pass');
  expect(await value(`'007'`, '7')).toBe('fail');
  expect(await value('true', 'true')).toBe('pass');
  expect(await value('9007199254740993', '9007199254740992')).toBe('fail');
});

test('a tolerance is absolute or relative; without one whole numbers must be equal', async () => {
  const value = (sql: string, expected: Scalar, tolerance?: number) =>
    run({ code: `select ${sql} as v`, expect: [{ v: expected }], ...(tolerance === undefined ? {} : { tolerance }) }).then((r) => r.status);
  expect(await value('0.333::double', 0.33, 0.01)).toBe('pass');
  expect(await value('1004::double', 1000, 0.01)).toBe('pass');
  expect(await value('1004', 1000, 0.01)).toBe('pass');
  expect(await value('1.004::decimal(9,3)', '1', 0.01)).toBe('pass');
  expect(await value('1014::double', 1000, 0.01)).toBe('fail');
  expect(await value('0.1::double + 0.2', 0.3, 0)).toBe('fail');
  expect(await value('5000000001', 5000000000)).toBe('fail');
  expect(await value('5000000001::double', 5000000000)).toBe('pass');
});

test('in order: what agrees stays, what lies between is told in its place', async () => {
  const code = `select unnest(['a', 'b', 'c', 'd']) as v, unnest([1, 2, 3, 4]) as n`;
  const rows = (...names: readonly string[]) => names.map((v) => ({ v, n: 'abcd'.indexOf(v) + 1 }));
  const ordered = (expect: Rows) => run({ code, expect, ordered: true });
  expect((await ordered(rows('a', 'b', 'c', 'd'))).status).toBe('pass');
  expect((await run({ code, expect: rows('d', 'c', 'b', 'a') })).status).toBe('pass');
  const swapped = await ordered(rows('b', 'a', 'c', 'd'));
  expect([swapped.status, kinds(swapped)]).toEqual(['fail', ['missing', 'same', 'extra', 'same', 'same']]);
  expect(kinds(await ordered(rows('a', 'c', 'd')))).toEqual(['same', 'extra', 'same', 'same']);
  const other = await ordered([{ v: 'a', n: 1 }, { v: 'b', n: 9 }, ...rows('c', 'd')]);
  expect(other.diff[1]).toEqual({ kind: 'different', expected: ['b', 9], actual: ['b', 2], differs: [1] });
});

test('an asset that is to fail passes when it does, with that code and in those words', async () => {
  const fails = (code: string, wanted: { problem?: string; message?: string }) =>
    run({ code, given: { flights }, fails: { at: { ...at, line: 11 }, ...wanted } });
  const cast = 'select cast(origin as integer) as n from flights';
  expect((await fails(cast, { problem: 'engine/cast-failed' })).status).toBe('pass');
  expect((await fails(cast, { message: 'could not convert' })).status).toBe('pass');
  expect((await fails(cast, { problem: 'engine/cast-failed', message: 'not its words' })).status).toBe('fail');
  const other = await fails(cast, { problem: 'engine/unknown-column' });
  expect(other).toMatchObject({ status: 'fail', problem: { code: 'checks/test-outcome', at: { line: 11 }, also: [{ code: 'engine/cast-failed' }] } });
  expect(other.problem?.message).toBe(
    'the unit test "a case" expects that late fails with engine/unknown-column, and it fails with engine/cast-failed',
  );
  expect((await fails('select 1 as n from flights', { message: 'x' })).problem?.message).toContain('fails with “x”, and it does not fail');
  // rows that do not fit are the test's fault, not the asset's
  const misfit = await run({
    code: cast,
    given: { flights: [{ origin: 'x' }] },
    inputs: { flights: 'origin INTEGER' },
    fails: { at, message: 'could not convert' },
  });
  expect(misfit).toMatchObject({ status: 'error', problem: { code: 'engine/bad-row' } });
});

test('a test that expects nothing says so, and so does one that is not for a table', async () => {
  expect(await run({ code: mean, given: { flights } })).toMatchObject({
    status: 'error',
    problem: { code: 'checks/no-expectation', at: { line: at.line } },
  });
  const metrics = new Map([['auc', { min: 0.5 }]]);
  expect((await run({ code: mean, given: { flights }, metrics })).problem).toMatchObject({ code: 'checks/test-form' });
  expect((await run({ code: mean, given: { flights }, predict: [{ a: 1 }], expect: [] })).problem?.message).toContain(
    '`predict` is asked of a model',
  );
});

test('many tests: each is one question, and what is expected of all of them another; one bad value spoils only its own', async () => {
  const code = 'select cast(left_at as date) as day, n from flights';
  const cases = Array.from({ length: 40 }, (_, i): Case => {
    const day = `2001-02-${String((i % 28) + 1).padStart(2, '0')}`;
    return { code, given: { flights: [{ left_at: day, n: i }] }, expect: [{ day: i === 7 ? 'no day' : `${day} `, n: i === 9 ? -1 : i }] };
  });
  const asset = assetOf(
    cases[0] as Case,
    cases.map((one, i) => testOf(one, `test ${i}`)),
  );
  const before = asked.calls;
  const results = await runUnitTests(request([asset]));
  expect(results.map((r) => r.test.name)).toEqual(cases.map((_, i) => `test ${i}`));
  const failing = results.flatMap((r) => (r.status === 'pass' ? [] : [`${r.test.name}: ${r.problem?.code ?? r.status}`]));
  expect(failing).toEqual(['test 7: checks/test-value', 'test 9: fail']);
  // 40, one for all that is expected, and again for each since one of them does not read
  expect(asked.calls - before).toBe(81);
  expect(results.find((r: UnitTestResult) => r.test.name === 'test 8')?.diff).toMatchObject([{ kind: 'same' }]);
});
