// The parser's judgement of user SQL: reads and CTE scopes, the clock, variables, what is refused and where it says so.

import { expect, test } from 'vitest';
import type { Parsed } from '../../src/engine/index.ts';
import { origin, problemOf, rig, value } from './rig.ts';

const { engine } = rig();
const parse = async (sql: string) => (await engine.parse([{ sql, origin: origin() }]))[0];
const parsed = async (sql: string): Promise<Parsed> => value(await parse(sql));
const refused = async (sql: string) => problemOf(await parse(sql));

test.each([
  ['select 1', []],
  ['from t', ['t']],
  ['table t', ['t']],
  ['values (1), (2)', []],
  ['select * from t, u join v using (k)', ['t', 'u', 'v']],
  ['select * from T union all select * from t', ['T']],
  ['select * from "a b" where x in (select y from u where exists (from v))', ['a b', 'u', 'v']],
  ['with c as (select * from t) select * from c', ['t']],
  ['with C as (select 1) select * from c', []],
  ['with t as (select * from t) select * from t', ['t']],
  ['with a as (select * from b), b as (select 1) select * from a, b', ['b']],
  ['with a as (select 1), b as (from a) from b', []],
  ['select * from (with c as (select 1) select * from c) s, c', ['c']],
  ['select (with c as (select 1 x) select x from c), (select x from c)', ['c']],
  ['with c as (select 1 x), d as (with c as (select * from c) from c) from d', []],
  ['(with c as (select 1) from c) union all from c', ['c']],
  ['with recursive r as (select 1 x union all select x + 1 from r where x < 3) from r', []],
  ['with recursive r as (select x from r union all select x + 1 from r where x < 3) from r', ['r']],
  ['with recursive r as (select x from r) from r', ['r']],
  ['with recursive r as (select 1 x union all (with q as (from u) select x + 1 from r, q)) from r', ['u']],
  ['pivot t on y in (1, 2) using sum(x)', ['t']],
  ['unpivot t on a, b into name n value v', ['t']],
  ['select * from t where x > (select max(y) from u)', ['t', 'u']],
  ['from range(3) r, generate_series(1, 2) g, unnest([1, 2]) u', []],
  ['select * from a asof join b on a.t >= b.t', ['a', 'b']],
  ['select list_transform(l, lambda x: x + 1), [y for y in l if y > 1], {a: 1}, map {1: 2} from t', ['t']],
  ['select x.lower(), "main".y from t as main', ['t']],
  ['select sum(x) filter (where y in (from u)) over (partition by (select max(z) from v)) from t', ['u', 'v', 't']],
  ['-- héllo\nselect 1 from t; -- end\n/* all /* nested */ */ ;', ['t']],
])('reads of %s', async (sql, reads) => {
  expect((await parsed(sql)).reads.map((r) => r.name)).toEqual(reads);
});

test('offsets count characters, not bytes', async () => {
  const sql = "select 'é€😀' as x, getvariable('A') from flüge";
  const { reads, variables } = await parsed(sql);
  expect(sql.slice(reads[0]?.offset)).toBe('flüge');
  expect(sql.slice(variables[0]?.offset)).toMatch(/^getvariable/);
});

test.each([
  'now()',
  'current_date',
  'current_timestamp',
  'current_time',
  'localtime',
  'localtimestamp',
  'today()',
  'get_current_timestamp()',
  'get_current_time()',
  'current_localtime()',
  'current_localtimestamp()',
  'transaction_timestamp()',
  'pg_postmaster_start_time()',
  'pg_conf_load_time()',
  'ago(interval 1 day)',
  'age(x)',
  'NOW()',
  'Current_Date',
  'list_transform([1], lambda y: now())',
  '(select now())',
  'max(x) filter (where y > now())',
  'sum(x) over (order by current_date)',
])('%s uses the clock', async (expression) => {
  expect((await parsed(`select ${expression} from t`)).clock).toBe(true);
});

test.each(['age(x, y)', 'x.current_date', "'now()'", "date_trunc('day', x)", '"now"'])('%s does not use the clock', async (expression) => {
  expect((await parsed(`select ${expression} from t`)).clock).toBe(false);
});

test('variables are collected once each', async () => {
  const { variables } = await parsed("select getvariable('A'), getvariable('B') from t where x = getvariable('A')");
  expect(variables.map((v) => v.name)).toEqual(['A', 'B']);
});

