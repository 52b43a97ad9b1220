// Rules that cannot be asked, found before the engine is: a column or a table that is not there.

import { nearest, type Problem } from '../base/index.ts';
import type { Column, InputTable } from '../engine/index.ts';
import { columnIndex } from './key.ts';
import { problem } from './problems.ts';
import type { Rule } from './rule.ts';

export const columnsOf = (table: InputTable): readonly Column[] => (table.kind === 'files' ? table.spec.columns : table.columns);

/** Why a rule cannot be asked of a table of these columns, beside the other tables; undefined if it can. */
export function unaskable(rule: Rule, columns: readonly Column[], others: ReadonlyMap<string, InputTable>): Problem | undefined {
  const named = 'column' in rule ? [rule.column] : rule.kind === 'key' ? rule.columns : [];
  const unknown = named.find((name) => columnIndex(columns, name) < 0);
  if (unknown !== undefined) return unknownColumn(rule, unknown, rule.asset, columns);
  if (rule.kind !== 'references') return undefined;
  const other = others.get(rule.other.toLowerCase());
  if (!other) {
    return problem('unknown-table', { check: rule.id, table: rule.other, near: nearest(rule.other, others.keys()) }, { at: rule.at });
  }
  return columnIndex(columnsOf(other), rule.otherColumn) < 0 ? unknownColumn(rule, rule.otherColumn, rule.other, columnsOf(other)) : undefined;
}

export function unknownColumn(rule: Rule, column: string, table: string, columns: readonly Column[]): Problem {
  const names = columns.map((c) => c.name);
  return problem('unknown-column', { check: rule.id, column, table, columns: names, near: nearest(column, names) }, { at: rule.at });
}
