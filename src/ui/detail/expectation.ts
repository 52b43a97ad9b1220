// What a check expects, in words, from the product's own yaml: the id of a check names the rule it was made of.

import type { Asset, ColumnRules, Product } from '../../product/index.ts';

/** Null for a check that the live product does not declare. */
export function expectationOf(check: string, asset: Asset | undefined, product: Product | undefined): string | null {
  if (!asset) return null;
  const name = check.slice(asset.name.length + 1);
  const named = asset.checks.find((c) => c.name === name);
  if (named) return named.description ?? 'no rows returned';
  if (name === 'key' && asset.key) return `${asset.key.columns.join(', ')}: unique and not null`;
  if (name === 'rows' && asset.rows) return `${bounds(asset.rows.min, asset.rows.max)} rows`;
  if (name === 'solved' && product?.solved?.model === asset.name) {
    const { metric, betterThan, by } = product.solved;
    return `${metric} is better than ${betterThan.join(' and ')} by ${by} or more`;
  }
  const column = asset.columns.find((c) => name.startsWith(`${c.name}.`));
  return column ? columnExpectation(column, name.slice(column.name.length + 1)) : null;
}

function columnExpectation({ type, required, min, max, in: values, references }: ColumnRules, kind: string): string | null {
  switch (kind) {
    case 'type':
      return `of type ${type}`;
    case 'required':
      return required === true || required === undefined
        ? 'not null'
        : `not null in at least ${Number((required * 100).toPrecision(12))} % of the rows`;
    case 'range':
      return bounds(min, max);
    case 'in':
      return `one of ${(values ?? []).slice(0, 10).join(', ')}${(values ?? []).length > 10 ? ' …' : ''}`;
    case 'references':
      return `found in ${references?.asset}.${references?.column}`;
    default:
      return null;
  }
}

function bounds(min: number | string | undefined, max: number | string | undefined): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `between ${min} and ${max}`;
}

/** Every expectation of one column, shortly. */
export const columnRules = (c: ColumnRules): readonly string[] =>
  (['required', 'range', 'in', 'references'] as const).flatMap((kind) => {
    const declared = { required: c.required, range: c.min ?? c.max, in: c.in, references: c.references }[kind];
    return declared === undefined ? [] : [columnExpectation(c, kind) ?? ''];
  });
