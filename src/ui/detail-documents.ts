// The documents of one node of the graph, as /page/asset/NAME and /page/output/NAME answer them. Plain JSON, personal values masked.

import type { Cell, CheckTile, Mark, ModelLine, PromiseRow } from './documents.ts';

export interface ColumnLook {
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly personal: boolean;
  /** Null where no preview is kept. */
  readonly nulls: number | null;
  readonly distinct: number | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly bins: readonly number[];
  readonly labels: readonly string[];
}

export interface CheckRow extends CheckTile {
  readonly expectation: string | null;
  readonly value: number | null;
  readonly run: number;
  readonly clock: string | null;
  readonly accepted: { readonly because: string; readonly by: string; readonly when: string } | null;
  readonly columns: readonly string[];
  readonly sample: readonly (readonly Cell[])[];
}

export interface VersionRow {
  readonly build: number;
  readonly run: number;
  readonly clock: string;
  readonly startedAt: string;
  readonly state: 'started' | 'ok' | 'failed' | 'abandoned';
  readonly rows: number | null;
  readonly seconds: number | null;
  readonly live: boolean;
  /** The legs that differ from the build before it. */
  readonly legs: readonly ('data' | 'code' | 'environment')[];
  readonly problem: string | null;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ConsumerRow {
  readonly output: string;
  readonly name: string;
  readonly contact: string | null;
  readonly uses: string | null;
}

export interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly allowed: string | null;
  readonly default: Cell;
  readonly required: boolean;
}

export interface Detail {
  readonly id: string;
  readonly name: string;
  readonly kind: 'source' | 'sql' | 'script' | 'model' | 'output';
  readonly mark: Mark;
  readonly word: string;
  readonly description: string | null;
  readonly key: readonly string[];
  readonly count: number | null;
  /** The command that shows more, or fills what is empty here. */
  readonly command: string;
  readonly columns: readonly ColumnLook[];
  /** Rows in the order of `columns`; null where no preview is kept. */
  readonly rows: readonly (readonly Cell[])[] | null;
  readonly code: readonly { readonly path: string; readonly text: string }[];
  readonly checks: readonly CheckRow[];
  readonly versions: readonly VersionRow[];
  readonly reads: readonly Named[];
  readonly readers: readonly Named[];
  readonly consumers: readonly ConsumerRow[];
  readonly parameters: readonly ParameterRow[];
  readonly promises: readonly PromiseRow[];
  readonly model: ModelLine | null;
  /** Of an output: where it is asked. */
  readonly url: string | null;
}
