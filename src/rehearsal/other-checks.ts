// Checks of other tables that read a rehearsed one: with a fault in it they may hold no longer, though their own table is as it was.

import { ruleReads, ruleStatements, type TypedRule } from '../checks/index.ts';
import { columnsOf, type Engine, type InputTable, type Surroundings } from '../engine/index.ts';
import type { Altered } from './reach.ts';
import type { Subject } from './subject.ts';

/** A table with rules that read the rehearsed one, and hold. */
export interface Onlooker {
  readonly subject: Subject;
  readonly rules: readonly TypedRule[];
  /** By rule, the columns that it reads of the rehearsed table, in lower case; a rule that is not here may read any. */
  readonly looks: ReadonlyMap<TypedRule, ReadonlySet<string>>;
}

interface Means {
  readonly engine: Pick<Engine, 'parse' | 'columnsRead'>;
  readonly surroundings: Surroundings;
}

/** What a rule reads: tables that its settings name, and its SQL with the tables that are named there; all in lower case. */
interface RuleReads {
  readonly settings: readonly string[];
  readonly statements: readonly { readonly sql: string; readonly tables: readonly string[] }[];
}
export type Reads = ReadonlyMap<TypedRule, RuleReads>;

type Called = Pick<Subject, 'name' | 'alias'>;
const namesOf = ({ name, alias }: Called): readonly string[] => (alias === undefined ? [name] : [name, alias]);
const lower = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase());

/** What each rule reads beside its own table; a rule whose SQL the parser refuses is not there. */
export async function readsOf(rules: readonly TypedRule[], { engine }: Pick<Means, 'engine'>): Promise<Reads> {
  const asked = rules.flatMap((rule) => ruleStatements(rule).map((sql) => ({ rule, sql })));
  const parsed = await engine.parse(asked.map(({ rule: { at }, sql }) => ({ sql, origin: { file: at.file, line: at.line ?? 1, at } })));
  const tables = new Map(asked.map((one, i) => [one, parsed[i]] as const));
  const reads = new Map<TypedRule, RuleReads>();
  for (const rule of rules) {
    const own = asked.filter((one) => one.rule === rule);
    const statements = own.flatMap((one) => {
      const outcome = tables.get(one);
      return outcome?.ok ? [{ sql: one.sql, tables: lower(outcome.value.reads.map(({ name }) => name)) }] : [];
    });
    if (statements.length === own.length) reads.set(rule, { settings: lower(ruleReads(rule)), statements });
  }
  return reads;
}

/** Those of the rules that read a table. */
export function reading(rules: readonly TypedRule[], reads: Reads, of: Called): readonly TypedRule[] {
  const names = lower(namesOf(of));
  return rules.filter((rule) => {
    const { settings = [], statements = [] } = reads.get(rule) ?? {};
    return [...settings, ...statements.flatMap(({ tables }) => tables)].some((name) => names.includes(name));
  });
}

/** A table as an onlooker of another one, by rules that read it. */
export async function onlookerOf(subject: Subject, rules: readonly TypedRule[], reads: Reads, of: Called, means: Means): Promise<Onlooker> {
  const looks = new Map<TypedRule, ReadonlySet<string>>();
  for (const rule of rules) {
    const columns = await columnsRead(rule, reads.get(rule), subject, of, means);
    if (columns) looks.set(rule, new Set(lower(columns)));
  }
  return { subject, rules, looks };
}

/** The columns of the table `of` that a rule reads; undefined: any. */
async function columnsRead(
  rule: TypedRule,
  reads: RuleReads | undefined,
  { name, table, others }: Subject,
  of: Called,
  { engine, surroundings }: Means,
): Promise<readonly string[] | undefined> {
  const names = lower(namesOf(of));
  const columns: string[] = [];
  if (reads?.settings.some((name) => names.includes(name))) {
    if (rule.kind !== 'foreignKey') return undefined;
    columns.push(...rule.settings.to);
  }
  for (const { sql, tables } of reads?.statements ?? []) {
    if (!tables.some((name) => names.includes(name))) continue;
    const own = Object.entries({ ...others, [name]: table }).filter(([called]) => tables.includes(called.toLowerCase()));
    const read = await engine.columnsRead({ sql, tables: Object.fromEntries(own.map(([called, t]) => [called, columnsOf(t)])), surroundings });
    if (!read.ok) return undefined;
    columns.push(...namesOf(of).flatMap((called) => read.value[called] ?? []));
  }
  return columns;
}

/** The rules that might see the table otherwise than it was. */
export function concernedBy({ rules, looks }: Onlooker, { touches }: Pick<Altered, 'touches'>): readonly TypedRule[] {
  if (!touches) return rules;
  return rules.filter((rule) => {
    const columns = looks.get(rule);
    return columns === undefined || touches.some((name) => columns.has(name.toLowerCase()));
  });
}

/** The onlooker's table as it is, beside the other one with a fault in it. */
export function besideFaulted({ subject }: Onlooker, of: Called, faulted: InputTable): Subject {
  return { ...subject, others: { ...subject.others, ...Object.fromEntries(namesOf(of).map((name) => [name, faulted])) } };
}
