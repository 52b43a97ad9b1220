// Delta debugging: what it returns breaks, and nothing of it can be left out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrow } from '../../src/triage/narrow.ts';

const numbers = (n: number) => [...Array(n).keys()];

test('one culprit among many is found in few trials', async () => {
  let trials = 0;
  const { found } = await narrow(numbers(64), async (subset) => {
    trials++;
    return subset.includes(41);
  });
  expect(found).toEqual([41]);
  expect(trials).toBeLessThanOrEqual(12);
});

test('of few, every one that suffices is named', async () => {
  const narrowed = await narrow(numbers(5), async (subset) => subset.includes(1) || subset.includes(3));
  expect(narrowed).toEqual({ found: [1, 3], together: false });
});

test('property: the result breaks it, and is minimal where the trials suffice', async () => {
  const draw = fc.integer({ min: 2, max: 12 }).chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.nat(n - 1), { minLength: 1, maxLength: 2 })));
  await fc.assert(
    fc.asyncProperty(draw, async ([n, culprits]) => {
      const fails = async (subset: readonly number[]) => culprits.every((c) => subset.includes(c));
      const { found, together } = await narrow(numbers(n), fails);
      expect(together).toBe(culprits.length > 1);
      expect(await fails(found)).toBe(true);
      expect([...found].sort()).toEqual([...culprits].sort());
    }),
  );
});
