// What a rule is: one statement of what must be true. Rules are made from a product's short form (rules-of.ts).

import type { Digest, Json, Place } from '../base/index.ts';
import type { Scalar, Severity } from '../product/index.ts';

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

export type Rule = RuleBase &
  (
    | { readonly kind: 'required'; readonly column: string; readonly share: number }
    | { readonly kind: 'range'; readonly column: string; readonly min?: number | string | undefined; readonly max?: number | string | undefined }
    | { readonly kind: 'in'; readonly column: string; readonly values: readonly Scalar[] }
    | { readonly kind: 'type'; readonly column: string; readonly type: string }
    | { readonly kind: 'references'; readonly column: string; readonly other: string; readonly otherColumn: string }
    | { readonly kind: 'key'; readonly columns: readonly string[] }
    | { readonly kind: 'rows'; readonly min?: number | undefined; readonly max?: number | undefined }
    | { readonly kind: 'metric'; readonly metric: string; readonly betterThan: readonly string[]; readonly by: number }
    | { readonly kind: 'sql'; readonly sql: string; readonly key?: readonly string[] | undefined; readonly line: number }
  );

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
