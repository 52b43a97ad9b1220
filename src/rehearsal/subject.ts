// A table that is rehearsed, with what must be true of it; and the attempt at one fault: its own rules, the delivery, what is built from it.

import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Effects, Problem } from '../base/index.ts';
import { type Before, type TypedRule, verdicts } from '../checks/index.ts';
import type { Column, Engine, InputTable, Surroundings } from '../engine/index.ts';
import type { ReadOptions, SourceFormat } from '../product/index.ts';
import { type Base, faultedTable } from './base-table.ts';
import { anyMatters, weightOf } from './column-matters.ts';
import { concerned, type Looks } from './concerned.ts';
import { contentOf } from './content.ts';
import { operatorNamed } from './operators.ts';
import { besideFaulted, concernedBy, type Onlooker } from './other-checks.ts';
import { ofMachine } from './problems.ts';
import type { Altered } from './reach.ts';
import type { Caught, Fault, Faulted } from './rehearsal.ts';
import type { Attempt } from './trials.ts';

/** How a source's files are taken in, for faults of a delivery. */
export interface Delivery {
  readonly format: SourceFormat;
  readonly options: ReadOptions;
  /** The files as they are kept; the last one is the one delivered. */
  readonly files: readonly { readonly path: string; readonly label: string }[];
  readonly declared: readonly Column[];
}

export interface Subject {
  readonly name: string;
  /** Another name by which SQL may call it. */
  readonly alias?: string | undefined;
  readonly table: InputTable;
  readonly key: readonly string[];
  readonly rules: readonly TypedRule[];
  /** Names of columns with values of persons, of this table or of another that may have handed them on. */
  readonly personal?: readonly string[] | undefined;
  /** Tables that its rules read beside it. */
  readonly others: Readonly<Record<string, InputTable>>;
  readonly before?: Before | undefined;
  readonly delivery?: Delivery | undefined;
}

/** What comes of a table in another state, further down. */
export interface Consequence {
  readonly caught: readonly Caught[];
  /** Assets, metrics and outputs that are other than before. */
  readonly changed: readonly string[];
  /** What it reaches and was not run. */
  readonly notRun: readonly string[];
}
/** How far a change is followed. */
export interface Going {
  /** To the first change, to the first who notices, or to the end without asking anybody. */
  readonly until: 'changed' | 'caught' | 'reached';
  /** Whether scripts are run, too, which costs a process each: all of them, or only where nothing else tells that something changes, or none. */
  readonly scripts: 'all' | 'to-tell' | 'none';
}
export type Follow = (table: string, faulted: Altered, fault: Fault, going: Going) => Promise<Consequence>;

/** What is built from a table. */
export interface Downstream {
  readonly follow: Follow;
  /** Whether an output or a model is built from it, and the weight of a fault that reaches one. */
  readonly feedsUsers: (table: string) => boolean;
  readonly isForUsers: (name: string) => boolean;
  readonly weight: number;
}

export interface AttemptMeans {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  readonly effects: Pick<Effects, 'monotonic'>;
  readonly temporary: (suffix?: string) => string;
  /** Absent: nothing is built from it, and its own content is what counts. */
  readonly downstream?: Downstream | undefined;
  /** Runs scripts for every fault, not only where it is worth it. */
  readonly thorough: boolean;
  /** Milliseconds spent on each rule so far. */
  readonly costs: Map<string, number>;
  /** By column, the weight of its faults, and whether anything depends on it. */
  readonly weights: Map<string, Promise<number>>;
  readonly matters: Map<string, Promise<boolean>>;
}

/** A subject made ready: kept as a base, asked once as it is. */
export interface Ready {
  readonly subject: Subject;
  readonly base: Base;
  /** Rules that hold without a fault: only these can notice one. */
  readonly holding: readonly TypedRule[];
  readonly failing: readonly string[];
  /** By rule, the columns it looks at. */
  readonly looks: Looks;
  /** Its content as it is. */
  readonly content: string;
  /** Other tables whose rules read it; none where what is built from it is followed: there they are asked on the way. */
  readonly onlookers?: readonly Onlooker[] | undefined;
}

