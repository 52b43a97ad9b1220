// A model's metrics against what people have already. Pure: the figures were computed when the model was made.

import { fails, passed, unasked } from './finding.ts';
import { problem } from './problems.ts';
import type { Finding, Rule } from './rule.ts';

/** `value`: the smallest lead over a baseline, rounded to 1e-6. Fails below `by`; a metric that the model does not give can't be asked. */
export function judgeMetric(rule: Extract<Rule, { kind: 'metric' }>, metrics: Readonly<Record<string, number>>): Finding {
  const missing = [rule.metric, ...rule.betterThan].filter((name) => metrics[name] === undefined);
  if (missing.length) return unasked(problem('no-metric', { model: rule.asset, missing, known: Object.keys(metrics) }, { at: rule.at }));
  const own = metrics[rule.metric] ?? 0;
  const lead = Math.min(...rule.betterThan.map((name) => own - (metrics[name] ?? 0)));
  const value = Math.round(lead * 1e6) / 1e6;
  return value >= rule.by ? passed(value) : fails({ value });
}
