// The package as npm makes it: holds what it needs and nothing else, and its command works from an empty folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnvironment, ensureBuilt, root, temporaryFolder } from '../rig/index.ts';

test('npm pack gives a package that makes and runs the example', () => {
  ensureBuilt();
  const folder = temporaryFolder();
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(said) as [{ filename: string; unpackedSize: number; files: { path: string }[] }];
  const paths = packed.files.map((f) => f.path);
  expect(paths.filter((p) => !/^(dist|schemas|templates)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/.test(p))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(['dist/cli/bin.js', 'schemas/trivet.json', 'templates/airport-delays/gitignore', 'LICENSE']));

  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
  const home = join(folder, 'package');
  // what `npm install` would bring, from this checkout
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { bin: { trivet: string } };
  const empty = join(folder, 'empty folder');
  mkdirSync(empty);
  const trivet = (...words: string[]) =>
    execFileSync(process.execPath, [join(home, bin.trivet), ...words], { cwd: empty, env: cleanEnvironment(), encoding: 'utf8' });
  trivet('init', 'airport-delays');
  expect(existsSync(join(empty, 'airport-delays', '.gitignore'))).toBe(true);
  const ran = JSON.parse(trivet('run', '--json', '--product', 'airport-delays')) as { assets: { outcome: string }[]; problems: unknown[] };
  expect(ran.problems).toEqual([]);
  expect(ran.assets.map((a) => a.outcome)).toEqual(['read', 'read', 'built', 'built', 'built', 'built']);
});
