// What a run is given, and what it says of each asset.

import type { Effects, Emit, Instant, Problem } from '../base/index.ts';
import type { Settled } from '../checks/index.ts';
import type { Engine, Scripts, Surroundings } from '../engine/index.ts';
import type { EnvironmentImage, Graph, Listing, PreImage } from '../graph/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Acceptance } from '../product/index.ts';
import type { BuildId, RunId, RunKind, Snapshot, Store } from '../store/index.ts';
import type { BoundRule } from './check-key.ts';

export interface RunRequest {
  readonly plan: Plan;
  readonly graph: Graph;
  readonly run: RunId;
  readonly kind: RunKind;
  /** The product's folder: where listed source files are. */
  readonly folder: string;
  readonly clock: Instant;
  readonly surroundings: Surroundings;
  readonly listings: ReadonlyMap<string, { readonly image: PreImage; readonly files: Listing }>;
  readonly code: ReadonlyMap<string, PreImage>;
  readonly environmentLeg: { readonly image: PreImage; readonly value: EnvironmentImage };
  readonly rules: ReadonlyMap<string, readonly BoundRule[]>;
  readonly acceptances: readonly Acceptance[];
  /** Where the bundle's files lie, written there at the first call: a script is imported from it. */
  readonly codeFolder: () => Promise<string>;
  /** What the environment shows now: the float rule compares with it. */
  readonly shown: ReadonlyMap<string, Snapshot>;
  /** Production: an asset whose checks fail keeps its readers from being built. */
  readonly blockOnChecks: boolean;
  /** Only these assets are checked; absent: all that are selected. */
  readonly checkOnly?: ReadonlySet<string> | undefined;
  /** Controls: kept answers of checks are not used. */
  readonly askAgain?: boolean | undefined;
}

/** What a run works with. */
export interface RunMeans {
  readonly store: Store;
  readonly engine: Engine;
  readonly scripts: Scripts;
  readonly effects: Effects;
  readonly emit: Emit;
  readonly signal?: AbortSignal | undefined;
}

export type AssetOutcome = 'read' | 'built' | 'reused' | 'unchanged' | 'failed' | 'blocked';

export interface AssetResult {
  readonly asset: string;
  readonly kind: 'source' | 'sql' | 'script';
  readonly outcome: AssetOutcome;
  readonly build?: BuildId | undefined;
  readonly snapshot?: Snapshot | undefined;
  readonly seconds: number;
  readonly checks: readonly Settled[];
  /** One for each check that fails, with the leg that differs from when it last passed. */
  readonly checkProblems: readonly Problem[];
  readonly problem?: Problem | undefined;
  /** The assets that hold this one back. */
  readonly blockedBy?: readonly string[] | undefined;
}

/** Error-severity failures that no acceptance covers. */
export const failures = (result: AssetResult): readonly Settled[] => result.checks.filter((c) => c.settled === 'fail' || c.settled === 'error');

export const passed = (result: AssetResult): boolean => result.snapshot !== undefined && failures(result).length === 0;
