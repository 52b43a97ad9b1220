// Objects: named by their bytes, whole or not there, and nothing left lying about when it fails.

import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { type SnapshotId, verifyObjects } from '../../src/store/index.ts';
import { built, child, digest, freshFolder, opened, problemOf, value, written } from './rig.ts';

const temporaries = (folder: string) => readdirSync(join(folder, 'tmp'));

test('adopt makes a temporary file an object under the digest of its bytes', async () => {
  const { store, folder } = await opened();
  const path = written(store, 'a table');
  expect(dirname(path)).toBe(join(folder, 'tmp'));
  expect(path.endsWith('.parquet')).toBe(true);
  const kept = value(await store.adopt(path));
  expect(kept).toEqual({ object: digest('a table'), size: 7 });
  expect(existsSync(path)).toBe(false);
  expect(store.objectPath(kept.object)).toBe(join(folder, 'objects', kept.object.slice(0, 2), kept.object));
  expect(readFileSync(store.objectPath(kept.object), 'utf8')).toBe('a table');
  expect(await store.hasObject(kept.object)).toBe(true);
  expect(await store.hasObject(digest('another'))).toBe(false);
  expect(await store.hasObject('' as never)).toBe(false);
});

test('the same bytes are kept once; a damaged file of that name is replaced', async () => {
  const { store, folder } = await opened();
  const { object } = value(await store.adopt(written(store, 'a table')));
  const inode = statSync(store.objectPath(object)).ino;
  value(await store.adopt(written(store, 'a table')));
  expect(statSync(store.objectPath(object)).ino).toBe(inode);
  rmSync(store.objectPath(object));
  writeFileSync(store.objectPath(object), 'a ta');
  value(await store.adopt(written(store, 'a table')));
  expect(readFileSync(store.objectPath(object), 'utf8')).toBe('a table');
  expect(temporaries(folder)).toEqual([]);
});

test('files of any size have the digest of their bytes', async () => {
  const { store } = await opened();
  for (const size of [0, 1, (4 << 20) - 1, 4 << 20, (4 << 20) + 1, 9_000_000]) {
    const bytes = Buffer.alloc(size, `${size} `);
    const path = store.temporary();
    writeFileSync(path, bytes);
    expect(value(await store.adopt(path))).toEqual({ object: digestOf(bytes), size });
    const outside = join(freshFolder(), 'delivery.csv');
    writeFileSync(outside, Buffer.concat([bytes, Buffer.from('!')]));
    const copied = value(await store.copyIn(outside, 'delivery.csv'));
    expect(copied).toEqual({ object: digestOf(readFileSync(outside)), size: size + 1 });
    expect(digestOf(readFileSync(store.objectPath(copied.object)))).toBe(copied.object);
  }
});

test('adopting a file that is not there is a Problem', async () => {
  const { store } = await opened();
  expect(problemOf(await store.adopt(store.temporary()))).toMatchObject({ code: 'store/io', cause: expect.stringContaining('ENOENT') });
});

/** Runs `change` when the copy has begun: its temporary file is there, and its end is far. */
async function changedMeanwhile(change: (path: string) => void) {
  const { store, folder } = await opened();
  const path = join(freshFolder(), 'big.csv');
  writeFileSync(path, 'x');
  truncateSync(path, 64 << 20);
  const copying = store.copyIn(path, 'deliveries/big.csv');
  while (temporaries(folder).length === 0) await new Promise((resolve) => setImmediate(resolve));
  change(path);
  const problem = problemOf(await copying);
  expect(problem).toMatchObject({ code: 'store/source-changed', leg: 'data', at: { file: 'deliveries/big.csv' } });
  expect(problem.message).toBe('deliveries/big.csv changed while it was read');
  expect(temporaries(folder)).toEqual([]);
  expect(readdirSync(join(folder, 'objects'))).toEqual([]);
}

test('a file that grows while it is copied in is a Problem of the data', () => changedMeanwhile((path) => appendFileSync(path, 'more')));
test('a file that is written again at the same size is one too', () => changedMeanwhile((path) => utimesSync(path, 1, 1)));
test('a file that is replaced is one too', () =>
  changedMeanwhile((path) => {
    writeFileSync(`${path}.new`, 'other');
    renameSync(`${path}.new`, path);
  }));

test('a source that can not be read is a Problem of the data', async () => {
  const { store, folder } = await opened();
  expect(problemOf(await store.copyIn(join(folder, 'absent.csv'), 'absent.csv'))).toMatchObject({
    code: 'store/source-unreadable',
    leg: 'data',
    at: { file: 'absent.csv' },
    cause: expect.stringContaining('ENOENT'),
  });
  mkdirSync(join(folder, 'a folder.csv'));
  expect(problemOf(await store.copyIn(join(folder, 'a folder.csv'), 'a folder.csv')).code).toBe('store/source-unreadable');
  expect(temporaries(folder)).toEqual([]);
});

test('a source that this user may not read is a Problem of the machine', async () => {
  const secret = join(freshFolder(), 'secret.csv');
  writeFileSync(secret, 'a');
  chmodSync(secret, 0);
  chmodSync(dirname(secret), 0o755);
  // In another process, which gives up root's right to read everything.
  expect(await child('copy', secret).next()).toMatchObject({
    ok: false,
    problems: [{ code: 'store/source-unreadable', leg: 'operations', cause: expect.stringContaining('EACCES') }],
  });
});

test('verify re-hashes what snapshots refer to, and names what is broken and whose it is', async () => {
  const { store } = await opened();
  const pointers = await Promise.all(['whole', 'missing', 'short', 'other'].map((asset) => built(store, asset)));
  value(await store.adopt(written(store, 'referred to by nothing')));
  await store.putTexts(['select 1', 'select 2']);
  const told: string[] = [];
  expect(await verifyObjects(store, (done, of) => told.push(`${done}/${of}`))).toEqual({ checked: 6, broken: [] });
  expect(told).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  const objects: string[] = [];
  for (const { snapshot } of pointers) objects.push((await store.snapshot(snapshot as SnapshotId))?.parts[0]?.object ?? '');
  const replace = (object: string | undefined, text?: string) => {
    const path = store.objectPath(object as never);
    rmSync(path);
    if (text !== undefined) writeFileSync(path, text);
  };
  replace(objects[1]);
  replace(objects[2], 'rows');
  replace(objects[3], 'ROWS of other');
  const { checked, broken } = await verifyObjects(store);
  expect(checked).toBe(6);
  expect(broken.toSorted((a, b) => ((a.asset ?? '') < (b.asset ?? '') ? -1 : 1))).toEqual([
    { object: objects[1], asset: 'missing', why: 'the file is missing' },
    { object: objects[3], asset: 'other', why: 'the bytes do not have this digest' },
    { object: objects[2], asset: 'short', why: '4 bytes instead of 13' },
  ]);
});
