// Rules asked of one table: a first look at all of them, then the offending rows of those that fail. Acceptances come later (settle.ts).

import type { Engine, Question } from '../engine/index.ts';
import { fails, unasked } from './finding.ts';
import type { Subject } from './kind.ts';
import { type Offending, readDetail } from './offending.ts';
import { type Asked, firstLooks, questionOf } from './planner/first.ts';
import type { Look } from './planner/look.ts';
import { planChecks } from './planner/plan.ts';
import type { Finding, TypedRule } from './rule.ts';
import { answerOf, detailGroups, togetherSql } from './together.ts';
import { unanswered } from './unaskable.ts';

export interface Evaluation extends Asked {
  readonly engine: Pick<Engine, 'ask'>;
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
  const { subject, looks, settled } = firstLooks(evaluation);
  const found = new Map<TypedRule, Ended>(settled);
  await look({ evaluation, subject, shown }, looks, found);
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
    looks.map((l) => questionOf(l, shown)),
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

interface Open {
  readonly rule: TypedRule;
  readonly offends: Offending;
}

/** Replaces each verdict of offending rows by the finding that names them. */
async function lookUp(evaluation: Evaluation, found: Map<TypedRule, Ended>): Promise<void> {
  const open: Open[] = [];
  for (const [rule, verdict] of found) if ('offends' in verdict) open.push({ rule, offends: verdict.offends });
  const groups = detailGroups(open.map(({ offends }) => offends)).map((positions) => positions.map((i) => open[i] as Open));
  const refused = await details(evaluation, groups, found);
  await details(
    evaluation,
    refused.map((one) => [one]),
    found,
  );
}

/** One question for each group; gives back the rules of several that the engine refused to answer at once. */
async function details(evaluation: Evaluation, groups: readonly (readonly Open[])[], found: Map<TypedRule, Ended>): Promise<readonly Open[]> {
  const answers = await ask(
    evaluation,
    groups.map((group) => ({ sql: togetherSql(group.map(({ offends }) => offends)), ...placeOf(group) })),
  );
  const refused: Open[] = [];
  for (const [g, group] of groups.entries()) {
    const answer = answers[g];
    if (!answer?.ok && group.length > 1) refused.push(...group);
    else
      for (const [i, { rule, offends }] of group.entries())
        found.set(
          rule,
          answer?.ok ? readDetail(offends, answerOf(answer.value, i, group.length)) : unasked(unanswered(rule, answer?.problems ?? [])),
        );
  }
  return refused;
}

/** A question about one rule points at it. */
function placeOf([one, another]: readonly Open[]): Pick<Question, 'origin'> {
  if (!one || another) return {};
  const { at } = one.rule;
  return { origin: { file: at.file, line: at.line ?? 1, at } };
}

async function ask({ engine, asset, table, others, surroundings }: Evaluation, questions: readonly Question[]) {
  if (questions.length === 0) return [];
  const beside = Object.entries(others).filter(([name]) => name.toLowerCase() !== asset.toLowerCase());
  return engine.ask({ tables: { ...Object.fromEntries(beside), [asset]: table }, questions, surroundings });
}
