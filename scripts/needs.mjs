// What the tests need beside npm's packages: a browser, and a Python with two foreign clients. Set up from the system's packages and from
// PyPI where this user may; what cannot be set up is named, and the tests that need it are skipped (under CI=true they fail).

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const works = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
const found = (name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim() || undefined;

/** Installs system packages where this user may: as root, or with sudo that asks for no password. */
function install(packages) {
  if (!found('apt-get')) return false;
  const sudo = process.getuid?.() === 0 ? [] : works('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
  if (!sudo) return false;
  process.stderr.write(`installing ${packages.join(', ')} from the system's packages, once\n`);
  const apt = (args) => {
    const [program, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  return apt(['update']) && apt(['install', '-y', '--no-install-recommends', ...packages]);
}

function chromium() {
  const given = process.env.TRIVET_CHROMIUM;
  if (given) return existsSync(given) ? given : undefined;
  const look = () => browsers.map(found).find(Boolean);
  return look() ?? (install(['chromium']) ? look() : undefined);
}

/** A virtual environment in node_modules/.cache with what test/protocol/requirements.txt pins. */
function python() {
  const requirements = join(root, 'test', 'protocol', 'requirements.txt');
  const folder = join(root, 'node_modules', '.cache', 'trivet-python');
  const program = join(folder, 'bin', 'python');
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const marker = join(folder, '.requirements');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === stamp && works(program, ['-c', 'import tritonclient.http, duckdb'])) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const make = () => works('python3', ['-m', 'venv', folder]);
  if (!make() && !(install(['python3', 'python3-venv']) && make())) return undefined;
  process.stderr.write('installing the foreign clients of test/protocol from PyPI, once\n');
  if (!works(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements])) return undefined;
  writeFileSync(marker, stamp);
  return program;
}

/** The variables that lead tests to what was found, and the words for what was not. */
export function needs() {
  const [browser, interpreter] = [chromium(), python()];
  const variables = { ...(browser ? { TRIVET_CHROMIUM: browser } : {}), ...(interpreter ? { TRIVET_PYTHON: interpreter } : {}) };
  const missing = [
    ...(browser ? [] : ['a Chromium for the tests of the page: install one, or name it with TRIVET_CHROMIUM=/path']),
    ...(interpreter ? [] : ['Python 3 with venv, and PyPI, for the foreign clients of test/protocol']),
  ];
  return { variables, missing };
}
