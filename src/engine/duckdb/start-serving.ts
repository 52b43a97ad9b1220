// The serving engine as its owner holds it: a host process that is started again whenever it dies, with every release it held.

import { setTimeout as wait } from 'node:timers/promises';
import { failed, type Outcome } from '../../base/index.ts';
import { Host } from './child.ts';
import { problem } from './problems.ts';
import type { LoadedQuery, ServedRelease, ServingEngine } from './serving.ts';
import type { ServingOptions, ServingTask } from './serving-task.ts';
import { absolute, type EngineOptions } from './start.ts';

export interface ServingEngineOptions extends EngineOptions {
  /** Questions of one release that run at once; 4 unless said. */
  readonly connections?: number | undefined;
}

/** Pauses before another attempt, milliseconds; the last holds from then on. */
const pauses = [100, 200, 400, 800, 1600, 3200];

function crashed(task: ServingTask, how: string, said: string): unknown {
  const doing = task.kind === 'load' ? 'load a release' : task.kind === 'drop' ? 'drop a release' : `answer ${task.request.query}`;
  return failed(problem('crashed', { how, doing }, said ? { cause: said } : {}));
}

/** A host that is replaced at once when it dies, until it is closed. */
interface Kept {
  host(): Host<ServingTask>;
  ready(): boolean;
  /** Resolves when there is a host that holds everything. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

function keep(options: ServingEngineOptions, holdsAll: (host: Host<ServingTask>) => Promise<boolean>): Kept {
  let closed = false;
  let reviving: Promise<void> | undefined;
  const died = (): void => {
    reviving ??= revive().finally(() => {
      reviving = undefined;
    });
  };
  const sent = (): ServingOptions => ({ ...absolute(options), connections: options.connections ?? 4 });
  const start = (): Host<ServingTask> => new Host({ entry: 'serving-host', options: sent(), crashed, died });
  let host = start();

  async function revive(): Promise<void> {
    for (let attempt = 0; !closed; attempt++) {
      if (attempt > 0) await wait(pauses[Math.min(attempt, pauses.length) - 1], undefined, { ref: false });
      if (closed) return;
      host = start();
      if ((await holdsAll(host)) && host.alive) return;
      // A host that cannot hold what the last one held is of no use: the next may find memory, or its files.
      await host.close();
    }
  }

  return {
    host: () => host,
    ready: () => !closed && reviving === undefined && host.alive,
    settled: () => reviving ?? Promise.resolve(),
    close: () => {
      closed = true;
      return host.close();
    },
  };
}

/** Starts the host at once, so that the first load finds it warm. */
export function startServingEngine(options: ServingEngineOptions): ServingEngine {
  const releases = new Map<string, ServedRelease>();
  const kept = keep(options, async (host) => {
    // Asked of a host without releases too: one that cannot start at all would otherwise be started without pause.
    const lives = (await host.call({ kind: 'drop', request: '' })) as Outcome<unknown>;
    if (!lives.ok) return false;
    for (const release of releases.values()) {
      const loaded = (await host.call({ kind: 'load', request: release })) as Outcome<unknown>;
      if (!loaded.ok && releases.get(release.key) === release) return false;
    }
    return true;
  });
  const ask = <T>(task: ServingTask): Promise<Outcome<T>> =>
    kept.ready() ? (kept.host().call(task) as Promise<Outcome<T>>) : Promise.resolve(failed(problem('not-ready', {})));
  return {
    load: async (release) => {
      await kept.settled();
      const loaded = await ask<readonly LoadedQuery[]>({ kind: 'load', request: release });
      if (loaded.ok) releases.set(release.key, release);
      return loaded;
    },
    answer: (question) => ask({ kind: 'answer', request: question }),
    rows: (question) => ask({ kind: 'rows', request: question }),
    drop: async (key) => {
      releases.delete(key);
      await kept.settled();
      await ask({ kind: 'drop', request: key });
    },
    ready: kept.ready,
    hostPid: () => kept.host().pid,
    close: kept.close,
  };
}
