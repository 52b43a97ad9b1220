// The engine as the other rooms see it: code in, files out. Nothing here names a store, a run or a check.

import type { Instant, Outcome, Place } from '../../base/index.ts';
import type { Parameter, ReadOptions, Scalar, SourceFormat } from '../../product/index.ts';
import type { FileTable } from './database-file.ts';
import type { DatabaseFault, DatabaseLook, FaultedDatabase, RehearsalDatabase } from './rehearsal-database.ts';

export interface Column {
  readonly name: string;
  /** The engine's type text, e.g. `INTEGER`, `TIMESTAMP WITH TIME ZONE`. */
  readonly type: string;
}

/** A column as a source's yaml declares it, and where. */
export interface DeclaredColumn extends Column {
  readonly at?: Place | undefined;
}

/** How a source's bytes are read; frozen with the snapshot so that later reads see the same. */
export interface ReadSpec {
  readonly format: SourceFormat;
  readonly options: ReadOptions;
  /** Names and types; a CSV is read with just these. */
  readonly columns: readonly Column[];
  /** What was sniffed of a CSV beside the options: quote, escape, dateformat, timestampformat; of Parquet `nan`: its statistics may leave NaN out. */
  readonly dialect?: Readonly<Record<string, string>> | undefined;
}

/** A table a statement may read: files of one schema, or literal rows (unit tests; values are cast to the column's type). */
export type InputTable =
  | { readonly kind: 'files'; readonly spec: ReadSpec; readonly files: readonly string[] }
  | { readonly kind: 'rows'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Scalar[])[] }
  /** A table or view of a DuckDB file, which is attached read-only. */
  | { readonly kind: 'database'; readonly file: string; readonly schema: string; readonly table: string; readonly columns: readonly Column[] }
  /** A SELECT of Trivet's own over another table, which it calls "base"; asked lazily. Never written by a user. */
  | { readonly kind: 'view'; readonly base: InputTable; readonly sql: string; readonly columns: readonly Column[] }
  /** A table in the host's memory, from `keep`. */
  | { readonly kind: 'kept'; readonly id: string; readonly columns: readonly Column[] };

/** Everything about the engine that can alter a result. Names as in trivet.yaml's `engine:` (see `settings.ts`). */
export type EngineSettings = Readonly<Record<string, string>>;

/** What surrounds a statement: settings are set, never inherited. */
export interface Surroundings {
  readonly settings: EngineSettings;
  /** Declared variables in force; SQL reads them as getvariable('NAME'). An undeclared or unset one is null. */
  readonly variables: Readonly<Record<string, string>>;
  /** now() and its kin, keywords included. */
  readonly clock: Instant;
}

/** A statement's place in its file, so that a Problem can point there. */
export interface Origin {
  readonly file: string;
  /** Line of the file at which the statement starts (1 for a .sql file); for sql inside yaml the check's place. */
  readonly line: number;
  readonly at?: Place | undefined;
}

/** What the parser says of one SELECT. Offsets are in characters (not bytes) from the statement's start. */
export interface Parsed {
  /** Tables named outside the scope of a CTE of that name, each with its first place. */
  readonly reads: readonly { readonly name: string; readonly offset: number }[];
  /** Uses now(), current_date or kin. */
  readonly clock: boolean;
  /** Names given to getvariable(). */
  readonly variables: readonly { readonly name: string; readonly offset: number }[];
  /** The statement's own final ORDER BY exists. */
  readonly ordered: boolean;
  /** Named parameters, `$origin`; refused where `parameters` was not asked for. */
  readonly parameters: readonly { readonly name: string; readonly offset: number }[];
  /** Order-sensitive parts without a total order: LIMIT, first(), row_number() over (). */
  readonly unstable: readonly { readonly what: string; readonly offset: number }[];
}

export interface Content {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Order-free multiset digest of the rows, two seeds, as text; of all columns. Sums: parts add up (`addSums`). */
  readonly sums: readonly [string, string];
  /** The same over the columns that are not floats, for the 1e-9 rule; absent where no column is a float. */
  readonly exactSums?: readonly [string, string] | undefined;
}

export interface BuildStep {
  readonly asset: string;
  readonly sql: string;
  readonly origin: Origin;
  /** By name as the SQL may write it (matched case-insensitively). */
  readonly inputs: Readonly<Record<string, InputTable>>;
  readonly surroundings: Surroundings;
  /** The statement orders its rows itself; else it is sorted by `key`, else by all columns. */
  readonly ordered: boolean;
  readonly key?: readonly string[] | undefined;
  /** Trivet's own statement over a script's rows, each column as `CAST("name" AS TYPE)`: a value that does not fit is told with its column, at the script. */
  readonly own?: true | undefined;
  /** Path of the Parquet file to write (a temporary name; the caller renames). */
  readonly output: string;
}

