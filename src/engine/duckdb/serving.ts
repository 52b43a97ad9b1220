// The serving engine as the other rooms see it: a host process of its own, locked down, that answers prepared questions of published
// releases. Knows no HTTP and no store.

import type { Instant, Outcome } from '../../base/index.ts';
import type { Parameter, Scalar } from '../../product/index.ts';
import type { Column, EngineSettings, InputTable, Origin } from './engine.ts';

/** A question that will be asked often. */
export interface NamedQuery {
  readonly name: string;
  readonly sql: string;
  readonly origin: Origin;
  readonly parameters: readonly Parameter[];
}

/** One release: its tables become views of one schema, its queries are planned once, so that a bad one is told at load. */
export interface ServedRelease {
  /** Distinct among the loaded ones. */
  readonly key: string;
  readonly tables: Readonly<Record<string, InputTable>>;
  readonly queries: readonly NamedQuery[];
  readonly settings: EngineSettings;
  readonly variables: Readonly<Record<string, string>>;
}

export interface LoadedQuery {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Uses now() or kin: an answer is of its moment and not kept. */
  readonly clock: boolean;
  /** The tables it reads, as the release names them. */
  readonly reads: readonly string[];
}

/** Column by column; see ColumnBatch. Text where JavaScript has no exact value (decimals, dates, timestamps; nested as JSON). */
export type AnswerFormat = 'json' | 'csv' | 'parquet';
export interface ServedAnswer {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** `json`: one JSON text of an array of objects: 64-bit integers and decimals as exact JSON numbers, NaN and infinities as the strings "NaN", "Infinity", "-Infinity"; `csv`: RFC 4180 with header; `parquet`: the file's bytes. */
  readonly body: Uint8Array;
}

/** The same as rows of plain values (see Answer), for a model's features. */
export interface ServedRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Scalar[])[];
  /** By row and column the very text that the value has in the `json` body. An engine that answers from memory may have none. */
  readonly json?: readonly (readonly string[])[] | undefined;
}

export interface ServedQuestion {
  readonly release: string;
  readonly query: string;
  /** By parameter name, already of the declared kinds; a missing one is null. */
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly clock: Instant;
  readonly maxRows: number;
  /** Milliseconds; then the query is interrupted: `engine/timeout`. */
  readonly timeout: number;
}

export interface ServingEngine {
  /** Problems name the query's place. A release that is loaded already is loaded again. */
  load(release: ServedRelease): Promise<Outcome<readonly LoadedQuery[]>>;
  answer(question: ServedQuestion & { readonly format: AnswerFormat }): Promise<Outcome<ServedAnswer>>;
  rows(question: ServedQuestion): Promise<Outcome<ServedRows>>;
  /** Frees a release; questions of it that are under way end first. */
  drop(key: string): Promise<void>;
  /** False from the host's death until its successor has loaded every release again; it is started at once, not at the next question. */
  ready(): boolean;
  hostPid(): number | undefined;
  close(): Promise<void>;
}
