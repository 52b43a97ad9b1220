// What a contract means: one internal contract a table, the same that the short form makes, and what of it can't be asked. Asks no data.

import type { Place, Problem } from '../../base/index.ts';
import type { Check, ColumnRules, Described } from '../../product/index.ts';
import type { OdcsDocument, OdcsProperty, OdcsTable } from '../document.ts';

/** A table of a contract with its rules. `name` is the contract's; `physicalName` what the data calls it. */
export type ContractTable = Described & { readonly physicalName: string };

/** A rule of a contract that is not asked, and why. */
export interface NotRun {
  readonly table: string;
  readonly rule: string;
  readonly reason: string;
  readonly at: Place;
}

export interface ContractRules {
  readonly tables: readonly ContractTable[];
  readonly notRun: readonly NotRun[];
  readonly warnings: readonly Problem[];
}

/** What the data is, where it is known: a contract may mean a column by its physical name or by its name. */
export interface Known {
  /** Names of columns by the table's name in the contract. */
  readonly columns?: ReadonlyMap<string, readonly string[]> | undefined;
  /** In a product: what it calls tables of the contract, by their names in it. */
  readonly called?: ReadonlyMap<string, string> | undefined;
}

/** One table while its rules are made. */
export interface Making {
  readonly document: OdcsDocument;
  readonly table: OdcsTable;
  /** Lower-case names and rules that are taken. */
  readonly taken: Set<string>;
  /** Physical types that were told already, of all tables. */
  readonly toldTypes: Set<string>;
  /** By lower-case name, in the order of the contract. */
  readonly columns: Map<string, ColumnRules>;
  /** What rules in the short form say of the whole table. */
  readonly parts: { key?: Described['key']; rows?: Described['rows'] };
  readonly checks: Check[];
  readonly notRun: NotRun[];
  readonly problems: Problem[];
  /** What the data calls a column, of this table unless another is named. */
  readonly columnName: (property: OdcsProperty, table?: OdcsTable) => string;
  /** What SQL calls a table. */
  readonly called: (table: OdcsTable) => string;
  /** Its rules are asked in a product, which has names of its own. */
  readonly product: boolean;
}

export type Severity = 'error' | 'warning';

/** What a check says beside its type. */
export interface Said {
  readonly name: string;
  readonly at: Place;
  readonly sqlAt?: Place | undefined;
  readonly severity?: Severity | undefined;
  readonly description?: string | undefined;
  readonly dimension?: string | undefined;
  readonly businessImpact?: string | undefined;
  readonly tolerance?: Check['tolerance'];
}

/** Adds a check under a name that no other rule of the table has. */
export function addCheck<T extends Check['type']>(making: Making, said: Said, type: T, settings: Extract<Check, { type: T }>['settings']): undefined {
  const { name, severity = 'error', ...rest } = said;
  const more = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  making.checks.push({ ...more, name: freeName(making, name), severity, type, settings } as unknown as Check);
}

export function addNotRun(making: Making, rule: string, reason: string, at: Place): undefined {
  making.notRun.push({ table: making.table.name, rule: freeName(making, rule), reason, at });
}

/** The name, with a number where another rule has it. Letters, digits, `_`, `-` and `.` only: it is part of the rule's id. */
function freeName({ taken }: Making, wanted: string): string {
  const name = wanted.trim().replace(/[^\p{L}\p{N}_.-]+/gu, '-') || 'rule';
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name}-${n}`;
  taken.add(free.toLowerCase());
  return free;
}

/** A value in SQL. */
export const literal = (value: number | string): string => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
