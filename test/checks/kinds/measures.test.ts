// Check types that judge one value of all rows: counts, freshness, aggregates, shares, correlation, the user's own value.

import type { CheckArguments } from '../../../src/product/index.ts';
import { table } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { cases } = kindTests();
const big = '9223372036854775808';
const before = (rows: number) => ({ asked: { before: { columns: [], rows } } });

cases('rowCount', {
  enough: { settings: { min: 2 }, columns: 'a INTEGER', rows: cells(1, null), is: { status: 'pass', value: 2 } },
  'too few': { settings: { above: 2 }, columns: 'a INTEGER', rows: cells(1, null), is: { value: 2, offending: 0, digests: [] } },
  'just so many': { settings: { is: 1 }, columns: 'a INTEGER', rows: cells(1), is: { status: 'pass', value: 1 } },
  'not so many': { settings: { notBetween: [0, 1] }, columns: 'a INTEGER', rows: [], is: { value: 0 } },
  'no rows': { settings: { max: 0 }, columns: 'a INTEGER', rows: [], is: { status: 'pass', value: 0 } },
  'known without asking': { settings: { min: 5 }, columns: 'a INTEGER', rows: cells(1), asked: { rows: 7 }, is: { status: 'pass', value: 7 } },
});

cases('rowCountChange', {
  'there is no version before': { settings: { min: -0.2 }, columns: 'a INTEGER', rows: cells(1), is: { status: 'pass', value: null } },
  'as many': { settings: { min: -0.2, max: 0.5 }, columns: 'a INTEGER', rows: cells(1, 2), ...before(2), is: { status: 'pass', value: 0 } },
  'just at the bound': { settings: { min: -0.2 }, columns: 'a INTEGER', rows: cells(1, 2, 3, 4), ...before(5), is: { status: 'pass', value: -0.2 } },
  'too few': { settings: { min: -0.2 }, columns: 'a INTEGER', rows: cells(1, 2, 3), ...before(5), is: { value: -0.4 } },
  'too many': { settings: { max: 0.5 }, columns: 'a INTEGER', rows: cells(1, 2, 3, 4), ...before(2), is: { value: 1 } },
  'all gone': { settings: { min: -0.99 }, columns: 'a INTEGER', rows: [], ...before(2), is: { value: -1 } },
  'nothing, as before': { settings: { min: -0.2, max: 0 }, columns: 'a INTEGER', rows: [], ...before(0), is: { status: 'pass', value: 0 } },
  'something after nothing': { settings: { max: 5 }, columns: 'a INTEGER', rows: cells(1), ...before(0), is: { keys: [['inf']] } },
});

const day = 86_400_000;
// the rig's clock is 2001-03-04T14:00:00Z, the zone UTC
cases('freshness', {
  'new enough': {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-03-03 06:00:00-08', '1969-01-01 00:00:00Z'),
    is: { status: 'pass', value: 86_400 },
  },
  'too old': {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-03-03 05:59:59-08', null),
    is: { value: 86_401 },
  },
  'a timestamp is of the zone in force': {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP',
    rows: cells('2001-03-04 13:00:00'),
    is: { status: 'pass', value: 3600 },
  },
  'a date is its midnight': { settings: { column: 'a', within: day }, columns: 'a DATE', rows: cells('2001-03-03'), is: { value: 38 * 3600 } },
  'in another zone': {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP',
    rows: cells('2001-03-04 05:00:00'),
    asked: { surroundings: { settings: { timezone: 'America/Los_Angeles' }, variables: {}, clock: '2001-03-04T06:00:00-08:00' } },
    is: { status: 'pass', value: 3600 },
  },
  nanoseconds: {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP_NS',
    rows: cells('2001-03-04 13:59:59'),
    is: { status: 'pass', value: 1 },
    rowsOnly: true,
  },
  'no rows are not fresh': { settings: { column: 'a', within: day }, columns: 'a DATE', rows: [], is: { keys: [['inf']] } },
  'nor are nulls': { settings: { column: 'a', within: day }, columns: 'a TIMESTAMP', rows: cells(null, null), is: { keys: [['inf']] } },
  'nor is an infinite time': {
    settings: { column: 'a', within: day },
    columns: 'a TIMESTAMP',
    rows: cells('infinity', '2001-03-01 00:00:00'),
    is: { value: 86_400 * 3 + 14 * 3600 },
  },
  'the future is': {
    settings: { column: 'a', within: 0 },
    columns: 'a TIMESTAMP',
    rows: cells('2001-03-05 00:00:00'),
    is: { status: 'pass', value: -36_000 },
  },
  'before 1970': { settings: { column: 'a', within: day }, columns: 'a DATE', rows: cells('1904-02-29'), is: 'fail' },
  'a number is no time': {
    settings: { column: 'a', within: day },
    columns: 'a INTEGER',
    rows: cells(1),
    is: { status: 'error', problem: { code: 'checks/unfit-column' } },
  },
});

