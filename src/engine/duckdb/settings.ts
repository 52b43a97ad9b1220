// The engine's settings: which exist, what they may be, who wins (product's wish < TRIVET_ENGINE_NAME < --set), and the version.
// Only what alters a result is in the environment fingerprint; threads and memory are the machine's.

import { createRequire } from 'node:module';
import { failed, nearest, type Outcome, ok, type Place, type Problem } from '../../base/index.ts';
import type { EngineSettings } from './engine.ts';
import { problem } from './problems.ts';
import { quoteText } from './statement.ts';

interface Setting {
  readonly default: string;
  /** DuckDB's own name. */
  readonly engine: string;
  readonly expected: string;
  /** The candidates for "did you mean". */
  readonly values: readonly string[];
  /** The canonical form of a value, or undefined if it is none. */
  readonly accept: (value: string) => string | undefined;
}

const oneOf = (engine: string, standard: string, values: readonly string[]): Setting => ({
  default: standard,
  engine,
  expected: `one of ${values.join(', ')}`,
  values,
  accept: (value) => values.find((v) => v === value.toLowerCase()),
});
const flag = (engine: string, standard: 'true' | 'false'): Setting => oneOf(engine, standard, ['true', 'false']);

const collations = ['binary', 'nocase', 'noaccent', 'nfc', 'c', 'posix'];
const languages =
  'af am ar as az be bg bn bo br bs ca ceb chr cs cy da de dsb dz ee el en eo es et fa ff fi fil fo fr ga gl gu ha haw he hi hr hsb hu hy id ig is it ja ka kk kl km kn ko kok ku ky lb lkt ln lo lt lv mk ml mn mr ms mt my nb ne nl nn om or pa pl ps pt ro ru sa se si sk sl smn sq sr sv sw ta te th tk to tr ug uk ur uz vi wae wo xh yi yo yue zh zu'.split(
    ' ',
  );

/** Settings that alter a result, by the name of trivet.yaml's `engine:`. */
const altering: Readonly<Record<string, Setting>> = {
  timezone: {
    default: 'UTC',
    engine: 'TimeZone',
    expected: 'a time zone of the IANA database, e.g. America/Los_Angeles',
    values: [...Intl.supportedValuesOf('timeZone'), 'UTC'],
    accept: timezone,
  },
  null_order: oneOf('default_null_order', 'nulls_last', [
    'nulls_last',
    'nulls_first',
    'nulls_first_on_asc_last_on_desc',
    'nulls_last_on_asc_first_on_desc',
  ]),
  default_order: oneOf('default_order', 'asc', ['asc', 'desc']),
  integer_division: flag('integer_division', 'false'),
  collation: {
    default: 'binary',
    engine: 'default_collation',
    expected: 'binary, nocase, noaccent, nfc, a language such as de, or several joined by a dot (nocase.noaccent)',
    values: [...collations, ...languages],
    accept: collation,
  },
  calendar: oneOf('Calendar', 'gregorian', [
    'gregorian',
    'buddhist',
    'chinese',
    'coptic',
    'hebrew',
    'indian',
    'islamic',
    'japanese',
    'persian',
    'roc',
  ]),
  ieee_floating_point_ops: flag('ieee_floating_point_ops', 'true'),
  old_implicit_casting: flag('old_implicit_casting', 'false'),
  scalar_subquery_error_on_multiple_rows: flag('scalar_subquery_error_on_multiple_rows', 'true'),
  disable_timestamptz_casts: flag('disable_timestamptz_casts', 'false'),
};

const machineSettings: Readonly<Record<string, Setting>> = {
  threads: {
    default: '',
    engine: 'threads',
    expected: 'a number of threads from 1 to 1024',
    values: [],
    accept: (v) => (/^\d{1,4}$/.test(v) && Number(v) >= 1 && Number(v) <= 1024 ? String(Number(v)) : undefined),
  },
  memory_limit: {
    default: '',
    engine: 'memory_limit',
    expected: 'an amount of memory, e.g. 2GB or 500MiB',
    values: [],
    accept: (v) => (/^\d+(\.\d+)?\s*([kmgt]i?b)$/i.test(v.trim()) ? v.trim() : undefined),
  },
};

