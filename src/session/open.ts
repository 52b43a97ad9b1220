// A session: one product folder, one environment, one store, one engine; opened at an entry and closed there.

import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { digestOf, type Effects, type Emit, failed, type Instant, type Outcome, ok, type Problem } from '../base/index.ts';
import { type Engine, type Machine, type Scripts, startEngine, startScripts } from '../engine/index.ts';
import { openReader, openStore, type Store, type StoreReader } from '../store/index.ts';
import { problem } from './problems.ts';

export interface SessionOptions {
  /** The product's folder, absolute. */
  readonly folder: string;
  /** `dev`, `prod` or another name. */
  readonly environment: string;
  /** Default: `.trivet` in the product's folder. */
  readonly store?: string | undefined;
  /** From --clock; TRIVET_CLOCK and trivet.yaml come after it. */
  readonly clock?: Instant | undefined;
  /** `engine.NAME=VALUE` each. */
  readonly sets: readonly string[];
  readonly effects: Effects;
  readonly emit: Emit;
  /** For the writer's lock: what others are told of its holder. */
  readonly command: string;
  readonly waitMs: number;
  /** false: writes without the writer's lock, beside a writer, and tidies nothing up (the service). */
  readonly lock?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Session<S extends StoreReader = StoreReader> extends Omit<SessionOptions, 'store'> {
  readonly store: S;
  readonly engine: Engine;
  readonly scripts: Scripts;
  /** Threads and memory for the engine, before it starts: known only when the product is read. */
  readonly tune: (machine: Machine) => void;
  /** The environment's name in the store: dev belongs to a folder. */
  readonly environmentId: string;
  readonly close: () => Promise<void>;
}

export async function environmentId(environment: string, folder: string): Promise<string> {
  if (environment !== 'dev') return environment;
  return `dev@${digestOf(await realpath(folder).catch(() => resolve(folder))).slice(0, 12)}`;
}

/** People's name of an environment. */
export const environmentName = (id: string): string => (id.startsWith('dev@') ? 'dev' : id.replace(/^\((.*)\)$/, '$1'));

export const storeFolder = (options: Pick<SessionOptions, 'folder' | 'store' | 'effects'>): string =>
  resolve(options.folder, options.store ?? options.effects.variables.TRIVET_STORE ?? '.trivet');

/** For verbs that only look: takes no lock, works on a read-only store. */
export async function openToRead(options: SessionOptions): Promise<Outcome<Session>> {
  const name = badName(options);
  if (name) return failed(name);
  const store = await openReader({ folder: storeFolder(options), effects: options.effects });
  if (!store.ok) return store;
  return ok(await withEngine(options, store.value, outside(options.effects)));
}

/** For verbs that write: holds the writer's lock until closed, unless `lock` is false. */
export async function openToWrite(options: SessionOptions): Promise<Outcome<Session<Store>>> {
  const name = badName(options);
  if (name) return failed(name);
  const { effects, emit, command, waitMs, lock } = options;
  const store = await openStore({ folder: storeFolder(options), effects, emit, command, waitMs, lock });
  if (!store.ok) return store;
  // the store's own is emptied by the next writer, who may come while the service runs
  const temporary = lock === false ? outside(effects) : join(store.value.folder, 'tmp');
  return ok(await withEngine(options, store.value, temporary));
}

/** What keeps an environment's name apart from dev@… and from the replays'. */
export function badName({ environment }: Pick<SessionOptions, 'environment'>): Problem | undefined {
  return /^[a-z][a-z0-9-]{0,62}$/.test(environment) ? undefined : problem('bad-environment', { name: environment });
}

const outside = (effects: Effects): string => join(tmpdir(), `trivet-${effects.randomHex(6)}`);

async function withEngine<S extends StoreReader>(options: SessionOptions, store: S, temporary: string): Promise<Session<S>> {
  const machine = { temporary, readable: [store.folder] };
  const engine = startEngine(machine);
  const scripts = startScripts({ folder: options.folder });
  return {
    ...options,
    store,
    engine,
    scripts,
    tune: (wish) => void Object.assign(machine, wish),
    environmentId: await environmentId(options.environment, options.folder),
    close: async () => {
      await Promise.all([engine.close(), scripts.close()]);
      await store.close();
    },
  };
}
