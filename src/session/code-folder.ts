// A bundle's files on disk under its digest, so that scripts are imported from what was recorded and bare imports resolve.

import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../base/index.ts';
import type { CodeFile } from '../product/index.ts';

/** `<store>/code/<digest>`, written whole or not at all, looked at each time. `node_modules` in it is the product's own. */
export async function codeFolder(
  bundle: Digest,
  files: readonly CodeFile[],
  where: { readonly store: string; readonly product: string; readonly mark: string },
): Promise<string> {
  const folder = join(where.store, 'code', bundle);
  if (!isWhole(folder, files)) {
    // somebody edited it: what runs under a digest is what has that digest
    await rm(folder, { recursive: true, force: true });
    const fresh = join(where.store, 'tmp', `code-${where.mark}`);
    await mkdir(fresh, { recursive: true });
    for (const file of files) {
      await mkdir(dirname(join(fresh, file.path)), { recursive: true });
      await writeFile(join(fresh, file.path), file.text);
    }
    // without one, Node would look for the nearest above, which is not part of the bundle
    if (!files.some((file) => file.path === 'package.json')) await writeFile(join(fresh, 'package.json'), '{ "type": "module" }\n');
    await mkdir(dirname(folder), { recursive: true });
    try {
      await rename(fresh, folder);
    } catch (error) {
      // somebody else was first: what is there has the same digest
      await rm(fresh, { recursive: true, force: true });
      if (!isWhole(folder, files)) throw error;
    }
  }
  await linkPackages(folder, join(where.product, 'node_modules'));
  return folder;
}

/** Every file is there as the bundle has it. */
function isWhole(folder: string, files: readonly CodeFile[]): boolean {
  try {
    return existsSync(join(folder, 'package.json')) && files.every((file) => readFileSync(join(folder, file.path), 'utf8') === file.text);
  } catch {
    return false;
  }
}

async function linkPackages(folder: string, packages: string): Promise<void> {
  const link = join(folder, 'node_modules');
  if (lstatSync(link, { throwIfNoEntry: false }) || !existsSync(packages)) return;
  await symlink(packages, link, 'junction').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