const measure = (name: CheckArguments['aggregate']['measure'], more: Partial<CheckArguments['aggregate']> = {}): CheckArguments['aggregate'] => ({
  column: 'a',
  measure: name,
  ...more,
});
const one = cells(1, 2, 3, 4, null);
cases('aggregate', {
  min: { settings: measure('min', { min: 1 }), columns: 'a INTEGER', rows: one, is: { status: 'pass', value: 1 } },
  max: { settings: measure('max', { below: 4 }), columns: 'a INTEGER', rows: one, is: { value: 4 } },
  'max of dates': {
    settings: measure('max', { max: '1969-12-31' }),
    columns: 'a DATE',
    rows: cells('1970-01-01', '1904-02-29'),
    is: { value: null, keys: [['1970-01-01']] },
  },
  'max of texts': { settings: measure('max', { is: 'ü' }), columns: 'a VARCHAR', rows: cells('a', 'ü', null), is: 'pass' },
  'max of decimals is a number': { settings: measure('max', { max: 1 }), columns: 'a DECIMAL(9,2)', rows: cells('1.25'), is: { value: 1.25 } },
  'max of 2^63': { settings: measure('max', { max: '9223372036854775807' }), columns: 'a UBIGINT', rows: cells(big, 1), is: { keys: [[big]] } },
  mean: { settings: measure('mean', { between: [2.5, 2.5] }), columns: 'a INTEGER', rows: one, is: { status: 'pass', value: 2.5 } },
  'mean with NaN is above': { settings: measure('mean', { max: 9 }), columns: 'a DOUBLE', rows: cells(1, 'NaN'), is: { keys: [['nan']] } },
  'mean with infinity': { settings: measure('mean', { max: 9 }), columns: 'a DOUBLE', rows: cells(1, 'inf'), is: { keys: [['inf']] } },
  sum: { settings: measure('sum', { is: 10 }), columns: 'a INTEGER', rows: one, is: { status: 'pass', value: 10 } },
  'sum of decimals is exact': {
    settings: measure('sum', { is: 0.3 }),
    columns: 'a DECIMAL(9,1)',
    rows: cells('0.1', '0.2'),
    is: { status: 'pass', value: 0.3 },
  },
  'sum beyond 2^63': {
    settings: measure('sum', { max: '18446744073709551615' }),
    columns: 'a UBIGINT',
    rows: cells(big, big),
    is: { keys: [['18446744073709551616']] },
  },
  stddev: { settings: measure('stddev', { max: 1.3 }), columns: 'a INTEGER', rows: one, is: { status: 'pass', value: Math.sqrt(5 / 3) } },
  'stddev of one row is none': { settings: measure('stddev', { min: 1 }), columns: 'a INTEGER', rows: cells(1), is: { status: 'pass', value: null } },
  'stddev with infinity is above': {
    settings: measure('stddev', { max: 9 }),
    columns: 'a DOUBLE',
    rows: cells(1, 'inf', 3),
    is: { keys: [['nan']] },
  },
  median: { settings: measure('median', { is: 2.5 }), columns: 'a INTEGER', rows: one, is: { status: 'pass', value: 2.5 } },
  'median of NaN and infinity': {
    settings: measure('median', { max: 9 }),
    columns: 'a DOUBLE',
    rows: cells(1, 'inf', 'NaN'),
    is: { keys: [['inf']] },
  },
  percentile: { settings: measure('percentile', { percent: 90, max: 3.5 }), columns: 'a INTEGER', rows: one, is: { value: 3.7 } },
  'percentile without percent is the median': { settings: measure('percentile', { is: 2.5 }), columns: 'a INTEGER', rows: one, is: 'pass' },
  distinct: {
    settings: measure('distinct', { is: 3 }),
    columns: 'a VARCHAR',
    rows: cells('a', 'A', 'é', 'a', null),
    is: { status: 'pass', value: 3 },
  },
  distinctRatio: {
    settings: measure('distinctRatio', { min: 0.8 }),
    columns: 'a VARCHAR',
    rows: cells('a', 'b', 'a', 'a', null),
    is: { value: 0.5 },
  },
  entropy: { settings: measure('entropy', { min: 1 }), columns: 'a VARCHAR', rows: cells('a', 'b'), is: { status: 'pass', value: 1 } },
  'entropy of one value': { settings: measure('entropy', { min: 0.1 }), columns: 'a VARCHAR', rows: cells('a', 'a'), is: { value: 0 } },
  nulls: { settings: measure('nulls', { max: 0 }), columns: 'a VARCHAR', rows: cells('a', null), is: { value: 1 } },
  nullRatio: { settings: measure('nullRatio', { max: 0.25 }), columns: 'a VARCHAR', rows: cells('a', null), is: { value: 0.5 } },
  'no value, no measure': { settings: measure('mean', { min: 5 }), columns: 'a INTEGER', rows: [], is: { status: 'pass', value: null } },
  'all null': { settings: measure('sum', { min: 5 }), columns: 'a INTEGER', rows: cells(null, null), is: { status: 'pass', value: null } },
  'all null, entropy': { settings: measure('entropy', { min: 1 }), columns: 'a INTEGER', rows: cells(null), is: { status: 'pass', value: null } },
  'no rows have no nulls': { settings: measure('nulls', { max: 0 }), columns: 'a INTEGER', rows: [], is: { status: 'pass', value: 0 } },
  'shares where the engine divides as integers': {
    settings: measure('nullRatio', { max: 0.25 }),
    columns: 'a INTEGER',
    rows: cells(1, null),
    asked: { surroundings: { settings: { timezone: 'UTC', integer_division: 'true' }, variables: {}, clock: '2001-03-04T06:00:00-08:00' } },
    is: { value: 0.5 },
  },
  'the mean of texts': {
    settings: measure('mean', { min: 1 }),
    columns: 'a VARCHAR',
    rows: cells('1'),
    is: { status: 'error', problem: { code: 'checks/unfit-column' } },
  },
});

