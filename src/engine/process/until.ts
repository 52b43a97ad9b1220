// The work of a host for a step that may be interrupted, and the step as it is sent. Starts and ends no process of its own accord.

import { failed, type Outcome } from '../../base/index.ts';
import type { Child } from './child.ts';
import { problem } from './problems.ts';
import type { ScriptStep } from './scripts.ts';
import type { StepTask } from './task.ts';

export const stepTask = ({ asset, code, inputs, surroundings }: ScriptStep): StepTask => ({ asset, script: code.script, inputs, surroundings });

export const interrupted = ({ code }: ScriptStep, doing: string): Outcome<never> =>
  failed(problem('interrupted', { doing }, { at: { file: code.script } }));

/** The work of a host, which is ended when the step is interrupted. */
export async function until<T>(step: ScriptStep, child: Child, doing: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const { signal } = step;
  const end = () => child.end();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  try {
    const outcome = await work();
    return !outcome.ok && signal?.aborted ? interrupted(step, doing) : outcome;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
