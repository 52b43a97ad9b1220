// Rows of unit tests in all the ways they can be written, and expectations written back into the file.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Expectation, type Scalar, type UnitTest, withExpectation } from '../../src/product/index.ts';
import { readCsv } from '../../src/product/rows/csv.ts';
import { problemsOf, valid } from './from-text.ts';

const sql = { 'assets/late.sql': 'select * from flights' };
const testsOf = (text: string, files: Readonly<Record<string, string>> = {}): readonly UnitTest[] =>
  valid({ ...sql, ...files, 'tests/late.yaml': text }).tests;
const given = (text: string, files = {}) => testsOf(`- name: a\n  given:\n    flights: ${text}\n  expect: []\n`, files)[0]?.given.get('flights');
const wrong = (text: string, files: Readonly<Record<string, string>> = {}) => problemsOf({ ...sql, ...files, 'tests/late.yaml': text });
const refused = (text: string, files = {}) =>
  wrong(`- name: a\n  given:\n    flights: ${text}\n  expect: []\n`, files).map((p) => [p.code, p.at?.file, p.at?.line]);

test('a block of CSV, a CSV file and a JSON file give the same rows', () => {
  const rows = [
    { origin: 'SEA', note: 'a, "b"', delay: '5' },
    { origin: 'SFO', note: null, delay: '007' },
  ];
  const csv = 'origin,note,delay\nSEA,"a, ""b""",5\nSFO,,007\n';
  const block = csv.split('\n').join('\n        ');
  expect(given(`\n      csv: |\n        ${block}`)).toMatchObject({ columns: ['origin', 'note', 'delay'], untyped: true, rows });
  const file = 'tests/data/flights.csv';
  for (const way of ['csv', 'file']) {
    expect(given(`{ ${way}: ${file} }`, { [file]: csv })).toMatchObject({ at: { line: 3 }, file, untyped: true, rows });
  }
  const json = 'tests/flights.json';
  expect(given(`{ file: ${json} }`, { [json]: JSON.stringify(rows) })).toMatchObject({ file: json, columns: ['origin', 'note', 'delay'], rows });
  expect(given(`{ file: ./${json} }`, { [json]: `${JSON.stringify(rows[0])}\n\n${JSON.stringify(rows[1])}\n` })?.rows).toEqual(rows);
  expect(given('{ file: tests/flights.json }', { [json]: '[{ "n": 9007199254740993, "m": 1.5, "list": [1, 2] }]' })?.rows).toEqual([
    { n: '9007199254740993', m: 1.5, list: '[1,2]' },
  ]);
});

test('a header alone, and compact rows that are none, name columns', () => {
  expect(given('\n      csv: |\n        origin,delay\n')).toMatchObject({ columns: ['origin', 'delay'], rows: [] });
  expect(given('{ columns: [origin, delay], rows: [] }')).toMatchObject({ columns: ['origin', 'delay'], rows: [] });
});

test('rows that lie elsewhere, in a file that is not there, or in no text', () => {
  const csv = { 'tests/data/flights.csv': 'a\n1\n' };
  const why = (path: string) => wrong(`- { name: a, given: { flights: { file: ${path} } }, expect: [] }`, csv)[0];
  expect(why('tests/data/fligths.csv')).toMatchObject({ code: 'product/no-test-data', at: { file: 'tests/late.yaml', line: 1 } });
  expect(why('tests/data/fligths.csv')?.message).toContain('did you mean tests/data/flights.csv?');
  expect(why('data/flights.csv')?.remedy).toBe("move it there: mv 'data/flights.csv' tests/data/, then: trivet test");
  expect(why('tests/../data/flights.csv')?.message).toContain('they lie in tests/');
  expect(why('data/flights.parquet')?.message).toContain('they are text');
  expect(why('data/flights.parquet')?.remedy).toBe(
    'save the few rows it needs as tests/data/flights.csv, and write: csv: tests/data/flights.csv, then: trivet test',
  );
});

