// A product's short form becomes rules, in the order it is declared. Pure: nothing is asked of the engine here.

import { digestOfJson, type Json } from '../base/index.ts';
import type { Asset, ColumnRules, Product, RowBounds, Scalar, Solved, SqlCheck } from '../product/index.ts';
import type { Rule } from './rule.ts';

type Unfinished<R> = R extends Rule ? Omit<R, 'definition'> : never;

/** Every rule of every source and asset: the key first, then the columns', the row count, the named checks; of the model that `solved` names its metric. */
export function rulesOf(product: Product): readonly Rule[] {
  const { solved } = product;
  return [...product.assets.values()].flatMap((asset) => [
    ...rulesOfAsset(asset),
    ...(solved && solved.model === asset.name ? [solvedRule(solved)] : []),
  ]);
}

/** What says that the problem is solved holds for each release: a model that is worth nothing is not shown. */
function solvedRule({ model, metric, betterThan, by, at }: Solved): Rule {
  const expectation = `${metric} is better than ${betterThan.join(' and ')} by ${by} or more`;
  const rule: Unfinished<Rule> = { kind: 'metric', id: `${model}.solved`, asset: model, severity: 'error', at, metric, betterThan, by, expectation };
  return { ...rule, definition: definitionOf(rule, undefined) };
}

function rulesOfAsset(asset: Asset): readonly Rule[] {
  const unfinished: Unfinished<Rule>[] = [];
  if (asset.key) {
    const { columns, at } = asset.key;
    const expectation = `${columns.join(', ')}: unique and not null`;
    unfinished.push({ kind: 'key', id: `${asset.name}.key`, asset: asset.name, severity: 'error', at, columns, expectation });
  }
  for (const column of asset.columns) unfinished.push(...columnRules(asset.name, column));
  if (asset.rows) unfinished.push(rowsRule(asset.name, asset.rows));
  for (const check of asset.checks) unfinished.push(sqlRule(asset.name, check));
  return unfinished.map((rule) => ({ ...rule, definition: definitionOf(rule, asset.key?.columns) }));
}

function columnRules(asset: string, c: ColumnRules): readonly Unfinished<Rule>[] {
  const rules: Unfinished<Rule>[] = [];
  const base = (kind: string) => ({ id: `${asset}.${c.name}.${kind}`, asset, severity: c.severity, at: c.at, column: c.name });
  if (c.type !== undefined) rules.push({ ...base('type'), kind: 'type', type: c.type, expectation: `of type ${c.type}` });
  if (c.required !== undefined) {
    const share = c.required === true ? 1 : c.required;
    const expectation = share >= 1 ? 'not null' : `not null in at least ${Number((share * 100).toPrecision(12))} % of the rows`;
    rules.push({ ...base('required'), kind: 'required', share, expectation });
  }
  if (c.min !== undefined || c.max !== undefined) {
    rules.push({ ...base('range'), kind: 'range', min: c.min, max: c.max, expectation: bounds(c.min, c.max) });
  }
  if (c.in !== undefined) rules.push({ ...base('in'), kind: 'in', values: c.in, expectation: `one of ${listed(c.in)}` });
  if (c.references !== undefined) {
    const { asset: other, column: otherColumn } = c.references;
    rules.push({ ...base('references'), kind: 'references', other, otherColumn, expectation: `found in ${other}.${otherColumn}` });
  }
  return rules;
}

function rowsRule(asset: string, { min, max, at, severity }: RowBounds): Unfinished<Rule> {
  return { kind: 'rows', id: `${asset}.rows`, asset, severity, at, min, max, expectation: `${bounds(min, max)} rows` };
}

function sqlRule(asset: string, check: SqlCheck): Unfinished<Rule> {
  const { at, severity, sql, key } = check;
  const expectation = check.description ?? 'no rows returned';
  return { kind: 'sql', id: `${asset}.${check.name}`, asset, severity, at, sql, key, line: at.line ?? 1, expectation };
}

function bounds(min: number | string | undefined, max: number | string | undefined): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `between ${min} and ${max}`;
}

function listed(values: readonly Scalar[]): string {
  const shown = values.slice(0, 10).join(', ');
  return values.length > 10 ? `${shown} and ${values.length - 10} more` : shown;
}

/** What alters the finding, and nothing else: not the place, not the severity, not the words for people; the asset's key names the offending rows. */
function definitionOf(rule: Unfinished<Rule>, key: readonly string[] | undefined) {
  const { at: _at, severity: _severity, expectation: _expectation, ...says } = rule;
  const { line: _line, ...kept } = says as typeof says & { line?: number };
  return digestOfJson({ ...(kept as { readonly [name: string]: Json | undefined }), assetKey: key ?? null });
}
