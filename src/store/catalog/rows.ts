// How the catalog's rows become records: column lists, and the conversions that SQL does not do.

import type { Digest, Json, Problem } from '../../base/index.ts';
import type { Build, CheckRun, EnvironmentState, Fingerprints, Release, Run, RunStage, Snapshot } from '../records.ts';

/** A row as SQLite gives it: the record with its JSON members as text. */
type Stored<Record, Texts extends keyof Record> = Omit<Record, Texts> & {
  readonly [Key in Texts]: string | (null extends Record[Key] ? null : never);
};

const json = (text: string | null): Json => (text === null ? null : (JSON.parse(text) as Json));
const problemOf = (text: string | null): Problem | null => json(text) as Problem | null;

export type BuildRow = Stored<Build, 'problem'>;
export const buildColumns = `build.id, build.asset, build.data, build.code, build.environment, build.run, build.state, build.clock,
  build.started_at as startedAt, build.seconds, build.rows, build.memory, build.snapshot, build.problem`;
// Member by member, here and for snapshots: these are read by the thousand, and `...rest` takes three times as long.
export const toBuild = (row: BuildRow): Build => ({
  id: row.id,
  asset: row.asset,
  data: row.data,
  code: row.code,
  environment: row.environment,
  run: row.run,
  state: row.state,
  clock: row.clock,
  startedAt: row.startedAt,
  seconds: row.seconds,
  rows: row.rows,
  memory: row.memory,
  snapshot: row.snapshot,
  problem: problemOf(row.problem),
});

/**
 * What builds are looked up by: 64 bits of each fingerprint and the asset. Short, because the index is read at random for every asset
 * of every plan; whoever looks up compares the whole fingerprints (`isBuildOf`).
 */
export const lookupKey = ({ asset, data, code, environment }: Fingerprints & { readonly asset: string }): string =>
  data.slice(0, 16) + code.slice(0, 16) + environment.slice(0, 16) + asset;
export const isBuildOf = (key: Fingerprints & { readonly asset: string }, row: BuildRow): boolean =>
  row.data === key.data && row.code === key.code && row.environment === key.environment && row.asset === key.asset;

export type SnapshotRow = Stored<Omit<Snapshot, 'parts'>, 'about'>;
export const snapshotColumns = 'snapshot.id, snapshot.asset, snapshot.kind, snapshot.content, snapshot.storage, snapshot.rows, snapshot.about';
/** The description is parsed when it is asked for: a plan reads thousands of snapshots for their digest alone. */
export function toSnapshot({ id, asset, kind, content, storage, rows, about }: SnapshotRow, parts: Snapshot['parts']): Snapshot {
  let parsed: Json | undefined;
  return {
    id,
    asset,
    kind,
    content,
    storage,
    rows,
    parts,
    get about() {
      parsed ??= json(about);
      return parsed;
    },
  };
}

export interface PartRow {
  readonly snapshot: Snapshot['id'];
  readonly object: Digest;
  readonly path: string | null;
  readonly rows: number;
  readonly size: number;
}

export type RunRow = Stored<Run, 'problem' | 'summary'>;
export const runColumns = `id, kind, environment, actor as by, clock, started_at as startedAt, finished_at as finishedAt, state, bundle,
  environment_digest as environmentDigest, problem, summary`;
export const toRun = (row: RunRow): Run => ({ ...row, problem: problemOf(row.problem), summary: json(row.summary) });

export type StageRow = Stored<RunStage, 'reasons'>;
export const stageColumns = 'run, position, asset, kind, outcome, build, reasons, seconds';
export const toStage = (row: StageRow): RunStage => ({ ...row, reasons: json(row.reasons) });

export type CheckRow = Stored<CheckRun, 'detail'>;
export const checkColumns = 'run, check_id as "check", asset, build, rule, status, offending, value, detail';
export const toCheck = (row: CheckRow): CheckRun => ({ ...row, detail: json(row.detail) });

export type ReleaseRow = Stored<Release, 'gates'>;
export const releaseColumns = `environment, number, kind, parent, bundle, environment_digest as environmentDigest, run, actor as by, at,
  because, gates`;
export const toRelease = (row: ReleaseRow): Release => ({ ...row, gates: json(row.gates) });

export interface EnvironmentRow extends Omit<EnvironmentState, 'hold'> {
  readonly hold: 0 | 1;
}
export const toEnvironment = (row: EnvironmentRow): EnvironmentState => ({ ...row, hold: row.hold === 1 });
