// Check types that look at each value: not null, missing, sets, range, length, digits, comparison, expression.

import { cells, kindTests } from './cases.ts';

const { cases } = kindTests();
const [big, bigger] = ['9223372036854775808', '170141183460469231731687303715884105727'];

cases('notNull', {
  'every row has a value': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(1, 0, -1), is: 'pass' },
  'a null': { settings: { column: 'A' }, columns: 'a INTEGER', rows: cells(1, null), is: { offending: 1, keys: [[null]] } },
  'no rows': { settings: { column: 'a' }, columns: 'a INTEGER', rows: [], is: 'pass' },
  'one row': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(null), is: { offending: 1 } },
  'all null': { settings: { column: 'a' }, columns: 'a DATE', rows: cells(null, null, null), is: { offending: 3 } },
  'NaN and infinity are values': { settings: { column: 'a' }, columns: 'a DOUBLE', rows: cells('NaN', 'inf', '-inf'), is: 'pass' },
  'so is the empty text': { settings: { column: 'a' }, columns: 'a VARCHAR', rows: cells('', 'ü'), is: 'pass' },
  'a column that is not there': { settings: { column: 'b' }, columns: 'a INTEGER', rows: [], is: 'error' },
});

cases('missing', {
  'values of every kind': { settings: { column: 'a' }, columns: 'a VARCHAR', rows: cells('x', '0', 'null', '日'), is: 'pass' },
  'null, empty and blank': {
    settings: { column: 'a' },
    columns: 'a VARCHAR',
    rows: cells('x', '', '  ', '\t\n', '\u00a0\u3000', null),
    is: { offending: 5 },
  },
  'the values named, and no others': {
    settings: { column: 'a', values: ['n/a', '-'] },
    columns: 'a VARCHAR',
    rows: cells('n/a', '-', '', 'N/A', null),
    is: { offending: 3, keys: [['-'], ['n/a'], [null]] },
  },
  'nothing named but null': { settings: { column: 'a', values: [null] }, columns: 'a VARCHAR', rows: cells('', null), is: { offending: 1 } },
  'a number that stands for nothing': { settings: { column: 'a', values: [-999] }, columns: 'a INTEGER', rows: cells(-999, 1), is: { offending: 1 } },
  'a text that no number can be': { settings: { column: 'a', values: ['n/a'] }, columns: 'a INTEGER', rows: cells(1, 2), is: 'pass' },
  'NaN, where it is named': { settings: { column: 'a', values: ['NaN'] }, columns: 'a DOUBLE', rows: cells('NaN', 1, 'inf'), is: { offending: 1 } },
  'of other columns null alone': { settings: { column: 'a' }, columns: 'a DATE', rows: cells('1901-01-01', null), is: { offending: 1 } },
  'no rows': { settings: { column: 'a' }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a' }, columns: 'a VARCHAR', rows: cells(null, null), is: { offending: 2 } },
  'a number of 2^63': { settings: { column: 'a', values: [big] }, columns: 'a HUGEINT', rows: cells(big, '1'), is: { offending: 1 }, rowsOnly: true },
});

cases('inSet', {
  'values of the list and nulls': { settings: { column: 'a', values: ['SEA', 'SFO'] }, columns: 'a VARCHAR', rows: cells('SEA', null), is: 'pass' },
  'another spelling': {
    settings: { column: 'a', values: ['SEA', 'é'] },
    columns: 'a VARCHAR',
    rows: cells('sea', 'SEA ', 'e\u0301', 'é'),
    is: { offending: 3 },
  },
  'no rows': { settings: { column: 'a', values: [1] }, columns: 'a INTEGER', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', values: [1] }, columns: 'a INTEGER', rows: cells(null), is: 'pass' },
  'NaN and infinity': {
    settings: { column: 'a', values: [1, 'inf'] },
    columns: 'a DOUBLE',
    rows: cells('NaN', 'inf', '-inf', 1),
    is: { offending: 2 },
  },
  'dates before 1970': {
    settings: { column: 'a', values: ['1904-02-29'] },
    columns: 'a DATE',
    rows: cells('1904-02-29', '1904-03-01'),
    is: { offending: 1 },
  },
  '2^63': { settings: { column: 'a', values: [big] }, columns: 'a UBIGINT', rows: cells(big, '9223372036854775807'), is: { offending: 1 } },
  'a value that the column can not hold': { settings: { column: 'a', values: ['x'] }, columns: 'a INTEGER', rows: cells(1), is: 'error' },
});

cases('notInSet', {
  'none of the list, and null': { settings: { column: 'a', values: ['XXX'] }, columns: 'a VARCHAR', rows: cells('SEA', 'xxx', null), is: 'pass' },
  'one of the list': {
    settings: { column: 'a', values: ['XXX', "O'H"] },
    columns: 'a VARCHAR',
    rows: cells('XXX', "O'H", 'SEA'),
    is: { offending: 2 },
  },
  'null, where it is named': { settings: { column: 'a', values: [null, 5] }, columns: 'a INTEGER', rows: cells(null, 5, 6), is: { offending: 2 } },
  'NaN, where it is named': { settings: { column: 'a', values: ['NaN'] }, columns: 'a DOUBLE', rows: cells('NaN', 1), is: { offending: 1 } },
  'no rows': { settings: { column: 'a', values: [1] }, columns: 'a INTEGER', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', values: [1] }, columns: 'a INTEGER', rows: cells(null, null), is: 'pass' },
  '2^127 - 1': { settings: { column: 'a', values: [bigger] }, columns: 'a HUGEINT', rows: cells(bigger), is: { offending: 1 }, rowsOnly: true },
});

cases('range', {
  'both ends and null': { settings: { column: 'a', between: [1, 3] }, columns: 'a INTEGER', rows: cells(1, 3, null), is: 'pass' },
  'beyond either end': { settings: { column: 'a', between: [1, 3] }, columns: 'a INTEGER', rows: cells(0, 4, 2), is: { offending: 2 } },
  'min and max': { settings: { column: 'a', min: 1, max: 3 }, columns: 'a INTEGER', rows: cells(0, 1, 3, 4), is: { offending: 2 } },
  'above and below leave the ends out': {
    settings: { column: 'a', above: 1, below: 3 },
    columns: 'a INTEGER',
    rows: cells(1, 2, 3),
    is: { offending: 2 },
  },
  is: { settings: { column: 'a', is: 2 }, columns: 'a INTEGER', rows: cells(2, 3, null), is: { offending: 1 } },
  isNot: { settings: { column: 'a', isNot: 2 }, columns: 'a INTEGER', rows: cells(2, 3, null), is: { offending: 1 } },
  'notBetween has its ends': {
    settings: { column: 'a', notBetween: [1, 3] },
    columns: 'a INTEGER',
    rows: cells(0, 1, 2, 3, 4),
    is: { offending: 3 },
  },
  'several at once': { settings: { column: 'a', min: 0, isNot: 5 }, columns: 'a INTEGER', rows: cells(-1, 5, 6), is: { offending: 2 } },
  'NaN is above every number': { settings: { column: 'a', max: 5 }, columns: 'a DOUBLE', rows: cells('NaN', 'inf', '-inf', 1), is: { offending: 2 } },
  'NaN is not below': { settings: { column: 'a', min: 5 }, columns: 'a DOUBLE', rows: cells('NaN', 'inf', '-inf', 9), is: { offending: 1 } },
  'before 1970': { settings: { column: 'a', min: '1969-12-31' }, columns: 'a DATE', rows: cells('1969-12-31', '1969-12-30'), is: { offending: 1 } },
  instants: {
    settings: { column: 'a', below: '2001-02-28 18:00:00Z' },
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-02-28 09:59:59-08', '2001-02-28 10:00:00-08'),
    is: { offending: 1 },
  },
  'texts by code point': { settings: { column: 'a', max: 'Z' }, columns: 'a VARCHAR', rows: cells('A', 'a', 'Ä'), is: { offending: 2 } },
  '2^63 is exact': {
    settings: { column: 'a', max: '9223372036854775807' },
    columns: 'a UBIGINT',
    rows: cells(big, '9223372036854775807'),
    is: { offending: 1 },
  },
  'decimals are exact': { settings: { column: 'a', max: 0.3 }, columns: 'a DECIMAL(18,3)', rows: cells('0.300', '0.301'), is: { offending: 1 } },
  'no rows': { settings: { column: 'a', min: 1 }, columns: 'a INTEGER', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', min: 1 }, columns: 'a INTEGER', rows: cells(null, null), is: 'pass' },
});

cases('length', {
  'characters, not bytes': {
    settings: { column: 'a', is: 3 },
    columns: 'a VARCHAR',
    rows: cells('abc', 'äöü', '日本語', '🙂🙂🙂', null),
    is: 'pass',
  },
  'a combined letter is two': { settings: { column: 'a', is: 1 }, columns: 'a VARCHAR', rows: cells('é', 'e\u0301', ''), is: { offending: 2 } },
  'at least and at most': {
    settings: { column: 'a', min: 1, max: 2 },
    columns: 'a VARCHAR',
    rows: cells('', 'a', 'ab', 'abc'),
    is: { offending: 2 },
  },
  'elements of a list': { settings: { column: 'a', min: 1 }, columns: 'a INTEGER[]', rows: cells('[1, 2]', '[]', null), is: { offending: 1 } },
  'entries of a map': {
    settings: { column: 'a', max: 1 },
    columns: 'a MAP(VARCHAR,INTEGER)',
    rows: cells('{a=1}', '{a=1, b=2}'),
    is: { offending: 1 },
    rowsOnly: true,
  },
  'bytes of a blob': { settings: { column: 'a', is: 2 }, columns: 'a BLOB', rows: cells('ab', 'abc'), is: { offending: 1 } },
  'digits of a number, as it is written': { settings: { column: 'a', is: 3 }, columns: 'a INTEGER', rows: cells(123, -12, 12), is: { offending: 1 } },
  'no rows': { settings: { column: 'a', is: 3 }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', is: 3 }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
});

cases('fractionDigits', {
  'as many, or fewer': { settings: { column: 'a', max: 2 }, columns: 'a DOUBLE', rows: cells(0.07, 1.1, 3, -2.25, null), is: 'pass' },
  'a third digit': { settings: { column: 'a', max: 2 }, columns: 'a DOUBLE', rows: cells(0.075, 1.1, '1e-9'), is: { offending: 2 } },
  'a sum of floats has many': { settings: { column: 'a', max: 2 }, columns: 'a DOUBLE', rows: cells(0.1 + 0.2), is: { offending: 1 } },
  'of a decimal': { settings: { column: 'a', max: 2 }, columns: 'a DECIMAL(10,4)', rows: cells('1.2500', '1.2510'), is: { offending: 1 } },
  'a decimal that can not have more': { settings: { column: 'a', max: 2 }, columns: 'a DECIMAL(10,2)', rows: cells('1.25'), is: 'pass' },
  'whole numbers have none': { settings: { column: 'a', max: 0 }, columns: 'a UBIGINT', rows: cells(big), is: 'pass' },
  'NaN and infinity pass': { settings: { column: 'a', max: 1 }, columns: 'a DOUBLE', rows: cells('NaN', 'inf', '-inf', '1e300'), is: 'pass' },
  'a float of four bytes': { settings: { column: 'a', max: 1 }, columns: 'a FLOAT', rows: cells(0.1, 0.25), is: { offending: 1 } },
  'no rows': { settings: { column: 'a', max: 2 }, columns: 'a DOUBLE', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', max: 2 }, columns: 'a DOUBLE', rows: cells(null), is: 'pass' },
  'of a text': {
    settings: { column: 'a', max: 2 },
    columns: 'a VARCHAR',
    rows: cells('1'),
    is: { status: 'error', problem: { code: 'checks/unfit-column' } },
  },
});

const two = (type: string) => `a ${type}, b ${type}`;
cases('compareColumns', {
  'in order, and a null in either': {
    settings: { column: 'a', operator: '<=', other: 'b' },
    columns: two('INTEGER'),
    rows: [
      [1, 1],
      [1, 2],
      [null, 0],
      [5, null],
    ],
    is: 'pass',
  },
  'out of order': {
    settings: { column: 'a', operator: '<=', other: 'b' },
    columns: two('DATE'),
    rows: [['1970-01-01', '1969-12-31']],
    is: { offending: 1 },
  },
  'equal is not less': { settings: { column: 'a', operator: '<', other: 'b' }, columns: two('INTEGER'), rows: [[1, 1]], is: { offending: 1 } },
  equal: {
    settings: { column: 'a', operator: '=', other: 'b' },
    columns: two('VARCHAR'),
    rows: [
      ['é', 'é'],
      ['a', 'A'],
    ],
    is: { offending: 1 },
  },
  different: {
    settings: { column: 'a', operator: '<>', other: 'b' },
    columns: two('INTEGER'),
    rows: [
      [1, 1],
      [1, 2],
    ],
    is: { offending: 1 },
  },
  greater: {
    settings: { column: 'a', operator: '>', other: 'b' },
    columns: two('INTEGER'),
    rows: [
      [1, 1],
      [2, 1],
    ],
    is: { offending: 1 },
  },
  'at least': {
    settings: { column: 'a', operator: '>=', other: 'b' },
    columns: two('INTEGER'),
    rows: [
      [1, 1],
      [0, 1],
    ],
    is: { offending: 1 },
  },
  'NaN is above infinity': {
    settings: { column: 'a', operator: '<', other: 'b' },
    columns: two('DOUBLE'),
    rows: [
      ['inf', 'NaN'],
      ['NaN', 'inf'],
    ],
    is: { offending: 1 },
  },
  'no rows': { settings: { column: 'a', operator: '<', other: 'b' }, columns: two('INTEGER'), rows: [], is: 'pass' },
  'numbers of different width': {
    settings: { column: 'a', operator: '<', other: 'b' },
    columns: 'a BIGINT, b UBIGINT',
    rows: [[-1, big]],
    is: 'pass',
  },
});

cases('expression', {
  'true, and unknown': {
    settings: { expression: 'a + b = 3' },
    columns: two('INTEGER'),
    rows: [
      [1, 2],
      [null, 9],
    ],
    is: 'pass',
  },
  'not true': {
    settings: { expression: 'a + b = 3 -- a sum' },
    columns: two('INTEGER'),
    rows: [
      [1, 2],
      [1, 1],
    ],
    is: { offending: 1 },
  },
  'with or': {
    settings: { expression: 'a = 1 or b = 1' },
    columns: two('INTEGER'),
    rows: [
      [1, 2],
      [2, 1],
      [2, 2],
    ],
    is: { offending: 1 },
  },
  'the clock is the logical one': {
    settings: { expression: 'a < now()' },
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-03-04 13:59:59Z', '2001-03-04 14:00:01Z'),
    is: { offending: 1 },
  },
  'no rows': { settings: { expression: 'a = 1' }, columns: two('INTEGER'), rows: [], is: 'pass' },
  'all null': { settings: { expression: 'a = b' }, columns: two('INTEGER'), rows: [[null, null]], is: 'pass' },
  NaN: { settings: { expression: 'a < 5' }, columns: 'a DOUBLE', rows: cells('NaN', 1), is: { offending: 1 } },
  'a column that is not there': {
    settings: { expression: 'aa = 1' },
    columns: two('INTEGER'),
    rows: [],
    is: { status: 'error', problem: { code: 'engine/unknown-column' } },
  },
});
