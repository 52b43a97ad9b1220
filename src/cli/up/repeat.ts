// Work that a service does again and again until it is told to stop. What goes wrong in one part is told, and the other parts go on.

import { setTimeout } from 'node:timers/promises';
import { guarded } from '../../store/index.ts';
import { problem } from '../problems.ts';
import type { Board, Part } from './board.ts';

/** Ends early, and without an error, when the signal does. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal }).then(
    () => {},
    () => {},
  );

/** Resolves when the signal ends; at once if it has. */
export const endOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

export interface Repeated {
  readonly part: Part;
  readonly signal: AbortSignal;
  readonly board: Board;
  /** Does the work once and says how many milliseconds to pause. */
  readonly work: () => Promise<number>;
}

/** Milliseconds until a part that failed is tried again. */
const afterFailure = 1_000;

/** Resolves when the signal has ended and the work under way is done. */
export async function repeat({ part, signal, board, work }: Repeated): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    const [milliseconds, problems] = await once(part, work);
    if (problems.length || failing) board.put(part, problems);
    failing = problems.length > 0;
    await pause(milliseconds, signal);
  }
}

async function once(part: Part, work: () => Promise<number>): Promise<readonly [number, Parameters<Board['put']>[1]]> {
  try {
    const done = await guarded(work);
    return done.ok ? [done.value, []] : [afterFailure, done.problems];
  } catch (error) {
    // a bug in one part must not take the answers of the others away
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [afterFailure, [problem('part-failed', { part, message: error instanceof Error ? error.message : String(error) }, { cause })]];
  }
}
