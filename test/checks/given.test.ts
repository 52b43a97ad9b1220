// Given rows as a table: the types that their values tell, those that are known, and the values that a known type would round.

import { expect, test } from 'vitest';
import { givenTables } from '../../src/checks/unit/given.ts';
import type { Scalar, TestRows } from '../../src/product/index.ts';
import { at, columnsFrom } from './rig.ts';
import { rowsOf, testOf } from './unit-rig.ts';

const asTable = (rows: TestRows, known?: string) =>
  givenTables(testOf({ given: { flights: rows } }), {
    reads: ['flights'],
    known: () => (known === undefined ? undefined : { columns: columnsFrom(known), complete: true }),
  });

function typeOf(values: readonly Scalar[], untyped: boolean): string | undefined {
  const outcome = asTable({ at, columns: ['a'], rows: values.map((a) => ({ a })), ...(untyped ? { untyped: true as const } : {}) });
  return outcome.ok ? outcome.value.flights?.columns[0]?.type : undefined;
}

const ofValues: readonly (readonly [readonly Scalar[], string])[] = [
  [[1, -2, null], 'BIGINT'],
  [[1, 2.5], 'DOUBLE'],
  [[2.5, null], 'DOUBLE'],
  [[true, false, null], 'BOOLEAN'],
  [[true, 1], 'VARCHAR'],
  [['x', 1], 'VARCHAR'],
  [['1'], 'VARCHAR'],
  [[null], 'VARCHAR'],
];
test.each(ofValues)('%j is %s', (values, type) => expect(typeOf(values, false)).toBe(type));

const ofTexts: readonly (readonly [readonly (string | null)[], string])[] = [
  [['1', '-20', '0', null], 'BIGINT'],
  [['999999999999999999'], 'BIGINT'],
  [['1000000000000000000'], 'DOUBLE'],
  [['007'], 'VARCHAR'], // a leading zero means something
  [['1.5', '2', '.5', '-0.25'], 'DOUBLE'],
  [['1e5', '1E+5', '2.5e-3', '1e12', '.5', '-.5e1'], 'DOUBLE'],
  [['e5', 'E12'], 'VARCHAR'],
  [['1e'], 'VARCHAR'],
  [['1ex'], 'VARCHAR'],
  [['-'], 'VARCHAR'],
  [['.'], 'VARCHAR'],
  [['x1'], 'VARCHAR'],
  [['1 '], 'VARCHAR'],
  [['true', 'FALSE', null], 'BOOLEAN'],
  [['untrue'], 'VARCHAR'],
  [['trues'], 'VARCHAR'],
  [['true', '1'], 'VARCHAR'],
  [[null], 'VARCHAR'],
];
test.each(ofTexts)('of a CSV %j is %s', (values, type) => expect(typeOf(values, true)).toBe(type));

test('known columns come first, in their types; those only the test names behind them', () => {
  const outcome = givenTables(testOf({ given: { Flights: rowsOf([{ N: 1, extra: 'x' }, { day: '2001-01-01' }]) } }), {
    reads: ['flights'],
    known: () => ({ columns: columnsFrom('day DATE, n INTEGER'), complete: false }),
  });
  expect(outcome).toEqual({
    ok: true,
    value: {
      flights: {
        kind: 'rows',
        columns: columnsFrom('day DATE, n INTEGER, extra VARCHAR'),
        rows: [
          [null, 1, 'x'],
          ['2001-01-01', null, null],
        ],
      },
    },
  });
});

const rounded: readonly (readonly [type: string, fits: readonly Scalar[], not: Scalar])[] = [
  ['INTEGER', [1, 20, '3', '4.0', '1e3', '1.5e1', null], 1.5],
  ['BIGINT', [1], '0.5'],
  ['UTINYINT', [25], '25e-1'],
  ['HUGEINT', ['7.'], '7.01'],
  ['DECIMAL(9,2)', [1.25, '1.250', '0.1', '1.234e1'], 1.234],
  ['DECIMAL(9, 1)', ['1.5'], '1.55'],
  ['NUMERIC(9,0)', [3], 2.5],
  ['DOUBLE', [1.23456789], null],
];
test.each(rounded)('%s: values that fit, and one that would be rounded', (type, fits, not) => {
  const rows = (values: readonly Scalar[]) => ({ at: { ...at, line: 7 }, columns: ['a'], rows: values.map((a) => ({ a })) });
  const known = (values: readonly Scalar[]) =>
    givenTables(testOf({ given: { flights: rows(values) } }), {
      reads: ['flights'],
      known: () => ({ columns: [{ name: 'a', type }], complete: true }),
    });
  expect(known(fits).ok).toBe(true);
  if (not === null) return;
  const refused = known([...fits, not]);
  expect(refused.ok ? [] : refused.problems).toMatchObject([
    { code: 'checks/given-value', at: { line: 7 }, message: expect.stringContaining(` ${not} as a, which is ${type}`) },
  ]);
});
