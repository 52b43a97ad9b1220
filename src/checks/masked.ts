// A finding without what is of persons: for everybody who is shown one. What is kept is whole, or nothing could be accepted.

import { kindOf } from './kinds.ts';
import type { Finding, Rule } from './rule.ts';

const mask = '•••';
/** Columns that a rule makes of values of its own columns. */
const derived = ['previous', 'value'];

/** The values of personal columns as `•••`, in the rows and in the keys; also those that a rule about such a column puts beside them. */
export function masked<F extends Finding>(finding: F, rule: Rule, personal: readonly string[]): F {
  if (personal.length === 0) return finding;
  const names = new Set(personal.map((name) => name.toLowerCase()));
  const about = rule.kind === 'metric' ? [] : kindOf(rule).columns(rule.settings as never);
  if (about.some((name) => names.has(name.toLowerCase()))) for (const name of derived) names.add(name);
  const hide = <T>(columns: readonly string[], row: readonly T[]): readonly (T | string)[] =>
    row.map((value, i) => (value !== null && names.has(columns[i]?.toLowerCase() ?? '') ? mask : value));
  return {
    ...finding,
    sample: finding.sample.map((row) => hide(finding.columns, row)),
    keys: finding.keys.map((key) => hide(finding.keyColumns, key)),
  };
}
