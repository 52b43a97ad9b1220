// The planner: what it asks of which table, by which way each answer comes, and the traps on each way.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { finding, findings, surroundings, table, testEngine } from './rig.ts';

const { engine, folder, questions } = testEngine();

let files = 0;
/** A Parquet file of what a SELECT gives, in small row groups, as a table to ask. */
async function parquet(select: string, write = ''): Promise<Extract<InputTable, { kind: 'files' }>> {
  const path = join(folder, `planned-${++files}.parquet`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (${select}) to '${path}' (format parquet, row_group_size 2048${write})`);
  connection.closeSync();
  return looked(path);
}

async function looked(path: string): Promise<Extract<InputTable, { kind: 'files' }>> {
  const { spec } = await engine.inspect({ source: 's', files: [{ path, label: path }], format: 'parquet', options: {}, declared: [] });
  if (!spec.ok) throw new Error(JSON.stringify(spec.problems));
  return { kind: 'files', spec: spec.value, files: [path] };
}

/** What was asked while some work was done. */
async function asking<T>(work: () => Promise<T>): Promise<readonly [T, readonly string[]]> {
  const before = questions.length;
  const result = await work();
  return [result, questions.slice(before)];
}

const unique = (...columns: string[]) => ({ checks: { once: { type: 'unique' as const, settings: { columns } } } });

test('rows that ascend prove uniqueness, also where they are many and their key is of several columns or text', async () => {
  for (const [select, columns] of [
    ['select i * 1000000007 as a from range(6000) t(i)', ['a']],
    ['select i // 3 as a, i % 3 as b from range(6000) t(i)', ['a', 'b']],
    ["select lpad(i::text, 9, '0') as a from range(6000) t(i)", ['a']],
    ['select i + 4611686018427387904 as a from range(6000) t(i)', ['a']],
  ] as const) {
    const own = await parquet(select);
    const [found, asked] = await asking(() => finding(engine, unique(...columns), own));
    expect(found.status).toBe('pass');
    expect(asked.at(-1)).toContain('lag(');
    expect(asked.some((sql) => sql.includes('group by'))).toBe(false);
  }
});

test('rows that ascend but for one late pair are not unique', async () => {
  const own = await parquet('select case when i = 5900 then 5899 else i end * 1000000007 as a from range(6000) t(i)');
  expect(await finding(engine, unique('a'), own)).toMatchObject({ status: 'fail', offending: 2, keys: [['5899000041293']] });
});

test('a null among rows that ascend is no proof for a key', async () => {
  const own = await parquet('select case when i < 5999 then i * 1000000007 end as a from range(6000) t(i)');
  const form = { checks: { key: { type: 'primaryKey' as const, settings: { columns: ['a'] } } } };
  expect(await finding(engine, form, own)).toMatchObject({ status: 'fail', offending: 1, keys: [[null]] });
  expect((await finding(engine, unique('a'), own)).status).toBe('pass');
});

test('a column may be called what the proof calls its own', async () => {
  const same = await parquet('select 5 as a, 1 as p0, 1 as nth, 1 as v0 from range(6000) t(i)');
  expect(await finding(engine, unique('a', 'p0'), same)).toMatchObject({ status: 'fail', offending: 6000 });
  expect(await finding(engine, unique('p0', 'a', 'nth', 'v0'), same)).toMatchObject({ status: 'fail', offending: 6000 });
});

test('shuffled integers that lie dense need a bit each; others a hash of all', async () => {
  const dense = await parquet('select (i * 7919) % 10007 - 5000 as a from range(10007) t(i)');
  const [found, asked] = await asking(() => finding(engine, unique('a'), dense));
  expect([found.status, asked.at(-1)?.includes('bitstring_agg')]).toEqual(['pass', true]);
  const twice = await parquet('select (i * 7919) % 10006 - 5000 as a from range(10007) t(i)');
  expect(await finding(engine, unique('a'), twice)).toMatchObject({ status: 'fail', offending: 2, keys: [['-5000']] });
  const wide = await parquet('select hash(i) as a from range(6000) t(i)');
  const [other, then] = await asking(() => finding(engine, unique('a'), wide));
  expect([other.status, then.at(-1)?.includes('group by')]).toEqual(['pass', true]);
});

test('a null among shuffled integers is none of their bits, and no key', async () => {
  const own = await parquet('select case when i <> 5000 then (i * 7919) % 10007 end as a from range(10007) t(i)');
  const key = { checks: { key: { type: 'primaryKey' as const, settings: { columns: ['a'] } } } };
  expect(await finding(engine, key, own)).toMatchObject({ status: 'fail', offending: 1, keys: [[null]] });
  const [found, asked] = await asking(() => finding(engine, unique('a'), own));
  expect([found.status, asked.at(-1)?.includes('bitstring_agg')]).toEqual(['pass', true]);
});

test('integers from the least to the greatest of their type', async () => {
  for (const [type, low, high] of [
    ['tinyint', -128, 127],
    ['utinyint', 0, 255],
    ['smallint', -32768, 32767],
  ] as const) {
    const each = await parquet(`select (${high} - (i * 31) % ${high - low + 1})::${type} as a from range(${high - low + 1}) t(i)`);
    expect((await finding(engine, unique('a'), each)).status).toBe('pass');
    const more = await parquet(`select (${high} - i % ${high - low + 1})::${type} as a from range(${high - low + 2}) t(i)`);
    expect(await finding(engine, unique('a'), more)).toMatchObject({ status: 'fail', offending: 2, keys: [[String(high)]] });
  }
});

test('a way that the engine refuses does not hold up the answer', async () => {
  const own = await parquet('select (i * 7919) % 10007 as a from range(10007) t(i)');
  const barred = {
    ...engine,
    ask: async (request: Parameters<typeof engine.ask>[0]) => {
      const sent = request.questions.map((q) => (q.sql.includes('bitstring_agg') ? { ...q, sql: 'select no_such_function()' } : q));
      return engine.ask({ ...request, questions: sent });
    },
  };
  expect((await finding(barred, unique('a'), own)).status).toBe('pass');
});

test('conditions on Parquet are counted where they offend, measures in one scan, free ones by statistics', async () => {
  const own = await parquet("select i as a, case when i = 5000 then 'x1' else 'AB' || i % 7 end as s, i / 7.0 as f from range(6000) t(i)");
  const [found, asked] = await asking(() =>
    findings(
      engine,
      {
        key: ['a'],
        columns: { a: { required: true, min: 0, max: 5998 }, s: { pattern: '^[A-Z]' }, f: { required: 0.5 } },
        rows: { min: 1 },
        checks: {
          mean: { type: 'aggregate', settings: { column: 'f', measure: 'mean', max: 1000 } },
          median: { type: 'aggregate', settings: { column: 'f', measure: 'median', max: 1000 } },
          least: { type: 'aggregate', settings: { column: 'f', measure: 'min', min: 0 } },
        },
      },
      own,
    ),
  );
  expect([...found].filter(([, f]) => f.status !== 'pass').map(([id, f]) => [id, f.offending, f.keys])).toEqual([
    ['a.range', 1, [['5999']]],
    ['s.pattern', 1, [['5000']]],
  ]);
  const looks = asked.filter((sql) => !sql.startsWith('with "trivet rows"'));
  expect(looks.filter((sql) => sql.includes('union all'))).toHaveLength(1);
  expect(looks.filter((sql) => sql.includes('avg('))).toHaveLength(1);
  expect(looks.filter((sql) => sql.includes('median('))).toHaveLength(1);
  expect(looks.filter((sql) => sql.includes('count(*) as n from "flights" group by'))).toHaveLength(1);
  // the rows that offend are sought between the ends of the key where they were seen, or of the few values that offend; for both rules at once
  const again = asked.filter((sql) => sql.startsWith('with "trivet rows"') && sql.includes('between'));
  expect(again.map((sql) => sql.match(/between/g)?.length)).toEqual([2]);
});

test('each tolerance is of the rows that its own `where` leaves', async () => {
  const own = await parquet('select i as a, i % 10 as d, case when i % 10 = 3 then null else i end as v from range(6000) t(i)');
  const most = (where: string, max: number) => ({
    type: 'notNull' as const,
    settings: { column: 'v' },
    where,
    tolerance: { unit: 'percent' as const, max },
  });
  const checks = { all: most('a >= 0', 10), half: most('d < 5', 15), third: most('d = 3', 99), none: most('d = 4', 0) };
  const found = await findings(engine, { key: ['a'], checks }, own);
  expect([...found].map(([id, { status, value }]) => [id, status, value])).toEqual([
    ['key', 'pass', null],
    ['all', 'pass', 0.9],
    ['half', 'fail', 0.8],
    ['third', 'fail', 0],
    ['none', 'pass', 1],
  ]);
});

test('dear conditions on one text of many values are counted in one scan of it, each by itself', async () => {
  const own =
    await parquet(`select i as id, case when i % 3000 = 7 then 'low ' || i when i % 1000 = 9 then upper(md5(i::text)) || '!' else upper(md5(i::text)) end as s,
    case when i < 2 then 'a' else 'B' || i end as t, case when i = 4000 then 'x' else 'F' || i % 9 end as few from range(6000) r(i)`);
  const pattern = (column: string, regex: string) => ({ type: 'regex' as const, settings: { column, pattern: regex } });
  const most = { unit: 'percent' as const, max: 0.05 };
  const checks = {
    letters: pattern('s', '^[A-F0-9]+!?$'),
    plain: pattern('s', '^[A-Za-z0-9 ]+$'),
    mostly: { ...pattern('s', '^[A-Za-z0-9 ]*$'), tolerance: most },
    part: { ...pattern('s', '^[A-F0-9]+!*$'), where: 'id < 1000', tolerance: most },
    first: pattern('t', '^B'),
    never: pattern('t', '.'),
    few: pattern('few', '^F'),
    'few, in part': { ...pattern('few', '^F[^8]'), where: 'id < 9', tolerance: { unit: 'percent' as const, max: 11 } },
  };
  for (const key of [['id'], ['s']]) {
    const [found, asked] = await asking(() => findings(engine, { key, checks }, own));
    const told = [...found].filter(([id]) => id !== 'key').map(([id, { status, offending, value }]) => [id, status, offending, value ?? null]);
    expect(told).toEqual([
      ['letters', 'fail', 2, null],
      ['plain', 'fail', 6, null],
      ['mostly', 'fail', 0, 0.999],
      ['part', 'fail', 0, 0.999],
      ['first', 'fail', 2, null],
      ['never', 'pass', 0, null],
      ['few', 'fail', 1, null],
      ['few, in part', 'fail', 0, 8 / 9],
    ]);
    expect(found.get('letters')?.keys).toEqual(key[0] === 'id' ? [['7'], ['3007']] : [['low 3007'], ['low 7']]);
    expect(asked.filter((sql) => sql.includes(') or ('))).not.toEqual([]);
  }
});

test('the same of a CSV or literal rows is one scan', async () => {
  const rows = table('a INTEGER, s VARCHAR', [1, 'A'], [2, 'b'], [null, 'C']);
  const [found, asked] = await asking(() => findings(engine, { columns: { a: { required: true, min: 0 }, s: { pattern: '^[A-Z]' } } }, rows));
  expect([...found.values()].map((f) => [f.status, f.offending])).toEqual([
    ['fail', 1],
    ['pass', 0],
    ['fail', 1],
  ]);
  expect(asked.filter((sql) => sql.includes('filter (where'))).toHaveLength(1);
});

test('zero and its negative are equal, and are not written alike: a pattern sees each', async () => {
  // few values where it is looked whether they are few; many after them, since the writer's dictionary of few would make the two zeros one
  const z = "case when i < 50000 then 1 when i = 51999 then 0 when i = 52000 then '-0.0'::double else i end";
  const own = await parquet(`select i as id, (${z})::double as z from range(56000) t(i)`);
  const form = { key: ['id'], columns: { z: { pattern: '^[0-9]' } } };
  expect(await finding(engine, form, own)).toMatchObject({ status: 'fail', offending: 1, keys: [['52000']] });
});

test('a collation that takes large and small letters for one does not hide what a pattern tells apart', async () => {
  const own = await parquet("select i as id, case when i = 4000 then 'a' else 'A' end as s from range(6000) t(i)");
  const form = { key: ['id'], columns: { s: { pattern: '^[A-Z]' } } };
  const nocase = { ...surroundings, settings: { timezone: 'UTC', collation: 'nocase' } };
  expect(await finding(engine, form, own, { surroundings: nocase })).toMatchObject({ status: 'fail', offending: 1, keys: [['4000']] });
});

test('a file of another writer, whose statistics know nothing of NaN: NaN is above every maximum all the same', async () => {
  const own = await parquet('select case when i = 5 then 5.515625 else i::double end as x from range(10) t(i)', ', compression uncompressed');
  const bytes = readFileSync(own.files[0] ?? '');
  const path = join(folder, 'strange.parquet');
  const pattern = Buffer.alloc(8);
  pattern.writeDoubleLE(5.515625);
  const at = bytes.indexOf(pattern);
  expect(at).toBeGreaterThan(0);
  bytes.writeDoubleLE(Number.NaN, at);
  writeFileSync(path, Buffer.from(bytes.toString('latin1').replace('DuckDB', 'Arrows'), 'latin1'));
  expect(await finding(engine, { columns: { x: { max: 100 } } }, await looked(path))).toMatchObject({ status: 'fail', offending: 1 });
});

test('a condition need not fit the rows that `where` leaves out, on Parquet or in one scan', async () => {
  const select =
    "select i as id, case when i % 2 = 0 then 'n' else 't' end as k, case when i = 10 then '-1' when i % 2 = 0 then i::text else 'abc' end as v from range(6000) t(i)";
  const positive = { type: 'expression' as const, where: "k = 'n'", settings: { expression: 'cast(v as integer) >= 0' } };
  const form = { key: ['id'], checks: { positive } };
  const rows = table('id INTEGER, k VARCHAR, v VARCHAR', [10, 'n', '-1'], [11, 't', 'abc'], [12, 'n', '5']);
  for (const own of [await parquet(select), rows]) {
    expect(await finding(engine, form, own)).toMatchObject({ status: 'fail', offending: 1, keys: [['10']] });
    const tolerated = { checks: { positive: { ...positive, tolerance: { unit: 'rows' as const, max: 1 } } } };
    expect(await finding(engine, tolerated, own)).toMatchObject({ status: 'pass', value: 1 });
  }
});

test('one question that fails is asked rule by rule: only the culprit is an error', async () => {
  const own = await parquet("select i as id, 'x' as s from range(6000) t(i)");
  const found = await findings(
    engine,
    {
      columns: { id: { required: true, max: 100 } },
      checks: { bad: { type: 'expression', settings: { expression: 'cast(s as integer) > 0' } } },
    },
    own,
  );
  expect([...found.values()].map((f) => f.status)).toEqual(['pass', 'fail', 'error']);
});

test('orphans are counted in their column alone before whole rows are read', async () => {
  const own = await parquet('select i as id, i % 100 as other, i / 3.0 as f from range(6000) t(i)');
  const others = { flown: table('id INTEGER', ...Array.from({ length: 100 }, (_, i) => [i])) };
  const form = { key: ['id'], columns: { other: { references: { asset: 'flown', column: 'id' } } } };
  const [found, asked] = await asking(() => finding(engine, form, own, { others, surroundings }));
  expect([found.status, asked.filter((sql) => sql.includes('flown'))]).toEqual(['pass', [expect.stringMatching(/^select count\(\*\)/)]]);
  const fewer = { flown: table('id INTEGER', ...Array.from({ length: 99 }, (_, i) => [i])) };
  expect(await finding(engine, form, own, { others: fewer })).toMatchObject({ status: 'fail', offending: 60 });
});

test('one integer that occurs twice among many is sought in the bucket where rows and bits differ, and nowhere else', async () => {
  for (const [type, low] of [
    ['bigint', -70_000],
    ['integer', 2_000_000_000],
    ['ubigint', 5],
  ] as const) {
    const own = await parquet(`select (${low} + case when i = 9 then 100003 else (i * 7919) % 140009 end)::${type} as a from range(140009) t(i)`);
    const [found, asked] = await asking(() => finding(engine, unique('a'), own));
    expect(found).toMatchObject({ status: 'fail', offending: 2, keys: [[String(low + 100_003)]] });
    const bits = asked.filter((sql) => sql.includes('bitstring_agg'));
    const exact = asked.filter((sql) => sql.includes('having count(*) > 1'));
    expect([bits.length, exact.length, exact[0]?.includes('between')]).toEqual([1, 1, true]);
  }
});

test('integers in many buckets with one twice in each are asked of all', async () => {
  const own = await parquet('select ((i * 7919) % 200000) * 40 as a from range(200001) t(i)');
  expect(await finding(engine, unique('a'), own)).toMatchObject({ status: 'fail', offending: 2, keys: [['0']] });
  const each = await parquet('select ((i * 7919) % 200000) * 40 as a from range(200200) t(i)');
  expect(await finding(engine, unique('a'), each)).toMatchObject({ status: 'fail', offending: 400 });
});

const references = { key: ['id'], columns: { other: { references: { asset: 'flown', column: 'id' } } } };

test('integers that refer to others: a bit for each, and what lies outside by statistics', async () => {
  const flown = await parquet('select (i * 7919) % 5003 as id from range(5003) t(i)');
  const own = (other: string) => parquet(`select i as id, (${other})::integer as other from range(6000) t(i)`);
  const [all, asked] = await asking(async () =>
    finding(engine, references, await own('case when i % 9 > 0 then i % 5003 end'), { others: { flown } }),
  );
  expect([all.status, asked.some((sql) => sql.includes('bitstring_agg')), asked.some((sql) => sql.includes('not exists'))]).toEqual([
    'pass',
    true,
    false,
  ]);
  const outside = await own('case i when 5000 then -1 when 5999 then 5003 else i % 5003 end');
  const [beyond, then] = await asking(() => finding(engine, references, outside, { others: { flown } }));
  expect(beyond).toMatchObject({ status: 'fail', offending: 2, keys: [['5000'], ['5999']] });
  expect(then.some((sql) => sql.includes('not exists'))).toBe(false);
  const gaps = await parquet('select i * 2 as id from range(2600) t(i)');
  expect(await finding(engine, references, await own('case when i = 77 then 77 else (i % 2500) * 2 end'), { others: { flown: gaps } })).toMatchObject(
    {
      status: 'fail',
      offending: 1,
      keys: [['77']],
    },
  );
});

test('integers that refer to an empty table, and none that refer to any', async () => {
  const own = await parquet('select i as id, i as other from range(6000) t(i)');
  const empty = await parquet('select i as id from range(0) t(i)');
  expect(await finding(engine, references, own, { others: { flown: empty } })).toMatchObject({ status: 'fail', offending: 6000 });
  const nulls = await parquet('select i as id, null::integer as other from range(6000) t(i)');
  expect((await finding(engine, references, nulls, { others: { flown: own } })).status).toBe('pass');
  expect((await finding(engine, references, { ...own, files: [] }, { others: { flown: own } })).status).toBe('pass');
});

test('a table of one row group is asked in one scan, and says the same as in parts', async () => {
  const own = await parquet(
    "select case when i = 4000 then 3999 else i end as id, i % 100 as other, case when i = 77 then 'x' else 'AB' end as s, i / 7.0 as f from range(6000) t(i)",
  );
  const flown = await parquet('select i as id from range(99) t(i)');
  const form = {
    ...references,
    columns: { ...references.columns, s: { pattern: '^[A-Z]', required: true as const }, f: { min: 1, unique: true } },
    checks: { groups: { type: 'notNull' as const, groupBy: ['s'], tolerance: { unit: 'rows' as const, max: 0 }, settings: { column: 'f' } } },
  };
  const [small, asked] = await asking(() => findings(engine, form, own, { rows: 6000, others: { flown } }));
  expect(asked.filter((sql) => !sql.startsWith('with '))).toHaveLength(1);
  expect(small).toEqual(await findings(engine, form, own, { others: { flown } }));
  expect([...small].map(([id, { status, offending }]) => [id, status, offending])).toEqual([
    ['key', 'fail', 2],
    ['other.references', 'fail', 60],
    ['s.required', 'pass', 0],
    ['s.pattern', 'fail', 1],
    ['f.range', 'fail', 7],
    ['f.unique', 'pass', 0],
    ['groups', 'pass', 0],
  ]);
});

test('rows of many rules, near each other and far apart, with and without a key, are each shown as if asked alone', async () => {
  const own = await parquet(
    `select case when i = 30 then null else i end as id, i % 11 as g, case when i in (31, 90000) then -1 else i end as a,
      case when i between 100 and 140 then 'no' else 'YES' || i end as s, case when i % 20000 = 7 then null else 0.5 end as f,
      timestamp '2024-01-01' + to_minutes(i) as at from range(100000) t(i)`,
  );
  const checks = {
    positive: { type: 'range' as const, settings: { column: 'a', min: 0 } },
    upper: { type: 'casing' as const, settings: { column: 's', case: 'upper' } },
    long: { type: 'length' as const, settings: { column: 's', min: 3 } },
    some: { type: 'notNull' as const, settings: { column: 'f' } },
    early: { type: 'range' as const, where: 'g = 3', settings: { column: 'at', max: '2024-02-01' } },
    named: { type: 'notNull' as const, settings: { column: 'id' } },
    other: { type: 'range' as const, key: ['g', 'a'], settings: { column: 'a', max: 99_998 } },
  };
  for (const key of [['id'], ['at'], undefined]) {
    const keyed = key ? { key } : {};
    const [all, asked] = await asking(() => findings(engine, { ...keyed, checks }, own));
    expect(asked.filter((sql) => sql.startsWith('with ')).length).toBeLessThanOrEqual(4);
    for (const [name, check] of Object.entries(checks)) {
      expect([name, all.get(name)]).toEqual([name, await finding(engine, { ...keyed, checks: { [name]: check } }, own)]);
    }
    expect(['positive', 'upper', 'long', 'some'].map((name) => all.get(name)?.offending)).toEqual([2, 41, 41, 5]);
  }
});

test('rows of several rules that cannot be fetched at once are fetched rule by rule', async () => {
  const own = await parquet("select i as id, 'x' || i as s from range(6000) t(i)");
  const form = { key: ['id'], columns: { id: { max: 5997 }, s: { pattern: '^x[0-8]' } } };
  const barred = {
    ...engine,
    ask: (request: Parameters<typeof engine.ask>[0]) =>
      engine.ask({ ...request, questions: request.questions.map((q) => (q.sql.includes('rows"(rule') ? { ...q, sql: 'select gone' } : q)) }),
  };
  const found = await findings(barred, form, own);
  expect(found).toEqual(await findings(engine, form, own));
  expect(found.get('id.range')).toMatchObject({ offending: 2, keys: [['5998'], ['5999']] });
});
