// A folder and an engine for a rehearsal outside of any product; both are gone when it ends, however it ends.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, type Outcome } from '../../base/index.ts';
import { type Engine, engineSettings, type Surroundings, startEngine } from '../../engine/index.ts';
import type { Context } from '../verb.ts';

export interface Workshop {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  /** A path that is not there yet, where the engine may write and read. */
  readonly temporary: (suffix?: string) => string;
}

/** `readable`: folders of the data, beside the workshop's own. */
export async function inWorkshop<T>(
  { flags, effects }: Context,
  readable: readonly string[],
  work: (workshop: Workshop) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const sets = Object.entries(flags.set).map(([name, value]) => `engine.${name}=${value}`);
  const inForce = engineSettings({}, effects.variables, sets);
  if (!inForce.ok) return failed(...inForce.problems);
  const folder = await mkdtemp(join(tmpdir(), 'trivet-'));
  const engine = startEngine({ temporary: folder, readable: [folder, ...readable], ...inForce.value.machine });
  const clock = flags.clock ?? effects.variables.TRIVET_CLOCK ?? new Date(effects.now()).toISOString();
  let made = 0;
  try {
    const surroundings = { settings: inForce.value.values, variables: {}, clock };
    return await work({ engine, surroundings, temporary: (suffix = '') => join(folder, `${++made}${suffix}`) });
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
