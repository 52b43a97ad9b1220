// A year of outages drawn by seed: whom the notices wake, judged by a loop over every minute that shares no code with the decision.
// The judge reads wall clocks through Intl, and adds up the cost of waiting minute by minute.

import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Broken, decide, type HarmKind, newsOf, type PromiseReport, type Told, termsOf } from '../../src/operations/index.ts';
import type { Impact, Owner, WorkingHours } from '../../src/product/index.ts';
import { hour, iso, minute } from './rig.ts';

interface Outage {
  readonly harm: HarmKind;
  /** Minutes of the year; until is exclusive. */
  readonly from: number;
  readonly until: number;
}

interface Year {
  readonly seed: number;
  readonly begin: number;
  readonly minutes: number;
  readonly owner: Owner & { readonly hours: WorkingHours };
  readonly impact: Impact;
  readonly waking: number;
  readonly outages: readonly Outage[];
}

/** mulberry32: the same seed, the same year. */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const zones = ['America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'] as const;
const kinds: readonly HarmKind[] = ['down', 'stale', 'wrong'];

function drawYear(seed: number): Year {
  const random = drawer(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const zone = zones[seed % zones.length] ?? 'UTC';
  const days = pick([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5, 6, 7],
    [2, 4],
    [1, 2, 3, 4, 6],
  ]);
  const from = 6 * 60 + Math.floor(random() * 20) * 15;
  const hours = { text: 'drawn', days, from, to: from + 4 * 60 + Math.floor(random() * 20) * 15, zone };
  const waking = pick([200, 500, 1500]);
  const harm = (most: number) => ({
    costs: { amount: Math.ceil(random() * most), currency: 'USD', per: 'h' as const },
    after: Math.floor(random() * 5) * hour,
  });
  const impact: Impact = {
    level: 'high',
    because: '',
    down: harm(300),
    stale: harm(60),
    ...(random() < 0.8 ? { wrong: { costs: { amount: Math.ceil(random() * 6000), currency: 'USD', per: 'day' as const } } } : {}),
  };
  const minutes = 365 * 1440;
  const outages = Array.from({ length: 50 + Math.floor(random() * 20) }, (): Outage => {
    const start = Math.floor(random() * minutes);
    const length = Math.ceil(-Math.log(1 - random()) * pick([20, 120, 600]));
    return { harm: pick(kinds), from: start, until: Math.min(minutes, start + length) };
  });
  return {
    seed,
    begin: Date.parse('2026-01-01T00:00:00Z'),
    minutes,
    owner: { team: 'drawn', hours, wakingCosts: { amount: waking, currency: 'USD' } },
    impact,
    waking,
    outages,
  };
}

/** For each minute of the year and the fortnight after it: whether the owner is at work, from the wall clock that Intl shows. */
function workingMinutes({ begin, minutes, owner }: Year): Uint8Array {
  const { zone, days, from, to } = owner.hours;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const working = new Uint8Array(minutes + 14 * 1440);
  // hours and offsets are multiples of 15 minutes: the quarter's first minute says it of all
  for (let m = 0; m < working.length; m += 15) {
    const parts = new Map(format.formatToParts(begin + m * minute).map((part) => [part.type, part.value]));
    const wall = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
    working.fill(Number(days.includes(names.indexOf(parts.get('weekday') ?? '') + 1) && wall >= from && wall < to), m, m + 15);
  }
  return working;
}

/** What waiting costs at a minute: of each kind that is broken and counts, a minute's worth for each minute until somebody is at work. */
function waitingCosts(year: Year, working: Uint8Array, at: number, since: ReadonlyMap<HarmKind, number>): number {
  let cost = 0;
  for (const [kind, from] of since) {
    const harm = year.impact[kind];
    if (!harm) continue;
    const rate = harm.costs.amount / (harm.costs.per === 'day' ? 24 : 1) / 60;
    const counts = from + (harm.after ?? 0) / minute;
    for (let m = at; !working[m]; m++) if (counts <= at) cost += rate;
  }
  return cost;
}

/** What is broken at a minute: for each kind since when, in one go. */
function brokenAt({ outages }: Year, at: number): ReadonlyMap<HarmKind, number> {
  const since = new Map<HarmKind, number>();
  for (const { harm, from, until } of outages) if (from <= at && at < until) since.set(harm, Math.min(since.get(harm) ?? from, from));
  return since;
}

interface Judged {
  readonly outages: number;
  readonly wakes: number;
  readonly needless: number;
  readonly silences: number;
}

function simulate(year: Year): Judged {
  const working = workingMinutes(year);
  const terms = termsOf({ owner: year.owner, impact: year.impact, engine: {} });
  const told = new Map<string, Told>();
  const judged = { outages: year.outages.length, wakes: 0, needless: 0, silences: 0 };
  let woken = false; // in this stretch without work, for what is broken now
  for (let m = 0; m < year.minutes; m++) {
    const since = brokenAt(year, m);
    if (since.size === 0 && !woken && (told.get('owner')?.state ?? 'good') === 'good') continue;
    if (working[m] || since.size === 0) woken = false;
    const now = iso(year.begin + m * minute);
    const broken = [...since].map(([harm, from]): Broken => ({ harm, since: iso(year.begin + from * minute) }));
    const decision = broken.length ? decide(broken, terms, now) : null;
    const report: PromiseReport = { environment: 'prod', now, working: working[m] === 1, standings: [], decision, undelivered: [], sampledAt: null };
    const news = newsOf(report, terms, told);
    for (const one of news) told.set(one.subject, { state: one.state, waits: false });
    const cost = waitingCosts(year, working, m, since);
    if (news.some((one) => one.wake)) {
      judged.wakes++;
      woken = true;
      if (working[m] || cost <= year.waking + 1e-6) judged.needless++;
    }
    if (!working[m] && cost > year.waking + 1e-6 && !woken) judged.silences++;
  }
  return judged;
}

const seeds = [0, 1, 2, 3, 4]; // one for each zone
const years: Judged[] = [];

test.each(seeds)('seed %i: nobody is woken needlessly, and no harm is slept through', (seed) => {
  const year = drawYear(seed);
  const judged = simulate(year);
  const { outages, wakes, needless, silences } = judged;
  const { zone, days, from, to } = year.owner.hours;
  const clock = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  const owner = `days ${days.join('')} ${clock(from)}-${clock(to)} ${zone}, waking ${year.waking} USD`;
  writeSync(1, `seed ${seed}: ${outages} outages, ${wakes} wakes, ${needless} needless, ${silences} harmful silences (${owner})\n`);
  expect({ needless, silences }).toEqual({ needless: 0, silences: 0 });
  years.push(judged);
});

test('the drawn years wake, and wait', () => {
  expect(years).toHaveLength(seeds.length);
  expect(years.reduce((sum, y) => sum + y.wakes, 0)).toBeGreaterThan(10);
  expect(years.reduce((sum, y) => sum + y.outages - y.wakes, 0)).toBeGreaterThan(10);
});