test('what does not read as CSV or JSON is told in its line', () => {
  const csv = (text: string) => refused('{ csv: tests/a.csv }', { 'tests/a.csv': text });
  const code = 'product/bad-test-data';
  expect(csv('a,b\n1,2\n1,2,3\n')).toEqual([[code, 'tests/a.csv', 3]]);
  expect(csv('a,b\n"x\ny",2\n1\n')).toEqual([[code, 'tests/a.csv', 4]]);
  expect(csv('a,b\n1,"2\n')).toEqual([[code, 'tests/a.csv', 2]]);
  expect(csv('a,b\n1,"2"x\n')).toEqual([[code, 'tests/a.csv', 2]]);
  expect(csv('a,A\n')).toEqual([[code, 'tests/a.csv', 1]]);
  expect(csv('a,\n')).toEqual([[code, 'tests/a.csv', 1]]);
  expect(csv('')).toEqual([[code, 'tests/a.csv', 1]]);
  expect(refused('\n      csv: |\n        a,b\n        1\n')).toEqual([[code, 'tests/late.yaml', 6]]);
  const json = (text: string) => refused('{ file: tests/a.json }', { 'tests/a.json': text });
  expect(json('[{ "a": 1 }, 5]')).toEqual([[code, 'tests/a.json', 1]]);
  expect(json('{ "a": 1 }\nnothing\n')).toEqual([[code, 'tests/a.json', 2]]);
});

test('rows are said in one way', () => {
  expect(refused('{ csv: tests/a.csv, rows: [] }', { 'tests/a.csv': 'a\n' })).toEqual([['product/bad-value', 'tests/late.yaml', 3]]);
  expect(refused('{ }')).toEqual([['product/bad-value', 'tests/late.yaml', 3]]);
  expect(refused('{ columns: [a] }')).toEqual([['product/missing-key', 'tests/late.yaml', 3]]);
  expect(refused('{ csv: flights }')).toEqual([['product/bad-value', 'tests/late.yaml', 3]]);
  expect(refused('{ fiel: tests/a.csv }')).toEqual([['product/unknown-key', 'tests/late.yaml', 3]]);
  expect(wrong('- { name: a, expect: { problem: engine/cast-failed, rows: [] } }').map((p) => p.code)).toEqual(['product/bad-value']);
});

test('what is expected beside rows: a Problem, metrics, an order, a tolerance', () => {
  const [one, two, three] = testsOf(`
- { name: fails, expect: { problem: engine/cast-failed, message: could not } }
- { name: model, predict: [{ x: 1 }], metrics: { auc: { min: 0.6 }, rows: 5 }, expect: [{ y: 2 }] }
- { name: none, ordered: true, tolerance: 0.01, given: { flights: [] } }
`);
  expect(one).toMatchObject({ fails: { problem: 'engine/cast-failed', message: 'could not', at: { line: 2 } } });
  expect(one?.expect).toBeUndefined();
  expect(two).toMatchObject({ predict: { rows: [{ x: 1 }] }, expect: { rows: [{ y: 2 }] } });
  expect([...(two?.metrics ?? [])]).toEqual([
    ['auc', { min: 0.6 }],
    ['rows', { is: 5 }],
  ]);
  expect(three).toMatchObject({ ordered: true, tolerance: 0.01 });
  expect(three?.expect).toBeUndefined();
  expect(wrong('- { name: a, tolerance: -1, metrics: { auc: {} } }').map((p) => p.code)).toEqual(['product/bad-value', 'product/bad-value']);
});

test('any table survives as CSV', () => {
  const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const quoted = (value: string | null) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
      const text = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join(end);
      const read = readCsv(text);
      expect('rows' in read ? read.rows.map(({ cells }) => cells) : read).toEqual(rows);
    }),
  );
});

const rows = (names: string, ...cells: readonly (readonly Scalar[])[]): Expectation => ({
  kind: 'rows',
  columns: names.split(' ').map((name) => ({ name, exact: name.startsWith('exact') })),
  rows: cells,
});
const written = (text: string, expectation: Expectation, name = 'a') => withExpectation(text, name, expectation)?.text;

test('an expectation is written after the last key, and every other byte stays', () => {
  const text = `# these are mine
- name: a   # the first
  given:
    flights:
      - { origin: SEA }   # as it came
  # of the next

# between
-   name: b
    given: { flights: [] } # nothing
`;
  const one = rows('origin n', ['SEA', 1]);
  expect(written(text, one)).toBe(text.replace('# as it came\n', '# as it came\n  expect:\n    - { origin: SEA, n: 1 }\n'));
  expect(withExpectation(text, 'a', one)).toMatchObject({ line: 6, part: 'expect:\n    - { origin: SEA, n: 1 }' });
  expect(written(text, one, 'b')).toBe(
    `${text}    expect:\n      - { origin: SEA, n: 1 }\n`.replace('# nothing\n    expect', '# nothing\n    expect'),
  );
  expect(written(text, rows('origin'), 'b')).toBe(`${text}    expect: []\n`);
  expect(withExpectation(text, 'c', one)).toBeUndefined();
});

