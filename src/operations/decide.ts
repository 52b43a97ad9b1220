// Whether to wake anyone: the cost of waiting until the owner's next working period, against what waking costs. Pure; reads no store.

import type { Instant } from '../base/index.ts';
import { textOf } from './decision-text.ts';
import { isWorking, nextStart } from './hours.ts';
import type { Decision, HarmKind } from './report.ts';
import type { Terms } from './terms.ts';

/** A promise that is broken since then, or will be: `since` may lie ahead. */
export interface Broken {
  /** null: it does no harm that impact speaks of (slow, within the time-out). */
  readonly harm: HarmKind | null;
  readonly since: Instant;
}

/** A harm as it counts: one of each kind, from the earliest breach; milliseconds since 1970. */
export interface Counting {
  readonly harm: HarmKind;
  readonly since: number;
  /** since + after: nobody is woken before. */
  readonly counts: number;
  readonly perHour: number;
}

/** What is broken, and what it comes to at the moment looked at. */
export interface Weighed {
  readonly kind: Decision['kind'];
  readonly now: number;
  /** The moment of the sum: now, when it first exceeds waking, or when it is greatest. */
  readonly at: number;
  /** The start of the owner's next working period. */
  readonly start: number;
  readonly cost: number;
  readonly counting: readonly Counting[];
  /** All that is broken, also what costs nothing, earliest first. */
  readonly broken: readonly { readonly harm: HarmKind | null; readonly since: number }[];
}

const hour = 3_600_000;
const order: readonly (HarmKind | null)[] = ['down', 'stale', 'wrong', null];

/**
 * Cost of waiting at a moment t = the sum, over the harms whose since + after has passed, of rate × hours from t to the next working period.
 * Between two such moments the sum only falls, so it first exceeds waking now or at one of them.
 */
export function decide(broken: readonly Broken[], terms: Terms, now: Instant): Decision {
  const weighed = weigh(broken, terms, Date.parse(now));
  const { kind, at, start, cost, counting } = weighed;
  return {
    kind,
    at: kind === 'message' ? null : instant(kind === 'ticket' ? start : at),
    cost,
    waking: terms.waking.amount,
    currency: terms.waking.currency,
    harms: counting.map(({ harm, since, counts, perHour }) => ({
      harm,
      since: instant(since),
      counts: instant(counts),
      perHour,
      hours: kind !== 'message' && counts <= at && at < start ? (start - at) / hour : 0,
    })),
    text: textOf(weighed, terms),
  };
}

const instant = (at: number): Instant => new Date(at).toISOString();

function weigh(given: readonly Broken[], terms: Terms, now: number): Weighed {
  const broken = earliest(given);
  const counting = broken.flatMap(({ harm, since }): Counting[] => {
    const rate = harm === null ? undefined : terms.harms[harm];
    return rate && harm !== null ? [{ harm, since, counts: since + rate.after, perHour: rate.perHour }] : [];
  });
  const start = nextStart(terms.hours, now);
  const base = { now, start, counting, broken };
  if (isWorking(terms.hours, now)) return { ...base, kind: 'message', at: now, cost: 0 };
  const costAt = (at: number) => counting.reduce((sum, c) => (c.counts <= at ? sum + (c.perHour * (start - at)) / hour : sum), 0);
  const moments = [now, ...counting.map((c) => c.counts).filter((counts) => counts > now && counts < start)].sort((a, b) => a - b);
  const turn = moments.find((at) => costAt(at) > terms.waking.amount);
  if (turn !== undefined) return { ...base, kind: turn === now ? 'wake' : 'later', at: turn, cost: costAt(turn) };
  const greatest = moments.reduce((best, at) => (costAt(at) > costAt(best) ? at : best), now);
  return { ...base, kind: 'ticket', at: greatest, cost: costAt(greatest) };
}

/** Several promises with the same harm are one harm, from the earliest on. */
function earliest(given: readonly Broken[]): Weighed['broken'] {
  const kinds = new Map<HarmKind | null, number>();
  for (const { harm, since } of given) kinds.set(harm, Math.min(kinds.get(harm) ?? Number.POSITIVE_INFINITY, Date.parse(since)));
  return [...kinds].map(([harm, since]) => ({ harm, since })).sort((a, b) => a.since - b.since || order.indexOf(a.harm) - order.indexOf(b.harm));
}
