// The documents the page is drawn from: what /page/state, /page/asset/NAME and /page/output/NAME answer. Plain JSON; instants are ISO texts.
// web/ imports these types and nothing else of src/.

import type { RehearsalLine } from './rehearsal-documents.ts';

/** How something stands. The page draws each as a shape and a colour of its own. */
export type Mark = 'good' | 'attention' | 'broken' | 'none';
export type LegName = 'data' | 'development' | 'operations';
export type Cell = string | number | boolean | null;

export interface Owner {
  readonly team: string;
  readonly contact: string | null;
  readonly hours: string | null;
}

export interface LiveRelease {
  readonly number: number;
  readonly kind: 'ship' | 'refresh' | 'rollback';
  readonly by: string;
  /** Real time. */
  readonly at: string;
  /** Logical time of the run behind it; null after a rollback. */
  readonly clock: string | null;
  readonly because: string | null;
  readonly backTo: number | null;
  readonly hold: boolean;
  /** The release that brought the live code. */
  readonly shipped: { readonly number: number; readonly by: string; readonly at: string; readonly clock: string | null } | null;
}

export interface Budget {
  /** Minutes. */
  readonly allowed: number;
  readonly spent: number;
  readonly unknown: number;
  /** 0 to 1. */
  readonly left: number;
}

export interface PromiseRow {
  readonly subject: string;
  readonly output: string;
  readonly kind: 'fresh' | 'available' | 'fast' | 'right';
  readonly text: string;
  readonly state: 'good' | 'breaking' | 'broken' | 'no data';
  readonly mark: Mark;
  readonly since: string | null;
  /** Age or latency in ms, share of good answers, failing checks. */
  readonly value: number | null;
  readonly within: number | null;
  readonly breaksAt: string | null;
  readonly budget: Budget;
  readonly line: readonly (number | null)[];
  readonly decision: string | null;
}

export interface CheckTile {
  readonly check: string;
  readonly asset: string;
  readonly status: 'pass' | 'fail' | 'accepted' | 'warn' | 'error';
  readonly offending: number;
}

export interface SourceRow {
  readonly name: string;
  readonly rows: number;
  /** Rows in each of the last releases, oldest first; null where it was not there. */
  readonly line: readonly (number | null)[];
}

export interface DataLeg {
  /** Logical time at which production last confirmed its sources; null before the first release. */
  readonly confirmedAt: string | null;
  readonly fresh: readonly PromiseRow[];
  readonly sources: readonly SourceRow[];
  /** Of everything that is served, in the order of the graph. */
  readonly checks: readonly CheckTile[];
}

export interface GateRow {
  readonly name: string;
  readonly open: boolean;
  readonly text: string;
  readonly remedy: string | null;
}

export interface DevelopmentLeg {
  readonly differs: readonly { readonly path: string; readonly change: 'added' | 'changed' | 'removed' }[];
  /** Of the ship whose code is live. */
  readonly gates: readonly GateRow[];
  readonly gatesOf: number | null;
  readonly approvedBy: string | null;
  /** The last tries to ship, newest first. */
  readonly ships: readonly ShipRow[];
}

export interface ShipRow {
  readonly run: number;
  readonly release: number | null;
  readonly by: string;
  readonly clock: string;
  readonly mark: Mark;
  readonly text: string;
}

export interface Minute {
  readonly minute: number;
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p99: number | null;
}

export interface UndeliveredRow {
  readonly subject: string;
  readonly state: string;
  readonly to: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly decidedAt: string;
}

export interface OperationsLeg {
  readonly undelivered: readonly UndeliveredRow[];
  readonly promises: readonly PromiseRow[];
  readonly decision: { readonly kind: 'wake' | 'message' | 'later' | 'ticket'; readonly at: string | null; readonly text: string } | null;
  readonly working: boolean | null;
  /** The last hour, oldest first. */
  readonly figures: readonly Minute[];
  readonly ready: boolean;
  readonly building: boolean;
  readonly url: string;
}

export interface WhyCause {
  readonly leg: string;
  readonly what: string;
  readonly file: string | null;
  readonly lines: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly change: readonly string[];
}

export interface WhyCorner {
  readonly data: 'good' | 'bad';
  readonly code: 'good' | 'bad';
  readonly environment: 'good' | 'bad';
  readonly outcome: 'fail' | 'pass' | 'other' | 'not replayed';
  readonly control: boolean;
  readonly note: string | null;
}

/** A kept answer of `trivet why`. */
export interface WhyTable {
  readonly run: number;
  readonly kind: string;
  readonly legs: readonly string[];
  readonly note: string | null;
  readonly causes: readonly WhyCause[];
  readonly corners: readonly WhyCorner[];
}

export interface AttentionItem {
  readonly id: string;
  readonly leg: LegName;
  readonly mark: Mark;
  readonly title: string;
  readonly text: string;
  /** An instant the text ends with: until when it is still good. */
  readonly until: string | null;
  readonly command: string | null;
  readonly why: WhyTable | null;
}

export interface GraphNode {
  /** `output:NAME` for an output, `group:…` for several nodes drawn as one, else the name. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'source' | 'sql' | 'script' | 'model' | 'output' | 'group';
  readonly mark: Mark;
  /** The state in words. */
  readonly word: string;
  readonly rows: number | null;
  readonly consumers: number;
  readonly reads: readonly string[];
  /** Ids, of a group. */
  readonly members: readonly string[];
}

export interface TimelineEntry {
  readonly type: 'release' | 'attempt' | 'acceptance';
  /** Unique, stable. */
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly mark: Mark;
  readonly live: boolean;
  readonly by: string;
  /** Real time; of an acceptance its own. */
  readonly at: string;
  readonly clock: string | null;
  readonly because: string | null;
  readonly gates: readonly GateRow[];
  /** Who was told of which change of an output. */
  readonly told: readonly { readonly output: string; readonly what: string; readonly consumers: readonly string[] }[];
  /** Assets whose content moved. */
  readonly moved: readonly string[];
  readonly run: number | null;
}

export interface ModelLine {
  readonly asset: string;
  /** The metric that says whether the problem is solved; else the first. */
  readonly main: string;
  readonly betterThan: readonly string[];
  readonly by: number;
  /** Oldest first, each with other content. */
  readonly versions: readonly ModelVersion[];
  /** Names of all metrics, the main one first, then the baselines. */
  readonly metrics: readonly string[];
}

export interface ModelVersion {
  readonly build: number;
  readonly run: number;
  readonly clock: string;
  readonly live: boolean;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface PageState {
  readonly product: {
    readonly name: string;
    readonly problem: string | null;
    readonly owner: Owner | null;
    readonly impact: { readonly level: string; readonly because: string };
  } | null;
  readonly environment: string;
  readonly folder: string;
  readonly timezone: string;
  /** The logical clock. */
  readonly now: string;
  readonly live: LiveRelease | null;
  readonly status: { readonly mark: Mark; readonly word: string; readonly text: string };
  readonly data: DataLeg;
  readonly development: DevelopmentLeg;
  readonly operations: OperationsLeg;
  readonly attention: readonly AttentionItem[];
  /** `of`: nodes of the product; more than are drawn where some are grouped. */
  readonly graph: { readonly nodes: readonly GraphNode[]; readonly of: number };
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly models: readonly ModelLine[];
  /** Null before the first one of the live product. */
  readonly rehearsal: RehearsalLine | null;
}
