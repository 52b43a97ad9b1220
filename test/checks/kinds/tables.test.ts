// Check types that look at the whole table: against another, its columns and types; the user's own SELECT.

import { columnsFrom, table } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { cases } = kindTests();
const big = '9223372036854775808';
const old = { others: { old: table('id INTEGER, n DOUBLE, s VARCHAR', [1, 1.5, 'ü'], [2, null, 'b'], [3, 'NaN', null]) } };
const diff = { table: 'old', key: ['id'] };
const same = [
  [1, 1.5, 'ü'],
  [2, null, 'b'],
  [3, 'NaN', null],
] as const;
const wide = 'id INTEGER, n DOUBLE, s VARCHAR, more INTEGER';
cases('tableDiff', {
  'the same': { settings: diff, columns: 'id INTEGER, n DOUBLE, s VARCHAR', rows: same, asked: old, is: 'pass' },
  'a column that only one has': { settings: diff, columns: wide, rows: same.map((row, i) => [...row, i]), asked: old, is: 'pass' },
  'other values': {
    settings: diff,
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [
      [1, 1.6, 'u'],
      [2, 0, 'b'],
      [3, 'NaN', null],
    ],
    asked: old,
    is: {
      offending: 2,
      columns: ['id', 'difference'],
      sample: [
        [1, 'n, s'],
        [2, 'n'],
      ],
    },
  },
  'other keys': {
    settings: diff,
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [...same.slice(0, 2), [4, 1, 'x']],
    asked: old,
    is: {
      sample: [
        [3, 'only in old'],
        [4, 'not in old'],
      ],
    },
  },
  'a key twice': {
    settings: diff,
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [...same, [1, 1.5, 'ü']],
    asked: old,
    is: { sample: [[1, 'key repeated']] },
  },
  'within a tolerance': {
    settings: { ...diff, tolerance: 0.1 },
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [
      [1, 1.59, 'ü'],
      [2, null, 'b'],
      [3, 'NaN', null],
    ],
    asked: old,
    is: 'pass',
  },
  'beyond it': {
    settings: { ...diff, tolerance: 0.05 },
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [
      [1, 1.59, 'ü'],
      [2, 0.01, 'b'],
      [3, 'inf', null],
    ],
    asked: old,
    is: { offending: 3 },
  },
  'the columns named alone': {
    settings: { ...diff, columns: ['n'] },
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: same.map(([id, n]) => [id, n, 'other']),
    asked: old,
    is: 'pass',
  },
  'no rows': { settings: diff, columns: 'id INTEGER, n DOUBLE, s VARCHAR', rows: [], asked: old, is: { offending: 3 } },
  'no rows in either': {
    settings: diff,
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: [],
    asked: { others: { old: table('id INTEGER, n DOUBLE') } },
    is: 'pass',
  },
  'keys of null are one': {
    settings: diff,
    columns: 'id INTEGER, n INTEGER',
    rows: [[null, 1]],
    asked: { others: { old: table('id INTEGER, n INTEGER', [null, 1]) } },
    is: 'pass',
  },
  '2^63 to the last digit': {
    settings: diff,
    columns: 'id INTEGER, n UBIGINT',
    rows: [[1, big]],
    asked: { others: { old: table('id INTEGER, n HUGEINT', [1, '9223372036854775809']) } },
    is: { sample: [[1, 'n']] },
  },
  'with where, of its own rows': {
    settings: diff,
    columns: 'id INTEGER, n DOUBLE, s VARCHAR',
    rows: same.slice(0, 1),
    and: { where: 'id = 1' },
    asked: old,
    is: 'pass',
  },
  'without keys in the other': {
    settings: { ...diff, key: ['x'] },
    columns: 'x INTEGER',
    rows: [],
    asked: old,
    is: { status: 'error', problem: { code: 'checks/unknown-column' } },
  },
  itself: { settings: { table: 'flights', key: ['id'] }, columns: 'id INTEGER', rows: cells(1, 2), is: 'pass' },
});