function timezone(value: string): string | undefined {
  // Intl also takes offsets such as +02:00, which the engine does not.
  if (!/^[A-Za-z]/.test(value)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function collation(value: string): string | undefined {
  const parts = value.toLowerCase().split('.');
  return parts.every((p) => collations.includes(p) || languages.includes(p)) ? parts.join('.') : undefined;
}

/** What the machine gives; it does not alter results. */
export interface Machine {
  readonly threads?: number | undefined;
  /** E.g. `2GB`. */
  readonly memory?: string | undefined;
}

export interface InForce {
  /** Every setting that alters a result, with its value in force: part of the environment fingerprint. */
  readonly values: EngineSettings;
  readonly machine: Machine;
}

/**
 * The settings in force: product's wish, overridden by `TRIVET_ENGINE_<NAME>`, overridden by `--set engine.NAME=VALUE`.
 * Unknown names and values are Problems that say where they stand; `places`: of the product's wishes.
 */
export function engineSettings(
  wish: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string | undefined>>,
  sets: readonly string[],
  places: Readonly<Record<string, Place>> = {},
): Outcome<InForce> {
  const problems: Problem[] = [];
  const chosen: Record<string, string> = {};
  const known = { ...altering, ...machineSettings };
  const take = (name: string, value: string, where: string, at?: Place): void => {
    const setting = Object.hasOwn(known, name) ? known[name] : undefined;
    const names = Object.keys(known);
    if (!setting) problems.push(problem('unknown-setting', { name, where, candidate: nearest(name, names), known: names }, { at }));
    const accepted = setting?.accept(value);
    if (accepted !== undefined) chosen[name] = accepted;
    else if (setting) {
      problems.push(problem('bad-setting', { name, value, where, expected: setting.expected, candidate: nearest(value, setting.values) }, { at }));
    }
  };
  for (const [name, value] of Object.entries(wish)) take(name.toLowerCase(), String(value), `trivet.yaml (engine.${name})`, places[name]);
  const prefix = 'TRIVET_ENGINE_';
  for (const [name, value] of Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith(prefix) && value !== undefined && value !== '') take(name.slice(prefix.length).toLowerCase(), value, name);
  }
  for (const text of sets) {
    const [, name, value] = /^engine\.([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) problems.push(problem('bad-set', { text }));
    else take(name.trim().toLowerCase(), value.trim(), `--set ${text}`);
  }
  if (problems.length > 0) return failed(...problems);
  const values = Object.fromEntries(Object.entries(altering).map(([name, s]) => [name, chosen[name] ?? s.default]));
  const { threads, memory_limit } = chosen;
  return ok({ values, machine: { ...(threads ? { threads: Number(threads) } : {}), ...(memory_limit ? { memory: memory_limit } : {}) } });
}

/** The settings that hold where a product asks for none. */
export const standardSettings: EngineSettings = Object.fromEntries(Object.entries(altering).map(([name, s]) => [name, s.default]));

/** All settings by DuckDB's own names. */
export function settingsByEngineName(settings: EngineSettings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(altering).map(([name, s]) => {
      const value = settings[name] ?? s.default;
      return [s.engine, name === 'collation' && value === 'binary' ? '' : value];
    }),
  );
}

/** Statements that put settings in force for a whole instance; several of them (null order, collation) have no narrower scope. */
export function settingStatements(settings: EngineSettings): string {
  return Object.entries(settingsByEngineName(settings))
    .map(([name, value]) => `SET GLOBAL ${name} = ${quoteText(value)}`)
    .join('; ');
}

/** The version of the engine's package, read without loading it. */
export function engineVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('@duckdb/node-api/package.json') as { version: string }).version;
}
