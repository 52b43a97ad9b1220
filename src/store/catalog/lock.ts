// The writer's lock: an open transaction on lock.db for the writer's life. The system ends it with the process, kill -9 included.
// WAL mode, so that the holder's row stays readable while it is held.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Effects, Emit } from '../../base/index.ts';
import { isBusy, StoreFailure } from '../failure.ts';
import { problem } from '../problems.ts';

export interface LockRequest {
  readonly folder: string;
  readonly effects: Effects;
  readonly emit: Emit;
  /** What the holder does, for those who wait: `trivet run`. */
  readonly command: string;
  /** Milliseconds until waiting becomes a Problem. */
  readonly waitMs: number;
  /** Which lock: `lock.db`, the writer's, unless said. */
  readonly file?: string;
  /** The Problem where it stays held: `locked` unless said. */
  readonly held?: 'locked' | 'service-runs';
}

export interface Lock {
  /** Lets the next writer in; safe to call twice. */
  release(): void;
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly since: string;
  readonly command: string;
  readonly host: string;
}

/** Takes the lock, waiting without blocking; says once for whom. Fails with `locked` after `waitMs`. */
export async function takeLock(request: LockRequest): Promise<Lock> {
  const database = new DatabaseSync(join(request.folder, request.file ?? 'lock.db'), { timeout: 0 });
  try {
    await waitFor(database, request);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    release() {
      if (!database.isOpen) return;
      try {
        if (database.isTransaction) database.exec('delete from holder; commit');
      } catch {
        // A full disk keeps the name there; closing frees the lock all the same.
      }
      database.close();
    },
  };
}

async function waitFor(database: DatabaseSync, { folder, effects, emit, command, waitMs, held = 'locked' }: LockRequest): Promise<void> {
  const mine = { token: effects.randomHex(8), pid: process.pid, command, host: hostname() };
  const begun = effects.monotonic();
  let told = false;
  for (let look = 0; ; look++) {
    if (attempt(database, { ...mine, since: new Date(effects.now()).toISOString() })) return;
    const holder = holderOf(database);
    const waited = effects.monotonic() - begun;
    if (waited >= waitMs) {
      throw new StoreFailure(problem(held, { folder, holder: nameOf(holder), since: holder?.since ?? 'an unknown time', waited }));
    }
    // At the first look a new holder may not have written its name over that of a killed one.
    if (look > 0 && holder && !told) {
      emit({ kind: 'waiting', holder: nameOf(holder), since: holder.since });
      told = true;
    }
    await effects.wait(Math.max(1, Math.min(5 * 1.5 ** Math.min(look, 10), waitMs - waited)));
  }
}

/** Writes the holder's row in one transaction and holds a second open; between the two another may have come, whose row then stands. */
function attempt(database: DatabaseSync, mine: Holder): boolean {
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; begin immediate');
    database.exec(
      'create table if not exists holder (one integer primary key check (one = 1), token text not null, pid integer not null, since text not null, command text not null, host text not null) strict',
    );
    database
      .prepare('insert or replace into holder (one, token, pid, since, command, host) values (1, ?, ?, ?, ?, ?)')
      .run(mine.token, mine.pid, mine.since, mine.command, mine.host);
    database.exec('commit; begin immediate');
    if (holderOf(database)?.token === mine.token) return true;
    database.exec('rollback');
    return false;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    if (isBusy(error)) return false;
    throw error;
  }
}

function holderOf(database: DatabaseSync): Holder | undefined {
  try {
    if (!database.prepare("select 1 from sqlite_schema where name = 'holder'").get()) return undefined;
    return database.prepare('select token, pid, since, command, host from holder').get() as unknown as Holder | undefined;
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function nameOf(holder: Holder | undefined): string {
  if (!holder) return 'another process';
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return `pid ${holder.pid}${where} (${holder.command})`;
}
