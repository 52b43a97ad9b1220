// Non-SQL code as the other rooms see it: TypeScript parsed, run and served in host processes of its own. Names no store, run or check.

import type { Digest, Instant, Outcome } from '../../base/index.ts';
import type { CodeFile, Scalar } from '../../product/index.ts';
import type { Column, ColumnBatch } from '../duckdb/index.ts';

/** What the text of a script and of the local files it imports says. */
export interface ScriptFacts {
  readonly kind: 'table' | 'model';
  /** Paths of the local files it imports, itself first, then in order of path; all are files of the bundle. */
  readonly files: readonly string[];
  /** Packages it imports (`lodash`, `@scope/name`), sorted; `node:` modules are not among them. */
  readonly packages: readonly string[];
  /** Its own files name the clock (`clock`, `Date`, `Temporal`, `performance`): then the logical clock is in its data leg, else it is refused the clock. */
  readonly clock: boolean;
}

/** Datatypes of the Open Inference Protocol that a signature may name. */
export type Datatype = 'BOOL' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'FP32' | 'FP64' | 'BYTES';
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
}
/** Each input and output is a column: a tensor of shape [rows] or [rows, 1]. */
export interface Signature {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** The code of one bundle, on disk under its digest, so that bare imports resolve. */
export interface CodePlace {
  /** Absolute: `.trivet/code/<digest>`. */
  readonly folder: string;
  /** Path of the script in it, e.g. `assets/bad_hour.ts`. */
  readonly script: string;
}

/** What surrounds a script: Date, Math.random and crypto are replaced before its first line runs. */
export interface ScriptSurroundings {
  /** null: the clock is not in the key, and asking for it is a Problem. A model that answers is always surrounded so. */
  readonly clock: Instant | null;
  /** Seeds `random()` and Math.random(). */
  readonly seed: Digest;
  /** Declared variables in force; process.env holds these only. */
  readonly variables: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Scalar>>;
}

export interface ScriptStep {
  readonly asset: string;
  readonly code: CodePlace;
  /** By declared name, whole tables (columns already pruned to the declared ones). */
  readonly inputs: Readonly<Record<string, ColumnBatch>>;
  readonly surroundings: ScriptSurroundings;
  /** Aborted: its process is ended, and the step is `process/interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Rows a script returned, as newline-delimited JSON: every value as text or null, so that the engine casts them. */
export interface ScriptRows {
  /** Names in the order of first appearance, with the type the values tell: BOOLEAN, BIGINT, DOUBLE, VARCHAR, TIMESTAMPTZ; declared types win later. */
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly log: readonly string[];
}

export interface Trained {
  /** The artifact's bytes in one file: canonical JSON, or the bytes themselves. */
  readonly encoding: 'json' | 'bytes';
  readonly size: number;
  /** Finite numbers by name. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly signature: Signature;
  readonly log: readonly string[];
}

/** A loaded model: a pooled host process that holds the artifact. */
export interface Predictor {
  readonly signature: Signature;
  /** Columns of equal length, one for each input of the signature, without null; answers one for each output. A column may come in any exact form (numbers, bigints, decimal text); predict and the caller get the datatype's own: FP64 Float64Array, FP32 Float32Array, INT64 BigInt64Array, smaller integers Int32Array (UINT32 Float64Array), UINT64 bigints, BOOL booleans, BYTES texts. Micro-batching is the caller's. */
  predict(columns: ColumnBatch): Promise<Outcome<ColumnBatch>>;
  pid(): number | undefined;
  /** Whether a host holds the model now. Where none does, and none is being started, asking starts one. */
  ready(): boolean;
  /** Ends the host, whatever it does, and starts another; what it was asked ends as `process/crashed`. */
  restart(): void;
  close(): Promise<void>;
}

/** What a script made in a unit test, in memory: values are texts or null, as they would be written. */
export interface TriedTable extends ScriptRows {
  /** In the order of `columns`. */
  readonly values: readonly (readonly (string | null)[])[];
}

/** What became of a model in a unit test; `answers`: one row for each it was asked. */
export interface TriedTraining extends Pick<Trained, 'metrics' | 'signature' | 'log'> {
  readonly answers?: ColumnBatch | undefined;
}

export interface Scripts {
  /** Reads exports and imports of a product's scripts. Problems: syntax, no export that is known, both kinds, an import outside of the bundle. Pure text: no process is started. */
  parse(scripts: readonly { readonly script: string; readonly files: ReadonlyMap<string, CodeFile> }[]): Promise<readonly Outcome<ScriptFacts>[]>;
  /** Runs a table's default export and writes its rows to `output` (NDJSON). */
  rows(step: ScriptStep & { readonly output: string }): Promise<Outcome<ScriptRows>>;
  /** Runs a model's `train`, checks metrics, signature and that rows are independent, and writes the artifact to `output`. */
  train(step: ScriptStep & { readonly output: string }): Promise<Outcome<Trained>>;
  /** As `rows`, of a unit test: one host for one small step after the other. The bundle's modules are fresh each time; packages stay loaded. */
  tryRows(step: ScriptStep): Promise<Outcome<TriedTable>>;
  /** As `train`, of a unit test. `ask`: the columns to predict from, made once the signature is known. */
  tryModel(step: ScriptStep, ask?: (signature: Signature) => Outcome<ColumnBatch>): Promise<Outcome<TriedTraining>>;
  /** Loads a model for answering; a host that dies is started again at the next call. */
  load(model: {
    readonly asset: string;
    readonly code: CodePlace;
    readonly artifact: { readonly path: string; readonly encoding: 'json' | 'bytes' };
    readonly signature: Signature;
    readonly surroundings: ScriptSurroundings;
  }): Promise<Outcome<Predictor>>;
  /** Process ids of the hosts that run: for tests of crashes. */
  pids(): readonly number[];
  /** Ends all hosts; safe to call twice, and when none was started. */
  close(): Promise<void>;
}

export interface ScriptsOptions {
  /** Asked for by nothing: a host reads its code and packages only and writes no file; what it makes comes through a pipe. */
  readonly temporary?: string | undefined;
  /** The product's folder: stacks name paths relative to the code's folder; node_modules beside trivet.yaml may be read. */
  readonly folder: string;
  /** Most megabytes of one host's heap; 4096 unless said. */
  readonly memory?: number | undefined;
}
