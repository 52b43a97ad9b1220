// What is kept: objects, the catalog, releases, the writer's lock. Entered only here.

export { guarded } from './failure.ts';
export { openReader, openStore, type ReaderOptions, type StoreOptions } from './open.ts';
export type {
  Build,
  BuildId,
  CheckRun,
  CheckStatus,
  EnvironmentState,
  Fingerprints,
  MinuteRule,
  Notice,
  Part,
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
export { type ServiceLock, takeServiceLock } from './service-lock.ts';
export type { NewSnapshot, Publication, Reference, Store, StoreReader } from './store.ts';
export { type Broken, type Verification, verifyObjects } from './verify.ts';
