// What goes wrong inside the service, told to its owner; the one who asked only learns that it did. Says the same thing once a minute.

import type { Emit, Instant, Problem } from '../base/index.ts';

export type Trouble = (problem: Problem) => void;

export interface TroubleOptions {
  readonly emit: Emit;
  readonly clock: () => Instant;
  readonly monotonic: () => number;
}

/** Milliseconds before the very same is told again. */
const quiet = 60_000;
/** Different ones remembered. */
const mostTold = 100;

/** Tells Problems with their causes as the service's trouble. */
export function trouble({ emit, clock, monotonic }: TroubleOptions): Trouble {
  const told = new Map<string, number>();
  return (problem) => {
    const key = `${problem.code} ${problem.message} ${problem.cause ?? ''}`;
    const last = told.get(key);
    const now = monotonic();
    if (last !== undefined && now - last < quiet) return;
    if (told.size >= mostTold) told.clear();
    told.set(key, now);
    emit({ kind: 'trouble', at: clock(), problem });
  };
}
