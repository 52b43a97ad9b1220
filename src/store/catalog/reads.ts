// What may be asked of the catalog. Look-ups of many keys are one statement each, in the order of the keys
// (cross join: SQLite keeps that order of the tables, else it may scan the keys for every row).

import type { SQLInputValue } from 'node:sqlite';
import type { Digest, Json } from '../../base/index.ts';
import type { BuildId, Pointer, SnapshotId } from '../records.ts';
import type { StoreReader } from '../store.ts';
import type { Connection } from './connection.ts';
import { promiseReads } from './promises.ts';
import { rehearsalReads } from './rehearsals.ts';
import {
  type BuildRow,
  buildColumns,
  type CheckRow,
  checkColumns,
  type EnvironmentRow,
  isBuildOf,
  lookupKey,
  type PartRow,
  type ReleaseRow,
  type RunRow,
  releaseColumns,
  runColumns,
  type SnapshotRow,
  type StageRow,
  snapshotColumns,
  stageColumns,
  toBuild,
  toCheck,
  toEnvironment,
  toRelease,
  toRun,
  toSnapshot,
  toStage,
} from './rows.ts';

/** The part of a StoreReader that the catalog answers. */
export type CatalogReader = Omit<StoreReader, 'folder' | 'readOnly' | 'salt' | 'objectPath' | 'hasObject' | 'isWhole' | 'close'>;

export function catalogReads(db: Connection): CatalogReader {
  return {
    ...buildReads(db),
    ...snapshotReads(db),
    ...runReads(db),
    ...releaseReads(db),
    ...keyedReads(db),
    ...promiseReads(db),
    ...rehearsalReads(db),
    version: () => db.read(() => db.version()),
  };
}

/** The salt of the store, made with it. */
export const saltOf = (db: Connection): string => db.get<{ value: string }>("select value from meta where key = 'salt'")?.value ?? '';

function buildReads(db: Connection): Pick<CatalogReader, 'build' | 'buildsByIds' | 'buildsByKeys' | 'builds'> {
  return {
    build: (id) =>
      db.read(() => {
        const row = db.get<BuildRow>(`select ${buildColumns} from build where id = ?`, id);
        return row && toBuild(row);
      }),
    buildsByIds: (ids) =>
      db.read(() => {
        const sql = `select ${buildColumns} from json_each(?) asked cross join build on build.id = asked.value`;
        return new Map(db.all<BuildRow>(sql, JSON.stringify(ids)).map((row) => [row.id as BuildId, toBuild(row)]));
      }),
    buildsByKeys: (keys) =>
      db.read(() => {
        const rows = db.all<BuildRow & { readonly place: number }>(
          `select asked.key as place, ${buildColumns} from json_each(?) asked
           cross join build on build.id = (select max(id) from build where key = asked.value and state = 'ok')`,
          JSON.stringify(keys.map(lookupKey)),
        );
        const found: (BuildRow | undefined)[] = [];
        for (const row of rows) found[row.place] = row;
        return keys.map((key, i) => {
          const row = found[i];
          return row && isBuildOf(key, row) ? toBuild(row) : undefined;
        });
      }),
    builds: ({ asset, state, run, limit, before }) =>
      db.read(() => {
        const { where, values } = conditions([
          ['asset = ?', asset],
          // `+`: not by the index of states, where most builds are ok
          [asset === undefined && run === undefined ? 'state = ?' : '+state = ?', state],
          ['run = ?', run],
          ['id < ?', before],
        ]);
        return db.all<BuildRow>(`select ${buildColumns} from build ${where} order by id desc limit ?`, ...values, limit ?? -1).map(toBuild);
      }),
  };
}

function snapshotReads(db: Connection): Pick<CatalogReader, 'snapshot' | 'snapshots' | 'references'> {
  const snapshots = (ids: readonly SnapshotId[]) => {
    const asked = JSON.stringify(ids);
    const parts = new Map<SnapshotId, Omit<PartRow, 'snapshot'>[]>();
    const partRows = db.all<PartRow>(
      `select snapshot, object, path, rows, size from part where snapshot in (select value from json_each(?)) order by snapshot, position`,
      asked,
    );
    for (const { snapshot, object, path, rows, size } of partRows) {
      const part = { object, path, rows, size };
      const known = parts.get(snapshot);
      if (known) known.push(part);
      else parts.set(snapshot, [part]);
    }
    const rows = db.all<SnapshotRow>(`select ${snapshotColumns} from snapshot where id in (select value from json_each(?))`, asked);
    return new Map(rows.map((row) => [row.id, toSnapshot(row, parts.get(row.id) ?? [])]));
  };
  return {
    snapshot: (id) => db.read(() => snapshots([id]).get(id)),
    snapshots: (ids) => db.read(() => snapshots(ids)),
    references: () =>
      db.read(() =>
        db.all<{ object: Digest; size: number; asset: string }>(
          `select part.object, part.size, min(snapshot.asset) as asset from part join snapshot on snapshot.id = part.snapshot
           group by part.object, part.size order by asset, part.object`,
        ),
      ),
  };
}

