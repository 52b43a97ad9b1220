// SQL of faults: names and texts quoted, kinds of types, which rows a fault touches, a table with one column altered.

import { type Column, quoteName } from '../engine/index.ts';
import type { BaseFacts, Fault, Faulted } from './rehearsal.ts';

/** A column's name that the table does not have, in any case of its letters. */
export function freeName(wish: string, columns: readonly Column[]): string {
  const taken = new Set(columns.map((c) => c.name.toLowerCase()));
  let name = wish;
  while (taken.has(name.toLowerCase())) name += '_';
  return name;
}

/** The columns that a rehearsed table has beside its own, by names that are free. */
export const addedNames = (columns: readonly Column[]) => ({ line: freeName('trivet line', columns), place: freeName('trivet place', columns) });

/** Of a rehearsed table: counts from 0, in the order of the files. */
export const lineOf = ({ columns }: Pick<BaseFacts, 'columns'>): string => quoteName(addedNames(columns).line);
/** Counts from 0, in an order that the rows' values and the seed draw: equal rows are neighbours, whatever order they come in. */
export const placeOf = ({ columns }: Pick<BaseFacts, 'columns'>): string => quoteName(addedNames(columns).place);

export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const isInteger = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);
export const isUnsigned = (type: string): boolean => /^U/.test(type) && isInteger(type);
export const isFraction = (type: string): boolean => /^(FLOAT|DOUBLE|DECIMAL)/.test(type);
export const isNumber = (type: string): boolean => isInteger(type) || isFraction(type);
export const isText = (type: string): boolean => type === 'VARCHAR';
export const isMoment = (type: string): boolean => type.startsWith('TIMESTAMP');
export const isTime = (type: string): boolean => type === 'DATE' || isMoment(type);
export const isBoolean = (type: string): boolean => type === 'BOOLEAN';

/** The greatest value of a number's type that is safe to write, as text. */
export function greatest(type: string): string {
  const bits = {
    TINYINT: 7,
    SMALLINT: 15,
    INTEGER: 31,
    BIGINT: 63,
    HUGEINT: 127,
    UTINYINT: 8,
    USMALLINT: 16,
    UINTEGER: 32,
    UBIGINT: 64,
    UHUGEINT: 128,
  }[type];
  if (bits !== undefined) return String(2n ** BigInt(bits) - 1n);
  const [, width = '18', scale = '3'] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return type.startsWith('DECIMAL') ? '9'.repeat(Math.max(1, Number(width) - Number(scale))) : '1e15';
}

/** A number in its column's type; one that does not fit is the greatest (least) that does. Cut off before it is cast: a failing cast costs more than a thousand good ones. */
export function fitted(expression: string, type: string): string {
  if (/^(FLOAT|DOUBLE)$/.test(type)) return `try_cast(${expression} as ${type})`;
  const most = `cast(${text(greatest(type))} as double)`;
  const least = isUnsigned(type) ? '0' : `-${most}`;
  return `coalesce(try_cast(least(greatest(try_cast(${expression} as double), ${least}), ${most}) as ${type}), cast(${text(greatest(type))} as ${type}))`;
}

/** Rows touched: a part of all rows, at least one. */
export const countOf = (base: Pick<BaseFacts, 'rows'>, share: number): number => Math.max(1, Math.round(base.rows * share));

/** A row's place in the order in which this fault takes rows: the same for every share, so that a larger fault holds the smaller. */
export function turn(base: Pick<BaseFacts, 'rows' | 'columns'>, { operator, column, seed }: Fault): string {
  if (base.rows === 0) return placeOf(base);
  return `((${placeOf(base)} + ${offsetOf(`${operator} ${column ?? ''} ${seed}`, base.rows)}) % ${base.rows})`;
}

/** Faults at different places take different rows. */
export function offsetOf(name: string, rows: number): number {
  let hash = 2166136261;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619) >>> 0;
  return rows === 0 ? 0 : hash % rows;
}

/** The condition for a row to be touched: of those for which `eligible` holds, the first ones in the fault's order. */
export function chosen(base: BaseFacts, fault: Fault, eligible = 'true'): string {
  if (fault.share >= 1) return `(${eligible})`;
  const order = turn(base, fault);
  const count = countOf(base, fault.share);
  if (eligible === 'true') return `(${order} < ${count})`;
  const last = `(select max(p) from (select ${order} as p from base where ${eligible} order by p limit ${count}) as firsts)`;
  return `((${eligible}) and ${order} <= ${last})`;
}

/** All columns as they are, by name. */
export const listed = (columns: readonly Column[]): string => columns.map((c) => quoteName(c.name)).join(', ');

export const columnOf = (base: BaseFacts, name: string | undefined): Column | undefined => base.columns.find((c) => c.name === name);

/** The table with some expressions in place of columns. */
export function withColumns(base: BaseFacts, expressions: Readonly<Record<string, string>>, from = 'base'): Faulted {
  const list = base.columns.map((c) =>
    c.name in expressions ? `cast(${expressions[c.name]} as ${c.type}) as ${quoteName(c.name)}` : quoteName(c.name),
  );
  return { sql: `select ${list.join(', ')} from ${from}`, columns: base.columns, touches: Object.keys(expressions) };
}

/** The table with another value in one column, in the rows that the fault takes of those where it differs. */
export function altered(base: BaseFacts, fault: Fault, value: (name: string, type: string) => string, besides = 'true'): Faulted | undefined {
  const column = columnOf(base, fault.column);
  if (!column) return undefined;
  const name = quoteName(column.name);
  const other = value(name, column.type);
  const differs = `(${other}) is distinct from ${name}`;
  const rows = chosen(base, fault, besides === 'true' ? differs : `${besides} and ${differs}`);
  return withColumns(base, { [column.name]: `case when ${rows} then ${other} else ${name} end` });
}

/** The rows for which a condition holds. */
export const kept = (base: BaseFacts, condition: string): Faulted => ({
  sql: `select ${listed(base.columns)} from base where ${condition}`,
  columns: base.columns,
});

/** The table with some rows once more. */
export const repeated = (base: BaseFacts, condition: string, times = 1): Faulted => ({
  sql: `select ${listed(base.columns)} from base union all select ${listed(base.columns)} from base, range(${times}) where ${condition}`,
  columns: base.columns,
});
