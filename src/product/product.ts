// What a validated product is. A Product exists only when no error stands against it; a draft never leaves this room.

import type { Digest, Instant, Place } from '../base/index.ts';
import type { CheckArguments, CheckType } from './forms/check-types.ts';

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
/** Days and hours on the wall clock of a zone: `Mon-Fri 08:00-18:00 America/Los_Angeles`. */
export interface WorkingHours {
  /** As written. */
  readonly text: string;
  /** 1 Monday … 7 Sunday, ascending, at least one. */
  readonly days: readonly number[];
  /** Minutes after midnight; `from` < `to` ≤ 1440. */
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly zone: string;
}
export interface Owner {
  readonly team: string;
  readonly contact?: string | undefined;
  readonly hours?: WorkingHours | undefined;
  readonly wakingCosts?: Money | undefined;
}

/** Which metric says that the problem is solved: it must exceed each of `betterThan` by `by`. All are metrics of one model. */
export interface Solved {
  /** The model's name, as the product writes it. */
  readonly model: string;
  readonly metric: string;
  /** Names of metrics of the same model: what people have already. */
  readonly betterThan: readonly string[];
  readonly by: number;
  readonly at: Place;
}

/** Where alerts go. `target`: a URL, a command line, or a path relative to the product's folder. A `$NAME` in it is an environment variable of the machine, read when it is sent; it is in no fingerprint and never stored. */
export interface Notify {
  readonly kind: 'webhook' | 'slack' | 'pagerduty' | 'command' | 'file';
  readonly target: string;
  readonly at: Place;
}

export type PromiseKind = 'fresh' | 'available' | 'fast' | 'right';
/** One promise of one output. */
export interface PromiseRule {
  readonly output: string;
  readonly kind: PromiseKind;
  /** fresh: the greatest age, milliseconds; fast: the longest answer, milliseconds. */
  readonly within?: number | undefined;
  /** fresh: a column of an asset whose greatest value is the data's own time; absent: since prod last confirmed that its sources hold nothing newer. */
  readonly by?: { readonly asset: string; readonly column: string } | undefined;
  /** The share of minutes of the window that must be good, 0 to 1. */
  readonly target: number;
  /** The window, milliseconds; 30 days unless said. */
  readonly over: number;
  readonly at: Place;
}

export type Severity = 'error' | 'warning';
export type Scalar = string | number | boolean | null;

/** What must be true of one column, and what it is. */
/** What is said of a column's values: each a rule (`min` and `max` one together). */
export type ColumnRule = 'type' | 'required' | 'min' | 'max' | 'in' | 'unique' | 'pattern' | 'format' | 'length' | 'references';

export interface ColumnRules {
  readonly name: string;
  readonly at: Place;
  /** Where a rule stands that stands elsewhere: in the contract beside the short form. */
  readonly places?: { readonly [K in ColumnRule]?: Place } | undefined;
  readonly description?: string | undefined;
  /** An engine type (`integer`, `text`, `timestamp` …), as written. */
  readonly type?: string | undefined;
  /** true: no null. A share below 1: at least so many of the rows are not null. */
  readonly required?: true | number | undefined;
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
  readonly in?: readonly Scalar[] | undefined;
  readonly unique?: boolean | undefined;
  /** A regular expression (RE2) found in each value. */
  readonly pattern?: string | undefined;
  readonly format?: CheckArguments['format']['format'] | undefined;
  /** Characters of a text, elements of a list. */
  readonly length?: CheckArguments['length'] extends infer L ? Omit<L, 'column'> | undefined : never;
  readonly references?: { readonly asset: string; readonly column: string } | undefined;
  /** Of persons: previews, histograms and findings shown to people mask its values. */
  readonly personal?: boolean | undefined;
  readonly severity: Severity;
}

