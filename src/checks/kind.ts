// What a check type is: what it reads, what it asks of a table, in words and in SQL. One file a type in rules/; the planner (look.ts) asks.

import type { Instant } from '../base/index.ts';
import { type Column, quoteName } from '../engine/index.ts';
import type { Bounds, CheckArguments, CheckType } from '../product/index.ts';
import type { Wanted } from './engine-types.ts';
import { columnIndex } from './key.ts';
import type { Offending } from './offending.ts';
import type { Finding } from './rule.ts';

/** The table a rule is about, as its SQL may name it. */
export interface Subject {
  readonly asset: string;
  readonly key: readonly string[] | undefined;
  readonly columns: readonly Column[];
  /** Columns of the other tables it may read, by lower-case name. */
  readonly others: ReadonlyMap<string, readonly Column[]>;
  /** Those of them that can be asked in parts, by lower-case name. */
  readonly inParts?: ReadonlySet<string> | undefined;
  /** What stands after FROM: the quoted table, or a SELECT in parentheses with the rows of `where`. */
  readonly from: string;
  /** Quoted columns of `groupBy`. A `select` need must hold them apart (`partition by`, `group by`); the planner sees to all others. */
  readonly groups: readonly string[];
  /** Its rows, where they are known and no \`where\` leaves some out. */
  readonly rows?: number | undefined;
  /** The last good version, where there is one. */
  readonly before?: Before | undefined;
  readonly clock: Instant;
}

export interface Before {
  readonly columns: readonly Column[];
  readonly rows: number;
}

/**
 * What a rule needs to know. SQL of `rows` and `measure` names columns by what `refer` gives for them, so that the planner may ask it of a
 * filtered table, of one file, or of a dictionary of the column's values.
 */
export type Need =
  /** Known without asking. */
  | { readonly how: 'known'; readonly finding: Finding }
  /** Each row holds or offends by itself. `offends`: a condition over `columns`' expressions, in their order; null is: does not offend. */
  | {
      readonly how: 'rows';
      readonly columns: readonly string[];
      readonly offends: (...expressions: readonly string[]) => string;
      /** The condition is dear (a regular expression, a cast): it is asked of the column's distinct values where they are few. */
      readonly dear?: true | undefined;
    }
  /** One value of all rows, or of each group. `value`: an aggregate over `columns`' expressions. */
  | {
      readonly how: 'measure';
      readonly columns: readonly string[];
      readonly value: (...expressions: readonly string[]) => string;
      readonly bounds: Bounds;
      /** The engine type that texts of `bounds` are read as; a number's unless said. */
      readonly type?: string | undefined;
      /** Its own FROM, in place of the table; keeps the columns of `groups`. `columns` are none then. */
      readonly from?: string | undefined;
    }
  /** A SELECT of its own that returns the offending rows, or groups of them. */
  | {
      readonly how: 'select';
      readonly offending: Offending;
      /** Says the same in one boolean without a table: true, when nothing offends. */
      readonly constant?: string | undefined;
      /** That these columns together occur once: the planner looks for a cheap proof first. */
      readonly unique?: { readonly columns: readonly string[]; readonly nulls: 'offend' | 'pass' } | undefined;
      /** That the column's values are found in another table's: the planner looks for a cheap proof first. */
      readonly found?: { readonly column: string; readonly table: string; readonly to: string } | undefined;
    }
  /** The user's own statement: `rows` offend, or its one `value` is judged. */
  | { readonly how: 'statement'; readonly sql: string; readonly returns: 'rows' }
  | { readonly how: 'statement'; readonly sql: string; readonly returns: 'value'; readonly bounds: Bounds };

export interface Kind<K extends CheckType = CheckType> {
  /** The columns of its own table that must be there. */
  readonly columns: (settings: CheckArguments[K]) => readonly string[];
  /** Of its own columns those that must hold numbers or times: any other type is a Problem, and no puzzling answer of the engine. */
  readonly wants?: (settings: CheckArguments[K]) => readonly { readonly column: string; readonly of: Wanted }[];
  /** Tables it reads beside its own, and columns that they must have. */
  readonly others?: (settings: CheckArguments[K]) => Readonly<Record<string, readonly string[]>>;
  /** SQL written by the user, as statements the engine can parse: what they read and use is the rule's too. */
  readonly written?: (settings: CheckArguments[K], table: string) => readonly string[];
  /** `clock`: its answer depends on the time; `history`: on the last good version. Neither is kept. */
  readonly scope?: 'clock' | 'history' | undefined;
  /** What must be true, in words that fit after the column or table: "between -240 and 1440". */
  readonly expectation: (settings: CheckArguments[K]) => string;
  readonly ask: (settings: CheckArguments[K], subject: Subject) => Need;
}

/** The table's own column of that name; the caller knows that it is there. */
export function columnOf(subject: Pick<Subject, 'columns'>, name: string): Column {
  return subject.columns[columnIndex(subject.columns, name)] ?? { name, type: 'VARCHAR' };
}

/** The columns of `groupBy`, in its order. */
export function groupsOf(subject: Pick<Subject, 'columns' | 'groups'>): readonly Column[] {
  return subject.groups.map((quoted) => subject.columns.find((c) => quoteName(c.name) === quoted) ?? { name: quoted, type: 'VARCHAR' });
}

/** The window's `partition by` that holds the groups apart; empty without groups. */
export const partition = ({ groups }: Pick<Subject, 'groups'>): string => (groups.length > 0 ? `partition by ${groups.join(', ')} ` : '');

/** A column's name as SQL. */
export const named = (subject: Pick<Subject, 'columns'>, name: string): string => quoteName(columnOf(subject, name).name);
