// What is kept of a minute: counts as they were measured, and the latency that decides as the share of good answers does.

import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { minuteSamples, sampleMinute } from '../../src/operations/index.ts';
import { at, day, hour, minute, opened, product, promise, ran, released } from './rig.ts';

const now = at('2026-01-05T08:10:30Z');
const nothing = { now, confirmation: undefined, failing: undefined, dataTimes: new Map<string, number>(), shown: true };
const answers = (requests: number, errors: number, latencies: readonly number[] = []) => ({ output: 'late', requests, errors, latencies });

test('availability counts answers; a minute without any is kept as such', () => {
  const rules = [promise('available'), promise('available', { output: 'other' })];
  expect(minuteSamples(rules, [answers(8, 1), answers(2, 0)], nothing)).toEqual([
    { series: 'late.available', minute: Math.floor(now / minute), good: 9, of: 10, value: 0.9 },
    { series: 'other.available', minute: Math.floor(now / minute), good: 0, of: 0, value: null },
  ]);
});

test('the latency that is kept is within the limit exactly when the share of the answers is', async () => {
  await assert(
    property(
      array(integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 300 }),
      constantFrom(0.5, 0.9, 0.95, 0.99, 0.999, 1),
      integer({ min: 1, max: 20 }),
      (latencies, target, within) => {
        const [sample] = minuteSamples([promise('fast', { target, within })], [answers(latencies.length, 0, latencies)], nothing);
        expect(sample?.of).toBe(latencies.length);
        expect(sample?.good).toBe(latencies.filter((latency) => latency <= within).length);
        expect((sample?.value ?? 0) <= within).toBe((sample?.good ?? 0) / latencies.length >= target);
      },
    ),
  );
});

test('age and failing checks come from the store, with the samples of the answers', async () => {
  const { store } = await opened();
  const { pointers, run } = await ran(store, '2026-01-04T20:10:30Z', { flights: 'a' }, { kind: 'ship' });
  await released(store, pointers, { run });
  const of = product({ promises: [promise('fresh'), promise('fresh', { output: 'old', within: hour }), promise('right'), promise('fast')] });
  const samples = await sampleMinute({ store, product: of, environment: 'prod', now: '2026-01-05T08:10:30Z' }, []);
  expect(samples.map(({ series, good, of, value }) => [series, good, of, value])).toEqual([
    ['late.fresh', 1, 1, day / 2],
    ['old.fresh', 0, 1, day / 2],
    ['late.right', 1, 1, 0],
    ['late.fast', 0, 0, null],
  ]);
  const empty = await sampleMinute({ store, product: of, environment: 'elsewhere', now: '2026-01-05T08:10:30Z' }, []);
  expect(empty.map((s) => s.of)).toEqual([0, 0, 0, 0]);
});

test('data dated ahead of the clock tells no age: it does not keep a promise for ever', () => {
  const rule = promise('fresh', { by: { asset: 'flights', column: 'at' }, within: hour });
  const of = (time: number) => minuteSamples([rule], [], { ...nothing, dataTimes: new Map([['flights.at', time]]) })[0];
  expect(of(now - 2 * hour)).toMatchObject({ good: 0, of: 1 });
  expect(of(now - hour / 2)).toMatchObject({ good: 1, of: 1 });
  expect(of(now + 50 * 365 * day)).toMatchObject({ good: 0, of: 0, value: null });
});
