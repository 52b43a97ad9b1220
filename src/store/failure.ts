// Which errors of SQLite and of the file system are expected, and which Problem each is. Anything else is a bug and stays thrown.

import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import { problem } from './problems.ts';

/** An expected failure of a store method that returns no Outcome; `guarded` turns it into one. */
export class StoreFailure extends Error {
  readonly problem: Problem;
  constructor(reason: Problem) {
    super(reason.message);
    this.name = 'StoreFailure';
    this.problem = reason;
  }
}

/** Runs work that uses a store: a StoreFailure anywhere in it becomes its Problem, every other error stays thrown. */
export async function guarded<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof StoreFailure) return failed(error.problem);
    throw error;
  }
}

/** As `guarded`, and raw errors of SQLite and the file system under the store's folder become Problems too. */
export const attempted = <T>(folder: string, work: () => Promise<T>): Promise<Outcome<T>> => guarded(() => expecting(folder, work));

/** Throws expected errors of SQLite and the file system as StoreFailure. */
export async function expecting<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error, folder);
  }
}

/** The StoreFailure that an expected error is, or the error itself. */
export function failureOf(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreFailure) return error;
  const cause = error.message;
  const code = codeOf(error);
  if (code === 'full') return new StoreFailure(problem('disk-full', { folder }, { cause }));
  if (code === 'permission') return new StoreFailure(problem('no-permission', { folder }, { cause }));
  if (code === 'damaged') return new StoreFailure(problem('damaged', { folder }, { cause }));
  if (code === 'busy') return new StoreFailure(problem('busy', { folder }, { cause }));
  if (code === 'io') return new StoreFailure(problem('io', { folder }, { cause }));
  return error;
}

/** Whether another connection is in the way for the moment (SQLITE_BUSY, SQLITE_LOCKED). */
export const isBusy = (error: unknown): boolean => error instanceof Error && codeOf(error) === 'busy';

type Kind = 'full' | 'permission' | 'damaged' | 'busy' | 'io';

// Primary result codes: https://sqlite.org/rescode.html
const ofSqlite: Readonly<Record<number, Kind>> = {
  3: 'permission',
  5: 'busy',
  6: 'busy',
  8: 'permission',
  10: 'io',
  11: 'damaged',
  13: 'full',
  14: 'io',
  26: 'damaged',
};
const shmSize = 10 | (19 << 8); // SQLITE_IOERR_SHMSIZE: no room to grow catalog.db-shm
const ofSystem: Readonly<Record<string, Kind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'permission',
  EPERM: 'permission',
  EROFS: 'permission',
};

function codeOf(error: Error): Kind | undefined {
  const { code, errcode, syscall } = error as Error & { readonly code?: string; readonly errcode?: number; readonly syscall?: string };
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) return errcode === shmSize ? 'full' : ofSqlite[errcode & 0xff];
  if (code === undefined || syscall === undefined) return undefined;
  return ofSystem[code] ?? 'io';
}