test('what is expected already is replaced where it stands', () => {
  const block = `- name: a
  expect: # what was
    - { n: 1 }
    - n: 2

      m: 3
  # before the clock
  clock: 2001-03-04T06:00:00Z
- name: b
`;
  expect(written(block, rows('n', [5]))).toBe(block.replace(/expect:[\s\S]*m: 3/, 'expect:\n    - { n: 5 }'));
  const flow = '- { name: a, expect: [{ n: 1 }, { n: 2 }], given: {} } # end\n- { name: b }';
  expect(written(flow, rows('n', [5], [null]))).toBe(flow.replace('[{ n: 1 }, { n: 2 }]', '[{ n: 5 }, { n: null }]'));
  expect(written(flow, rows('n'), 'b')).toBe(flow.replace('{ name: b }', '{ name: b, expect: [] }'));
  const windows = '- name: a\r\n  given: {}\r\n- name: b\r\n';
  expect(written(windows, rows('n', [5]))).toBe('- name: a\r\n  given: {}\r\n  expect:\r\n    - { n: 5 }\r\n- name: b\r\n');
  expect(written('- name: a\n  expect:\n    problem: engine/cast-failed\n', rows('n', [5]))).toBe('- name: a\n  expect:\n    - { n: 5 }\n');
  expect(written('- name: a\n  expect:\n    csv: |\n      n\n      1\n', rows('n', [5]))).toBe('- name: a\n  expect:\n    - { n: 5 }\n');
  expect(written('- name: a\n  expect:\n- name: b\n', rows('n', [5]))).toBe('- name: a\n  expect:\n    - { n: 5 }\n- name: b\n');
});

test('many rows are written compact, and metrics in one line', () => {
  const many = rows('n', ...Array.from({ length: 6 }, (_, i) => [i]));
  expect(written('- name: a\n', many)).toBe(
    '- name: a\n  expect:\n    columns: [n]\n    rows:\n      - [0]\n      - [1]\n      - [2]\n      - [3]\n      - [4]\n      - [5]\n',
  );
  expect(written('- name: a\n', { kind: 'metrics', metrics: { auc: 0.75, rows: 5 } })).toBe('- name: a\n  metrics: { auc: 0.75, rows: 5 }\n');
});

test('whatever values are written are read again as they were', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n))),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(
      '2001-02-28 10:54:00-08',
      '007',
      '1.50',
      'null',
      'true',
      '~',
      '- x',
      'a: b',
      'a #b',
      '[1]',
      '{a}',
      '*a',
      '&a',
      ' a',
      'a ',
      '',
      'a,b',
      '1e5',
      '0x10',
      '.5',
    ),
  );
  const name = fc.oneof(
    fc.constantFrom('n', 'a b', 'true', '1', 'a: b'),
    fc.string({ minLength: 1 }).filter((text) => /\S/.test(text)),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 3, selector: (text) => text.toLowerCase() }),
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('- name: a\n  given: {}\n', '- { name: a }\n', '- name: a\n  expect: [{ x: 1 }]\n  clock: 2001-03-04T06:00:00Z\n'),
      (names, cells, before) => {
        const table = cells.map((row) => row.slice(0, names.length));
        const text = written(before, { kind: 'rows', columns: names.map((one) => ({ name: one, exact: false })), rows: table });
        const [read] = testsOf(text ?? '');
        expect(read?.expect?.rows).toEqual(table.map((row) => Object.fromEntries(names.map((one, i) => [one, row[i]]))));
      },
    ),
  );
});

test('numbers with more digits than a number keeps stay whole', () => {
  const text = written('- name: a\n', rows('exact_n exact_d', ['9007199254740993', '1.50'])) ?? '';
  expect(text).toContain('- { exact_n: 9007199254740993, exact_d: 1.50 }');
  expect(testsOf(text)[0]?.expect?.rows).toEqual([{ exact_n: '9007199254740993', exact_d: 1.5 }]);
});
