// Re-hashes what a store refers to. Looks only; what is broken is told and left as it is.

import { type Digest, digestOf } from '../base/index.ts';
import { hashFile } from './objects.ts';
import type { Reference, StoreReader } from './store.ts';

export interface Broken {
  readonly object: Digest;
  /** An asset that has it; absent for a text. */
  readonly asset?: string;
  readonly why: string;
}

export interface Verification {
  /** Objects and texts looked at. */
  readonly checked: number;
  readonly broken: readonly Broken[];
}

/** Reads every object of a snapshot, and every kept text, and compares each with its digest. */
export async function verifyObjects(store: StoreReader, onProgress?: (done: number, of: number) => void): Promise<Verification> {
  const references = await store.references();
  const texts = await store.textDigests();
  const of = references.length + texts.length;
  const broken: Broken[] = [];
  let checked = 0;
  for (const reference of references) {
    const why = await wrongWith(store.objectPath(reference.object), reference);
    if (why) broken.push({ object: reference.object, asset: reference.asset, why });
    checked++;
    onProgress?.(checked, of);
  }
  for (const object of texts) {
    const text = await store.text(object);
    if (text === undefined || digestOf(text) !== object) broken.push({ object, why: 'the text does not have this digest' });
    checked++;
    onProgress?.(checked, of);
  }
  return { checked, broken };
}

async function wrongWith(path: string, { object, size }: Reference): Promise<string | undefined> {
  try {
    const found = await hashFile(path);
    if (found.size !== size) return `${found.size} bytes instead of ${size}`;
    return found.object === object ? undefined : 'the bytes do not have this digest';
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return code === 'ENOENT' ? 'the file is missing' : message;
  }
}
