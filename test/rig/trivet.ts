// Runs the built command as a user would: a process of its own, its environment made here and not inherited from whoever runs the tests.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './folder.ts';

/** What the packed package runs. */
export const program = join(root, 'dist', 'cli', 'bin.js');

export interface Options {
  readonly cwd: string;
  /** Added to the clean environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for its standard input. */
  readonly input?: string;
}

export interface Ended {
  /** null: ended by `signal`. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON document it must be; throws with both streams if it is not. */
  json(): unknown;
}

let built = false;

/** Builds dist/ once per process if src/ is newer; throws the compiler's words if it does not compile. */
export function ensureBuilt(): void {
  if (built) return;
  const end = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  if (end.status !== 0) throw new Error(`the build failed:\n${end.stdout}${end.stderr}`);
  built = true;
}

/** No TRIVET_ variable and no colour from outside; a fixed user. */
export function cleanEnvironment(extra: Options['env'] = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(TRIVET_|FORCE_COLOR$|NODE_OPTIONS$|RIG_|VITEST|COLUMNS$|CI$)/.test(name));
  const all = { ...Object.fromEntries(inherited), NO_COLOR: '1', TRIVET_USER: 'tester', ...extra };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Starts the command and gives the process, to be killed or spoken to; `ended` tells how it went. */
export function startTrivet(
  args: readonly string[],
  options: Options,
): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended> } {
  ensureBuilt();
  const child = spawn(process.execPath, [program, ...args], { cwd: options.cwd, env: cleanEnvironment(options.env), stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  // Whoever does not read its input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output, json: () => document(args, code, output) }));
  });
  return { child, ended };
}

function document(args: readonly string[], code: number | null, { stdout, stderr }: { stdout: string; stderr: string }): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`trivet ${args.join(' ')} (exit ${code}) printed no JSON document\nstdout:\n${stdout}\nstderr:\n${stderr}`);
  }
}

/** Runs the command to its end. */
export function trivet(args: readonly string[], options: Options): Promise<Ended> {
  return startTrivet(args, options).ended;
}
