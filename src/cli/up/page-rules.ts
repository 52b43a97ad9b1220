// The rules of what is live, as the page shows them: in words, with the query that finds what offends.

import type { Instant } from '../../base/index.ts';
import { type Rule, ruleQuery, rulesOf } from '../../checks/index.ts';
import type { Product } from '../../product/index.ts';
import type { LiveRelease } from '../../serving/index.ts';
import type { PageRule } from '../../ui/index.ts';

/** Before anything is live the columns are not known, and only what somebody wrote is a query. */
export const pageRules = (product: Product, live: LiveRelease | undefined, clock: Instant): readonly PageRule[] =>
  rulesOf(product).map((rule) => ({
    id: rule.id,
    asset: rule.asset,
    expectation: rule.expectation,
    severity: rule.severity,
    file: rule.at.file,
    query: queryOf(rule, product, live, clock),
  }));

function queryOf(rule: Rule, product: Product, live: LiveRelease | undefined, clock: Instant): string | null {
  if (rule.kind === 'metric') return null;
  if (rule.kind === 'sql' || rule.kind === 'sqlValue') return rule.settings.sql;
  const table = live?.tables[rule.asset];
  if (!live || !table) return null;
  const { [rule.asset]: _, ...others } = live.tables;
  const surroundings = { settings: live.settings, variables: live.variables, clock };
  const key = product.assets.get(rule.asset)?.key?.columns;
  return ruleQuery(rule, { asset: rule.asset, key, table, others, surroundings }) ?? null;
}
