// Acceptances applied to findings: what is known and accepted, and what is new. Pure.

import { nearest, type Problem } from '../base/index.ts';
import type { Acceptance, Product } from '../product/index.ts';
import { keyDigest } from './key.ts';
import { masked } from './masked.ts';
import { problem } from './problems.ts';
import type { Finding, Rule, Settled } from './rule.ts';

/** Keys kept in the open; over that an acceptance holds digests. */
const openKeys = 20;

/**
 * A finding under the acceptances of its check: accepted when every offending row (or the very value) is covered.
 * A check that was written otherwise keeps its acceptances while the same columns name its rows: what was accepted is those rows.
 */
export function settle(rule: Rule, finding: Finding, acceptances: readonly Acceptance[]): Settled {
  const open = rule.severity === 'warning' ? 'warn' : finding.status;
  if (finding.status !== 'fail') return { ...finding, rule, settled: finding.status === 'pass' ? 'pass' : open, uncovered: 0 };
  const own = acceptances.filter((a) => a.check.toLowerCase() === rule.id.toLowerCase());
  const uncovered = finding.digests.length > 0 ? uncoveredKeys(finding, own) : uncoveredValue(finding, own);
  return { ...finding, rule, settled: uncovered === 0 ? 'accepted' : open, uncovered };
}

function uncoveredKeys(finding: Finding, acceptances: readonly Acceptance[]): number {
  const fitting = acceptances.filter((a) => sameColumns(a.columns, finding.keyColumns));
  const covered = new Set(fitting.flatMap((a) => [...(a.digests ?? []), ...(a.keys ?? []).map(keyDigest)]));
  return finding.digests.filter((d) => !covered.has(d)).length;
}

/** Values alone do not say what they are of: SEA as an origin is another row than SEA as a destination. Written by hand, an acceptance may leave it open. */
const sameColumns = (accepted: readonly string[] | undefined, found: readonly string[]): boolean =>
  accepted === undefined || JSON.stringify(accepted).toLowerCase() === JSON.stringify(found).toLowerCase();

/** 1 when no acceptance names this value; a failure without rows and value can not be covered. */
function uncoveredValue(finding: Finding, acceptances: readonly Acceptance[]): number {
  return finding.value !== null && acceptances.some((a) => a.value === finding.value) ? 0 : 1;
}

interface Reasons {
  readonly because: string;
  readonly by: string;
  readonly when: string;
  /** The asset's personal columns: what is of persons is accepted by its digest. */
  readonly personal?: readonly string[] | undefined;
}

/** The acceptance that covers just what this finding shows. */
export function acceptanceFor(rule: Rule, finding: Finding, { because, by, when, personal = [] }: Reasons): Acceptance {
  const base = { check: rule.id, because, by, when };
  if (finding.digests.length === 0) return finding.value === null ? base : { ...base, value: finding.value };
  const { keyColumns: columns, keys, digests } = finding;
  const isOpen = JSON.stringify(masked(finding, rule, personal).keys) === JSON.stringify(keys);
  const listed = isOpen && digests.length <= openKeys && keys.length === digests.length;
  return listed ? { ...base, columns, keys } : { ...base, columns, digests };
}

/** A Problem for each acceptance whose check the product does not have. */
export function unknownAcceptances(product: Product, rules: readonly Rule[]): readonly Problem[] {
  const known = new Set(rules.map((r) => r.id.toLowerCase()));
  return product.acceptances.flatMap((a) => {
    if (known.has(a.check.toLowerCase())) return [];
    const near = nearest(
      a.check,
      rules.map((r) => r.id),
    );
    return [problem('unknown-acceptance', { check: a.check, near }, { at: a.at })];
  });
}
