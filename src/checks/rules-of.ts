// A product's internal contract becomes rules, in the order it is declared. Pure: nothing is asked of the engine here.

import { digestOfJson, type Json, type Place } from '../base/index.ts';
import type { Check, ColumnRule, ColumnRules, Described, Product, RowBounds, Severity, Solved } from '../product/index.ts';
import { kindOf } from './kinds.ts';
import type { MetricRule, Rule, TypedRule } from './rule.ts';
import { toleranceText } from './tolerance.ts';

type Unfinished = TypedRule extends infer R
  ? R extends TypedRule
    ? Omit<R, 'definition' | 'expectation'> & { readonly description?: string | undefined }
    : never
  : never;

/** Every rule of every source and asset: the key first, then the columns', the row count, the named checks; of the model that `solved` names its metric. */
export function rulesOf(product: Pick<Product, 'assets' | 'solved'>): readonly Rule[] {
  const { solved } = product;
  return [...product.assets.values()].flatMap((asset): readonly Rule[] => [
    ...rulesOfTable(asset),
    ...(solved && solved.model === asset.name ? [solvedRule(solved)] : []),
  ]);
}

/** The rules of one table, whoever describes it: a short form or a contract. */
export function rulesOfTable(table: Pick<Described, 'name' | 'key' | 'columns' | 'rows' | 'checks'>): readonly TypedRule[] {
  const { name, key } = table;
  const unfinished: Unfinished[] = [];
  if (key) {
    const { columns, at } = key;
    unfinished.push({ kind: 'primaryKey', id: `${name}.key`, asset: name, severity: 'error', at, settings: { columns } });
  }
  for (const column of table.columns) unfinished.push(...columnRules(name, column));
  if (table.rows) unfinished.push(rowsRule(name, table.rows));
  for (const check of table.checks) unfinished.push(checkRule(name, check));
  return unfinished.map((rule) => finished(rule, key?.columns));
}

/** What says that the problem is solved holds for each release: a model that is worth nothing is not shown. */
function solvedRule({ model, metric, betterThan, by, at }: Solved): MetricRule {
  const says = { kind: 'metric' as const, id: `${model}.solved`, asset: model, metric, betterThan, by };
  const expectation = `${metric} is better than ${betterThan.join(' and ')} by ${by} or more`;
  return { ...says, severity: 'error', at, expectation, definition: digestOfJson({ ...says, assetKey: null }) };
}

function columnRules(asset: string, c: ColumnRules): readonly Unfinished[] {
  const rules: Unfinished[] = [];
  const base = (rule: ColumnRule, suffix: string = rule): { id: string; asset: string; severity: Severity; at: Place } => ({
    id: `${asset}.${c.name}.${suffix}`,
    asset,
    severity: c.severity,
    at: c.places?.[rule] ?? c.at,
  });
  const column = c.name;
  if (c.type !== undefined) rules.push({ ...base('type'), kind: 'columnType', settings: { column, type: c.type } });
  if (c.required !== undefined) {
    const tolerance = c.required === true || c.required >= 1 ? {} : { tolerance: { unit: 'percent' as const, max: percent(1 - c.required) } };
    rules.push({ ...base('required'), kind: 'notNull', settings: { column }, ...tolerance });
  }
  if (c.min !== undefined || c.max !== undefined) {
    rules.push({ ...base(c.max === undefined ? 'min' : 'max', 'range'), kind: 'range', settings: { column, ...bounded(c.min, c.max) } });
  }
  if (c.in !== undefined) rules.push({ ...base('in'), kind: 'inSet', settings: { column, values: c.in } });
  if (c.unique) rules.push({ ...base('unique'), kind: 'unique', settings: { columns: [column] } });
  if (c.pattern !== undefined) rules.push({ ...base('pattern'), kind: 'regex', settings: { column, pattern: c.pattern } });
  if (c.format !== undefined) rules.push({ ...base('format'), kind: 'format', settings: { column, format: c.format } });
  if (c.length !== undefined) rules.push({ ...base('length'), kind: 'length', settings: { column, ...c.length } });
  if (c.references !== undefined) {
    const { asset: table, column: to } = c.references;
    rules.push({ ...base('references'), kind: 'foreignKey', settings: { columns: [column], table, to: [to] } });
  }
  return rules;
}

const percent = (share: number): number => Number((share * 100).toPrecision(12));
const bounded = <T>(min: T | undefined, max: T | undefined) => ({ ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });

function rowsRule(asset: string, { min, max, at, severity }: RowBounds): Unfinished {
  return { kind: 'rowCount', id: `${asset}.rows`, asset, severity, at, settings: bounded(min, max) };
}

function checkRule(asset: string, check: Check): Unfinished {
  const { name, at, sqlAt, severity, type, settings, where, groupBy, tolerance, key, description } = check;
  const modifiers = {
    ...(where === undefined ? {} : { where }),
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(key === undefined ? {} : { key }),
    ...(description === undefined ? {} : { description }),
  };
  return { kind: type, id: `${asset}.${name}`, asset, severity, at, settings, ...modifiers, line: sqlAt?.line ?? at.line ?? 1 } as Unfinished;
}

/** What alters the finding makes the definition, and nothing else: not the place, not the severity, not the words for people; the asset's key names the offending rows. */
function finished({ description, ...rule }: Unfinished, key: readonly string[] | undefined): TypedRule {
  const { at: _at, severity: _severity, line: _line, ...says } = rule;
  const definition = digestOfJson({ ...(says as unknown as { readonly [name: string]: Json | undefined }), assetKey: key ?? null });
  return { ...rule, expectation: description ?? expectationOf(rule as TypedRule), definition } as TypedRule;
}

function expectationOf(rule: TypedRule): string {
  const { where, groupBy, tolerance } = rule;
  const says = kindOf(rule).expectation(rule.settings as never);
  return [
    says,
    ...(tolerance ? [toleranceText(tolerance)] : []),
    ...(groupBy ? [`for each ${groupBy.join(', ')}`] : []),
    ...(where === undefined ? [] : [`where ${where}`]),
  ].join(' ');
}
