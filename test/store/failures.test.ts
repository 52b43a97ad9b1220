// Which errors of SQLite and the file system are expected, and what each is called; all else is a bug and stays thrown as it is.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attempted, expecting, failureOf, isBusy, StoreFailure } from '../../src/store/failure.ts';
import { guarded, openStore } from '../../src/store/index.ts';
import { problem } from '../../src/store/problems.ts';
import { effects, freshFolder, opened, problemOf } from './rig.ts';

const folder = '/data/.trivet';
/** As node:sqlite throws them: https://sqlite.org/rescode.html */
const ofSqlite = (errcode: number) => Object.assign(new Error('sqlite says so'), { code: 'ERR_SQLITE_ERROR', errcode });
const ofSystem = (code: string) => Object.assign(new Error(`${code}: the system says so`), { code, syscall: 'write' });

const codeOf = (error: unknown) => {
  const failure = failureOf(error, folder);
  return failure instanceof StoreFailure ? failure.problem.code : undefined;
};

test.each([
  ['SQLITE_PERM', 3, 'store/no-permission'],
  ['SQLITE_BUSY', 5, 'store/busy'],
  ['SQLITE_BUSY_SNAPSHOT', 5 | (2 << 8), 'store/busy'],
  ['SQLITE_LOCKED', 6, 'store/busy'],
  ['SQLITE_READONLY', 8, 'store/no-permission'],
  ['SQLITE_READONLY_DIRECTORY', 8 | (6 << 8), 'store/no-permission'],
  ['SQLITE_IOERR_READ', 10 | (1 << 8), 'store/io'],
  ['SQLITE_IOERR_SHMSIZE', 10 | (19 << 8), 'store/disk-full'],
  ['SQLITE_CORRUPT', 11, 'store/damaged'],
  ['SQLITE_FULL', 13, 'store/disk-full'],
  ['SQLITE_CANTOPEN', 14, 'store/io'],
  ['SQLITE_NOTADB', 26, 'store/damaged'],
  ['SQLITE_CONSTRAINT, a bug', 19, undefined],
  ['SQLITE_ERROR, a bug', 1, undefined],
])('%s', (_, errcode, code) => {
  expect(codeOf(ofSqlite(errcode))).toBe(code);
  expect(isBusy(ofSqlite(errcode))).toBe(code === 'store/busy');
});

test.each([
  ['ENOSPC', 'store/disk-full'],
  ['EDQUOT', 'store/disk-full'],
  ['EFBIG', 'store/disk-full'],
  ['EACCES', 'store/no-permission'],
  ['EPERM', 'store/no-permission'],
  ['EROFS', 'store/no-permission'],
  ['EMFILE', 'store/io'],
])('%s', (code, expected) => {
  expect(codeOf(ofSystem(code))).toBe(expected);
  expect(isBusy(ofSystem(code))).toBe(false);
});

test('a Problem of the store names its folder, and keeps the words of who refused', () => {
  const failure = failureOf(ofSystem('ENOSPC'), folder);
  expect(failure).toMatchObject({
    name: 'StoreFailure',
    message: expect.stringContaining(folder),
    problem: { code: 'store/disk-full', leg: 'operations', cause: 'ENOSPC: the system says so', remedy: expect.stringContaining(`'${folder}'`) },
  });
  for (const [errcode, code] of [
    [3, 'no-permission'],
    [5, 'busy'],
    [11, 'damaged'],
    [14, 'io'],
  ] as const) {
    const { problem: told } = failureOf(ofSqlite(errcode), folder) as StoreFailure;
    expect(told).toMatchObject({ code: `store/${code}`, leg: 'operations', cause: 'sqlite says so' });
    expect(`${told.message} ${told.remedy}`).toContain(folder);
  }
});

test('what nobody expects stays thrown as it is', async () => {
  const bugs = [
    new Error('bug'),
    new TypeError('bug'),
    'thrown text',
    undefined,
    Object.assign(new Error('coded'), { code: 'ERR_INVALID_ARG_TYPE' }),
  ];
  for (const bug of bugs) {
    expect(failureOf(bug, folder)).toBe(bug);
    expect(isBusy(bug)).toBe(false);
    await expect(expecting(folder, () => Promise.reject(bug))).rejects.toBe(bug);
    await expect(attempted(folder, () => Promise.reject(bug))).rejects.toBe(bug);
    await expect(guarded(() => Promise.reject(bug))).rejects.toBe(bug);
  }
  // a SQLite error without a number, and a system error that no call made, are no failures of the store
  expect(codeOf(Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR' }))).toBeUndefined();
  expect(codeOf(Object.assign(new Error('x'), { syscall: 'write' }))).toBeUndefined();
});

test('guarded takes only what the store has named; attempted names it too', async () => {
  const failure = new StoreFailure(problem('busy', { folder }));
  expect(failureOf(failure, 'elsewhere')).toBe(failure);
  expect(await guarded(() => Promise.reject(failure))).toEqual({ ok: false, problems: [failure.problem] });
  await expect(guarded(() => Promise.reject(ofSqlite(5)))).rejects.toThrow('sqlite says so');
  expect(problemOf(await attempted(folder, () => Promise.reject(ofSqlite(5)))).code).toBe('store/busy');
  expect(await attempted(folder, async () => 7)).toEqual({ ok: true, value: 7 });
});

test.each([
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
])('a network file system %i is refused by its name, %s', async (magic, name) => {
  const store = join(freshFolder(), '.trivet');
  const refused = await openStore({ folder: store, effects, emit: () => {}, command: 'trivet run', filesystemType: async () => magic });
  expect(problemOf(refused)).toMatchObject({
    code: 'store/network-mount',
    leg: 'operations',
    message: `the store ${store} is on a network file system (${name}), where its locks do not hold`,
  });
});

test('a store is opened where it is said, however that is spelled', async () => {
  const { store, folder: made } = await opened();
  await store.close();
  const { store: again } = await opened({ folder: join(made, '..', '.trivet', '.') });
  expect(again.folder).toBe(made);
});
