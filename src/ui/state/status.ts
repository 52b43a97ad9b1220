// The one word at the top, and the sentence beside it. Pure.

import type { AttentionItem, LiveRelease, OperationsLeg, PageState } from '../documents.ts';
import { clockOf, type Facts } from './facts.ts';
import { shippedRelease } from './legs.ts';

export function liveRelease(facts: Facts): LiveRelease | null {
  const { live, hold } = facts;
  if (!live) return null;
  const shipped = shippedRelease(facts);
  return {
    number: live.number,
    kind: live.kind,
    by: live.by,
    at: live.at,
    clock: clockOf(live.run, facts),
    because: live.because,
    backTo: (live.gates as { readonly backTo?: number } | null)?.backTo ?? null,
    hold,
    shipped: shipped ? { number: shipped.number, by: shipped.by, at: shipped.at, clock: clockOf(shipped.run, facts) } : null,
  };
}

/** Broken: what people get is wrong, late or not there. Attention: it is right, and something stands in the way of the next. */
export function statusOf(live: LiveRelease | null, operations: OperationsLeg, attention: readonly AttentionItem[]): PageState['status'] {
  if (!live) return { mark: 'none', word: 'not live', text: 'nothing has been shipped yet' };
  const [broken] = attention.filter((a) => a.mark === 'broken');
  if (!operations.ready) return { mark: 'broken', word: 'down', text: broken?.title ?? 'the service is not ready to answer' };
  if (broken) return { mark: 'broken', word: 'broken', text: broken.title };
  const [first] = attention;
  if (first) return { mark: 'attention', word: 'needs attention', text: first.title };
  const unseen = operations.promises.filter((p) => p.state === 'no data');
  if (unseen.length) return { mark: 'attention', word: 'not all seen', text: `no data of ${unseen.map((p) => p.subject).join(', ')}` };
  return { mark: 'good', word: 'all right', text: 'data, development and operations stand' };
}
