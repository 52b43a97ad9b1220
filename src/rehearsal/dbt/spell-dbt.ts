// A proposed check in dbt's words: a generic test where dbt has one of its own, else a singular test, a SELECT of what should not be. Pure.

import { stringify } from 'yaml';
import { quoteName } from '../../engine/index.ts';
import type { ProposedCheck } from '../rehearsal.ts';
import type { DbtRelation } from './project.ts';
import { columnConditions, offendingSql } from './singular.ts';

export interface DbtSpelling {
  /** The file of the project where it stands. */
  readonly file: string;
  readonly text: string;
}

/** What the project's version of dbt calls things. */
export interface DbtManner {
  /** `data_tests` since 1.8, before that `tests`. */
  readonly tests: 'data_tests' | 'tests';
  /** A test's arguments stand under `arguments:` since 1.10.5. */
  readonly nested: boolean;
}

export function mannerOf(version: string): DbtManner {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const since = (m: number, p: number): boolean => major > 1 || (major === 1 && (minor > m || (minor === m && patch >= p)));
  return { tests: since(8, 0) ? 'data_tests' : 'tests', nested: since(10, 5) };
}

/**
 * Undefined: dbt has no way to say it in one test, or says it already. `there`: the types of tests that stand at a column, of which dbt allows no second one of
 * the same arguments.
 */
export function spelledDbt(
  relation: DbtRelation,
  check: ProposedCheck,
  manner: DbtManner,
  there: (column: string) => ReadonlySet<string> = () => new Set(),
): DbtSpelling | undefined {
  const all = genericOf(check, manner);
  const own = all && there(all.column);
  const generic = all && { ...all, tests: all.tests.filter((test) => typeof test !== 'string' || !own?.has(test)) };
  if (generic?.tests.length === 0) return undefined;
  if (generic) return { file: relation.file ?? 'models/schema.yml', text: columnText(generic.column, generic.tests, manner) };
  const where = check.place === 'column' ? columnConditions(quoteName(check.column), check.settings) : undefined;
  const from = `{{ ${relation.said} }}`;
  const sql = where === undefined ? offendingSql(check, from, relation.label) : `select *\nfrom ${from}\nwhere ${where}`;
  return sql === undefined ? undefined : { file: `tests/${fileName(relation, check)}.sql`, text: sql };
}

type Generic = string | Readonly<Record<string, unknown>>;

function genericOf(check: ProposedCheck, manner: DbtManner): { readonly column: string; readonly tests: readonly Generic[] } | undefined {
  const [only, ...rest] = check.place === 'key' ? check.columns : [];
  if (only !== undefined) return rest.length === 0 ? { column: only, tests: ['not_null', 'unique'] } : undefined;
  if (check.place !== 'column') return undefined;
  const tests = Object.entries(check.settings).map(([name, value]): Generic | undefined => {
    if (name === 'required' && value === true) return 'not_null';
    if (name === 'unique' && value === true) return 'unique';
    return name === 'in' && Array.isArray(value) ? acceptedValues(value, manner) : undefined;
  });
  return tests.every((test): test is Generic => test !== undefined) ? { column: check.column, tests } : undefined;
}

function acceptedValues(values: readonly unknown[], { nested }: DbtManner): Generic {
  const said = { values, ...(values.every((v) => typeof v === 'string') ? {} : { quote: false }) };
  return { accepted_values: nested ? { arguments: said } : said };
}

const columnText = (name: string, tests: readonly Generic[], manner: DbtManner): string => {
  const list = tests.map((test) => `      - ${stringify(test, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`);
  return [`columns:`, `  - name: ${stringify(name).trim()}`, `    ${manner.tests}:`, ...list].join('\n');
};

function fileName({ name }: DbtRelation, check: ProposedCheck): string {
  const what = {
    column: () => `${check.place === 'column' ? check.column : ''}_${check.place === 'column' ? Object.keys(check.settings).join('_') : ''}`,
    key: () => 'key',
    rows: () => 'rows',
    check: () => (check.place === 'check' ? check.name : ''),
  }[check.place]();
  return `${name}_${what}`.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}
