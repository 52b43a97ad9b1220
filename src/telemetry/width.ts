// How wide text is in a terminal, and how it is cut, padded and wrapped. Escape sequences take no room, East Asian
// characters and emoji take two cells (Unicode UAX #11), combining marks none.

import { stripVTControlCharacters } from 'node:util';

// Made when first needed: it costs ten milliseconds, and most text is simple.
let segmenter: Intl.Segmenter | undefined;
const plainAscii = /^[\x20-\x7e]*$/;
// One cell for each character: Latin, punctuation, box drawing and the signs used here.
const simple = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u203b\u2190-\u2193\u2260\u2500-\u259f\u2713\u2717]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const styleSequence = /(\u001b\[[0-9;]*m)/;
const noWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;
const emoji = /^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\ufe0f|^\p{Regional_Indicator}{2}/u;

// Ranges of East_Asian_Width W and F, emoji apart.
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** What a reader sees as single characters. */
export function* graphemes(text: string): Generator<string> {
  if (simple.test(text)) return yield* text;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Cells of one grapheme: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): 0 | 1 | 2 {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return 1;
  if (noWidth.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Cells that a text takes on one line of a terminal. */
export function stringWidth(text: string): number {
  if (simple.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(stripVTControlCharacters(text))) width += graphemeWidth(grapheme);
  return width;
}

/** The text in at most `width` cells, its end replaced by … where it is longer; its styles stay closed. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return '';
  let result = '';
  let used = 0;
  let full = false;
  for (const piece of text.split(styleSequence)) {
    if (styleSequence.test(piece)) {
      result += piece;
      continue;
    }
    for (const grapheme of full ? [] : graphemes(piece)) {
      used += graphemeWidth(grapheme);
      full = used > width - 1;
      result += full ? '…' : grapheme;
      if (full) break;
    }
  }
  return result;
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const room = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + room : room + text;
}

/** Lines of at most `width` cells, broken at spaces; a longer word (a path, a command) stays whole, so that it can be copied. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ')) {
      const longer = current === '' ? word : `${current} ${word}`;
      if (current !== '' && stringWidth(longer) > width) {
        lines.push(current);
        current = word;
      } else current = longer;
    }
    return [...lines, current];
  });
}

/** Foreign text made harmless for a terminal and for one line: control and direction characters become visible. */
export function printable(text: string): string {
  if (plainAscii.test(text)) return text;
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, visible);
}

function visible(character: string): string {
  const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return known[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
