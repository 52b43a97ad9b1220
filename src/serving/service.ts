// What every route works with, and the failures of engine and models as this room's Problems.

import { failed, type Instant, type Outcome, type Problem } from '../base/index.ts';
import type { ServingEngine } from '../engine/index.ts';
import type { Admission } from './admission.ts';
import type { Refusal } from './http/reply.ts';
import type { Live } from './live.ts';
import { problem } from './problems.ts';
import type { AnswerCache } from './query/cache.ts';
import type { Trouble } from './trouble.ts';

export interface Service {
  readonly live: Live;
  readonly cache: AnswerCache;
  readonly admission: Admission;
  readonly engine: ServingEngine;
  readonly clock: () => Instant;
  readonly trouble: Trouble;
}

/** Of the question, what its failure is judged by. */
export interface Limits {
  readonly name: string;
  readonly timeout: number;
  readonly maxRows: number;
  /** The caller chose values of his own: then a failure may be his doing. */
  readonly callers: boolean;
}

/** Failures of the host and not of the question; to ask again may help. */
const passing = ['crashed', 'not-ready', 'out-of-memory', 'not-loaded', 'cannot-write'];

/** What a failure of the engine or of a model is to the one who asked: theirs (422), ours for now (503, 504), ours (500). */
export function failure(problems: readonly Problem[], { name, timeout, maxRows, callers }: Limits): Refusal {
  const has = (what: string) => problems.some((p) => p.code.endsWith(`/${what}`));
  if (has('timeout')) return { problem: problem('timeout', { output: name, milliseconds: timeout }) };
  const bounds = problems.find((p) => p.code === 'engine/too-large' || p.code === 'engine/beyond-parquet');
  if (bounds) return { problem: bounds, status: 422 };
  if (has('too-many-rows')) return { problem: problem('too-many-rows', { output: name, rows: maxRows }) };
  if (passing.some(has)) return { problem: problem('not-ready', {}) };
  // The engine's own words may name folders of this machine; its messages name the product's files only.
  const cause = problems.map((p) => p.message).join('; ');
  const engines = problems.some((p) => p.code.startsWith('engine/'));
  const what = engines ? problem('question-failed', { output: name }, { cause }) : problem('model-failed', { model: name }, { cause });
  return { problem: what, ...(callers ? {} : { status: 500 }) };
}

/** The outcome, or a time-out; what comes late is dropped. The work learns of the time-out by the signal; `ended` is called when it is really over. */
export async function within<T>(
  { milliseconds, output }: { readonly milliseconds: number; readonly output: string },
  work: (signal: AbortSignal) => Promise<Outcome<T>>,
  ended: () => void,
): Promise<Outcome<T>> {
  const { promise, resolve } = Promise.withResolvers<Outcome<T>>();
  const over = new AbortController();
  const timer = setTimeout(() => {
    resolve(failed(problem('timeout', { output, milliseconds })));
    over.abort();
  }, milliseconds);
  try {
    return await Promise.race([work(over.signal).finally(ended), promise]);
  } finally {
    clearTimeout(timer);
  }
}
