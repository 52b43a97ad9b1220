// What passes between the near end and a host: tasks, and Outcomes as answers. Types only.

import type { ColumnBatch } from '../duckdb/index.ts';
import type { Encoded } from './artifact.ts';
import type { CodeRoots } from './code.ts';
import type { ScriptRows, ScriptSurroundings, Signature, Trained } from './scripts.ts';
import type { Candidate } from './train.ts';

export interface StepTask {
  readonly asset: string;
  /** Path in the bundle. */
  readonly script: string;
  readonly inputs: Readonly<Record<string, ColumnBatch>>;
  readonly surroundings: ScriptSurroundings;
}

export interface ModelTask {
  readonly asset: string;
  readonly script: string;
  readonly artifact: Encoded;
  readonly signature: Signature;
  readonly surroundings: ScriptSurroundings;
}

/** A step of a unit test. `turn` counts the steps of a host: each has its own instances of the bundle's modules. */
export interface TryTask {
  readonly step: StepTask;
  readonly turn: number;
}

/** Rows as newline-delimited JSON, and what `rows` tells of them. */
export type TriedRows = ScriptRows & { readonly text: string };
export type TriedModel = Pick<Trained, 'metrics' | 'signature' | 'log'>;

/** A host has one step (`rows` or `train`), or one model: `load`, then any of the others. Or it is for unit tests: any number of tries. */
export type Task =
  | { readonly kind: 'rows'; readonly step: StepTask }
  | { readonly kind: 'train'; readonly step: StepTask }
  | { readonly kind: 'try-rows'; readonly try: TryTask }
  | { readonly kind: 'try-model'; readonly try: TryTask }
  | { readonly kind: 'load'; readonly model: ModelTask }
  | { readonly kind: 'prove'; readonly sample: ColumnBatch }
  | { readonly kind: 'predict'; readonly columns: ColumnBatch };

export interface Call {
  readonly id: number;
  readonly task: Task;
}

/** `bug`: an error of the host's own. */
export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly bug: string };

/** Given to a host as it starts. `parent`: the process that it must not outlive. */
export interface HostOptions extends CodeRoots {
  readonly parent: number;
}

export type TrainedTask = Candidate & { readonly log: readonly string[] };

/** The descriptor a host writes its rows to: a pipe to the near end. */
export const rowsDescriptor = 4;
