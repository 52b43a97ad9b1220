import { expect, test } from 'vitest';
import { palette, renderRows, stringWidth, table } from '../../src/telemetry/index.ts';

const plain = palette(false);
const rows = [
  ['departures', 'built', 12_345, 'code: assets/departures.sql, and a reason that goes on for quite a while'],
  ['hourly', 'reused', 7, '東京の出発時刻表は毎日更新されますし、とても長い文章になります'],
  ['late_by_day', 'failed', null, ''],
] as const;
const columns = ['asset', 'outcome', 'rows', 'why'];

test('columns are aligned, numbers grouped and right, nothing at the ends of lines', () => {
  expect(
    table(
      ['asset', 'rows', 'why'],
      [
        ['a', 12_345, 'x'],
        ['long', 7, undefined],
      ],
      { width: 80, palette: plain },
    ),
  ).toBe(['asset    rows  why', 'a      12,345  x', 'long        7'].join('\n'));
});

test.each([40, 80, 120])('no line is wider than %i cells, in colour neither', (width) => {
  for (const colours of [plain, palette(true)]) {
    const text = table(columns, rows, { width, palette: colours, indent: 2 });
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(text).toContain('12,345');
    expect(text.split('\n')).toHaveLength(4);
  }
});

test('colour changes no cell of the layout', () => {
  const styled = rows.map((row) => [{ text: String(row[0]), style: palette(true).bad }, ...row.slice(1)]);
  const coloured = table(columns, styled, { width: 60, palette: palette(true) });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(table(columns, rows, { width: 60, palette: plain }));
  expect(coloured).toContain('\u001b[31mhourly\u001b[39m');
});

test('the widest text column gives way, a number never does', () => {
  const lines = table(['asset', 'n', 'why'], [['hourly', 123_456_789, 'a long story']], { width: 29, palette: plain }).split('\n');
  expect(lines).toEqual(['asset             n  why', 'hourly  123,456,789  a long …']);
});

test('an instant stays whole, and the last columns go instead', () => {
  const row = ['2001-02-28 10:54:00-08', 'a long story', 'another one'];
  expect(table(['hour', 'why', 'more'], [row], { width: 34, palette: plain }).split('\n')).toEqual([
    'hour                    why',
    '2001-02-28 10:54:00-08  a long st…',
    '… 1 more column: more',
  ]);
});

test('columns that do not fit are named', () => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six'];
  const lines = table(names, [names.map(() => 'some text here')], { width: 40, palette: plain }).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toBe('… 2 more columns: five, six');
});

test('rows of data: years are not grouped, null is told from empty text, a control character is harmless', () => {
  const data = {
    columns: ['year', 'name', 'share'],
    rows: [
      [2001, '', 0.1 + 0.2],
      [null, 'a\u001b[2J\n', 2],
    ],
    more: 12,
  } as const;
  expect(renderRows(data, { width: 80, palette: plain })).toBe(
    ['year  name          share', '2001                  0.3', 'null  a\\u001b[2J\\n      2', '… 12 more rows'].join('\n'),
  );
});

test('differing cells are marked without colour too, and shown to the last digit', () => {
  const data = {
    columns: ['origin', 'share'],
    rows: [
      ['SEA', 0.3],
      ['SEA', 0.1 + 0.2],
    ],
    labels: ['expected', 'got'],
    marked: (_: number, column: number) => column === 1,
  } as const;
  expect(renderRows(data, { width: 80, palette: plain, indent: 2 })).toBe(
    ['            origin                 share', '  expected  SEA                     ≠0.3', '  got       SEA     ≠0.30000000000000004'].join('\n'),
  );
  expect(renderRows(data, { width: 80, palette: palette(true) })).toContain('\u001b[31m≠0.3\u001b[39m');
});
