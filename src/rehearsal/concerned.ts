// Which rules a fault can concern: one that alters a column's values leaves rules about other columns as they are, so they are not asked.

import type { TypedRule } from '../checks/index.ts';
import type { Faulted } from './rehearsal.ts';

/** Kinds that look at the columns of their settings and at nothing else. */
const ofColumns: ReadonlySet<TypedRule['kind']> = new Set([
  'notNull',
  'missing',
  'unique',
  'primaryKey',
  'inSet',
  'notInSet',
  'setEquals',
  'range',
  'regex',
  'like',
  'length',
  'format',
  'freshness',
  'foreignKey',
  'compareColumns',
  'monotone',
  'gaps',
  'nonOverlap',
  'casing',
  'notConstant',
  'correlation',
  'topShare',
  'fractionDigits',
]);
/** Kinds that look at no value. */
const ofShape: ReadonlySet<TypedRule['kind']> = new Set(['columnType', 'schema', 'rowCount', 'rowCountChange']);

/** The rules that might see the fault; the others hold as they did. */
export function concerned(rules: readonly TypedRule[], { touches }: Faulted): readonly TypedRule[] {
  if (!touches) return rules;
  const touched = new Set(touches.map((name) => name.toLowerCase()));
  return rules.filter((rule) => {
    // a condition may name any column
    if (rule.where !== undefined || rule.groupBy !== undefined) return true;
    if (ofShape.has(rule.kind)) return false;
    return !ofColumns.has(rule.kind) || columnsOf(rule).some((name) => touched.has(name.toLowerCase()));
  });
}

/** Every text in the settings may be a column's name: one too many costs a question, one too few a fault. */
const columnsOf = (rule: TypedRule): readonly string[] =>
  Object.values(rule.settings as Readonly<Record<string, unknown>>)
    .flat()
    .filter((value) => typeof value === 'string');