const others = {
  others: { o: table('a INTEGER, g INTEGER', [2, 1], [4, 1], [10, 2]), d: table('a DATE', ['1969-12-31']), none: table('a INTEGER') },
};
const against = (name: CheckArguments['aggregate']['measure'], more: Partial<CheckArguments['aggregate']> = {}) =>
  measure(name, { table: 'o', ...more });
cases('aggregate', {
  'the same as of another table': {
    settings: against('sum'),
    columns: 'a INTEGER',
    rows: cells(6, 10),
    asked: others,
    is: { status: 'pass', value: 0 },
  },
  'another than of it': { settings: against('sum'), columns: 'a INTEGER', rows: cells(6, 6), asked: others, is: { value: 0.25 } },
  'near enough': { settings: against('sum', { within: 0.25 }), columns: 'a INTEGER', rows: cells(6, 6), asked: others, is: 'pass' },
  'of another column': { settings: against('max', { other: 'g' }), columns: 'a INTEGER', rows: cells(2), asked: others, is: 'pass' },
  'something against nothing': {
    settings: against('sum', { table: 'none' }),
    columns: 'a INTEGER',
    rows: cells(1),
    asked: others,
    is: { keys: [['inf']] },
  },
  'nothing against nothing': {
    settings: against('sum', { table: 'none' }),
    columns: 'a INTEGER',
    rows: [],
    asked: others,
    is: { status: 'pass', value: 0 },
  },
  'nothing against something': { settings: against('sum'), columns: 'a INTEGER', rows: cells(null), asked: others, is: { keys: [['inf']] } },
  'something against zero': { settings: against('nulls'), columns: 'a INTEGER', rows: cells(null), asked: others, is: { keys: [['inf']] } },
  'dates that are the same': { settings: against('max', { table: 'd' }), columns: 'a DATE', rows: cells('1969-12-31'), asked: others, is: 'pass' },
  'dates that are not': {
    settings: against('max', { table: 'd' }),
    columns: 'a DATE',
    rows: cells('1970-01-01'),
    asked: others,
    is: { keys: [['inf']] },
  },
  'how many dates, near enough': {
    settings: against('distinct', { table: 'd', within: 1 }),
    columns: 'a DATE',
    rows: cells('1969-12-31', '1970-01-01'),
    asked: others,
    is: { status: 'pass', value: 1 },
  },
  'group by group': {
    settings: against('sum'),
    columns: 'a INTEGER, g INTEGER',
    rows: [
      [6, 1],
      [9, 2],
      [1, 3],
    ],
    and: { groupBy: ['g'] },
    asked: others,
    is: {
      offending: 2,
      keyColumns: ['g'],
      keys: [['2'], ['3']],
      sample: [
        [2, 0.1],
        [3, 'inf'],
      ],
    },
  },
  'a group that only the other has': {
    settings: against('sum'),
    columns: 'a INTEGER, g INTEGER',
    rows: [[6, 1]],
    and: { groupBy: ['g'] },
    asked: others,
    is: { keys: [['2']] },
  },
  'another table that is not there': {
    settings: against('sum', { table: 'x' }),
    columns: 'a INTEGER',
    rows: [],
    asked: others,
    is: { status: 'error', problem: { code: 'checks/unknown-table' } },
  },
});

