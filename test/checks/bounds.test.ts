// Bounds in words, as a judgement and as SQL: the three agree on every value, of numbers and of texts.

import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { boundsText, outsideSql, within } from '../../src/checks/bounds.ts';
import { intolerableSql, toleranceText, tolerates } from '../../src/checks/tolerance.ts';
import type { Bounds, Tolerance } from '../../src/product/index.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const holds = async (condition: string) => (await (await connection.run(`select ${condition}`)).getRows())[0]?.[0];

const numbers: readonly (readonly [Bounds<number>, string, inside: readonly number[], outside: readonly number[]])[] = [
  [{ is: 5 }, '5', [5], [4, 6]],
  [{ isNot: 5 }, 'not 5', [4, 6], [5]],
  [{ min: 5 }, 'at least 5', [5, 6], [4, -50]],
  [{ max: 5 }, 'at most 5', [5, -50], [6]],
  [{ min: 5, max: 7 }, 'between 5 and 7', [5, 6, 7], [4, 8]],
  [{ above: 5 }, 'above 5', [6, 5.001], [5, 4]],
  [{ below: 5 }, 'below 5', [4], [5, 6]],
  [{ between: [5, 7] }, 'between 5 and 7', [5, 6, 7], [4, 8]],
  [{ notBetween: [5, 7] }, 'not between 5 and 7', [4, 8], [5, 6, 7]],
  [{ min: 5, isNot: 7 }, 'not 7 and at least 5', [5, 8], [4, 7]],
  [{ above: 0, below: 10, notBetween: [4, 5] }, 'above 0 and below 10 and not between 4 and 5', [1, 9], [0, 10, 4, 5]],
  [{ between: [10, 20], isNot: 15 }, 'not 15 and between 10 and 20', [10, 20], [9, 15, 21]],
  [{}, '', [0, -1], []],
];

test.each(numbers)('%j: %s', async (bounds, words, inside, outside) => {
  expect(boundsText(bounds)).toBe(words);
  for (const value of inside)
    expect([value, within(bounds, value), await holds(outsideSql(bounds, `${value}`, 'DOUBLE'))]).toEqual([value, true, false]);
  for (const value of outside)
    expect([value, within(bounds, value), await holds(outsideSql(bounds, `${value}`, 'DOUBLE'))]).toEqual([value, false, true]);
});

const days: readonly (readonly [Bounds<string>, inside: readonly string[], outside: readonly string[]])[] = [
  [{ min: '2001-02-09' }, ['2001-02-09', '2001-10-01'], ['2001-02-08']],
  [{ is: '2001-02-09' }, ['2001-02-09'], ['2001-02-10']],
  [{ isNot: '2001-02-09' }, ['2001-02-10'], ['2001-02-09']],
  [{ above: '2001-02-09', below: '2001-02-12' }, ['2001-02-10', '2001-02-11'], ['2001-02-09', '2001-02-12']],
  [{ notBetween: ['2001-02-09', '2001-02-11'] }, ['2001-02-12'], ['2001-02-09', '2001-02-11']],
];

test.each(days)('%j, of days', async (bounds, inside, outside) => {
  const outsideOf = (day: string) => holds(outsideSql(bounds, `date '${day}'`, 'DATE'));
  for (const day of inside) expect([day, within(bounds, day), await outsideOf(day)]).toEqual([day, true, false]);
  for (const day of outside) expect([day, within(bounds, day), await outsideOf(day)]).toEqual([day, false, true]);
});

test('a value that is none is in no bounds of values', () => {
  for (const bounds of [{ is: 5 }, { min: 5 }, { max: 5 }, { above: 5 }, { below: 5 }, { between: [0, 9] }])
    expect(within(bounds, Number.NaN)).toBe(false);
});

const tolerances: readonly (readonly [
  Tolerance,
  string,
  held: readonly (readonly [number, number])[],
  broken: readonly (readonly [number, number])[],
])[] = [
  [
    { unit: 'percent', max: 0.5 },
    'in at least 99.5 % of the rows',
    [
      [0, 0],
      [1, 200],
      [5, 1_000],
    ],
    [
      [2, 200],
      [6, 1_000],
    ],
  ],
  [
    { unit: 'rows', max: 5 },
    'offending at most 5 rows',
    [
      [0, 0],
      [5, 6],
    ],
    [[6, 1_000]],
  ],
  [
    { unit: 'percent', min: 1, max: 10 },
    'offending between 1 and 10 % of the rows',
    [
      [1, 100],
      [10, 100],
    ],
    [
      [0, 100],
      [11, 100],
      [0, 0],
    ],
  ],
  [
    { unit: 'percent', below: 10 },
    'offending below 10 % of the rows',
    [
      [9, 100],
      [0, 0],
    ],
    [[10, 100]],
  ],
  [{ unit: 'rows', above: 0 }, 'offending above 0 rows', [[1, 100]], [[0, 100]]],
];

test.each(tolerances)('%j: %s', async (tolerance, words, held, broken) => {
  expect(toleranceText(tolerance)).toBe(words);
  // a group always has rows
  const intolerable = (offending: number, total: number) => holds(intolerableSql(tolerance, `${offending}`, `${total}`));
  for (const [offending, total] of held) {
    expect([offending, total, tolerates(tolerance, offending, total).holds]).toEqual([offending, total, true]);
    if (total > 0) expect([offending, total, await intolerable(offending, total)]).toEqual([offending, total, false]);
  }
  for (const [offending, total] of broken) {
    expect([offending, total, tolerates(tolerance, offending, total).holds]).toEqual([offending, total, false]);
    if (total > 0) expect([offending, total, await intolerable(offending, total)]).toEqual([offending, total, true]);
  }
});

test('bounds that are left open say nothing', () => {
  const open = { unit: 'percent', max: 0.5, min: undefined, is: undefined } as const;
  expect(toleranceText(open)).toBe('in at least 99.5 % of the rows');
  expect(tolerates(open, 1, 200)).toEqual({ holds: true, value: 0.995 });
});

test('what is tolerated is told by what was said of it: the share that holds, the rows or the percent that offend', () => {
  expect(tolerates({ unit: 'percent', max: 1 }, 5, 1_000).value).toBe(0.995);
  expect(tolerates({ unit: 'percent', max: 1 }, 0, 0).value).toBe(1);
  expect(tolerates({ unit: 'rows', max: 1 }, 5, 1_000).value).toBe(5);
  expect(tolerates({ unit: 'percent', above: 1 }, 5, 200).value).toBe(2.5);
  expect(tolerates({ unit: 'percent', above: 1 }, 0, 0).value).toBe(0);
});
