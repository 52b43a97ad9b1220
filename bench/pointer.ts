// The benchmark of the pointer move: what ship and rollback do last, through the store, beside one durable SQLite commit.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { digestOf, type Effects, type Outcome } from '../src/base/index.ts';
import { openStore, type Pointer, type Publication, type Store } from '../src/store/index.ts';
import { alternate, inProcess, type Turn } from './measure.ts';
import type { Benchmark, Size } from './result.ts';

const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'bench',
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
const at = '2026-01-01T00:00:00.000Z';
const bundle = digestOf('bundle');

function outcomeValue<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => problem.message).join('; '));
  return outcome.value;
}

/** Builds of `assets` assets that share one object, and the pointers to them. */
async function pointersTo(store: Store, assets: number): Promise<readonly Pointer[]> {
  const run = await store.beginRun({ kind: 'run', environment: 'prod', by: 'bench', clock: at, startedAt: at, bundle, environmentDigest: bundle });
  const file = store.temporary('.parquet');
  writeFileSync(file, 'rows');
  const { object, size } = outcomeValue(await store.adopt(file));
  const pointers: Pointer[] = [];
  for (let i = 0; i < assets; i++) {
    const asset = `a${i}`;
    const build = await store.beginBuild({ asset, run, clock: at, startedAt: at, data: digestOf(asset), code: bundle, environment: bundle });
    const part = { object, path: null, rows: 1, size };
    const snapshot = { asset, kind: 'table' as const, content: digestOf(asset), storage: object, rows: 1, about: null, parts: [part] };
    const done = await store.finishBuild(build, { state: 'ok', snapshot, seconds: 0, memory: null });
    if (done.snapshot !== null) pointers.push({ asset, build, snapshot: done.snapshot });
  }
  return pointers;
}

/** Each call publishes the next release: a ship, then a rollback, and so on. */
function mover(store: Store, pointers: readonly Pointer[]): () => Promise<void> {
  let parent: number | null = null;
  return async () => {
    const back = parent !== null && parent % 2 === 1;
    const move: Publication = {
      environment: 'prod',
      parent,
      kind: back ? 'rollback' : 'ship',
      bundle,
      environmentDigest: bundle,
      pointers,
      run: null,
      by: 'bench',
      at,
      because: null,
      gates: [],
      hold: back,
    };
    parent = outcomeValue(await store.publish(move)).number;
  };
}

/** One row, one commit, on the disk before it returns. */
function committer(file: string): { readonly commit: () => void; readonly close: () => void } {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full; create table move (number integer primary key, at text)');
  const insert = database.prepare('insert into move (at) values (?)');
  return { commit: () => void insert.run(at), close: () => database.close() };
}

async function measure({ turns, assets }: Size): Promise<readonly Turn[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trivet bench '));
  try {
    const store = outcomeValue(await openStore({ folder: join(folder, 'store'), effects, emit: () => {}, command: 'bench' }));
    const move = mover(store, await pointersTo(store, assets));
    const { commit, close } = committer(join(folder, 'floor.db'));
    const done = await alternate(
      turns * 6,
      () => inProcess(move),
      () => inProcess(commit),
    );
    close();
    await store.close();
    return done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const pointerMove: Benchmark = {
  name: 'pointer-move',
  summary: ({ assets }) => `a durable ship or rollback of ${assets} pointers through the store beside one durable SQLite commit, on the clock`,
  unit: 'ms',
  budget: { of: 'value', max: 50 },
  measure,
};
