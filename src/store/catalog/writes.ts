// What is written to the catalog: each method one transaction in one synchronous function, durable where something is acknowledged.

import { type Digest, digestOf, type Json, type Problem } from '../../base/index.ts';
import { StoreFailure } from '../failure.ts';
import { problem } from '../problems.ts';
import type { Build, BuildId, Pointer, Release, RunId, SnapshotId } from '../records.ts';
import type { NewSnapshot, Publication, Store, StoreReader } from '../store.ts';
import type { Connection } from './connection.ts';
import { promiseWrites } from './promises.ts';
import { rehearsalWrites } from './rehearsals.ts';
import { type BuildRow, buildColumns, lookupKey, type ReleaseRow, releaseColumns, toBuild, toRelease } from './rows.ts';

/** The part of a Store that writes to the catalog; `publish` throws its `conflict` as a StoreFailure. */
export type CatalogWriter = Omit<Store, keyof StoreReader | 'temporary' | 'adopt' | 'copyIn' | 'publish'> & {
  publish(publication: Publication): Promise<Release>;
  keepObject(object: Digest, size: number, at: string): Promise<void>;
};

export function catalogWrites(db: Connection): CatalogWriter {
  return { ...runWrites(db), ...buildWrites(db), ...environmentWrites(db), ...keyedWrites(db), ...promiseWrites(db), ...rehearsalWrites(db) };
}

/** Ends what a killed process left started. Only the holder of the writer's lock may say so. */
export async function abandonStarted(db: Connection): Promise<void> {
  const left = await db.read(() => db.get("select 1 from build where state = 'started' union all select 1 from run where state = 'started' limit 1"));
  if (!left) return;
  await db.write(() => {
    db.run("update build set state = 'abandoned' where state = 'started'");
    db.run("update run set state = 'abandoned' where state = 'started'");
  });
}

const text = (value: Json): string => JSON.stringify(value);
const optionalText = (value: Problem | null): string | null => (value === null ? null : JSON.stringify(value));

