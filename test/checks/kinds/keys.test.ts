// Check types that look at rows together: uniqueness, keys, references, the set of values.

import { table } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { cases } = kindTests();
const big = '9223372036854775808';
const ab = 'a INTEGER, b VARCHAR';

cases('unique', {
  'no two the same, and nulls': {
    settings: { columns: ['a', 'b'] },
    columns: ab,
    rows: [
      [1, 'x'],
      [1, 'y'],
      [1, null],
      [1, null],
    ],
    is: 'pass',
  },
  twice: {
    settings: { columns: ['a', 'b'] },
    columns: ab,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [1, 'y'],
    ],
    is: { offending: 2, keys: [['1', 'x']], sample: [[1, 'x', 2]] },
  },
  'one letter, two spellings': {
    settings: { columns: ['b'] },
    columns: ab,
    rows: [
      [1, 'é'],
      [2, 'e\u0301'],
      [3, 'É'],
    ],
    is: 'pass',
  },
  'NaN twice': { settings: { columns: ['a'] }, columns: 'a DOUBLE', rows: cells('NaN', 'NaN', 'inf', '-inf'), is: { offending: 2 } },
  '2^63 and its neighbour': { settings: { columns: ['a'] }, columns: 'a UBIGINT', rows: cells(big, '9223372036854775807'), is: 'pass' },
  '2^63 twice': { settings: { columns: ['a'] }, columns: 'a UBIGINT', rows: cells(big, big), is: { offending: 2 } },
  'integers, dense and twice': {
    settings: { columns: ['a'] },
    columns: 'a INTEGER',
    rows: cells(3, 1, 2, 1, null, null),
    is: { offending: 2, keys: [['1']] },
  },
  'before 1970': { settings: { columns: ['a'] }, columns: 'a DATE', rows: cells('1904-02-29', '1904-02-29'), is: { offending: 2 } },
  'no rows': { settings: { columns: ['a'] }, columns: ab, rows: [], is: 'pass' },
  'one row': { settings: { columns: ['a'] }, columns: ab, rows: [[1, 'x']], is: 'pass' },
  'all null': {
    settings: { columns: ['a'] },
    columns: ab,
    rows: [
      [null, 'x'],
      [null, 'x'],
    ],
    is: 'pass',
  },
});

cases('primaryKey', {
  'each once': {
    settings: { columns: ['a', 'b'] },
    columns: ab,
    rows: [
      [1, 'x'],
      [1, 'y'],
    ],
    is: 'pass',
  },
  'twice, and null': {
    settings: { columns: ['a', 'b'] },
    columns: ab,
    rows: [
      [1, 'x'],
      [1, 'x'],
      [null, 'x'],
    ],
    is: {
      offending: 3,
      keys: [
        ['1', 'x'],
        [null, 'x'],
      ],
    },
  },
  'NaN twice': { settings: { columns: ['a'] }, columns: 'a DOUBLE', rows: cells('NaN', 'NaN'), is: { offending: 2 } },
  'no rows': { settings: { columns: ['a'] }, columns: ab, rows: [], is: 'pass' },
  'one row': { settings: { columns: ['a'] }, columns: ab, rows: [[1, null]], is: 'pass' },
  'all null': { settings: { columns: ['a'] }, columns: 'a INTEGER', rows: cells(null, null), is: { offending: 2, keys: [[null]] } },
  'one null alone': { settings: { columns: ['a'] }, columns: 'a INTEGER', rows: cells(null), is: { offending: 1 } },
});

const airports = {
  others: { airports: table('iata VARCHAR, city VARCHAR', ['SEA', 'Seattle'], ['SFO', 'San Francisco'], [null, 'x'], ['ZÜR', 'Zürich']) },
};
const references = { columns: ['a'], table: 'airports', to: ['iata'] };
cases('foreignKey', {
  'found, and null': { settings: references, columns: 'a VARCHAR', rows: cells('SEA', 'ZÜR', null), asked: airports, is: 'pass' },
  'not found': { settings: references, columns: 'a VARCHAR', rows: cells('SEA', 'sea', ''), asked: airports, is: { offending: 2 } },
  together: {
    settings: { columns: ['a', 'b'], table: 'airports', to: ['iata', 'city'] },
    columns: 'a VARCHAR, b VARCHAR',
    rows: [
      ['SEA', 'Seattle'],
      ['SEA', 'San Francisco'],
      ['X', null],
    ],
    asked: airports,
    is: { offending: 1 },
  },
  'no rows': { settings: references, columns: 'a VARCHAR', rows: [], asked: airports, is: 'pass' },
  'no rows to find': {
    settings: references,
    columns: 'a VARCHAR',
    rows: cells('SEA'),
    asked: { others: { airports: table('iata VARCHAR') } },
    is: { offending: 1 },
  },
  'all null': { settings: references, columns: 'a VARCHAR', rows: cells(null), asked: airports, is: 'pass' },
  'NaN is found': {
    settings: references,
    columns: 'a DOUBLE',
    rows: cells('NaN', 'inf'),
    asked: { others: { airports: table('iata DOUBLE', ['NaN']) } },
    is: { offending: 1 },
  },
  '2^63': { settings: references, columns: 'a UBIGINT', rows: cells(big), asked: { others: { airports: table('iata HUGEINT', [big]) } }, is: 'pass' },
});

const sets = { column: 'a', values: ['SEA', 'SFO'] };
cases('setEquals', {
  'just these': { settings: sets, columns: 'a VARCHAR', rows: cells('SEA', 'SFO', 'SEA', null), is: 'pass' },
  'one absent': {
    settings: sets,
    columns: 'a VARCHAR',
    rows: cells('SEA'),
    is: { offending: 0, columns: ['a', 'found', 'rows'], sample: [['SFO', 'absent', 0]], keys: [['SFO', 'absent']] },
  },
  'one too many': { settings: sets, columns: 'a VARCHAR', rows: cells('SEA', 'SFO', 'sfo', 'sfo'), is: { sample: [['sfo', 'not expected', 2]] } },
  'no rows: all are absent': {
    settings: sets,
    columns: 'a VARCHAR',
    rows: [],
    is: {
      keys: [
        ['SEA', 'absent'],
        ['SFO', 'absent'],
      ],
    },
  },
  'all null: all are absent': { settings: sets, columns: 'a VARCHAR', rows: cells(null), is: 'fail' },
  numbers: {
    settings: { column: 'a', values: [1, 'NaN'] },
    columns: 'a DOUBLE',
    rows: cells(1, 'NaN', 'inf'),
    is: { sample: [['inf', 'not expected', 1]] },
  },
  dates: { settings: { column: 'a', values: ['1969-12-31'] }, columns: 'a DATE', rows: cells('1969-12-31'), is: 'pass' },
  '2^63': { settings: { column: 'a', values: [big] }, columns: 'a UBIGINT', rows: cells(big), is: 'pass' },
  'in each group': {
    settings: { column: 'b', values: ['x', 'y'] },
    columns: ab,
    rows: [
      [1, 'x'],
      [1, 'y'],
      [2, 'x'],
      [2, 'z'],
      [null, 'x'],
    ],
    and: { groupBy: ['a'] },
    is: {
      keyColumns: ['a', 'b', 'found'],
      keys: [
        ['2', 'y', 'absent'],
        ['2', 'z', 'not expected'],
        [null, 'y', 'absent'],
      ],
    },
  },
});
