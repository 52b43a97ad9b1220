// A service as a process of its own for tests: started on a free port, found by its address file, ended with the test. And how it is asked.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Ended, type Files, startTrivet, trivet } from '../rig/index.ts';

/** Two tables that say of which version they are, one from its code and one from its data, and outputs that read both. */
export const versioned = (version: number, trivetYaml = ''): Files => ({
  'trivet.yaml': `product: versions\n${trivetYaml}`,
  'sources/numbers.yaml': 'path: data/numbers*.csv\ncolumns: { n: { type: integer, required: true } }\n',
  'data/numbers.csv': 'n\n1\n2\n3\n',
  ...code(version),
  'outputs/both.sql': 'select l.version as left_version, r.version as right_version, l.n from left_side l join right_side r using (n) order by n\n',
  'outputs/asked.sql':
    'select l.version as left_version, r.version as right_version, $x as x from left_side l join right_side r using (n) where n = 1\n',
  'outputs/asked.yaml': 'parameters: { x: { type: integer, default: 0 } }\n',
});

/** The code of a version; the rest stays. */
export const code = (version: number): Files => ({
  'assets/left_side.sql': `select ${version} as version, n from numbers\n`,
  'assets/right_side.sql': `select ${version} as version, n from numbers\n`,
});

export interface Up {
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** SIGTERM, and how it ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  /** What it has said on stderr. */
  said(): string;
}

/** `trivet up --port 0 --json …`, up and answering; killed when the test ends and it has not. */
export async function startUp(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Up> {
  const { child, ended } = startTrivet(['up', '--port', '0', '--json', ...args], { cwd, env });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    const late = globalThis.setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(late);
  });
  let said = '';
  child.stderr.on('data', (text: string) => {
    said += text;
  });
  const address = await addressOf(join(cwd, '.trivet'), child.pid, ended);
  return {
    ...address,
    ended,
    said: () => said,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

async function addressOf(store: string, pid: number | undefined, ended: Promise<Ended>): Promise<{ readonly url: string; readonly pid: number }> {
  let end: Ended | undefined;
  void ended.then((e) => {
    end = e;
  });
  return until('the address file', () => {
    if (end) throw new Error(`up ended with ${end.code ?? end.signal}:\n${end.stdout}${end.stderr}`);
    const file = join(store, 'up.json');
    const address = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { url: string; pid: number }) : undefined;
    return address?.pid === pid ? (address as { url: string; pid: number }) : undefined;
  });
}

/** Asks again until there is an answer; a minute at most. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 1_200; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await setTimeout(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function ask(up: Pick<Up, 'url'>, path: string): Promise<Answer> {
  const response = await fetch(new URL(path, up.url), { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' || !text.trim().match(/^[[{]/) ? text : JSON.parse(text) };
}

/** The first answer of `both`: release by header, version by data. */
export async function shown(up: Pick<Up, 'url'>): Promise<{ readonly release: number; readonly version: number }> {
  const { status, headers, body } = await ask(up, '/outputs/both');
  if (status !== 200) throw new Error(`both answers ${status}: ${JSON.stringify(body)}`);
  const [row] = body as { left_version: number; right_version: number }[];
  return {
    release: Number(headers.get('trivet-release')),
    version: row?.left_version === row?.right_version ? Number(row?.left_version) : Number.NaN,
  };
}

interface Document {
  readonly release: { readonly number: number } | null;
  /** Of a rollback: whose content it shows. */
  readonly backTo?: number;
}

/** A verb's document; throws with what it said where it fails. */
export async function done(args: readonly string[], cwd: string): Promise<Document> {
  const end = await trivet([...args, '--json'], { cwd });
  if (end.code !== 0) throw new Error(`trivet ${args.join(' ')} ended with ${end.code}:\n${end.stdout}${end.stderr}`);
  return end.json() as Document;
}
