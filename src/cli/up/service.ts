// A service from lock to lock: what it needs of the machine is taken in order, and given back in the opposite order, however it ends.

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Outcome, type Problem } from '../../base/index.ts';
import { startScripts, startServingEngine } from '../../engine/index.ts';
import { openToWrite, otherProduct, type Session, type SessionOptions, storeFolder } from '../../session/index.ts';
import { type Store, takeServiceLock } from '../../store/index.ts';
import { readAddress } from './address.ts';
import { runningClock } from './clock.ts';
import { runParts, type Served } from './parts.ts';
import { surroundingsOf } from './surroundings.ts';

export interface ServeOptions {
  readonly session: SessionOptions;
  /** The command's own file, for builds. */
  readonly program: string;
  readonly port: number;
  readonly host: string;
  readonly allowHosts: readonly string[];
  /** Whether it builds by schedule and when a source changes. */
  readonly refreshes: boolean;
  /** Its end tells the service to end. */
  readonly signal: AbortSignal;
}

/** Serves until the signal ends. Problems: what keeps it from serving at all. */
export async function serve(options: ServeOptions): Promise<Outcome<Served>> {
  const { session: given } = options;
  const folder = storeFolder(given);
  const lock = await takeServiceLock({ folder, effects: given.effects, command: given.command });
  if (!lock.ok) return failed(...(await withAddress(lock.problems, folder)));
  try {
    const opened = await openToWrite({ ...given, lock: false });
    if (!opened.ok) return opened;
    try {
      return await serveIn(opened.value, options);
    } finally {
      await opened.value.close();
    }
  } finally {
    lock.value.release();
  }
}

async function serveIn(session: Session<Store>, options: ServeOptions): Promise<Outcome<Served>> {
  const stranger = await otherProduct(session);
  if (stranger) return failed(stranger);
  const [live] = await session.store.releases(session.environmentId, 1);
  const surrounding = await surroundingsOf(session, live !== undefined);
  if (!surrounding.ok) return surrounding;
  // not the store's own folder for what passes: a build empties that
  const temporary = join(session.store.folder, 'serving');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const { clock, machine } = surrounding.value;
  const engine = startServingEngine({ temporary, readable: [session.store.folder], ...machine });
  const scripts = startScripts({ temporary, folder: session.folder });
  try {
    return await runParts({ session, options, engine, scripts, clock: runningClock(clock, session.effects) });
  } finally {
    await scripts.close();
    await engine.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Whoever finds a service in the way wants to know where it is. */
async function withAddress(problems: readonly Problem[], folder: string): Promise<readonly Problem[]> {
  const address = await readAddress(folder);
  return problems.map((p) => (p.code === 'store/service-runs' && address ? { ...p, remedy: `it is at ${address.url}; ${p.remedy}` } : p));
}
