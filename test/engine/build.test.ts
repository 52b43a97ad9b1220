// Builds: every type comes back from the file as it went in, files are sorted, and what is digested is what readers see.

import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { answer, build, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();

const values = [
  'true',
  '1::tinyint',
  '255::utinyint',
  '1::smallint',
  '65535::usmallint',
  '4294967295::uinteger',
  '18446744073709551615::ubigint',
  '-9223372036854775807::bigint',
  '99999999999999999999999999999999999999::hugeint',
  '-5::hugeint',
  '340282366920938463463374607431768211455::uhugeint',
  '1.5::float',
  "'nan'::double",
  "'-infinity'::double",
  '1.25::decimal(18, 3)',
  '12345678901234567890.5::decimal(38, 3)',
  "'é\n''x'::varchar",
  "'\\xAA\\x00'::blob",
  "'0101'::bit",
  '123::bignum',
  "date '2001-02-28'",
  "'infinity'::date",
  "time '10:11:12.123456'",
  "timetz '10:11:12.123456+05'",
  "timestamp '2001-02-28 10:11:12.123456'",
  "'infinity'::timestamp",
  "timestamp '0044-03-15 (BC)'",
  "timestamptz '2001-02-28 10:11:12-08'",
  "timestamp_s '2001-01-01 00:00:01'",
  "timestamp_ms '2001-01-01 00:00:01.123'",
  "timestamp_ns '2001-01-01 00:00:01.123456789'",
  "interval '1 month 2 days 3.000004 seconds'",
  "interval '-1 month -5 seconds'",
  "uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
  "'b'::enum('b', 'a', 'it''s, (x)')",
  '\'{"a":1}\'::json',
  '[1, null, 3]',
  '[]::integer[]',
  '[[1], [2, 3]]',
  '[1::hugeint]',
  "{'a': 1, 'b c': {'c': [1.5::double]}}",
  "{'interval': interval '1 day', 'q\"x,y': 'x'::enum('x'), 'bit': null::bit}",
  "map {'x': 1::hugeint}",
  "map {date '2001-01-01': [interval '-1 day']}",
  '[1, 2]::integer[2]',
  "[{'a': [1, 2]::hugeint[2]}]",
  '1::variant',
];

test.each(values)('%s survives the file', async (expression) => {
  const sql = `select ${expression} as x union all select null`;
  const built = value(await build(engine, folder, `select 1 as i, (${expression}) as x union all select 2, null`, {}));
  const direct = await answer(engine, sql);
  expect(built.columns[1]).toEqual(direct.columns[0]);
  const outcome = await build(engine, folder, sql);
  const t: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(outcome).columns }, files: [outcome.output] };
  const read = await answer(engine, 'select typeof(x), x::varchar from t order by x is null', { t });
  const wanted = await answer(engine, `select typeof(x), x::varchar from (${sql}) t(x) order by x is null`);
  expect(read.rows).toEqual(wanted.rows);
  const again = await build(engine, folder, 'from t', { inputs: { t } });
  expect(value(again)).toMatchObject({ columns: value(outcome).columns, rows: 2, sums: value(outcome).sums });
});

test('a HUGEINT beyond 38 digits is a Problem, not another number', async () => {
  expect(await build(engine, folder, 'select 170141183460469231731687303715884105727::hugeint as x')).toMatchObject({ ok: false });
});

test('no rows: columns and types stay, the sums are zero', async () => {
  const outcome = await build(engine, folder, "select 1::hugeint as a, 'x' as b, 1.5::double as c where false");
  expect(value(outcome)).toMatchObject({
    rows: 0,
    sums: ['0', '0'],
    exactSums: ['0', '0'],
    columns: [{ type: 'HUGEINT' }, { type: 'VARCHAR' }, { type: 'DOUBLE' }],
  });
});

test('a column of nulls and unnamed expressions can be kept', async () => {
  const built = value(await build(engine, folder, "select null as n, [null] as l, {'NULL': null} as s, 1 + 1, count(*)"));
  expect(built.columns).toEqual([
    { name: 'n', type: 'INTEGER' },
    { name: 'l', type: 'INTEGER[]' },
    { name: 's', type: 'STRUCT("NULL" INTEGER)' },
    { name: '(1 + 1)', type: 'INTEGER' },
    { name: 'count_star()', type: 'BIGINT' },
  ]);
});

test.each([
  [
    'its own order',
    { ordered: true },
    'select x, y from (values (2, 1), (1, 2), (3, 0)) t(x, y) order by y',
    [
      [3, 0],
      [2, 1],
      [1, 2],
    ],
  ],
  [
    'its own order, with a type that is kept otherwise',
    { ordered: true },
    'select x::hugeint as x, y from (values (2, 1), (1, 2), (3, 0)) t(x, y) order by y; -- end',
    [
      [3, 0],
      [2, 1],
      [1, 2],
    ],
  ],
  [
    'the key',
    { key: ['Y'] },
    'select x, y from (values (2, 1), (1, 2), (3, 0)) t(x, y)',
    [
      [3, 0],
      [2, 1],
      [1, 2],
    ],
  ],
  [
    'all columns',
    {},
    'select x, y from (values (2, 1), (1, null), (1, 2)) t(x, y)',
    [
      [1, 2],
      [1, null],
      [2, 1],
    ],
  ],
  [
    'all columns, floats last',
    {},
    'select x::double as x, y from (values (1, 3), (2, 1)) t(x, y)',
    [
      [2, 1],
      [1, 3],
    ],
  ],
] as const)('a file is written in %s', async (_, more, sql, rows) => {
  const outcome = await build(engine, folder, sql, more);
  const t: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(outcome).columns }, files: [outcome.output] };
  expect((await answer(engine, 'from t', { t })).rows).toEqual(rows);
});

test('nested types of every kind can be sorted by', async () => {
  const built = await build(
    engine,
    folder,
    "select map {'x': i} as m, [i] as l, {'a': i} as s, '01'::bit as b, interval 1 day * i as d, i::variant as v from range(5) t(i)",
  );
  expect(value(built).rows).toBe(5);
});

test('the content is the same under other time zones, and from sorted or unsorted rows', async () => {
  const sql = "select timestamptz '2001-02-28 10:00:00+00' + interval (i) hour as t, [t] as l, {'t': t} as s from range(50) r(i)";
  const utc = value(await build(engine, folder, sql));
  const tokyo = value(await build(engine, folder, `${sql} order by i desc`, { ordered: true, around: surroundings({ timezone: 'Asia/Tokyo' }) }));
  expect(tokyo.sums).toEqual(utc.sums);
});

test('figures of the build come with it', async () => {
  const built = value(await build(engine, folder, 'select i from range(1000) t(i)'));
  expect(built.seconds).toBeGreaterThan(0);
  expect(built.memory).toBeGreaterThanOrEqual(0);
  expect(built.exactSums).toBeUndefined();
});