export interface Built extends Content {
  readonly seconds: number;
  /** Bytes of memory in use at the end, as the engine reports it. */
  readonly memory: number;
}

/** A SELECT whose rows are kept in the host's memory, in no order. */
export interface KeepStep extends Pick<BuildStep, 'sql' | 'origin' | 'inputs' | 'surroundings'> {
  /** Longer, and it is given up: `engine/took-too-long`. */
  readonly seconds?: number | undefined;
}

export interface Kept extends Content {
  readonly table: Extract<InputTable, { readonly kind: 'kept' }>;
}

/** A question of the tables: its columns and rows. Values: null, boolean, number; text for everything else (64-bit integers beyond 2^53, decimals, dates, timestamps, nested as JSON). */
export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Scalar[])[];
  /** More rows exist than `limit` allowed. */
  readonly truncated: boolean;
}

export interface Question {
  readonly sql: string;
  readonly origin?: Origin | undefined;
  /** Rows to return at most; absent: all. */
  readonly limit?: number | undefined;
  /** As in a build step: Trivet's own statement over the rows that this asset's script made. */
  readonly own?: { readonly asset: string } | undefined;
  /** A SELECT of Trivet's own, of values that leave the engine as they are, numbers and texts: it is not planned before it is run. */
  readonly plain?: true | undefined;
}

/** What a question would read, at most: row groups that statistics rule out are skipped when it is asked. */
export interface Weight {
  /** Of the columns, compressed as they lie in the files. */
  readonly bytes: number;
  /** The footers answer it: none of these bytes is read. */
  readonly footers: boolean;
  /** By table. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

/** What one file of a source was found to be. It depends on the bytes, the format, the declared types and the engine's version, and may be kept under them. */
export interface FileLook extends ReadSpec {
  /** The options it was looked at with; under others it does not hold. */
  readonly asked: ReadOptions;
  /** By column, whether no row has a value; under '' whether there is no row. Only of what was asked. */
  readonly empty: Readonly<Record<string, boolean>>;
}

export interface SourceFile {
  readonly path: string;
  readonly label: string;
  /** From an earlier inspection of these bytes. */
  readonly known?: FileLook | undefined;
}

export interface Inspection {
  readonly spec: Outcome<ReadSpec>;
  /** What was not known before, by the file's position; also where the files are not of one shape. */
  readonly looks: readonly (readonly [position: number, look: FileLook])[];
}

/** A table column by column, all of equal length. Null is null; a typed array where the column has none. */
export interface ColumnBatch {
  readonly columns: Readonly<Record<string, ColumnValues>>;
  readonly rowCount: number;
}
/** Typed arrays for numbers without null (Float64Array, Int32Array, BigInt64Array …; 8- to 32-bit integers → Int32Array, or Float64Array for unsigned 32); else plain arrays. Dates and timestamps are text as the engine writes them in UTC, booleans booleans, 64-bit integers bigint, decimals text. */
export type ColumnValues = Float64Array | Float32Array | Int32Array | BigInt64Array | readonly (string | number | bigint | boolean | null)[];

/** What people see of a table without asking the engine: kept with a release. Personal columns are masked. */
export interface Preview {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly personal?: boolean | undefined;
    readonly nulls: number;
    readonly distinct: number;
    readonly min: string | null;
    readonly max: string | null;
    /** 20 counts from min to max of numbers and times, else of the most frequent values; empty for a personal column. */
    readonly bins: readonly number[];
    /** The values the bins count, where they are values. */
    readonly labels?: readonly string[] | undefined;
  }[];
  /** At most 100. */
  readonly rows: readonly (readonly Scalar[])[];
  readonly count: number;
}