const last = (columns: string) => ({ asked: { before: { columns: columnsFrom(columns), rows: 1 } } });
const shape = 'a INTEGER, b VARCHAR';
cases('schema', {
  'the columns named': { settings: { columns: [{ name: 'B' }, { name: 'a' }] }, columns: shape, rows: [], is: 'pass' },
  'in their types, by any name': {
    settings: {
      columns: [
        { name: 'a', type: 'int' },
        { name: 'b', type: 'text' },
      ],
    },
    columns: shape,
    rows: [],
    is: 'pass',
  },
  'another type': {
    settings: { columns: [{ name: 'a', type: 'bigint' }] },
    columns: shape,
    rows: [],
    is: { offending: 0, columns: ['column', 'wrong', 'actual', 'expected'], sample: [['a', 'type', 'INTEGER', 'BIGINT']] },
  },
  'one is not there': {
    settings: { columns: [{ name: 'c', type: 'text' }, { name: 'd' }] },
    columns: shape,
    rows: [],
    is: {
      sample: [
        ['c', 'missing', null, 'VARCHAR'],
        ['d', 'missing', null, 'any'],
      ],
    },
  },
  'no others': { settings: { columns: [{ name: 'a' }, { name: 'b' }], closed: true }, columns: shape, rows: [], is: 'pass' },
  'one more': {
    settings: { columns: [{ name: 'a' }], closed: true },
    columns: shape,
    rows: [],
    is: { sample: [['b', 'unexpected', 'VARCHAR', null]] },
  },
  'in order, others between': {
    settings: { columns: [{ name: 'a' }, { name: 'c' }], ordered: true },
    columns: 'a INTEGER, b INTEGER, c INTEGER',
    rows: [],
    is: 'pass',
  },
  'out of order': {
    settings: { columns: [{ name: 'b' }, { name: 'a' }], ordered: true },
    columns: shape,
    rows: [],
    is: {
      sample: [
        ['a', 'position', '1', '2'],
        ['b', 'position', '2', '1'],
      ],
    },
  },
  'a type that is none': { settings: { columns: [{ name: 'a', type: 'txt' }] }, columns: shape, rows: [], is: 'error' },
  'unchanged, and there is nothing before': { settings: { unchanged: true }, columns: shape, rows: [], is: 'pass' },
  unchanged: { settings: { unchanged: true }, columns: shape, rows: [], ...last(shape), is: 'pass' },
  'added, removed, retyped': {
    settings: { unchanged: true },
    columns: 'a BIGINT, c DATE',
    rows: [],
    ...last(shape),
    is: {
      keyColumns: ['column', 'wrong', 'actual'],
      keys: [
        ['a', 'type', 'BIGINT'],
        ['b', 'missing', null],
        ['c', 'unexpected', 'DATE'],
      ],
    },
  },
  'unchanged in order': {
    settings: { unchanged: true, ordered: true },
    columns: 'b VARCHAR, a INTEGER',
    rows: [],
    ...last(shape),
    is: {
      keys: [
        ['a', 'position', '2'],
        ['b', 'position', '1'],
      ],
    },
  },
  'odd names': { settings: { columns: [{ name: "größe '1'" }], closed: true }, columns: "größe_'1' INTEGER", rows: [], is: 'fail' },
});

cases('columnType', {
  'the type, by another name': { settings: { column: 'a', type: 'int4' }, columns: shape, rows: [], is: 'pass' },
  another: { settings: { column: 'a', type: 'text' }, columns: shape, rows: [], is: { offending: 0, keys: [['INTEGER']] } },
  '2^63 needs a wider one': { settings: { column: 'a', type: 'bigint' }, columns: 'a UBIGINT', rows: cells(big), is: 'fail' },
  nested: { settings: { column: 'a', type: 'integer[]' }, columns: 'a INTEGER[]', rows: [], is: 'pass' },
  'none that is known': { settings: { column: 'a', type: 'txt' }, columns: shape, rows: [], is: 'error' },
});

cases('sql', {
  'no rows': { settings: { sql: 'select * from flights where a > 1' }, columns: shape, rows: [[1, 'x']], is: 'pass' },
  rows: { settings: { sql: 'select * from flights where a > 0' }, columns: shape, rows: [[1, 'ü']], is: { offending: 1, keys: [['1', 'ü']] } },
  'of an empty table': { settings: { sql: 'select * from flights' }, columns: shape, rows: [], is: 'pass' },
  'NaN, infinity and 2^63 in its rows': {
    settings: { sql: 'select * from flights' },
    columns: 'a DOUBLE, b UBIGINT',
    rows: [
      ['NaN', big],
      ['inf', big],
    ],
    is: { offending: 2, keyColumns: ['b'], keys: [[big]] },
  },
  'a tolerance of rows': {
    settings: { sql: 'select * from flights where a > 0' },
    columns: shape,
    rows: [
      [1, 'x'],
      [0, 'y'],
    ],
    and: { tolerance: { unit: 'rows', max: 1 } },
    is: { status: 'pass', value: 1 },
  },
  'beyond it': {
    settings: { sql: 'select * from flights where a > 0' },
    columns: shape,
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
    and: { tolerance: { unit: 'rows', max: 1 } },
    is: { value: 2 },
  },
  'a share of the rows': {
    settings: { sql: 'select a from flights where a > 0' },
    columns: shape,
    rows: [
      [1, 'x'],
      [0, 'y'],
      [0, 'y'],
      [0, 'z'],
    ],
    and: { tolerance: { unit: 'percent', max: 25 } },
    is: { status: 'pass', value: 0.75 },
  },
});
