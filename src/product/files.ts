// Finds a product's folder and reads its code: the files of a bundle, and never data. What they mean is parse.ts's.

import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf, failed, type Outcome, ok } from '../base/index.ts';
import { codeFolders, isCode, isTopFile, mayHoldCode } from './layout.ts';
import { problem } from './problems.ts';
import type { CodeFile } from './product.ts';

/** The nearest folder upwards from `start` that holds a trivet.yaml; undefined if there is none. */
export async function findProduct(start: string): Promise<string | undefined> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'trivet.yaml'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * The code files of a product's folder, in order of path. Hidden files and backups (`x.sql~`, `.bak`, `.orig`) are none; links are followed.
 * Problems: `product/unreadable-file`, `product/not-utf8`.
 */
export async function readFiles(folder: string): Promise<Outcome<CodeFile[]>> {
  const files: CodeFile[] = [];
  const problems = [];
  const listing = listed(folder);
  if (!listing.ok) return listing;
  // One after the other, and not through the thread pool: measured 8 × faster for small files, 80 ms for 10,000.
  for (const path of listing.value) {
    try {
      const bytes = readFileSync(join(folder, path));
      if (isUtf8(bytes)) files.push({ path, digest: digestOf(bytes), text: bytes.toString('utf8') });
      else problems.push(problem('not-utf8', { path }, { at: { file: path } }));
    } catch (error) {
      problems.push(problem('unreadable-file', { path }, { at: { file: path }, cause: String((error as Error).message) }));
    }
  }
  return problems.length > 0 ? failed(...problems) : ok(files);
}

/** Paths of the code files, relative, with `/`, sorted. */
function listed(folder: string): Outcome<string[]> {
  const found: string[] = [];
  const enter = (relative: string, outside: readonly string[]): void => {
    const real = realpathSync(join(folder, relative));
    if (outside.includes(real)) return; // A link to a folder that it is in.
    for (const item of readdirSync(real, { withFileTypes: true })) {
      if (item.name.startsWith('.') || /(~|\.(bak|orig|rej|swp))$/.test(item.name)) continue;
      const path = relative ? `${relative}/${item.name}` : item.name;
      const wanted = relative ? mayHoldCode(path) : codeFolders.includes(item.name);
      if (isFolder(join(real, item.name), item)) {
        if (wanted) enter(path, [...outside, real]);
      } else if (relative ? isCode(path) : isTopFile(item.name)) found.push(path);
    }
  };
  try {
    enter('', []);
  } catch (error) {
    return failed(problem('unreadable-file', { path: folder }, { cause: String((error as Error).message) }));
  }
  return ok(found.sort((a, b) => (a < b ? -1 : 1)));
}

function isFolder(path: string, item: Dirent): boolean {
  return item.isDirectory() || (item.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}
