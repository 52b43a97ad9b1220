// The documents of one node of the graph, as /page/asset/NAME and /page/output/NAME answer them. Plain JSON, personal values masked.

import type { Cell, CheckTile, Mark, ModelLine, PromiseRow } from './documents.ts';

/** One thing that must be true, in words, and the file that says so. */
export interface Says {
  readonly text: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
}

export interface NamedCheck extends Says {
  readonly name: string;
  /** The query that finds what offends. */
  readonly query: string | null;
}

/** A rule of its contract that nothing can execute: it neither passes nor fails. */
export interface NotRunRule {
  readonly rule: string;
  readonly reason: string;
  readonly file: string;
  readonly line: number | null;
}

/** Columns whose values are found in another table. */
export interface Relation {
  readonly columns: readonly string[];
  readonly table: string;
  readonly to: readonly string[];
}

/** What must be true of a table besides its columns, which say it themselves. */
export interface ContractLook {
  /** Who says so: its yaml, its NAME.odcs.yaml, or both. */
  readonly files: readonly string[];
  readonly key: Says | null;
  readonly rows: Says | null;
  /** Of a model: that it solves the problem. */
  readonly solved: Says | null;
  readonly checks: readonly NamedCheck[];
  readonly relations: readonly Relation[];
  readonly notRun: readonly NotRunRule[];
}

export interface HistoryCell {
  readonly status: CheckTile['status'];
  readonly offending: number;
  readonly value: number | null;
}

/** Each check on each version, oldest first; a cell is null where it was not asked. */
export interface CheckHistory {
  readonly versions: readonly { readonly build: number; readonly run: number; readonly clock: string; readonly live: boolean }[];
  readonly checks: readonly {
    readonly check: string;
    readonly name: string;
    readonly cells: readonly (HistoryCell | null)[];
    /** It has values on more than one version. */
    readonly measured: boolean;
  }[];
}

export interface ColumnLook {
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly personal: boolean;
  /** What must be true of it, beside its type. */
  readonly says: readonly Says[];
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
  /** The query that finds what offends. */
  readonly query: string | null;
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
  /** Null of an output without one, and where the live product does not declare it. */
  readonly contract: ContractLook | null;
  readonly checks: readonly CheckRow[];
  readonly history: CheckHistory | null;
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
