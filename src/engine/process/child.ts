// One host process from the near end: started with the rights it has, called, and its death told as a Problem. Knows no pool.

import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { failed, type Outcome } from '../../base/index.ts';
import { problem } from './problems.ts';
import { type Call, type HostOptions, type Reply, rowsDescriptor, type Task } from './task.ts';

/** Which code a host is for, and how much memory it may have. */
export interface ChildOptions {
  /** The bundle's folder. */
  readonly folder: string;
  /** The product's folder. */
  readonly product: string;
  readonly megabytes: number;
}

interface Pending {
  readonly doing: string;
  readonly settle: (value: Outcome<unknown>) => void;
  readonly fail: (error: Error) => void;
}

const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** Its code, the packages beside it and beside trivet.yaml (where links lead too), and this program's own files; it writes nothing. */
function rights({ folder, product, megabytes }: ChildOptions): readonly string[] {
  const packages = [join(folder, 'node_modules'), join(product, 'node_modules')];
  const own = fileURLToPath(new URL('../../', import.meta.url));
  const readable = new Set([folder, ...packages, ...packages.map(real), own]);
  return [
    '--permission',
    // For the host's watchdog; the code itself is refused threads.
    '--allow-worker',
    // With the star also what is not there yet: packages may be installed while a spare waits.
    ...[...readable].map((path) => `--allow-fs-read=${path.endsWith(sep) ? path : path + sep}*`),
    `--max-old-space-size=${megabytes}`,
    '--no-warnings',
  ];
}

/** A host's life: a child process and the answers it owes. */
export class Child {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #megabytes: number;
  #last = 0;
  #alive = true;
  #ending = false;
  #said = '';
  /** Settled when the process is gone. */
  readonly ended: Promise<void>;
  readonly folder: string;

  constructor(options: ChildOptions) {
    this.folder = options.folder;
    this.#megabytes = options.megabytes;
    const roots: HostOptions = { folder: real(options.folder), product: real(options.product), parent: process.pid };
    // Beside this file both in the sources and in the built package.
    const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './host.ts' : './host.js', import.meta.url));
    this.#process = fork(file, [JSON.stringify(roots)], {
      serialization: 'advanced',
      execArgv: [...rights({ ...options, ...roots })],
      cwd: roots.folder,
      // Nothing of the machine's: texts and local times are the same everywhere.
      env: { TZ: 'UTC', LANG: 'en_US.UTF-8' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
    });
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#said = (this.#said + text.toString()).slice(-4000);
    });
    this.#process.on('message', (reply: Reply) => this.#settle(reply));
    this.ended = new Promise((resolve) => {
      this.#process.on('error', (error) => {
        this.#end(error.message);
        if (this.#process.pid === undefined) resolve();
      });
      this.#process.on('exit', (code, signal) => {
        this.#end(signal ? `signal ${signal}` : `exit code ${code}`);
        resolve();
      });
    });
    this.#hold(false);
  }

  get pid(): number | undefined {
    return this.#alive ? this.#process.pid : undefined;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** What the host writes as rows; ends when it has written all, or is gone. */
  get rows(): Readable {
    return this.#process.stdio[rowsDescriptor] as Readable;
  }

  /** `doing`: for the Problem, should the host die meanwhile. */
  call<T>(task: Task, doing: string): Promise<Outcome<T>> {
    if (!this.#alive) return Promise.resolve(this.#crash(doing, 'it was gone'));
    return new Promise((settle, fail) => {
      const id = ++this.#last;
      this.#pending.set(id, { doing, settle: settle as Pending['settle'], fail });
      this.#hold(true);
      this.#process.send({ id, task } satisfies Call, (error) => {
        // The child went before it could be told; its exit settles the call.
        if (error && this.#process.exitCode !== null) this.#end(error.message);
      });
    });
  }

  /** Ends it at once: whatever it was to keep has been handed over. */
  end(): void {
    this.#ending = true;
    this.#process.kill('SIGKILL');
    // whoever waits for its end must not be the only one who does: without this the parent would end first, and silently
    this.#hold(true);
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0 && !this.#ending) this.#hold(false);
    if ('bug' in reply) pending?.fail(new Error(`in a script's host: ${reply.bug}`));
    else pending?.settle(reply.value as Outcome<unknown>);
  }

  #end(how: string): void {
    this.#alive = false;
    for (const { doing, settle } of this.#pending.values()) settle(this.#crash(doing, how));
    this.#pending.clear();
  }

  #crash(doing: string, how: string): Outcome<never> {
    const full = /heap out of memory|Array buffer allocation failed|invalid array length Allocation/.test(this.#said);
    const said = this.#said.trim().split('\n').slice(-8).join('\n');
    return failed(problem('crashed', { doing, how: full ? `out of memory at ${this.#megabytes} MB` : how }, said && !full ? { cause: said } : {}));
  }

  /** A host without work does not keep its parent alive. */
  #hold(busy: boolean): void {
    const way = busy ? 'ref' : 'unref';
    this.#process[way]();
    this.#process.channel?.[way]();
    for (const stream of [this.#process.stderr, this.#process.stdio[rowsDescriptor]]) (stream as { ref?(): void; unref?(): void } | null)?.[way]?.();
  }
}
