// Opens a store for writing or for reading: the folder, the lock and the catalog become one Store.

import { join, resolve } from 'node:path';
import type { Effects, Emit, Outcome } from '../base/index.ts';
import type { Connection } from './catalog/connection.ts';
import { type Lock, takeLock } from './catalog/lock.ts';
import { openCatalog, openForReading } from './catalog/open.ts';
import { catalogReads, saltOf } from './catalog/reads.ts';
import { migrate } from './catalog/schema.ts';
import { abandonStarted, catalogWrites } from './catalog/writes.ts';
import { attempted, expecting } from './failure.ts';
import { emptyTemporary, filesystemOf, makeFolders, refuseNetworkMount } from './filesystem.ts';
import { adoptFile, copyFileIn, hasObject, isWhole, type Kept, objectPath } from './objects.ts';
import type { Store, StoreReader } from './store.ts';

export interface StoreOptions {
  /** Made, private to its owner, where it is absent. */
  readonly folder: string;
  readonly effects: Effects;
  readonly emit: Emit;
  /** What holds the lock, for those who wait: `trivet run`. */
  readonly command: string;
  /** Milliseconds to wait for another writer; ten minutes unless said. */
  readonly waitMs?: number | undefined;
  /** false: without the writer's lock, and without tidying up after a killed writer (rollback). */
  readonly lock?: boolean | undefined;
  /** The magic number of the file system under a path (statfs); given by tests. */
  readonly filesystemType?: ((path: string) => Promise<number>) | undefined;
}

/** Problems: network-mount, newer, locked, no-permission, disk-full, damaged, busy, io. */
export async function openStore(options: StoreOptions): Promise<Outcome<Store>> {
  const folder = resolve(options.folder);
  const { effects, emit, command, waitMs = 600_000, filesystemType = filesystemOf } = options;
  return attempted(folder, async () => {
    await refuseNetworkMount(folder, filesystemType);
    await makeFolders(folder);
    const connection = await openCatalog(folder, effects);
    let lock: Lock | undefined;
    try {
      if (options.lock !== false) lock = await takeLock({ folder, effects, emit, command, waitMs });
      await migrate(connection, effects);
      if (lock) {
        await abandonStarted(connection);
        await emptyTemporary(folder);
      }
      return storeOf(folder, connection, effects, lock);
    } catch (error) {
      connection.close();
      lock?.release();
      throw error;
    }
  });
}

function storeOf(folder: string, connection: Connection, effects: Effects, lock: Lock | undefined): Store {
  const { keepObject, publish, ...writes } = catalogWrites(connection);
  const temporary = (suffix = '') => join(folder, 'tmp', `${process.pid}-${effects.randomHex(8)}${suffix}`);
  const keep = (move: () => Promise<Kept>) =>
    attempted(folder, async () => {
      const kept = await move();
      await keepObject(kept.object, kept.size, new Date(effects.now()).toISOString());
      return kept;
    });
  return {
    ...readerOf(folder, connection, false, saltOf(connection)),
    ...writes,
    temporary,
    adopt: (path) => keep(() => adoptFile(folder, path)),
    copyIn: (path, label) => keep(() => copyFileIn(folder, path, label, temporary())),
    publish: (publication) => attempted(folder, () => publish(publication)),
    async close() {
      connection.close();
      lock?.release();
    },
  };
}

export interface ReaderOptions {
  readonly folder: string;
  readonly effects: Effects;
  /** true: the catalog is copied and read there, as on a read-only folder; unless said, the folder is tried. */
  readonly readOnly?: boolean | undefined;
}

/** Takes no lock; an absent store reads as an empty one. Problems: newer, no-permission, disk-full, damaged, busy, io. */
export async function openReader({ folder: given, effects, readOnly }: ReaderOptions): Promise<Outcome<StoreReader>> {
  const folder = resolve(given);
  return attempted(folder, async () => {
    const { connection, present, close } = await openForReading(folder, effects, readOnly);
    return { ...readerOf(folder, connection, true, present ? saltOf(connection) : ''), close };
  });
}

function readerOf(folder: string, connection: Connection, readOnly: boolean, salt: string): Omit<StoreReader, 'close'> {
  return {
    ...catalogReads(connection),
    folder,
    readOnly,
    salt,
    objectPath: (object) => objectPath(folder, object),
    hasObject: (object, size) => expecting(folder, async () => hasObject(folder, object, size)),
    isWhole: (object) => expecting(folder, () => isWhole(folder, object)),
  };
}
