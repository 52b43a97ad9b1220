// The records that are kept, as the other rooms see them. Numbers name runs, builds and snapshots; digests name content.

import type { Brand, Digest, Instant, Json, Problem } from '../base/index.ts';

export type RunId = Brand<number, 'RunId'>;
export type BuildId = Brand<number, 'BuildId'>;
export type SnapshotId = Brand<number, 'SnapshotId'>;

/** One file of a snapshot. A source has one per source file, anything else one. */
export interface Part {
  /** The object that holds the bytes. */
  readonly object: Digest;
  /** Where it came from, relative to the product's folder; null for a built table. */
  readonly path: string | null;
  readonly rows: number;
  readonly size: number;
}

export interface Snapshot {
  readonly id: SnapshotId;
  readonly asset: string;
  readonly kind: 'table';
  /** Of names, types, row count and the order-free multiset digest of the rows. Fingerprints use this only. */
  readonly content: Digest;
  /** Of the parts' objects: integrity. */
  readonly storage: Digest;
  readonly rows: number;
  /** JSON: the engine's read specification and the multiset sums (see session/snapshot). */
  readonly about: Json;
  readonly parts: readonly Part[];
}

/** The three fingerprints. */
export interface Fingerprints {
  readonly data: Digest;
  readonly code: Digest;
  readonly environment: Digest;
}

export interface Build extends Fingerprints {
  readonly id: BuildId;
  readonly asset: string;
  readonly run: RunId;
  readonly state: 'started' | 'ok' | 'failed' | 'abandoned';
  readonly clock: Instant;
  readonly startedAt: Instant;
  readonly seconds: number | null;
  readonly rows: number | null;
  readonly memory: number | null;
  readonly snapshot: SnapshotId | null;
  readonly problem: Problem | null;
}

/** What a run is for: `why`'s replays and `verify`'s are marked so that they are never taken for the failure itself. */
export type RunKind = 'run' | 'ship' | 'test' | 'why' | 'verify';

export interface Run {
  readonly id: RunId;
  readonly kind: RunKind;
  readonly environment: string;
  readonly by: string;
  readonly clock: Instant;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly state: 'started' | 'ok' | 'failed' | 'abandoned';
  /** Digest of the code bundle that ran. */
  readonly bundle: Digest;
  /** Digest of the environment manifest in force. */
  readonly environmentDigest: Digest;
  readonly problem: Problem | null;
  /** What else is told of it: closed gates, held assets. */
  readonly summary: Json;
}

export interface RunStage {
  readonly run: RunId;
  readonly position: number;
  readonly asset: string;
  readonly kind: string;
  readonly outcome: 'ok' | 'failed' | 'skipped' | 'blocked';
  readonly build: BuildId | null;
  readonly reasons: Json;
  readonly seconds: number;
}

/** How a check ended. `accepted`: it fails, and every offending row is covered by an acceptance. */
export type CheckStatus = 'pass' | 'fail' | 'accepted' | 'warn' | 'error';

export interface CheckRun {
  readonly run: RunId;
  readonly check: string;
  readonly asset: string;
  readonly build: BuildId;
  /** Digest of the rule's definition. */
  readonly rule: Digest;
  readonly status: CheckStatus;
  readonly offending: number;
  readonly value: number | null;
  /** JSON: up to five offending rows with their columns, the keys (up to 20), and the Problem when it could not be asked. */
  readonly detail: Json;
}

export type ReleaseKind = 'ship' | 'refresh' | 'rollback';

export interface Pointer {
  readonly asset: string;
  readonly build: BuildId;
  readonly snapshot: SnapshotId;
}

export interface Release {
  readonly environment: string;
  readonly number: number;
  readonly kind: ReleaseKind;
  readonly parent: number | null;
  readonly bundle: Digest;
  readonly environmentDigest: Digest;
  readonly run: RunId | null;
  readonly by: string;
  readonly at: Instant;
  readonly because: string | null;
  /** JSON: gate results; for a rollback the release it went back to; who approved. */
  readonly gates: Json;
}

export interface EnvironmentState {
  readonly name: string;
  /** Number of the live release; null before the first, and always in dev. */
  readonly live: number | null;
  /** After a rollback: refreshes build and check but do not publish. */
  readonly hold: boolean;
}
