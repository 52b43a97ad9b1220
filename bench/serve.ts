// The benchmark of serving: a kept answer and an inference, by 1, 16 and 64 clients, each beside a bare echo asked by the same clients in turn.

import { type ChildProcess, fork } from 'node:child_process';
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

const milliseconds = 1_500;

/** A helper in a process of its own that answers each message with one. */
function helper(file: string): { readonly child: ChildProcess; readonly ask: (load: Load) => Promise<Loaded> } {
  const child = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ask = async (load: Load): Promise<Loaded> => {
    child.send(load);
    const [loaded] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [Loaded | number];
    if (typeof loaded !== 'object' || loaded === null) throw new Error(`the clients of ${load.path} ended`);
    if (loaded.bad > 0) throw new Error(`${loaded.bad} answers of ${load.path} were not 200`);
    return loaded;
  };
  return { child, ask };
}

/** Resident megabytes of processes; 0 where the system does not say. */
function resident(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    existsSync(`/proc/${pid}/status`) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) : 0,
  );
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

const round = (n: number) => Number(n.toPrecision(4));

async function measured(
  question: Question,
  clients: number,
  turns: number,
  value: (load: Load) => Promise<Loaded>,
  floor: (load: Load) => Promise<Loaded>,
  memory: () => number,
): Promise<ServeResult> {
  const load = (port: number): Load => ({ port, path: question.path, body: question.body, clients, milliseconds });
  const values: Loaded[] = [];
  const floors: Loaded[] = [];
  await value({ ...load(0), milliseconds: 500 });
  await floor({ ...load(0), milliseconds: 500 });
  for (let turn = 0; turn < turns; turn++) {
    // The order is turned round each time, so that both see the same machine.
    if (turn % 2) floors.push(await floor(load(0)));
    values.push(await value(load(0)));
    if (turn % 2 === 0) floors.push(await floor(load(0)));
  }
  const of = (list: readonly Loaded[], what: 'perSecond' | 'p50' | 'p99') => median(list.map((one) => one[what]));
  const share = of(values, 'perSecond') / of(floors, 'perSecond');
  const budget = question.budget(clients);
  return {
    name: question.name,
    clients,
    value: Math.round(of(values, 'perSecond')),
    floor: Math.round(of(floors, 'perSecond')),
    share: round(share),
    budget,
    holds: budget === undefined || share >= budget,
    p50: round(of(values, 'p50')),
    p99: round(of(values, 'p99')),
    floorP50: round(of(floors, 'p50')),
    floorP99: round(of(floors, 'p99')),
    memory: Math.round(memory()),
    runs: values.map((one, i) => ({ value: Math.round(one.perSecond), floor: Math.round(floors[i]?.perSecond ?? 0) })),
  };
}

/** Both questions by 1, 16 and 64 clients. */
export async function serve({ turns }: Pick<Size, 'turns'>): Promise<readonly ServeResult[]> {
  const service = await startService();
  const clients = helper('serve-load.ts');
  const echo = helper('floors/echo.mjs').child;
  try {
    const [text] = (await once(echo.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const ask = (port: number) => (load: Load) => clients.ask({ ...load, port });
    const memory = () => resident([process.pid, ...service.pids()]);
    const results: ServeResult[] = [];
    for (const question of questions)
      for (const count of [1, 16, 64]) results.push(await measured(question, count, turns, ask(service.port), ask(Number(text)), memory));
    return results;
  } finally {
    clients.child.kill();
    echo.kill();
    await service.end();
  }
}

/** Three lines for people. */
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
