// The folder of a store: made private, durable, and refused on a network file system, where SQLite's locks do not hold.

import { closeSync, fsync, openSync } from 'node:fs';
import { access, constants, mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StoreFailure } from './failure.ts';
import { problem } from './problems.ts';

// Magic numbers of statfs(2). FUSE (0x65735546) may be local or remote and is let through.
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB2'],
  [0xff534d42, 'CIFS'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
]);

/** The magic number of the file system under a path; 0 where the system has no such numbers. */
export async function filesystemOf(path: string): Promise<number> {
  return process.platform === 'linux' ? (await statfs(path)).type : 0;
}

/** Fails with `network-mount` where the folder, or its nearest existing ancestor, is on a network file system. */
export async function refuseNetworkMount(folder: string, filesystemType: (path: string) => Promise<number>): Promise<void> {
  let existing = folder;
  while (!(await exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
  const filesystem = networks.get((await filesystemType(existing)) >>> 0);
  if (filesystem) throw new StoreFailure(problem('network-mount', { folder, filesystem }));
}

/** Makes the store's folders where they are absent, readable by their owner alone; fails where they may not be written. */
export async function makeFolders(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  await access(folder, constants.W_OK);
  await mkdir(join(folder, 'objects'), { recursive: true });
  await mkdir(join(folder, 'tmp'), { recursive: true });
  if (first) await syncFolder(dirname(first));
}

export async function emptyTemporary(folder: string): Promise<void> {
  const tmp = join(folder, 'tmp');
  for (const name of await readdir(tmp)) await rm(join(tmp, name), { recursive: true, force: true });
}

/** Makes the names in a folder durable: fsync of the folder itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // no such call there
  const descriptor = openSync(path, 'r');
  try {
    await promisify(fsync)(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export const writable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );

/** Whether something is there; fails where that may not be seen. */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
