// Files named by the sha256 of their bytes: hashed in one pass, durable before anything refers to them. Knows no catalog.
// Bytes and fsync go through the thread pool; names and sizes are asked synchronously (microseconds on a local disk, a tenth of a millisecond there).

import { createHash, type Hash } from 'node:crypto';
import { chmodSync, fstatSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../base/index.ts';
import { StoreFailure } from './failure.ts';
import { syncFolder } from './filesystem.ts';
import { problem } from './problems.ts';

/** A file that is kept, and its bytes. */
export interface Kept {
  readonly object: Digest;
  readonly size: number;
}

const chunk = 4 << 20;

export const objectPath = (folder: string, object: Digest): string => join(folder, 'objects', object.slice(0, 2), object);

/** With a size: a file of another size is not it. */
export function hasObject(folder: string, object: Digest, size?: number): boolean {
  if (!/^[0-9a-f]{64}$/.test(object)) return false;
  const found = sizeOf(objectPath(folder, object));
  return found !== undefined && (size === undefined || found === size);
}

/** Reads the object: its bytes are there and have its digest. */
export async function isWhole(folder: string, object: Digest): Promise<boolean> {
  return hasObject(folder, object) && (await hashFile(objectPath(folder, object))).object === object;
}

/** Digest and size of a file's bytes, read in large pieces. */
export async function hashFile(path: string): Promise<Kept> {
  const source = await open(path, 'r');
  try {
    return await pump(source, fstatSync(source.fd).size);
  } finally {
    await source.close();
  }
}

/** Makes a finished temporary file an object; where the object is there already, the temporary file goes. */
export async function adoptFile(folder: string, path: string): Promise<Kept> {
  try {
    const source = await open(path, 'r+'); // fsync needs the right to write on some systems
    let kept: Kept;
    try {
      kept = await pump(source, fstatSync(source.fd).size);
      if (!(await isKept(folder, kept))) await source.sync();
    } finally {
      await source.close();
    }
    await moveIn(folder, path, kept);
    return kept;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Copies an outside file in under its digest, hashing on the way. Fails with `source-changed` if its size or mtime differ afterwards. */
export async function copyFileIn(folder: string, path: string, label: string, temporary: string): Promise<Kept> {
  const [source, before] = await ofSource(label, async () => {
    const handle = await open(path, 'r');
    return [handle, await look(path)] as const;
  });
  try {
    const target = await open(temporary, 'wx');
    let kept: Kept;
    try {
      kept = await pump(source, Number(before.size), target, label);
      const after = await ofSource(label, () => look(path));
      if (after.size !== before.size || after.mtimeNs !== before.mtimeNs || BigInt(kept.size) !== after.size) {
        throw new StoreFailure(problem('source-changed', { file: label }, { at: { file: label } }));
      }
      if (!(await isKept(folder, kept))) await target.sync();
    } finally {
      await target.close();
    }
    await moveIn(folder, temporary, kept);
    return kept;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await source.close();
  }
}

async function moveIn(folder: string, from: string, kept: Kept): Promise<void> {
  const to = objectPath(folder, kept.object);
  if (await isKept(folder, kept)) return rm(from, { force: true });
  const shelf = dirname(to);
  if (mkdirSync(shelf, { recursive: true })) await syncFolder(dirname(shelf));
  chmodSync(from, 0o444);
  renameSync(from, to);
  await syncFolder(shelf);
}

/** A file of another size or with other bytes under that name is damaged, and gets replaced. */
const isKept = async (folder: string, { object, size }: Kept): Promise<boolean> => hasObject(folder, object, size) && isWhole(folder, object);

const sizeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size;

const look = (path: string) => stat(path, { bigint: true });

/** Reads `size` bytes, or what there is of them, with two buffers: the next piece is on its way while this one is hashed and written. */
async function pump(source: FileHandle, size: number, target?: FileHandle, label?: string): Promise<Kept> {
  const hash: Hash = createHash('sha256');
  const length = Math.min(chunk, size);
  const buffers = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
  const read = (turn: number, at: number) => {
    const coming = ofSource(label, () => source.read(buffers[turn % 2 === 0 ? 0 : 1], 0, length, at));
    coming.catch(() => {}); // awaited in the next turn, which a failed write may prevent
    return coming;
  };
  let total = 0;
  let coming = size > 0 ? read(0, 0) : undefined;
  for (let turn = 1; coming; turn++) {
    const { bytesRead, buffer } = await coming;
    const at = total;
    total += bytesRead;
    coming = bytesRead > 0 && total < size ? read(turn, total) : undefined;
    const piece = buffer.subarray(0, bytesRead);
    const written = target && writeAll(target, piece, at);
    hash.update(piece);
    await written;
  }
  return { object: hash.digest('hex') as Digest, size: total };
}

async function writeAll(target: FileHandle, piece: Buffer, at: number): Promise<void> {
  for (let done = 0; done < piece.length; ) done += (await target.write(piece, done, piece.length - done, at + done)).bytesWritten;
}

/** Errors of an outside file are about the data, except where this user may not read it. */
async function ofSource<T>(label: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (label === undefined || syscall === undefined) throw error;
    const leg = code === 'EACCES' || code === 'EPERM' ? ('operations' as const) : undefined;
    throw new StoreFailure(problem('source-unreadable', { file: label }, { at: { file: label }, cause: message, leg }));
  }
}
