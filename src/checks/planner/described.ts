// What the planner would ask of a table, told without asking: the first questions, and what may follow from their answers.

import type { Problem } from '../../base/index.ts';
import type { TypedRule } from '../rule.ts';
import { type Asked, firstLooks, questionOf } from './first.ts';

/** One question about some rules. */
export interface DescribedQuestion {
  /** "by statistics", "one scan". */
  readonly how: string;
  readonly rules: readonly TypedRule[];
  /** As it is asked first by whoever wants to see the rows that offend. */
  readonly sql: string;
  /** The SELECT whose rows it counts and shows, where it is wrapped for that. */
  readonly seeks?: string | undefined;
  /** What is asked next in any case, once its answer says which. What follows from a failure is not told: the offending rows. */
  readonly next?: string | undefined;
}

export interface DescribedChecks {
  readonly questions: readonly DescribedQuestion[];
  /** Answered without a question. */
  readonly known: readonly TypedRule[];
  readonly unaskable: readonly { readonly rule: TypedRule; readonly problem: Problem }[];
}

/** Looks whose answer only says how to ask, by how they are answered. */
export const followed: Readonly<Record<string, string>> = {
  uniqueness: 'the order of the rows, a bit for each integer, or every key',
  references: 'a bit for each integer, or a join',
  'by distinct values, where they are few': 'its distinct values, or each row',
};

export function describeChecks(asked: Asked): DescribedChecks {
  const { looks, settled } = firstLooks(asked);
  const entries = [...settled];
  return {
    questions: looks.map((look) => ({
      how: look.how,
      rules: look.rules,
      sql: questionOf(look, true).sql,
      seeks: look.rows?.sql,
      next: followed[look.how],
    })),
    known: entries.flatMap(([rule, { status }]) => (status === 'error' ? [] : [rule])),
    unaskable: entries.flatMap(([rule, { status, problem }]) => (status === 'error' ? [{ rule, problem: problem as unknown as Problem }] : [])),
  };
}
