// Rules that cannot be asked: a column or a table that is not there, a column of another kind than is wanted; and what the engine refused, in words.

import { nearest, type Problem } from '../base/index.ts';
import { type Column, columnsOf, type InputTable } from '../engine/index.ts';
import { holds } from './engine-types.ts';
import { columnIndex } from './key.ts';
import { kindOf } from './kinds.ts';
import { problem } from './problems.ts';
import type { Rule, TypedRule } from './rule.ts';

/** Why a rule cannot be asked of a table of these columns, beside the other tables; undefined if it can. */
export function unaskable(rule: TypedRule, columns: readonly Column[], others: ReadonlyMap<string, InputTable>): Problem | undefined {
  const kind = kindOf(rule);
  const named = [...kind.columns(rule.settings as never), ...(rule.groupBy ?? [])];
  const unknown = named.find((name) => columnIndex(columns, name) < 0);
  if (unknown !== undefined) return unknownColumn(rule, unknown, rule.asset, columns);
  for (const { column, of } of kind.wants?.(rule.settings as never) ?? []) {
    const own = columns[columnIndex(columns, column)];
    if (own && !holds(own, of))
      return problem('unfit-column', { check: rule.id, kind: rule.kind, column: own.name, type: own.type, wants: of }, { at: rule.at });
  }
  for (const [table, needed] of Object.entries(kind.others?.(rule.settings as never) ?? {})) {
    const other = others.get(table.toLowerCase());
    if (!other) return problem('unknown-table', { check: rule.id, table, near: nearest(table, others.keys()) }, { at: rule.at });
    const lacking = needed.find((name) => columnIndex(columnsOf(other), name) < 0);
    if (lacking !== undefined) return unknownColumn(rule, lacking, table, columnsOf(other));
  }
  return undefined;
}

export function unknownColumn(rule: Rule, column: string, table: string, columns: readonly Column[]): Problem {
  const names = columns.map((c) => c.name);
  return problem('unknown-column', { check: rule.id, column, table, columns: names, near: nearest(column, names) }, { at: rule.at });
}

/** Why the engine did not answer a rule, as one Problem. What a pattern's matcher says is told of the pattern. */
export function unanswered(rule: TypedRule, problems: readonly Problem[]): Problem {
  const [first, ...rest] = problems;
  if (!first) throw new Error('the engine left a question unanswered');
  const { cause } = first;
  const isPattern = rule.kind === 'regex' && /^engine\/(step-failed|does-not-bind)$/.test(first.code) && cause !== undefined;
  if (isPattern) return problem('bad-pattern', { check: rule.id, pattern: rule.settings.pattern, why: cause }, { at: rule.at, cause });
  return rest.length > 0 ? { ...first, also: [...(first.also ?? []), ...rest] } : first;
}