/** Which rules do not hold on a table; one that the machine could not ask has noticed nothing. */
export async function failingOn(
  subject: Subject,
  rules: readonly TypedRule[],
  table: InputTable,
  means: Pick<AttemptMeans, 'engine' | 'surroundings'>,
): Promise<readonly TypedRule[]> {
  return (await againstOn(subject, rules, table, means)).map(({ rule }) => rule);
}

/** The same, and of each whether it could not be asked. */
async function againstOn(
  subject: Subject,
  rules: readonly TypedRule[],
  table: InputTable,
  { engine, surroundings }: Pick<AttemptMeans, 'engine' | 'surroundings'>,
): Promise<readonly { readonly rule: TypedRule; readonly unasked: boolean }[]> {
  if (rules.length === 0) return [];
  const { name: asset, alias, key, before } = subject;
  const others = alias === undefined ? subject.others : { ...subject.others, [alias]: table };
  const asked = { engine, rules, asset, table, others, surroundings, before, ...(key.length ? { key } : {}) };
  const findings = await verdicts(asked);
  return rules.flatMap((rule, i) => {
    const { status, problem } = findings[i] ?? { status: 'error', problem: null };
    const unasked = status === 'error';
    return status === 'pass' || (unasked && problem && ofMachine.has((problem as unknown as Problem).code)) ? [] : [{ rule, unasked }];
  });
}

/** Puts one fault in, and looks who notices and what changes. Undefined where it can't be put into this table's values: whatever fails then has not noticed it. */
export async function attemptFault(ready: Ready, fault: Fault, faulted: Faulted, means: AttemptMeans): Promise<Attempt | undefined> {
  const started = means.effects.monotonic();
  const ended = (rest: Omit<Attempt, 'ms'>): Attempt => ({ ...rest, ms: means.effects.monotonic() - started });
  const { subject } = ready;
  const delivered = await deliver(ready, fault, means);
  try {
    const weight = await weightOf(ready, fault, means);
    if (delivered?.refused) {
      const caught = [{ by: 'delivery' as const, asset: subject.name }];
      return ended({ caught, changed: [subject.name], equivalent: false, because: 'the file is refused', weight });
    }
    const table = delivered?.table ?? faultedTable(ready.base, faulted);
    const asked = delivered?.table ? ready.holding : concerned(ready.holding, faulted, ready.looks);
    const { own, unasked } = await noticedBy(ready, asked, table, means);
    if (unasked && !(await canBeRead(table, faulted, means))) return undefined;
    const altered: Altered = delivered?.table ? { table } : { table, touches: faulted.touches };
    if (means.downstream) {
      const all = await followed(ready, fault, altered, own, means.downstream, means);
      const failed = all.caught.some(({ by }) => by === 'build' || by === 'output');
      return failed && !(await canBeRead(table, faulted, means)) ? undefined : ended({ ...all, weight });
    }
    if (own.length === 0 && !(await canBeRead(table, faulted, means))) return undefined;
    const caught = own.length > 0 ? own : await noticedBeside(ready, altered, means);
    // a rule that no longer holds has seen a difference
    const differs = caught.length > 0 || (await contentOf(table, means)) !== ready.content;
    const because = differs ? `${subject.name} changes` : `${subject.name} is as it was`;
    return ended({ caught, changed: differs ? [subject.name] : [], equivalent: !differs, because, weight });
  } finally {
    if (delivered) await rm(delivered.path, { force: true });
  }
}

/** What a table's own check has noticed is not built upon: there it is enough to know that something would change. */
async function followed(
  ready: Ready,
  fault: Fault,
  altered: Altered,
  own: readonly Caught[],
  { follow }: Downstream,
  means: AttemptMeans,
): Promise<Pick<Attempt, 'caught' | 'changed' | 'equivalent' | 'because'>> {
  const until = own.length > 0 ? 'changed' : 'caught';
  // a lost category is a fault of rows, whatever column it is told by
  const ofRows = fault.column === undefined || altered.touches === undefined;
  const scripts = means.thorough ? 'all' : ofRows && own.length === 0 ? 'to-tell' : 'none';
  const { caught, changed, notRun } = await follow(ready.subject.name, altered, fault, { until, scripts });
  const all = own.length > 0 ? own : caught;
  const told = { caught: all, changed };
  if (changed.length > 0 || notRun.length === 0) return { ...told, equivalent: changed.length === 0, because: because(changed, notRun) };
  // Only a script could tell: whether its column's values change anything is found out once.
  if (!ofRows && !means.thorough && !(await anyMatters(ready, fault, altered.touches ?? [], means))) {
    return { ...told, equivalent: true, because: `other values of ${fault.column} change nothing` };
  }
  return { ...told, equivalent: 'not-run', because: because(changed, notRun) };
}

