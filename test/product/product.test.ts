// Valid products: what the files say is in the Product, shorthands and long forms alike.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProduct, readFiles } from '../../src/product/index.ts';
import { productOf, valid } from './from-text.ts';

const complete = {
  'trivet.yaml': `product: airport-delays
problem: Gate planners learn of a bad hour when it has begun.
owner: { team: departures, contact: departures@example.org, hours: Mon-Fri 08:00-18:00 America/Los_Angeles, waking_costs: 500 USD }
impact:
  wrong: { costs: 5000 USD/day, because: gate crews are planned from it }
engine: { timezone: America/Los_Angeles, integer_division: true, threads: 2 }
variables: [REGION]
clock: 2001-03-04T06:00-08:00
`,
  'sources/flights.yaml': `path: [data/flights/*.csv, more/*.CSV.gz]
delimiter: ";"
header: true
nulls: NA
columns:
  origin: { type: text, required: 99.5%, in: [SEA, NO, 007, 1.5, true, null] }
  date: { min: 2001-01-01, max: 2001-12-31, description: local time }
`,
  'sources/airports.yaml': 'path: data/airports.ndjson\n',
  'assets/hourly.sql': 'select 1 as hour',
  'assets/departures.sql': 'select 1 as n',
  'assets/departures.yaml': `description: One row for each departure
key: [date, n]
columns:
  n: integer
  late:
  origin: { required: false, references: AIRPORTS.iata, severity: warning }
  delay: { type: "decimal(10,2)", required: true, min: -240, max: 1440 }
rows: { min: 1000, max: 100000, severity: warning }
checks:
  usual-flights:
    description: as many as usual
    key: origin
    severity: warning
    sql: |
      -- the earthquake
      select origin from departures
  one-line: { sql: "select n from departures" }
`,
  'tests/departures.yaml': `- name: two ways to write rows
  clock: 2001-03-01T06:00:00-08:00
  given:
    flights:
      - { date: 2001-02-28, origin: NO, delay: 0123 }
      - { date: 2001-03-01 }
    airports: { columns: [iata, big, share], rows: [[SEA, 9007199254740993, 0.3333333333333333], [null, 5, 0.1234567890123456789]] }
  expect: [{ n: 1, late: null }]
- { name: nothing, expect: [] }
`,
  'acceptances.yaml': `- check: departures.usual-flights
  because: the earthquake
  by: sam
  when: 2001-03-01T06:00:00-08:00
  keys: [[SEA, 2001-02-28], [007, null]]
- { check: departures.rows, because: few, by: sam, when: 2001-03-01T06:00:00Z, value: 999 }
`,
  'package.json': '{}',
};

test('a complete product says what its files say', () => {
  const product = valid(complete);
  expect(product).toMatchObject({
    name: 'airport-delays',
    codeFolder: '/code',
    folder: '/product',
    owner: { team: 'departures', contact: 'departures@example.org', wakingCosts: { amount: 500, currency: 'USD' } },
    impact: { level: 'high', wrong: { costs: { amount: 5000, currency: 'USD', per: 'day' }, because: 'gate crews are planned from it' } },
    engine: { timezone: 'America/Los_Angeles', integer_division: 'true', threads: '2' },
    variables: ['REGION'],
    clock: '2001-03-04T06:00:00-08:00',
  });
  expect([...product.assets.keys()]).toEqual(['airports', 'flights', 'departures', 'hourly']);
  expect(product.files.map((file) => file.path)).toEqual(Object.keys(complete).sort());
});

test('a source says where its files are and how they are read', () => {
  const { assets } = valid(complete);
  expect(assets.get('flights')).toMatchObject({
    kind: 'source',
    paths: ['data/flights/*.csv', 'more/*.CSV.gz'],
    pathsAt: { file: 'sources/flights.yaml', line: 1, column: 7 },
    format: 'csv',
    options: { delimiter: ';', header: true, nulls: 'NA' },
    columns: [
      { name: 'origin', type: 'text', required: 0.995, in: ['SEA', 'NO', '007', 1.5, true, null], severity: 'error' },
      { name: 'date', min: '2001-01-01', max: '2001-12-31', description: 'local time' },
    ],
  });
  expect(assets.get('airports')).toMatchObject({ format: 'json', paths: ['data/airports.ndjson'], specFile: { path: 'sources/airports.yaml' } });
});

