// The multiset digest: blind to the order of rows and to how they are parted, and to nothing else.

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSums, type Column, type Content, type InputTable } from '../../src/engine/index.ts';
import { answer, build, problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();

const columns: readonly Column[] = [
  { name: 'n', type: 'INTEGER' },
  { name: 's', type: 'VARCHAR' },
  { name: 'x', type: 'DOUBLE' },
  { name: 'l', type: 'VARCHAR[]' },
];
type Row = readonly (string | number | null)[];

const cell = {
  n: fc.option(fc.integer({ min: -3, max: 3 }), { nil: null }),
  s: fc.option(fc.constantFrom('', 'a', 'b', 'NULL', 'ab'), { nil: null }),
  x: fc.option(fc.constantFrom(0, 0.5, -1, 1e300), { nil: null }),
  l: fc.option(fc.constantFrom('[]', '[NULL]', '[a]', '[a, b]', '[ab]', "['']", "['NULL']"), { nil: null }),
};
const row: fc.Arbitrary<Row> = fc.tuple(cell.n, cell.s, cell.x, cell.l);

async function content(rows: readonly Row[]): Promise<Content> {
  const outcome = await build(engine, folder, 'select * from given', { inputs: { given: { kind: 'rows', columns, rows } }, key: ['n'] });
  return value(outcome);
}

test('the order of rows does not matter, and parts add up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.array(row, { maxLength: 8 }), async (a, b) => {
      const whole = await content([...a, ...b]);
      const turned = await content([...b.toReversed(), ...a]);
      const [first, second] = [await content(a), await content(b)];
      expect(turned).toMatchObject({ rows: whole.rows, sums: whole.sums, exactSums: whole.exactSums });
      expect(addSums(first.sums, second.sums)).toEqual(whole.sums);
    }),
    { numRuns: 25 },
  );
});

test('another cell, one row more or fewer, cells exchanged: each alters both sums', async () => {
  const change = fc.record({ at: fc.nat(), column: fc.nat({ max: 3 }), row });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), change, async (rows, { at, column, row: other }) => {
      const i = at % rows.length;
      const before = await content(rows);
      const cellChanged = rows.map((r, k) => (k === i ? r.map((v, c) => (c === column ? (other[c] ?? null) : v)) : r));
      const j = (at + 1) % rows.length;
      const exchanged = rows.map((r, k) =>
        k === i
          ? r.map((v, c) => (c === column ? (rows[j]?.[c] ?? null) : v))
          : k === j
            ? r.map((v, c) => (c === column ? (rows[i]?.[c] ?? null) : v))
            : r,
      );
      for (const changed of [cellChanged, exchanged, [...rows, other], rows.slice(1), [...rows, ...rows]]) {
        const same =
          JSON.stringify([...changed].map((r) => JSON.stringify(r)).sort()) === JSON.stringify([...rows].map((r) => JSON.stringify(r)).sort());
        const after = await content(changed);
        expect([after.sums[0] === before.sums[0], after.sums[1] === before.sums[1]]).toEqual([same, same]);
      }
    }),
    { numRuns: 25 },
  );
});

test('values that hash alike in the engine are told apart', async () => {
  const groups = [
    ['null::integer[]', '[]::integer[]', '[null]::integer[]', '[null, null]::integer[]', '[0]'],
    ['[[1], [2]]', '[[1, 2]]', '[[2], [1]]', '[[1, 2], []]', '[[], [1, 2]]', '[[1], null, [2]]'],
    ["{'a': null::integer, 'b': 1}", "{'a': 1, 'b': null}", 'null', "{'a': null, 'b': null}", "{'a': 1, 'b': 1}"],
    ["interval '1 month'", "interval '30 days'", "interval '720 hours'"],
    ["map {'a': 1, 'b': 2}", "map {'a': 2, 'b': 1}", 'map {}', 'null'],
    ["'a'::enum('a', 'b')", "'b'::enum('a', 'b')", 'null'],
    ['1::variant', "'1'::variant", 'null'],
    ['1', '0', 'null'],
    ["''", "'0'", "'NULL'", 'null'],
    ["''::blob", "'\\x00'::blob", 'null'],
  ];
  for (const group of groups) {
    const sums = [];
    for (const expression of group) sums.push(value(await build(engine, folder, `select ${expression} as x`)).sums);
    expect(new Set(sums.map((s) => s[0])).size, group.join()).toBe(group.length);
    expect(new Set(sums.map((s) => s[1])).size, group.join()).toBe(group.length);
  }
});

