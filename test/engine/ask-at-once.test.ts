// Questions that are run without being planned first: the answers and the refusals are those of the long way.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type InputTable, startEngine } from '../../src/engine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'trivet-at-once-'));
const engine = startEngine({ temporary: folder, readable: [folder] });
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const columns = Object.entries({ i: 'BIGINT', f: 'DOUBLE', s: 'VARCHAR', d: 'DATE' }).map(([name, type]) => ({ name, type }));
const t: InputTable = {
  kind: 'rows',
  columns,
  rows: [
    [1, 0.5, 'a', '2024-01-01'],
    ['9223372036854775807', 'nan', null, null],
    [null, '-inf', 'ü', '1969-12-31'],
  ],
};
const surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2024-06-01T00:00:00Z' };

/** The answers of one question, at once and the long way. */
async function both(sql: string) {
  const origin = { file: 'checks.yaml', line: 3 };
  const plain = { sql, origin, plain: true as const };
  return engine.ask({ tables: { t }, questions: [plain, { sql, origin }], surroundings });
}

test.each([
  'select count(*), count(*), max(i), sum(i), min(f), max(f) from t',
  'select i, f, s, i = 1 from t order by s nulls first',
  'select min(d), max(d), count(*) from t',
  'select d, s from t order by d',
  'select [i, 2] as list, {a: s} as nested from t order by i',
  'select 1.5 as decimal, now() as clock',
  ' SELECT count(*) from t;',
  'with x as (select 7 as n) select n from x',
])('%s: one answer', async (sql) => {
  const [once, long] = await both(sql);
  expect(once?.ok).toBe(true);
  expect(once).toEqual(long);
});

test.each([
  'select gone from t',
  'select cast(s as integer) from t',
  'select count(*) from t; select 2',
  'create table x as select 1',
  'with x as (select 1) insert into t select * from x',
  'select count(*) from nowhere',
  'select error(s) from t',
])('%s: one refusal', async (sql) => {
  const [once, long] = await both(sql);
  expect(once?.ok).toBe(false);
  expect(once).toEqual(long);
  expect((await engine.ask({ tables: { t }, questions: [{ sql: 'select count(*) from t' }], surroundings }))[0]).toMatchObject({
    value: { rows: [[3]] },
  });
});
