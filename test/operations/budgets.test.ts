// Budgets and lines against a loop over the minutes, on a real store.

import { assert, asyncProperty, constantFrom, integer, nat, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { promiseReport } from '../../src/operations/index.ts';
import type { PromiseKind } from '../../src/product/index.ts';
import type { Sample } from '../../src/store/index.ts';
import { at, iso, minute, opened, product, promise } from './rig.ts';

const now = at('2026-01-05T12:00:30Z');
const current = Math.floor(now / minute);

interface Drawn {
  readonly kind: PromiseKind;
  readonly target: number;
  readonly minutes: number;
  readonly within: number;
  readonly samples: readonly { readonly ago: number; readonly good: number; readonly of: number; readonly value: number }[];
}

/** The budget and the line, minute by minute. */
function counted({ kind, target, minutes, within, samples }: Drawn) {
  const end = samples.some((s) => s.ago === 0) ? current : current - 1;
  const result = { spent: 0, unknown: 0, line: Array.from({ length: 60 }, () => ({ good: 0, seen: 0 })) };
  for (let i = 0; i < minutes; i++) {
    const ago = current - (end - minutes + 1 + i);
    const sample = samples.find((s) => s.ago === ago);
    if (!sample || sample.of === 0) {
      result.unknown++;
      continue;
    }
    const good = kind === 'fresh' ? sample.value <= within : kind === 'right' ? sample.value === 0 : sample.good / sample.of >= target;
    const stretch = result.line[Math.floor((i * 60) / minutes)];
    if (!good) result.spent++;
    if (stretch) {
      stretch.seen++;
      stretch.good += good ? 1 : 0;
    }
  }
  return { ...result, line: result.line.map((s) => (s.seen ? s.good / s.seen : null)) };
}

test('a budget is what a loop over the minutes of the window counts', async () => {
  const { store } = await opened();
  const drawn = record({
    kind: constantFrom<PromiseKind>('fresh', 'available', 'fast', 'right'),
    target: constantFrom(0.5, 0.9, 0.99, 0.999, 1),
    minutes: constantFrom(1, 7, 60, 61, 1440),
    within: integer({ min: 1, max: 5 }),
    samples: uniqueArray(record({ ago: nat(200), good: nat(5), of: nat(5), value: nat(6) }), { selector: (s) => s.ago, maxLength: 120 }),
  });
  let turn = 0;
  await assert(
    asyncProperty(drawn, async (given) => {
      const environment = `e${turn++}`;
      const samples = given.samples.map((s) => ({ ...s, good: Math.min(s.good, s.of) }));
      const put = samples.map(({ ago, ...s }): Sample => ({ series: `late.${given.kind}`, minute: current - ago, ...s }));
      await store.putSamples(environment, put);
      const rule = promise(given.kind, { target: given.target, over: given.minutes * minute, within: given.within });
      const report = await promiseReport({ store, product: product({ promises: [rule] }), environment, now: iso(now) });
      const [standing] = report.standings;
      const { spent, unknown, line } = counted({ ...given, samples });
      expect(standing?.budget).toMatchObject({ spent, unknown });
      expect(standing?.budget.allowed).toBeCloseTo((1 - given.target) * given.minutes, 5);
      const left = given.target === 1 ? Number(spent === 0) : Math.max(0, 1 - spent / ((1 - given.target) * given.minutes));
      expect(standing?.budget.left).toBeCloseTo(left, 4);
      expect(standing?.line).toEqual(line);
    }),
    { numRuns: 120 },
  );
});

test('99.9 % of 30 days allows 43.2 minutes; a minute without data spends nothing', async () => {
  const { store } = await opened();
  const samples = Array.from({ length: 100 }, (_, i) => ({
    series: 'late.available',
    minute: current - 1 - i,
    good: i < 20 ? 0 : 4,
    of: i % 10 === 9 ? 0 : 4,
    value: 1,
  }));
  await store.putSamples('prod', samples);
  const promises = [promise('available', { target: 0.999 })];
  const [standing] = (await promiseReport({ store, product: product({ promises }), environment: 'prod', now: iso(now) })).standings;
  // Of the 20 newest minutes 2 saw nothing: 18 are spent. 100 samples, 10 without data: 43,200 − 90 unknown.
  expect(standing?.budget).toEqual({ allowed: 43.2, spent: 18, unknown: 43_110, left: 1 - 18 / 43.2 });
  expect(standing?.line.slice(0, -1).every((share) => share === null)).toBe(true);
  expect(standing?.line.at(-1)).toBeCloseTo(72 / 90, 9);
});
