// What the store's tests share: real folders, real effects, child processes, and records in short.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { type Digest, digestOf, type Effects, type Event, type Json, type Outcome, type Problem } from '../../src/base/index.ts';
import {
  type BuildId,
  type NewSnapshot,
  openStore,
  type Pointer,
  type Publication,
  type Run,
  type RunId,
  type Store,
  type StoreOptions,
} from '../../src/store/index.ts';

export const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'tester',
  wait: (milliseconds) => setTimeout(milliseconds),
};

/** A fresh folder with a space in its name, gone after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trivet store '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files and folders under this one that this process has open; none where the system does not tell. */
export function openUnder(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const open = readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(join('/proc/self/fd', name))];
    } catch {
      return []; // closed meanwhile
    }
  });
  return open.filter((path) => path === folder || path.startsWith(`${folder}/`));
}

export interface Opened {
  readonly store: Store;
  readonly folder: string;
  readonly events: readonly Event[];
}

/** An open store, closed after the test. */
export async function opened(options: Partial<StoreOptions> = {}): Promise<Opened> {
  const folder = options.folder ?? join(freshFolder(), '.trivet');
  const events: Event[] = [];
  const store = value(await openStore({ folder, effects, emit: (e) => events.push(e), command: 'trivet run', waitMs: 5_000, ...options }));
  onTestFinished(() => store.close());
  return { store, folder, events };
}

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`expected a value, got ${JSON.stringify(outcome.problems)}`);
  return outcome.value;
}

export function problemOf(outcome: Outcome<unknown>): Problem {
  expect(outcome.ok).toBe(false);
  const [problem] = outcome.ok ? [] : outcome.problems;
  if (!problem) throw new Error('expected a Problem');
  return problem;
}

export const digest = (name: string): Digest => digestOf(name);

export const newRun = (more: Partial<Parameters<Store['beginRun']>[0]> = {}): Parameters<Store['beginRun']>[0] => ({
  kind: 'run',
  environment: 'dev@1',
  by: 'ada',
  clock: '2001-03-04T06:00:00-08:00',
  startedAt: '2026-01-01T00:00:00.000Z',
  bundle: digest('bundle'),
  environmentDigest: digest('environment'),
  ...more,
});

export const key = (asset: string, data = 'data', code = 'code', environment = 'environment') => ({
  asset,
  data: digest(data),
  code: digest(code),
  environment: digest(environment),
});

/** A temporary file of the store's, with this text. */
export function written(store: Store, text: string): string {
  const path = store.temporary('.parquet');
  writeFileSync(path, text);
  return path;
}

/** A snapshot of one part, whose bytes are in the store. */
export async function keptSnapshot(store: Store, asset: string, text = `rows of ${asset}`, about: Json = { columns: ['a'] }): Promise<NewSnapshot> {
  const { object, size } = value(await store.adopt(written(store, text)));
  return {
    asset,
    kind: 'table',
    content: digest(`content ${text}`),
    storage: object,
    rows: 3,
    about,
    parts: [{ object, path: null, rows: 3, size }],
  };
}

/** An ok build, and the pointer to it. */
export async function built(store: Store, asset: string, options: { run?: RunId; data?: string; text?: string } = {}): Promise<Pointer> {
  const run = options.run ?? (await store.beginRun(newRun()));
  const build = await begun(store, asset, run, options.data);
  const done = await store.finishBuild(build, { state: 'ok', snapshot: await keptSnapshot(store, asset, options.text), seconds: 0.5, memory: 1_000 });
  if (done.snapshot === null) throw new Error('an ok build has a snapshot');
  return { asset, build, snapshot: done.snapshot };
}

export const begun = (store: Store, asset: string, run: RunId, data?: string): Promise<BuildId> =>
  store.beginBuild({ ...key(asset, data), run, clock: '2001-03-04T06:00:00-08:00', startedAt: '2026-01-01T00:00:01.000Z' });

export const publication = (pointers: readonly Pointer[], more: Partial<Publication> = {}): Publication => ({
  environment: 'prod',
  parent: null,
  kind: 'ship',
  bundle: digest('bundle'),
  environmentDigest: digest('environment'),
  pointers,
  run: null,
  by: 'ada',
  at: '2026-01-01T00:00:02.000Z',
  because: null,
  gates: [],
  hold: false,
  ...more,
});

export const finished = (state: 'ok' | 'failed' = 'ok'): Parameters<Store['finishRun']>[1] & Pick<Run, 'summary'> => ({
  state,
  finishedAt: '2026-01-01T00:00:03.000Z',
  problem: null,
  summary: { held: [] },
});

export interface Child {
  readonly process: ChildProcess;
  /** The next line it prints, parsed. */
  next(): Promise<Record<string, unknown>>;
  /** Kills it with -9 and waits for its end. */
  kill(): Promise<void>;
}

/** A real process on the same store (see child.ts). */
export function child(...words: string[]): Child {
  const process_ = spawn(process.execPath, [join(dirname(fileURLToPath(import.meta.url)), 'child.ts'), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  onTestFinished(() => {
    process_.kill('SIGKILL');
  });
  return {
    process: process_,
    async next() {
      const { value: line, done } = await lines.next();
      if (done) throw new Error(`child ${words[0]} ended without an answer`);
      return JSON.parse(line) as Record<string, unknown>;
    },
    async kill() {
      process_.kill('SIGKILL');
      await ended;
    },
  };
}