export interface Engine {
  /** Parses user SQL (assets, checks, `trivet sql`): one SELECT, allowed functions only; started only if called. */
  parse(
    statements: readonly { readonly sql: string; readonly origin: Origin; readonly parameters?: true | undefined }[],
  ): Promise<readonly Outcome<Parsed>[]>;
  /** Looks at a source's files before they are taken in (external files; Trivet's own statements only). Corrupt or empty files and differing columns are Problems. Gives the frozen read specification: declared types win for CSV and JSON. A file's known look is believed. */
  inspect(request: {
    readonly source: string;
    readonly files: readonly SourceFile[];
    readonly format: SourceFormat;
    readonly options: ReadOptions;
    readonly declared: readonly DeclaredColumn[];
  }): Promise<Inspection>;
  /** Rows of outside files, for the reasons of a plan: null where one can't be read. */
  count(request: {
    readonly files: readonly { readonly path: string; readonly label: string }[];
    readonly format: SourceFormat;
    readonly options: ReadOptions;
  }): Promise<readonly (number | null)[]>;
  /** Row count and multiset sums of one file under a specification. `label` is the name for Problems. */
  measure(file: {
    readonly path: string;
    readonly label: string;
    readonly spec: ReadSpec;
    readonly surroundings: Surroundings;
  }): Promise<Outcome<Content>>;
  build(step: BuildStep): Promise<Outcome<Built>>;
  /** Makes a table in the host's memory; read under the same settings only. It stays until it is forgotten, or the host ends. */
  keep(step: KeepStep): Promise<Outcome<Kept>>;
  /** Lets kept tables go. */
  forget(request: { readonly tables: readonly Kept['table'][]; readonly surroundings: Surroundings }): Promise<Outcome<void>>;
  /** The columns of each table that a SELECT reads; in any doubt all of them. */
  columnsRead(request: {
    readonly sql: string;
    readonly tables: Readonly<Record<string, readonly Column[]>>;
    readonly surroundings: Surroundings;
  }): Promise<Outcome<Readonly<Record<string, readonly string[]>>>>;
  /** What questions would read; none is asked. Each names those of the tables that it reads. */
  weigh(request: {
    readonly tables: Readonly<Record<string, InputTable>>;
    readonly questions: readonly { readonly sql: string; readonly tables: readonly string[] }[];
    readonly surroundings: Surroundings;
  }): Promise<Outcome<readonly Weight[]>>;
  /** Several questions over the same tables on one connection; a failing one does not stop the others. `bind`: plan only, return columns and no rows. */
  ask(request: {
    readonly tables: Readonly<Record<string, InputTable>>;
    readonly questions: readonly Question[];
    readonly surroundings: Surroundings;
    readonly bind?: boolean | undefined;
    /** For all of them together; what is not answered by then is `engine/took-too-long`. */
    readonly seconds?: number | undefined;
  }): Promise<readonly Outcome<Answer>[]>;
  /** Whether two tables of equal names, types and count agree when sorted, floats within 1e-9 (relative or absolute). Kept tables: under the settings they were made under. */
  agree(a: InputTable, b: InputTable, surroundings?: Surroundings): Promise<Outcome<boolean>>;
  /** A table's columns, for scripts: rows ordered by the columns asked for, exact ones before floats, nulls last. */
  columns(request: {
    readonly table: InputTable;
    readonly only?: readonly string[] | undefined;
    readonly surroundings: Surroundings;
  }): Promise<Outcome<ColumnBatch>>;
  /** What the page shows of a table. */
  preview(request: {
    readonly table: InputTable;
    readonly personal: readonly string[];
    readonly surroundings: Surroundings;
  }): Promise<Outcome<Preview>>;
  /** Writes a DuckDB file at `path` (a temporary name): a view per table, a view per query without parameters, a table macro per query with some. */
  exportDatabase(request: {
    readonly path: string;
    readonly tables: Readonly<Record<string, InputTable>>;
    readonly queries: readonly { readonly name: string; readonly sql: string; readonly parameters: readonly Parameter[]; readonly origin: Origin }[];
    readonly surroundings: Surroundings;
  }): Promise<Outcome<void>>;
  /** Writes a table as one Parquet file at `path`. */
  exportParquet(request: { readonly path: string; readonly table: InputTable; readonly surroundings: Surroundings }): Promise<Outcome<void>>;
  /** The tables and views of a DuckDB file, read-only. `label` is the name for Problems. */
  tablesOf(file: { readonly file: string; readonly label: string }): Promise<Outcome<readonly FileTable[]>>;
  /** Opens somebody else's database beside the engine's own, makes what its SELECTs make, and asks its questions; again under the same key it is known. */
  lookAt(database: RehearsalDatabase): Promise<Outcome<DatabaseLook>>;
  /** Writes a relation's rows, without a fault, as one Parquet file at `path`; gives the columns as they are kept there. */
  copyOut(request: { readonly database: RehearsalDatabase; readonly relation: string; readonly path: string }): Promise<Outcome<readonly Column[]>>;
  /** The same with a fault in one relation: what it changes is made again, and what reads that is asked again. Nothing outside is written. */
  fault(request: { readonly database: RehearsalDatabase; readonly fault: DatabaseFault }): Promise<Outcome<FaultedDatabase>>;
  /** The host's process id while it runs: for tests of crashes, and for people who look at memory. */
  hostPid?(): number | undefined;
  /** Ends the host process; safe to call twice, and when it never started. */
  close(): Promise<void>;
}
