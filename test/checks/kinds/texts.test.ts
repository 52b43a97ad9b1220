// Check types that look at how a text is written: regex, like, casing, format.

import { expect, test } from 'vitest';
import type { formats } from '../../../src/product/forms/check-types.ts';
import { surroundings, table } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { cases, ask } = kindTests();

cases('regex', {
  'found in every value': { settings: { column: 'a', pattern: '^[A-Z]{3}$' }, columns: 'a VARCHAR', rows: cells('SEA', null), is: 'pass' },
  'found in part is found': { settings: { column: 'a', pattern: 'b+' }, columns: 'a VARCHAR', rows: cells('abc'), is: 'pass' },
  'not found': {
    settings: { column: 'a', pattern: '^[A-Z]{3}$' },
    columns: 'a VARCHAR',
    rows: cells('SEA', 'sea', 'SEAT', ''),
    is: { offending: 3 },
  },
  'not: found in none': {
    settings: { column: 'a', pattern: '\ufffd', not: true },
    columns: 'a VARCHAR',
    rows: cells('ü', 'M\ufffdnchen', null),
    is: { offending: 1 },
  },
  'letters of every script': {
    settings: { column: 'a', pattern: '^\\p{L}+$' },
    columns: 'a VARCHAR',
    rows: cells('München', '東京', 'x1'),
    is: { offending: 1 },
  },
  'a quote in the pattern': { settings: { column: 'a', pattern: "^O'" }, columns: 'a VARCHAR', rows: cells("O'Hare"), is: 'pass' },
  'of a number, as it is written': {
    settings: { column: 'a', pattern: '^\\d{3}$' },
    columns: 'a INTEGER',
    rows: cells(123, 12),
    is: { offending: 1 },
  },
  'no rows': { settings: { column: 'a', pattern: 'x' }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', pattern: 'x' }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
});

const refused = {
  status: 'error',
  problem: { code: 'checks/bad-pattern', message: expect.stringContaining('is no regular expression of RE2') },
} as const;
cases('regex', {
  'look-ahead is an error': { settings: { column: 'a', pattern: '(?=a)b' }, columns: 'a VARCHAR', rows: cells('x'), is: refused },
  'a back reference is an error': { settings: { column: 'a', pattern: '(a)\\1' }, columns: 'a VARCHAR', rows: cells('x'), is: refused },
  'an open bracket is an error': { settings: { column: 'a', pattern: '(a' }, columns: 'a VARCHAR', rows: cells('x'), is: refused },
  'also where there are no rows': { settings: { column: 'a', pattern: '(?!a)b' }, columns: 'a VARCHAR', rows: [], is: refused },
  'also where all are null': { settings: { column: 'a', pattern: 'a**', not: true }, columns: 'a VARCHAR', rows: cells(null), is: refused },
  'also with a tolerance in groups': {
    settings: { column: 'a', pattern: 'a(' },
    columns: 'a VARCHAR, g INTEGER',
    rows: [],
    and: { groupBy: ['g'], tolerance: { unit: 'percent', max: 5 } },
    is: refused,
  },
});

cases('like', {
  like: { settings: { column: 'a', pattern: 'S_A%' }, columns: 'a VARCHAR', rows: cells('SEA', 'SFAX', 'SüA', null), is: 'pass' },
  'not like': { settings: { column: 'a', pattern: 'S%' }, columns: 'a VARCHAR', rows: cells('SEA', 'sea', ''), is: { offending: 2 } },
  'not: like none': {
    settings: { column: 'a', pattern: 'test%', not: true },
    columns: 'a VARCHAR',
    rows: cells('tests', 'a test', null),
    is: { offending: 1 },
  },
  'a quote': { settings: { column: 'a', pattern: "O'%" }, columns: 'a VARCHAR', rows: cells("O'Hare"), is: 'pass' },
  'of a date': { settings: { column: 'a', pattern: '19%' }, columns: 'a DATE', rows: cells('1969-12-31', '2001-01-01'), is: { offending: 1 } },
  'no rows': { settings: { column: 'a', pattern: 'S%' }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', pattern: 'S%' }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
});

cases('casing', {
  large: { settings: { column: 'a', case: 'upper' }, columns: 'a VARCHAR', rows: cells('SEA', 'É1 -', '東京', '', null), is: 'pass' },
  'not large': { settings: { column: 'a', case: 'upper' }, columns: 'a VARCHAR', rows: cells('SEa', 'é', 'STRAßE'), is: { offending: 3 } },
  small: { settings: { column: 'a', case: 'lower' }, columns: 'a VARCHAR', rows: cells('sea', 'ß', 'Ä'), is: { offending: 1 } },
  'where the engine knows no case': {
    settings: { column: 'a', case: 'upper' },
    columns: 'a VARCHAR',
    rows: cells('sea'),
    asked: { surroundings: { ...surroundings, settings: { timezone: 'UTC', collation: 'nocase' } } },
    is: { offending: 1 },
  },
  'no rows': { settings: { column: 'a', case: 'upper' }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', case: 'upper' }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
});

/** What each format takes, and what it does not. */
const notations: Readonly<Record<(typeof formats)[number], readonly [takes: readonly string[], refuses: readonly string[]]>> = {
  email: [
    ['a@b.de', 'first.last+tag@sub.example.org', "o'hara@example.org", 'jürgen@müller.example', `${'a'.repeat(64)}@b.de`],
    [
      '',
      'a',
      'a@b',
      '@b.de',
      'a@',
      '.a@b.de',
      'a.@b.de',
      'a..b@c.de',
      'a b@c.de',
      'a@b..de',
      'a@-b.de',
      'a@b.de ',
      'a@@b.de',
      '"a"@b.de',
      `${'a'.repeat(65)}@b.de`,
      `a@${'b.'.repeat(126)}de`,
    ],
  ],
  uuid: [
    ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '00000000-0000-0000-0000-000000000000'],
    [
      '',
      'a0eebc999c0b4ef8bb6d6bb9bd380a11',
      '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}',
      'g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1',
    ],
  ],
  uri: [
    ['https://example.org/a?b=c#d', 'mailto:a@b.de', 'urn:isbn:0451450523', 'file:///tmp/a%20b', 'http://[::1]:8080/'],
    ['', 'example.org', '/a/b', 'https:', 'https://a b', 'https://a%2', 'https://müller.example', '1http://a', 'http://a\n'],
  ],
  hostname: [
    ['localhost', 'example.org', 'a-b.c1.example', 'xn--mller-kva.example', '127.0.0.1', 'a'.repeat(63)],
    ['', 'a..b', '-a.de', 'a-.de', 'a_b.de', 'a.de.', 'müller.example', 'a b', 'a'.repeat(64), `${'a.'.repeat(127)}a`],
  ],
  ipv4: [
    ['0.0.0.0', '127.0.0.1', '255.255.255.255', '1.20.199.200'],
    ['', '256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4 ', '1.2.3.-4', 'a.b.c.d'],
  ],
  ipv6: [
    [
      '::',
      '::1',
      '1::',
      '2001:db8::8a2e:370:7334',
      '1:2:3:4:5:6:7:8',
      '::ffff:192.168.0.1',
      '1:2:3:4:5:6:1.2.3.4',
      '1:2:3:4:5:6:7::',
      '::2:3:4:5:6:7:8',
      'FE80::1',
      '1::8',
      '1:2:3:4:5::1.2.3.4',
    ],
    [
      '',
      ':',
      ':::',
      '1',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1::2::3',
      '1:2:3:4:5:6:7:8::',
      '12345::',
      'g::',
      '::1%eth0',
      '::256.0.0.1',
      '1:2:3:4:5:6:7:1.2.3.4',
      '[::1]',
    ],
  ],
  date: [
    ['2001-02-28', '2000-02-29', '1904-02-29', '0001-01-01', '9999-12-31'],
    [
      '',
      '2001-02-29',
      '1900-02-29',
      '2001-13-01',
      '2001-00-10',
      '2001-01-32',
      '01-02-28',
      '2001-2-8',
      '28.02.2001',
      '2001/02/28',
      '2001-02-28 ',
      ' 2001-02-28',
      '2001-02-28T00:00:00',
      '20010228',
      'infinity',
      'today',
    ],
  ],
  time: [
    ['00:00', '23:59', '06:00:30', '06:00:30.125', '06:00Z', '06:00:30+01:00', '06:00:30-0800', '06:00:30+01'],
    ['', '24:00', '6:00', '06:60', '06:00:60', '06', '06:00:30.', '06:00:30+15:00', '06:00 AM', 'T06:00'],
  ],
  'date-time': [
    ['2001-02-28T10:54:32', '2001-02-28T10:54:32Z', '2001-02-28 10:54:32.5-08:00', '1969-12-31T23:59:59+00:00', '2001-02-28t10:54:32z'],
    [
      '',
      '2001-02-28',
      '2001-02-29T10:54:32',
      '2001-02-28T10:54',
      '2001-02-28T24:00:00',
      '2001-02-28  10:54:32',
      '2001-02-28T10:54:32+99:00',
      '2001-02-28T10:54:32 Z',
    ],
  ],
  integer: [
    ['0', '-1', '+7', '007', '9223372036854775808', '1'.repeat(60)],
    ['', '1.0', '1e3', ' 1', '1,000', '-', '٣', 'NaN'],
  ],
  number: [
    ['0', '-1.5', '+.5', '1e10', '1.5E-3', '007.10'],
    ['', '1.', '.', '1,5', '1 000', 'NaN', 'inf', 'Infinity', '1e', '0x1F', '--1'],
  ],
  boolean: [
    ['true', 'false', 'TRUE', 'False'],
    ['', '0', '1', 'yes', 't', 'true '],
  ],
  json: [
    ['{}', '[1, "a", null]', '"a"', '1.5', 'null', '{"a": {"b": [true]}}', ' {} '],
    ['', '{a: 1}', "{'a': 1}", '{"a": 1', 'undefined', '{} {}', 'a'],
  ],
};

test.each(Object.entries(notations))('format: %s takes what it says, and nothing else', async (name, [takes, refuses]) => {
  const format = name as (typeof formats)[number];
  const settings = { column: 'a', format };
  const all = table('id INTEGER, a VARCHAR', ...[...takes, ...refuses, null].map((text, i) => [i, text]));
  const found = await ask('format', { settings, key: ['id'] }, all);
  const rows = await ask('format', { settings: { ...settings }, and: { tolerance: { unit: 'rows', max: refuses.length } } }, all);
  expect(found.offending).toBe(refuses.length);
  expect(rows.status).toBe('pass');
  const each = await ask('format', { settings }, table('a VARCHAR', ...cells(...takes, null)));
  expect(each.keys.map(([key]) => key)).toEqual([]);
});

cases('format', {
  'no rows': { settings: { column: 'a', format: 'email' }, columns: 'a VARCHAR', rows: [], is: 'pass' },
  'all null': { settings: { column: 'a', format: 'json' }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
  'of a column that is one already': { settings: { column: 'a', format: 'date' }, columns: 'a DATE', rows: cells('1969-12-31'), is: 'pass' },
  'of an instant': {
    settings: { column: 'a', format: 'date-time' },
    columns: 'a TIMESTAMP WITH TIME ZONE',
    rows: cells('2001-02-28 10:54:32-08'),
    is: 'pass',
  },
  'of numbers': { settings: { column: 'a', format: 'integer' }, columns: 'a DOUBLE', rows: cells(1.5, 'NaN'), is: { offending: 2 } },
});