test.each([
  ['select x from t order by x', true],
  ['select x from t union select y from u order by 1', true],
  ['select * from (select x from t order by x)', false],
  ['select x from t', false],
])('%s is ordered: %s', async (sql, ordered) => {
  expect((await parsed(sql)).ordered).toBe(ordered);
});

test.each([
  ['select x from t limit 3', ['LIMIT without a total order']],
  ['select x, y from t order by x limit 3', ['LIMIT without a total order']],
  ['select x, y from t order by x, y limit 3', []],
  ['select x as a, y + 1 as b from t order by b desc, 1 limit 3', []],
  ['select x, count(*) from t group by x order by count(*) desc, x limit 3', []],
  ['select x, count(*) from t group by x order by count(*) desc limit 3', ['LIMIT without a total order']],
  ['from t order by all limit 3', []],
  ['from t order by x limit 3', ['LIMIT without a total order']],
  ['from t limit 0', []],
  ['from t order by x offset 1', ['OFFSET without a total order']],
  ['select distinct on (x) x, y from t order by x', ['DISTINCT ON without a total order']],
  ['select first(x), last(x order by y), any_value(x) from t', ['first() without an order', 'any_value() without an order']],
  ["select list(x), string_agg(x, ',' order by x) from t", ['list() without an order']],
  ['select row_number() over (), row_number() over (order by x) from t', ['row_number() without an order']],
  ['select sum(x) over (rows 1 preceding), sum(x) over () from t', ['sum() without an order']],
  ['select lag(x) over (partition by y) from t', ['lag() without an order']],
  ['from t positional join u', ['POSITIONAL JOIN']],
  ['select approx_quantile(x, 0.5) from t', ['approx_quantile()']],
  ['select array(select x from t order by x)', []],
])('unstable parts of %s', async (sql, unstable) => {
  expect((await parsed(sql)).unstable.map((u) => u.what)).toEqual(unstable);
});

test.each([
  ['selec 1', 'engine/syntax', 1, 1],
  ['select a\nfrom t\nwhere', 'engine/syntax', 3, 6],
  ["select 'é€😀', 1 from where", 'engine/syntax', 1, 23],
  ['select 1; drop table t', 'engine/not-a-select', 1, 11],
  ['select 1; select 2', 'engine/not-a-select', 1, 11],
  ['insert into t values (1)', 'engine/not-a-select', 1, 1],
  ['  create table t as select 1', 'engine/not-a-select', 1, 3],
  ['explain select 1', 'engine/not-a-select', 1, 1],
  ['describe t', 'engine/not-a-select', 1, 1],
  ['summarize t', 'engine/not-a-select', 1, 1],
  ['from (show tables)', 'engine/not-a-select', 1, 1],
  ['', 'engine/not-a-select', 1, 1],
  ['-- nothing', 'engine/not-a-select', 1, 1],
  ["set timezone = 'UTC'", 'engine/not-a-select', 1, 1],
  ["copy t to 'x.csv'", 'engine/not-a-select', 1, 1],
  ['pivot t on y using sum(x)', 'engine/dynamic-pivot', 1, 1],
  ['select *\nfrom (pivot t on y using sum(x))', 'engine/dynamic-pivot', 2, 7],
  ['from t pivot (sum(x) for y in some_enum)', 'engine/dynamic-pivot', 1, 8],
  ["from 'x.csv'", 'engine/file-read', 1, 6],
  ['from "/etc/passwd"', 'engine/file-read', 1, 6],
  ["from read_csv('x')", 'engine/file-read', 1, 6],
  ["select * from t, read_parquet('x')", 'engine/file-read', 1, 18],
  ["from glob('*')", 'engine/file-read', 1, 6],
  ["from query('select 1')", 'engine/file-read', 1, 6],
  ["from query_table('t')", 'engine/file-read', 1, 6],
  ['from duckdb_settings()', 'engine/function-refused', 1, 6],
  ['from pragma_version()', 'engine/function-refused', 1, 6],
  ['from other.t', 'engine/qualified-table', 1, 6],
  ['from memory.main.t', 'engine/qualified-table', 1, 6],
  ['with c as (select 1) from temp.c', 'engine/qualified-table', 1, 27],
  ['from information_schema.tables', 'engine/qualified-table', 1, 6],
  ['select system.main.now()', 'engine/qualified-function', 1, 8],
  ['select main.now()', 'engine/qualified-function', 1, 8],
  ['select pg_catalog.pg_typeof(1)', 'engine/qualified-function', 1, 8],
  ['select random()', 'engine/function-refused', 1, 8],
  ['select x.random() from t', 'engine/function-refused', 1, 8],
  ["select 'é', RANDOM()", 'engine/function-refused', 1, 13],
  ['select [x for x in [uuid()]]', 'engine/function-refused', 1, 21],
  ["select nextval('s')", 'engine/function-refused', 1, 8],
  ["select current_setting('x')", 'engine/function-refused', 1, 8],
  ["select getenv('HOME')", 'engine/function-refused', 1, 8],
  ['select version()', 'engine/function-refused', 1, 8],
  ["select list_aggregate([1], 'reservoir_quantile', 0.5)", 'engine/function-refused', 1, 8],
  ['select row_number() over (order by random())', 'engine/function-refused', 1, 36],
  ['with c as (select setseed(0.5)) from c', 'engine/function-refused', 1, 19],
  ['from t using sample 10%', 'engine/sample-refused', 1, 1],
  ['from t tablesample reservoir(10) repeatable (42)', 'engine/sample-refused', 1, 6],
  ['select $1', 'engine/positional-parameter', 1, 8],
  ['select $shop', 'engine/parameter-refused', 1, 8],
  ['select getvariable(x) from t', 'engine/variable-name', 1, 8],
  ["select getvariable('trivet clock')", 'engine/variable-name', 1, 8],
])('%s is refused', async (sql, code, line, column) => {
  const problem = await refused(sql);
  expect(problem.code).toBe(code);
  expect(problem.at).toMatchObject({ file: 'assets/a.sql', line, column });
  expect(problem.at?.source).toBe(sql.split('\n')[line - 1]);
});

