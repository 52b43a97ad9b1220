// The hosts of one Scripts: one process for each step, so that no step meets what another left behind; a spare is started ahead.

import { Child, type ChildOptions } from './child.ts';

/** Spares that wait at most, over all codes. */
const mostIdle = 2;
/** Milliseconds a spare waits for work. */
const patience = 10_000;

interface Spare {
  readonly child: Child;
  readonly timer: NodeJS.Timeout;
}

/** The processes' life. */
export class Hosts {
  readonly #options: Omit<ChildOptions, 'folder'>;
  readonly #all = new Set<Child>();
  #spares: Spare[] = [];
  // A script in an endless loop does not hear that its parent has gone.
  readonly #last = () => {
    for (const child of this.#all) child.end();
  };

  constructor(options: Omit<ChildOptions, 'folder'>) {
    this.#options = options;
  }

  /** A host that no code has run in, for the code of a folder. The caller ends it. */
  take(folder: string): Child {
    const at = this.#spares.findIndex(({ child }) => child.folder === folder && child.alive);
    const [spare] = at < 0 ? [] : this.#spares.splice(at, 1);
    if (!spare) return this.#start(folder);
    clearTimeout(spare.timer);
    return spare.child;
  }

  /** Starts a spare for a folder that will soon be asked for again. */
  prepare(folder: string): void {
    if (this.#spares.some(({ child }) => child.folder === folder && child.alive)) return;
    while (this.#spares.length >= mostIdle) this.#drop(this.#spares[0] as Spare);
    const child = this.#start(folder);
    const timer = setTimeout(() => this.#drop(spare), patience);
    const spare: Spare = { child, timer };
    timer.unref();
    this.#spares.push(spare);
  }

  pids(): readonly number[] {
    return [...this.#all].flatMap((child) => child.pid ?? []);
  }

  async close(): Promise<void> {
    for (const spare of [...this.#spares]) this.#drop(spare);
    const all = [...this.#all];
    for (const child of all) child.end();
    await Promise.all(all.map((child) => child.ended));
  }

  #start(folder: string): Child {
    const child = new Child({ ...this.#options, folder });
    if (this.#all.size === 0) process.on('exit', this.#last);
    this.#all.add(child);
    void child.ended.then(() => {
      this.#all.delete(child);
      if (this.#all.size === 0) process.off('exit', this.#last);
    });
    return child;
  }

  #drop(spare: Spare): void {
    clearTimeout(spare.timer);
    this.#spares = this.#spares.filter((one) => one !== spare);
    spare.child.end();
  }
}
