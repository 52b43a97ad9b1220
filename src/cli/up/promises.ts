// Keeps the promises while a service runs: a sample of each minute, what follows from it for the owner, and who is told. What a sample, a state
// and a decision are is the business of operations.

import type { Effects, Emit, Meter, Problem } from '../../base/index.ts';
import type { ServingEngine } from '../../engine/index.ts';
import { beatDeadman, deliverDue, forgetUndeclared, noticesFor, type PromiseReport, promiseReport, sampleMinute } from '../../operations/index.ts';
import type { Answered, Serving } from '../../serving/index.ts';
import type { Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { Board } from './board.ts';
import type { RunningClock } from './clock.ts';
import { lastRefresh } from './last-refresh.ts';
import { addAnswers, withoutAnswer } from './ledger.ts';
import type { Promised } from './promised.ts';
import { repeat } from './repeat.ts';

export interface KeepingOptions {
  readonly session: Session<Store>;
  readonly serving: Serving;
  readonly engine: ServingEngine;
  readonly promised: () => Promise<Promised | undefined>;
  readonly clock: RunningClock;
  readonly meter: Meter;
  readonly board: Board;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Keeping {
  /** How the promises stand; not older than a second. */
  report(): Promise<PromiseReport>;
  /** Answers that count, and those of them that failed, since the start. */
  requests(): { readonly answered: number; readonly failed: number };
  readonly done: Promise<void>;
  /** Keeps what was answered since the last sample, when no more is asked. */
  end(): Promise<void>;
}

const look = 500;
/** How often what could not be delivered is looked at; when it is tried again is its own matter. */
const lookAtAlerts = 2_000;
const minuteLength = 60_000;

export function startKeeping(options: KeepingOptions): Keeping {
  const { session, serving, promised, clock, board, signal } = options;
  const total = { answered: 0, failed: 0 };
  let answered: readonly Answered[] = [];
  let sampled: { readonly minute: number; readonly of: string } | undefined;
  let before: PromiseReport | undefined;
  const report = keptReport(options);
  const take = (): void => {
    const taken = serving.take();
    for (const { requests, errors } of taken) {
      total.answered += requests;
      total.failed += errors;
    }
    answered = addAnswers(answered, taken);
  };
  /** A sample of the minute that `at` lies in: of what was asked, and where nobody asked of a question of our own. */
  const sample = async (of: Promised, at: number, probes = true): Promise<void> => {
    take();
    answered = [...answered, ...withoutAnswer(of, answered)];
    const silent = probes ? [...of.product.outputs.keys()].filter((name) => !answered.some((a) => a.output === name)) : [];
    const probed = silent.length ? (await serving.probe()).filter((a) => silent.includes(a.output)) : [];
    const samples = await sampleMinute(sourceOf(of, at, session), [...answered, ...probed]);
    await session.store.putSamples(session.environmentId, samples);
  };
  const work = async (): Promise<number> => {
    const now = await promised();
    const [time, minute] = [clock.time(), Math.floor(clock.time() / minuteLength)];
    const of = `${now?.shown?.number} ${now?.notShown?.release}`;
    if (!now || (sampled?.minute === minute && sampled.of === of)) return look;
    // a service that begins, and a release that is new, are judged at once; else each minute when it is over
    const over = sampled !== undefined && sampled.minute < minute ? sampled.minute : undefined;
    await sample(now, over === undefined ? time : (over + 1) * minuteLength - 1);
    if (over !== undefined) answered = [];
    sampled = { minute, of };
    if (now.own) await forgetUndeclared({ store: session.store, product: now.product, environment: session.environmentId, effects: session.effects });
    before = await judge(await report.fresh(), before, now, options);
    return look;
  };
  const alerts = async (): Promise<number> => {
    const now = await promised();
    const problems = now ? await deliver(now, options) : undefined;
    if (problems) board.put('alerts', problems);
    return lookAtAlerts;
  };
  const parts = [repeat({ part: 'promises', signal, board, work }), repeat({ part: 'telling', signal, board, work: alerts })];
  return {
    report: report.kept,
    requests: () => total,
    done: Promise.all(parts).then(() => {}),
    async end() {
      const now = await promised();
      take();
      // what was answered in the minute that has begun
      if (now && answered.length) await sample(now, clock.time(), false);
    },
  };
}

/** `kept`: at most a second old, for many who look at once. */
function keptReport(options: KeepingOptions): { readonly kept: () => Promise<PromiseReport>; readonly fresh: () => Promise<PromiseReport> } {
  const { monotonic } = options.session.effects;
  let last: { readonly at: number; readonly report: Promise<PromiseReport> } | undefined;
  const fresh = (): Promise<PromiseReport> => {
    last = { at: monotonic(), report: reportOf(options) };
    return last.report;
  };
  return { fresh, kept: () => (last && monotonic() - last.at < 1_000 ? last.report : fresh()) };
}

const sourceOf = ({ product, shown }: Promised, at: number, { store, environmentId }: Session<Store>) => ({
  store,
  product,
  environment: environmentId,
  now: new Date(at).toISOString(),
  shown: shown ? { release: shown.number, product: shown.product } : null,
});

async function reportOf({ session, promised, clock }: KeepingOptions): Promise<PromiseReport> {
  const now = await promised();
  if (now) return promiseReport(sourceOf(now, clock.time(), session));
  const { environmentId: environment } = session;
  return { environment, now: clock.now(), working: null, standings: [], decision: null, undelivered: [], sampledAt: null };
}

/** Says on the terminal, in /metrics and to those who asked for it what is new; gives the report, for the next time. */
async function judge(
  report: PromiseReport,
  before: PromiseReport | undefined,
  { product, notShown }: Promised,
  { session, clock, meter, board, emit, serving, engine }: KeepingOptions,
): Promise<PromiseReport> {
  const { store, environmentId, effects } = session;
  for (const { subject, output, kind, state, budget, decision } of report.standings) {
    meter.promise({ output, kind, state, budgetLeft: budget.left });
    const was = before?.standings.find((s) => s.subject === subject)?.state ?? 'good';
    if (state !== was && !(before === undefined && state === 'no data'))
      emit({ kind: 'promise', at: clock.now(), subject, state, text: decision?.text ?? '' });
  }
  const refreshed = await lastRefresh(store, environmentId);
  if (refreshed !== undefined) meter.gauge('last_refresh_seconds', refreshed / 1000);
  await store.putNotices(await noticesFor(report, { store, product, effects, notShown }));
  board.moved();
  if (engine.ready() && serving.shown() !== undefined && report.undelivered.every((notice) => notice.attempts === 0))
    void beat(product, effects, board);
  return report;
}

/** Nobody waits for it: an outside address may take its time. */
async function beat(product: Promised['product'], effects: Effects, board: Board): Promise<void> {
  const beaten = await beatDeadman({ product, effects, fetch: globalThis.fetch });
  board.put('deadman', beaten.ok ? [] : beaten.problems);
}

/** What could not be delivered; undefined: nothing new is known of it. */
async function deliver({ product }: Promised, { session, board }: KeepingOptions): Promise<readonly Problem[] | undefined> {
  const { store, environmentId, effects } = session;
  const { delivered, problems } = await deliverDue({ store, product, environment: environmentId, effects, fetch: globalThis.fetch });
  if (delivered.length || problems.length) board.moved();
  if (problems.length) return problems;
  const waiting = await store.notices(environmentId, { undelivered: true });
  return waiting.some((notice) => notice.attempts > 0) ? undefined : [];
}