function because(changed: readonly string[], notRun: readonly string[]): string {
  const last = changed.find((name) => name.startsWith('outputs/')) ?? changed.at(-1);
  if (last !== undefined) return `${last} changes${changed.length > 1 ? ` and ${changed.length - 1} other${changed.length > 2 ? 's' : ''}` : ''}`;
  if (notRun.length > 0) return `${notRun.join(', ')} ${notRun.length === 1 ? 'was' : 'were'} not run`;
  return 'nothing built from it changes';
}

/** Of a fault that the values do not allow (a date beyond all dates) the table itself fails, whoever reads it. */
async function canBeRead(table: InputTable, { touches }: Faulted, means: Pick<AttemptMeans, 'engine' | 'surroundings'>): Promise<boolean> {
  const content = await contentOf(table, means, touches ?? []);
  return content.startsWith('[') || ofMachine.has(content);
}

/** Checks of other tables that read this one, where its own have noticed nothing. */
async function noticedBeside({ subject, onlookers = [] }: Ready, altered: Altered, means: AttemptMeans): Promise<readonly Caught[]> {
  const caught: Caught[] = [];
  for (const onlooker of onlookers) {
    const beside = { subject: besideFaulted(onlooker, subject, altered.table) };
    caught.push(...(await noticedBy(beside, concernedBy(onlooker, altered), onlooker.subject.table, means)).own);
  }
  return caught;
}

async function noticedBy(
  { subject }: Pick<Ready, 'subject'>,
  asked: readonly TypedRule[],
  table: InputTable,
  means: AttemptMeans,
): Promise<{ readonly own: readonly Caught[]; readonly unasked: boolean }> {
  const started = means.effects.monotonic();
  const against = await againstOn(subject, asked, table, means);
  const each = (means.effects.monotonic() - started) / Math.max(1, asked.length);
  for (const { id } of asked) means.costs.set(id, (means.costs.get(id) ?? 0) + each);
  const own = against.map(({ rule }) => ({ by: 'rule' as const, rule: rule.id, asset: subject.name }));
  return { own, unasked: against.some(({ unasked }) => unasked) };
}

export interface Delivered {
  readonly path: string;
  readonly refused: boolean;
  readonly table?: InputTable | undefined;
}

/** A CSV with altered bytes is read as a source is: looked at, and measured to its last row. Undefined where the fault is one of a table. */
export async function deliver(
  { subject }: Pick<Ready, 'subject'>,
  fault: Fault,
  means: Pick<AttemptMeans, 'engine' | 'surroundings' | 'temporary'>,
): Promise<Delivered | undefined> {
  const alter = operatorNamed(fault.operator)?.bytes;
  const last = subject.delivery?.files.at(-1);
  if (!alter || !last || subject.delivery?.format !== 'csv') return undefined;
  const { delivery } = subject;
  const path = means.temporary('.csv');
  const bytes = alter(await readFile(last.path), delivery.options);
  await writeFile(path, bytes);
  if (bytes.length === 0) return { path, refused: true };
  const files = [...delivery.files.slice(0, -1), { path, label: last.label }];
  const { format, options, declared } = delivery;
  const { spec } = await means.engine.inspect({ source: subject.name, files, format, options, declared });
  if (!spec.ok) return { path, refused: true };
  const { engine, surroundings } = means;
  const measured = await engine.measure({ path, label: last.label, spec: spec.value, surroundings });
  return { path, refused: !measured.ok, table: { kind: 'files', spec: spec.value, files: files.map((f) => f.path) } };
}
