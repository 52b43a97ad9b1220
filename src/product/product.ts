// What a validated product is. A Product exists only when no error stands against it; a draft never leaves this room.

import type { Digest, Instant, Place } from '../base/index.ts';

/** A file of the product's code: its path relative to the product's folder with `/`, its bytes' digest, its text. */
export interface CodeFile {
  readonly path: string;
  readonly digest: Digest;
  readonly text: string;
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}
/** A cost that grows with time. */
export interface Rate extends Money {
  readonly per: 'h' | 'day';
}
export type ImpactLevel = 'low' | 'medium' | 'high' | 'critical';
export interface Harm {
  readonly costs: Rate;
  readonly because?: string | undefined;
  /** Milliseconds before the harm begins. */
  readonly after?: number | undefined;
}
export interface Impact {
  readonly level: ImpactLevel;
  /** How the level came about, for a gate's line: "4000 USD/day is 8 × the 500 USD that waking costs". */
  readonly because: string;
  readonly wrong?: Harm | undefined;
  readonly stale?: Harm | undefined;
  readonly down?: Harm | undefined;
}
export interface Owner {
  readonly team: string;
  readonly contact?: string | undefined;
  readonly hours?: string | undefined;
  readonly wakingCosts?: Money | undefined;
}

export type Severity = 'error' | 'warning';
export type Scalar = string | number | boolean | null;

/** What must be true of one column, and what it is. */
export interface ColumnRules {
  readonly name: string;
  readonly at: Place;
  readonly description?: string | undefined;
  /** An engine type (`integer`, `text`, `timestamp` …), as written. */
  readonly type?: string | undefined;
  /** true: no null. A share below 1: at least so many of the rows are not null. */
  readonly required?: true | number | undefined;
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
  readonly in?: readonly Scalar[] | undefined;
  readonly references?: { readonly asset: string; readonly column: string } | undefined;
  readonly severity: Severity;
}

/** A named check: a SELECT that returns the offending rows. */
export interface SqlCheck {
  readonly name: string;
  readonly at: Place;
  readonly sql: string;
  /** Where the text of `sql` begins, which may be some lines below `at`. */
  readonly sqlAt?: Place | undefined;
  /** Columns of the result that name an offending row; absent: the asset's key, else all columns that are not floats. */
  readonly key?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly severity: Severity;
}

export interface RowBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly at: Place;
  readonly severity: Severity;
}

/** What sources and assets have in common. */
interface Described {
  readonly name: string;
  /** The yaml that describes it, when there is one. */
  readonly specFile?: CodeFile | undefined;
  readonly description?: string | undefined;
  readonly key?: { readonly columns: readonly string[]; readonly at: Place } | undefined;
  readonly columns: readonly ColumnRules[];
  readonly rows?: RowBounds | undefined;
  readonly checks: readonly SqlCheck[];
}

export type SourceFormat = 'parquet' | 'csv' | 'json';

/** Options that alter how a source's bytes are read. */
export interface ReadOptions {
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly nulls?: string | undefined;
}

export interface Source extends Described {
  readonly kind: 'source';
  readonly specFile: CodeFile;
  /** Paths or globs, relative to the product's folder. */
  readonly paths: readonly string[];
  readonly pathsAt: Place;
  readonly format: SourceFormat;
  readonly options: ReadOptions;
}

export interface SqlAsset extends Described {
  readonly kind: 'sql';
  /** `assets/NAME.sql` */
  readonly code: CodeFile;
}

export type Asset = Source | SqlAsset;

export interface UnitTest {
  readonly asset: string;
  readonly name: string;
  readonly at: Place;
  readonly clock?: Instant | undefined;
  readonly given: ReadonlyMap<string, { readonly at: Place; readonly rows: readonly Readonly<Record<string, Scalar>>[] }>;
  readonly expect: readonly Readonly<Record<string, Scalar>>[];
}

/** A known failure, with its reason. It covers the rows (or the value) named here and no others. */
export interface Acceptance {
  /** The check's full id, e.g. `departures.usual-flights`. */
  readonly check: string;
  readonly because: string;
  readonly by: string;
  readonly when: Instant;
  readonly at?: Place | undefined;
  /** The columns that the values of a key are of; absent, they are not looked at. */
  readonly columns?: readonly string[] | undefined;
  /** The keys of the offending rows, values as text (null stays null). */
  readonly keys?: readonly (readonly (string | null)[])[] | undefined;
  /** Over 20 keys: their digests instead, over 100,000 one of their set (see `keyDigest` and `setDigest` in checks). */
  readonly digests?: readonly string[] | undefined;
  /** The value of a check without rows, e.g. a row count. */
  readonly value?: number | undefined;
}

export interface Product {
  readonly name: string;
  /** Where the code was read from. */
  readonly codeFolder: string;
  /** Where relative source paths start: the product's folder, also when the code is a shipped bundle. */
  readonly folder: string;
  readonly trivetFile: CodeFile;
  readonly problem?: string | undefined;
  readonly owner?: Owner | undefined;
  readonly impact: Impact;
  /** The product's wish for engine settings, e.g. { timezone: 'America/Los_Angeles' }. */
  readonly engine: Readonly<Record<string, string>>;
  /** Where each of them stands in trivet.yaml. */
  readonly engineAt?: Readonly<Record<string, Place>> | undefined;
  /** Names of the declared environment variables. */
  readonly variables: readonly string[];
  readonly clock?: Instant | undefined;
  /** By name as written; names differ by more than case. Sources first, then assets, each in order of name. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly tests: readonly UnitTest[];
  readonly acceptances: readonly Acceptance[];
  /** Every code file, in order of path: what a bundle holds. */
  readonly files: readonly CodeFile[];
}
