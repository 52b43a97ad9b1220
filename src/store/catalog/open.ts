// Opens the catalog of a store: for writing (made where it is absent), or for reading, also where nothing may be written.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../../base/index.ts';
import { exists, writable } from '../filesystem.ts';
import { Connection } from './connection.ts';
import { copyCatalog } from './copy.ts';
import { known, migrate, versionOf } from './schema.ts';

export interface OpenedCatalog {
  readonly connection: Connection;
  /** The catalog is there; else an empty one in memory stands for it. */
  readonly present: boolean;
  close(): Promise<void>;
}

/** A connection for writing. The version is looked at before anything else; `migrate` is left to the holder of the lock. */
export async function openCatalog(folder: string, effects: Effects): Promise<Connection> {
  const connection = new Connection({ path: join(folder, 'catalog.db'), folder, effects });
  try {
    await versionOf(connection);
    await connection.read(() => connection.script('pragma journal_mode = wal; pragma cache_size = -16000; pragma temp_store = memory'));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A catalog for reading, of the known version: in place, or a copy where the folder is read-only or the catalog is older. */
export async function openForReading(folder: string, effects: Effects, readOnly: boolean | undefined): Promise<OpenedCatalog> {
  const path = join(folder, 'catalog.db');
  if (!(await exists(path))) return inMemory(folder, effects);
  const inPlace = readOnly === undefined ? (await writable(folder)) && (await writable(path)) : !readOnly;
  if (inPlace) {
    const connection = new Connection({ path, folder, effects, readOnly: true });
    try {
      if ((await versionOf(connection)) === known) return opened(connection);
      connection.close();
    } catch (error) {
      connection.close();
      throw error;
    }
  }
  return ofCopy(folder, effects);
}

async function ofCopy(folder: string, effects: Effects): Promise<OpenedCatalog> {
  const copy = await copyCatalog(folder, effects);
  const drop = () => rm(copy, { recursive: true, force: true });
  let connection: Connection | undefined;
  try {
    connection = new Connection({ path: join(copy, 'catalog.db'), folder, effects });
    await migrate(connection, effects);
    connection.script('pragma query_only = 1');
    return opened(connection, drop);
  } catch (error) {
    connection?.close();
    await drop();
    throw error;
  }
}

async function inMemory(folder: string, effects: Effects): Promise<OpenedCatalog> {
  const connection = new Connection({ path: ':memory:', folder, effects });
  await migrate(connection, effects);
  return { ...opened(connection), present: false };
}

function opened(connection: Connection, drop?: () => Promise<void>): OpenedCatalog {
  connection.script('pragma cache_size = -16000; pragma temp_store = memory');
  return {
    connection,
    present: true,
    async close() {
      connection.close();
      await drop?.();
    },
  };
}