test('named parameters of an output are listed with their first place; one name is one, whatever its case', async () => {
  const sql = 'select \'é $not\', $$ $not $$, "$not", $origin -- $not\nfrom t, range($n) where $Origin in (select $ "odd one" from u limit $n)';
  const [outcome] = await engine.parse([{ sql, origin: origin(), parameters: true }]);
  const { parameters, reads } = value(outcome);
  expect(parameters.map((p) => p.name)).toEqual(['origin', 'n', 'odd one']);
  expect(parameters.map((p) => sql.slice(p.offset, p.offset + 4))).toEqual(['$ori', '$n) ', '$ "o']);
  expect(reads.map((r) => r.name)).toEqual(['t', 'u']);
  expect((await parsed('select 1')).parameters).toEqual([]);
});

test.each([
  ['select\n $origin, $origin', 'engine/parameter-refused', 2, 2, undefined],
  ['select\n ?', 'engine/positional-parameter', 2, 2, true],
  ['select $origin, $2', 'engine/positional-parameter', 1, 17, true],
  ['select $origin, random()', 'engine/function-refused', 1, 17, true],
] as const)('%j is refused', async (sql, code, line, column, parameters) => {
  const [outcome] = await engine.parse([{ sql, origin: origin(), parameters }]);
  expect(outcome?.ok === false && outcome.problems).toHaveLength(1);
  expect(problemOf(outcome)).toMatchObject({ code, at: { line, column } });
});

test('every Problem of a statement is told, and each statement has its own answer', async () => {
  const outcomes = await engine.parse([
    { sql: "select random() from 'x.csv'", origin: origin() },
    { sql: 'from t', origin: origin() },
    { sql: 'selec', origin: { file: 'assets/b.yaml', line: 7, at: { file: 'assets/b.yaml', line: 6, column: 5 } } },
  ]);
  expect(outcomes.map((o) => (o.ok ? 'ok' : o.problems.map((p) => p.code)))).toEqual([
    ['engine/function-refused', 'engine/file-read'],
    'ok',
    ['engine/syntax'],
  ]);
  expect(problemOf(outcomes[2]).at).toEqual({ file: 'assets/b.yaml', line: 6, column: 5 });
});

test('the line of a statement that starts further down counts from its origin', async () => {
  const [outcome] = await engine.parse([{ sql: 'select 1\nfrom x.y', origin: origin('checks.sql', 10) }]);
  expect(problemOf(outcome).at).toMatchObject({ line: 11, column: 6 });
});
