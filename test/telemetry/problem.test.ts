import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Problem, placeAt } from '../../src/base/index.ts';
import { palette, renderProblem, stringWidth } from '../../src/telemetry/index.ts';

const plain = palette(false);
const base: Problem = {
  code: 'engine/unknown-column',
  leg: 'development',
  severity: 'error',
  message: 'departures has no column "orign"',
  remedy: 'write origin, then: trivet plan',
};

function marked(text: string, word: string, width: number): { source: string; under: string } {
  const at = placeAt('assets/hourly.sql', text, text.indexOf(word), word.length);
  const lines = renderProblem({ ...base, at }, { palette: plain, width }).split('\n');
  const source = lines[2] ?? '';
  const marker = lines[3] ?? '';
  // What stands above the marker, in cells.
  const start = stringWidth(marker.slice(0, marker.indexOf('^')));
  let before = '';
  for (const character of source) {
    if (stringWidth(before) >= start) break;
    before += character;
  }
  const length = marker.length - marker.indexOf('^');
  return { source, under: source.slice(before.length, before.length + length) };
}

test('leg, place, message, the source line with its mark, the remedy, the cause', () => {
  const at = placeAt('assets/hourly.sql', 'select\n  orign, day\nfrom departures', 9, 5);
  const text = renderProblem({ ...base, at, cause: 'Binder Error: Referenced column\n"orign" not found' }, { palette: plain, width: 80 });
  expect(text).toBe(
    [
      '✗ development · assets/hourly.sql:2:3 · engine/unknown-column',
      '  departures has no column "orign"',
      '  2 │   orign, day',
      '    │   ^^^^^',
      '  → write origin, then: trivet plan',
      '  Binder Error: Referenced column "orign" not found',
    ].join('\n'),
  );
});

test.each([
  ['plain', 'select orign from x'],
  ['a tab before', '\tselect\torign from x'],
  ['wide characters before', "select '東京' as 都, orign from x"],
  ['a combining mark before', "select 'e\u0301e\u0301', orign from x"],
  ['an emoji before', "select '👩‍👩‍👧', orign from x"],
  ['a control character before', "select '\u0007', orign from x"],
])('the mark is under the word: %s', (_, text) => {
  for (const width of [40, 80, 120]) expect(marked(text, 'orign', width).under).toBe('orign');
});

test.each([0, 30, 150, 290])('a long line is windowed around its mark at %i', (offset) => {
  const text = `${'x '.repeat(offset / 2)}orign ${'y '.repeat((300 - offset) / 2)}`;
  for (const width of [40, 80, 120]) {
    const { source, under } = marked(text, 'orign', width);
    expect(under).toBe('orign');
    expect(stringWidth(source)).toBeLessThanOrEqual(width);
    expect(source.includes('…')).toBe(true);
  }
});

test('wherever the mark is, source and mark fit and the mark is under its word', () => {
  const noise = fc.array(fc.constantFrom('a', ' ', ',', '東', '\t', 'e\u0301', '👍'), { maxLength: 120 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(noise, noise, fc.constantFrom(40, 80), (before, after, width) => {
      const { source, under } = marked(`${before} orign ${after}`, 'orign', width);
      expect(under).toBe('orign');
      expect(stringWidth(source)).toBeLessThanOrEqual(width);
    }),
    { numRuns: 200 },
  );
});

test('a mark beyond the end of the line, or longer than it, stays on the line', () => {
  const at = { file: 'a.sql', line: 1, column: 7, source: 'select', length: 40 };
  expect(renderProblem({ ...base, at }, { palette: plain, width: 80 })).toContain('  1 │ select\n    │       ^');
  const long = { ...at, column: 3 };
  expect(renderProblem({ ...base, at: long }, { palette: plain, width: 80 })).toContain('    │   ^^^^\n');
});

test('a place without line, or none at all', () => {
  expect(renderProblem({ ...base, at: { file: 'data/flights' } }, { palette: plain, width: 80 }).split('\n')).toEqual([
    '✗ development · data/flights · engine/unknown-column',
    '  departures has no column "orign"',
    '  → write origin, then: trivet plan',
  ]);
  expect(renderProblem(base, { palette: plain, width: 80 })).not.toContain('│');
});

test('what belongs to it is nested, a warning has another sign', () => {
  const also = Array.from({ length: 7 }, (_, i) => ({ ...base, severity: 'warning' as const, code: `engine/n${i}` }));
  const lines = renderProblem({ ...base, also }, { palette: plain, width: 80 }).split('\n');
  expect(lines[3]).toBe('  ! development · engine/n0');
  expect(lines.at(-1)).toBe('  … and 2 more');
});

test('a long cause takes two lines, a foreign value cannot move the cursor', () => {
  const text = renderProblem({ ...base, message: 'value "\u001b[2J"', cause: 'word '.repeat(200) }, { palette: plain, width: 40 });
  expect(text).toContain('value "\\u001b[2J"');
  const lines = text.split('\n');
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  expect(lines.at(-1)?.endsWith('…')).toBe(true);
});

test('the leg has its colour', () => {
  const text = renderProblem({ ...base, leg: 'operations' }, { palette: palette(true), width: 80 });
  expect(text).toContain('\u001b[36moperations\u001b[39m');
});

test('a command at the end of a long remedy keeps a line of its own', () => {
  const command = 'TRIVET_DEBUG=1 trivet accept departures.usual-flights --because "the Nisqually earthquake"';
  const lines = renderProblem({ ...base, remedy: `accept it with its reason: ${command}` }, { palette: plain, width: 60 }).split('\n');
  expect(lines.slice(2)).toEqual(['  → accept it with its reason:', `    ${command}`]);
});
