// A contract's file, read from disk into a document.

import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { digestOf, failed, type Outcome, ok } from '../../base/index.ts';
import { contractProblem, type ReadContract, readContract } from '../../contract/index.ts';
import type { CodeFile } from '../../product/index.ts';

/** Reads a contract by its path as the user wrote it; Problems point into it by that path. */
export async function openContract(path: string, cwd: string): Promise<Outcome<ReadContract>> {
  const file = await openFile(path, cwd);
  return file.ok ? readContract(file.value) : file;
}

/** A contract's text, whichever of the two spellings it is in. */
export async function openFile(path: string, cwd: string): Promise<Outcome<CodeFile>> {
  const absolute = resolve(cwd, path);
  let bytes: Buffer;
  try {
    bytes = await readFile(absolute);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    return failed(contractProblem('unreadable-contract', { path, what }, { at: { file: path } }));
  }
  if (!isUtf8(bytes)) return failed(contractProblem('unreadable-contract', { path, what: 'it is not UTF-8 text' }, { at: { file: path } }));
  return ok({ path, text: bytes.toString('utf8'), digest: digestOf(bytes) });
}
