// What a rehearsal is: faults put into copies of tables, what noticed each, and the score. The shapes everybody uses; nothing is asked here.

import type { TypedRule } from '../checks/index.ts';
import type { Column } from '../engine/index.ts';
import type { ImpactLevel, ReadOptions } from '../product/index.ts';

export type FaultGroup = 'value' | 'column' | 'row' | 'set' | 'delivery';

/** Which part of the rows a fault touches, unless another set is asked for. */
export const usualShares: readonly number[] = [0.001, 0.01, 0.1, 1];

/** One fault: an operator at a place. Equal faults of equal tables give equal rows. */
export interface Fault {
  /** Name of the operator. */
  readonly operator: string;
  readonly table: string;
  /** Absent: of the whole table. */
  readonly column?: string | undefined;
  /** Above 0, up to 1: at least one row is touched. An operator that knows no part (a dropped column) has 1. */
  readonly share: number;
  readonly seed: number;
}

/** What is known of a column's values; absent: judged by its type alone. */
export interface ColumnProfile {
  readonly nulls: number;
  /** About how many different values. */
  readonly distinct: number;
  /** Texts, some of which have letters, are numbers with a point, dates (2001-02-28), digits after a zero (00501). */
  readonly letters?: boolean | undefined;
  readonly decimals?: boolean | undefined;
  readonly dates?: boolean | undefined;
  readonly zeros?: boolean | undefined;
}

/** The table as an operator sees it: `base` in its SQL, with two columns of its own besides (see base-table.ts). */
export interface BaseFacts {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Columns that name a row, where they are known. */
  readonly key: readonly string[];
  /** Columns that must be found in another table. */
  readonly references: readonly string[];
  /** By column name. */
  readonly profile: Readonly<Record<string, ColumnProfile>>;
}

/** A faulted table: a SELECT over `base`, and what it returns. */
export interface Faulted {
  readonly sql: string;
  readonly columns: readonly Column[];
  /** Only these columns have other values, in the same rows and types; absent: anything may be other. */
  readonly touches?: readonly string[] | undefined;
}

/** A way data goes wrong. */
export interface FaultOperator {
  /** In kebab-case: `day-month-swap`. */
  readonly name: string;
  readonly group: FaultGroup;
  readonly title: string;
  /** What happens, in one or two sentences; its docs page begins with it. */
  readonly what: string;
  /** How it comes about. */
  readonly cause: string;
  /** A few rows before and after, for its docs page: CSV lines. */
  readonly example: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Check types that notice it, best first. */
  readonly noticedBy: readonly string[];
  /** `part`: of some rows, at every share. `whole`: of the table as it is. `control`: changes nothing that counts, and must never be noticed. */
  readonly extent: 'part' | 'whole' | 'control';
  /** Where it makes sense: names of columns, or null for the table as a whole. */
  readonly targets: (base: BaseFacts) => readonly (string | null)[];
  /** Undefined where it does not apply to this table. */
  readonly apply: (base: BaseFacts, fault: Fault) => Faulted | undefined;
  /** Of a delivery: what becomes of a CSV file's bytes. A file of another format is faulted as a table, by `apply`. */
  readonly bytes?: ((bytes: Uint8Array, options: ReadOptions) => Uint8Array) | undefined;
}

/** Where a fault was noticed. */
export interface Caught {
  /** `rule`: a check, by its id. `build`: the asset could not be built. `metric`: the aim of a model was missed. `output`: its query failed. `delivery`: the file was refused. */
  readonly by: 'rule' | 'build' | 'metric' | 'output' | 'delivery';
  /** The rule's id, for `rule` and `metric`. */
  readonly rule?: string | undefined;
  /** The asset, source or output at which it was noticed. */
  readonly asset: string;
}

export interface Trial {
  readonly fault: Fault;
  /** No downstream asset, metric or output changes; `not-run`: what it changes was not run, so it counts as a difference. */
  readonly equivalent: boolean | 'not-run';
  /** Why: "late changes", "no reader of it changes". */
  readonly because: string;
  readonly caught: readonly Caught[];
  /** Assets, metrics and outputs that are other than before, in the order they were found. */
  readonly changed: readonly string[];
  /** Not asked: a larger share was not noticed, or a smaller one was. */
  readonly inferred: boolean;
  /** How much it counts. */
  readonly weight: number;
  /** Time it took, milliseconds. */
  readonly ms: number;
}

