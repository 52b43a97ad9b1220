// What the planner makes of rules: looks, each one question about some rules. How a rule's table stands in its SQL is said here once.

import { type Answer, type Question, quoteName } from '../../engine/index.ts';
import type { Scalar } from '../../product/index.ts';
import { fails, passed } from '../finding.ts';
import { keyDigest } from '../key.ts';
import { columnOf, type Need, type Subject } from '../kind.ts';
import type { Offending } from '../offending.ts';
import type { Finding, TypedRule } from '../rule.ts';

/** What an answer says of a rule: how it ends, which rows offend, or what to ask next. */
export type Verdict = Finding | { readonly offends: Offending } | { readonly next: Look };

/** One question about some rules, and its answer read as one verdict for each. */
export interface Look {
  readonly rules: readonly TypedRule[];
  readonly question: Question;
  /** The rows whose count the question asks: whoever wants to see them asks for them at once, and none is a pass. */
  readonly rows?: Offending | undefined;
  /** How it is answered, for people: "one scan", "by statistics". */
  readonly how: string;
  /** Columns of the rules' own table that it reads; absent: unknown, count all. */
  readonly reads?: readonly string[] | undefined;
  readonly read: (answer: Answer) => readonly Verdict[];
  /** What to ask where the engine refuses this one: a short cut that is barred must not hold up the answer. */
  readonly otherwise?: Look | undefined;
}

export type NeedOf<H extends Need['how']> = Extract<Need, { how: H }>;

/** The table as a rule's SQL may name it: its rows of `where`, its groups, its own key. */
export function subjectOf(rule: TypedRule, subject: Subject): Subject {
  // what is left of it bears its name: the rule's own SQL may say `orders.total`
  const from = rule.where === undefined ? subject.from : `(select * from ${subject.from} where (${rule.where}\n)) ${subject.from}`;
  const groups = (rule.groupBy ?? []).map((name) => quoteName(columnOf(subject, name).name));
  const rows = rule.where === undefined ? subject.rows : undefined;
  return { ...subject, key: rule.key ?? subject.key, from, groups, rows };
}

/** Where a Problem of the question points: the rule's place, when the question is about one rule. */
export function originOf(rules: readonly TypedRule[]): Pick<Question, 'origin'> {
  const [rule, another] = rules;
  return !rule || another ? {} : { origin: { file: rule.at.file, line: rule.line ?? rule.at.line ?? 1, at: rule.at } };
}

/** Columns as SQL. */
export const expressions = (columns: readonly string[], subject: Subject): readonly string[] =>
  columns.map((name) => quoteName(columnOf(subject, name).name));

/** What one value says. A number is the finding's value; any other is its key, so that an acceptance covers it and no other. */
export function judged(found: Scalar, outside: boolean): Finding {
  const number = typeof found === 'number' ? found : null;
  if (!outside) return passed(number);
  if (number !== null) return fails({ value: number });
  const key = found === null ? null : String(found);
  return fails({ columns: ['value'], sample: [[found]], keyColumns: ['value'], keys: [[key]], digests: [keyDigest([key])] });
}
