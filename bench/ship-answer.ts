// The benchmarks of a running service: how soon a published release is answered, and how soon the serving engine is back when it was killed.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Turn } from './measure.ts';
import type { Benchmark, Size } from './result.ts';

const program = join(import.meta.dirname, '..', 'dist', 'cli', 'bin.js');

const files = (version: number) => ({
  'trivet.yaml': 'product: served\n',
  'sources/numbers.yaml': 'path: data/numbers.csv\n',
  'data/numbers.csv': `n,value\n${Array.from({ length: 10_000 }, (_, i) => `${i},${(i * 7919) % 1000}`).join('\n')}\n`,
  'assets/sums.sql': `select value % 10 as k, sum(n) as n, ${version} as version from numbers group by all\n`,
  'outputs/sums.sql': 'select k, n, version, $x as x from sums order by k\n',
  'outputs/sums.yaml': 'parameters: { x: { type: integer, default: 0 } }\n',
});

interface Service {
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  trivet(...args: readonly string[]): Promise<{ readonly release: { readonly number: number; readonly at: string } }>;
  write(version: number): void;
  end(): Promise<void>;
}

const environment = () => {
  const own = Object.entries(process.env).filter(([name]) => !/^(TRIVET_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(own), TRIVET_USER: 'bench' };
};

async function startService(): Promise<Service> {
  const base = mkdtempSync(join(tmpdir(), 'trivet bench '));
  const folder = join(base, 'product');
  const write = (version: number): void => {
    for (const [path, text] of Object.entries(files(version))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // a file that is written again as it was would have the service look at it
      if (version === 1 || path.startsWith('assets/')) writeFileSync(join(folder, path), text);
    }
  };
  const trivet: Service['trivet'] = async (...args) => JSON.parse(await output([...args, '--json'], folder));
  write(1);
  await trivet('ship');
  const child = spawn(process.execPath, [program, 'up', '--port', '0', '--no-schedule', '--quiet'], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const { url } = await address(folder, child);
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(base, { recursive: true, force: true });
  };
  return { url, pid: child.pid as number, folder, trivet, write, end };
}

/** Not synchronous: the answers are looked at meanwhile. */
function output(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return new Promise((resolve, reject) =>
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`trivet ${args.join(' ')} ended with ${code}:\n${text}`)))),
  );
}

async function address(folder: string, child: ChildProcess): Promise<{ readonly url: string }> {
  for (let look = 0; look < 600 && child.exitCode === null; look++) {
    try {
      const found = JSON.parse(readFileSync(join(folder, '.trivet/up.json'), 'utf8')) as { url: string; pid: number };
      if (found.pid === child.pid) return found;
    } catch {
      // not there yet
    }
    await setTimeout(50);
  }
  throw new Error('the service did not come up');
}

let asked = 0;
/** A question that no cache holds; its status and release. */
async function ask({ url }: Service): Promise<{ readonly status: number; readonly release: number }> {
  const response = await fetch(`${url}/outputs/sums?x=${++asked}`);
  await response.arrayBuffer();
  return { status: response.status, release: Number(response.headers.get('trivet-release')) };
}

async function floorOf(service: Service): Promise<number> {
  const begun = performance.now();
  await ask(service);
  return performance.now() - begun;
}

async function measured(turns: number, one: (service: Service, turn: number) => Promise<number>): Promise<readonly Turn[]> {
  const service = await startService();
  try {
    const done: Turn[] = [];
    for (let turn = 0; turn <= turns; turn++) {
      const floor = await floorOf(service);
      const value = await one(service, turn);
      // the first is a warming up
      if (turn > 0) done.push({ value, floor });
    }
    return done;
  } finally {
    await service.end();
  }
}

/** A ship, then a rollback, and so on: from the moment that stands in the release to the first answer of it. */
async function move(service: Service, turn: number): Promise<number> {
  if (turn % 2 === 0) service.write(turn + 2);
  let end: { readonly release: { readonly number: number; readonly at: string } } | undefined;
  const moving = service.trivet(turn % 2 === 0 ? 'ship' : 'rollback').then((document) => {
    end = document;
  });
  const firsts = new Map<number, number>();
  while (end === undefined || !firsts.has(end.release.number)) {
    const { release } = await ask(service);
    if (!firsts.has(release)) firsts.set(release, Date.now());
    await Promise.race([moving, setTimeout(2)]);
  }
  return (firsts.get(end.release.number) as number) - Date.parse(end.release.at);
}

/** From kill -9 of the serving engine's process to the next answer that is computed. */
async function kill(service: Service): Promise<number> {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const host = processes
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, ...args]) => Number(parent) === service.pid && /serving-host/.test(args.join(' ')));
  if (!host) throw new Error('no serving engine found');
  process.kill(Number(host[0]), 'SIGKILL');
  const begun = performance.now();
  let lost = false;
  for (;;) {
    const { status } = await ask(service);
    if (status === 200 && lost) return performance.now() - begun;
    if (status !== 200) lost = true;
    else if (performance.now() - begun > 5_000) throw new Error('the engine was never lost');
    await setTimeout(5);
  }
}

export const shipAnswer: Benchmark = {
  name: 'ship-answer',
  summary: () => 'from a publication (ship, rollback) to the first answer of the new release over HTTP, beside one answer that no cache holds',
  unit: 'ms',
  budget: { of: 'value', max: 1_000 },
  measure: ({ turns }: Size) => measured(turns * 2, move),
};

export const engineBack: Benchmark = {
  name: 'engine-back',
  summary: () => 'from kill -9 of the serving engine to the next answer that it computes, beside one such answer',
  unit: 'ms',
  budget: { of: 'value', max: 2_000 },
  measure: ({ turns }: Size) => measured(turns, kill),
};
