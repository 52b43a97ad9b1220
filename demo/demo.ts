// npm run demo: the week of the earthquake, each line a real run of the built CLI, and at its end the service. `--once` (CI) asserts all of it,
// neither pauses nor keeps the folder.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './service.ts';
import { place, type Step, story, type Verdict } from './story.ts';

const bin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli', 'bin.js');
const once = process.argv.includes('--once');
const terminal = process.stdout.isTTY === true;
const dim = (text: string) => (terminal && !process.env.NO_COLOR ? `\u001b[2m${text}\u001b[22m` : text);
const strong = (text: string) => (terminal && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text);
const pause = (ms: number) => (once || !terminal ? Promise.resolve() : new Promise<void>((done) => setTimeout(done, ms)));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function trivet(words: readonly string[], cwd: string, variables: Readonly<Record<string, string>> = {}, show = true): Promise<Ended> {
  const { TRIVET_CLOCK: _, TRIVET_ENVIRONMENT: __, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...words], {
    cwd,
    env: { ...env, ...variables, ...(terminal ? { FORCE_COLOR: '1' } : {}), COLUMNS: String(process.stdout.columns ?? 100) },
  });
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    if (show) process.stdout.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

const shown = (words: readonly string[]) => words.map((word) => (/^[\w./:=+-]+$/.test(word) ? word : `"${word}"`)).join(' ');

async function take(step: Step, folder: string): Promise<string | undefined> {
  if (step.say) {
    console.log(strong(`# ${step.say}`));
    await pause(1500);
  }
  await step.happens?.(folder);
  const set = Object.entries(step.variables ?? {}).map(([name, value]) => `${name}=${value} `);
  console.log(dim(`$ ${set.join('')}trivet ${shown(step.command)} --quiet${step.note ? `  # ${step.note}` : ''}`));
  const ended = await trivet([...step.command, '--quiet'], folder, step.variables);
  await pause(step.verdict ? 3500 : 1200);
  if (ended.code !== step.exit) return `${shown(step.command)} ended with ${ended.code}, expected ${step.exit}`;
  if (step.verdict) return judge(step.verdict, await trivet([...step.command, '--json'], folder, step.variables, false));
  return step.live === undefined ? undefined : live(step.live, await trivet(['log', '--json'], folder, {}, false));
}

function judge(expected: Verdict, { output }: Ended): string | undefined {
  const { verdict } = JSON.parse(output) as { verdict: { kind: string; legs: string[]; causes: unknown[] } };
  const right =
    verdict.kind === expected.kind && verdict.legs.join() === expected.legs.join() && JSON.stringify(verdict.causes).includes(expected.cause);
  return right ? undefined : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(verdict)}`;
}

function live(expected: number, { output }: Ended): string | undefined {
  const { releases } = JSON.parse(output) as { releases: { number: number; live: boolean }[] };
  const number = releases.find((r) => r.live)?.number;
  return number === expected ? undefined : `production shows release ${number}, expected ${expected}`;
}

async function main(): Promise<number> {
  const { folder, clear } = await place();
  console.log(dim('$ trivet init airport-delays --quiet'));
  const made = await trivet(['init', 'airport-delays', '--quiet'], dirname(folder));
  let wrong = made.code === 0 ? undefined : 'init failed';
  for (const step of story) wrong ??= await take(step, folder);
  wrong ??= await serve({
    folder,
    once,
    bin,
    trivet,
    say: (line) => console.log(strong(`# ${line}`)),
    command: (line) => console.log(dim(`$ ${line}`)),
    pause,
  });
  if (wrong) console.error(`\nthe demo went otherwise than it should: ${wrong}\nthe folder is kept: ${folder}`);
  else if (once) await clear();
  return wrong ? 1 : 0;
}

process.exitCode = await main();
