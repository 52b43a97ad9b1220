// The check types that can be asked, by name. Adding one: a file in rules/, a line here, its settings in product/forms/check-types.ts.

import type { CheckType } from '../product/index.ts';
import type { Kind } from './kind.ts';
import type { TypedRule } from './rule.ts';
import { aggregate } from './rules/aggregate.ts';
import { columnType } from './rules/column-type.ts';
import { foreignKey } from './rules/foreign-key.ts';
import { inSet } from './rules/in-set.ts';
import { notNull } from './rules/not-null.ts';
import { primaryKey } from './rules/primary-key.ts';
import { range } from './rules/range.ts';
import { rowCount } from './rules/row-count.ts';
import { sql } from './rules/sql.ts';
import { sqlValue } from './rules/sql-value.ts';

const kinds: { readonly [K in CheckType]?: Kind<K> } = {
  aggregate,
  columnType,
  foreignKey,
  inSet,
  notNull,
  primaryKey,
  range,
  rowCount,
  sql,
  sqlValue,
};

/** The kind of a rule, and its settings in that kind's type. */
export function kindOf(rule: Pick<TypedRule, 'kind'>): Kind {
  return kinds[rule.kind] as unknown as Kind;
}