function runReads(db: Connection): Pick<CatalogReader, 'run' | 'runs' | 'stages' | 'checkRuns'> {
  return {
    run: (id) =>
      db.read(() => {
        const row = db.get<RunRow>(`select ${runColumns} from run where id = ?`, id);
        return row && toRun(row);
      }),
    runs: ({ environment, kinds, limit, before }) =>
      db.read(() => {
        const { where, values } = conditions([
          ['environment = ?', environment],
          ['kind in (select value from json_each(?))', kinds && JSON.stringify(kinds)],
          ['id < ?', before],
        ]);
        return db.all<RunRow>(`select ${runColumns} from run ${where} order by id desc limit ?`, ...values, limit ?? -1).map(toRun);
      }),
    stages: (run) => db.read(() => db.all<StageRow>(`select ${stageColumns} from run_stage where run = ? order by position`, run).map(toStage)),
    checkRuns: ({ check, asset, run, build, statuses, kinds, limit }) =>
      db.read(() => {
        const { where, values } = conditions([
          ['check_id = ?', check],
          ['asset = ?', asset],
          ['run = ?', run],
          ['build = ?', build],
          ['status in (select value from json_each(?))', statuses && JSON.stringify(statuses)],
          ['(select run.kind from run where run.id = check_run.run) in (select value from json_each(?))', kinds && JSON.stringify(kinds)],
        ]);
        return db.all<CheckRow>(`select ${checkColumns} from check_run ${where} order by id desc limit ?`, ...values, limit ?? -1).map(toCheck);
      }),
  };
}

function releaseReads(db: Connection): Pick<CatalogReader, 'environment' | 'environments' | 'pointers' | 'releases' | 'releasePointers'> {
  const environments = 'select name, live, hold from environment';
  return {
    environment: (name) =>
      db.read(() => toEnvironment(db.get<EnvironmentRow>(`${environments} where name = ?`, name) ?? { name, live: null, hold: 0 })),
    environments: () => db.read(() => db.all<EnvironmentRow>(`${environments} order by name`).map(toEnvironment)),
    // One statement, so that a reader sees a whole release or the one before.
    pointers: (environment) =>
      db.read(() =>
        byAsset(
          db.all<PointerRow>(
            `select asset, build, snapshot from release_pointer
             where environment = ?1 and number = (select live from environment where name = ?1)
             union all
             select asset, build, snapshot from pointer
             where environment = ?1 and (select live from environment where name = ?1) is null
             order by asset`,
            environment,
          ),
        ),
      ),
    releases: (environment, limit) =>
      db.read(() =>
        db
          .all<ReleaseRow>(`select ${releaseColumns} from release where environment = ? order by number desc limit ?`, environment, limit ?? -1)
          .map(toRelease),
      ),
    releasePointers: (environment, number) =>
      db.read(() =>
        byAsset(
          db.all<PointerRow>(
            'select asset, build, snapshot from release_pointer where environment = ? and number = ? order by asset',
            environment,
            number,
          ),
        ),
      ),
  };
}

function keyedReads(db: Connection): Pick<CatalogReader, 'text' | 'textDigests' | 'checkResults' | 'cached'> {
  const values = (length: number, rows: readonly { readonly place: number; readonly value: string }[]) =>
    inOrder(length, rows).map((text) => (text === undefined ? undefined : (JSON.parse(text) as Json)));
  return {
    text: (digest) => db.read(() => db.get<{ text: string }>('select text from manifest where digest = ?', digest)?.text),
    textDigests: () => db.read(() => db.all<{ digest: Digest }>('select digest from manifest order by digest').map((row) => row.digest)),
    checkResults: (keys) =>
      db.read(() =>
        values(
          keys.length,
          db.all(
            'select asked.key as place, result as value from json_each(?) asked cross join check_result on check_result.key = asked.value',
            JSON.stringify(keys),
          ),
        ),
      ),
    cached: (kind, keys) =>
      db.read(() =>
        values(
          keys.length,
          db.all(
            'select asked.key as place, cache.value from json_each(?) asked cross join cache on cache.kind = ? and cache.key = asked.value',
            JSON.stringify(keys),
            kind,
          ),
        ),
      ),
  };
}

interface PointerRow {
  readonly asset: string;
  readonly build: BuildId;
  readonly snapshot: SnapshotId;
}
const byAsset = (rows: readonly PointerRow[]): ReadonlyMap<string, Pointer> => new Map(rows.map((row) => [row.asset, { ...row }]));

function inOrder<T>(length: number, rows: readonly { readonly place: number; readonly value: T }[]): readonly (T | undefined)[] {
  const found = new Array<T | undefined>(length).fill(undefined);
  for (const { place, value } of rows) found[place] = value;
  return found;
}

/** The conditions whose value is given, as a WHERE clause. */
function conditions(all: readonly (readonly [sql: string, value: SQLInputValue | undefined])[]) {
  const given = all.filter((pair): pair is readonly [string, SQLInputValue] => pair[1] !== undefined);
  return { where: given.length ? `where ${given.map(([sql]) => sql).join(' and ')}` : '', values: given.map(([, value]) => value) };
}