test('an asset has its code, and what its yaml says if there is one', () => {
  const { assets } = valid(complete);
  const departures = assets.get('departures');
  expect(departures).toMatchObject({
    kind: 'sql',
    code: { path: 'assets/departures.sql' },
    specFile: { path: 'assets/departures.yaml' },
    description: 'One row for each departure',
    key: { columns: ['date', 'n'], at: { line: 2 } },
    rows: { min: 1000, max: 100000, severity: 'warning', at: { line: 8 } },
  });
  expect(departures?.columns.map(({ at, ...column }) => [at.line, at.column, column])).toEqual([
    [4, 3, { name: 'n', type: 'integer', severity: 'error' }],
    [5, 3, { name: 'late', severity: 'error' }],
    [6, 3, { name: 'origin', references: { asset: 'airports', column: 'iata' }, severity: 'warning' }],
    [7, 3, { name: 'delay', type: 'decimal(10,2)', required: true, min: -240, max: 1440, severity: 'error' }],
  ]);
  expect(assets.get('hourly')).toMatchObject({ code: { text: 'select 1 as hour' }, columns: [], checks: [] });
  expect(assets.get('hourly')).not.toHaveProperty('specFile');
});

test('a check has its place, and its SQL the place of its text', () => {
  const [usual, oneLine] = valid(complete).assets.get('departures')?.checks ?? [];
  expect(usual).toMatchObject({
    name: 'usual-flights',
    at: { line: 10, column: 3, source: '  usual-flights:', length: 13 },
    type: 'sql',
    settings: { sql: '-- the earthquake\nselect origin from departures\n' },
    sqlAt: { line: 15, column: 7 },
    key: ['origin'],
    severity: 'warning',
  });
  expect(oneLine).toMatchObject({ name: 'one-line', sqlAt: { line: 17, column: 20 }, severity: 'error' });
});

test('test rows keep what is written: dates, codes and long numbers are texts', () => {
  const [test1, test2] = valid(complete).tests;
  expect(test1).toMatchObject({
    asset: 'departures',
    name: 'two ways to write rows',
    clock: '2001-03-01T06:00:00-08:00',
    expect: { at: { line: 8 }, columns: ['n', 'late'], rows: [{ n: 1, late: null }] },
  });
  expect(test1?.given.get('flights')).toMatchObject({
    at: { line: 4 },
    rows: [{ date: '2001-02-28', origin: 'NO', delay: '0123' }, { date: '2001-03-01' }],
  });
  expect(test1?.given.get('airports')?.rows).toEqual([
    { iata: 'SEA', big: '9007199254740993', share: 0.3333333333333333 },
    { iata: null, big: 5, share: '0.1234567890123456789' },
  ]);
  expect(test2).toMatchObject({ name: 'nothing', given: new Map(), expect: { rows: [] } });
});

test('acceptances keep their keys as text', () => {
  expect(valid(complete).acceptances).toMatchObject([
    {
      check: 'departures.usual-flights',
      because: 'the earthquake',
      by: 'sam',
      keys: [
        ['SEA', '2001-02-28'],
        ['007', null],
      ],
      at: { line: 1 },
    },
    { check: 'departures.rows', value: 999 },
  ]);
});

test('anchors are followed', () => {
  const { assets } = valid({ 'assets/a.sql': 'select 1', 'assets/a.yaml': 'columns:\n  x: &whole { type: integer, min: 0 }\n  y: *whole\n' });
  expect(assets.get('a')?.columns).toMatchObject([
    { name: 'x', min: 0 },
    { name: 'y', type: 'integer', min: 0 },
  ]);
});

test("empty yaml files say nothing, and only the product's name is needed", () => {
  const product = valid({ 'assets/a.sql': 'select 1', 'assets/a.yaml': '# later\n', 'tests/a.yaml': '', 'acceptances.yaml': '# none\n' });
  expect(product).toMatchObject({ name: 'tested', impact: { level: 'low' }, engine: {}, variables: [], tests: [], acceptances: [] });
  expect(product.clock).toBeUndefined();
});

test('the order of the files does not matter', () => {
  const reversed = Object.fromEntries(Object.entries(complete).reverse());
  expect(productOf(reversed)).toEqual(productOf(complete));
});

test('the templates are valid products', async () => {
  for (const name of ['airport-delays', 'empty']) {
    const folder = join(import.meta.dirname, '../../templates', name);
    const files = await readFiles(folder);
    const outcome = files.ok ? parseProduct({ files: files.value, codeFolder: folder, folder }) : files;
    expect(outcome.ok ? [] : outcome.problems).toEqual([]);
  }
});
