// A plan is data: the very stages that a run carries out, with the reason of each. `run` may skip a conditional stage, never add one.

import type { BuildId, SnapshotId } from '../store/index.ts';

export type StageKind = 'read' | 'build' | 'reuse' | 'check' | 'publish' | 'drop';

/** Which fingerprint moved, and what of it. */
export interface Reason {
  readonly leg: 'data' | 'code' | 'environment';
  readonly text: string;
}

export interface Stage {
  readonly kind: StageKind;
  readonly asset: string;
  /** Always, or only if one of these assets comes out with other content. */
  readonly when: 'always' | { readonly ifChanged: readonly string[] };
  readonly reasons: readonly Reason[];
  /** What a `reuse` stage shows again. */
  readonly reuse?: { readonly build: BuildId; readonly snapshot: SnapshotId } | undefined;
}

export interface Plan {
  readonly environment: string;
  readonly stages: readonly Stage[];
  /** Assets to build again though their build is kept. */
  readonly rebuild: ReadonlySet<string>;
}

/** Nothing is read, built, checked, published or dropped. */
export const isIdle = (plan: Plan): boolean => plan.stages.every((stage) => stage.kind === 'reuse');
