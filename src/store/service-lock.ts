// One service per store: the same lock as the writer's, in a file of its own, never waited for.

import { resolve } from 'node:path';
import type { Effects, Outcome } from '../base/index.ts';
import { type Lock, takeLock } from './catalog/lock.ts';
import { attempted } from './failure.ts';
import { makeFolders } from './filesystem.ts';

export type ServiceLock = Lock;

export interface ServiceLockRequest {
  /** The store's; made where it is absent. */
  readonly folder: string;
  readonly effects: Effects;
  /** What the holder does, for whom it stands in the way: `trivet up`. */
  readonly command: string;
}

/** Held until released or until the process ends, kill -9 included. Problems: service-runs, and those of the file system. */
export async function takeServiceLock({ folder: given, effects, command }: ServiceLockRequest): Promise<Outcome<ServiceLock>> {
  const folder = resolve(given);
  return attempted(folder, async () => {
    await makeFolders(folder);
    return takeLock({ folder, effects, emit: () => {}, command, waitMs: 0, file: 'up.db', held: 'service-runs' });
  });
}
