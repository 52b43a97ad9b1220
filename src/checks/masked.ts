// A finding without what is of persons: for everybody who is shown one. What is kept is whole, or nothing could be accepted.

import type { Json, Problem } from '../base/index.ts';
import type { Described } from '../product/index.ts';
import { kindOf } from './kinds.ts';
import { shownOf } from './own-select.ts';
import type { Finding, Rule, TypedRule } from './rule.ts';

const mask = '•••';
/** Columns that a rule makes of values of its own columns. */
const derived = ['previous', 'value'];
/** Measures that are a value of some row. */
const ofOneRow = ['min', 'max', 'median', 'percentile'];

/**
 * The values of personal columns as `•••`, in the rows and in the keys; also those that a rule about such a column puts beside them, and what the engine
 * says of values. Of a user's own SELECT about such a table only what is certainly of no person is left.
 */
export function masked<F extends Finding>(finding: F, rule: Rule, personal: readonly string[]): F {
  if (personal.length === 0 || rule.kind === 'metric') return finding;
  const shown = shownBy(rule, personal);
  const hide = <T>(columns: readonly string[], row: readonly T[]): readonly (T | string)[] =>
    row.map((value, i) => (value === null || shown.column(columns[i] ?? '') ? value : mask));
  return {
    ...finding,
    value: shown.value ? finding.value : null,
    sample: finding.sample.map((row) => hide(finding.columns, row)),
    keys: finding.keys.map((key) => hide(finding.keyColumns, key)),
    problem: finding.problem === null ? null : (maskedProblem(finding.problem as unknown as Problem, rule) as unknown as Json),
  };
}

/** A table with columns of persons, by the names that SQL may call it. */
export interface PersonalTable {
  readonly names: readonly string[];
  readonly columns: readonly string[];
}

export function personalTables(tables: Iterable<Pick<Described, 'name' | 'columns'> & { readonly physicalName?: string }>): readonly PersonalTable[] {
  return [...tables].flatMap(({ name, physicalName = name, columns }) => {
    const personal = columns.flatMap((column) => (column.personal ? [column.name] : []));
    return personal.length > 0 ? [{ names: [name.toLowerCase(), physicalName.toLowerCase()], columns: personal }] : [];
  });
}

/** Personal columns of a rule's own table, and of every other that its settings or its SQL may name. */
export function personalFor(rule: Rule, tables: readonly PersonalTable[]): readonly string[] {
  if (tables.length === 0 || rule.kind === 'metric') return [];
  const said = JSON.stringify([rule.settings, rule.where ?? null]).toLowerCase();
  const own = rule.asset.toLowerCase();
  return tables.flatMap(({ names, columns }) => (names.some((name) => name === own || said.includes(name)) ? columns : []));
}

interface Shown {
  readonly value: boolean;
  readonly column: (name: string) => boolean;
}

function shownBy(rule: TypedRule, personal: readonly string[]): Shown {
  if (rule.kind === 'sql') return { ...shownOf(rule.settings.sql, rule.asset, personal), value: true };
  if (rule.kind === 'sqlValue') {
    const { value } = shownOf(rule.settings.sql, rule.asset, personal);
    return { value, column: () => value };
  }
  const names = new Set(personal.map((name) => name.toLowerCase()));
  const about = kindOf(rule).columns(rule.settings as never);
  const isPersonal = about.some((name) => names.has(name.toLowerCase()));
  if (isPersonal) for (const name of derived) names.add(name);
  return {
    value: !(isPersonal && rule.kind === 'aggregate' && ofOneRow.includes(rule.settings.measure)),
    column: (name) => !names.has(name.toLowerCase()),
  };
}

/** Problems met while a statement ran over rows: the engine puts their values into its words. */
const ofValues = /^engine\/(cast-failed|step-failed|corrupt-file|bad-row|bad-value|crashed)$/;

function maskedProblem(problem: Problem, rule: TypedRule): Problem {
  const { cause, ...rest } = problem;
  const also = problem.also ? { also: problem.also.map((one) => maskedProblem(one, rule)) } : {};
  // what a matcher says of its pattern is of no row, unless the rule's own condition failed in its place
  const hides = ofValues.test(problem.code) || (problem.code === 'checks/bad-pattern' && rule.where !== undefined);
  return hides ? { ...rest, message: withoutValues(problem.message), ...also } : { ...problem, ...also };
}

/** A value stands in quotes that may hold others; where there is none, all that the engine says may be one. */
function withoutValues(message: string): string {
  const [, before, after] = /^([\s\S]*?the value )'[\s\S]*'( is not a valid [\s\S]*)$/.exec(message) ?? [];
  if (before !== undefined && after !== undefined) return `${before}'${mask}'${after}`;
  const [told] = /^[^:'"]*: (?:line \d+: )?/.exec(message) ?? [''];
  return `${told}${mask}`;
}
