// What is said of promises: the shapes that `trivet promises`, the page, /metrics and alerts share.

import type { Instant } from '../base/index.ts';
import type { PromiseKind } from '../product/index.ts';
import type { Notice } from '../store/index.ts';

/** The harm of impact that a broken promise does: available → down, fresh → stale, right → wrong, fast → down past the output's time-out only. */
export type HarmKind = 'down' | 'stale' | 'wrong';

/** wake: now, outside working hours. message: working hours. later: will wake at `at` if it lasts. ticket: waits for `at`, the owner's next working period. */
export interface Decision {
  readonly kind: 'wake' | 'message' | 'later' | 'ticket';
  /** When it wakes, or until when it waits; null for a message. */
  readonly at: Instant | null;
  /** Cost of waiting until the next working period, in the currency of waking, at `at` (later) or now. */
  readonly cost: number;
  readonly waking: number;
  readonly currency: string;
  readonly harms: readonly {
    readonly harm: HarmKind;
    readonly since: Instant;
    readonly counts: Instant;
    readonly perHour: number;
    readonly hours: number;
  }[];
  /** The whole arithmetic in words: `down since 00:10; would wake departures at 02:10: 200 USD/h × 5.8 h until Mon 08:00 = 1,167 > 500`. */
  readonly text: string;
}

export interface PromiseStanding {
  /** `late.fresh` */
  readonly subject: string;
  readonly output: string;
  readonly kind: PromiseKind;
  /** `within 24 h, 99 % of 30 d` */
  readonly text: string;
  /** breaking: good now, and not any more at `breaksAt` unless something changes. */
  readonly state: 'good' | 'breaking' | 'broken' | 'no data';
  /** Since when it is broken or without data. */
  readonly since: Instant | null;
  /** The newest measured value: age or latency in ms, share of good answers, failing checks. */
  readonly value: number | null;
  readonly within: number | null;
  readonly breaksAt: Instant | null;
  /** Minutes of the window that may be bad; of those spent; minutes without data (neither good nor bad, told apart); share left, 0 to 1. */
  readonly budget: { readonly allowed: number; readonly spent: number; readonly unknown: number; readonly left: number };
  /** 60 equal stretches of the window, oldest first: share of good minutes, null without data. */
  readonly line: readonly (number | null)[];
  /** The decision for this one alone. */
  readonly decision: Decision | null;
}

export interface PromiseReport {
  readonly environment: string;
  readonly now: Instant;
  /** Whether the owner is at work; null where no hours are declared. */
  readonly working: boolean | null;
  readonly standings: readonly PromiseStanding[];
  /** Of all that is broken at once: one person is woken once. */
  readonly decision: Decision | null;
  /** Alerts that could not be delivered, newest first. */
  readonly undelivered: readonly Notice[];
  /** The newest minute that has a sample. */
  readonly sampledAt: Instant | null;
}