function runWrites(db: Connection): Pick<CatalogWriter, 'beginRun' | 'finishRun' | 'recordStages' | 'recordChecks'> {
  return {
    beginRun: (run) =>
      db.write(() => {
        const { id } = db.run(
          `insert into run (kind, environment, actor, clock, started_at, state, bundle, environment_digest) values (?, ?, ?, ?, ?, 'started', ?, ?)`,
          ...[run.kind, run.environment, run.by, run.clock, run.startedAt, run.bundle, run.environmentDigest],
        );
        return id as RunId;
      }),
    finishRun: (id, { state, finishedAt, problem: reason, summary }) =>
      db.write(() => {
        const { changes } = db.run(
          'update run set state = ?, finished_at = ?, problem = ?, summary = ? where id = ?',
          ...[state, finishedAt, optionalText(reason), text(summary), id],
        );
        if (changes !== 1) throw new Error(`run ${id} was never begun`);
      }),
    recordStages: (stages) =>
      db.write(() => {
        for (const s of stages) {
          db.run(
            'insert or replace into run_stage (run, position, asset, kind, outcome, build, reasons, seconds) values (?, ?, ?, ?, ?, ?, ?, ?)',
            ...[s.run, s.position, s.asset, s.kind, s.outcome, s.build, text(s.reasons), s.seconds],
          );
        }
      }),
    recordChecks: (checks, results) =>
      db.write(() => {
        for (const c of checks) {
          db.run(
            `insert into check_run (run, check_id, asset, build, rule, status, offending, value, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            ...[c.run, c.check, c.asset, c.build, c.rule, c.status, c.offending, c.value, text(c.detail)],
          );
        }
        for (const { key, result } of results) db.run('insert or replace into check_result (key, result) values (?, ?)', key, text(result));
      }),
  };
}

function buildWrites(db: Connection): Pick<CatalogWriter, 'keepObject' | 'beginBuild' | 'finishBuild'> {
  return {
    keepObject: (object, size, at) =>
      db.write(() => {
        db.run('insert or replace into object (digest, size, added_at) values (?, ?, ?)', object, size, at);
      }),
    beginBuild: (build) =>
      db.write(() => {
        const { id } = db.run(
          `insert into build (key, asset, run, state, data, code, environment, clock, started_at) values (?, ?, ?, 'started', ?, ?, ?, ?, ?)`,
          ...[lookupKey(build), build.asset, build.run, build.data, build.code, build.environment, build.clock, build.startedAt],
        );
        return id as BuildId;
      }),
    finishBuild: (id, end) =>
      db.write(() => {
        const { changes } = end.state === 'ok' ? finishOk(db, id, end) : finishFailed(db, id, end);
        if (changes !== 1) throw new Error(`build ${id} is not under way`);
        return buildOf(db, id);
      }),
  };
}

type End<State> = Extract<Parameters<Store['finishBuild']>[1], { state: State }>;

function finishOk(db: Connection, id: BuildId, { snapshot, seconds, memory }: End<'ok'>) {
  const kept = typeof snapshot === 'number' ? snapshot : insertSnapshot(db, snapshot);
  return db.run(
    `update build set state = 'ok', snapshot = ?1, rows = (select rows from snapshot where id = ?1), seconds = ?2, memory = ?3
     where id = ?4 and state = 'started'`,
    ...[kept, seconds, memory, id],
  );
}

function finishFailed(db: Connection, id: BuildId, { problem: reason, seconds }: End<'failed'>) {
  return db.run(
    `update build set state = 'failed', seconds = ?, problem = ? where id = ? and state = 'started'`,
    ...[seconds, optionalText(reason), id],
  );
}

function insertSnapshot(db: Connection, { asset, kind, content, storage, rows, about, parts }: NewSnapshot): SnapshotId {
  const { id } = db.run(
    'insert into snapshot (asset, kind, content, storage, rows, about) values (?, ?, ?, ?, ?, ?)',
    ...[asset, kind, content, storage, rows, text(about)],
  );
  for (const [position, part] of parts.entries()) {
    db.run(
      'insert into part (snapshot, position, object, path, rows, size) values (?, ?, ?, ?, ?, ?)',
      ...[id, position, part.object, part.path, part.rows, part.size],
    );
  }
  return id as SnapshotId;
}

function buildOf(db: Connection, id: BuildId): Build {
  const row = db.get<BuildRow>(`select ${buildColumns} from build where id = ?`, id);
  if (!row) throw new Error(`build ${id} is gone`);
  return toBuild(row);
}

function environmentWrites(db: Connection): Pick<CatalogWriter, 'movePointers' | 'publish' | 'resume'> {
  return {
    movePointers: (environment, changes) =>
      db.write(() => {
        if (liveOf(db, environment) !== null) throw new Error(`${environment} has releases: its pointers move by publication only`);
        db.run('insert or ignore into environment (name) values (?)', environment);
        for (const [asset, pointer] of changes) move(db, environment, asset, pointer);
      }),
    publish: (publication) => db.write(() => release(db, publication), { durable: true }),
    resume: (environment) =>
      db.write(
        () => {
          db.run('update environment set hold = 0 where name = ?', environment);
        },
        { durable: true },
      ),
  };
}

function move(db: Connection, environment: string, asset: string, pointer: Pointer | null): void {
  if (pointer) {
    db.run(
      'insert or replace into pointer (environment, asset, build, snapshot) values (?, ?, ?, ?)',
      ...[environment, asset, pointer.build, pointer.snapshot],
    );
  } else {
    db.run('delete from pointer where environment = ? and asset = ?', environment, asset);
  }
}

const liveOf = (db: Connection, environment: string): number | null =>
  db.get<{ live: number | null }>('select live from environment where name = ?', environment)?.live ?? null;

function release(db: Connection, p: Publication): Release {
  const live = liveOf(db, p.environment);
  if (live !== p.parent) throw new StoreFailure(problem('conflict', { environment: p.environment, parent: p.parent, live }));
  const number = (live ?? 0) + 1; // the live release is always the newest: a rollback makes a new one too
  db.run('insert or ignore into environment (name) values (?)', p.environment);
  db.run(
    `insert into release (environment, number, kind, parent, bundle, environment_digest, run, actor, at, because, gates)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[p.environment, number, p.kind, p.parent, p.bundle, p.environmentDigest, p.run, p.by, p.at, p.because, text(p.gates)],
  );
  for (const { asset, build, snapshot } of p.pointers) {
    db.run(
      'insert into release_pointer (environment, number, asset, build, snapshot) values (?, ?, ?, ?, ?)',
      ...[p.environment, number, asset, build, snapshot],
    );
  }
  db.run('update environment set live = ?, hold = ? where name = ?', number, p.hold ? 1 : 0, p.environment);
  const row = db.get<ReleaseRow>(`select ${releaseColumns} from release where environment = ? and number = ?`, p.environment, number);
  if (!row) throw new Error(`release ${number} of ${p.environment} is gone`);
  return toRelease(row);
}

function keyedWrites(db: Connection): Pick<CatalogWriter, 'putTexts' | 'putCached'> {
  return {
    putTexts: async (texts) => {
      const digests = texts.map((t) => digestOf(t));
      const there = await db.read(() =>
        db.all<{ digest: string }>('select digest from manifest where digest in (select value from json_each(?))', JSON.stringify(digests)),
      );
      const known = new Set(there.map((row) => row.digest));
      if (digests.every((digest) => known.has(digest))) return digests; // a run without news writes nothing
      return db.write(() => {
        for (const [i, digest] of digests.entries()) db.run('insert or ignore into manifest (digest, text) values (?, ?)', digest, texts[i] ?? '');
        return digests;
      });
    },
    putCached: async (kind, entries) => {
      if (entries.length === 0) return;
      await db.write(() => {
        for (const { key, value } of entries) db.run('insert or replace into cache (kind, key, value) values (?, ?, ?)', kind, key, text(value));
      });
    },
  };
}
