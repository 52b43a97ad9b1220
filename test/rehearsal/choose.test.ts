// Which checks are proposed: enough to kill all that can be killed, and none that the others make needless.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Choice, chosenOf } from '../../src/rehearsal/choose.ts';

const choice = (kills: string, family = kills): Choice => ({ family, kills: new Set(kills) });
const ones = (faults: string) => new Map([...faults].map((fault) => [fault, 1]));

test('the one that kills most comes first, then what adds to it', () => {
  expect(chosenOf([choice('ab'), choice('cde'), choice('e')], ones('abcde'))).toEqual([1, 0]);
});

test('weight counts, not number; of equals the first', () => {
  expect(chosenOf([choice('ab'), choice('c')], new Map([...ones('ab'), ['c', 3]]))).toEqual([1, 0]);
  expect(chosenOf([choice('a', 'x'), choice('a', 'y')], ones('a'))).toEqual([0]);
});

test('the strongest goes where the others do its work', () => {
  expect(chosenOf([choice('abcd'), choice('abe'), choice('cdf')], ones('abcdef'))).toEqual([1, 2]);
});

test('of two that make each other needless the stronger stays', () => {
  expect(chosenOf([choice('ax'), choice('abc'), choice('bx'), choice('c')], ones('abcx'))).toEqual([1, 0]);
});

test('of one family one', () => {
  expect(chosenOf([choice('ab', 'range'), choice('abc', 'range')], ones('abc'))).toEqual([1]);
  expect(chosenOf([choice('abc', 'range'), choice('abcd', 'range'), choice('a', 'in')], ones('abcd'))).toEqual([1]);
});

test('nothing to kill, nothing chosen; a fault without weight is nobody’s', () => {
  expect(chosenOf([], ones('a'))).toEqual([]);
  expect(chosenOf([choice('')], ones('a'))).toEqual([]);
  expect(chosenOf([choice('z')], ones('a'))).toEqual([]);
});

test('together they kill what all kill together, and none is needless', () => {
  const faults = 'abcdefgh';
  const drawn = fc.array(fc.subarray([...faults]), { maxLength: 10 });
  fc.assert(
    fc.property(drawn, (sets) => {
      const choices = sets.map((kills, i) => ({ family: String(i), kills: new Set(kills) }));
      const chosen = chosenOf(choices, ones(faults)).map((i) => choices[i]?.kills ?? new Set<string>());
      const all = (some: readonly ReadonlySet<string>[]) => new Set(some.flatMap((one) => [...one]));
      expect(all(chosen)).toEqual(all(choices.map(({ kills }) => kills)));
      for (const one of chosen) expect(all(chosen.filter((other) => other !== one)).size).toBeLessThan(all(chosen).size);
    }),
  );
});
