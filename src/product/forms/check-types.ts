// The check types and what each takes: one entry a type. Says what may be written; what a type means is said in checks/rules/, a file each.

import type { Place } from '../../base/index.ts';
import { byKind, listOf, mapped, members, named, needed, optional, type Placed, placed, type ReadBy } from './compound.ts';
import { kindOf } from './document.ts';
import { bound, choice, type Form, number, scalar, text, wholeNumber, yesOrNo } from './form.ts';
import { duration, identifier, percentage } from './notations.ts';
import { pairOf } from './pair.ts';
import { sql } from './sql-text.ts';

const column = text({ expects: 'the name of a column', example: 'origin' });
const columns = byKind('a column, or a list of columns', {
  single: mapped(column, (name): readonly string[] => [name]),
  list: listOf(column, { example: '[origin, day]', least: 1 }),
});
const table = placed(text({ expects: 'the name of a table', example: 'airports', pattern: identifier }));
const values = listOf(scalar, { example: '[SEA, SFO]', least: 1 });
const expression = text({ expects: 'an SQL expression', example: 'arrived_at >= departed_at' });
const onColumn = needed('The column.', column);

/** The eight comparisons. `between` and `notBetween` are inclusive. */
const comparisons = <T extends number | string>(of: Form<T>) => ({
  is: optional('Equal to.', of),
  isNot: optional('Not equal to.', of),
  min: optional('At least.', of),
  max: optional('At most.', of),
  above: optional('Greater than.', of),
  below: optional('Less than.', of),
  between: optional('From the first to the second, both included.', pairOf(of, '[1, 12]')),
  notBetween: optional('Not from the first to the second, both included.', pairOf(of, '[1, 12]')),
});
const ofValues = comparisons(bound);

interface ColumnType {
  readonly name: string;
  readonly type?: string | undefined;
}
const typeText = text({ expects: 'a type', example: 'integer' });
const columnTypes: Form<readonly ColumnType[]> = byKind('a list of columns, or a map from columns to types', {
  list: mapped(listOf(column, { example: '[origin, delay]', least: 1 }), (names): readonly ColumnType[] => names.map((name) => ({ name }))),
  map: mapped(
    named(
      { pattern: /\S/, expects: 'a map from columns to types', example: 'delay: integer' },
      byKind('a type', { single: typeText, empty: () => null }),
    ),
    (read): readonly ColumnType[] => read.map(({ name, value }) => (value === null ? { name } : { name, type: value })),
  ),
});

const changePattern = /^([+-]?\d+(?:\.\d+)?) ?%$/;
/** A change as a percentage with its sign, read into a share: -20% is -0.2. */
const change: Form<number> = mapped(text({ expects: 'a percentage with its sign', example: '-20%', pattern: changePattern }), (written) =>
  Number(`${changePattern.exec(written)?.[1]}e-2`),
);

/** A step between neighbours: a number, or a duration in milliseconds. */
const step: Form<number | { readonly milliseconds: number }> = {
  expects: 'a number, or a duration like 1h',
  example: '1h',
  schema: { anyOf: [number.schema, duration.schema] },
  read: (spot) => {
    if (kindOf(spot.node) === 'a number') return number.read(spot);
    const milliseconds = duration.read(spot);
    return milliseconds === undefined ? undefined : { milliseconds };
  },
};

export const formats = [
  'email',
  'uuid',
  'uri',
  'hostname',
  'ipv4',
  'ipv6',
  'date',
  'time',
  'date-time',
  'integer',
  'number',
  'boolean',
  'json',
] as const;
export const measures = [
  'min',
  'max',
  'mean',
  'sum',
  'stddev',
  'median',
  'percentile',
  'distinct',
  'distinctRatio',
  'entropy',
  'nulls',
  'nullRatio',
] as const;

