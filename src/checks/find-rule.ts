// A rule by what a person types: its full id, or an end of it where that is unique.

import { failed, nearest, type Outcome, ok } from '../base/index.ts';
import { problem } from './problems.ts';
import type { Rule } from './rule.ts';

/** The rule named by `text`, case-insensitively; a Problem lists the candidates, or the nearest name. */
export function findRule(rules: readonly Rule[], text: string): Outcome<Rule> {
  const wanted = text.toLowerCase();
  const exact = rules.find((r) => r.id.toLowerCase() === wanted);
  if (exact) return ok(exact);
  const short = rules.filter((r) => shortName(r).toLowerCase() === wanted);
  const ending = short.length > 0 ? short : rules.filter((r) => r.id.toLowerCase().endsWith(`.${wanted}`));
  const [only] = ending;
  if (only && ending.length === 1) return ok(only);
  if (only) return failed(problem('ambiguous-check', { text, candidates: ending.map((r) => r.id) }));
  const byShort = nearest(text, rules.map(shortName));
  const near =
    nearest(
      text,
      rules.map((r) => r.id),
    ) ?? rules.find((r) => shortName(r) === byShort)?.id;
  return failed(problem('unknown-check', { text, near }));
}

/** `usual-flights` of `departures.usual-flights`, `delay.range` of `departures.delay.range`. */
const shortName = (rule: Rule): string => rule.id.slice(rule.asset.length + 1);
