// Measures a piece of work beside its floor, in turn and in one run, so that both see the same machine. Asserts nothing, prints nothing.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds on the clock, and milliseconds of processor time of the process and all it started and waited for. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** One turn: the work and its floor, in the benchmark's unit. */
export interface Turn {
  readonly value: number;
  readonly floor: number;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

// The shell's own `time` asks the system for its children's usage (getrusage), to the millisecond and on every system;
// Node can only ask for itself.
const timed = `TIMEFORMAT='%3R %3U %3S'; { time "$@" >"$BENCH_OUTPUT" 2>&1 </dev/null; } 2>"$BENCH_TIMES"`;

/** Runs a command to its end. Throws with its output if it fails: a number of a failed run means nothing. */
export function command(argv: readonly string[], { cwd, env = {} }: CommandOptions = {}): Sample {
  const folder = mkdtempSync(join(tmpdir(), 'trivet bench '));
  const output = join(folder, 'output');
  const times = join(folder, 'times');
  try {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(TRIVET_|NODE_OPTIONS$|LC_|FORCE_COLOR$)/.test(name));
    const variables = { ...Object.fromEntries(inherited), LC_ALL: 'C', NO_COLOR: '1', ...env, BENCH_OUTPUT: output, BENCH_TIMES: times };
    const end = spawnSync('bash', ['-c', timed, 'bash', ...argv], { env: variables, ...(cwd ? { cwd } : {}), encoding: 'utf8' });
    if (end.error) throw new Error(`bash is needed to measure: ${end.error.message}`);
    if (end.status !== 0) throw new Error(`${argv.join(' ')} ended with ${end.status ?? end.signal}:\n${readFileSync(output, 'utf8')}`);
    return parseTimes(readFileSync(times, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds "real user system", the last line, to milliseconds. */
export function parseTimes(text: string): Sample {
  const [real, user, system, ...more] = (text.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (real === undefined || user === undefined || system === undefined || more.length || ![real, user, system].every(Number.isFinite)) {
    throw new Error(`the shell's times do not parse: ${JSON.stringify(text)}`);
  }
  return { wall: real * 1000, cpu: (user + system) * 1000 };
}

/** Milliseconds that a piece of work in this process takes on the clock. */
export async function inProcess(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs both once unmeasured, then `turns` times, the order turned round each time. */
export async function alternate(
  turns: number,
  value: () => Promise<number> | number,
  floor: () => Promise<number> | number,
): Promise<readonly Turn[]> {
  await value();
  await floor();
  const done: Turn[] = [];
  for (let turn = 0; turn < turns; turn++) {
    if (turn % 2 === 0) {
      const v = await value();
      done.push({ value: v, floor: await floor() });
    } else {
      const f = await floor();
      done.push({ value: await value(), floor: f });
    }
  }
  return done;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('the median of nothing');
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
