// Sends what is kept and due, and writes down how it went. Delivers at least once: a process killed between the two sends again.

import { type Effects, failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { Product } from '../product/index.ts';
import type { Notice, Store } from '../store/index.ts';
import { targetText } from './notices.ts';
import { problem } from './problems.ts';
import { beat, send } from './send.ts';

export interface DeliverMeans {
  readonly store: Store;
  /** Its folder, and where it is beaten. */
  readonly product: Pick<Product, 'folder' | 'deadman'>;
  /** The environment's name in the store. */
  readonly environment: string;
  readonly effects: Effects;
  readonly fetch: typeof globalThis.fetch;
}

export interface Delivered {
  readonly delivered: readonly Notice[];
  /** One for each failed attempt: not-delivered. */
  readonly problems: readonly Problem[];
}

/** What waits for a target that the product does not declare any more is given up: nobody could mend it. */
export async function forgetUndeclared({
  store,
  product,
  environment,
  effects,
}: Pick<DeliverMeans, 'store' | 'environment' | 'effects'> & { readonly product: Pick<Product, 'notify'> }): Promise<void> {
  const declared = new Set(product.notify.map(targetText));
  for (const { id, to } of await store.notices(environment, { undelivered: true })) {
    const given = { at: real(effects.now()), delivered: false, error: 'the target is not declared any more', nextAt: null };
    if (!declared.has(to)) await store.noticeAttempted(id, given);
  }
}

/** 30 s, 1 min, 2 min … at most 1 h, real time, for as long as it takes. */
const pauseAfter = (attempts: number): number => Math.min(3_600_000, 30_000 * 2 ** Math.min(attempts - 1, 10));

/**
 * Targets side by side, each in the order of its notices; what a newer notice of the same subject replaces is not sent any more.
 * One call at a time: a second one under way would send the same again.
 */
export async function deliverDue(means: DeliverMeans): Promise<Delivered> {
  const waiting = (await means.store.notices(means.environment, { undelivered: true })).toReversed();
  const newest = new Map(waiting.map((notice) => [keyOf(notice), notice]));
  const targets = new Map<string, Notice[]>();
  for (const notice of waiting) {
    const by = newest.get(keyOf(notice));
    if (by && by !== notice) await replaced(notice, by, means);
    else if (isDue(notice, means.effects)) targets.set(notice.to, [...(targets.get(notice.to) ?? []), notice]);
  }
  const ends = await Promise.all([...targets.values()].map((notices) => deliverTo(notices, means)));
  return { delivered: ends.flatMap((end) => end.delivered), problems: ends.flatMap((end) => end.problems) };
}

const keyOf = ({ subject, to }: Notice): string => `${subject} ${to}`;
const isDue = ({ nextAt }: Notice, { now }: Effects): boolean => nextAt !== null && Date.parse(nextAt) <= now();
const real = (at: number): string => new Date(at).toISOString();

const replaced = (notice: Notice, by: Notice, { store, effects }: DeliverMeans): Promise<void> =>
  store.noticeAttempted(notice.id, { at: real(effects.now()), delivered: false, error: `replaced by notice ${by.id}, ${by.state}`, nextAt: null });

async function deliverTo(notices: readonly Notice[], means: DeliverMeans): Promise<Delivered> {
  const delivered: Notice[] = [];
  const problems: Problem[] = [];
  for (const notice of notices) {
    const attempt = await deliverOne(notice, means);
    if (attempt.ok) delivered.push(notice);
    else problems.push(...attempt.problems);
  }
  return { delivered, problems };
}

async function deliverOne(notice: Notice, { store, product, effects, fetch }: DeliverMeans): Promise<Outcome<void>> {
  const sent = await send(notice, { folder: product.folder, effects, fetch });
  const now = effects.now();
  if (sent.ok) {
    await store.noticeAttempted(notice.id, { at: real(now), delivered: true, error: null, nextAt: null });
    return ok(undefined);
  }
  const attempts = notice.attempts + 1;
  const next = real(now + pauseAfter(attempts));
  const also = 'why' in sent ? [] : sent.problems;
  const why = 'why' in sent ? sent.why : sent.problems.map((p) => p.message).join('; ');
  await store.noticeAttempted(notice.id, { at: real(now), delivered: false, error: why, nextAt: next });
  const { subject, state, to } = notice;
  return failed(problem('not-delivered', { subject, state, to, attempts, next }, { cause: why, also }));
}

/** Tells the dead man's switch that all is well; nothing where none is declared. Problems: beat-failed, variable-unset. */
export async function beatDeadman({ product, effects, fetch }: Pick<DeliverMeans, 'product' | 'effects' | 'fetch'>): Promise<Outcome<void>> {
  return product.deadman ? beat(product.deadman.target, { effects, fetch }) : ok(undefined);
}
