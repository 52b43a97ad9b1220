// Asks one tool about one data set in a process of its own, and measures that process. Compares nothing.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, scriptAnswer, trivetAnswer } from './answers.ts';
import { systemPython } from './install.ts';
import type { Tool } from './tools.ts';

/** A data set with its contract, and the folder in which the tools work on it. */
export interface DataSet {
  readonly name: string;
  readonly folder: string;
  readonly data: string;
  readonly contract: string;
  readonly rows: number;
}

/** Seconds on the clock, seconds of processor time, bytes in memory at the peak. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

export interface Asked {
  readonly answer: Answer;
  readonly cost: Cost;
}

/** Everything a tool is given: nothing of the user's settings, and no statistics sent to anybody. */
function variables(home: string): Record<string, string> {
  mkdirSync(join(home, '.soda'), { recursive: true });
  writeFileSync(join(home, '.soda', 'config.yml'), 'send_anonymous_usage_stats: false\n');
  const off = { DO_NOT_TRACK: '1', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', GX_ANALYTICS_ENABLED: 'false', OTEL_SDK_DISABLED: 'true' };
  const plain = { LC_ALL: 'C.UTF-8', TZ: 'UTC', NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1' };
  return { PATH: process.env.PATH ?? '', HOME: home, ...plain, ...off };
}

/** A text instead says why there is no answer. */
export function ask(tool: Tool, python: string, { folder, data, contract, rows }: DataSet): Asked | string {
  const own = join(folder, tool.name);
  mkdirSync(own, { recursive: true });
  const [answer, cost, out, err] = ['answer.json', 'cost.json', 'stdout', 'stderr'].map((name) => join(own, name)) as [
    string,
    string,
    string,
    string,
  ];
  rmSync(answer, { force: true });
  const command = tool.command({ data, rows, contract, answer, python });
  const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
  const measured = [join(import.meta.dirname, 'measure.py'), cost, ...command];
  const end = spawnSync(systemPython, measured, { cwd: own, env: variables(join(folder, 'home')), stdio: ['ignore', stdout, stderr] });
  closeSync(stdout);
  closeSync(stderr);
  if (end.error || end.status !== 0) throw new Error(`nothing can be measured: ${end.error?.message ?? readFileSync(err, 'utf8')}`);
  const { status, ...spent }: Cost & { status: number } = JSON.parse(readFileSync(cost, 'utf8'));
  const said = tool.lock === undefined ? ownAnswer(out) : status === 0 && existsSync(answer) ? scriptAnswer(answer) : undefined;
  if (said !== undefined && typeof said !== 'string') return { answer: said, cost: spent };
  return `ended with ${status}: ${said ?? (lastWords(err) || lastWords(out))}`;
}

/** Trivet's answer is the document that it prints, whatever its exit code: 1 is its way to say that a check failed. */
function ownAnswer(out: string): Answer | string | undefined {
  const text = readFileSync(out, 'utf8');
  return text.startsWith('{') ? trivetAnswer(text) : undefined;
}

/** Without the paths of this machine: it may stand in a result that is kept. */
function lastWords(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' / ');
  return lines
    .replaceAll(tmpdir(), 'TMP')
    .replaceAll(join(import.meta.dirname, '..', '..'), '.')
    .slice(0, 400);
}
