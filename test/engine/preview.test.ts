// A table's preview: rows, figures and histograms, and that nothing of a personal column gets out.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InputTable, Preview } from '../../src/engine/index.ts';
import { build, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
const around = surroundings();

async function preview(sql: string, personal: readonly string[] = []): Promise<Preview> {
  const built = await build(engine, folder, sql, { ordered: true });
  const table: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [built.output] };
  return value(await engine.preview({ table, personal, surroundings: around }));
}
const sum = (bins: readonly number[]) => bins.reduce((a, b) => a + b, 0);

test('numbers have 20 bins from least to greatest', async () => {
  const { columns, rows, count } = await preview('select i::integer as n, case when i % 4 > 0 then i / 2 end as x from range(1000) t(i)');
  expect(count).toBe(1000);
  expect(rows).toHaveLength(100);
  expect(rows[5]).toEqual([5, 2.5]);
  expect(columns[0]).toEqual({
    name: 'n',
    type: 'INTEGER',
    nulls: 0,
    distinct: 1000,
    min: '0',
    max: '999',
    bins: Array.from({ length: 20 }, () => 50),
  });
  expect(columns[1]).toMatchObject({ nulls: 250, distinct: 750, min: '0.5', max: '499.5' });
  expect(columns[1]?.bins).toHaveLength(20);
  expect(sum(columns[1]?.bins ?? [])).toBe(750);
});

test('times have bins too, and infinite and huge values do not break them', async () => {
  const { columns } = await preview(`select date '2001-01-01' + i::integer as day, timestamptz '2001-01-01 00:00:00Z' + to_hours(i) as at,
    case i when 0 then 'nan'::double when 1 then 'inf' when 2 then '-inf' when 3 then 1.7e308 when 4 then -1.7e308 else i end as x,
    case i when 0 then 'infinity'::date else date '2001-01-01' end as d, i::decimal(18,3) as m from range(40) t(i)`);
  expect(columns.map((c) => c.bins.length)).toEqual([20, 20, 20, 20, 20]);
  expect(columns.map((c) => sum(c.bins))).toEqual([40, 40, 37, 39, 40]);
  expect(columns[0]).toMatchObject({ min: '2001-01-01', max: '2001-02-09' });
  expect(columns[0]?.bins).toEqual(Array.from({ length: 20 }, () => 2));
  expect(columns[2]).toMatchObject({ min: '-inf', max: 'nan' });
  expect(columns[2]?.bins[0]).toBe(1);
  expect(columns[2]?.bins[19]).toBe(1);
});

test('texts and truths have their most frequent values', async () => {
  const { columns } = await preview(`select case when i % 10 < 6 then 'SEA' when i % 10 < 9 then 'SFO' end as origin, i % 2 = 0 as even,
    'v' || (i % 50) as many, {a: i % 2} as nested, repeat('x', 300) as long from range(100) t(i)`);
  expect(columns[0]).toEqual({
    name: 'origin',
    type: 'VARCHAR',
    nulls: 10,
    distinct: 2,
    min: 'SEA',
    max: 'SFO',
    bins: [60, 30],
    labels: ['SEA', 'SFO'],
  });
  expect(columns[1]).toMatchObject({ distinct: 2, bins: [50, 50], labels: ['false', 'true'] });
  expect(columns[2]?.bins).toEqual(Array.from({ length: 20 }, () => 2));
  expect(columns[3]).toMatchObject({ distinct: 2, min: null, max: null, labels: ['{"a":0}', '{"a":1}'] });
  expect(columns[4]?.labels?.[0]).toMatch(/^x{199}…$/);
});

test('of a personal column only the nulls are told', async () => {
  const made = await preview("select i::integer as n, case when i > 1 then 'secret ' || i end as Name, i * 1000003 as ssn from range(5) t(i)", [
    'name',
    'SSN',
    'other',
  ]);
  expect(made.columns.slice(1)).toEqual([
    { name: 'Name', type: 'VARCHAR', personal: true, nulls: 2, distinct: 0, min: null, max: null, bins: [] },
    { name: 'ssn', type: 'BIGINT', personal: true, nulls: 0, distinct: 0, min: null, max: null, bins: [] },
  ]);
  expect(made.rows).toEqual([
    [0, null, '•••'],
    [1, null, '•••'],
    [2, '•••', '•••'],
    [3, '•••', '•••'],
    [4, '•••', '•••'],
  ]);
  expect(JSON.stringify(made)).not.toMatch(/secret|1000003/);
});

test('an empty table, a column of nulls and a single value have a preview', async () => {
  const empty = await preview("select 1 as n, 'a' as t where false");
  expect(empty).toMatchObject({ count: 0, rows: [], columns: [{ nulls: 0, distinct: 0, min: null, max: null, bins: [] }, { bins: [] }] });
  const { columns } = await preview('select null::integer as n, 7 as one from range(3)');
  expect(columns[0]).toMatchObject({ nulls: 3, distinct: 0, min: null, bins: [] });
  expect(columns[1]?.bins).toEqual([3, ...Array.from({ length: 19 }, () => 0)]);
});

test('values are exact where a number is not', async () => {
  const { rows } = await preview(
    "select 9007199254740993 as big, 1.10::decimal(4,2) as money, 'nan'::double as x, timestamptz '2001-03-04 06:00:00Z' as at, [1, 2] as l",
  );
  expect(rows).toEqual([['9007199254740993', '1.10', 'nan', '2001-03-04 06:00:00+00', '[1,2]']]);
});

test('CSV files and given rows have one too', async () => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, 'n,t\n1,a\n2,b\n3,b\n');
  const columns = [
    { name: 'n', type: 'INTEGER' },
    { name: 't', type: 'VARCHAR' },
  ];
  const table: InputTable = { kind: 'files', spec: { format: 'csv', options: {}, columns }, files: [file] };
  const made = value(await engine.preview({ table, personal: [], surroundings: around }));
  expect(made).toMatchObject({
    count: 3,
    rows: [
      [1, 'a'],
      [2, 'b'],
      [3, 'b'],
    ],
    columns: [{ max: '3' }, { labels: ['b', 'a'], bins: [2, 1] }],
  });
  const rows = value(await engine.preview({ table: { kind: 'rows', columns, rows: [[5, 'x']] }, personal: [], surroundings: around }));
  expect(rows).toMatchObject({ count: 1, rows: [[5, 'x']] });
});
