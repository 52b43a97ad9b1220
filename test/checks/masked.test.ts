// Values of personal columns in what people are shown: of SELECTs, expressions and conditions that users wrote, and in what the engine says of values.

import { expect, test } from 'vitest';
import { masked } from '../../src/checks/index.ts';
import { findings, type NamedCheck, rule, table, testEngine } from './rig.ts';

const { engine } = testEngine();
const people = table('n INTEGER, email VARCHAR, age INTEGER', [1, 'ada@secret.com', 36], [2, 'bob@secret.com', 41]);
const personal = ['email', 'AGE'];

const shown = async (check: NamedCheck, of: readonly string[] = personal) => {
  const form = { checks: { c: check } };
  const found = (await findings(engine, form, people)).get('c');
  if (!found) throw new Error('no finding');
  return masked(found, rule(form), of);
};
const sqlValue = (sql: string, bounds: object = { is: -1 }): NamedCheck => ({ type: 'sqlValue', settings: { sql, ...bounds } });

test('a text that a SELECT returns is not shown', async () => {
  expect(await shown(sqlValue('select max(email) from flights', { is: 'x' }))).toMatchObject({ status: 'fail', sample: [['•••']], keys: [['•••']] });
  const named = await shown(sqlValue('select max(email) from flights', { is: 'x' }), []);
  expect(named).toMatchObject({ sample: [['bob@secret.com']], keys: [['bob@secret.com']] });
});

test.each([
  ['select count(*) from flights where email is not null', 2],
  ['select count(*) filter (where age > 40) * 100.0 / nullif(count(*), 0) as share from flights', 50],
  ['select 1.0 * count(*) / (select count(email) from flights) from flights', 1],
  ['with c as (select email from flights) select count(distinct email) from c', 2],
  ['select max(n) from flights', 2],
  ['select sum(f.n * 2) from "flights" as f where f.email like \'%@%\'', 6],
])('%s is a number of no person', async (sql, value) => {
  expect(await shown(sqlValue(sql))).toMatchObject({ status: 'fail', value });
});

test.each([
  'select max(age) from flights',
  'select count(*) + max(age) from flights',
  'select max("Age") from flights',
  'select max(x) from flights as f(a, b, x)',
  'select max(x) from (select age as x from flights)',
  'with c(a, b, x) as (from flights) select max(x) from c',
  'select count(*) from flights where false group by n union all select max(age) from flights',
  'select struct_extract_at(f, 3) from flights f limit 1',
  'select struct_extract_at(flights, 3) from flights limit 1',
  'select #3 from flights limit 1',
  "select max(columns(x -> x = 'ag' || 'e')) from flights",
  'select (select max(age) from flights) from flights limit 1',
  'select n from (select age as n from flights) limit 1',
  'select max(b) from flights, lateral (select age as b)',
  '/* count(*) */ select max(age) -- count(*)\nfrom flights',
])('%s is not shown', async (sql) => {
  expect(JSON.stringify(await shown(sqlValue(sql), []))).toMatch(/36|41|43/);
  const found = await shown(sqlValue(sql));
  expect(found.value).toBeNull();
  expect(JSON.stringify(found)).not.toMatch(/36|41|43/);
});

test('of rows that a SELECT returns only columns that are certainly others are shown', async () => {
  const rows = async (sql: string) => (await shown({ sql })).sample[0];
  expect(await rows('select email as e, n from flights where n = 1')).toEqual(['•••', 1]);
  expect(await rows('select n as email_of, lower(email) as n from flights where n = 1')).toEqual([1, '•••']);
  expect(await rows('select * from flights where n = 1')).toEqual([1, '•••', '•••']);
  expect(await rows('select f.* from flights f where n = 1')).toEqual([1, '•••', '•••']);
  expect(await rows('select * replace (age as n) from flights where age = 36')).toEqual(['•••', '•••', '•••']);
  expect(await rows('select n, upper(email) from flights where n = 1')).toEqual(['•••', '•••']);
  expect(await rows('select email as e, e as n from flights f where f.n = 1')).toEqual(['•••', '•••']);
  expect(await rows('select e: email, x: n from flights where n = 1')).toEqual(['•••', 1]);
  expect(await rows('select age as n from flights f where f.n = 1')).toEqual(['•••']);
  expect(await rows('from flights select email as n where age = 36')).toEqual(['•••']);
  expect(await rows('select n from (select age as n from flights) where n = 36')).toEqual(['•••']);
  expect(await rows('select n, count(*) as rows from flights where n = 1 group by n')).toEqual([1, 1]);
  expect(await shown({ sql: 'select email as e, n from flights' })).toMatchObject({ offending: 2, digests: { length: 2 } });
});

test('what the engine says of values is not shown; what it says of the statement is', async () => {
  const problem = async (check: NamedCheck, of = personal) => (await shown(check, of)).problem as { message: string; cause?: string };
  const casts = { type: 'expression' as const, settings: { expression: 'email::integer > 3' } };
  const cast = await problem(casts);
  expect(cast.message).toBe("column email: the value '•••' is not a valid INTEGER");
  expect(JSON.stringify(cast)).not.toContain('secret.com');
  expect((await problem(casts, [])).message).toContain("'ada@secret.com'");
  const told = await problem(sqlValue('select error(email) from flights'));
  expect(told.message).toBe('the statement failed while it ran: •••');
  expect(JSON.stringify(told)).not.toContain('secret.com');
  const where = { type: 'regex' as const, settings: { column: 'email', pattern: 'x' } };
  expect(JSON.stringify(await problem({ ...where, where: "email::date > '2020-01-01'" }))).not.toContain('secret.com');
  expect(JSON.stringify(await problem({ ...where, where: 'error(email) is null' }))).not.toContain('secret.com');
  expect((await problem({ type: 'regex', settings: { column: 'email', pattern: '(' } })).message).toContain('missing )');
  expect((await problem(sqlValue('select max(emial) from flights'))).message).toContain('emial');
});

test('the least and greatest of a personal column are values of somebody, its mean and its count are not', async () => {
  const of = async (measure: string) => (await shown({ type: 'aggregate', settings: { column: 'age', measure, is: 1 } })).value;
  expect([await of('min'), await of('max'), await of('median')]).toEqual([null, null, null]);
  expect([await of('mean'), await of('distinct')]).toEqual([38.5, 2]);
  expect((await shown({ type: 'aggregate', settings: { column: 'n', measure: 'max', is: 1 } })).value).toBe(2);
});
