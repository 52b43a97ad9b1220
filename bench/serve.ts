// The benchmark of serving: a kept answer and an inference, by 1, 16 and 64 clients, each beside a bare echo asked by the same clients in turn.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './measure.ts';
import type { Size } from './result.ts';
import type { Load, Loaded } from './serve-load.ts';
import { inferBody, startService } from './serve-product.ts';

/** What one question's service was beside the echo's, as medians of the turns. */
export interface ServeResult {
  readonly name: string;
  readonly clients: number;
  /** Requests a second. */
  readonly value: number;
  readonly floor: number;
  readonly share: number;
  /** The least share that the budget allows; undefined: told, not judged. */
  readonly budget: number | undefined;
  readonly holds: boolean;
  /** Milliseconds of an answer, as the clients saw it. */
  readonly p50: number;
  readonly p99: number;
  readonly floorP50: number;
  readonly floorP99: number;
  /** Megabytes of the service after the run, its hosts included. */
  readonly memory: number;
  readonly runs: readonly { readonly value: number; readonly floor: number }[];
}

interface Question {
  readonly name: string;
  readonly path: string;
  readonly body?: string | undefined;
  readonly budget: (clients: number) => number | undefined;
}

const questions: readonly Question[] = [
  { name: 'serve cached', path: '/outputs/late?origin=SEA', budget: () => 0.7 },
  { name: 'serve infer', path: '/v2/models/bad_hour/infer', body: inferBody, budget: (clients) => (clients === 64 ? 0.5 : undefined) },
];

/** Of one run: short, so that work and floor see the same machine however its other users come and go. */
const milliseconds = 300;
/** Runs of a turn. */
const runsOfTurn = 4;

/** The clients, in a process of their own that answers each message with one. */
function startClients(): { readonly ask: (load: Load) => Promise<Loaded>; readonly end: () => void } {
  const child = fork(join(import.meta.dirname, 'serve-load.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let settle: { resolve: (loaded: Loaded) => void; reject: (error: Error) => void } | undefined;
  child.on('message', (loaded: Loaded) => settle?.resolve(loaded));
  child.on('exit', () => settle?.reject(new Error('the clients ended')));
  const ask = async (load: Load): Promise<Loaded> => {
    const loaded = await new Promise<Loaded>((resolve, reject) => {
      settle = { resolve, reject };
      child.send(load);
    });
    if (loaded.bad > 0) throw new Error(`${loaded.bad} answers of ${load.path} were not 200`);
    return loaded;
  };
  return { ask, end: () => void child.kill() };
}

/** Resident megabytes of processes; 0 where the system does not say. */
function resident(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    existsSync(`/proc/${pid}/status`) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) : 0,
  );
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

const round = (n: number) => Number(n.toPrecision(4));

/** Where both are asked. */
interface Places {
  readonly service: (load: Load) => Promise<Loaded>;
  readonly echo: (load: Load) => Promise<Loaded>;
  readonly memory: () => number;
}

async function measured(question: Question, clients: number, turns: number, { service, echo, memory }: Places): Promise<ServeResult> {
  const load: Load = { port: 0, path: question.path, body: question.body, clients, milliseconds };
  const values: Loaded[] = [];
  const floors: Loaded[] = [];
  for (let i = 0; i < 3; i++) {
    await service(load);
    await echo(load);
  }
  for (let run = 0; run < turns * runsOfTurn; run++) {
    if (run % 2) floors.push(await echo(load));
    values.push(await service(load));
    if (run % 2 === 0) floors.push(await echo(load));
  }
  const of = (list: readonly Loaded[], what: 'perSecond' | 'p50' | 'p99') => round(median(list.map((one) => one[what])));
  // Of each pair, and then the median: what slowed the machine for a while slowed both.
  const share = median(values.map((one, i) => one.perSecond / (floors[i]?.perSecond ?? Number.NaN)));
  const budget = question.budget(clients);
  return {
    name: question.name,
    clients,
    value: of(values, 'perSecond'),
    floor: of(floors, 'perSecond'),
    share: round(share),
    budget,
    holds: budget === undefined || share >= budget,
    p50: of(values, 'p50'),
    p99: of(values, 'p99'),
    floorP50: of(floors, 'p50'),
    floorP99: of(floors, 'p99'),
    memory: Math.round(memory()),
    runs: values.map((one, i) => ({ value: Math.round(one.perSecond), floor: Math.round(floors[i]?.perSecond ?? 0) })),
  };
}

/** Both questions by 1, 16 and 64 clients. */
export async function serve({ turns }: Pick<Size, 'turns'>): Promise<readonly ServeResult[]> {
  const service = await startService();
  const clients = startClients();
  const echo = fork(join(import.meta.dirname, 'floors', 'echo.mjs'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [text] = (await once(echo.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const ask = (port: number) => (load: Load) => clients.ask({ ...load, port });
    const places: Places = { service: ask(service.port), echo: ask(Number(text)), memory: () => resident([process.pid, ...service.pids()]) };
    const results: ServeResult[] = [];
    for (const question of questions) for (const count of [1, 16, 64]) results.push(await measured(question, count, turns, places));
    return results;
  } finally {
    clients.end();
    echo.kill();
    await service.end();
  }
}

/** A few lines for people. */
export function serveText(result: ServeResult): string {
  const { name, clients, value, floor, share, budget, holds, p50, p99, floorP50, floorP99, memory, runs } = result;
  const judged = budget === undefined ? 'no budget' : `budget at least ${budget}`;
  return [
    `${holds ? '✓' : '✗'} ${name}, ${clients} ${clients === 1 ? 'client' : 'clients'}: ${value} requests/s, a bare echo ${floor}, share ${share} (${judged})`,
    `  p50 ${p50} ms, p99 ${p99} ms (echo ${floorP50}, ${floorP99}); ${memory} MB with its hosts`,
    `  raw    ${runs.map((run) => run.value).join('  ')}`,
    `  floor  ${runs.map((run) => run.floor).join('  ')}`,
  ].join('\n');
}
