// What a rule reads beside its own asset.

import type { Rule } from './rule.ts';

/** Names of the other assets that a references rule reads. What an sql rule reads, the engine's parser says. */
export function ruleReads(rule: Rule): readonly string[] {
  return rule.kind === 'references' && rule.other.toLowerCase() !== rule.asset.toLowerCase() ? [rule.other] : [];
}
