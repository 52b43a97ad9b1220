// Twenty-five faults drawn by a fixed seed: no verdict names a leg, a file or a setting that was not it.

import { expect, test } from 'vitest';
import { campaign, tallies } from './campaign.ts';
import { draw } from './draw.ts';

test('no verdict of 25 drawn faults is wrong, and few are undecided', { timeout: 400_000 }, async () => {
  const { results } = await campaign(7, 25);
  const [all] = tallies(results).slice(-1);
  expect(results.filter((r) => r.judged === 'wrong')).toEqual([]);
  expect(all?.caught).toBeGreaterThan(8);
  expect(all?.right).toBeGreaterThan(0.8 * (all?.caught ?? 0));
});

test('a seed draws the same faults again, and another seed others', { timeout: 120_000 }, () => {
  const drawn = (seed: number) => JSON.stringify(Array.from({ length: 30 }, (_, i) => draw(seed, i + 1)));
  expect(drawn(7)).toBe(drawn(7));
  expect(drawn(7)).not.toBe(drawn(8));
  const faults = Array.from({ length: 200 }, (_, i) => draw(1, i + 1));
  expect(new Set(faults.map((f) => f.fault.leg)).size).toBe(3);
  expect(new Set(faults.map((f) => f.fault.what)).size).toBeGreaterThan(80);
  expect(faults.some((f) => f.companions.length === 2 && f.into === 'prod')).toBe(true);
});
