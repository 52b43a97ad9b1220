// The time-slice budget of a promise: of its window's minutes so many may be bad. A minute without data is neither good nor spent.

import type { PromiseRule } from '../product/index.ts';
import type { Tally } from '../store/index.ts';
import type { PromiseStanding } from './report.ts';

/** Stretches of the line that a standing shows. */
export const stretches = 60;

/** Minutes of the window, at least one. */
export const windowMinutes = ({ over }: Pick<PromiseRule, 'over'>): number => Math.max(1, Math.round(over / 60_000));

/** allowed = (1 − target) × minutes; left = 1 − spent ÷ allowed, and where nothing is allowed 1 until the first bad minute. */
export function budget(tally: Pick<Tally, 'stretches'>, rule: Pick<PromiseRule, 'target' | 'over'>): PromiseStanding['budget'] {
  const minutes = windowMinutes(rule);
  const good = tally.stretches.reduce((sum, s) => sum + s.good, 0);
  const spent = tally.stretches.reduce((sum, s) => sum + s.bad, 0);
  const allowed = Number(((1 - rule.target) * minutes).toFixed(6)); // 1 − 0.999 is not quite 0.001
  const left = allowed > 0 ? Math.max(0, 1 - spent / allowed) : spent === 0 ? 1 : 0;
  return { allowed, spent, unknown: minutes - good - spent, left };
}

/** The share of good minutes of each stretch; null where none has data. */
export const line = (tally: Pick<Tally, 'stretches'>): PromiseStanding['line'] =>
  tally.stretches.map(({ good, bad }) => (good + bad === 0 ? null : good / (good + bad)));
