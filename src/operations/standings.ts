// How each promise stands at a moment, and what that means for the owner. Reads the store, writes nothing; needs no service.

import { setImmediate } from 'node:timers/promises';
import type { Instant } from '../base/index.ts';
import type { Product, PromiseRule } from '../product/index.ts';
import type { Tally } from '../store/index.ts';
import { budget, line, stretches, windowMinutes } from './budgets.ts';
import { type Broken, decide } from './decide.ts';
import { isWorking } from './hours.ts';
import { goodMinute, minuteOf, promiseText, startOf, subjectOf } from './minutes.ts';
import type { PromiseReport, PromiseStanding } from './report.ts';
import { scheduledBefore } from './schedule.ts';
import { freshFrom, lookAtServed, type PromiseSource, type Served } from './served.ts';
import { termsOf } from './terms.ts';

/** A promise whose age has used so much of its limit, with no refresh to come before, is breaking. */
const nearlyUsed = 0.9;

/** Minutes after which the newest sample is too old to stand for now. */
const silent = 2;

/** The promises of an environment at `now`, in the order of the product. */
export async function promiseReport(source: PromiseSource): Promise<PromiseReport> {
  const { store, product, environment, now } = source;
  const served = await lookAtServed(source);
  const terms = termsOf(product);
  const looked: Looked[] = [];
  for (const rule of product.promises) {
    looked.push(await lookAt(rule, served, source));
    await setImmediate(); // counting a window takes milliseconds: a service answers in between
  }
  const standings = looked.map(({ standing, broken }) => ({ ...standing, decision: broken ? decide([broken], terms, now) : null }));
  const all = looked.flatMap(({ broken }) => (broken ? [broken] : []));
  const newest = Math.max(...looked.map((l) => l.newest ?? Number.NEGATIVE_INFINITY));
  return {
    environment,
    now,
    working: product.owner?.hours ? isWorking(product.owner.hours, served.now) : null,
    standings,
    decision: all.length ? decide(all, terms, now) : null,
    // one that was not tried yet has not failed
    undelivered: (await store.notices(environment, { undelivered: true })).filter((notice) => notice.attempts > 0),
    sampledAt: Number.isFinite(newest) ? instant(startOf(newest)) : null,
  };
}

interface Looked {
  readonly standing: Omit<PromiseStanding, 'decision'>;
  /** What its decision is made of, where it is broken or breaking. */
  readonly broken: Broken | undefined;
  readonly newest: number | undefined;
}

type State = Pick<PromiseStanding, 'state' | 'value'> & { readonly since: number | null; readonly breaksAt?: number };

async function lookAt(rule: PromiseRule, served: Served, source: PromiseSource): Promise<Looked> {
  const tally = await tallyOf(rule, served.now, source);
  const found = await stateOf(rule, tally, served, source.product);
  const { state, since, value, breaksAt } = found;
  const standing = {
    subject: subjectOf(rule),
    output: rule.output,
    kind: rule.kind,
    text: promiseText(rule),
    state,
    since: since === null ? null : instant(since),
    value,
    within: rule.within ?? null,
    breaksAt: breaksAt === undefined ? null : instant(breaksAt),
    budget: budget(tally, rule),
    line: line(tally),
  };
  return { standing, broken: await brokenOf(rule, found, served.now, source), newest: tally.newest?.minute };
}

/** The window ends with the current minute where that has a sample already, else with the one before. */
async function tallyOf(rule: PromiseRule, now: number, { store, environment }: PromiseSource): Promise<Tally> {
  const series = subjectOf(rule);
  const minute = minuteOf(now);
  const [current] = await store.samples(environment, { series, from: minute, to: minute + 1 });
  const to = current ? minute + 1 : minute;
  return store.tally(environment, { series, from: to - windowMinutes(rule), to, stretches, good: goodMinute(rule) });
}

async function stateOf(rule: PromiseRule, tally: Tally, served: Served, product: Product): Promise<State> {
  if (rule.kind === 'fresh') return freshState(rule, served, product);
  if (rule.kind === 'right') return rightState(served);
  return sampledState(tally, served.now);
}

/** Told from the store alone, so that it holds also where no service takes samples. */
async function freshState(rule: PromiseRule, served: Served, product: Product): Promise<State> {
  const from = freshFrom(rule, served);
  if (from === null) return { state: 'no data', since: null, value: null };
  const within = rule.within ?? 0;
  const breaksAt = from + within;
  const value = served.now - from;
  if (value > within) return { state: 'broken', since: breaksAt, value };
  const near = value > nearlyUsed * within && !(await scheduledBefore(product, served.now, breaksAt));
  const state = served.confirmation?.contradicted || near ? 'breaking' : 'good';
  return { state, since: null, value, breaksAt };
}

function rightState({ failing }: Served): State {
  if (!failing) return { state: 'no data', since: null, value: null };
  return { state: failing.since === null ? 'good' : 'broken', since: failing.since, value: failing.checks.length };
}

/** By the newest minute, which must be recent and have seen something: without a look nothing is good. */
function sampledState({ newest, seenAt, badSince }: Tally, now: number): State {
  const current = newest !== null && newest.of > 0 && newest.minute >= minuteOf(now) - silent;
  if (!current) return { state: 'no data', since: seenAt === null ? null : startOf(seenAt + 1), value: null };
  return { state: badSince === null ? 'good' : 'broken', since: badSince === null ? null : startOf(badSince), value: newest.value };
}

async function brokenOf(rule: PromiseRule, found: State, now: number, source: PromiseSource): Promise<Broken | undefined> {
  if (found.state === 'breaking' && found.breaksAt !== undefined) return { harm: 'stale', since: instant(found.breaksAt) };
  if (found.state !== 'broken' || found.since === null) return undefined;
  if (rule.kind !== 'fast') return { harm: harms[rule.kind], since: instant(found.since) };
  const pastTimeout = await slowerThanTimeout(rule, now, source);
  return pastTimeout === null ? { harm: null, since: instant(found.since) } : { harm: 'down', since: instant(pastTimeout) };
}

const harms = { available: 'down', fresh: 'stale', right: 'wrong' } as const;

/** Since when answers come later than the output's time-out, which is as if they did not come; null: they don't. */
async function slowerThanTimeout(rule: PromiseRule, now: number, { store, environment, product }: PromiseSource): Promise<number | null> {
  const timeout = product.outputs.get(rule.output)?.timeout;
  if (timeout === undefined) return null;
  const to = minuteOf(now) + 1;
  const filter = { series: subjectOf(rule), from: to - 1, to, stretches: 1, good: { atMost: timeout } };
  const { badSince } = await store.tally(environment, filter);
  return badSince === null ? null : startOf(badSince);
}

const instant = (at: number): Instant => new Date(at).toISOString();