cases('notConstant', {
  'two values': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(1, 1, 2), is: 'pass' },
  'one value': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(1, 1, null), is: { value: 1 } },
  'one text': { settings: { column: 'a' }, columns: 'a VARCHAR', rows: cells('ü', 'ü'), is: { value: 1 } },
  'NaN and NaN': { settings: { column: 'a' }, columns: 'a DOUBLE', rows: cells('NaN', 'NaN'), is: { value: 1 } },
  'NaN and infinity': { settings: { column: 'a' }, columns: 'a DOUBLE', rows: cells('NaN', 'inf'), is: 'pass' },
  'neighbours of 2^63': { settings: { column: 'a' }, columns: 'a UBIGINT', rows: cells(big, '9223372036854775809'), is: 'pass' },
  'one row': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(1), is: 'pass' },
  'no rows': { settings: { column: 'a' }, columns: 'a INTEGER', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a' }, columns: 'a INTEGER', rows: cells(null, null), is: 'pass' },
  'dates before 1970': { settings: { column: 'a' }, columns: 'a DATE', rows: cells('1904-02-29', '1904-02-29'), is: { value: 1 } },
});

const ab = { columns: ['a', 'b'] };
const pairs = 'a DOUBLE, b DOUBLE';
cases('correlation', {
  together: {
    settings: { ...ab, min: 0.99 },
    columns: pairs,
    rows: [
      [1, 2],
      [2, 4],
      [3, 6],
    ],
    is: 'pass',
  },
  'against each other': {
    settings: { ...ab, min: 0 },
    columns: pairs,
    rows: [
      [1, 3],
      [2, 2],
      [3, 1],
    ],
    is: { value: -1 },
  },
  'one that does not vary: 0': {
    settings: { ...ab, min: 0.5 },
    columns: pairs,
    rows: [
      [1, 2],
      [2, 2],
      [3, 2],
    ],
    is: { value: 0 },
  },
  'NaN and infinity are left out': {
    settings: { ...ab, min: 0.99 },
    columns: pairs,
    rows: [
      [1, 2],
      ['NaN', 9],
      ['inf', -9],
      [2, 4],
      [null, 1],
      [3, 6],
    ],
    is: 'pass',
  },
  'one row': { settings: { ...ab, min: 0.5 }, columns: pairs, rows: [[1, 2]], is: { status: 'pass', value: null } },
  'no rows': { settings: { ...ab, min: 0.5 }, columns: pairs, rows: [], is: { status: 'pass', value: null } },
  'all null': {
    settings: { ...ab, min: 0.5 },
    columns: pairs,
    rows: [
      [null, null],
      [null, 1],
    ],
    is: { status: 'pass', value: null },
  },
  'whole numbers and decimals': {
    settings: { ...ab, max: 0.9 },
    columns: 'a UBIGINT, b DECIMAL(9,2)',
    rows: [
      [0, 0],
      [big, '5.5'],
    ],
    is: { value: 1 },
  },
  'of a text': { settings: { ...ab, min: 0 }, columns: 'a DOUBLE, b VARCHAR', rows: [], is: 'error' },
});

