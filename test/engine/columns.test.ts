// A table's columns for scripts: typed arrays where JavaScript has one, exact values everywhere.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ColumnBatch, InputTable } from '../../src/engine/index.ts';
import { build, problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
const around = surroundings({ timezone: 'America/Los_Angeles' });

async function table(sql: string): Promise<InputTable> {
  const built = await build(engine, folder, sql, { ordered: true, around });
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [built.output] };
}
async function columns(sql: string, only?: readonly string[]): Promise<ColumnBatch> {
  return value(await engine.columns({ table: await table(sql), only, surroundings: around }));
}

test('numbers without null are typed arrays', async () => {
  const { columns: c, rowCount } = await columns(`select i::tinyint as tiny, i::utinyint as utiny, i::smallint as small, i::usmallint as usmall,
    i::integer as int, (i + 4294967290)::uinteger as uint, i::float / 4 as float, i / 8 as double, 9007199254740993 + i as big
    from range(3) t(i)`);
  expect(rowCount).toBe(3);
  expect(c).toEqual({
    tiny: Int32Array.of(0, 1, 2),
    utiny: Int32Array.of(0, 1, 2),
    small: Int32Array.of(0, 1, 2),
    usmall: Int32Array.of(0, 1, 2),
    int: Int32Array.of(0, 1, 2),
    uint: Float64Array.of(4294967290, 4294967291, 4294967292),
    float: Float32Array.of(0, 0.25, 0.5),
    double: Float64Array.of(0, 0.125, 0.25),
    big: BigInt64Array.of(9007199254740993n, 9007199254740994n, 9007199254740995n),
  });
});

test('one null makes a plain array, wherever it stands', async () => {
  for (const at of [0, 63, 64, 5000, 9999]) {
    const { columns: c } = await columns(
      `select case when i <> ${at} then i::integer end as n, case when i <> ${at} then i end as b from range(10000) t(i)`,
    );
    const numbers = c.n as readonly (number | null)[];
    expect(Array.isArray(numbers)).toBe(true);
    // in the order of the values, nulls last
    expect(numbers).toEqual([...Array.from({ length: 10000 }, (_, i) => i).filter((i) => i !== at), null]);
    expect((c.b as readonly unknown[]).at(-1)).toBeNull();
    expect((c.b as readonly unknown[])[0]).toBe(at === 0 ? 1n : 0n);
  }
});

test('special doubles stay what they are', async () => {
  const { columns: c } = await columns("select unnest(['nan'::double, 'inf', '-inf', '-0.0', 5e-324]) as x");
  expect(c.x).toEqual(Float64Array.of(Number.NEGATIVE_INFINITY, -0, 5e-324, Number.POSITIVE_INFINITY, Number.NaN));
});

test('everything else is exact text, bigint or boolean', async () => {
  const { columns: c } =
    await columns(`select 'ü😀' as text, true as yes, 18446744073709551615::ubigint as ubig, 12345678901234567890.5::decimal(38,2) as money,
    date '2001-03-04' as day, 'infinity'::date as never, timestamp '2001-03-04 06:00:00.5' as plain, timestamptz '2001-03-04 06:00:00-08' as at,
    time '12:34:56' as hour, [1, null] as list, {a: 'x', b: [0.5]} as struct, uuid 'f0000000-0000-0000-0000-000000000001' as id, 'ab'::blob as bytes,
    '{"k": [1]}'::json as doc`);
  expect(c).toEqual({
    text: ['ü😀'],
    yes: [true],
    ubig: [18446744073709551615n],
    money: ['12345678901234567890.50'],
    day: ['2001-03-04'],
    never: ['infinity'],
    plain: ['2001-03-04 06:00:00.5'],
    at: ['2001-03-04 14:00:00+00'],
    hour: ['12:34:56'],
    list: ['[1,null]'],
    struct: ['{"a":"x","b":[0.5]}'],
    id: ['f0000000-0000-0000-0000-000000000001'],
    bytes: ['YWI='],
    doc: ['{"k": [1]}'],
  });
});

test('every time is written as the engine writes it in UTC', async () => {
  const times = [
    '1970-01-01',
    '1969-12-31 23:59:59.999999',
    '2001-03-04 06:00:00.120',
    '0044-03-15 (BC) 10:00:00',
    '4713-01-01 00:00:00.5',
    '120000-01-01 01:02:03',
  ];
  const list = [...times, 'infinity', '-infinity'].map((t) => `'${t}'`).join(', ');
  const { columns: c } = await columns(`select unnest([${list}])::timestamp as plain, plain::varchar as said, (plain at time zone 'UTC') as at`);
  expect(c.plain).toEqual(c.said);
  expect(c.at).toEqual((c.said as readonly string[]).map((t) => (t.includes('inf') ? t : `${t}+00`)));
});

test('some columns, by any case, in the order asked for; a name that is not there is a Problem', async () => {
  const sql = 'select 1 as Hour, 2 as share, 3 as other';
  expect(Object.entries((await columns(sql, ['SHARE', 'hour'])).columns)).toEqual([
    ['share', Int32Array.of(2)],
    ['Hour', Int32Array.of(1)],
  ]);
  expect(await columns(sql, [])).toEqual({ columns: {}, rowCount: 1 });
  const problem = problemOf(await engine.columns({ table: await table(sql), only: ['shares'], surroundings: around }));
  expect(problem).toMatchObject({ code: 'engine/unknown-column', message: 'there is no column "shares"; did you mean "share"?' });
});

test('an empty table has its columns, and rows come in an order of their own, exact columns before floats', async () => {
  expect(await columns("select 1 as n, 'a' as t where false")).toEqual({ columns: { n: new Int32Array(), t: [] }, rowCount: 0 });
  const { columns: c } = await columns('select (i * 7919) % 100000 as n from range(100000) t(i)');
  expect((c.n as BigInt64Array)[99999]).toBe(99999n);
  const tied = 'select * from (values (2.5::double, 1), (0.5, 2), (1.5, 1)) t(x, n)';
  expect((await columns(tied)).columns).toEqual({ x: Float64Array.of(1.5, 2.5, 0.5), n: Int32Array.of(1, 1, 2) });
});

test('a CSV file is read as its specification says', async () => {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, 'n,t\n1,a\n,b\n');
  const spec = {
    format: 'csv' as const,
    options: {},
    columns: [
      { name: 'n', type: 'INTEGER' },
      { name: 't', type: 'VARCHAR' },
    ],
  };
  const read = await engine.columns({ table: { kind: 'files', spec, files: [file] }, surroundings: around });
  expect(value(read)).toEqual({ columns: { n: [1, null], t: ['a', 'b'] }, rowCount: 2 });
  writeFileSync(file, 'n,t\nx,a\n');
  expect(problemOf(await engine.columns({ table: { kind: 'files', spec, files: [file] }, surroundings: around })).leg).toBe('data');
});
