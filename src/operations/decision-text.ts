// A decision in words, with its whole arithmetic. Computes nothing that is not printed.

import type { Counting, Weighed } from './decide.ts';
import { dayMoment, type MomentStyle, moment } from './moment.ts';
import type { Terms } from './terms.ts';

/** `down since 00:10; would wake departures at 02:10: 200 USD/h × 5.8 h until Mon 08:00 = 1,167 > 500` */
export function textOf(weighed: Weighed, terms: Terms): string {
  const style: MomentStyle = { now: weighed.now, zone: terms.hours.zone };
  const ahead = onlyAhead(weighed);
  const text = ahead === undefined ? ofBroken(weighed, terms, style) : ofBreaking(weighed, terms, style, ahead);
  return terms.assumed ? `${text} (no working hours are declared: ${terms.hours.text} is assumed)` : text;
}

/** When the one thing that is to break will break; undefined where something is broken already, or several things are to break. */
function onlyAhead({ broken, now }: Weighed): number | undefined {
  const [first] = broken;
  return broken.length === 1 && first?.harm === 'stale' && first.since > now ? first.since : undefined;
}

function ofBroken(weighed: Weighed, terms: Terms, style: MomentStyle): string {
  const what = weighed.broken
    .map(({ harm, since }) => `${harm ?? 'slow'} ${since > weighed.now ? 'from' : 'since'} ${moment(since, style)}`)
    .join(', ');
  return `${what}; ${consequence(weighed, terms, style)}`;
}

function consequence(weighed: Weighed, terms: Terms, style: MomentStyle): string {
  const { kind, at, start } = weighed;
  if (kind === 'message') return `tells ${terms.team} now, in working hours`;
  if (kind === 'wake') return `wakes ${terms.team} now: ${sum(weighed, terms, style)}`;
  if (kind === 'later') return `would wake ${terms.team} at ${moment(at, style)}: ${sum(weighed, terms, style)}`;
  return `waits until ${dayMoment(start, style)}: ${sum(weighed, terms, style)}`;
}

function ofBreaking(weighed: Weighed, terms: Terms, style: MomentStyle, breaks: number): string {
  const { kind, start } = weighed;
  const within = `served data stays within its promise until ${moment(breaks, style)}`;
  if (kind === 'message') return `tells ${terms.team} now, in working hours: ${within}`;
  if (kind === 'later') return `${within}; ${consequence(weighed, terms, style)}`;
  if (breaks >= start) return `waits until ${moment(start, style)}: ${within}`;
  return `waits until ${dayMoment(start, style)}: ${within}, then ${sum(weighed, terms, style)}`;
}

function sum(weighed: Weighed, terms: Terms, style: MomentStyle): string {
  const { at, start, cost, counting, kind } = weighed;
  const { amount, currency } = terms.waking;
  const counted = counting.filter((c) => c.counts <= at);
  if (counted.length === 0) return nothing(weighed, terms, style);
  const each = counted.map((c) => number(c.perHour));
  const rate = each.length === 1 ? `${each[0]} ${currency}/h` : `(${each.join(' + ')}) ${currency}/h`;
  const until = kind === 'ticket' ? '' : ` until ${dayMoment(start, style)}`;
  return `${rate} × ${hoursText((start - at) / 3_600_000)} h${until} = ${compared(cost, amount)}`;
}

function nothing({ broken, counting }: Weighed, terms: Terms, style: MomentStyle): string {
  const [first] = counting.toSorted((a: Counting, b: Counting) => a.counts - b.counts);
  if (first) return `its cost of ${number(first.perHour)} ${terms.waking.currency}/h begins at ${moment(first.counts, style)}`;
  const undeclared = broken.flatMap(({ harm }) => (harm === null ? [] : [harm]));
  if (undeclared.length) return `no cost of ${undeclared.join(' or ')} is declared`;
  return 'answers come within the time-out, which costs nothing';
}

/** `1,167 > 500`, with as many digits as it takes to see that it is so. */
function compared(cost: number, waking: number): string {
  const sign = cost > waking ? '>' : '≤';
  for (const digits of [cost < 100 ? 2 : 0, 2, 4, 6]) {
    const rounded = Number(cost.toFixed(digits));
    if (rounded > waking === cost > waking) return `${number(rounded, digits)} ${sign} ${number(waking)}`;
  }
  return `${cost} ${sign} ${waking}`;
}

const hoursText = (hours: number): string => (hours < 1 ? String(Number(hours.toPrecision(2))) : number(hours, 1));

/** Grouped by thousands, with at most so many digits after the point. */
function number(n: number, digits = 2): string {
  const [whole = '', fraction] = String(Number(n.toFixed(digits))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
