// What a store is opened on: nothing, a newer one, a network mount, a folder that may only be read, a damaged one, a full disk.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { guarded, openReader, openStore } from '../../src/store/index.ts';
import { built, child, digest, effects, freshFolder, newRun, opened, problemOf, publication, value, written } from './rig.ts';

const quiet = { effects, emit: () => {}, command: 'trivet run', waitMs: 1_000 };

test('a store is made where there is none, private to its owner, and keeps its salt', async () => {
  const folder = join(freshFolder(), 'deep', 'er', '.trivet');
  const { store } = await opened({ folder });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['catalog.db', 'lock.db', 'objects', 'tmp']));
  expect(store).toMatchObject({ folder, readOnly: false, salt: expect.stringMatching(/^[0-9a-f]{32}$/) });
  await store.close();
  await store.close();
  const again = await opened({ folder });
  expect(again.store.salt).toBe(store.salt);
  expect((await opened()).store.salt).not.toBe(store.salt);
});

test('what was kept is there when the store is opened again', async () => {
  const { store, folder } = await opened();
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  await store.close();
  const again = await opened({ folder });
  expect(await again.store.pointers('prod')).toEqual(new Map([['a', a]]));
});

test('an absent store reads as an empty one, and stays absent', async () => {
  const folder = join(freshFolder(), '.trivet');
  const reader = value(await openReader({ folder, effects }));
  expect(reader).toMatchObject({ readOnly: true, salt: '', folder });
  expect(await reader.pointers('prod')).toEqual(new Map());
  expect(await reader.builds({})).toEqual([]);
  expect(await reader.hasObject(digest('x'))).toBe(false);
  await reader.close();
  expect(existsSync(folder)).toBe(false);
});

test('a reader beside a writer sees what is committed, and may not write', async () => {
  const { store, folder } = await opened();
  const reader = value(await openReader({ folder, effects }));
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  expect(await reader.pointers('prod')).toEqual(new Map([['a', a]]));
  expect(reader.salt).toBe(store.salt);
  expect('publish' in reader).toBe(false);
  await reader.close();
});

test('a store of a newer trivet is refused by writer and reader, without waiting for its lock', async () => {
  const folder = join(freshFolder(), '.trivet');
  await child('hold', folder).next();
  const database = new DatabaseSync(join(folder, 'catalog.db'));
  database.exec('pragma user_version = 99; drop table meta');
  database.close();
  const patient = { ...quiet, folder, waitMs: 600_000 };
  for (const outcome of [await openStore(patient), await openReader({ folder, effects }), await openReader({ folder, effects, readOnly: true })]) {
    const problem = problemOf(outcome);
    expect(problem).toMatchObject({ code: 'store/newer', leg: 'operations' });
    expect(problem.message).toContain('version 99, this one knows 3');
  }
});

test('a network file system is refused, and nothing is made there; others are not', async () => {
  const parent = freshFolder();
  for (const [magic, name] of [
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xfe534d42, 'SMB2'],
    [0xff534d42 | 0, 'CIFS'],
    [0x01021997, '9p'],
  ] as const) {
    const folder = join(parent, name);
    const asked: string[] = [];
    const filesystemType = async (path: string) => {
      asked.push(path);
      return magic;
    };
    const problem = problemOf(await openStore({ ...quiet, folder, filesystemType }));
    expect(problem).toMatchObject({ code: 'store/network-mount', leg: 'operations' });
    expect(problem.message).toContain(`(${name})`);
    expect(asked).toEqual([parent]);
    expect(existsSync(folder)).toBe(false);
  }
  for (const local of [0xef53, 0x65735546, 0x01021994, 0]) {
    const { store } = await opened({ filesystemType: async () => local });
    await store.close();
  }
});

/** A store with a release, its folder readable and not writable; `inWal`: as a killed writer leaves it, or closed in order. */
async function frozenStore(inWal: boolean) {
  const { store, folder } = await opened();
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  const frozen = join(freshFolder(), 'frozen');
  if (!inWal) await store.close();
  cpSync(folder, frozen, { recursive: true, filter: (path) => !/(-shm|lock\.db.*)$/.test(path) });
  expect(existsSync(join(frozen, 'catalog.db-wal'))).toBe(inWal);
  const modes = (folderMode: string, fileMode: string) => {
    execFileSync('chmod', [folderMode, join(frozen, '..'), frozen]);
    execFileSync('chmod', [fileMode, join(frozen, 'catalog.db'), ...(inWal ? [join(frozen, 'catalog.db-wal')] : [])]);
  };
  modes('555', '444');
  onTestFinished(() => modes('755', '644'));
  return { frozen, salt: store.salt };
}

