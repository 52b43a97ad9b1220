// The score of a room and its line: what counts as noticed, what as not, and what says nothing.

import { expect, test } from 'vitest';
import { scoreLine, scoreOf, sumOf, tallyOf } from './score.ts';

const many = (status: string, count: number) => Array.from({ length: count }, () => ({ status }));

test('the line of a room', () => {
  const tally = tallyOf([...many('Killed', 310), ...many('Survived', 41), ...many('NoCoverage', 9), ...many('Timeout', 2)]);
  expect(scoreLine('graph', tally)).toBe('graph 86.1 % (killed 310, survived 41, no coverage 9, timeouts 2)');
});

test('a mutant that never ends is noticed, one that no test reaches is not, one that broke the run says nothing', () => {
  expect(scoreOf(tallyOf([...many('Killed', 1), ...many('Timeout', 1), ...many('NoCoverage', 1), ...many('Survived', 1)]))).toBe(50);
  const broken = tallyOf([...many('Killed', 1), ...many('RuntimeError', 3), ...many('Ignored', 5)]);
  expect(scoreOf(broken)).toBe(100);
  expect(scoreLine('store', broken)).toBe('store 100.0 % (killed 1, survived 0, no coverage 0, timeouts 0, errors 3)');
});

test('a score is rounded down, and without mutants there is none', () => {
  expect(scoreLine('plan', tallyOf([...many('Killed', 2_999), ...many('Survived', 1_001)]))).toMatch(/^plan 74\.9 %/);
  expect(scoreLine('plan', tallyOf([...many('Killed', 3_999), ...many('Survived', 1)]))).toMatch(/^plan 99\.9 %/);
  expect(scoreLine('plan', tallyOf([]))).toMatch(/^plan no mutants/);
});

test('rooms add up', () => {
  const one = tallyOf([...many('Killed', 3), ...many('Survived', 1), ...many('RuntimeError', 1)]);
  const two = tallyOf([...many('Killed', 1), ...many('NoCoverage', 2), ...many('Timeout', 1)]);
  expect(sumOf([one, two])).toEqual({ killed: 4, survived: 1, uncovered: 2, timeouts: 1, errors: 1 });
  expect(sumOf([])).toEqual(tallyOf([]));
});
