// The check types that can be asked, by name. Adding one: a file in rules/, a line here, its settings in product/forms/check-types.ts.

import type { CheckType } from '../product/index.ts';
import type { Kind } from './kind.ts';
import type { TypedRule } from './rule.ts';
import { aggregate } from './rules/aggregate.ts';
import { casing } from './rules/casing.ts';
import { columnType } from './rules/column-type.ts';
import { compareColumns } from './rules/compare-columns.ts';
import { correlation } from './rules/correlation.ts';
import { expression } from './rules/expression.ts';
import { foreignKey } from './rules/foreign-key.ts';
import { format } from './rules/format.ts';
import { fractionDigits } from './rules/fraction-digits.ts';
import { freshness } from './rules/freshness.ts';
import { gaps } from './rules/gaps.ts';
import { inSet } from './rules/in-set.ts';
import { length } from './rules/length.ts';
import { like } from './rules/like.ts';
import { missing } from './rules/missing.ts';
import { monotone } from './rules/monotone.ts';
import { nonOverlap } from './rules/non-overlap.ts';
import { notConstant } from './rules/not-constant.ts';
import { notInSet } from './rules/not-in-set.ts';
import { notNull } from './rules/not-null.ts';
import { primaryKey } from './rules/primary-key.ts';
import { range } from './rules/range.ts';
import { regex } from './rules/regex.ts';
import { rowCount } from './rules/row-count.ts';
import { rowCountChange } from './rules/row-count-change.ts';
import { schema } from './rules/schema.ts';
import { setEquals } from './rules/set-equals.ts';
import { sql } from './rules/sql.ts';
import { sqlValue } from './rules/sql-value.ts';
import { tableDiff } from './rules/table-diff.ts';
import { topShare } from './rules/top-share.ts';
import { unique } from './rules/unique.ts';

const kinds: { readonly [K in CheckType]: Kind<K> } = {
  aggregate,
  casing,
  columnType,
  compareColumns,
  correlation,
  expression,
  foreignKey,
  format,
  fractionDigits,
  freshness,
  gaps,
  inSet,
  length,
  like,
  missing,
  monotone,
  nonOverlap,
  notConstant,
  notInSet,
  notNull,
  primaryKey,
  range,
  regex,
  rowCount,
  rowCountChange,
  schema,
  setEquals,
  sql,
  sqlValue,
  tableDiff,
  topShare,
  unique,
};

/** The kind of a rule, and its settings in that kind's type. */
export function kindOf(rule: Pick<TypedRule, 'kind'>): Kind {
  return kinds[rule.kind] as unknown as Kind;
}
