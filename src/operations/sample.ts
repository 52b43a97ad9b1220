// What is kept of a minute: for each promise what was measured, and how much of it was good. Decides nothing about windows.

import type { PromiseRule } from '../product/index.ts';
import type { Sample } from '../store/index.ts';
import { minuteOf, subjectOf } from './minutes.ts';
import { freshFrom, lookAtServed, type PromiseSource, type Served } from './served.ts';

/** What was answered of one output within the minute. */
export interface MeasuredAnswers {
  readonly output: string;
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds, unsorted. */
  readonly latencies: readonly number[];
}

/** The samples of the minute that `now` lies in: of what the service measured, and of what the store says is served. */
export async function sampleMinute(source: PromiseSource, answered: readonly MeasuredAnswers[]): Promise<readonly Sample[]> {
  const served = await lookAtServed(source);
  return minuteSamples(source.product.promises, answered, served);
}

/** One sample for each promise; `of` 0 where nothing was seen. */
export function minuteSamples(
  rules: readonly PromiseRule[],
  answered: readonly MeasuredAnswers[],
  served: Pick<Served, 'now' | 'confirmation' | 'failing' | 'dataTimes' | 'shown'>,
): readonly Sample[] {
  const minute = minuteOf(served.now);
  return rules.map((rule) => {
    const mine = answered.filter((a) => a.output === rule.output);
    return { series: subjectOf(rule), minute, ...measured(rule, mine, served) };
  });
}

type Measure = Pick<Sample, 'good' | 'of' | 'value'>;

function measured(rule: PromiseRule, mine: readonly MeasuredAnswers[], served: Served): Measure {
  if (rule.kind === 'available') return availability(mine);
  if (rule.kind === 'fast') return speed(rule, mine);
  if (rule.kind === 'right')
    return served.failing ? { good: served.failing.checks.length === 0 ? 1 : 0, of: 1, value: served.failing.checks.length } : nothing;
  const from = freshFrom(rule, served);
  if (from === null) return nothing;
  const age = served.now - from;
  return { good: age <= (rule.within ?? 0) ? 1 : 0, of: 1, value: age };
}

const nothing: Measure = { good: 0, of: 0, value: null };

function availability(mine: readonly MeasuredAnswers[]): Measure {
  const of = mine.reduce((sum, a) => sum + a.requests, 0);
  const errors = mine.reduce((sum, a) => sum + a.errors, 0);
  return of === 0 ? nothing : { good: of - errors, of, value: (of - errors) / of };
}

/** value: the latency that the promised share of the answers does not exceed, so that it is within the limit exactly when the minute is good. */
function speed({ target, within = 0 }: PromiseRule, mine: readonly MeasuredAnswers[]): Measure {
  const latencies = mine.flatMap((a) => a.latencies).sort((a, b) => a - b);
  const of = latencies.length;
  if (of === 0) return nothing;
  const good = latencies.filter((latency) => latency <= within).length;
  let needed = Math.max(1, Math.ceil(target * of) - 1);
  while (needed < of && needed / of < target) needed++; // as the minute's rule counts: by division
  return { good, of, value: latencies[needed - 1] ?? null };
}
