// The store's interface: what is kept, and the atomic moves. Asynchronous from the first day; no transaction spans an await.
// Methods that return no Outcome throw a StoreFailure for an expected failure (full disk, no permission, damage); `guarded` makes it a Problem.

import type { Digest, Instant, Json, Outcome, Problem } from '../base/index.ts';
import type {
  Build,
  BuildId,
  CheckRun,
  EnvironmentState,
  Fingerprints,
  MinuteRule,
  Notice,
  Pointer,
  RehearsalRecord,
  Release,
  ReleaseKind,
  Run,
  RunId,
  RunKind,
  RunStage,
  Sample,
  Snapshot,
  SnapshotId,
  Tally,
} from './records.ts';

export interface NewSnapshot extends Omit<Snapshot, 'id'> {}

/** An object that a snapshot refers to. */
export interface Reference {
  readonly object: Digest;
  /** Bytes it must have. */
  readonly size: number;
  readonly asset: string;
}

/** What may be asked of a store, also of a read-only one. */
export interface StoreReader {
  /** The folder of the store. */
  readonly folder: string;
  readonly readOnly: boolean;
  /** Random hexadecimal text made with the store (kept in `meta`), for salted digests of declared variables; '' for a store that is not there yet. */
  readonly salt: string;
  /** Path of an object's file; the object is a table's part. */
  objectPath(object: Digest): string;
  /** With a size: a file of another size is not it. */
  hasObject(object: Digest, size?: number): Promise<boolean>;
  /** Reads the object: its bytes are there and have its digest. */
  isWhole(object: Digest): Promise<boolean>;
  /** A manifest or code file kept by digest; undefined if it is not there. */
  text(digest: Digest): Promise<string | undefined>;
  build(id: BuildId): Promise<Build | undefined>;
  /** Several builds by their numbers; one query for all. */
  buildsByIds(ids: readonly BuildId[]): Promise<ReadonlyMap<BuildId, Build>>;
  /** For each key the newest ok build; one query for all. */
  buildsByKeys(keys: readonly (Fingerprints & { readonly asset: string })[]): Promise<readonly (Build | undefined)[]>;
  /** Newest first. */
  builds(filter: { asset?: string; state?: Build['state']; run?: RunId; limit?: number; before?: BuildId }): Promise<readonly Build[]>;
  snapshot(id: SnapshotId): Promise<Snapshot | undefined>;
  snapshots(ids: readonly SnapshotId[]): Promise<ReadonlyMap<SnapshotId, Snapshot>>;
  run(id: RunId): Promise<Run | undefined>;
  /** Newest first. */
  runs(filter: { environment?: string; kinds?: readonly RunKind[]; limit?: number; before?: RunId }): Promise<readonly Run[]>;
  stages(run: RunId): Promise<readonly RunStage[]>;
  /** Newest first. */
  checkRuns(filter: {
    check?: string;
    asset?: string;
    run?: RunId;
    build?: BuildId;
    statuses?: readonly CheckRun['status'][];
    kinds?: readonly RunKind[];
    limit?: number;
  }): Promise<readonly CheckRun[]>;
  /** Cached results of checks by key; one query for all. */
  checkResults(keys: readonly Digest[]): Promise<readonly (Json | undefined)[]>;
  environment(name: string): Promise<EnvironmentState>;
  environments(): Promise<readonly EnvironmentState[]>;
  /** What the environment shows: its live release's pointers, or dev's. */
  pointers(environment: string): Promise<ReadonlyMap<string, Pointer>>;
  /** Newest first; all of them without a limit. */
  releases(environment: string, limit?: number): Promise<readonly Release[]>;
  releasePointers(environment: string, number: number): Promise<ReadonlyMap<string, Pointer>>;
  /** Droppable caches: by kind and key. */
  cached(kind: string, keys: readonly string[]): Promise<readonly (Json | undefined)[]>;
  /** Minutes from (inclusive) to (exclusive), ascending; of all series that begin with `series` when it ends in `.`. */
  samples(environment: string, filter: { series: string; from: number; to: number }): Promise<readonly Sample[]>;
  /** Counts the minutes of one series from (inclusive) to (exclusive) in equal stretches, without fetching them. */
  tally(
    environment: string,
    filter: { readonly series: string; readonly from: number; readonly to: number; readonly stretches: number; readonly good: MinuteRule },
  ): Promise<Tally>;
  /** Newest first. `undelivered`: those still to be delivered; what a newer one replaced is not among them. */
  notices(environment: string, filter: { undelivered?: boolean; subject?: string; limit?: number }): Promise<readonly Notice[]>;
  /** Newest first. `key`: of just these checks and this code. */
  rehearsals(product: string, filter: { key?: Digest; limit?: number }): Promise<readonly RehearsalRecord[]>;
  /** Grows with every transaction, of this connection and of others: cheap to ask, to see that something moved. A copy that is read stands still. */
  version(): Promise<number>;
  /** Every object that a snapshot refers to, with its size and one asset that has it. */
  references(): Promise<readonly Reference[]>;
  /** The digest of every kept text. */
  textDigests(): Promise<readonly Digest[]>;
  close(): Promise<void>;
}

