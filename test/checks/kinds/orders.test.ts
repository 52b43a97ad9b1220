// Check types that look at rows in an order: monotone, gaps, overlaps.

import { cells, kindTests } from './cases.ts';

const { cases } = kindTests();
const big = '9223372036854775808';
const mono = { column: 'a', by: ['t'] };
const at = 'a INTEGER, t INTEGER';
cases('monotone', {
  'rising, with equals': {
    settings: mono,
    columns: at,
    rows: [
      [3, 3],
      [1, 1],
      [1, 2],
    ],
    is: 'pass',
  },
  'falling once': {
    settings: mono,
    columns: at,
    rows: [
      [1, 1],
      [5, 2],
      [4, 3],
    ],
    is: { offending: 1, columns: ['a', 't', 'previous'], sample: [[4, 3, 5]] },
  },
  strictly: {
    settings: { ...mono, strictly: true },
    columns: at,
    rows: [
      [1, 1],
      [1, 2],
    ],
    is: { offending: 1 },
  },
  decreasing: {
    settings: { ...mono, direction: 'decreasing' },
    columns: at,
    rows: [
      [3, 1],
      [2, 2],
      [4, 3],
    ],
    is: { offending: 1 },
  },
  'rows alike in order stand as it suits': {
    settings: mono,
    columns: at,
    rows: [
      [2, 1],
      [1, 1],
      [3, 2],
    ],
    is: 'pass',
  },
  'nulls are left out': {
    settings: mono,
    columns: at,
    rows: [
      [1, 1],
      [null, 2],
      [2, 3],
      [0, null],
    ],
    is: 'pass',
  },
  'NaN is above': {
    settings: mono,
    columns: 'a DOUBLE, t INTEGER',
    rows: [
      ['-inf', 0],
      [1, 1],
      ['inf', 2],
      ['NaN', 3],
    ],
    is: 'pass',
  },
  'before 1970': {
    settings: mono,
    columns: 'a DATE, t INTEGER',
    rows: [
      ['1970-01-01', 1],
      ['1969-12-31', 2],
    ],
    is: { offending: 1 },
  },
  '2^63': {
    settings: mono,
    columns: 'a UBIGINT, t INTEGER',
    rows: [
      [1, 1],
      [big, 2],
    ],
    is: 'pass',
  },
  'no rows': { settings: mono, columns: at, rows: [], is: 'pass' },
  'one row': { settings: mono, columns: at, rows: [[1, 1]], is: 'pass' },
  'all null': {
    settings: mono,
    columns: at,
    rows: [
      [null, 1],
      [null, 2],
    ],
    is: 'pass',
  },
  'in each group': {
    settings: mono,
    columns: 'a INTEGER, t INTEGER, g VARCHAR',
    rows: [
      [5, 1, 'x'],
      [1, 2, 'y'],
      [4, 3, 'x'],
      [2, 4, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { offending: 1, keys: [['4', '3', 'x']] },
  },
  'equal rows strictly, by their key': {
    settings: { ...mono, strictly: true },
    key: ['t', 'a', 'g'],
    columns: 'a INTEGER, t INTEGER, g INTEGER',
    rows: [
      [1, 1, 1],
      [1, 1, 2],
    ],
    is: { keys: [['1', '1', '2']] },
  },
});

const day = 86_400_000;
const hour = { column: 'a', every: { milliseconds: 3_600_000 } };
cases('gaps', {
  'every hour': {
    settings: hour,
    columns: 'a TIMESTAMP',
    rows: cells('2001-01-01 02:00', '2001-01-01 00:00', '2001-01-01 01:00', '2001-01-01 01:00', null),
    is: 'pass',
  },
  'an hour is not there': {
    settings: hour,
    columns: 'a TIMESTAMP',
    rows: cells('2001-01-01 00:00', '2001-01-01 02:00'),
    is: { offending: 1, keys: [['2001-01-01 02:00:00', '2001-01-01 00:00:00']] },
  },
  'instants over a change of clocks': {
    settings: hour,
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-04-01 01:00:00-08', '2001-04-01 03:00:00-07'),
    is: 'pass',
  },
  'days before 1970': {
    settings: { column: 'a', every: { milliseconds: day } },
    columns: 'a DATE',
    rows: cells('1969-12-31', '1970-01-01', '1970-01-03'),
    is: { offending: 1 },
  },
  'infinite times are left out': { settings: hour, columns: 'a TIMESTAMP', rows: cells('infinity', '2001-01-01 00:00', '-infinity'), is: 'pass' },
  numbers: { settings: { column: 'a', every: 1 }, columns: 'a BIGINT', rows: cells(1, 2, 4), is: { offending: 1, keys: [['4', '2']] } },
  'from one end of the integers to the other': {
    settings: { column: 'a', every: 1 },
    columns: 'a BIGINT',
    rows: cells('-9223372036854775808', '9223372036854775807'),
    is: { offending: 1 },
  },
  '2^63': { settings: { column: 'a', every: 1 }, columns: 'a UBIGINT', rows: cells('9223372036854775807', big), is: 'pass' },
  tenths: { settings: { column: 'a', every: 0.1 }, columns: 'a DOUBLE', rows: cells(0.1, 0.2, 0.3, 0.4, 'NaN', 'inf', '-inf'), is: 'pass' },
  decimals: { settings: { column: 'a', every: 0.1 }, columns: 'a DECIMAL(9,2)', rows: cells('0.1', '0.2', '0.31'), is: { offending: 1 } },
  'no rows': { settings: hour, columns: 'a TIMESTAMP', rows: [], is: 'pass' },
  'one row': { settings: hour, columns: 'a TIMESTAMP', rows: cells('2001-01-01 00:00'), is: 'pass' },
  'all null': { settings: hour, columns: 'a TIMESTAMP', rows: cells(null), is: 'pass' },
  'in each group': {
    settings: { column: 'a', every: 1 },
    columns: 'a INTEGER, g VARCHAR',
    rows: [
      [1, 'x'],
      [2, 'y'],
      [3, 'x'],
      [3, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { offending: 1, keyColumns: ['g', 'a', 'previous'], keys: [['x', '3', '1']] },
  },
  'a duration of numbers': { settings: hour, columns: 'a INTEGER', rows: [], is: { status: 'error', problem: { code: 'checks/unfit-column' } } },
});

const spans = { from: 'a', to: 'b' };
const dates = 'a DATE, b DATE, id INTEGER';
cases('nonOverlap', {
  'one after the other': {
    settings: spans,
    columns: dates,
    rows: [
      ['1969-12-01', '1970-01-01', 1],
      ['1970-01-01', '1970-02-01', 2],
    ],
    is: 'pass',
  },
  'two overlap, and both offend': {
    settings: spans,
    key: ['id'],
    columns: dates,
    rows: [
      ['2001-01-01', '2001-01-10', 1],
      ['2001-01-05', '2001-01-07', 2],
      ['2001-02-01', '2001-02-02', 3],
    ],
    is: { offending: 2, keys: [['1'], ['2']] },
  },
  'one that spans many': {
    settings: { from: 'a', to: 'b' },
    key: ['a', 'b'],
    columns: 'a INTEGER, b INTEGER',
    rows: [
      [0, 100],
      [1, 2],
      [3, 4],
      [100, 101],
    ],
    is: { offending: 3 },
  },
  'the same twice': {
    settings: spans,
    columns: 'a INTEGER, b INTEGER',
    rows: [
      [0, 1],
      [0, 1],
    ],
    is: { offending: 2 },
  },
  'without end': {
    settings: spans,
    columns: 'a DOUBLE, b DOUBLE',
    rows: [
      [0, 'inf'],
      [5, 6],
      ['-inf', 0],
    ],
    is: { offending: 2 },
  },
  'what holds nothing is left out': {
    settings: spans,
    columns: 'a INTEGER, b INTEGER',
    rows: [
      [0, 10],
      [5, 5],
      [7, 3],
      [null, 9],
      [4, null],
    ],
    is: 'pass',
  },
  '2^63': {
    settings: spans,
    columns: 'a UBIGINT, b UBIGINT',
    rows: [
      [0, big],
      [big, '9223372036854775809'],
    ],
    is: 'pass',
  },
  'no rows': { settings: spans, columns: dates, rows: [], is: 'pass' },
  'one row': { settings: spans, columns: dates, rows: [['2001-01-01', '2001-01-10', 1]], is: 'pass' },
  'all null': {
    settings: spans,
    columns: dates,
    rows: [
      [null, null, 1],
      [null, null, 2],
    ],
    is: 'pass',
  },
  'in each group': {
    settings: spans,
    columns: dates,
    rows: [
      ['2001-01-01', '2001-01-10', 1],
      ['2001-01-05', '2001-01-07', 2],
    ],
    and: { groupBy: ['id'] },
    is: 'pass',
  },
});
