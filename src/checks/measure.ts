// Rules that one scan of the table answers together: each is one aggregate, and a judgement of its value.

import type { Column } from '../engine/index.ts';
import type { Scalar } from '../product/index.ts';
import { fails, passed } from './finding.ts';
import { identifier, literal } from './quote.ts';
import type { Finding, Rule } from './rule.ts';

type RowRule = Extract<Rule, { kind: 'required' | 'range' | 'in' }>;
export type MeasuredRule = RowRule | Extract<Rule, { kind: 'rows' }>;

export const isMeasured = (rule: Rule): rule is MeasuredRule =>
  rule.kind === 'required' || rule.kind === 'range' || rule.kind === 'in' || rule.kind === 'rows';

/**
 * The aggregate that tells whether a rule holds; `column` is the rule's own.
 * A range looks at min() and max() and not at a filtered count: less than half the time on wide tables.
 */
export function measureSql(rule: MeasuredRule, column: Column | undefined): string {
  if (rule.kind === 'rows' || !column) return 'count(*)';
  if (rule.kind === 'required') return `count(${identifier(column.name)})`;
  if (rule.kind === 'in') return `count(*) filter (where ${offendsSql(rule, column)})`;
  const name = identifier(column.name);
  return `coalesce(${outside(rule, column, `min(${name})`, `max(${name})`)}, false)`;
}

/** The condition under which a row breaks a rule of one column. */
export function offendsSql(rule: RowRule, column: Column): string {
  const name = identifier(column.name);
  if (rule.kind === 'required') return `${name} is null`;
  if (rule.kind === 'range') return outside(rule, column, name, name);
  const values = rule.values.filter((v) => v !== null).map((v) => literal(v, column.type));
  return values.length > 0 ? `${name} not in (${values.join(', ')})` : `${name} is not null`;
}

function outside(rule: Extract<Rule, { kind: 'range' }>, column: Column, low: string, high: string): string {
  const parts = [
    ...(rule.min === undefined ? [] : [`${low} < ${literal(rule.min, column.type)}`]),
    ...(rule.max === undefined ? [] : [`${high} > ${literal(rule.max, column.type)}`]),
  ];
  return `(${parts.join(' or ')})`;
}

/** What the number of rows says. */
export function judgeRows(rule: Extract<Rule, { kind: 'rows' }>, total: number): Finding {
  const holds = total >= (rule.min ?? 0) && total <= (rule.max ?? Number.POSITIVE_INFINITY);
  return holds ? passed(total) : fails({ value: total });
}

/** What the aggregate's value says; undefined when rows offend and must be looked up. */
export function judge(rule: RowRule, measured: Scalar, total: number): Finding | undefined {
  if (rule.kind === 'required' && rule.share < 1) {
    const share = total === 0 ? 1 : Number(measured) / total;
    return share >= rule.share ? passed(share) : fails({ value: share });
  }
  const holds = rule.kind === 'required' ? Number(measured) === total : rule.kind === 'range' ? measured === false : Number(measured) === 0;
  return holds ? passed() : undefined;
}