/** What a number, or a value, must be: all that is said. `between` and `notBetween` are inclusive. */
export interface Bounds<T = number | string> {
  readonly is?: T | undefined;
  readonly isNot?: T | undefined;
  readonly min?: T | undefined;
  readonly max?: T | undefined;
  readonly above?: T | undefined;
  readonly below?: T | undefined;
  readonly between?: readonly T[] | undefined;
  readonly notBetween?: readonly T[] | undefined;
}

/** How many rows may offend: their number, or 0 to 100 of the rows looked at. */
export interface Tolerance extends Bounds<number> {
  readonly unit: 'rows' | 'percent';
}

interface CheckBase {
  readonly name: string;
  readonly at: Place;
  /** Where the text of `settings.sql` begins, which may be some lines below `at`. */
  readonly sqlAt?: Place | undefined;
  /** An SQL condition: the check looks at these rows alone. */
  readonly where?: string | undefined;
  /** The check must hold in each group of rows alike in these columns. */
  readonly groupBy?: readonly string[] | undefined;
  /** Absent: none may offend. */
  readonly tolerance?: Tolerance | undefined;
  /** Columns that name an offending row; absent: the asset's key, else all columns that are not floats. */
  readonly key?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly severity: Severity;
  /** For people, kept: which side of quality it is about, and what a failure means. */
  readonly dimension?: string | undefined;
  readonly businessImpact?: string | undefined;
}

/** A named check: a check type with its settings. */
export type Check = { readonly [K in CheckType]: CheckBase & { readonly type: K; readonly settings: CheckArguments[K] } }[CheckType];

export interface RowBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly at: Place;
  readonly severity: Severity;
}

/** What sources and assets have in common. */
export interface Described {
  readonly name: string;
  /** The yaml that describes it, when there is one. */
  readonly specFile?: CodeFile | undefined;
  /** `NAME.odcs.yaml` beside it, when there is one: says the same as the short form. What it says is not read here. */
  readonly contractFile?: CodeFile | undefined;
  readonly description?: string | undefined;
  readonly key?: { readonly columns: readonly string[]; readonly at: Place } | undefined;
  readonly columns: readonly ColumnRules[];
  readonly rows?: RowBounds | undefined;
  readonly checks: readonly Check[];
  /** What its contract says and nobody asks. */
  readonly notRun?: readonly NotRun[] | undefined;
}

