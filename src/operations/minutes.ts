// When a minute keeps a promise, and how a promise is said. One place, so that samples, budgets and texts agree.

import { formatDuration, type PromiseRule } from '../product/index.ts';
import type { MinuteRule } from '../store/index.ts';

const minuteLength = 60_000;
const day = 86_400_000;

export const subjectOf = ({ output, kind }: Pick<PromiseRule, 'output' | 'kind'>): string => `${output}.${kind}`;

/** The minute that a moment lies in, counted from 1970. */
export const minuteOf = (at: number): number => Math.floor(at / minuteLength);
export const startOf = (minute: number): number => minute * minuteLength;

/** available: the share of good answers; fast: the share within the limit; fresh: the age; right: no failing check. */
export function goodMinute(rule: PromiseRule): MinuteRule {
  if (rule.kind === 'fresh') return { atMost: rule.within ?? 0 };
  return rule.kind === 'right' ? { atMost: 0 } : { share: rule.target };
}

/** `within 24 h, 99 % of 30 d`; `99.9 % of 7 d` */
export function promiseText({ kind, within, target, over }: PromiseRule): string {
  const share = `${Number((target * 100).toFixed(4))} % of ${duration(over)}`;
  return within === undefined || kind === 'available' || kind === 'right' ? share : `within ${duration(within)}, ${share}`;
}

/** Hours up to two days, as promises are written. */
function duration(milliseconds: number): string {
  const text = milliseconds <= 2 * day && milliseconds % 3_600_000 === 0 ? `${milliseconds / 3_600_000}h` : formatDuration(milliseconds);
  return text.replace(/(\d)([a-z]+)(?=\d|$)/g, '$1 $2 ').trimEnd();
}