for (const inWal of [true, false]) {
  test(`a store that may only be read is read from a copy (${inWal ? 'with' : 'without'} a write-ahead log)`, async () => {
    const { frozen, salt } = await frozenStore(inWal);
    const before = readdirSync(frozen);
    // In another process, which gives up root's right to write everywhere.
    expect(await child('reader', frozen).next()).toMatchObject({ pointers: ['a'], salt });
    const temporary = freshFolder();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const reader = value(await openReader({ folder: frozen, effects, readOnly: true }));
    expect([...(await reader.pointers('prod')).keys()]).toEqual(['a']);
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^trivet-reader-/)]);
    await reader.close();
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(frozen)).toEqual(before);
  });
}

test('a store that may not be written is a Problem for a writer, one that may not be read for a reader', async () => {
  const { frozen } = await frozenStore(true);
  expect(await child('writer', frozen).next()).toMatchObject({ problems: [{ code: 'store/no-permission', leg: 'operations' }] });
  chmodSync(join(frozen, 'catalog.db'), 0);
  expect(await child('reader', frozen).next()).toMatchObject({ problems: [{ code: 'store/no-permission' }] });
  chmodSync(frozen, 0); // now it can't even be seen whether there is a catalog
  expect(await child('reader', frozen).next()).toMatchObject({ problems: [{ code: 'store/no-permission' }] });
});

test('a damaged catalog, and a folder that is a file, are Problems', async () => {
  const { store, folder } = await opened();
  await store.close();
  writeFileSync(join(folder, 'catalog.db'), 'no database, and long enough to be looked at as one '.repeat(100));
  expect(problemOf(await openStore({ ...quiet, folder })).code).toBe('store/damaged');
  expect(problemOf(await openReader({ folder, effects })).code).toBe('store/damaged');
  const file = join(freshFolder(), 'file');
  writeFileSync(file, '');
  expect(problemOf(await openStore({ ...quiet, folder: file }))).toMatchObject({ code: 'store/io', cause: expect.stringContaining('EEXIST') });
});

/** A disk of 2 MB, if this process may mount one. */
function smallDisk(): string | undefined {
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

test('a full disk is a Problem, nothing acknowledged is lost, and work goes on when there is space', async ({ skip }) => {
  const disk = smallDisk();
  if (!disk) {
    if (process.env.CI === 'true' && process.getuid?.() === 0) throw new Error('root could not mount a small disk, and nothing is skipped under CI');
    const reason = 'a full disk needs a small file system of its own: mount refused (run as root)';
    process.stderr.write(`skipped: ${reason}\n`);
    return skip(reason);
  }
  const outside = join(freshFolder(), 'delivery.csv');
  writeFileSync(outside, Buffer.alloc(4 << 20, 'a'));
  const { store, folder } = await opened({ folder: join(disk, '.trivet') });
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));

  expect(problemOf(await store.copyIn(outside, 'delivery.csv'))).toMatchObject({ code: 'store/disk-full', leg: 'operations' });
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);

  const ready = written(store, 'written in time');
  const ballast = join(disk, 'ballast');
  mkdirSync(ballast);
  for (let i = 0; i < 1_000; i++) {
    try {
      writeFileSync(join(ballast, `${i}`), Buffer.alloc(4_096, 1));
    } catch {
      break;
    }
  }
  expect(problemOf(await guarded(() => store.beginRun(newRun()))).code).toBe('store/disk-full');
  expect(problemOf(await store.publish(publication([], { parent: 1 }))).code).toBe('store/disk-full');
  expect(problemOf(await store.adopt(ready)).code).toBe('store/disk-full');
  expect(await store.pointers('prod')).toEqual(new Map([['a', a]]));

  rmSync(ballast, { recursive: true });
  expect(value(await store.publish(publication([a], { parent: 1 }))).number).toBe(2);
  await store.close();
  const again = await opened({ folder });
  expect(await again.store.environment('prod')).toMatchObject({ live: 2 });
});
