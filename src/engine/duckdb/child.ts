// A host process as its caller holds it: started, called, ended; its death settles every call it owes. Knows no task.

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Call, Reply } from './far.ts';

/** How a host is started, and what its calls answer when it dies. */
export interface HostPlan<Task> {
  /** The entry's name beside this file, without its ending. */
  readonly entry: string;
  readonly options: unknown;
  /** The answer of a call whose host died, in the shape that the call promises. */
  readonly crashed: (task: Task, how: string, said: string) => unknown;
  /** Called once, when the process has ended without being asked to. */
  readonly died?: ((how: string) => void) | undefined;
}

interface Pending<Task> {
  readonly task: Task;
  readonly settle: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** The host's life: a child process and the calls it owes an answer. */
export class Host<Task> {
  readonly #plan: HostPlan<Task>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending<Task>>();
  readonly #ended: Promise<void>;
  #last = 0;
  alive = true;

  constructor(plan: HostPlan<Task>) {
    this.#plan = plan;
    // Beside this file both in the sources and in the built package.
    const file = fileURLToPath(new URL(`./${plan.entry}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
    this.#child = fork(file, [JSON.stringify(plan.options)], {
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
      this.#child.send({ id, task } satisfies Call<Task>, (error) => {
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
    const unasked = this.alive;
    this.alive = false;
    for (const { task, settle } of this.#pending.values()) settle(this.#plan.crashed(task, how, said.trim()));
    this.#pending.clear();
    if (unasked) this.#plan.died?.(how);
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
