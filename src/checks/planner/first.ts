// The first questions about the rules of one table: what cannot be asked, what is known, how the rest is asked. evaluate.ts asks them, described.ts tells them.

import { columnsOf, type InputTable, type Question, quoteName, type Surroundings } from '../../engine/index.ts';
import { unasked } from '../finding.ts';
import type { Before, Subject } from '../kind.ts';
import { detailSql } from '../offending.ts';
import type { Finding, TypedRule } from '../rule.ts';
import { unaskable } from '../unaskable.ts';
import type { Look } from './look.ts';
import { planChecks, readsInParts } from './plan.ts';

/** Rules of one table, and what the planner knows of it. */
export interface Asked {
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

export interface First {
  readonly subject: Subject;
  readonly looks: readonly Look[];
  /** Rules that need no question: they are known, or cannot be asked. */
  readonly settled: ReadonlyMap<TypedRule, Finding>;
}

export function firstLooks({ rules, asset, key, table, rows, others, before, surroundings }: Asked): First {
  const tables = new Map([...Object.entries(others), [asset, table] as const].map(([name, t]) => [name.toLowerCase(), t]));
  const subject: Subject = {
    asset,
    key,
    columns: columnsOf(table),
    others: new Map([...tables].map(([name, t]) => [name, columnsOf(t)])),
    inParts: new Set([...tables].flatMap(([name, t]) => (readsInParts(t) ? [name] : []))),
    from: quoteName(asset),
    groups: [],
    rows,
    before,
    clock: surroundings.clock,
  };
  const settled = new Map<TypedRule, Finding>();
  const askable: TypedRule[] = [];
  for (const rule of rules) {
    const why = unaskable(rule, subject.columns, tables);
    if (why) settled.set(rule, unasked(why));
    else askable.push(rule);
  }
  const plan = planChecks(askable, subject, readsInParts(table));
  for (const [rule, finding] of plan.known) settled.set(rule, finding);
  return { subject, looks: plan.looks, settled };
}

/** The question as it is asked; `shown`: where it counts rows, they are wanted too. */
export const questionOf = (look: Look, shown: boolean): Question => {
  const { plain: _, ...question } = look.question;
  return shown && look.rows ? { ...question, sql: detailSql(look.rows) } : look.question;
};
