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
  readonly kind: 'table' | 'model';
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

/** One minute of one series. `series`: `late.available`; `minute`: whole minutes since 1970 on the logical clock. */
export interface Sample {
  readonly series: string;
  readonly minute: number;
  /** What counted as good, and of how many; `of` 0: nothing was seen, which is never good. */
  readonly good: number;
  readonly of: number;
  /** What was measured: an age in ms, a latency in ms, a number of failing checks. */
  readonly value: number | null;
}

/** When a minute is good: it was seen, its share of good reaches `share`, its value is at most `atMost`; what is absent is not asked. */
export interface MinuteRule {
  readonly share?: number | undefined;
  readonly atMost?: number | undefined;
}

/** The minutes of a window, counted by a rule. Those that are neither good nor bad have no sample or saw nothing. */
export interface Tally {
  /** Equal stretches of the window, oldest first. */
  readonly stretches: readonly { readonly good: number; readonly bad: number }[];
  /** The newest sample before the window's end. */
  readonly newest: Sample | null;
  /** The newest minute before the window's end in which something was seen. */
  readonly seenAt: number | null;
  /** Where that minute is bad: the first bad one after the last good one, however long ago. Minutes without data in between do not end it. */
  readonly badSince: number | null;
}

/** What a rehearsal of a product's checks found. */
export interface RehearsalRecord {
  readonly product: string;
  /** Digest of the checks and the code that were rehearsed: a score is worth nothing for others. */
  readonly key: Digest;
  readonly by: string;
  /** Real time. */
  readonly at: Instant;
  /** Killed ÷ not equivalent, weighted, 0 to 1; null where no fault was of any consequence. */
  readonly score: number | null;
  /** The share of good versions on which a check would have cried wolf; null without any. */
  readonly falseAlarms: number | null;
  /** How many good versions were looked at. */
  readonly versions: number;
  readonly survived: number;
  readonly document: Json;
}

/** A message to somebody, kept until it is delivered. */
export interface Notice {
  readonly id: number;
  readonly environment: string;
  /** What it is about, e.g. `late.available`: one notice for each change of `state`. */
  readonly subject: string;
  readonly state: string;
  /** Where it goes: `webhook https://…` as declared, never with a variable's value. */
  readonly to: string;
  readonly body: Json;
  /** Logical time of the decision. */
  readonly decidedAt: Instant;
  readonly attempts: number;
  /** Real time of the next attempt; null when delivered, or when a newer one took its place (then `error` says so). */
  readonly nextAt: Instant | null;
  readonly deliveredAt: Instant | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
}
