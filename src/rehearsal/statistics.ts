// What a table says of itself, for the checks that could be proposed: bounds, values, notations, order of columns.

import { failed, type Outcome, ok } from '../base/index.ts';
import { type Column, type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';
import type { Scalar } from '../product/index.ts';
import { isBoolean, isMoment, isNumber, isText, isTime } from './sql.ts';

export interface ColumnStatistics extends Column {
  readonly nulls: number;
  readonly distinct: number;
  /** Share of the rows with a value that have the commonest one. */
  readonly top: number;
  readonly min: Scalar;
  readonly max: Scalar;
  /** Of numbers. */
  readonly mean: number;
  readonly deviation: number;
  /** Of texts: characters, and which of `notations` every value has. */
  readonly shortest: number;
  readonly longest: number;
  readonly notations: readonly string[];
  /** All values, where they are few. */
  readonly values: readonly Scalar[];
  /** Of a date or instant: days since the newest value, at the clock in force, and whether no day is missing. */
  readonly age: number;
  readonly everyDay: boolean;
}

export interface Statistics {
  readonly rows: number;
  /** No row is there twice. */
  readonly distinctRows: boolean;
  readonly columns: readonly ColumnStatistics[];
  /** Pairs where the first is never above the second, and not always equal. */
  readonly ordered: readonly (readonly [string, string])[];
  /** Pairs of numbers with Pearson's r of 0.8 or more, or -0.8 or less. */
  readonly correlated: readonly (readonly [string, string, number])[];
}

/** Notations of a text, the narrowest first. */
export const notations: readonly string[] = [
  '^\\d+$',
  '^[A-Z]+$',
  '^[a-z]+$',
  '^[A-Z0-9]+$',
  '^[a-z0-9]+$',
  '^[A-Za-z]+$',
  '^[A-Za-z0-9]+$',
  '^-?\\d+(\\.\\d+)?$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^[A-Za-z0-9_.:/@+-]+$',
  '^\\S(.*\\S)?$',
];

/** What a notation is asked as, where a contract, whose patterns are those of ECMA-262, takes fewer texts by it than the engine: it is told only where it is true of both. */
const inBoth: Readonly<Record<string, string>> = {
  '^\\S(.*\\S)?$': '^[^\\s\\x{b}\\p{Z}\\x{feff}]([^\\n\\r\\x{2028}\\x{2029}]*[^\\s\\x{b}\\p{Z}\\x{feff}])?$',
};

const few = 25;
const mostPairs = 60;

interface Means {
  readonly engine: Pick<Engine, 'ask'>;
  readonly surroundings: Surroundings;
}

export async function statisticsOf(table: InputTable, columns: readonly Column[], means: Means): Promise<Outcome<Statistics>> {
  const pairs = pairsOf(columns);
  const list = columns.map((c) => quoteName(c.name)).join(', ');
  const questions = [
    { sql: `select count(*)${columns.map((c) => `, ${figures(c, means.surroundings.clock)}`).join('')} from t` },
    { sql: `select count(*) = (select count(*) from (select distinct ${list} from t)) from t` },
    { sql: `select ${['0', ...pairs.map(pairSql)].join(', ')} from t` },
    ...columns.map((c) => ({
      sql: `select ${quoteName(c.name)}, count(*) as n from t where ${quoteName(c.name)} is not null group by 1 order by n desc, 1 limit ${few + 1}`,
    })),
  ];
  const answers = await means.engine.ask({ tables: { t: table }, questions, surroundings: means.surroundings });
  const wrong = answers.slice(0, 3).find((a) => !a.ok);
  if (wrong && !wrong.ok) return failed(...wrong.problems);
  const rowsOf = (i: number): readonly (readonly Scalar[])[] => {
    const answer = answers[i];
    return answer?.ok ? answer.value.rows : [];
  };
  const all = rowsOf(0)[0] ?? [];
  const rows = Number(all[0]);
  const found = rowsOf(2)[0]?.slice(1) ?? [];
  return ok({
    rows,
    distinctRows: rowsOf(1)[0]?.[0] === true,
    columns: columns.map((c, i) => statisticsOfColumn(c, rows, all.slice(1 + i * width, 1 + (i + 1) * width), rowsOf(3 + i))),
    ordered: pairs.flatMap(([a, b], i) => {
      const [never, always] = [found[i * 3] === true, found[i * 3 + 1] === true];
      if (never && !always) return [[a.name, b.name] as const];
      return [];
    }),
    correlated: pairs.flatMap(([a, b], i) => {
      const r = Number(found[i * 3 + 2] ?? 0);
      return Math.abs(r) >= 0.8 && a.name < b.name ? [[a.name, b.name, r] as const] : [];
    }),
  });
}

/** Figures asked of each column. */
const width = 11;

function figures({ name, type }: Column, clock: string): string {
  const c = quoteName(name);
  const simple = isNumber(type) || isText(type) || isTime(type) || isBoolean(type);
  const number = isNumber(type) ? `${c}::double` : 'null::double';
  const finite = `filter (where isfinite(${number}))`;
  const day = isTime(type) ? `cast(${c} as date)` : 'null::date';
  const known = isTime(type) ? `filter (where isfinite(${c}))` : '';
  const told = notations.map((n) => `case when bool_and(regexp_matches(${c}, '${inBoth[n] ?? n}')) then '1' else '0' end`).join(' || ');
  return [
    `count(*) - count(${c})`,
    `count(distinct ${c})`,
    isNumber(type) ? `min(${c}) filter (where isfinite(${c}::double))` : isTime(type) ? `min(${c}) ${known}` : 'null',
    isNumber(type) ? `max(${c}) filter (where isfinite(${c}::double))` : isTime(type) ? `max(${c}) ${known}` : 'null',
    isNumber(type) ? `avg(${number}) ${finite}` : isBoolean(type) ? `avg(${c}::integer)` : 'null',
    isNumber(type) ? `stddev_pop(${number}) ${finite}` : 'null',
    isText(type) ? `min(length(${c}))` : 'null',
    isText(type) ? `max(length(${c}))` : 'null',
    isText(type) ? told : "''",
    isTime(type) ? `date_diff('hour', max(${isMoment(type) ? c : day}) ${known}, cast(${literal(clock)} as ${type})) / 24.0` : 'null',
    isTime(type) && simple ? `count(distinct ${day}) ${known} = date_diff('day', min(${day}) ${known}, max(${day}) ${known}) + 1` : 'false',
  ].join(', ');
}

const literal = (clock: string): string => `cast('${clock.replaceAll("'", "''")}' as timestamptz)`;

function statisticsOfColumn(column: Column, rows: number, f: readonly Scalar[], counted: readonly (readonly Scalar[])[]): ColumnStatistics {
  const [nulls, distinct, min = null, max = null, mean, deviation, shortest, longest, told, age, everyDay] = f;
  const present = rows - Number(nulls ?? 0);
  return {
    ...column,
    nulls: Number(nulls ?? 0),
    distinct: Number(distinct ?? 0),
    top: present === 0 ? 0 : Number(counted[0]?.[1] ?? 0) / present,
    min,
    max,
    mean: Number(mean ?? Number.NaN),
    deviation: Number(deviation ?? Number.NaN),
    shortest: Number(shortest ?? 0),
    longest: Number(longest ?? 0),
    notations: notations.filter((_, i) => String(told ?? '')[i] === '1'),
    values: counted.length <= few ? counted.map(([value]) => value ?? null) : [],
    age: Number(age ?? Number.NaN),
    everyDay: everyDay === true,
  };
}

type Pair = readonly [Column, Column];

/** Ordered pairs that can be compared: two numbers, or two times of one type. */
function pairsOf(columns: readonly Column[]): readonly Pair[] {
  const alike = (a: Column, b: Column) => (isNumber(a.type) && isNumber(b.type)) || (isTime(a.type) && a.type === b.type);
  return columns.flatMap((a) => columns.flatMap((b): readonly Pair[] => (a !== b && alike(a, b) ? [[a, b]] : []))).slice(0, mostPairs);
}

function pairSql([a, b]: Pair): string {
  const [x, y] = [quoteName(a.name), quoteName(b.name)];
  const both = isNumber(a.type) && a.name < b.name;
  const finite = `filter (where isfinite(${x}::double) and isfinite(${y}::double))`;
  return [`bool_and(${x} <= ${y})`, `bool_and(${x} = ${y})`, both ? `corr(${x}::double, ${y}::double) ${finite}` : '0'].join(', ');
}
