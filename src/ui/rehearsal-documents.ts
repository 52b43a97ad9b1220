// The documents of the rehearsal: its line in /page/state, and the whole of it as /page/rehearsal answers. Plain JSON, no value of any row.

/** The newest one. */
export interface RehearsalLine {
  /** Real time. */
  readonly at: string;
  readonly by: string;
  /** 0 to 1; null where no fault makes a difference. */
  readonly score: number | null;
  readonly falseAlarms: number | null;
  readonly versions: number;
  readonly survived: number;
  /** It is of the checks and the code that are live; null where that is not known. */
  readonly current: boolean | null;
}

export interface Alarms {
  readonly versions: number;
  readonly alarmed: number;
  readonly rate: number | null;
}

/** A check as it is proposed: `text` is what is written into `file`; null where it would tell values of persons. */
export interface ProposedRow {
  readonly table: string;
  readonly expectation: string | null;
  readonly file: string | null;
  readonly text: string | null;
  /** Faults that it notices and nothing before it does. */
  readonly kills: number;
  readonly alarms: Alarms;
}

/** Who noticed a fault. `query`: what finds it. */
export interface Noticer {
  readonly by: 'rule' | 'build' | 'metric' | 'output' | 'delivery';
  readonly rule: string | null;
  readonly asset: string;
  readonly expectation: string | null;
  readonly query: string | null;
}

/** One kind of fault at one place. */
export interface FaultSpot {
  readonly table: string;
  readonly column: string | null;
  readonly outcome: 'noticed' | 'survived' | 'equivalent';
  /** The smallest share of the rows at which it is noticed. */
  readonly share: number | null;
  readonly because: string;
  readonly noticedBy: readonly Noticer[];
  /** Assets, metrics and outputs that it changes. */
  readonly changed: readonly string[];
  /** Place in `proposals` of the check that would notice it, or less of it. */
  readonly proposal: number | null;
}

/** One kind of fault: a row of the matrix. */
export interface FaultRow {
  readonly operator: string;
  readonly title: string;
  readonly what: string;
  readonly cause: string;
  /** By share: it is of some of the rows. */
  readonly parted: boolean;
  readonly control: boolean;
  /** In the order of `places`: the smallest share noticed there; null: not noticed there. */
  readonly cells: readonly (number | null)[];
  readonly spots: readonly FaultSpot[];
}

export interface CheckWorthRow {
  readonly rule: string;
  readonly kills: number;
  readonly alone: number;
  /** Milliseconds. */
  readonly ms: number;
  readonly redundant: boolean;
}

export interface RehearsalWhole extends RehearsalLine {
  readonly seconds: number;
  readonly killed: number;
  readonly equivalent: number;
  readonly scoreWithProposals: number | null;
  readonly alarms: Alarms;
  /** Checks that failed on good versions, on how many. */
  readonly alarming: readonly { readonly rule: string; readonly versions: number }[];
  /** Milliseconds. */
  readonly costPerKill: number | null;
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly skipped: string | null; readonly failing: readonly string[] }[];
  /** Where something was noticed: deliveries, tables, outputs. */
  readonly places: readonly string[];
  readonly groups: readonly { readonly name: string; readonly rows: readonly FaultRow[] }[];
  readonly proposals: readonly ProposedRow[];
  readonly checks: readonly CheckWorthRow[];
}

/** `whole` null: there is none, or another version of the program kept it (then `line` is there). */
export interface RehearsalDocument {
  readonly line: RehearsalLine | null;
  readonly whole: RehearsalWhole | null;
}
