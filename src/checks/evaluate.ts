// Rules asked of one table: a first look at all of them, then the offending rows of those that fail. Acceptances come later (settle.ts).

import type { Problem } from '../base/index.ts';
import type { Engine, InputTable, Question, Surroundings } from '../engine/index.ts';
import { unasked } from './finding.ts';
import { type Look, looksAt, type Subject, type Verdict } from './look.ts';
import { detailSql, type Offending, readDetail } from './offending.ts';
import type { Finding, Rule } from './rule.ts';
import { columnsOf, unaskable } from './unaskable.ts';

export interface Evaluation {
  readonly engine: Pick<Engine, 'ask'>;
  /** All of one asset. */
  readonly rules: readonly Rule[];
  /** The asset's name, and its declared key. */
  readonly asset: string;
  readonly key?: readonly string[] | undefined;
  readonly table: InputTable;
  /** The tables that sql and references rules read, by name. */
  readonly others: Readonly<Record<string, InputTable>>;
  readonly surroundings: Surroundings;
}

/** One finding for each rule, in their order. */
export async function evaluate(evaluation: Evaluation): Promise<readonly Finding[]> {
  const { rules, asset, key, table, others } = evaluation;
  const subject: Subject = { asset, key, columns: columnsOf(table) };
  const tables = new Map([...Object.entries(others), [asset, table] as const].map(([name, t]) => [name.toLowerCase(), t]));
  const findings = new Map<Rule, Verdict>();
  const askable: Rule[] = [];
  for (const rule of rules) {
    const why = unaskable(rule, subject.columns, tables);
    if (why) findings.set(rule, unasked(why));
    else askable.push(rule);
  }
  await look(evaluation, looksAt(askable, subject), subject, findings);
  await lookUp(evaluation, findings);
  return rules.map((rule) => findings.get(rule) as Finding);
}

/** Answers the looks; one about several rules that fails is taken again rule by rule, so that only the culprit is an error. */
async function look(evaluation: Evaluation, looks: readonly Look[], subject: Subject, verdicts: Map<Rule, Verdict>): Promise<void> {
  const answers = await ask(
    evaluation,
    looks.map((l) => l.question),
  );
  const again: Look[] = [];
  for (const [i, { rules, read }] of looks.entries()) {
    const answer = answers[i];
    if (answer?.ok) for (const [j, verdict] of read(answer.value).entries()) verdicts.set(rules[j] as Rule, verdict);
    else if (rules.length > 1) again.push(...rules.flatMap((rule) => looksAt([rule], subject)));
    else for (const rule of rules) verdicts.set(rule, unasked(together(answer?.problems ?? [])));
  }
  if (again.length > 0) await look(evaluation, again, subject, verdicts);
}

/** Replaces each verdict of offending rows by the finding that names them. */
async function lookUp(evaluation: Evaluation, verdicts: Map<Rule, Verdict>): Promise<void> {
  const open: { rule: Rule; offends: Offending }[] = [];
  for (const [rule, verdict] of verdicts) if ('offends' in verdict) open.push({ rule, offends: verdict.offends });
  const answers = await ask(
    evaluation,
    open.map(({ rule, offends }) => ({ sql: detailSql(offends), origin: { file: rule.at.file, line: rule.at.line ?? 1, at: rule.at } })),
  );
  for (const [i, { rule, offends }] of open.entries()) {
    const answer = answers[i];
    verdicts.set(rule, answer?.ok ? readDetail(offends, answer.value) : unasked(together(answer?.problems ?? [])));
  }
}

async function ask({ engine, asset, table, others, surroundings }: Evaluation, questions: readonly Question[]) {
  if (questions.length === 0) return [];
  const beside = Object.entries(others).filter(([name]) => name.toLowerCase() !== asset.toLowerCase());
  return engine.ask({ tables: { ...Object.fromEntries(beside), [asset]: table }, questions, surroundings });
}

/** Several Problems as one; the engine gives at least one. */
function together(problems: readonly Problem[]): Problem {
  const [first, ...rest] = problems;
  if (!first) throw new Error('the engine left a question unanswered');
  return rest.length > 0 ? { ...first, also: [...(first.also ?? []), ...rest] } : first;
}