/** The same checks on what was good: how often they would have cried. */
export interface FalseAlarms {
  /** Versions looked at. */
  readonly versions: number;
  /** Versions on which at least one check failed. */
  readonly alarmed: number;
  /** alarmed ÷ versions; undefined without history. */
  readonly rate: number | undefined;
  /** By rule, on how many versions. */
  readonly byRule: Readonly<Record<string, number>>;
}

/** The smallest share of rows at which a fault of this place is noticed; undefined: not even all of them. */
export interface Smallest {
  readonly table: string;
  readonly column?: string | undefined;
  readonly operator: string;
  readonly share: number | undefined;
  /** All its trials are equivalent. */
  readonly equivalent: boolean;
}

/** A check in the short form's settings: `columns: {NAME: {…}}`, `key`, `rows` or `checks: {NAME: {…}}`. */
export type ProposedCheck =
  | { readonly place: 'column'; readonly column: string; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly place: 'key'; readonly columns: readonly string[] }
  | { readonly place: 'rows'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly place: 'check'; readonly name: string; readonly settings: Readonly<Record<string, unknown>> };

export interface Proposal {
  readonly table: string;
  readonly check: ProposedCheck;
  /** As it was asked. */
  readonly rule: TypedRule;
  /** As it is written into the table's yaml. */
  readonly yaml: string;
  /** The same in an ODCS contract, below the table's entry in `schema:`. */
  readonly odcs: string;
  /** What it says, for people. */
  readonly expectation: string;
  /** The survivors that it kills and no chosen proposal before it does. */
  readonly kills: readonly Fault[];
  /** Measured on history before it is proposed. */
  readonly falseAlarms: FalseAlarms;
}

/** What a check costs and is worth. */
export interface CheckWorth {
  readonly rule: string;
  readonly asset: string;
  readonly kills: number;
  /** Faults that no other check notices. */
  readonly alone: number;
  /** Time of asking it, milliseconds, over all trials; of a fused question its share. */
  readonly ms: number;
}

export interface Rehearsal {
  readonly seed: number;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly columns: number;
    readonly rules: number;
    /** Rules that fail without any fault: they notice nothing here. */
    readonly failing: readonly string[];
    /** Why nothing could be rehearsed on it. */
    readonly skipped?: string | undefined;
  }[];
  readonly trials: readonly Trial[];
  /** Killed ÷ non-equivalent, by weight, 0 to 1; undefined where no fault makes a difference. */
  readonly score: number | undefined;
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
  /** Controls that were noticed: a check that cries at nothing. */
  readonly controls: readonly Trial[];
  readonly falseAlarms: FalseAlarms;
  readonly smallest: readonly Smallest[];
  readonly checks: readonly CheckWorth[];
  /** Ids of checks that kill nothing, or nothing that others don't kill too. */
  readonly redundant: readonly string[];
  /** Milliseconds of checking for each fault killed; undefined without a kill. */
  readonly costPerKill: number | undefined;
  /** In the order they were chosen: most kills first. */
  readonly proposals: readonly Proposal[];
  /** The score with all proposals. */
  readonly scoreWithProposals: number | undefined;
  readonly level?: ImpactLevel | undefined;
  readonly seconds: number;
}

export interface RehearsalOptions {
  readonly seed: number;
  readonly shares: readonly number[];
  /** Names of operators; absent: all. */
  readonly operators?: readonly string[] | undefined;
  /** Trains models and runs scripts for every fault, not only for those of a tenth of the rows and more. */
  readonly thorough?: boolean | undefined;
  /** Looks for checks that would kill the survivors; true unless said. */
  readonly propose?: boolean | undefined;
}

export const usualOptions: RehearsalOptions = { seed: 1, shares: usualShares };

export interface RehearsalProgress {
  readonly step: 'base' | 'faults' | 'history' | 'proposals';
  readonly table: string;
  readonly done: number;
  readonly of: number;
}
