// Where a service can be found, for scripts: `up.json` in the store's folder, there while it runs. A killed service leaves it behind; its pid tells.

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../base/index.ts';

export interface Address {
  readonly url: string;
  readonly pid: number;
  readonly environment: string;
  /** Real time. */
  readonly startedAt: Instant;
}

const fileIn = (store: string): string => join(store, 'up.json');

/** Whole or not at all. */
export async function writeAddress(store: string, address: Address): Promise<void> {
  const fresh = `${fileIn(store)}.${address.pid}`;
  await writeFile(fresh, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, fileIn(store));
}

export const removeAddress = (store: string): Promise<void> => rm(fileIn(store), { force: true });

/** The service that answers now: a killed one leaves its address behind. */
export async function runningService(store: string): Promise<Address | undefined> {
  const address = await readAddress(store);
  if (!address) return undefined;
  try {
    process.kill(address.pid, 0);
    return address;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? address : undefined;
  }
}

/** undefined: no service has written one, or it can't be read. */
export async function readAddress(store: string): Promise<Address | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(store), 'utf8')) as Address;
  } catch {
    return undefined;
  }
}
