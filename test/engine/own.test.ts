// A script's rows become a table through the same way as a SQL step's: exact values, and a misfit told with column and value.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { answer, problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
let count = 0;

type Row = Readonly<Record<string, string | null>>;

/** Builds from rows of text, as a script's host writes them. */
async function own(types: Readonly<Record<string, string>>, rows: readonly Row[]) {
  const name = String(++count);
  const file = join(folder, `${name}.ndjson`);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const columns = Object.keys(types).map((c) => ({ name: c, type: 'VARCHAR' }));
  const quoted = (c: string) => `"${c.replaceAll('"', '""')}"`;
  const casts = Object.entries(types).map(([c, type]) => `CAST(${quoted(c)} AS ${type}) AS ${quoted(c)}`);
  const output = join(folder, `${name}.parquet`);
  const built = await engine.build({
    asset: 'spread',
    sql: `SELECT ${casts.join(', ')} FROM "script rows"`,
    origin: { file: 'assets/spread.ts', line: 1 },
    inputs: { 'script rows': { kind: 'files', spec: { format: 'json', columns, options: {} }, files: [file] } },
    surroundings: surroundings({ timezone: 'America/Los_Angeles' }),
    ordered: false,
    own: true,
    output,
  });
  const table = (): InputTable => ({ kind: 'files', spec: { format: 'parquet', options: {}, columns: value(built).columns }, files: [output] });
  return { built, table };
}

test('values come through exactly', async () => {
  const types = {
    big: 'BIGINT',
    huge: 'HUGEINT',
    money: 'DECIMAL(38,9)',
    share: 'DOUBLE',
    text: 'VARCHAR',
    at: 'TIMESTAMP WITH TIME ZONE',
    plain: 'TIMESTAMP',
    day: 'DATE',
    yes: 'BOOLEAN',
    'a "b" c': 'INTEGER',
  };
  const row = (n: string, share: string, text: string | null): Row => ({
    big: '9223372036854775807',
    huge: '170141183460469231731687303715884105',
    money: '12345678901234567890.123456789',
    share,
    text,
    at: '2001-03-04T06:00:00.123456Z',
    plain: '2001-03-04T06:00:00.5',
    day: '2001-03-04',
    yes: 'true',
    'a "b" c': n,
  });
  const texts = ['NaN', '"quoted" \\ 😀\nline\tü', 'null', '', null, '{"a": 1}'];
  const shares = ['NaN', 'Infinity', '-Infinity', '0.1', '1e-320', '-2.5e300'];
  const { built, table } = await own(
    types,
    texts.map((text, i) => row(String(i), shares[i] ?? '', text)),
  );
  expect(value(built).rows).toBe(6);
  expect(value(built).columns.map((c) => [c.name, c.type])).toEqual(Object.entries({ ...types, huge: 'HUGEINT' }));
  const sql = `select big, huge, money, share, text, "at" at time zone 'UTC', plain, day, yes from t order by "a ""b"" c"`;
  const { rows } = await answer(engine, sql, { t: table() });
  expect(rows.map((r) => r[4])).toEqual(texts);
  expect(rows.map((r) => r[3])).toEqual(['nan', 'inf', '-inf', 0.1, 1e-320, -2.5e300]);
  expect(rows[0]?.slice(0, 3)).toEqual(['9223372036854775807', '170141183460469231731687303715884105', '12345678901234567890.123456789']);
  expect(rows[0]?.slice(5)).toEqual(['2001-03-04 06:00:00.123456', '2001-03-04 06:00:00.5', '2001-03-04', true]);
});

test('the table is sorted, and its content does not depend on the order of the rows', async () => {
  const rows = ['3', '1', '2'].map((n) => ({ n, t: n }));
  const a = await own({ n: 'INTEGER', t: 'VARCHAR' }, rows);
  const b = await own({ n: 'INTEGER', t: 'VARCHAR' }, rows.toReversed());
  expect(value(a.built).sums).toEqual(value(b.built).sums);
  expect((await answer(engine, 'select n from t', { t: a.table() })).rows).toEqual([[1], [2], [3]]);
});

test('no row at all is an empty table', async () => {
  const { built } = await own({ n: 'INTEGER' }, []);
  expect(value(built)).toMatchObject({ rows: 0, columns: [{ name: 'n', type: 'INTEGER' }] });
});

test.each([
  ['INTEGER', 'abc'],
  ['INTEGER', '3000000000'],
  ['BIGINT', '9223372036854775808'],
  ['DATE', '2001-02-30'],
  ['TIMESTAMP WITH TIME ZONE', 'soon'],
  ['BOOLEAN', 'perhaps'],
  ['DECIMAL(4,2)', '123.45'],
  ['DOUBLE', '1,5'],
  ['INTEGER[]', '[1, x]'],
])('a value that is no %s is told with its column', async (type, text) => {
  const { built } = await own({ fine: 'VARCHAR', 'of hour': type }, [{ fine: 'x', 'of hour': text }]);
  const problem = problemOf(built);
  expect(problem).toMatchObject({ code: 'engine/bad-value', leg: 'development', at: { file: 'assets/spread.ts' } });
  expect(problem.message).toContain('column of hour');
  expect(problem.message).toContain(type);
  if (!type.endsWith('[]')) expect(problem.message).toContain(`'${text}'`);
});
