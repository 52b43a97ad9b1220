// Rules asked of one table: a first look at all of them, then the offending rows of those that fail. Acceptances come later (settle.ts).

import type { Engine, InputTable, Question, Surroundings } from '../engine/index.ts';
import { fails, unasked } from './finding.ts';
import type { Before, Subject } from './kind.ts';
import { detailSql, type Offending, readDetail } from './offending.ts';
import type { Look } from './planner/look.ts';
import { planChecks, readsInParts } from './planner/plan.ts';
import { identifier } from './quote.ts';
import type { Finding, TypedRule } from './rule.ts';
import { columnsOf, unanswered, unaskable } from './unaskable.ts';

export interface Evaluation {
  readonly engine: Pick<Engine, 'ask'>;
  /** All of one asset. */
  readonly rules: readonly TypedRule[];
  /** The asset's name, and its declared key. */
  readonly asset: string;
  readonly key?: readonly string[] | undefined;
  readonly table: InputTable;
  /** The table's rows, where they are known. */
  readonly rows?: number | undefined;
  /** The tables that rules read beside it, by name. */
  readonly others: Readonly<Record<string, InputTable>>;
  /** The asset's last good version, where there is one. */
  readonly before?: Before | undefined;
  readonly surroundings: Surroundings;
}

type Ended = Finding | { readonly offends: Offending };

/** One finding for each rule, in their order. */
export async function evaluate(evaluation: Evaluation): Promise<readonly Finding[]> {
  const found = await firstLook(evaluation, true);
  await lookUp(evaluation, found);
  return evaluation.rules.map((rule) => found.get(rule) as Finding);
}

/** The same without the offending rows: whether each rule holds, at the least cost. */
export async function verdicts(evaluation: Evaluation): Promise<readonly Finding[]> {
  const found = await firstLook(evaluation, false);
  return evaluation.rules.map((rule) => {
    const verdict = found.get(rule) as Ended;
    return 'offends' in verdict ? fails({}) : verdict;
  });
}

async function firstLook(evaluation: Evaluation, shown: boolean): Promise<Map<TypedRule, Ended>> {
  const { rules, asset, key, table, rows, others, before, surroundings } = evaluation;
  const tables = new Map([...Object.entries(others), [asset, table] as const].map(([name, t]) => [name.toLowerCase(), t]));
  const subject: Subject = {
    asset,
    key,
    columns: columnsOf(table),
    others: new Map([...tables].map(([name, t]) => [name, columnsOf(t)])),
    from: identifier(asset),
    groups: [],
    rows,
    before,
    clock: surroundings.clock,
  };
  const found = new Map<TypedRule, Ended>();
  const askable: TypedRule[] = [];
  for (const rule of rules) {
    const why = unaskable(rule, subject.columns, tables);
    if (why) found.set(rule, unasked(why));
    else askable.push(rule);
  }
  const plan = planChecks(askable, subject, readsInParts(table));
  for (const [rule, finding] of plan.known) found.set(rule, finding);
  await look({ evaluation, subject, shown }, plan.looks, found);
  return found;
}

interface Asking {
  readonly evaluation: Evaluation;
  readonly subject: Subject;
  /** The offending rows are wanted too. */
  readonly shown: boolean;
}

/** Answers the looks, and those that follow from the answers; one about several rules that fails is taken again rule by rule, so that only the culprit is an error. */
async function look(asking: Asking, looks: readonly Look[], found: Map<TypedRule, Ended>): Promise<void> {
  const { evaluation, subject, shown } = asking;
  const answers = await ask(
    evaluation,
    looks.map((l) => (shown && l.rows ? { ...l.question, sql: detailSql(l.rows) } : l.question)),
  );
  const next = new Set<Look>();
  for (const [i, { rules, read, rows, otherwise }] of looks.entries()) {
    const answer = answers[i];
    if (answer?.ok && shown && rows) for (const rule of rules) found.set(rule, readDetail(rows, answer.value));
    else if (answer?.ok) {
      for (const [j, verdict] of read(answer.value).entries()) {
        if ('next' in verdict) next.add(verdict.next);
        else found.set(rules[j] as TypedRule, verdict);
      }
    } else if (otherwise) next.add(otherwise);
    else if (rules.length > 1) for (const rule of rules) for (const one of planChecks([rule], subject, false).looks) next.add(one);
    else for (const rule of rules) found.set(rule, unasked(unanswered(rule, answer?.problems ?? [])));
  }
  if (next.size > 0) await look(asking, [...next], found);
}

/** Replaces each verdict of offending rows by the finding that names them. */
async function lookUp(evaluation: Evaluation, found: Map<TypedRule, Ended>): Promise<void> {
  const open: { rule: TypedRule; offends: Offending }[] = [];
  for (const [rule, verdict] of found) if ('offends' in verdict) open.push({ rule, offends: verdict.offends });
  const answers = await ask(
    evaluation,
    open.map(({ rule, offends }) => ({ sql: detailSql(offends), origin: { file: rule.at.file, line: rule.at.line ?? 1, at: rule.at } })),
  );
  for (const [i, { rule, offends }] of open.entries()) {
    const answer = answers[i];
    found.set(rule, answer?.ok ? readDetail(offends, answer.value) : unasked(unanswered(rule, answer?.problems ?? [])));
  }
}

async function ask({ engine, asset, table, others, surroundings }: Evaluation, questions: readonly Question[]) {
  if (questions.length === 0) return [];
  const beside = Object.entries(others).filter(([name]) => name.toLowerCase() !== asset.toLowerCase());
  return engine.ask({ tables: { ...Object.fromEntries(beside), [asset]: table }, questions, surroundings });
}
