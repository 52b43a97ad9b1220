// No statement sees real time: every kin of now() shows the logical clock, wherever it stands.

import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { answer, rig, surroundings, value } from './rig.ts';

const { engine } = rig();
const around = surroundings({ timezone: 'America/Los_Angeles' });
const ask = async (sql: string, tables: Readonly<Record<string, InputTable>> = {}) => (await answer(engine, sql, tables, around)).rows;

const instant = '2001-03-04 06:00:00-08';
const kin: readonly (readonly [string, string, string])[] = [
  ['now()', 'TIMESTAMP WITH TIME ZONE', instant],
  ['current_timestamp', 'TIMESTAMP WITH TIME ZONE', instant],
  ['get_current_timestamp()', 'TIMESTAMP WITH TIME ZONE', instant],
  ['transaction_timestamp()', 'TIMESTAMP WITH TIME ZONE', instant],
  ['pg_conf_load_time()', 'TIMESTAMP WITH TIME ZONE', instant],
  ['pg_postmaster_start_time()', 'TIMESTAMP WITH TIME ZONE', instant],
  ['ago(interval 1 day)', 'TIMESTAMP WITH TIME ZONE', '2001-03-03 06:00:00-08'],
  ['current_date', 'DATE', '2001-03-04'],
  ['current_date()', 'DATE', '2001-03-04'],
  ['today()', 'DATE', '2001-03-04'],
  ['current_time', 'TIME WITH TIME ZONE', '06:00:00-08'],
  ['get_current_time()', 'TIME WITH TIME ZONE', '06:00:00-08'],
  ['localtime', 'TIME', '06:00:00'],
  ['current_localtime()', 'TIME', '06:00:00'],
  ['localtimestamp', 'TIMESTAMP', '2001-03-04 06:00:00'],
  ['current_localtimestamp()', 'TIMESTAMP', '2001-03-04 06:00:00'],
  ["age(timestamp '2001-01-01')", 'INTERVAL', '2 months 3 days'],
  ["age(timestamptz '2001-01-01')", 'INTERVAL', '2 months 3 days'],
  ["age(timestamp '2002-01-01', timestamp '2001-01-01')", 'INTERVAL', '1 year'],
];

test.each(kin)('%s is the logical clock', async (expression, type, text) => {
  expect(await ask(`select typeof(${expression}), ${expression}::varchar`)).toEqual([[type, text]]);
});

test.each(kin)('%s is the logical clock in CTEs, subqueries and lambdas', async (expression, _, text) => {
  const rows = await ask(
    `with c as (select ${expression} as x) select x::varchar, (select ${expression})::varchar, list_transform([1], lambda y: (${expression})::varchar)[1] from c`,
  );
  expect(rows).toEqual([[text, text, text]]);
});

test('what has no clock is known: every other function that the catalogue calls volatile is refused', async () => {
  const rows = await ask(
    "select distinct function_name from duckdb_functions() where stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY') order by all",
  );
  const parsed = await engine.parse(rows.map(([name]) => ({ sql: `select ${name}() from t`, origin: { file: 'a.sql', line: 1 } })));
  const judged = rows.map(([name], i) => [name, parsed[i]?.ok ? (value(parsed[i]).clock ? 'clock' : 'allowed') : 'refused']);
  // error() always fails, and with the same words.
  expect(judged.filter(([, how]) => how === 'allowed')).toEqual([['error', 'allowed']]);
  expect(judged.filter(([, how]) => how === 'clock').map(([name]) => name)).toEqual(
    expect.arrayContaining(['now', 'today', 'current_date', 'get_current_time']),
  );
});

test('macros of the catalogue that use the clock are known', async () => {
  const rows = await ask(
    "select distinct function_name from duckdb_functions() where internal and macro_definition ~ '.*(current_|now\\(|today|localtime|random|uuid).*' order by all",
  );
  const parsed = await engine.parse(rows.map(([name]) => ({ sql: `select ${name}(x) from t`, origin: { file: 'a.sql', line: 1 } })));
  expect(rows.filter((_, i) => parsed[i]?.ok && !value(parsed[i]).clock)).toEqual([]);
});

test('the clock and the variables are those of the call, also on a connection used before', async () => {
  const other = { ...surroundings({ timezone: 'America/Los_Angeles' }, { REGION: "O'Hare; drop", 'odd "name': 'x' }), clock: '2020-06-01T00:00:00Z' };
  const sql = "select current_date::varchar, getvariable('REGION'), getvariable('NONE')";
  expect((await answer(engine, sql, {}, other)).rows).toEqual([['2020-05-31', "O'Hare; drop", null]]);
  expect(await ask(sql)).toEqual([['2001-03-04', null, null]]);
});
