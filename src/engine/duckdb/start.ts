// The engine as its callers hold it: starts the host process at the first call, passes calls on, and makes a crash a Problem.

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, type Outcome } from '../../base/index.ts';
import type { Engine } from './engine.ts';
import { problem } from './problems.ts';
import type { Call, HostOptions, Reply, Task } from './task.ts';

export interface EngineOptions {
  /** A folder for what does not fit in memory and for outputs; inside the store. */
  readonly temporary: string;
  /** Folders that steps' inputs lie in: the store's. */
  readonly readable: readonly string[];
  readonly threads?: number | undefined;
  /** DuckDB's limit, e.g. `2GB`; absent: 80 % of the machine's. */
  readonly memory?: string | undefined;
}

interface Pending {
  readonly task: Task;
  readonly settle: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** The host's life: a child process and the calls it owes an answer. */
class Host {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #last = 0;
  alive = true;

  constructor(options: HostOptions) {
    // Beside this file both in the sources and in the built package.
    const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './host.ts' : './host.js', import.meta.url));
    this.#child = fork(file, [JSON.stringify(options)], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=4096'],
      env: { ...process.env, UV_THREADPOOL_SIZE: String(Math.max(8, 2 * availableParallelism())), NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    this.#child.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-2000);
    });
    this.#child.on('message', (reply: Reply) => this.#settle(reply));
    this.#child.on('error', (error) => this.#end(error.message, ''));
    this.#ended = new Promise((resolve) => {
      this.#child.on('exit', (code, signal) => {
        this.#end(signal ? `signal ${signal}` : `exit code ${code}`, said);
        resolve();
      });
    });
    this.#hold(false);
  }

  get pid(): number | undefined {
    return this.alive ? this.#child.pid : undefined;
  }

  call(task: Task): Promise<unknown> {
    return new Promise((settle, fail) => {
      const id = ++this.#last;
      this.#pending.set(id, { task, settle, fail });
      this.#hold(true);
      this.#child.send({ id, task } satisfies Call, (error) => {
        // The child went before it could be told; its exit settles the call.
        if (error && this.#child.exitCode !== null) this.#end(error.message, '');
      });
    });
  }

  async close(): Promise<void> {
    if (!this.alive) return;
    this.alive = false;
    this.#child.ref();
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#ended;
    clearTimeout(late);
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#hold(false);
    if ('bug' in reply) pending?.fail(new Error(`in the engine's host: ${reply.bug}`));
    else pending?.settle(reply.value);
  }

  #end(how: string, said: string): void {
    this.alive = false;
    for (const { task, settle } of this.#pending.values()) settle(crashed(task, how, said.trim()));
    this.#pending.clear();
  }

  /** A host without work does not keep its parent alive. */
  #hold(busy: boolean): void {
    const { channel } = this.#child;
    if (busy) {
      this.#child.ref();
      channel?.ref();
    } else {
      this.#child.unref();
      channel?.unref();
    }
    const stderr = this.#child.stderr as (NodeJS.ReadableStream & { unref?: () => void; ref?: () => void }) | null;
    if (busy) stderr?.ref?.();
    else stderr?.unref?.();
  }
}

/** The answer of a call whose host died, in the shape that the call promises. */
function crashed(task: Task, how: string, said: string): unknown {
  const doing = {
    parse: 'parse',
    inspect: "look at a source's files",
    count: 'count rows',
    measure: 'measure a file',
    build: 'build',
    ask: 'answer',
    agree: 'compare two tables',
  }[task.kind];
  const what = task.kind === 'build' ? `build ${task.request.asset}` : doing;
  const outcome = failed(problem('crashed', { how, doing: what }, said ? { cause: said } : {}));
  if (task.kind === 'parse') return task.request.map(() => outcome);
  if (task.kind === 'count') return task.request.files.map(() => null);
  if (task.kind === 'inspect') return { spec: outcome, looks: [] };
  return task.kind === 'ask' ? task.request.questions.map(() => outcome) : outcome;
}

/** An engine that starts its host process at the first call, and a new one when the last has died. */
export function startEngine(options: EngineOptions): Engine {
  let host: Host | undefined;
  // Read when a host starts, not before: its caller may have learnt threads and memory by then.
  const absolute = (): HostOptions => ({
    ...options,
    temporary: resolve(options.temporary),
    readable: options.readable.map((folder) => resolve(folder)),
  });
  const call = <T>(task: Task): Promise<T> => {
    if (!host?.alive) host = new Host(absolute());
    return host.call(task) as Promise<T>;
  };
  return {
    parse: (request) => (request.length === 0 ? Promise.resolve([]) : call({ kind: 'parse', request })),
    inspect: (request) => call({ kind: 'inspect', request }),
    count: (request) => call({ kind: 'count', request }),
    measure: (request) => call({ kind: 'measure', request }),
    build: (request) => call({ kind: 'build', request }),
    ask: (request) => (request.questions.length === 0 ? Promise.resolve([]) : call({ kind: 'ask', request })),
    agree: (a, b) => call<Outcome<boolean>>({ kind: 'agree', request: { a, b } }),
    hostPid: () => host?.pid,
    close: async () => {
      await host?.close();
      host = undefined;
    },
  };
}
