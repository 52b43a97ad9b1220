// The engine as its callers hold it: starts the host process at the first call, passes calls on, and makes a crash a Problem.

import { resolve } from 'node:path';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { Host } from './child.ts';
import type { DatabaseOptions } from './databases.ts';
import type { Engine } from './engine.ts';
import { problem } from './problems.ts';
import type { Task } from './task.ts';

export interface EngineOptions {
  /** A folder for what does not fit in memory and for outputs; inside the store. */
  readonly temporary: string;
  /** Folders that steps' inputs lie in: the store's. */
  readonly readable: readonly string[];
  readonly threads?: number | undefined;
  /** DuckDB's limit, e.g. `2GB`; absent: 80 % of the machine's. */
  readonly memory?: string | undefined;
}

/** The answer of a call whose host died, in the shape that the call promises. */
function crashed(task: Task, how: string, said: string): unknown {
  const doing = {
    parse: 'parse',
    inspect: "look at a source's files",
    count: 'count rows',
    measure: 'measure a file',
    build: 'build',
    keep: 'build',
    forget: 'let tables go',
    columnsRead: 'plan',
    weigh: 'plan',
    ask: 'answer',
    agree: 'compare two tables',
    columns: "read a table's columns",
    preview: 'look at a table',
    exportDatabase: 'write a database file',
    exportParquet: 'write a Parquet file',
    tablesOf: 'look at a database file',
    lookAt: 'look at a database',
    copyOut: 'copy a table',
    fault: 'rehearse a fault',
  }[task.kind];
  const what = task.kind === 'build' ? `build ${task.request.asset}` : doing;
  const outcome = failed(problem('crashed', { how, doing: what }, said ? { cause: said } : {}));
  if (task.kind === 'parse') return task.request.map(() => outcome);
  if (task.kind === 'count') return task.request.files.map(() => null);
  if (task.kind === 'inspect') return { spec: outcome, looks: [] };
  return task.kind === 'ask' ? task.request.questions.map(() => outcome) : outcome;
}

/** The options as they are sent: the host may stand elsewhere. */
export function absolute(options: EngineOptions): DatabaseOptions {
  return { ...options, temporary: resolve(options.temporary), readable: options.readable.map((folder) => resolve(folder)) };
}

/** An engine that starts its host process at the first call, and a new one when the last has died. */
export function startEngine(options: EngineOptions): Engine {
  let host: Host<Task> | undefined;
  const call = <T>(task: Task): Promise<T> => {
    // The options are read when a host starts, not before: its caller may have learnt threads and memory by then.
    if (!host?.alive) host = new Host<Task>({ entry: 'host', options: absolute(options), crashed });
    return host.call(task) as Promise<T>;
  };
  return {
    parse: (request) => (request.length === 0 ? Promise.resolve([]) : call({ kind: 'parse', request })),
    inspect: (request) => call({ kind: 'inspect', request }),
    count: (request) => call({ kind: 'count', request }),
    measure: (request) => call({ kind: 'measure', request }),
    build: (request) => call({ kind: 'build', request }),
    keep: (request) => call({ kind: 'keep', request }),
    forget: (request) => (request.tables.length === 0 ? Promise.resolve(ok(undefined)) : call({ kind: 'forget', request })),
    columnsRead: (request) => call({ kind: 'columnsRead', request }),
    weigh: (request) => (request.questions.length === 0 ? Promise.resolve(ok([])) : call({ kind: 'weigh', request })),
    ask: (request) => (request.questions.length === 0 ? Promise.resolve([]) : call({ kind: 'ask', request })),
    agree: (a, b, surroundings) => call<Outcome<boolean>>({ kind: 'agree', request: { a, b, surroundings } }),
    columns: (request) => call({ kind: 'columns', request }),
    preview: (request) => call({ kind: 'preview', request }),
    exportDatabase: (request) => call({ kind: 'exportDatabase', request }),
    exportParquet: (request) => call({ kind: 'exportParquet', request }),
    tablesOf: (request) => call({ kind: 'tablesOf', request }),
    lookAt: (request) => call({ kind: 'lookAt', request }),
    copyOut: (request) => call({ kind: 'copyOut', request }),
    fault: (request) => call({ kind: 'fault', request }),
    hostPid: () => host?.pid,
    close: async () => {
      await host?.close();
      host = undefined;
    },
  };
}
