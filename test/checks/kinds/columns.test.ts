// What columns a check names: each must be there and hold what is wanted; several together are no one of them; a bound written as text is read whole.

import { expect, test } from 'vitest';
import type { CheckType } from '../../../src/product/index.ts';
import { finding, table, testEngine } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { engine } = testEngine();
const { ask, asFile, cases } = kindTests();

const naming: readonly (readonly [CheckType, settings: object])[] = [
  ['aggregate', { column: 'absent', measure: 'nulls', max: 1 }],
  ['casing', { column: 'absent', case: 'upper' }],
  ['columnType', { column: 'absent', type: 'integer' }],
  ['compareColumns', { column: 'absent', operator: '<', other: 'n' }],
  ['compareColumns', { column: 'n', operator: '<', other: 'absent' }],
  ['correlation', { columns: ['n', 'absent'], min: 0 }],
  ['foreignKey', { columns: ['absent'], table: 'flights', to: ['n'] }],
  ['foreignKey', { columns: ['n'], table: 'flights', to: ['absent'] }],
  ['format', { column: 'absent', format: 'uuid' }],
  ['fractionDigits', { column: 'absent', max: 2 }],
  ['freshness', { column: 'absent', within: 1 }],
  ['gaps', { column: 'absent', every: 1 }],
  ['inSet', { column: 'absent', values: [1] }],
  ['length', { column: 'absent', is: 1 }],
  ['like', { column: 'absent', pattern: 'x' }],
  ['missing', { column: 'absent' }],
  ['monotone', { column: 'absent', by: ['n'] }],
  ['monotone', { column: 'n', by: ['absent'] }],
  ['nonOverlap', { from: 'absent', to: 'n' }],
  ['nonOverlap', { from: 'n', to: 'absent' }],
  ['notConstant', { column: 'absent' }],
  ['notInSet', { column: 'absent', values: [1] }],
  ['notNull', { column: 'absent' }],
  ['primaryKey', { columns: ['n', 'absent'] }],
  ['range', { column: 'absent', min: 1 }],
  ['regex', { column: 'absent', pattern: 'x' }],
  ['setEquals', { column: 'absent', values: [1] }],
  ['tableDiff', { table: 'flights', key: ['absent'] }],
  ['topShare', { column: 'absent', max: 0.5 }],
  ['unique', { columns: ['absent'] }],
];

test.each(naming)('%s %j: a column that is not there is told', async (type, settings) => {
  const found = await finding(engine, { checks: { c: { type, settings } } }, table('n INTEGER, t TIMESTAMP', [1, null]));
  expect(found).toMatchObject({
    status: 'error',
    problem: { code: 'checks/unknown-column', message: 'flights.c names the column absent, which flights does not have' },
  });
});

test.each(['mean', 'sum', 'stddev', 'median', 'percentile'] as const)('the %s is of numbers, neither of texts nor of days', async (measure) => {
  const of = (columns: string) =>
    finding(engine, { checks: { c: { type: 'aggregate', settings: { column: 'a', measure, max: 1 } } } }, table(columns));
  for (const columns of ['a VARCHAR', 'a DATE'])
    expect(await of(columns)).toMatchObject({ status: 'error', problem: { code: 'checks/unfit-column' } });
  expect((await of('a INTEGER')).status).toBe('pass');
});

cases('aggregate', {
  'a bound of a mean is not rounded to the column’s type': {
    settings: { column: 'a', measure: 'mean', max: '2.6' },
    columns: 'a INTEGER',
    rows: cells(3, 3, 3, 3, 2),
    is: { value: 2.8 },
  },
  'nor is that of a number of values': {
    settings: { column: 'a', measure: 'distinct', max: '1.6' },
    columns: 'a DATE',
    rows: cells('2001-01-01', '2001-01-02'),
    is: { value: 2 },
  },
  'the least decimal is judged as a number': {
    settings: { column: 'a', measure: 'min', min: '1.5' },
    columns: 'a DECIMAL(9,2)',
    rows: cells('1.25', '7'),
    is: { value: 1.25 },
  },
});

cases('notInSet', {
  'nothing forbidden but null': {
    settings: { column: 'a', values: [null] },
    columns: 'a VARCHAR',
    rows: cells('x', null),
    is: { offending: 1, keys: [[null]] },
  },
  'nothing forbidden at all': { settings: { column: 'a', values: [] }, columns: 'a VARCHAR', rows: cells('x', null), is: 'pass' },
});

test('a reference of two columns is found as a pair, though each of them is found somewhere', async () => {
  const settings = { columns: ['a', 'b'], table: 'airports', to: ['x', 'y'] };
  const airports = await asFile(table('x INTEGER, y INTEGER', [1, 10], [2, 20], [3, 30]));
  const asking = async (...rows: readonly (readonly [number | null, number | null])[]) =>
    ask('foreignKey', { settings, asked: { others: { airports } } }, await asFile(table('a INTEGER, b INTEGER', ...rows)));
  expect(await asking([1, 10], [2, 20], [null, 30])).toMatchObject({ status: 'pass' });
  expect(await asking([1, 10], [2, 30])).toMatchObject({ status: 'fail', offending: 1, keys: [['2', '30']] });
});
