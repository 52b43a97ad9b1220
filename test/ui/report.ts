// Promise reports as operations would make them: one where all is kept, one where an output is stale and an alert did not arrive.

import type { PromiseReport, PromiseStanding } from '../../src/operations/index.ts';

const now = '2001-03-04T06:00:00-08:00';
const hour = 3_600_000;
const whole: readonly (number | null)[] = Array.from({ length: 60 }, (_, i) => (i < 11 ? null : i === 38 ? 0.96 : 1));

function standing(output: string, kind: PromiseStanding['kind'], more: Partial<PromiseStanding>): PromiseStanding {
  return {
    subject: `${output}.${kind}`,
    output,
    kind,
    text: { fresh: 'within 24 h, 99 % of 30 d', available: '99.9 % of 30 d', fast: 'within 250 ms, 99 % of 30 d', right: '99 % of 30 d' }[kind],
    state: 'good',
    since: null,
    value: null,
    within: null,
    breaksAt: null,
    budget: { allowed: 432, spent: 12, unknown: 3, left: 0.972 },
    line: whole,
    decision: null,
    ...more,
  };
}

const calm = (output: string, age: number): readonly PromiseStanding[] => [
  standing(output, 'fresh', { value: age, within: 24 * hour }),
  standing(output, 'available', { value: 1, budget: { allowed: 43, spent: 4, unknown: 3, left: 0.907 } }),
  standing(output, 'fast', { value: 14, within: 250, budget: { allowed: 432, spent: 180, unknown: 3, left: 0.583 } }),
];

export function report(kind: 'calm' | 'troubled' | 'empty'): PromiseReport {
  const base = { environment: 'prod', now, working: false, decision: null, undelivered: [], sampledAt: now };
  if (kind === 'empty') return { ...base, working: null, standings: [], sampledAt: null };
  if (kind === 'calm') return { ...base, standings: [...calm('bad_hour', 0), ...calm('late', 0)] };
  const since = '2001-03-04T03:00:00-08:00';
  const text = 'stale since 03:00; waits until Mon 08:00: 20 USD/h × 2.0 h from Mon 06:00 = 40 ≤ 500';
  const decision = { kind: 'ticket' as const, at: '2001-03-05T08:00:00-08:00', cost: 40, waking: 500, currency: 'USD', harms: [], text };
  const stale = standing('late', 'fresh', {
    state: 'broken',
    since,
    value: 27 * hour,
    within: 24 * hour,
    budget: { allowed: 432, spent: 430, unknown: 3, left: 0.005 },
    line: whole.map((v, i) => (i > 55 ? 0 : v)),
    decision,
  });
  const breaking = standing('bad_hour', 'fresh', { state: 'breaking', value: 23.5 * hour, within: 24 * hour, breaksAt: '2001-03-04T06:30:00-08:00' });
  const unseen = standing('bad_hour', 'fast', { state: 'no data', within: 250, since, line: whole.map(() => null) });
  return {
    ...base,
    standings: [breaking, ...calm('bad_hour', 0).slice(1, 2), unseen, stale, ...calm('late', 0).slice(1)],
    decision,
    undelivered: [
      {
        id: 7,
        environment: 'prod',
        subject: 'late.fresh',
        state: 'broken',
        to: 'webhook https://alerts.example.org/hook',
        body: {},
        decidedAt: since,
        attempts: 4,
        nextAt: now,
        deliveredAt: null,
        error: 'connection refused',
      },
    ],
  };
}
