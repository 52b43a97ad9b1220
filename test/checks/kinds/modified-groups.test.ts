// where, groupBy, mostly and offending, of rules that judge a value and of those with a SELECT of their own.

import { table } from '../rig.ts';
import { kindTests } from './cases.ts';

const { cases } = kindTests();

const percent = (max: number) => ({ tolerance: { unit: 'percent' as const, max } });
const rows = (max: number) => ({ tolerance: { unit: 'rows' as const, max } });
const ag = 'a INTEGER, g VARCHAR';

// how: measure
cases('aggregate', {
  'of the rows of where': {
    settings: { column: 'a', measure: 'sum', max: 3 },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
      [9, 'y'],
    ],
    and: { where: "g = 'x'" },
    is: { status: 'pass', value: 3 },
  },
  'of each group': {
    settings: { column: 'a', measure: 'sum', max: 3 },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
      [9, 'y'],
      [4, null],
    ],
    and: { groupBy: ['g'] },
    is: {
      offending: 2,
      columns: ['g', 'value'],
      sample: [
        ['y', 9],
        [null, 4],
      ],
    },
  },
  'of each group, with where': {
    settings: { column: 'a', measure: 'sum', max: 3 },
    columns: ag,
    rows: [
      [1, 'x'],
      [9, 'x'],
      [9, 'y'],
    ],
    and: { groupBy: ['g'], where: 'a < 9' },
    is: 'pass',
  },
  'of most groups': {
    settings: { column: 'a', measure: 'max', max: 3 },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'y'],
      [2, 'y'],
      [9, 'z'],
    ],
    and: { groupBy: ['g'], ...percent(40) },
    is: { status: 'pass', value: 2 / 3 },
  },
  'of all groups but one': {
    settings: { column: 'a', measure: 'max', max: 3 },
    columns: ag,
    rows: [
      [8, 'x'],
      [2, 'y'],
      [9, 'z'],
    ],
    and: { groupBy: ['g'], ...rows(1) },
    is: { value: 2 },
  },
  'of groups by two columns, in the order they are named': {
    settings: { column: 'a', measure: 'max', max: 3 },
    columns: 'a INTEGER, d DATE, g VARCHAR',
    rows: [
      [4, '2001-02-28', 'x'],
      [5, '2001-03-01', 'x'],
      [1, '2001-03-01', 'y'],
    ],
    and: { groupBy: ['g', 'd'] },
    is: {
      offending: 2,
      columns: ['g', 'd', 'value'],
      keyColumns: ['g', 'd'],
      keys: [
        ['x', '2001-02-28'],
        ['x', '2001-03-01'],
      ],
      sample: [
        ['x', '2001-02-28', 4],
        ['x', '2001-03-01', 5],
      ],
    },
  },
  'no group': { settings: { column: 'a', measure: 'max', max: 3 }, columns: ag, rows: [], and: { groupBy: ['g'] }, is: 'pass' },
});
cases('rowCount', {
  'of each group': {
    settings: { min: 2 },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
      [9, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { keys: [['y']], sample: [['y', 1]] },
  },
  'of the rows of where, though their number is known': {
    settings: { min: 2 },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
    asked: { rows: 2 },
    and: { where: "g = 'x'" },
    is: { value: 1 },
  },
});
cases('freshness', {
  'of each group': {
    settings: { column: 'a', within: 86_400_000 },
    columns: 'a DATE, g VARCHAR',
    rows: [
      ['2001-03-04', 'x'],
      ['2001-03-01', 'y'],
      [null, 'z'],
    ],
    and: { groupBy: ['g'] },
    is: {
      keys: [['y'], ['z']],
      sample: [
        ['y', 86_400 * 3 + 14 * 3600],
        ['z', 'inf'],
      ],
    },
  },
  'of the rows of where': {
    settings: { column: 'a', within: 86_400_000 },
    columns: 'a DATE, g VARCHAR',
    rows: [
      ['2001-03-04', 'x'],
      ['2001-03-03', 'y'],
    ],
    and: { where: "g = 'y'" },
    is: { value: 38 * 3600 },
  },
});
cases('notConstant', {
  'of each group': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [1, 'y'],
      [2, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { keys: [['x']] },
  },
});
cases('topShare', {
  'of each group': {
    settings: { column: 'a', max: 0.5 },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [2, 'x'],
      [1, 'y'],
      [2, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { keys: [['x']], sample: [['x', 2 / 3]] },
  },
  'of the rows of where': {
    settings: { column: 'a', max: 0.5 },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [1, 'y'],
      [2, 'y'],
    ],
    and: { where: "g = 'y'" },
    is: { status: 'pass', value: 0.5 },
  },
});
cases('correlation', {
  'of each group': {
    settings: { columns: ['a', 'b'], min: 0.5 },
    columns: 'a INTEGER, b INTEGER, g VARCHAR',
    rows: [
      [1, 1, 'x'],
      [2, 2, 'x'],
      [1, 2, 'y'],
      [2, 1, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { keys: [['y']], sample: [['y', -1]] },
  },
});

// how: select
cases('unique', {
  where: {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'y'],
    ],
    and: { where: "g = 'x'" },
    is: 'pass',
  },
  'in each group': {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'y'],
      [1, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { offending: 2, keyColumns: ['g', 'a'], keys: [['y', '1']] },
  },
  'mostly, by rows and not by values': {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [2, 'x'],
      [3, 'x'],
    ],
    and: percent(50),
    is: { status: 'pass', value: 0.5 },
  },
  'mostly, not so': {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [2, 'x'],
    ],
    and: percent(50),
    is: { value: 1 / 3 },
  },
  'mostly in each group': {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [2, 'x'],
      [3, 'x'],
      [1, 'y'],
      [1, 'y'],
      [2, 'y'],
      [5, null],
    ],
    and: { groupBy: ['g'], ...percent(50) },
    is: { columns: ['g', 'offending', 'rows'], sample: [['y', 2, 3]] },
  },
  'so many rows in each group': {
    settings: { columns: ['a'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [1, 'y'],
      [1, 'y'],
      [1, 'y'],
    ],
    and: { groupBy: ['g'], ...rows(2) },
    is: { keys: [['y']] },
  },
});
const partners = { others: { o: table('x INTEGER', [1]) } };
cases('foreignKey', {
  where: {
    settings: { columns: ['a'], table: 'o', to: ['x'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
    asked: partners,
    and: { where: "g = 'x'" },
    is: 'pass',
  },
  mostly: {
    settings: { columns: ['a'], table: 'o', to: ['x'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
    asked: partners,
    and: percent(50),
    is: { status: 'pass', value: 0.5 },
  },
  'mostly in each group': {
    settings: { columns: ['a'], table: 'o', to: ['x'] },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
      [3, 'y'],
    ],
    asked: partners,
    and: { groupBy: ['g'], ...percent(50) },
    is: { offending: 1, keys: [['y']] },
  },
});
cases('monotone', {
  'where and mostly': {
    settings: { column: 'a', by: ['t'] },
    columns: 'a INTEGER, t INTEGER',
    rows: [
      [1, 1],
      [0, 2],
      [5, 3],
      [4, 4],
    ],
    and: { where: 't > 1', ...percent(40) },
    is: { status: 'pass', value: 2 / 3 },
  },
});
cases('gaps', {
  'offending rows in each group': {
    settings: { column: 'a', every: 1 },
    columns: ag,
    rows: [
      [1, 'x'],
      [3, 'x'],
      [5, 'x'],
      [1, 'y'],
      [3, 'y'],
    ],
    and: { groupBy: ['g'], ...rows(1) },
    is: { keys: [['x']] },
  },
});
cases('nonOverlap', {
  where: {
    settings: { from: 'a', to: 'b' },
    columns: 'a INTEGER, b INTEGER',
    rows: [
      [0, 9],
      [1, 2],
    ],
    and: { where: 'b < 5' },
    is: 'pass',
  },
});
