// Makes dist/ (the compiled package, the page in dist/web) and schemas/ from src/ and web/; does nothing when both are up to date by a digest of the inputs.
// The new dist is built aside and swapped in, so that whoever runs the old one never sees half of it.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildPage } from './page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stamp = join(dist, '.inputs');
const lock = join(root, 'node_modules', '.build-lock');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function filesUnder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function sources() {
  const own = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs', 'scripts/page.mjs'];
  return digestOf([...own.map((name) => join(root, name)), ...filesUnder(join(root, 'src')), ...filesUnder(join(root, 'web'))]);
}

/** The made schemas count as well: one that was edited or lost is written again. */
const made = () => digestOf(existsSync(join(root, 'schemas')) ? filesUnder(join(root, 'schemas')) : []);

const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === `${sources()} ${made()}`;

/** One build at a time: a second one waits, and a lock whose process is gone is taken over. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!holderLives()) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is another user's. ENOENT: it is between making the folder and writing its pid.
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}

/** src/cli/schemas.ts exports `schemas`: a record (or a function that returns one) of name → JSON Schema. */
async function writeSchemas(folder) {
  const module = join(folder, 'cli', 'schemas.js');
  if (!existsSync(module)) return;
  const { schemas } = await import(pathToFileURL(module).href);
  const all = typeof schemas === 'function' ? schemas() : schemas;
  if (!all || typeof all !== 'object') throw new Error('src/cli/schemas.ts must export `schemas`: name → JSON Schema');
  rmSync(join(root, 'schemas'), { recursive: true, force: true });
  mkdirSync(join(root, 'schemas'));
  for (const [name, schema] of Object.entries(all)) writeFileSync(join(root, 'schemas', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

async function build() {
  const fresh = join(root, `dist-${process.pid}`);
  const old = join(root, `dist-${process.pid}-old`);
  // Before the compiler looks: a file saved meanwhile must count as new.
  const before = sources();
  try {
    const tsc = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh], { encoding: 'utf8' });
    if (tsc.status !== 0) {
      process.stderr.write(`${tsc.stdout}${tsc.stderr}the build failed: the compiler's words are above\n`);
      return 2;
    }
    const program = join(fresh, 'cli', 'bin.js');
    if (existsSync(program)) chmodSync(program, 0o755);
    await buildPage(join(fresh, 'web'));
    await writeSchemas(fresh);
    writeFileSync(join(fresh, '.inputs'), `${before} ${made()}`);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    return 0;
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  if (upToDate()) return 0;
  takeLock();
  try {
    return upToDate() ? 0 : await build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

process.exitCode = await main();
