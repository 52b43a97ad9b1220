// A copy of catalog and write-ahead log in the system's temporary folder, for a store that may not be written.
// Nothing is locked: a copy during which a checkpoint moved pages is thrown away and made again.

import { chmod, copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../../base/index.ts';
import { StoreFailure } from '../failure.ts';
import { problem } from '../problems.ts';

const tries = 40;
/** Files written in the last moments may be written again without a new mtime (the clock of file systems is coarse); milliseconds. */
const settled = 20;

/** Copies catalog.db and its log; the caller removes the folder. Fails with `busy` where a writer never rests. */
export async function copyCatalog(folder: string, effects: Effects): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'trivet-reader-'));
  try {
    for (let i = 0; i < tries; i++) {
      if (await copyOnce(folder, copy, effects)) return copy;
      await effects.wait(settled);
    }
    throw new StoreFailure(problem('busy', { folder }));
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
}

async function copyOnce(folder: string, copy: string, effects: Effects): Promise<boolean> {
  const path = join(folder, 'catalog.db');
  const before = await look(path);
  if (Math.abs(effects.now() - before.writtenAt) < settled) return false;
  await copyPrivately(path, join(copy, 'catalog.db'));
  await copyPrivately(`${path}-wal`, join(copy, 'catalog.db-wal'));
  return (await look(path)).state === before.state;
}

/** What a checkpoint alters: the catalog's size and mtime, and the log's header, renewed when it starts over. Appending alters neither. */
async function look(path: string): Promise<{ readonly state: string; readonly writtenAt: number }> {
  const { size, mtimeNs, mtimeMs } = await stat(path, { bigint: true });
  return { state: `${size} ${mtimeNs} ${await header(`${path}-wal`)}`, writtenAt: Number(mtimeMs) };
}

async function header(path: string): Promise<string> {
  const handle = await orAbsent(open(path, 'r'));
  if (!handle) return '';
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function copyPrivately(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  const copied = await orAbsent(copyFile(from, to).then(() => true));
  if (copied) await chmod(to, 0o600);
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
