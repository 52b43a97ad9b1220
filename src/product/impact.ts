// From what harm costs to the level of impact, which decides the gates of a release.

import type { Place, Problem } from '../base/index.ts';
import { problem } from './problems.ts';
import type { Harm, Impact, ImpactLevel, Money, Owner } from './product.ts';
import { formatMoney, formatRate, perDay } from './values/money.ts';

/** What waking somebody costs where no owner says it. */
export const usualWakingCosts: Money = { amount: 500, currency: 'USD' };

/** What trivet.yaml says of impact: a level outright, or up to three harms with the places of their costs. */
export type DeclaredImpact = ImpactLevel | { readonly [K in 'wrong' | 'stale' | 'down']?: (Harm & { readonly at: Place }) | undefined };

/** The level: the cost of wrong per day below 1 × what waking costs is low, below 10 × medium, below 100 × high, else critical. */
export function impactOf(declared: DeclaredImpact | undefined, owner: Owner | undefined, problems: Problem[]): Impact {
  if (declared === undefined) return { level: 'low', because: 'no impact is declared' };
  if (typeof declared === 'string') return { level: declared, because: 'declared in trivet.yaml' };
  const waking = owner?.wakingCosts ?? usualWakingCosts;
  const harms: { [K in 'wrong' | 'stale' | 'down']?: Harm } = {};
  for (const name of ['wrong', 'stale', 'down'] as const) {
    const given = declared[name];
    if (!given) continue;
    const { at, ...harm } = given;
    harms[name] = harm;
    const currencies = { harm: `impact.${name}`, currency: harm.costs.currency, other: waking.currency, declared: owner?.wakingCosts !== undefined };
    if (currencies.currency !== currencies.other) problems.push(problem('different-currencies', currencies, { at }));
  }
  return { ...levelOf(harms.wrong, waking, owner?.wakingCosts !== undefined), ...harms };
}

function levelOf(wrong: Harm | undefined, waking: Money, declared: boolean): { readonly level: ImpactLevel; readonly because: string } {
  if (!wrong) return { level: 'low', because: 'no cost of wrong data is declared' };
  const cost = perDay(wrong.costs).amount;
  const times = cost === 0 ? 0 : cost / waking.amount;
  const level = times < 1 ? 'low' : times < 10 ? 'medium' : times < 100 ? 'high' : 'critical';
  const ratio = Number.isFinite(times) ? `${Number(times.toPrecision(3))} ×` : 'above';
  const other = declared ? 'that waking costs' : 'that waking costs where none is declared';
  return { level, because: `${formatRate(wrong.costs)} is ${ratio} the ${formatMoney(waking)} ${other}` };
}