/** A form for each check type's own settings. */
export const checkTypes = {
  sql: members('{ sql: "select …" }', { sql: needed('A SELECT that returns the offending rows; none is good.', sql) }),
  sqlValue: members('{ sql: "select count(*) from departures", min: 1 }', {
    sql: needed('A SELECT of one row and one column.', sql),
    ...ofValues,
  }),
  schema: members('{ columns: { origin: text, delay: integer } }', {
    columns: optional('The columns there must be, and their types; a type may be left out.', columnTypes),
    ordered: optional('true: in this order.', yesOrNo),
    closed: optional('true: and no others.', yesOrNo),
    unchanged: optional('true: the columns and types of the last good version.', yesOrNo),
  }),
  columnType: members('{ column: delay, type: integer }', {
    column: onColumn,
    type: needed(
      'The engine type; or `any` and a kind of types: any string, any integer, any number, any timestamp, any array …',
      text({ expects: 'a type', example: 'integer' }),
    ),
  }),
  notNull: members('{ column: origin }', { column: onColumn }),
  missing: members('{ column: email, values: [n/a, ""] }', {
    column: onColumn,
    values: optional('What counts as missing beside null; empty and blank texts unless said.', listOf(scalar, { example: '[n/a, ""]' })),
  }),
  unique: members('{ columns: [email] }', { columns: needed('The columns whose values together occur once; rows with a null pass.', columns) }),
  primaryKey: members('{ columns: [id] }', { columns: needed('The columns that name a row: unique together, none of them null.', columns) }),
  inSet: members('{ column: origin, values: [SEA, SFO] }', { column: onColumn, values: needed('The values there may be; nulls pass.', values) }),
  notInSet: members('{ column: origin, values: [XXX] }', { column: onColumn, values: needed('The values there may not be.', values) }),
  setEquals: members('{ column: origin, values: [SEA, SFO] }', {
    column: onColumn,
    values: needed('The values that occur: all of them, and no others.', values),
  }),
  range: members('{ column: delay, min: -240, max: 1440 }', { column: onColumn, ...ofValues }),
  regex: members('{ column: origin, pattern: "^[A-Z]{3}$" }', {
    column: onColumn,
    pattern: needed('A regular expression (RE2) that is found in each value; write ^ and $ for the whole.', text({ example: '^[A-Z]{3}$' })),
    not: optional('true: that is found in no value.', yesOrNo),
  }),
  like: members('{ column: origin, pattern: "S%" }', {
    column: onColumn,
    pattern: needed('A LIKE pattern: % is any text, _ one character.', text({ example: 'S%' })),
    not: optional('true: that no value is like.', yesOrNo),
  }),
  length: members('{ column: origin, is: 3 }', {
    column: onColumn,
    is: optional('Characters (of a list: elements), exactly.', wholeNumber({ example: '3' })),
    min: optional('At least so many.', wholeNumber({ example: '1' })),
    max: optional('At most so many.', wholeNumber({ example: '40' })),
  }),
  format: members('{ column: contact, format: email }', { column: onColumn, format: needed('The notation of each value.', choice(formats)) }),
  rowCount: members('{ min: 1000 }', comparisons(number)),
  rowCountChange: members('{ min: -20%, max: 50% }', {
    min: optional('The greatest fall against the last good version, as a negative percentage; absent: any.', change),
    max: optional('The greatest growth; absent: any.', change),
  }),
  freshness: members('{ column: departed_at, within: 24h }', {
    column: onColumn,
    within: needed('The greatest age of the newest value, against the clock in force.', duration),
  }),
  foreignKey: members('{ columns: [origin], table: airports, to: [iata] }', {
    columns: needed('The columns whose values are found in the other table; rows with a null pass.', columns),
    table: needed('The other table.', table),
    to: needed('The columns of the other table, in the same order.', columns),
  }),
  expression: members('{ expression: arrived_at >= departed_at }', {
    expression: needed('What is true of each row; unknown (null) passes.', expression),
  }),
  compareColumns: members('{ column: departed_at, operator: "<=", other: arrived_at }', {
    column: onColumn,
    operator: needed('How they compare.', choice(['=', '<>', '<', '<=', '>', '>='] as const)),
    other: needed('The other column of the same row; a null in either passes.', column),
  }),
  aggregate: members('{ column: delay, measure: mean, between: [-5, 30] }', {
    column: onColumn,
    measure: needed('What is measured of the column.', choice(measures)),
    percent: optional('Which percentile, 0 to 100; of `percentile` alone.', number),
    ...ofValues,
    table: optional('Another table, whose same measure this one must meet.', table),
    other: optional('The column of the other table; that of the same name unless said.', column),
    within: optional('The greatest difference to the other measure, as a share of it; 0 unless said.', percentage),
  }),
  tableDiff: members('{ table: departures_before, key: [id] }', {
    table: needed('The other table.', table),
    key: needed('The columns that name a row in both.', columns),
    columns: optional('The columns compared; all that both have unless said.', columns),
    tolerance: optional('The greatest difference of two numbers; 0 unless said.', number),
  }),
  monotone: members('{ column: odometer, by: [read_at] }', {
    column: onColumn,
    by: needed('The columns that order the rows.', columns),
    direction: optional('increasing unless said.', choice(['increasing', 'decreasing'] as const)),
    strictly: optional('true: equal neighbours offend too.', yesOrNo),
  }),
  gaps: members('{ column: hour, every: 1h }', {
    column: onColumn,
    every: needed('The step between neighbours: a duration for dates and instants, a number for numbers.', step),
  }),
  nonOverlap: members('{ from: starts, to: ends }', {
    from: needed('Where each interval begins.', column),
    to: needed('Where it ends; the end is not part of it.', column),
  }),
  casing: members('{ column: origin, case: upper }', {
    column: onColumn,
    case: needed('How its letters are written.', choice(['upper', 'lower'] as const)),
  }),
  notConstant: members('{ column: delay }', { column: onColumn }),
  correlation: members('{ columns: [distance, minutes], min: 0.8 }', {
    columns: needed('Two columns of numbers.', pairOf(column, '[distance, minutes]')),
    ...comparisons(number),
  }),
  topShare: members('{ column: origin, max: 60% }', {
    column: onColumn,
    max: needed('The greatest share of rows that one value may have.', percentage),
  }),
  fractionDigits: members('{ column: amount, max: 2 }', {
    column: onColumn,
    max: needed('The most digits behind the decimal point.', wholeNumber({ example: '2' })),
  }),
} as const;

/** What each check type takes, as read: SQL without its place, tables by name. */
export type CheckArguments = { readonly [K in keyof typeof checkTypes]: Plain<ReadBy<(typeof checkTypes)[K]>> };
export type CheckType = keyof CheckArguments;
type Plain<T> = { readonly [K in keyof T]: Unplaced<T[K]> };
type Unplaced<V> = V extends Placed<infer U> ? U : V;

/** The arguments without places, and the places of those that have one: `sql`, `table`. */
export function plainArguments<T extends object>(read: T): { readonly plain: Plain<T>; readonly places: Readonly<Record<string, Place>> } {
  const places: Record<string, Place> = {};
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(read)) {
    if (value === undefined) continue;
    const one = value as Partial<Placed<unknown>>;
    const isPlaced = typeof value === 'object' && value !== null && 'at' in value && 'value' in value;
    if (isPlaced && one.at) places[key] = one.at;
    plain[key] = isPlaced ? one.value : value;
  }
  return { plain: plain as Plain<T>, places };
}