test('-0.0 is 0.0 and every NaN is one', async () => {
  const sums = async (sql: string) => value(await build(engine, folder, sql)).sums;
  expect(await sums('select 0.0::double as x')).toEqual(await sums('select -0.0::double as x'));
  expect(await sums("select 'nan'::double as x")).toEqual(await sums("select -('nan'::double) as x"));
});

test('columns exchanged alter the sums; the exact sums leave floats out, however deep', async () => {
  const of = async (sql: string) => value(await build(engine, folder, sql));
  expect((await of('select 1 as a, 2 as b')).sums).not.toEqual((await of('select 2 as a, 1 as b')).sums);
  const one = await of("select 1 as a, 0.1::double as x, {'f': [0.1::float]} as s");
  const two = await of("select 1 as a, 0.2::double as x, {'f': [0.3::float]} as s");
  expect(one.sums).not.toEqual(two.sums);
  expect(one.exactSums).toEqual(two.exactSums);
  expect(one.exactSums).toEqual((await of('select 1 as a')).sums);
});

test('a file measured under its specification has the sums of its build', async () => {
  const outcome = await build(engine, folder, 'select i, i::hugeint as h, [i / 3] as l, interval 1 day * i as d from range(100) t(i)');
  const { columns: built, rows, sums, exactSums } = value(outcome);
  const measured = await engine.measure({
    path: outcome.output,
    label: 'x',
    spec: { format: 'parquet', options: {}, columns: built },
    surroundings: surroundings(),
  });
  expect(value(measured)).toEqual({ columns: built, rows, sums, exactSums });
});

test('a file that is none is a Problem of data with its name', async () => {
  const spec = { format: 'parquet', options: {}, columns } as const;
  const outcome = await engine.measure({ path: join(folder, 'none.parquet'), label: 'flights/none.parquet', spec, surroundings: surroundings() });
  expect(problemOf(outcome)).toMatchObject({ code: 'engine/corrupt-file', leg: 'data' });
  expect(problemOf(outcome).message).toContain('flights/none.parquet');
});

const table = async (sql: string): Promise<InputTable> => {
  const outcome = await build(engine, folder, sql);
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns: value(outcome).columns }, files: [outcome.output] };
};

test.each([
  ['the same', 'select i, i / 3 as x from range(9) t(i)', 'select i, i / 3 as x from range(9) t(i) order by i desc', true],
  ['rounding', 'select i, (i / 3)::double as x from range(9) t(i)', 'select i, (i / 3 * (1 + 1e-12))::double as x from range(9) t(i)', true],
  ['rounding of large numbers', 'select 1e15::double as x', 'select (1e15 + 100)::double as x', true],
  ['more than rounding', 'select 1::double as x', 'select 1.00001::double as x', false],
  ['another exact value', 'select 1 as i, 1::double as x', 'select 2 as i, 1::double as x', false],
  ['null against a number', 'select null::double as x', 'select 0::double as x', false],
  ['nulls and NaNs', "select unnest([null, 'nan'::double, 'inf'::double]) as x", "select unnest(['inf'::double, null, 'nan'::double]) as x", true],
  ['NaN against a number', "select 'nan'::double as x", 'select 1::double as x', false],
  ['inf against -inf', "select 'inf'::double as x", "select '-inf'::double as x", false],
  ['a number against inf', 'select 1e300::double as x', "select 'inf'::double as x", false],
  ['rounding in nested values', "select [{'a': 0.3::double, 'b': 1}] as l", "select [{'a': 0.1::double + 0.2, 'b': 1}] as l", true],
  ['another exact value in nested values', "select [{'a': 0.3::double, 'b': 1}] as l", "select [{'a': 0.3::double, 'b': 2}] as l", false],
  ['lists of another length', 'select [1.0::double] as l', 'select [1.0::double, 2.0] as l', false],
  ['floats in a map', "select map {'k': 0.3::double} as m", "select map {'k': 0.1::double + 0.2} as m", true],
  ['one row more', 'select 1::double as x', 'select 1::double as x from range(2)', false],
  ['no rows', 'select 1::double as x where false', 'select 1::double as x where false', true],
])('two tables agree: %s', async (_, a, b, expected) => {
  expect(value(await engine.agree(await table(a), await table(b)))).toBe(expected);
});

test('agreement does not hang on settings of other calls', async () => {
  await answer(engine, 'select 1', {}, surroundings({ null_order: 'nulls_first', default_order: 'desc' }));
  expect(value(await engine.agree(await table('select unnest([1, null, 2]) as i'), await table('select unnest([2, 1, null]) as i')))).toBe(true);
});
