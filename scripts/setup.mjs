// From a fresh clone to a running job: `node scripts/setup.mjs test|demo|bench|faults|mutants [ARGS…]`, on any Node from 18 and without a dependency.
// Installs when the lock file asks for it, puts the repository's own Node 24 first in PATH, builds, runs the job and passes its exit code on.
// It knows nothing of what the jobs do.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = realpathSync(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const marker = join(modules, '.setup');

// `test` builds for itself, so that a build that fails is counted and the other steps still run.
const jobs = {
  test: { script: 'scripts/test.mjs', build: false },
  demo: { script: 'demo/demo.ts', build: true },
  bench: { script: 'bench/bench.ts', build: true },
  faults: { script: 'test/faults/faults.ts', build: true },
  // Mutates src/, so that what was built plays no part.
  mutants: { script: 'test/mutants/mutants.ts', build: false },
};

/** What node_modules was installed for: the lock file and what may run while installing. */
function wanted() {
  const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(JSON.stringify(allowScripts ?? null))
    .digest('hex');
}

/** Whether an install made by hand, without our marker, is the one the lock file describes. */
function matchesLock() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const same = Object.entries(installed).every(([path, entry]) => locked[path] && locked[path].version === entry.version);
  return same && Object.entries(locked).every(([path, entry]) => path === '' || entry.optional || installed[path]);
}

/** The repository's Node answers with the version that package.json pins. */
function nodeWorks() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');
  const answer = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  return answer.status === 0 && answer.stdout.trim() === `v${devDependencies.node}`;
}

function installed() {
  if (!existsSync(bin) || !nodeWorks()) return false;
  if (existsSync(marker)) return readFileSync(marker, 'utf8') === wanted();
  return matchesLock();
}

const paths = () => (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && !folder.startsWith(modules));

function install() {
  process.stderr.write('installing dependencies (npm ci), once: ');
  const started = Date.now();
  const dots = setInterval(() => process.stderr.write('.'), 2000);
  // npm must not run on the Node that it is about to delete.
  const env = { ...process.env, PATH: paths().join(delimiter) };
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=notice'], { cwd: root, env, shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((done) => {
    const finish = (works, words) => {
      clearInterval(dots);
      process.stderr.write(works ? ` ${Math.round((Date.now() - started) / 1000)} s\n` : ` failed\n${output}\n${words}\n`);
      done(works);
    };
    child.on('error', (error) => finish(false, `npm did not start: ${error.message}; Trivet needs npm to install, try: npm --version`));
    child.on('close', (code) => {
      if (code !== 0) return finish(false, `npm ci ended with ${code}: its words are above; after mending it, run the same command again`);
      if (!nodeWorks())
        return finish(
          false,
          'the pinned node package did not install its program: its preinstall script must be allowed, see npm install-scripts ls',
        );
      writeFileSync(marker, wanted());
      finish(true, '');
    });
  });
}

/** Runs a script on the repository's Node and returns its exit code; a signal counts as the shell counts it. */
function run(script, args) {
  const env = { ...process.env, PATH: [bin, ...paths()].join(delimiter) };
  return new Promise((done) => {
    const child = spawn('node', [join(root, script), ...args], { cwd: root, env, stdio: 'inherit' });
    // The terminal sends Ctrl-C to the whole group: the job decides, we wait for it.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', (error) => {
      process.stderr.write(`${script} did not start: ${error.message}\n`);
      done(3);
    });
    child.on('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

async function main([name, ...args]) {
  const job = Object.hasOwn(jobs, name ?? '') ? jobs[name] : undefined;
  if (!job) {
    process.stderr.write(`no job named ${name ?? '(none)'}: expected ${Object.keys(jobs).join(', ')}; try: node scripts/setup.mjs test\n`);
    return 2;
  }
  if (!installed() && !(await install())) return 3;
  if (job.build) {
    const code = await run('scripts/build.mjs', []);
    if (code !== 0) return code;
  }
  return run(job.script, args);
}

process.exitCode = await main(process.argv.slice(2));
