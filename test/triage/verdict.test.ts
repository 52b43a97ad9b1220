// The verdict against a slow, independent statement of what it means: no corner that could not be told may change it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CornerOutcome, judge, type LegName } from '../../src/triage/verdict.ts';

const legs: readonly LegName[] = ['data', 'code', 'environment'];
const outcomes = (...list: readonly CornerOutcome[]) => new Map(list.map((o, mask) => [mask, o]));

test('one leg differs: the controls alone decide', () => {
  expect(judge(['code'], outcomes('pass', 'fail'))).toEqual({ kind: 'single', legs: ['code'] });
});

test('two legs differ, one suffices and is needed', () => {
  expect(judge(['data', 'environment'], outcomes('pass', 'fail', 'pass', 'fail'))).toEqual({ kind: 'single', legs: ['data'] });
  expect(judge(['data', 'environment'], outcomes('pass', 'pass', 'fail', 'fail'))).toEqual({ kind: 'single', legs: ['environment'] });
});

test('only together, and each on its own', () => {
  expect(judge(['data', 'code'], outcomes('pass', 'pass', 'pass', 'fail'))).toEqual({ kind: 'combination', legs: ['data', 'code'] });
  expect(judge(['data', 'code'], outcomes('pass', 'fail', 'fail', 'fail'))).toEqual({ kind: 'several', legs: ['data', 'code'] });
});

test('a leg that another one masks is not blamed alone', () => {
  // data fails, but not when the code is bad too; with all three it fails again
  const seen = outcomes('pass', 'fail', 'pass', 'pass', 'pass', 'fail', 'pass', 'fail');
  expect(judge(legs, seen)).toEqual({ kind: 'combination', legs: ['data', 'environment'] });
});

test('controls that do not hold blame nobody', () => {
  expect(judge(['data'], outcomes('pass', 'pass')).kind).toBe('not-reproducible');
  expect(judge(['data'], outcomes('fail', 'fail')).kind).toBe('not-reproducible');
  expect(judge([], outcomes('pass')).kind).toBe('not-reproducible');
  expect(judge(['environment'], outcomes('not replayed', 'fail'))).toEqual({ kind: 'not-replayed', legs: ['environment'] });
});

test('an untold corner leaves the verdict open only where it matters', () => {
  expect(judge(['data', 'code'], outcomes('pass', 'fail', 'other', 'fail'))).toEqual({ kind: 'not-replayed', legs: ['data'] });
  expect(judge(['data', 'code'], outcomes('pass', 'other', 'pass', 'fail'))).toEqual({ kind: 'not-replayed', legs: ['data'] });
});

test('property: a single verdict holds in every completion of the untold corners', () => {
  const outcome = fc.constantFrom<CornerOutcome>('pass', 'fail', 'other', 'not replayed');
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 6, maxLength: 6 }), (middle) => {
      const seen = outcomes('pass', ...middle, 'fail');
      const verdict = judge(legs, seen);
      if (verdict.kind !== 'single') return;
      const bit = 1 << legs.indexOf(verdict.legs[0] as LegName);
      for (const [mask, o] of seen) {
        // wherever the blamed leg is bad it fails, as far as could be told
        if (mask & bit) expect(o).not.toBe('pass');
      }
      expect(seen.get(bit)).toBe('fail');
    }),
  );
});
