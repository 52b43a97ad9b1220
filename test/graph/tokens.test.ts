// The token text: blind to comments and white space, and to nothing else.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenText } from '../../src/graph/index.ts';

test.each([
  ['a comment at the end of a line', 'select 1 -- one', 'select 1'],
  ['a block comment', 'select /* the\nanswer */ 42', 'select 42'],
  ['white space and line ends', 'select\r\n\ta ,\n  b', 'select a, b'],
  ['space around operators', 'select a+b', 'select a + b'],
  ['a semicolon at the end', 'select 1;', 'select 1'],
  ['a block comment inside a block comment', 'select 1 /* a /* b */ c */ + 2', 'select 1 + 2'],
  ['a comment that nothing ends', 'select 1 /* and /* so */ on', 'select 1'],
  ['a comment between a number and an operator', 'select 1.5/* */+2', 'select 1.5 + 2'],
])('%s does not count', (_, a, b) => {
  expect(tokenText(a)).toBe(tokenText(b));
});

test.each([
  ['a literal with two spaces', "select 'a  b'", "select 'a b'"],
  ['a comment mark inside a literal', "select '--x'", "select '--y'"],
  ['a quoted name', 'select "a b"', 'select "a  b"'],
  ['a dollar-quoted text', 'select $$a  b$$', 'select $$a b$$'],
  ['a number', 'select 1', 'select 2'],
  ['what stands after a comment that a lone carriage return ends', 'select v --c\r +1', 'select v --c\r +100'],
  ['case, which a quoted name or an alias may mean', 'select A', 'select a'],
  ['minus minus a space apart', 'select 1 - -1', 'select 1'],
  ['a space inside a number', 'select 1.e5', 'select 1. e5'],
  ['a space before what would be digits', 'select 0x1F', 'select 0 x1F'],
  ['an escape before a quote', "select E'a\\' --b'", "select E'a\\' --c'"],
])('%s counts', (_, a, b) => {
  expect(tokenText(a)).not.toBe(tokenText(b));
});

test('property: comments and blanks between tokens never show', () => {
  const token = fc.constantFrom('select', 'a', '+', '1', "'x  y'", '"q -- r"', ',', '(', ')', 'from', 't');
  const blank = fc.constantFrom(' ', '\n', '\t ', ' -- c\n', ' /* c */ ');
  fc.assert(
    fc.property(fc.array(fc.tuple(token, blank), { minLength: 1, maxLength: 20 }), (pieces) => {
      const plain = pieces.map(([t]) => t).join(' ');
      const noisy = pieces.map(([t, b]) => t + b).join('');
      expect(tokenText(noisy)).toBe(tokenText(plain));
    }),
  );
});
