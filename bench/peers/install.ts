// One Python environment for each tool, made from its lock file when it is missing or the lock file has changed. Measures nothing.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** What came of it: the environment's Python, or why there is none. */
export type Installed = { readonly python: string } | { readonly missing: string };

/** The system's Python: makes the environments and measures. */
export const systemPython = process.env.PYTHON ?? 'python3';

function ran(argv: readonly [string, ...string[]]): string | undefined {
  const [program, ...rest] = argv;
  const end = spawnSync(program, rest, { encoding: 'utf8', env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
  if (end.status === 0) return undefined;
  return end.error?.message ?? [...end.stderr.trim().split('\n')].findLast((line) => /error/i.test(line)) ?? `ended with ${end.status}`;
}

/** Only wheels, and only those whose digests are in the lock file: nothing is built, so nothing is fetched from elsewhere than the index. */
export function install(lock: string): Installed {
  const file = join(here, 'requirements', `${lock}.txt`);
  const folder = join(here, '.venvs', lock);
  const python = join(folder, 'bin', 'python');
  const mark = join(folder, 'installed-from');
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return { python };
  rmSync(folder, { recursive: true, force: true });
  const failed =
    ran([systemPython, '-m', 'venv', folder]) ??
    ran([python, '-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary', ':all:', '-r', file]);
  if (failed !== undefined) return { missing: `not installed: ${failed}` };
  writeFileSync(mark, digest);
  return { python };
}
