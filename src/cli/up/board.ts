// What a service knows of itself while it runs: what stands in its way, by topic, and who wants to be told when something moved.

import type { Emit, Instant, Problem } from '../../base/index.ts';

/** What has something against it, and the parts of the service that do their work again and again. */
export type Topic = 'release' | 'build' | 'alerts' | 'deadman' | Part;
export type Part = 'following' | 'refreshing' | 'promises' | 'telling';

export interface Board {
  /** All Problems that stand, in the order in which they came. */
  problems(): readonly Problem[];
  /** Replaces what stands in a topic; what is new there is told on the terminal, once. Empty: all is well again. `told`: somebody else has told it. */
  put(topic: Topic, problems: readonly Problem[], told?: boolean): void;
  /** Something moved that the page shows. */
  moved(): void;
  onChange(listener: () => void): () => void;
}

export function makeBoard(emit: Emit, now: () => Instant): Board {
  const standing = new Map<Topic, readonly Problem[]>();
  const listeners = new Set<() => void>();
  const moved = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    problems: () => [...new Map([...standing.values()].flat().map((p) => [keyOf(p), p])).values()],
    put(topic, problems, told = false) {
      const before = standing.get(topic) ?? [];
      if (problems.length === 0 && before.length === 0) return;
      // one full disk is in the way of several parts
      const known = new Set([...standing.values()].flat().map(keyOf));
      standing.delete(topic);
      if (problems.length) standing.set(topic, problems);
      const fresh = problems.filter((p) => !known.has(keyOf(p)));
      if (!told) for (const problem of fresh) emit({ kind: 'trouble', at: now(), problem });
      if (fresh.length || problems.length !== before.length) moved();
    },
    moved,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const keyOf = ({ code, message }: Problem): string => `${code} ${message}`;
