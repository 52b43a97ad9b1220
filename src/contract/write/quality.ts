// Named checks as quality rules of a contract: in ODCS's own words where they say just the same, else in the short form for the engine `trivet`.

import { Document } from 'yaml';
import type { Json } from '../../base/index.ts';
import type { Bounds, Check, Tolerance } from '../../product/index.ts';
import type { JsonMap, Operator } from '../document.ts';
import { toRe2 } from '../rules/pattern.ts';
import { defined, shortCheck } from './short.ts';

/** A rule, and the column it is of; absent: it is of the table. */
export interface Written {
  readonly column?: string | undefined;
  readonly quality: JsonMap;
}

const operators: Readonly<Record<keyof Bounds, Operator>> = {
  is: 'mustBe',
  isNot: 'mustNotBe',
  min: 'mustBeGreaterOrEqualTo',
  max: 'mustBeLessOrEqualTo',
  above: 'mustBeGreaterThan',
  below: 'mustBeLessThan',
  between: 'mustBeBetween',
  notBetween: 'mustNotBeBetween',
};

/** The one comparison of bounds that say just one; ODCS has no rule with two. */
export function operatorOf(bounds: Bounds): JsonMap | undefined {
  const said = Object.entries(bounds).filter(([key, value]) => value !== undefined && Object.hasOwn(operators, key));
  const [only] = said;
  if (!only || said.length > 1) return undefined;
  const [key, value] = only;
  const isPair = Array.isArray(value);
  const whole = isPair ? value.length === 2 && value.every((end) => typeof end === 'number') && Number(value[0]) < Number(value[1]) : true;
  const equality = key === 'is' || key === 'isNot';
  return whole && (isPair || equality || typeof value === 'number') ? { [operators[key as keyof Bounds]]: value } : undefined;
}

const dimensions = ['accuracy', 'completeness', 'conformity', 'consistency', 'coverage', 'timeliness', 'uniqueness'];

/** A named check. `declared`: the names of the columns that the contract has. */
export function qualityOf(check: Check, declared: ReadonlySet<string>): Written {
  const { name, severity, description, dimension, businessImpact } = check;
  const known = dimension === undefined || dimensions.includes(dimension);
  const words = defined({ id: name, name, description, ...(known ? { dimension } : {}), severity, businessImpact });
  const own = known ? inOdcs(check, declared) : undefined;
  if (own) return { ...own, quality: { ...words, ...own.quality } };
  const says = { ...shortCheck(check), ...(known ? {} : { dimension }) };
  return { quality: { ...words, type: 'custom', engine: 'trivet', implementation: inOrder(check, says) ?? says } };
}

/** Keys like `2020` come first in a JavaScript object. Where the order of columns counts they are written as a text, which keeps it. */
function inOrder(check: Check, says: JsonMap): string | undefined {
  if (check.type !== 'schema') return undefined;
  const { columns = [], ...others } = check.settings;
  const counts = columns.some(({ type }) => type !== undefined) && columns.some(({ name }) => /^(0|[1-9]\d*)$/.test(name));
  if (!counts) return undefined;
  const typed = new Map(columns.map(({ name, type }) => [name, type ?? null]));
  return new Document({ ...says, schema: { ...others, columns: typed } }).toString();
}

/** The rule in ODCS's own words; undefined where it has none for it. */
function inOdcs(check: Check, declared: ReadonlySet<string>): Written | undefined {
  if (check.where !== undefined || check.groupBy || check.key) return undefined;
  if (check.type === 'rowCount' || check.type === 'sqlValue') {
    const judged = check.tolerance ? undefined : operatorOf(check.settings);
    if (!judged) return undefined;
    if (check.type === 'rowCount') return { quality: { type: 'library', metric: 'rowCount', ...judged } };
    return /\$?\{\s*\w+\s*\}/.test(check.settings.sql) ? undefined : { quality: { type: 'sql', query: check.settings.sql, ...judged } };
  }
  const metric = metricOf(check, declared);
  const offending = offendingOf(check.tolerance);
  return metric && offending ? { column: metric.column, quality: { type: 'library', ...metric.says, ...offending } } : undefined;
}

/** How many rows may offend. `mustBe: 0` is how ODCS says that none may. */
function offendingOf(tolerance: Tolerance | undefined): JsonMap | undefined {
  if (!tolerance) return { mustBe: 0 };
  const { unit, ...bounds } = tolerance;
  const judged = bounds.is === 0 ? undefined : operatorOf(bounds);
  return judged && { ...judged, ...(unit === 'percent' ? { unit } : {}) };
}

interface Metric {
  readonly column?: string | undefined;
  readonly says: JsonMap;
}

function metricOf(check: Check, declared: ReadonlySet<string>): Metric | undefined {
  if (check.type === 'unique') {
    const { columns } = check.settings;
    const [only] = columns;
    if (!columns.every((column) => declared.has(column)) || new Set(columns).size < columns.length) return undefined;
    if (columns.length === 1) return { column: only, says: { metric: 'duplicateValues' } };
    return { says: { metric: 'duplicateValues', arguments: { properties: columns } } };
  }
  const { column } = check.settings as { readonly column?: string };
  const says = column !== undefined && declared.has(column) ? columnMetric(check) : undefined;
  return says && { column, says };
}

function columnMetric(check: Check): JsonMap | undefined {
  switch (check.type) {
    case 'notNull':
      return { metric: 'nullValues' };
    case 'missing': {
      const { values } = check.settings;
      if (values === undefined) return { metric: 'missingValues' };
      return values.length > 0 && !values.includes(null) ? { metric: 'missingValues', arguments: { missingValues: [null, ...values] } } : undefined;
    }
    case 'inSet':
      return check.settings.values.includes(null)
        ? undefined
        : { metric: 'invalidValues', arguments: { validValues: check.settings.values as Json } };
    case 'regex':
      return !check.settings.not && check.settings.not === undefined && isBoth(check.settings.pattern)
        ? { metric: 'invalidValues', arguments: { pattern: check.settings.pattern } }
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a pattern means the same in ECMA-262, as ODCS has it, and in RE2, letter for letter. */
export function isBoth(pattern: string): boolean {
  const translated = toRe2(pattern);
  return 're2' in translated && translated.re2 === pattern;
}
