// What is new in a report for somebody who was told of the states before. Pure: no store, no target, no words.

import { nextStart } from './hours.ts';
import type { PromiseReport, PromiseStanding } from './report.ts';
import type { Terms } from './terms.ts';

/** The subject of the one who may be woken: of all promises at once. */
export const ownerSubject = 'owner';

/** The subject of the service itself: whether it shows the release that is live. */
export const serviceSubject = 'service';

/** The live release, where a service can't show it. */
export interface NotShown {
  readonly release: number;
  /** What is shown in its place; undefined: nothing is. */
  readonly shown: number | undefined;
  readonly why: string;
}

export interface News {
  readonly subject: string;
  /** Of a promise as in its standing; of the owner `wake until T` (their next working period), `message` or `good`; of the service `not showing release N` or `good`. */
  readonly state: string;
  /** null: it is of all promises at once, or of the service. */
  readonly standing: PromiseStanding | null;
  /** Somebody is to be woken by it. */
  readonly wake: boolean;
}

/** What somebody was told last of a subject. */
export interface Told {
  readonly state: string;
  /** It was told while nobody was at work, and woke nobody. */
  readonly waits: boolean;
}

/** A promise without data is told when that lasts: a restart is no news. */
const silence = 15 * 60_000;

/** To whom: `all`, or only what concerns the owner as a person, for a target that may call somebody. */
export type Audience = 'all' | 'owner';

/**
 * At most one for each subject. A promise's state is told when it differs from what was told, `good` only after something else.
 * The owner is woken once until their next working period, and told in working hours of what waited for them.
 */
export function newsOf(report: PromiseReport, terms: Terms, told: ReadonlyMap<string, Told>, audience: Audience = 'all'): readonly News[] {
  if (audience === 'owner') return ownerNews(report, terms, told, true);
  const news = report.standings.flatMap((standing): News[] => {
    const { subject, state } = standing;
    const before = told.get(subject)?.state;
    if (state === before || (state === 'good' && before === undefined)) return [];
    if (state === 'no data' && !(standing.since !== null && Date.parse(report.now) - Date.parse(standing.since) >= silence)) return [];
    return [{ subject, state, standing, wake: false }];
  });
  return [...news, ...ownerNews(report, terms, told, false)];
}

/** Once for each release that can't be shown, and when the live one is shown again. */
export function serviceNews(notShown: NotShown | undefined, told: ReadonlyMap<string, Told>): readonly News[] {
  const before = told.get(serviceSubject)?.state;
  const state = notShown ? `not showing release ${notShown.release}` : 'good';
  if (state === before || (state === 'good' && before === undefined)) return [];
  return [{ subject: serviceSubject, state, standing: null, wake: false }];
}

function ownerNews(report: PromiseReport, terms: Terms, told: ReadonlyMap<string, Told>, alone: boolean): readonly News[] {
  const before = told.get(ownerSubject)?.state;
  const one = (state: string, wake = false): readonly News[] => (state === before ? [] : [{ subject: ownerSubject, state, standing: null, wake }]);
  const { decision } = report;
  if (!decision) return before === undefined ? [] : one('good');
  if (decision.kind === 'wake') return one(`wake until ${new Date(nextStart(terms.hours, Date.parse(report.now))).toISOString()}`, true);
  if (decision.kind !== 'message') return [];
  const waited = report.standings.some(({ subject, decision: own }) => own !== null && told.get(subject)?.waits);
  return alone || waited || before?.startsWith('wake') ? one('message') : [];
}