export interface Publication {
  readonly environment: string;
  /** The live release this one was made from; publication fails if another came between. */
  readonly parent: number | null;
  readonly kind: ReleaseKind;
  readonly bundle: Digest;
  readonly environmentDigest: Digest;
  readonly pointers: readonly Pointer[];
  readonly run: RunId | null;
  readonly by: string;
  readonly at: Instant;
  readonly because: string | null;
  readonly gates: Json;
  /** The environment's hold after the move. */
  readonly hold: boolean;
}

export interface Store extends StoreReader {
  /** Keeps a text (manifest, code file) under its digest. Idempotent. */
  putTexts(texts: readonly string[]): Promise<readonly Digest[]>;
  /** A fresh path in the store's temporary folder, for a writer that renames later through `adopt`. */
  temporary(suffix?: string): string;
  /** Makes a finished temporary file an object: hash, fsync, rename, fsync of the folder. */
  adopt(path: string): Promise<Outcome<{ readonly object: Digest; readonly size: number }>>;
  /** Copies an outside file in as an object, hashing on the way; the source's size and mtime are looked at before and after (a difference is a Problem). */
  copyIn(path: string, label: string): Promise<Outcome<{ readonly object: Digest; readonly size: number }>>;
  beginRun(run: Omit<Run, 'id' | 'finishedAt' | 'state' | 'problem' | 'summary'>): Promise<RunId>;
  finishRun(id: RunId, end: { state: 'ok' | 'failed'; finishedAt: Instant; problem: Problem | null; summary: Json }): Promise<void>;
  beginBuild(build: Fingerprints & { asset: string; run: RunId; clock: Instant; startedAt: Instant }): Promise<BuildId>;
  /** An ok build with its new snapshot (or the id of one that says the same), or a failed one. */
  finishBuild(
    id: BuildId,
    end:
      | { state: 'ok'; snapshot: NewSnapshot | SnapshotId; seconds: number; memory: number | null }
      | { state: 'failed'; problem: Problem; seconds: number },
  ): Promise<Build>;
  recordStages(stages: readonly RunStage[]): Promise<void>;
  recordChecks(checks: readonly CheckRun[], results: readonly { key: Digest; result: Json }[]): Promise<void>;
  /** dev: moves pointers; null drops one. */
  movePointers(environment: string, changes: ReadonlyMap<string, Pointer | null>): Promise<void>;
  /** One durable transaction: the release, its pointers, the environment's live number. `conflict`: another release came between. */
  publish(publication: Publication): Promise<Outcome<Release>>;
  /** Ends a hold. */
  resume(environment: string): Promise<void>;
  /** Replaces a series' value of the same minute; what is 400 days older than the newest of these goes. */
  putSamples(environment: string, samples: readonly Sample[]): Promise<void>;
  /** Durable. A notice of the same subject, state and `to` as the newest one of that subject and `to` is not kept again. Gives the kept ones. */
  putNotices(notices: readonly Omit<Notice, 'id' | 'attempts' | 'deliveredAt' | 'error'>[]): Promise<readonly Notice[]>;
  noticeAttempted(id: number, end: { at: Instant; delivered: boolean; error: string | null; nextAt: Instant | null }): Promise<void>;
  putRehearsal(rehearsal: RehearsalRecord): Promise<void>;
  putCached(kind: string, entries: readonly { key: string; value: Json }[]): Promise<void>;
}
