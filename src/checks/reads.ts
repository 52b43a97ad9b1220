// What a rule reads beside its own asset, and the SQL in it that users wrote.

import { quoteName } from '../engine/index.ts';
import { kindOf } from './kinds.ts';
import type { Rule } from './rule.ts';

/** Names of the other tables that a rule's settings name. What its written SQL reads, the engine's parser says. */
export function ruleReads(rule: Rule): readonly string[] {
  if (rule.kind === 'metric') return [];
  const others = Object.keys(kindOf(rule).others?.(rule.settings as never) ?? {});
  return others.filter((name) => name.toLowerCase() !== rule.asset.toLowerCase());
}

/** The columns that a rule's settings name. What its written SQL reads, the engine's planner says. */
export const ruleColumns = (rule: Rule): readonly string[] => (rule.kind === 'metric' ? [] : kindOf(rule).columns(rule.settings as never));

/** The SQL that users wrote in a rule, as statements the engine can parse: what they read and use, the rule does. */
export function ruleStatements(rule: Rule): readonly string[] {
  if (rule.kind === 'metric') return [];
  const written = kindOf(rule).written?.(rule.settings as never, quoteName(rule.asset)) ?? [];
  return rule.where === undefined ? written : [...written, `select * from ${quoteName(rule.asset)} where (${rule.where}\n)`];
}

/** Whether a rule's answer may be kept: not where it depends on the time or the last good version. */
export const ruleScope = (rule: Rule): 'clock' | 'history' | undefined => (rule.kind === 'metric' ? undefined : kindOf(rule).scope);
