// What a finding and a name are of: values that are no number, names of checks that end alike, the other table's column.

import { expect, test } from 'vitest';
import { findRule, keyDigest, rulesOf } from '../../../src/checks/index.ts';
import { finding, product, type ShortForm, table, testEngine } from '../rig.ts';

const { engine } = testEngine();

test('a measure that is no number stands as the key, so that an acceptance covers this value and no other', async () => {
  const newest = (measure: 'min' | 'max', settings: object, ...days: readonly (string | null)[]) =>
    finding(
      engine,
      { checks: { c: { type: 'aggregate', settings: { column: 'day', measure, ...settings } } } },
      table('day DATE', ...days.map((day): [string | null] => [day])),
    );
  expect(await newest('max', { max: '2001-02-28' }, '2001-02-01', '2001-03-01')).toMatchObject({
    status: 'fail',
    value: null,
    offending: 0,
    columns: ['value'],
    sample: [['2001-03-01']],
    keyColumns: ['value'],
    keys: [['2001-03-01']],
    digests: [keyDigest(['2001-03-01'])],
  });
  expect(await newest('min', { min: '2001-02-28' }, '2001-02-01', '2001-03-01')).toMatchObject({ status: 'fail', keys: [['2001-02-01']] });
  expect(await newest('max', { max: '2001-02-28' }, '2001-02-01', null)).toMatchObject({ status: 'pass', value: null });
});

test('a name that is one check’s and the end of others’ is that check', () => {
  const rules = rulesOf(product({ a: { columns: { n: { max: 3 }, m: { max: 3 } }, checks: { range: { sql: 'select 1' } } } }));
  const found = (text: string) => {
    const outcome = findRule(rules, text);
    return outcome.ok ? outcome.value.id : outcome.problems[0];
  };
  expect(found('range')).toBe('a.range');
  expect(found('RANGE')).toBe('a.range');
  expect(found('n.range')).toBe('a.n.range');
});

test('a percentile is of numbers', async () => {
  const of = (columns: string) =>
    finding(engine, { checks: { c: { type: 'aggregate', settings: { column: 'a', measure: 'percentile', percent: 50, max: 2 } } } }, table(columns));
  expect(await of('a VARCHAR')).toMatchObject({ status: 'error', problem: { code: 'checks/unfit-column' } });
  expect(await of('a DATE')).toMatchObject({ status: 'error', problem: { code: 'checks/unfit-column' } });
  expect((await of('a INTEGER')).status).toBe('pass');
});

test('a measure is compared with the other table’s column of that name, or of the name that is said', async () => {
  const against = (settings: object, columns: string, value: number) =>
    finding(
      engine,
      { checks: { c: { type: 'aggregate', settings: { column: 'a', measure: 'sum', table: 'b', ...settings } } } },
      table('a INTEGER', [5]),
      { others: { b: table(columns, [value]) } },
    );
  expect((await against({}, 'a INTEGER', 5)).status).toBe('pass');
  expect((await against({}, 'a INTEGER', 6)).status).toBe('fail');
  expect((await against({ other: 'total' }, 'total INTEGER', 5)).status).toBe('pass');
  expect((await against({ other: 'total' }, 'total INTEGER', 6)).status).toBe('fail');
  expect(await against({ other: 'total' }, 'a INTEGER', 5)).toMatchObject({
    status: 'error',
    problem: { code: 'checks/unknown-column', message: expect.stringContaining('names the column total, which b does not have') },
  });
  expect(await against({}, 'total INTEGER', 5)).toMatchObject({ status: 'error', problem: { code: 'checks/unknown-column' } });
});

test('a SELECT judged by its value returns one row of one column, and says what it returned instead', async () => {
  const judged = (sql: string) => finding(engine, { checks: { c: { type: 'sqlValue', settings: { sql, max: 3 } } } }, table('a INTEGER', [1], [2]));
  expect(await judged('select count(*) from flights')).toMatchObject({ status: 'pass', value: 2 });
  expect((await judged('select a from flights')).problem).toMatchObject({
    code: 'checks/not-one-value',
    message: 'flights.c is judged by one value, and its SELECT returns several rows',
  });
  expect((await judged('select 1, 2')).problem).toMatchObject({ message: 'flights.c is judged by one value, and its SELECT returns 2 columns' });
});

test('rows of a repeated key are those of all its columns together, or of its one', async () => {
  const rows = table('a INTEGER, b INTEGER', [1, 1], [1, 2], [2, 2], [2, 2]);
  const unique = (...columns: readonly string[]) =>
    finding(engine, { checks: { c: { type: 'unique', settings: { columns } } } } satisfies ShortForm, rows);
  expect(await unique('a', 'b')).toMatchObject({ offending: 2, keys: [['2', '2']] });
  expect(await unique('a')).toMatchObject({ offending: 4 });
  expect(await unique('b')).toMatchObject({ offending: 3 });
});
