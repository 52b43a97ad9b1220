// Reading a real folder: which files are code, and what cannot be read.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { findProduct, parseProduct, readFiles } from '../../src/product/index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trivet product '));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array = 'x'): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function paths(): Promise<readonly string[]> {
  const files = await readFiles(folder);
  return files.ok ? files.value.map((file) => file.path) : files.problems.map((p) => `${p.code} ${p.at?.file}`);
}

test("the bundle's files are read, sorted, and nothing else", async () => {
  const code = [
    'acceptances.yaml',
    'assets/a.sql',
    'assets/a.yaml',
    'assets/marts/b.sql',
    'assets/model.py',
    'assets/model.ts',
    'lib/deep/table.json',
    'lib/logistic.ts',
    'lib/plain.js',
    'lib/plain.mjs',
    'outputs/late.sql',
    'outputs/late.yaml',
    'package-lock.json',
    'package.json',
    'sources/s.yml',
    'tests/a.yaml',
    'trivet.yaml',
  ];
  const other = [
    'README.md',
    '.trivet/trivet.yaml',
    'data/a.sql',
    'node_modules/x/assets/a.sql',
    'assets/node_modules/x.sql',
    'lib/node_modules/x/index.js',
    'lib/README.md',
    'outputs/notes.md',
    'assets/data/x.sql',
    'assets/.a.sql.swp',
    'assets/a.sql~',
    'sources/notes.md',
    'sub/trivet.yaml',
    'deliveries/x.yaml',
  ];
  for (const path of [...code, ...other]) await write(path);
  expect(await paths()).toEqual(code);
});

test('a file has the digest of its bytes and its text, a byte order mark included', async () => {
  await write('assets/a.sql', "\uFEFFselect 'Zürich'");
  const files = await readFiles(folder);
  expect(files).toEqual({ ok: true, value: [{ path: 'assets/a.sql', digest: digestOf("\uFEFFselect 'Zürich'"), text: "\uFEFFselect 'Zürich'" }] });
});

test('a yaml file may begin with a byte order mark', async () => {
  await write('trivet.yaml', '\uFEFFproduct: tested\n');
  const files = await readFiles(folder);
  expect(files.ok && parseProduct({ files: files.value, codeFolder: folder, folder })).toMatchObject({ ok: true, value: { name: 'tested' } });
});

test('files that are not UTF-8 and files that cannot be read are Problems, all at once', async () => {
  await write('assets/latin.sql', Buffer.from("select 'Zürich'", 'latin1'));
  await symlink(join(folder, 'nowhere'), join(folder, 'assets/lost.sql'));
  expect(await paths()).toEqual(['product/not-utf8 assets/latin.sql', 'product/unreadable-file assets/lost.sql']);
});

test('a folder that is not there is a Problem of operations', async () => {
  expect(await readFiles(join(folder, 'nowhere'))).toMatchObject({ ok: false, problems: [{ code: 'product/unreadable-file', leg: 'operations' }] });
});

test('links to files and folders are followed, but never in a circle', async () => {
  await write('elsewhere/a.sql');
  await write('assets/b.sql');
  await symlink(join(folder, 'elsewhere'), join(folder, 'assets/linked'));
  await symlink(join(folder, 'elsewhere/a.sql'), join(folder, 'assets/c.sql'));
  await symlink(join(folder, 'assets'), join(folder, 'assets/circle'));
  expect(await paths()).toEqual(['assets/b.sql', 'assets/c.sql', 'assets/linked/a.sql']);
});

test("the nearest folder upwards with a trivet.yaml is the product's", async () => {
  await write('outer/trivet.yaml');
  await write('outer/inner/trivet.yaml');
  await write('outer/inner/assets/marts/a.sql');
  await write('outer/other/a.txt');
  expect(await findProduct(join(folder, 'outer/inner/assets/marts'))).toBe(join(folder, 'outer/inner'));
  expect(await findProduct(join(folder, 'outer/other'))).toBe(join(folder, 'outer'));
  expect(await findProduct(folder)).toBeUndefined();
});
