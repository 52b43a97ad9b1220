import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, pad, palette, printable, stringWidth, wrap } from '../../src/telemetry/index.ts';

test.each([
  ['abc', 3],
  ['', 0],
  ['東京', 4],
  ['ＡＢ', 4],
  ['한국', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['🇨🇭', 2],
  ['✗ → … ─', 7],
  ['\u001b[31mred\u001b[39m', 3],
])('%j takes %i cells', (text, width) => {
  expect(stringWidth(text)).toBe(width);
});

test('a cut never splits a wide character and keeps styles closed', () => {
  expect(cut('東京都', 4)).toBe('東…');
  expect(cut('東京都', 5)).toBe('東京…');
  expect(cut('abc', 3)).toBe('abc');
  expect(cut(palette(true).bad('abcdef'), 4)).toBe('\u001b[31mabc…\u001b[39m');
});

test('whatever the text, a cut fits, and a fitting text is untouched', () => {
  const grapheme = fc.constantFrom('a', ' ', '東', 'e\u0301', '👍', '\u001b[1m', '\u001b[22m', '…');
  fc.assert(
    fc.property(fc.array(grapheme, { maxLength: 20 }), fc.integer({ min: 1, max: 12 }), (parts, width) => {
      const text = parts.join('');
      const short = cut(text, width);
      expect(stringWidth(short)).toBeLessThanOrEqual(width);
      if (stringWidth(text) <= width) expect(short).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('pad counts cells, not characters', () => {
  expect(pad('東', 4)).toBe('東  ');
  expect(pad('7', 3, 'right')).toBe('  7');
  expect(pad(palette(true).ok('x'), 2)).toBe('\u001b[32mx\u001b[39m ');
});

test('wrap breaks at spaces and leaves a long word whole', () => {
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('see /a/very/long/path/indeed now', 10)).toEqual(['see', '/a/very/long/path/indeed', 'now']);
  expect(wrap('a\nb', 10)).toEqual(['a', 'b']);
});

test('control and direction characters of foreign text become visible', () => {
  expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a\\u001b[31mb\\nc\\u202ed');
  expect(printable('Zürich 東京')).toBe('Zürich 東京');
});

test('styles nest: an inner end starts the outer again', () => {
  const { bad, warn, strong, dim } = palette(true);
  expect(bad(`a${warn('b')}c`)).toBe('\u001b[31ma\u001b[33mb\u001b[39m\u001b[31mc\u001b[39m');
  expect(strong(dim(''))).toBe('');
  expect(palette(false).bad('x')).toBe('x');
});
