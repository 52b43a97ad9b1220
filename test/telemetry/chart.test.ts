import { expect, test } from 'vitest';
import { barChart, histogramLine, palette, sparkline, stringWidth } from '../../src/telemetry/index.ts';

const plain = palette(false);

test('a sparkline spans least to greatest and leaves gaps', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([1, null, 3])).toBe('▁ █');
  expect(sparkline([5, 5])).toBe('▄▄');
  expect(sparkline([])).toBe('');
});

test('a histogram keeps small bins visible and empty ones empty', () => {
  expect(histogramLine([1, 0, 1000], { min: '-12', max: '240' }, plain)).toBe('-12 ▁ █ 240');
});

const labels = ['21 Feb', '22 Feb', '23 Feb', '24 Feb', '25 Feb', '26 Feb', '27 Feb', '28 Feb', '1 Mar'];
const values = [1000, 980, 1010, 700, 820, 1040, 1000, 620, null];

test('a failed day has its sign on the axis and its name below it', () => {
  const marks = labels.map((label) => (label === '28 Feb' ? ('failed' as const) : undefined));
  const lines = barChart({ labels, values, marks, width: 80, palette: plain }).split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^1,040 ┤/);
  expect(lines[4]?.indexOf('✗')).toBe(7 + 7 * 6 + 2);
  expect(lines[5]).toContain('28 Feb');
  expect(lines[5]).toMatch(/^ +21 Feb/);
  const middle = (lines[5]?.indexOf('28 Feb') ?? 0) + 3;
  expect(Math.abs(middle - (lines[4]?.indexOf('✗') ?? 0))).toBeLessThanOrEqual(1);
});

test('the mark is in colour as well, and colour changes nothing else', () => {
  const marks = ['failed' as const];
  const coloured = barChart({ labels, values, marks, width: 80, palette: palette(true) });
  expect(coloured).toContain('\u001b[31m✗\u001b[39m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(barChart({ labels, values, marks, width: 80, palette: plain }));
});

test.each([40, 80, 120])('90 days fit into %i cells and at most 8 lines; the last day is there', (width) => {
  const days = Array.from({ length: 90 }, (_, i) => `day ${i + 1}`);
  const chart = barChart({ labels: days, values: days.map((_, i) => i + 1), marks: [], width, height: 9, palette: plain });
  const lines = chart.split('\n');
  expect(lines.length).toBeLessThanOrEqual(8);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  expect(chart).toContain('day 90');
  if (width === 40) expect(lines.at(-1)).toContain('day 55');
});

test('bars start at zero and anything above zero is seen', () => {
  const lines = barChart({ labels: ['a', 'b', 'c'], values: [1000, 1, 0], width: 40, height: 2, palette: plain }).split('\n');
  expect(lines[0]).toBe('1,000 ┤█████');
  expect(lines[1]).toBe('      │█████ ▁▁▁▁▁');
});

test('nothing to draw is no chart', () => {
  expect(barChart({ labels: [], values: [], width: 80, palette: plain })).toBe('');
  expect(barChart({ labels: ['a'], values: [null], width: 80, palette: plain })).toBe('');
});
