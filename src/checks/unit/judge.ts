// Judges what a test expects beside rows: that the asset fails, and how; and what a model's metrics are. Pure.

import { nearest, type Outcome, type Problem } from '../../base/index.ts';
import type { MetricBounds, UnitTest } from '../../product/index.ts';
import { problem } from '../problems.ts';
import { near } from './expected.ts';

/** The asset is to fail, with this code, in these words; undefined where it did. */
export function judgeFailure(test: UnitTest, wanted: NonNullable<UnitTest['fails']>, made: Outcome<unknown>): Problem | undefined {
  const found = made.ok ? [] : made.problems.flatMap((p) => [p, ...(p.also ?? [])]);
  const fits = (p: Problem) =>
    (wanted.problem === undefined || p.code === wanted.problem) &&
    (wanted.message === undefined || `${p.message}\n${p.cause ?? ''}`.toLowerCase().includes(wanted.message.toLowerCase()));
  if (found.some(fits)) return undefined;
  const words = wanted.message === undefined ? [] : [`“${wanted.message}”`];
  const expected = [...(wanted.problem === undefined ? [] : [wanted.problem]), ...words].join(' and ');
  const [first] = found;
  const happened = first ? `it fails with ${first.code}` : 'it does not fail';
  return problem(
    'test-outcome',
    { test: test.name, asset: test.asset, expected, found: happened },
    { at: wanted.at, ...(made.ok ? {} : { also: made.problems }) },
  );
}

/** A Problem for each metric that is not as expected. */
export function judgeMetrics(test: UnitTest, metrics: Readonly<Record<string, number>>): readonly Problem[] {
  return [...(test.metrics ?? [])].flatMap(([metric, bounds]) => {
    const found = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    if (found !== undefined && holds(found, bounds, test.tolerance)) return [];
    const close = found === undefined ? nearest(metric, Object.keys(metrics)) : undefined;
    const about = { test: test.name, asset: test.asset, metric, expected: wordsOf(bounds), found, near: close };
    return [problem('test-metric', about, { at: test.at })];
  });
}

function holds(value: number, bounds: MetricBounds, tolerance = 1e-9): boolean {
  if ('is' in bounds) return near(bounds.is, value, tolerance);
  return (bounds.min === undefined || value >= bounds.min) && (bounds.max === undefined || value <= bounds.max);
}

function wordsOf(bounds: MetricBounds): string {
  if ('is' in bounds) return `to be ${bounds.is}`;
  const { min, max } = bounds;
  if (min === undefined || max === undefined) return min === undefined ? `at most ${max}` : `at least ${min}`;
  return `from ${min} to ${max}`;
}
