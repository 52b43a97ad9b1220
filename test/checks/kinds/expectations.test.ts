// What each check type expects, in the words that people read beside the column or table.

import { expect, test } from 'vitest';
import type { CheckType } from '../../../src/product/index.ts';
import { rule } from '../rig.ts';

const eleven = Array.from({ length: 11 }, (_, i) => i);
const minutes = (n: number) => n * 60_000;

const words: readonly (readonly [CheckType, settings: object, string])[] = [
  ['aggregate', { column: 'a', measure: 'mean', min: 1, max: 3 }, 'mean of a between 1 and 3'],
  ['aggregate', { column: 'a', measure: 'percentile', percent: 95, max: 3 }, '95th percentile of a at most 3'],
  ['aggregate', { column: 'a', measure: 'percentile', max: 3 }, '50th percentile of a at most 3'],
  ['aggregate', { column: 'a', measure: 'sum', table: 'b' }, 'sum of a equal to that of b.a'],
  ['aggregate', { column: 'a', measure: 'sum', table: 'b', other: 'c', within: 0.07 }, 'sum of a within 7 % of that of b.c'],
  ['casing', { column: 'a', case: 'upper' }, 'in upper case'],
  ['columnType', { column: 'a', type: 'integer' }, 'of type integer'],
  ['compareColumns', { column: 'a', operator: '<=', other: 'b' }, 'a <= b'],
  ['correlation', { columns: ['a', 'b'], min: 0.8 }, 'correlation of a and b at least 0.8'],
  ['expression', { expression: '  a\n  <=   b ' }, 'a <= b'],
  ['foreignKey', { columns: ['a', 'b'], table: 'o', to: ['x', 'y'] }, 'found in o.x, y'],
  ['format', { column: 'a', format: 'date-time' }, 'of format date-time'],
  ['fractionDigits', { column: 'a', max: 2 }, 'at most 2 digits behind the point'],
  ['freshness', { column: 'a', within: minutes(1_440) }, 'newest a at most 1 d old'],
  ['freshness', { column: 'a', within: minutes(2_160) }, 'newest a at most 36 h old'],
  ['freshness', { column: 'a', within: minutes(90) }, 'newest a at most 90 min old'],
  ['freshness', { column: 'a', within: 1_500_000 + 1_000 }, 'newest a at most 1501 s old'],
  ['freshness', { column: 'a', within: 1_500 }, 'newest a at most 1500 ms old'],
  ['gaps', { column: 'a', every: 5 }, 'a without gaps, every 5'],
  ['gaps', { column: 'a', every: { milliseconds: minutes(60) } }, 'a without gaps, every 3600 s'],
  ['inSet', { column: 'a', values: ['x', 'y'] }, 'one of x, y'],
  ['inSet', { column: 'a', values: eleven.slice(1) }, 'one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10'],
  ['inSet', { column: 'a', values: eleven }, 'one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more'],
  ['length', { column: 'a', min: 1, max: 40 }, 'length between 1 and 40'],
  ['like', { column: 'a', pattern: 'S%' }, 'like S%'],
  ['like', { column: 'a', pattern: 'S%', not: true }, 'not like S%'],
  ['missing', { column: 'a' }, 'neither null nor blank'],
  ['missing', { column: 'a', values: [] }, 'neither null nor blank'],
  ['missing', { column: 'a', values: ['n/a', '-'] }, 'neither null nor n/a, -'],
  ['monotone', { column: 'a', by: ['b', 'c'] }, 'a increasing by b, c'],
  ['monotone', { column: 'a', by: ['b'], direction: 'decreasing', strictly: true }, 'a strictly decreasing by b'],
  ['nonOverlap', { from: 'a', to: 'b' }, 'no overlap from a to b'],
  ['notConstant', { column: 'a' }, 'not constant'],
  ['notInSet', { column: 'a', values: ['x', 'y'] }, 'none of x, y'],
  ['notNull', { column: 'a' }, 'not null'],
  ['primaryKey', { columns: ['a', 'b'] }, 'a, b: unique and not null'],
  ['range', { column: 'a', above: 0 }, 'above 0'],
  ['regex', { column: 'a', pattern: '^x' }, 'matches /^x/'],
  ['regex', { column: 'a', pattern: '^x', not: true }, 'nowhere /^x/'],
  ['rowCount', { min: 2 }, 'at least 2 rows'],
  ['rowCountChange', { min: -0.2, max: 0.07 }, 'rows against the last good version: at least -20 % and at most +7 %'],
  ['rowCountChange', { max: 0 }, 'rows against the last good version: at most 0 %'],
  ['rowCountChange', { min: 0.5 }, 'rows against the last good version: at least +50 %'],
  ['schema', { columns: [{ name: 'a', type: 'text' }, { name: 'b' }] }, 'columns a text, b'],
  ['schema', { columns: [{ name: 'a' }], ordered: true, closed: true }, 'columns a in this order and no others'],
  ['schema', { unchanged: true }, 'the columns of the last good version'],
  ['schema', { columns: [{ name: 'a' }], unchanged: true }, 'columns a and the columns of the last good version'],
  ['setEquals', { column: 'a', values: ['x', 'y'] }, 'all of x, y, and no others'],
  ['sql', { sql: 'select 1' }, 'no rows returned'],
  ['sqlValue', { sql: 'select 1', is: 1 }, '1'],
  ['tableDiff', { table: 'o', key: ['a', 'b'] }, 'as in o, by a, b: the same values'],
  ['tableDiff', { table: 'o', key: ['a'], columns: ['x', 'y'], tolerance: 0.5 }, 'as in o, by a: x, y within 0.5'],
  ['topShare', { column: 'a', max: 0.07 }, 'no value in more than 7 % of the rows'],
  ['unique', { columns: ['a', 'b'] }, 'a, b: unique'],
];

test.each(words)('%s %j: %s', (type, settings, expected) => {
  expect(rule({ checks: { c: { type, settings } } }).expectation).toBe(expected);
});

test('the modifiers stand behind, in one order; a description stands for all of it', () => {
  const check = { type: 'range' as const, settings: { column: 'a', min: 1 } };
  const modified = { ...check, where: 'b > 0', groupBy: ['c', 'd'], tolerance: { unit: 'rows' as const, max: 5 } };
  expect(rule({ checks: { c: modified } }).expectation).toBe('at least 1 offending at most 5 rows for each c, d where b > 0');
  expect(rule({ checks: { c: { ...check, groupBy: ['c'] } } }).expectation).toBe('at least 1 for each c');
  expect(rule({ checks: { c: { ...modified, description: 'as usual' } } }).expectation).toBe('as usual');
});
