// The matrix of faults: its staircase, its marks, and what is left out where there is no room.

import { expect, test } from 'vitest';
import { type Matrix, matrix, palette, stringWidth } from '../../src/telemetry/index.ts';

const plain = palette(false);
const data: Matrix = {
  columns: ['flights', 'departures', 'output late'],
  shades: ['0.1 % of the rows', '1 %', '10 %', 'all rows'],
  groups: [
    {
      title: 'value',
      rows: [
        { label: 'null', cells: [0, 2, undefined], sum: '2 of 3', survivors: ['flights.delay'] },
        { label: 'whitespace', cells: [undefined, 3, 1], sum: '1 of 1', survivors: [] },
      ],
    },
    {
      title: 'row',
      rows: [{ label: 'reorder', cells: ['equivalent', undefined, undefined], sum: '0 of 0', survivors: [], note: 'makes no difference' }],
    },
  ],
};

test('names stand as a staircase, marks below them, survivors by name', () => {
  expect(matrix(data, { palette: plain, width: 80 })).toBe(
    [
      '             ┌ flights',
      '             │ ┌ departures',
      '             │ │ ┌ output late',
      'value',
      '  null       ● ◑    2 of 3  ○ flights.delay',
      '  whitespace   ◔ ◕  1 of 1',
      'row',
      '  reorder    ·      0 of 0  makes no difference',
      '',
      '● 0.1 % of the rows   ◕ 1 %   ◑ 10 %   ◔ all rows   ○ not noticed',
      '· makes no difference',
    ].join('\n'),
  );
});

test('many columns: those that notice most, the others together; no line is wider', () => {
  const columns = Array.from({ length: 60 }, (_, i) => `asset number ${i}`);
  const cells = columns.map((_, i) => (i === 59 ? (0 as const) : i === 7 ? (3 as const) : undefined));
  const wide: Matrix = {
    ...data,
    columns,
    groups: [{ title: 'value', rows: [{ label: 'null', cells, sum: '2 of 9', survivors: ['a.b', 'c.d', 'e.f', 'g.h', 'i.j'] }] }],
  };
  const text = matrix(wide, { palette: plain, width: 60 });
  expect(text).toContain('┌ asset number 59');
  expect(text).toMatch(/┌ \d+ others/);
  expect(text).toMatch(/○ a\.b.* \+\d/);
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(60);
});

test('colour says the same as the marks', () => {
  const coloured = matrix(data, { palette: palette(true), width: 80 });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  expect(coloured.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(matrix(data, { palette: plain, width: 80 }));
});
