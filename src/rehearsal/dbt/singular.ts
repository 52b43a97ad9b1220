// The SELECT of what should not be, for a proposed check: what a singular test of dbt is. In plain SQL, as far as there is one. Pure.

import { quoteName } from '../../engine/index.ts';
import type { ProposedCheck } from '../rehearsal.ts';
import { text } from '../sql.ts';

type Settings = Readonly<Record<string, unknown>>;

const literal = (value: unknown): string => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : text(String(value)));
const listOf = (values: unknown): string | undefined => (Array.isArray(values) && values.length > 0 ? values.map(literal).join(', ') : undefined);

/** What must hold of a value, as one condition; undefined: nothing that is known is said. */
function holds(value: string, bounds: Settings): string | undefined {
  const pair = (name: string): readonly unknown[] | undefined => (Array.isArray(bounds[name]) ? (bounds[name] as readonly unknown[]) : undefined);
  const comparisons: readonly (readonly [name: string, operator: string])[] = [
    ['is', '='],
    ['isNot', '<>'],
    ['min', '>='],
    ['max', '<='],
    ['above', '>'],
    ['below', '<'],
  ];
  const said = [
    ...comparisons.flatMap(([name, operator]) => (bounds[name] === undefined ? [] : [`${value} ${operator} ${literal(bounds[name])}`])),
    ...[pair('between')].flatMap((p) => (p ? [`${value} between ${literal(p[0])} and ${literal(p[1])}`] : [])),
    ...[pair('notBetween')].flatMap((p) => (p ? [`${value} not between ${literal(p[0])} and ${literal(p[1])}`] : [])),
  ];
  return said.length === 0 ? undefined : said.join(' and ');
}

/** The condition for a row that offends what is said of a column; undefined where some of it has no such condition. */
export function columnConditions(column: string, settings: Settings): string | undefined {
  const all = Object.entries(settings).map(([name, value]): string | undefined => {
    if (name === 'required') return value === true ? `${column} is null` : undefined;
    if (name === 'min') return `${column} < ${literal(value)}`;
    if (name === 'max') return `${column} > ${literal(value)}`;
    if (name === 'pattern') return `not regexp_matches(${column}, ${literal(value)})`;
    if (name === 'in') return `${column} not in (${listOf(value) ?? 'null'})`;
    if (name !== 'length') return undefined;
    const bounds = typeof value === 'number' ? { is: value } : (value as Settings);
    return `not (${holds(`length(${column})`, bounds) ?? 'true'})`;
  });
  return all.length > 0 && all.every((c) => c !== undefined) ? all.join(' or ') : undefined;
}

const measures: Readonly<Record<string, (column: string) => string>> = {
  mean: (c) => `avg(${c})`,
  sum: (c) => `sum(${c})`,
  min: (c) => `min(${c})`,
  max: (c) => `max(${c})`,
  median: (c) => `median(${c})`,
  stddev: (c) => `stddev_samp(${c})`,
  distinct: (c) => `count(distinct ${c})`,
  nulls: (c) => `count(*) - count(${c})`,
  nullRatio: (c) => `1 - count(${c}) * 1.0 / count(*)`,
};

/** One value of all rows that is not as it must be; without rows there is no such value, and that is not as it must be either. */
function valueSql(value: string, bounds: Settings, from: string): string | undefined {
  const condition = holds(value, bounds);
  return condition === undefined ? undefined : `select ${value} as found\nfrom ${from}\nhaving not coalesce(${condition}, false)`;
}

/** The check's own SELECT. `label`: the table as SQL of the check itself names it. */
export function offendingSql(check: ProposedCheck, from: string, label: string): string | undefined {
  if (check.place === 'column') return undefined;
  if (check.place === 'rows') return valueSql('count(*)', check.settings, from);
  if (check.place === 'key') {
    const columns = check.columns.map(quoteName).join(', ');
    const missing = check.columns.map((c) => `${quoteName(c)} is null`).join(' or ');
    return `select ${columns}, count(*) as found\nfrom ${from}\ngroup by ${columns}\nhaving count(*) > 1 or ${missing}`;
  }
  const [type = '', settings = {}] = Object.entries(check.settings).find(([, value]) => typeof value === 'object') ?? [];
  return ofType[type]?.(settings as Settings, from, label);
}

const share = (value: unknown): number => (typeof value === 'string' && value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value));

const ofType: Readonly<Record<string, (settings: Settings, from: string, label: string) => string | undefined>> = {
  aggregate: ({ column, measure, ...bounds }, from) => {
    const value = measures[String(measure)];
    return value && valueSql(value(quoteName(String(column))), bounds, from);
  },
  notConstant: ({ column }, from) => valueSql(`count(distinct ${quoteName(String(column))})`, { min: 2 }, from),
  topShare: ({ column, max }, from) => {
    const name = quoteName(String(column));
    return `select ${name}, count(*) as found\nfrom ${from}\nwhere ${name} is not null\ngroup by ${name}\nhaving count(*) > ${share(max)} * (\n  select count(${name}) from ${from}\n)`;
  },
  notInSet: ({ column, values }, from) => {
    const list = listOf(values);
    return list && `select *\nfrom ${from}\nwhere ${quoteName(String(column))} in (${list})`;
  },
  setEquals: ({ column, values }, from) => {
    const name = quoteName(String(column));
    if (!Array.isArray(values) || values.length === 0) return undefined;
    const each = `(values ${values.map((v) => `(${literal(v)})`).join(', ')})`;
    const strange = `select cast(${name} as varchar) as found\nfrom ${from}\nwhere ${name} not in (${listOf(values)})`;
    return `${strange}\nunion all\nselect cast(expected as varchar)\nfrom ${each} as known(expected)\nwhere expected not in (\n  select ${name} from ${from} where ${name} is not null\n)`;
  },
  unique: ({ columns }, from) => {
    const list = (Array.isArray(columns) ? columns : [columns]).map((c) => quoteName(String(c))).join(', ');
    return `select ${list}, count(*) as found\nfrom ${from}\ngroup by ${list}\nhaving count(*) > 1`;
  },
  compareColumns: ({ column, operator, other }, from) =>
    `select *\nfrom ${from}\nwhere not (${quoteName(String(column))} ${operator} ${quoteName(String(other))})`,
  correlation: ({ columns, ...bounds }, from) => {
    const [a, b] = (columns as readonly string[]).map(quoteName);
    return valueSql(`corr(${a}, ${b})`, bounds, from);
  },
  sqlValue: ({ sql, ...bounds }, from, label) => {
    const condition = holds('found', bounds);
    const inner = String(sql).replaceAll(quoteName(label), from);
    return condition && `select found\nfrom (${inner}) as answer(found)\nwhere not coalesce(${condition}, false)`;
  },
};
