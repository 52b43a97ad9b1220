// The checks of one asset on what is live, the failing ones first, with the rows that offend. Personal values are masked.

import type { Product } from '../../product/index.ts';
import type { CheckRun } from '../../store/index.ts';
import type { CheckRow } from '../detail-documents.ts';
import type { Cell } from '../documents.ts';
import { clockOf, type Facts } from '../state/facts.ts';
import type { PageRule } from '../world.ts';
import { masked } from './preview.ts';

const order: Readonly<Record<CheckRun['status'], number>> = { fail: 0, error: 1, warn: 2, accepted: 3, pass: 4 };

export function checkRows(asset: string, facts: Facts, rules: readonly PageRule[]): readonly CheckRow[] {
  const { product } = facts;
  return facts.checks
    .filter((c) => c.asset === asset)
    .sort((a, b) => order[a.status] - order[b.status] || (a.check < b.check ? -1 : 1))
    .map((c) => ({
      check: c.check,
      asset: c.asset,
      status: c.status,
      offending: c.offending,
      value: c.value,
      run: c.run,
      clock: clockOf(c.run, facts),
      ...saidOf(rules.find((r) => r.id === c.check)),
      accepted: c.status === 'accepted' ? acceptanceOf(c.check, product) : null,
      ...sampleOf(c, product),
    }));
}

const saidOf = (rule: PageRule | undefined): Pick<CheckRow, 'expectation' | 'query'> => ({
  expectation: rule?.expectation ?? null,
  query: rule?.query ?? null,
});

function acceptanceOf(check: string, product: Product | undefined): CheckRow['accepted'] {
  const found = product?.acceptances.find((a) => a.check === check);
  return found ? { because: found.because, by: found.by, when: found.when } : null;
}

const personalColumns = (product: Product): ReadonlySet<string> =>
  new Set([...product.assets.values()].flatMap((a) => a.columns.filter((c) => c.personal).map((c) => c.name.toLowerCase())));

/** A named check's SQL may give a personal column another name: where the product has one, its rows are not shown. */
function sampleOf({ check, asset, detail }: CheckRun, product: Product | undefined): Pick<CheckRow, 'columns' | 'sample'> {
  const { columns = [], sample = [] } = (detail ?? {}) as { readonly columns?: readonly string[]; readonly sample?: readonly (readonly Cell[])[] };
  const personal = product ? personalColumns(product) : new Set<string>();
  const named = product?.assets.get(asset)?.checks.some((c) => `${asset}.${c.name}` === check) ?? true;
  if (!product || (personal.size > 0 && named)) return { columns: [], sample: [] };
  return {
    columns,
    sample: sample.map((row) => row.map((cell, i) => (personal.has((columns[i] ?? '').toLowerCase()) && cell !== null ? masked : cell))),
  };
}
