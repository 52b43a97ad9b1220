// Objects and the reader's copy, at their edges: rights, sizes, what is kept already, a catalog that never rests, an older one.

import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import { filesystemOf } from '../../src/store/filesystem.ts';
import { openReader, openStore, verifyObjects } from '../../src/store/index.ts';
import { built, digest, effects, freshFolder, opened, openUnder, problemOf, publication, value, written } from './rig.ts';

/** The system's temporary folder, empty, for the time of a test. */
function ownTemporary(): string {
  const folder = freshFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

function outside(text: string): string {
  const path = join(freshFolder(), 'delivery.csv');
  writeFileSync(path, text);
  return path;
}

test('an object may only be read', async () => {
  const { store } = await opened();
  const { object } = value(await store.adopt(written(store, 'a table')));
  expect(statSync(store.objectPath(object)).mode & 0o777).toBe(0o444);
});

test('an object is there by its name, by its size, and whole by its bytes', async () => {
  const { store } = await opened();
  const { object } = value(await store.adopt(written(store, 'a table')));
  expect(await store.hasObject(object, 7)).toBe(true);
  expect(await store.hasObject(object, 8)).toBe(false);
  expect(await store.isWhole(object)).toBe(true);
  expect(await store.isWhole(digest('absent'))).toBe(false);
  chmodSync(store.objectPath(object), 0o644);
  writeFileSync(store.objectPath(object), 'A TABLE');
  expect(await store.hasObject(object, 7)).toBe(true);
  expect(await store.isWhole(object)).toBe(false);
});

test('a name that is no digest is no object, though there is such a file', async () => {
  const { store, folder } = await opened();
  const names = [`${digest('x')}0`, `x${digest('x')}`.slice(0, 64), digest('x').toUpperCase()] as Digest[];
  for (const name of names) {
    mkdirSync(join(folder, 'objects', name.slice(0, 2)), { recursive: true });
    writeFileSync(store.objectPath(name), 'x');
    expect(await store.hasObject(name)).toBe(false);
  }
});

test('an outside file is kept once, replaces a damaged one of its name, and stays where it is', async () => {
  const { store, folder } = await opened();
  const path = outside('a,b\n1,2\n');
  const { object } = value(await store.copyIn(path, 'delivery.csv'));
  const { ino } = statSync(store.objectPath(object));
  value(await store.copyIn(path, 'delivery.csv'));
  expect(statSync(store.objectPath(object)).ino).toBe(ino);
  rmSync(store.objectPath(object));
  writeFileSync(store.objectPath(object), 'A,B\n1,2\n'); // as long, and other bytes
  value(await store.copyIn(path, 'delivery.csv'));
  expect(readFileSync(store.objectPath(object), 'utf8')).toBe('a,b\n1,2\n');
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

test('no file stays open behind a copy, an adoption or a look, however they end', async () => {
  const { store, folder } = await opened();
  const path = outside('a,b\n1,2\n');
  const { object } = value(await store.copyIn(path, 'delivery.csv'));
  value(await store.copyIn(path, 'delivery.csv'));
  value(await store.adopt(written(store, 'a table')));
  value(await store.adopt(written(store, 'a table')));
  problemOf(await store.adopt(store.temporary()));
  problemOf(await store.copyIn(dirname(path), 'a folder'));
  expect(await store.isWhole(object)).toBe(true);
  expect([dirname(path), join(folder, 'objects'), join(folder, 'tmp')].flatMap(openUnder)).toEqual([]);
});

test('a source that can not be read is named, with what to look at', async () => {
  const { store, folder } = await opened();
  expect(problemOf(await store.copyIn(join(folder, 'absent.csv'), 'data/absent.csv'))).toMatchObject({
    message: 'data/absent.csv can not be read',
    remedy: "see that it is there and readable: ls -l 'data/absent.csv'",
  });
});

test('temporary paths are never the same, and lie in the store', async () => {
  const { store, folder } = await opened();
  const paths = Array.from({ length: 20 }, () => store.temporary('.parquet'));
  expect(new Set(paths).size).toBe(20);
  for (const path of paths) expect(path).toMatch(new RegExp(`^${join(folder, 'tmp')}/${process.pid}-[0-9a-f]{16}\\.parquet$`));
  expect(store.temporary()).toMatch(/[0-9a-f]{16}$/);
});

test('verify says of what can not be read why not', async () => {
  const { store } = await opened();
  const { snapshot } = await built(store, 'a');
  const object = (await store.snapshot(snapshot))?.parts[0]?.object;
  if (!object) throw new Error('a built table has a part');
  rmSync(store.objectPath(object));
  mkdirSync(store.objectPath(object));
  expect((await verifyObjects(store)).broken).toEqual([{ object, asset: 'a', why: expect.stringContaining('EISDIR') }]);
});

test('verify finds a text that is not what its digest says', async () => {
  const { store, folder } = await opened();
  const [one] = await store.putTexts(['select 1', 'select 2']);
  const database = new DatabaseSync(join(folder, 'catalog.db'));
  database.prepare("update manifest set text = 'select 3' where digest = ?").run(one ?? '');
  database.close();
  expect(await verifyObjects(store)).toEqual({ checked: 2, broken: [{ object: one, why: 'the text does not have this digest' }] });
});

test('a reader of a catalog that never rests gives up, and leaves no copy', async () => {
  const { store, folder } = await opened();
  await built(store, 'a');
  const temporary = ownTemporary();
  let waits = 0;
  const restless = {
    ...effects,
    now: () => statSync(join(folder, 'catalog.db')).mtimeMs,
    wait: async () => {
      waits++;
    },
  };
  expect(problemOf(await openReader({ folder, effects: restless, readOnly: true }))).toMatchObject({ code: 'store/busy', leg: 'operations' });
  expect(waits).toBe(40);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a reader that copies waits until the last write is settled, and no longer', async () => {
  const { store, folder } = await opened();
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  const temporary = ownTemporary();
  const waits: number[] = [];
  const clock = {
    ...effects,
    now: () => statSync(join(folder, 'catalog.db')).mtimeMs + (waits.length < 2 ? 0 : 1_000),
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  };
  const reader = value(await openReader({ folder, effects: clock, readOnly: true }));
  expect(waits).toEqual([20, 20]);
  expect(await reader.pointers('prod')).toEqual(new Map([['a', a]])); // it was still in the write-ahead log
  const [copy] = readdirSync(temporary).map((name) => join(temporary, name));
  for (const name of readdirSync(copy ?? '').filter((file) => /\.db(-wal)?$/.test(file))) {
    expect(statSync(join(copy ?? '', name)).mode & 0o077).toBe(0);
  }
  await reader.close();
  expect(readdirSync(temporary)).toEqual([]);
});

/** Opens a closed store's copy; `meanwhile` happens once, after the copy has begun. Gives how often it waited. */
async function readMeanwhile(folder: string, meanwhile: (catalog: string) => void) {
  const catalog = join(folder, 'catalog.db');
  let [asked, waits] = [0, 0];
  const clock = {
    ...effects,
    now: () => {
      if (asked++ === 0) meanwhile(catalog);
      return statSync(catalog).mtimeMs + 1_000;
    },
    wait: async () => {
      waits++;
    },
  };
  const reader = value(await openReader({ folder, effects: clock, readOnly: true }));
  const shown = [...(await reader.pointers('prod')).keys()];
  await reader.close();
  return { waits, shown };
}

test('a copy is made again if the catalog or the head of its log moved meanwhile, and only then', async () => {
  const { store, folder } = await opened();
  value(await store.publish(publication([await built(store, 'a')])));
  await store.close();
  expect(await readMeanwhile(folder, () => {})).toEqual({ waits: 0, shown: ['a'] });
  expect(await readMeanwhile(folder, (catalog) => utimesSync(catalog, 1, 1))).toEqual({ waits: 1, shown: ['a'] });
  // a log that begins anew, as after a checkpoint
  expect(await readMeanwhile(folder, (catalog) => writeFileSync(`${catalog}-wal`, Buffer.alloc(32)))).toEqual({ waits: 1, shown: ['a'] });
  expect(await readMeanwhile(folder, (catalog) => writeFileSync(`${catalog}-wal`, Buffer.alloc(32, 7)))).toEqual({ waits: 1, shown: ['a'] });
  // what is only appended moves neither
  expect(await readMeanwhile(folder, (catalog) => appendFileSync(`${catalog}-wal`, 'x'))).toEqual({ waits: 0, shown: ['a'] });
  expect(openUnder(folder)).toEqual([]);
});

test('a store that is refused is let go of', async () => {
  const { store, folder } = await opened();
  await store.close();
  const database = new DatabaseSync(join(folder, 'catalog.db'));
  database.exec('pragma user_version = 99');
  database.close();
  const temporary = ownTemporary();
  for (const readOnly of [undefined, true]) expect(problemOf(await openReader({ folder, effects, readOnly })).code).toBe('store/newer');
  expect(problemOf(await openStore({ folder, effects, emit: () => {}, command: 'trivet run' })).code).toBe('store/newer');
  expect(openUnder(folder)).toEqual([]);
  expect(openUnder(temporary)).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a reader of an older store reads a copy of its own, and leaves the store as old as it was', async () => {
  const { store, folder } = await opened();
  await store.close();
  const version = () => {
    const database = new DatabaseSync(join(folder, 'catalog.db'));
    const { user_version } = database.prepare('pragma user_version').get() as { user_version: number };
    database.close();
    return user_version;
  };
  const old = new DatabaseSync(join(folder, 'catalog.db'));
  old.exec('drop table rehearsal; pragma user_version = 2');
  old.close();
  const temporary = ownTemporary();
  const reader = value(await openReader({ folder, effects }));
  expect(await reader.rehearsals('p', {})).toEqual([]);
  expect(readdirSync(temporary)).toHaveLength(1);
  await reader.close();
  expect(version()).toBe(2);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a reader in place makes no copy, one that is told not to write does', async () => {
  const { store, folder } = await opened();
  const temporary = ownTemporary();
  for (const [readOnly, copies] of [
    [undefined, 0],
    [false, 0],
    [true, 1],
  ] as const) {
    const reader = value(await openReader({ folder, effects, readOnly }));
    expect(reader).toMatchObject({ salt: store.salt, readOnly: true, folder });
    expect(readdirSync(temporary)).toHaveLength(copies);
    await reader.close();
  }
});

test('a closed reader is closed: it answers no more', async () => {
  const { folder } = await opened();
  const reader = value(await openReader({ folder, effects }));
  await reader.close();
  await reader.close();
  await expect(reader.builds({})).rejects.toThrow('not open');
});

test('what a killed writer left in the temporary folder goes, folders too', async () => {
  const { store, folder } = await opened();
  await store.close();
  mkdirSync(join(folder, 'tmp', 'half', 'a table'), { recursive: true });
  writeFileSync(join(folder, 'tmp', 'half', 'a table', 'part'), 'x');
  await opened({ folder });
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

test('a store that can not be there, under a file, reads as an empty one', async () => {
  const reader = value(await openReader({ folder: join(outside('a file'), '.trivet'), effects }));
  expect(await reader.builds({})).toEqual([]);
  await reader.close();
});

test('the system tells which file system a folder is on', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('file systems have numbers on Linux only');
  expect(await filesystemOf('/proc')).toBe(0x9fa0);
});
