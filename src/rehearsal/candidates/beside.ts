// Candidates beside what is written already: a bound that is missing is added to those that stand there, anything else becomes a check of its own. What
// somebody wrote is never replaced by what one day's data suggest.

import { ruleColumns, type TypedRule } from '../../checks/index.ts';
import type { Check } from '../../product/index.ts';
import type { Candidate } from './candidate.ts';

/** The candidate as it can be written where these rules stand. */
export function besideSaid(candidate: Candidate, rules: readonly TypedRule[]): Candidate {
  const { check, asked } = candidate;
  if (check.place !== 'column' && check.place !== 'rows') return candidate;
  const own = check.place === 'column' ? check.column.toLowerCase() : '';
  const said = rules.find((rule) => rule.kind === asked.type && ruleColumns(rule).join('\n').toLowerCase() === own);
  if (!said) return candidate;
  return withBounds(candidate, said) ?? { ...candidate, check: { place: 'check', name: candidate.id, settings: { [asked.type]: asked.settings } } };
}

/** With the bound that the rule lacks, where it stands in the short form. */
function withBounds({ check, asked, ...rest }: Candidate, said: TypedRule): Candidate | undefined {
  if (check.place !== 'column' && check.place !== 'rows') return undefined;
  if (said.kind !== 'range' && said.kind !== 'rowCount') return undefined;
  const short = check.place === 'rows' ? `${said.asset}.rows` : `${said.asset}.${check.column}.range`;
  if (said.id.toLowerCase() !== short.toLowerCase()) return undefined;
  const fresh = Object.fromEntries(Object.entries(check.settings).filter(([bound]) => !(bound in said.settings)));
  if (Object.keys(fresh).length === 0) return undefined;
  return { ...rest, check: { ...check, settings: fresh }, asked: { ...asked, settings: { ...said.settings, ...fresh } as Check['settings'] } };
}