cases('topShare', {
  spread: { settings: { column: 'a', max: 0.5 }, columns: 'a INTEGER', rows: cells(1, 1, 2, 3), is: { status: 'pass', value: 0.5 } },
  'one too frequent': { settings: { column: 'a', max: 0.5 }, columns: 'a VARCHAR', rows: cells('ü', 'ü', 'u', 'ü'), is: { value: 0.75 } },
  'nulls are not counted': {
    settings: { column: 'a', max: 0.5 },
    columns: 'a INTEGER',
    rows: cells(1, 2, null, null, null),
    is: { status: 'pass', value: 0.5 },
  },
  'NaN is a value': { settings: { column: 'a', max: 0.5 }, columns: 'a DOUBLE', rows: cells('NaN', 'NaN', 1), is: 'fail' },
  'one row': { settings: { column: 'a', max: 0.99 }, columns: 'a INTEGER', rows: cells(1), is: { value: 1 } },
  'no rows': { settings: { column: 'a', max: 0.1 }, columns: 'a INTEGER', rows: [], is: { status: 'pass', value: null } },
  'all null': { settings: { column: 'a', max: 0.1 }, columns: 'a INTEGER', rows: cells(null), is: { status: 'pass', value: null } },
  'the column is its own group': {
    settings: { column: 'a', max: 0.5 },
    columns: 'a INTEGER',
    rows: cells(1, 2),
    and: { groupBy: ['a'] },
    is: { offending: 2, keys: [['1'], ['2']] },
  },
});

cases('sqlValue', {
  within: { settings: { sql: 'select count(*) from flights', min: 1 }, columns: 'a INTEGER', rows: cells(1), is: { status: 'pass', value: 1 } },
  beyond: { settings: { sql: 'select max(a) from flights', max: 5 }, columns: 'a INTEGER', rows: cells(9), is: { value: 9 } },
  'a date': {
    settings: { sql: 'select max(a) from flights', max: '1969-12-31' },
    columns: 'a DATE',
    rows: cells('1970-01-01'),
    is: { keys: [['1970-01-01']] },
  },
  'null is no value': { settings: { sql: 'select max(a) from flights', max: 5 }, columns: 'a INTEGER', rows: [], is: { value: null } },
  'NaN is above': { settings: { sql: 'select a from flights', max: 5 }, columns: 'a DOUBLE', rows: cells('NaN'), is: 'fail' },
  'infinity is above': { settings: { sql: 'select a from flights', max: 5 }, columns: 'a DOUBLE', rows: cells('inf'), is: 'fail' },
  'infinity below all is below': { settings: { sql: 'select a from flights', min: 5 }, columns: 'a DOUBLE', rows: cells('-inf'), is: 'fail' },
  'a boolean': { settings: { sql: 'select count(*) > 0 from flights', is: 'true' }, columns: 'a INTEGER', rows: cells(1), is: 'pass' },
  'several rows': {
    settings: { sql: 'select a from flights', min: 0 },
    columns: 'a INTEGER',
    rows: cells(1, 2),
    is: { status: 'error', problem: { code: 'checks/not-one-value' } },
  },
  'several columns': {
    settings: { sql: 'select 1, 2', min: 0 },
    columns: 'a INTEGER',
    rows: [],
    is: { status: 'error', problem: { code: 'checks/not-one-value' } },
  },
  'no row': { settings: { sql: 'select a from flights', min: 0 }, columns: 'a INTEGER', rows: [], is: 'fail' },
  'an empty text is no zero': { settings: { sql: 'select a from flights', is: 0 }, columns: 'a VARCHAR', rows: cells(''), is: 'fail' },
});
