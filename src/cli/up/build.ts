// A build of production as a process of its own: what it eats or breaks is its own. Starts it, hears its end, stops it. Decides nothing.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { type Effects, exitCode, type Instant, type Outcome, ok, type Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';

export interface BuildRequest {
  /** The command's own file. */
  readonly program: string;
  readonly folder: string;
  readonly store: string;
  readonly environment: string;
  readonly clock: Instant;
  /** `engine.NAME=VALUE` each. */
  readonly sets: readonly string[];
  /** How long it waits for another writer. */
  readonly waitMs: number;
  readonly effects: Effects;
}

export interface BuildEnd {
  /** null: a signal ended it. */
  readonly exit: number | null;
  readonly seconds: number;
  /** Number of the release that it published. */
  readonly release: number | null;
  readonly problems: readonly Problem[];
}

export interface Build {
  readonly pid: number | undefined;
  readonly ended: Promise<BuildEnd>;
  /** Asks it to stop at the next safe place; five seconds later it is killed. */
  stop(): Promise<void>;
}

const grace = 5_000;
const mostOutput = 64 << 20;

export function startBuild(request: BuildRequest): Build {
  const { program, folder, store, environment, clock, sets, waitMs, effects } = request;
  const words = ['run', '--json', '--environment', environment, '--clock', clock, '--wait', `${waitMs}ms`, '--product', folder, '--store', store];
  const begun = effects.monotonic();
  const child = spawn(process.execPath, [program, ...words, ...sets.flatMap((set) => ['--set', set])], {
    cwd: folder,
    env: { ...effects.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a group of its own: Ctrl-C in the service's terminal is the service's to pass on
    detached: true,
  });
  if (child.pid !== undefined) yieldTo(child.pid);
  const ended = endOf(child, environment).then((end) => ({ ...end, seconds: (effects.monotonic() - begun) / 1000 }));
  return {
    pid: child.pid,
    ended,
    async stop() {
      child.kill('SIGINT');
      const late = setTimeout(() => killGroup(child), grace);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Answers come first: the build, and the engine that it starts, get what is left of the processor. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // it has ended already, or the system does not let it be
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function endOf(child: ChildProcess, environment: string): Promise<Omit<BuildEnd, 'seconds'>> {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8');
    child[name]?.on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-mostOutput);
    });
  }
  const lost = (how: string, cause: string) => [problem('build-lost', { how, environment }, cause ? { cause } : {})];
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ exit: null, release: null, problems: lost('could not be started', error.message) }));
    child.on('close', (exit, signal) => {
      const told = documentOf(output.stdout);
      // told to stop when it had said all there is to say
      if (told.ok) resolve({ exit: exit ?? exitCode(told.value.problems), ...told.value });
      else
        resolve({ exit, release: null, problems: lost(signal ? `was ended by ${signal}` : `ended with ${exit}`, output.stderr.slice(-2000).trim()) });
    });
  });
}

/** What `run --json` printed; not ok where it printed nothing whole. */
function documentOf(text: string): Outcome<Pick<BuildEnd, 'release' | 'problems'>> {
  try {
    const { release, problems } = JSON.parse(text) as { release?: { number: number } | null; problems: readonly Problem[] };
    return ok({ release: release?.number ?? null, problems: problems.filter((p) => p.severity === 'error') });
  } catch {
    return { ok: false, problems: [] };
  }
}
