// Expected rows against actual ones: as a multiset, in order, place by place; what is a pair and what is not.

import { expect, test } from 'vitest';
import { type Cells, type DiffRow, diffByPlace, diffInOrder, diffRows, type ExpectedRow } from '../../src/checks/unit/diff.ts';
import { near } from '../../src/checks/unit/expected.ts';

const row = (...cells: Cells): ExpectedRow => ({ cells, equals: (i, actual) => cells[i] === actual });
/** `= 1 2`, `~ 1 2 / 1 3 @1`, `- 1 2`, `+ 1 3` */
const spelled = ({ kind, expected = [], actual = [], differs = [] }: DiffRow): string =>
  ({
    same: `= ${expected.join(' ')}`,
    different: `~ ${expected.join(' ')} / ${actual.join(' ')} @${differs.join(',')}`,
    missing: `- ${expected.join(' ')}`,
    extra: `+ ${actual.join(' ')}`,
  })[kind];
const rows = (...all: readonly Cells[]) => all.map((cells) => row(...cells));

test('as multisets: the order does not count, each row once; the most alike pair first, what is alike in nothing is no pair', () => {
  expect(
    diffRows(rows([1, 2], [3, 4]), [
      [3, 4],
      [1, 2],
    ]).map(spelled),
  ).toEqual(['= 1 2', '= 3 4']);
  expect(diffRows(rows([1, 2], [1, 2]), [[1, 2]]).map(spelled)).toEqual(['= 1 2', '- 1 2']);
  expect(
    diffRows(rows([1, 2]), [
      [1, 2],
      [1, 2],
    ]).map(spelled),
  ).toEqual(['= 1 2', '+ 1 2']);
  expect(
    diffRows(rows([1, 2, 3]), [
      [1, 9, 9],
      [1, 2, 9],
    ]).map(spelled),
  ).toEqual(['~ 1 2 3 / 1 2 9 @2', '+ 1 9 9']);
  expect(
    diffRows(rows([1, 2], [5, 6]), [
      [7, 8],
      [1, 3],
    ]).map(spelled),
  ).toEqual(['~ 1 2 / 1 3 @1', '- 5 6', '+ 7 8']);
  // one actual row, wanted by two: the first of the equally alike has it
  expect(diffRows(rows([1, 2], [1, 3]), [[1, 4]]).map(spelled)).toEqual(['~ 1 2 / 1 4 @1', '- 1 3']);
  // rows of one cell are pairs though they have nothing in common
  expect(diffRows(rows([1], [2]), [[2], [3]]).map(spelled)).toEqual(['~ 1 / 3 @0', '= 2']);
  expect(diffRows([], []).map(spelled)).toEqual([]);
});

test('in order: what stays is found, what lies between is compared place by place', () => {
  expect(
    diffInOrder(rows([1, 1], [2, 2], [3, 3]), [
      [1, 1],
      [3, 3],
    ]).map(spelled),
  ).toEqual(['= 1 1', '- 2 2', '= 3 3']);
  expect(
    diffInOrder(rows([1, 1], [3, 3]), [
      [1, 1],
      [2, 2],
      [3, 3],
    ]).map(spelled),
  ).toEqual(['= 1 1', '+ 2 2', '= 3 3']);
  expect(
    diffInOrder(rows([1, 1], [2, 2]), [
      [2, 2],
      [1, 1],
    ]).map(spelled),
  ).toEqual(['- 1 1', '= 2 2', '+ 1 1']);
  expect(
    diffInOrder(rows([1, 1], [2, 2], [3, 3]), [
      [1, 1],
      [2, 9],
      [3, 3],
    ]).map(spelled),
  ).toEqual(['= 1 1', '~ 2 2 / 2 9 @1', '= 3 3']);
  // alike in nothing: two rows, and no pair; rows of one cell are a pair
  expect(
    diffInOrder(rows([1, 1], [2, 2], [3, 3]), [
      [1, 1],
      [8, 9],
      [3, 3],
    ]).map(spelled),
  ).toEqual(['= 1 1', '- 2 2', '+ 8 9', '= 3 3']);
  expect(diffInOrder(rows([1], [2], [3]), [[1], [9], [3]]).map(spelled)).toEqual(['= 1', '~ 2 / 9 @0', '= 3']);
  expect(diffInOrder(rows([1, 1]), []).map(spelled)).toEqual(['- 1 1']);
  expect(diffInOrder([], [[1, 1]]).map(spelled)).toEqual(['+ 1 1']);
  // the longest common run wins over the first match
  const long = [
    [2, 2],
    [3, 3],
    [1, 1],
  ];
  expect(diffInOrder(rows([1, 1], [2, 2], [3, 3]), long).map(spelled)).toEqual(['- 1 1', '= 2 2', '= 3 3', '+ 1 1']);
});

test('in order, of more rows than a table of lengths would hold: place by place', () => {
  const many = Array.from({ length: 2_001 }, (_, i): Cells => [i, i]);
  const found = diffInOrder(
    many.map((cells) => row(...cells)),
    many.slice(1),
  );
  expect(found).toHaveLength(2_001);
  expect([found[0], found.at(-1)].map((one) => spelled(one as DiffRow))).toEqual(['~ 0 0 / 1 1 @0,1', '- 2000 2000']);
});

test('place by place: each row against the one that stands there', () => {
  expect(diffByPlace(rows([1, 2], [3, 4]), [[1, 9]]).map(spelled)).toEqual(['~ 1 2 / 1 9 @1', '- 3 4']);
  expect(
    diffByPlace(rows([1, 2]), [
      [1, 2],
      [5, 6],
    ]).map(spelled),
  ).toEqual(['= 1 2', '+ 5 6']);
});

test.each([
  [1, 1.05, 0.1, true],
  [1, 1.2, 0.1, false],
  [1_000, 1_050, 0.1, true], // a tenth of the greater
  [1_050, 1_000, 0.1, true],
  [1_000, 1_200, 0.1, false],
  [0.001, 0.05, 0.1, true], // absolute below one
  [0, 0, 0, true],
  [-1_000, -1_050, 0.1, true],
  [Number.NaN, Number.NaN, 0.1, true],
  [Number.NaN, 1, 0.1, false],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, true],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1, false],
  [Number.POSITIVE_INFINITY, 1e308, 0.1, false],
])('%d is near %d within %d: %s', (a, b, within, is) => {
  expect(near(a, b, within)).toBe(is);
  expect(near(b, a, within)).toBe(is);
});
