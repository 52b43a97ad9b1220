// Questions: tables by name, limits, and values that are plain: null, boolean, number, text.

import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { answer, build, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();

test.each([
  ['null', null],
  ['true', true],
  ['42::tinyint', 42],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['170141183460469231731687303715884105727::hugeint', '170141183460469231731687303715884105727'],
  ['sum(1)', 1],
  ['1.5::double', 1.5],
  ["'nan'::double", 'nan'],
  ["'-infinity'::double", '-inf'],
  ['1.50::decimal(5, 2)', '1.50'],
  ["date '2001-02-28'", '2001-02-28'],
  ["timestamp '2001-02-28 10:54:32.5'", '2001-02-28 10:54:32.5'],
  ["timestamptz '2001-02-28 10:54:32-08'", '2001-02-28 18:54:32+00'],
  ["interval '90 minutes'", '01:30:00'],
  ["'é''x'", "é'x"],
  ["'\\xAA'::blob", '\\xAA'],
  ["'b'::enum('a', 'b')", 'b'],
  ['[1, null, 3]', '[1,null,3]'],
  ["{'a': 1, 'b': date '2001-01-01'}", '{"a":1,"b":"2001-01-01"}'],
  ["map {'x': [1.5]}", '{"x":[1.5]}'],
  ['\'{"a": 1}\'::json', '{"a": 1}'],
  ["uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
])('the value of %s', async (expression, expected) => {
  const sql = `select ${expression} as x`;
  const [all, limited] = await engine.ask({ tables: {}, questions: [{ sql }, { sql: `${sql}; -- end`, limit: 1 }], surroundings: surroundings() });
  expect(value(all).rows).toEqual([[expected]]);
  expect(value(limited)).toMatchObject({ rows: [[expected]], truncated: false });
});

test('a limit cuts and says so; the order of the statement stays', async () => {
  const sql = 'select i from range(100000) t(i) order by i % 1000 desc, i';
  const [cut, exact] = await engine.ask({
    tables: {},
    questions: [
      { sql, limit: 3 },
      { sql: 'from range(3)', limit: 3 },
    ],
    surroundings: surroundings(),
  });
  expect(value(cut)).toMatchObject({ rows: [[999], [1999], [2999]], truncated: true });
  expect(value(exact)).toMatchObject({ rows: [[0], [1], [2]], truncated: false });
  const whole = await answer(
    engine,
    `select i, i::date::varchar as d from (select i, date '2001-01-01' as d from range(5) t(i)) order by i desc`.replace(
      'i::date::varchar',
      'd::varchar',
    ),
  );
  expect(whole.rows.map((r) => r[0])).toEqual([4, 3, 2, 1, 0]);
});

test('tables are matched without regard to case, quoted safely, and gone with the next call', async () => {
  const one = (n: number, name = 'a "b'): InputTable => ({ kind: 'rows', columns: [{ name, type: 'INTEGER' }], rows: [[n]] });
  expect(
    (
      await answer(engine, 'select "A ""B" from hourly, "odd ""name"', {
        Hourly: one(1),
        'odd "name': one(2, 'c'),
      })
    ).rows,
  ).toEqual([[1]]);
  expect((await answer(engine, 'select * from HOURLY', { hourly: one(2) })).rows).toEqual([[2]]);
  const [gone] = await engine.ask({ tables: {}, questions: [{ sql: 'from hourly' }], surroundings: surroundings() });
  expect(gone?.ok).toBe(false);
});

test('a name may change between rows and files', async () => {
  const built = await build(engine, folder, 'select 7 as x');
  const files: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [built.output] };
  const rows: InputTable = { kind: 'rows', columns: [{ name: 'x', type: 'INTEGER' }], rows: [[8]] };
  const none: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [] };
  const results = [];
  for (const t of [rows, files, rows, none, files]) results.push((await answer(engine, 'select x from t', { t })).rows);
  expect(results).toEqual([[[8]], [[7]], [[8]], [], [[7]]]);
});

test('a CTE shadows a table within its scope, as the parser says', async () => {
  const t: InputTable = { kind: 'rows', columns: [{ name: 'x', type: 'INTEGER' }], rows: [[1]] };
  expect((await answer(engine, 'with t as (select x + 1 as x from t) select x from t', { t })).rows).toEqual([[2]]);
});
