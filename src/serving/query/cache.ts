// Answers kept by what made them, as many bytes as allowed, the least recently used going first; and equal questions asked once.

import type { Outcome } from '../../base/index.ts';

export interface Kept {
  /** Bytes (see Reply). */
  readonly body: Buffer | string;
}

export interface AnswerCache {
  get(key: string): Kept | undefined;
  /** The answer of the question under way, or of asking now; a failure is never kept. */
  once(key: string, keeping: boolean, ask: () => Promise<Outcome<Kept>>): Promise<Outcome<Kept>>;
  /** Whether this very question is under way: to join it costs nothing. */
  asked(key: string): boolean;
  bytes(): number;
}

/** Of keys, map entries and headers, per answer. */
const overhead = 512;

/** A cache of at most so many bytes; an answer above an eighth of that is not kept. */
export function answerCache(mostBytes: number): AnswerCache {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<Outcome<Kept>>>();
  let bytes = 0;
  let newest: string | undefined;
  const sizeOf = (answer: Kept) => answer.body.length + overhead;
  const keep = (key: string, answer: Kept) => {
    if (sizeOf(answer) > mostBytes / 8 || kept.has(key)) return;
    kept.set(key, answer);
    newest = key;
    bytes += sizeOf(answer);
    for (const [old, one] of kept) {
      if (bytes <= mostBytes) break;
      kept.delete(old);
      bytes -= sizeOf(one);
    }
  };
  return {
    get: (key) => {
      const answer = kept.get(key);
      // To touch what was touched last changes no order.
      if (answer && key !== newest) {
        kept.delete(key);
        kept.set(key, answer);
        newest = key;
      }
      return answer;
    },
    once: (key, keeping, ask) => {
      const running = underWay.get(key);
      if (running) return running;
      const question = ask()
        .then((answer) => {
          if (answer.ok && keeping) keep(key, answer.value);
          return answer;
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, question);
      return question;
    },
    asked: (key) => underWay.has(key),
    bytes: () => bytes,
  };
}
