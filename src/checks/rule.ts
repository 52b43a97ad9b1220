// What a rule is: one statement of what must be true. Rules are made from a product's short form or a contract (rules-of.ts).

import type { Digest, Json, Place } from '../base/index.ts';
import type { CheckArguments, CheckType, Scalar, Severity, Tolerance } from '../product/index.ts';

interface RuleBase {
  /** `asset.name` for a named check, `asset.column.kind` for a column's, `asset.key`, `asset.rows`. */
  readonly id: string;
  readonly asset: string;
  readonly severity: Severity;
  readonly at: Place;
  /** Digest of what the rule says (not where it stands). */
  readonly definition: Digest;
  /** "between -240 and 1440": what was expected, for people. */
  readonly expectation: string;
}

/** What any rule of a check type may say beside its settings. */
export interface Modifiers {
  /** An SQL condition: the rule looks at these rows alone. */
  readonly where?: string | undefined;
  /** The rule must hold in each group of rows alike in these columns. */
  readonly groupBy?: readonly string[] | undefined;
  /** How many rows may offend; absent: none. */
  readonly tolerance?: Tolerance | undefined;
  /** Columns that name an offending row, where it is not the asset's key. */
  readonly key?: readonly string[] | undefined;
}

/** A rule of one check type. `line`: where the SQL written by the user begins in its file. */
export type TypedRule = {
  readonly [K in CheckType]: RuleBase & Modifiers & { readonly kind: K; readonly settings: CheckArguments[K]; readonly line?: number | undefined };
}[CheckType];

export interface MetricRule extends RuleBase {
  readonly kind: 'metric';
  readonly metric: string;
  readonly betterThan: readonly string[];
  readonly by: number;
}

export type Rule = TypedRule | MetricRule;

/** The raw answer of a rule on one snapshot, before acceptances: what is cached. Plain JSON. */
export interface Finding {
  readonly status: 'pass' | 'fail' | 'error';
  /** How many rows offend (0 for a rule about the whole table, whose `value` says it). */
  readonly offending: number;
  /** The value of a check without rows (a row count, a share). */
  readonly value: number | null;
  /** Columns of `sample`. */
  readonly columns: readonly string[];
  /** Up to five offending rows, ordered by key. */
  readonly sample: readonly (readonly Scalar[])[];
  /** Names of the key's columns. */
  readonly keyColumns: readonly string[];
  /** Keys of the offending rows, values as text; up to 20, ordered. */
  readonly keys: readonly (readonly (string | null)[])[];
  /** Digest of every distinct offending key, sorted (see keyDigest); over 100,000 keys one digest of their whole set. */
  readonly digests: readonly string[];
  /** Why it could not be asked. A Problem as JSON. */
  readonly problem: Json;
}

/** A finding with the acceptances applied. */
export interface Settled extends Finding {
  readonly rule: Rule;
  /** `warn`: it fails or cannot be asked, and is of severity warning. */
  readonly settled: 'pass' | 'fail' | 'accepted' | 'warn' | 'error';
  /** Of `digests`, how many no acceptance covers; for a failure without rows 1 unless its value is accepted. */
  readonly uncovered: number;
}