/** A rule of a contract that cannot be executed, and why. */
export interface NotRun {
  readonly rule: string;
  readonly reason: string;
  readonly at: Place;
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

/** TypeScript that makes a table (`export default`) or a model (`export train` and `predict`); which of the two its exports say. */
export interface ScriptAsset extends Described {
  readonly kind: 'script';
  /** `assets/NAME.ts` */
  readonly code: CodeFile;
  /** Declared inputs: asset → the columns wanted, or all. As the product writes the names. */
  readonly reads: ReadonlyMap<string, { readonly at: Place; readonly columns?: readonly string[] | undefined }>;
  /** Handed to the code as `settings`; part of its code fingerprint. */
  readonly settings: Readonly<Record<string, Scalar>>;
}

export type Asset = Source | SqlAsset | ScriptAsset;

/** Who relies on an output. */
export interface Consumer {
  readonly name: string;
  readonly contact?: string | undefined;
  /** What for. */
  readonly uses?: string | undefined;
}

/** A parameter of an output: `$name` in its SQL, `?name=` in its URL. */
export interface Parameter {
  readonly name: string;
  readonly at: Place;
  /** An engine type: text, integer, double, boolean, date, timestamp, timestamptz … as written. */
  readonly type: string;
  readonly description?: string | undefined;
  readonly in?: readonly Scalar[] | undefined;
  readonly min?: number | string | undefined;
  readonly max?: number | string | undefined;
  /** Absent: the parameter must be given. */
  readonly default?: Scalar | undefined;
}

/** What others rely on. Outputs have a namespace of their own: `outputs/bad_hour.yaml` may show the asset `bad_hour`. */
export interface Output {
  readonly kind: 'sql' | 'model';
  readonly name: string;
  /** `outputs/NAME.yaml`; a model always has one. */
  readonly specFile?: CodeFile | undefined;
  /** `outputs/NAME.odcs.yaml`: the columns that its answers have. */
  readonly contractFile?: CodeFile | undefined;
  /** What its contract says beside columns and their types, which nobody asks of an answer. */
  readonly notRun?: readonly NotRun[] | undefined;
  readonly description?: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly consumers: readonly Consumer[];
  /** Milliseconds until an answer is given up: 504. 10 s unless said. */
  readonly timeout: number;
  /** Rows of an answer at most; more is an error, never a silent cut. 10,000 unless said. */
  readonly maxRows: number;
  /** `kind: sql`: outputs/NAME.sql. `kind: model`: the SELECT that gives the features, from NAME.sql or from `features:` in the yaml. One statement, reads published assets. */
  readonly sql: string;
  readonly sqlAt: Place;
  /** `kind: model`: the asset whose `predict` answers. Columns of the SELECT that the model's signature names are its inputs, a text column
   *  `reason` says why there is nothing to predict, the others are passed through to the answer. */
  readonly model?: string | undefined;
  readonly at: Place;
}

/** Rows of a unit test, as they are written or as a file of the bundle holds them. */
export interface TestRows {
  readonly at: Place;
  /** In the order of their first appearance. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Scalar>>[];
  /** Of a CSV: every value is a text or null, and says nothing of its type. */
  readonly untyped?: true | undefined;
  /** The file of the bundle that they come from. */
  readonly file?: string | undefined;
}

/** What a model's metric must be: a number, or within bounds that are inclusive. */
export type MetricBounds = { readonly is: number } | { readonly min?: number | undefined; readonly max?: number | undefined };

export interface UnitTest {
  readonly asset: string;
  readonly name: string;
  readonly at: Place;
  readonly clock?: Instant | undefined;
  readonly given: ReadonlyMap<string, TestRows>;
  /** Of a model: rows that it is asked after it was trained on `given`; each is answered by the row of `expect` at its place. */
  readonly predict?: TestRows | undefined;
  /** Absent: nothing is expected of rows. */
  readonly expect?: TestRows | undefined;
  /** The asset is to fail, with this code or in these words, or both. */
  readonly fails?: { readonly at: Place; readonly problem?: string | undefined; readonly message?: string | undefined } | undefined;
  /** Of a model, by name. */
  readonly metrics?: ReadonlyMap<string, MetricBounds> | undefined;
  /** Rows are compared in their order. */
  readonly ordered?: boolean | undefined;
  /** How far a number may be off, absolute or relative; absent: 1e-9, and whole numbers must be equal. */
  readonly tolerance?: number | undefined;
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
  readonly solved?: Solved | undefined;
  readonly promises: readonly PromiseRule[];
  readonly notify: readonly Notify[];
  /** A URL that is asked (GET) once a minute while `up` is well: an outside dead man's switch. */
  readonly deadman?: Notify | undefined;
  /** When `up` refreshes production: a cron expression, in the zone of `engine.timezone`. */
  readonly schedule?: { readonly cron: string; readonly at: Place } | undefined;
  /** A folder, relative to the product's, that each release is written to as Parquet. */
  readonly publish?: { readonly parquet: string; readonly at: Place } | undefined;
  /** Where each of them stands in trivet.yaml. */
  readonly engineAt?: Readonly<Record<string, Place>> | undefined;
  /** Names of the declared environment variables. */
  readonly variables: readonly string[];
  readonly clock?: Instant | undefined;
  /** By name as written; names differ by more than case. Sources first, then assets, each in order of name. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** By name as written, in order of name. */
  readonly outputs: ReadonlyMap<string, Output>;
  readonly tests: readonly UnitTest[];
  readonly acceptances: readonly Acceptance[];
  /** Every code file, in order of path: what a bundle holds. */
  readonly files: readonly CodeFile[];
}
