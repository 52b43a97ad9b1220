// A table column by column, for code that is not SQL: the engine's own vectors are copied, nothing goes through rows.

import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { ColumnBatch, ColumnValues, Engine } from './engine.ts';
import { problemOf } from './errors.ts';
import { columnsOf } from './input-columns.ts';
import { problem } from './problems.ts';
import { quoteName } from './statement.ts';
import { hasFloat, parseType } from './storage.ts';
import { onlyTable } from './tables.ts';
import { jsonText, plainText, timestampWriter } from './values.ts';

type Typed = Float64Array | Float32Array | Int32Array | BigInt64Array;
type Plain = (string | number | bigint | boolean | null)[];

/** Reads the table, or some of its columns, from a connection on which it stands alone. */
export async function readColumns(
  connection: DuckDBConnection,
  request: Omit<Parameters<Engine['columns']>[0], 'surroundings'>,
): Promise<Outcome<ColumnBatch>> {
  const chosen = choose(
    columnsOf(request.table).map((c) => c.name),
    request.only,
  );
  if (!chosen.ok) return chosen;
  const names = chosen.value;
  const types = new Map(columnsOf(request.table).map((c) => [c.name, c.type]));
  const list = names.length > 0 ? names.map((name) => shown(quoteName(name), types.get(name) ?? '')).join(', ') : 'NULL';
  try {
    const result = await connection.stream(`SELECT ${list} FROM ${quoteName(onlyTable)}${orderOf(names, types)}`);
    const collectors = names.map((_, i) => collector(result.columnType(i)));
    let rowCount = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const [i, collect] of collectors.entries()) collect.add(chunk, i);
      rowCount += chunk.rowCount;
    }
    return ok({ columns: Object.fromEntries(names.map((name, i) => [name, (collectors[i] as Collector).values()])), rowCount });
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  }
}

/** The columns asked for, as the table writes their names. */
function choose(known: readonly string[], only: readonly string[] | undefined): Outcome<readonly string[]> {
  if (only === undefined) return ok(known);
  const byName = new Map(known.map((name) => [name.toLowerCase(), name]));
  const problems: Problem[] = [];
  const chosen = only.flatMap((name) => {
    const found = byName.get(name.toLowerCase());
    if (found === undefined) problems.push(problem('unknown-column', { name, candidate: nearest(name, known) }));
    return found ?? [];
  });
  return problems.length > 0 ? failed(...problems) : ok([...new Set(chosen)]);
}

/** Contents have no order, so what code is handed must have one of its own: by the columns asked for, exact ones first. Rows that tie are the same. */
function orderOf(names: readonly string[], types: ReadonlyMap<string, string>): string {
  const float = (name: string): boolean => hasFloat(parseType(types.get(name) ?? ''));
  const order = [...names.filter((name) => !float(name)), ...names.filter(float)].map((name) => {
    const column = `${quoteName(onlyTable)}.${quoteName(name)}`;
    // a sum is another column to the sorter, which gives back its own keys, and -0 as 0
    return `${/^(DOUBLE|FLOAT)$/.test(types.get(name) ?? '') ? `(${column} + 0)` : column} ASC NULLS LAST`;
  });
  return order.length ? ` ORDER BY ${order.join(', ')}` : '';
}

/** Short texts the engine writes three times faster than the client. */
function shown(name: string, type: string): string {
  return /^(DATE|TIME|DECIMAL\(.*)$/.test(type) ? `CAST(${name} AS VARCHAR)` : name;
}

interface Collector {
  add(chunk: DuckDBDataChunk, column: number): void;
  values(): ColumnValues;
}

const typedBy: ReadonlyMap<DuckDBTypeId, (length: number) => Typed> = new Map<DuckDBTypeId, (length: number) => Typed>([
  [DuckDBTypeId.TINYINT, (n) => new Int32Array(n)],
  [DuckDBTypeId.SMALLINT, (n) => new Int32Array(n)],
  [DuckDBTypeId.INTEGER, (n) => new Int32Array(n)],
  [DuckDBTypeId.UTINYINT, (n) => new Int32Array(n)],
  [DuckDBTypeId.USMALLINT, (n) => new Int32Array(n)],
  [DuckDBTypeId.UINTEGER, (n) => new Float64Array(n)],
  [DuckDBTypeId.FLOAT, (n) => new Float32Array(n)],
  [DuckDBTypeId.DOUBLE, (n) => new Float64Array(n)],
  [DuckDBTypeId.BIGINT, (n) => new BigInt64Array(n)],
]);

function collector(type: DuckDBType): Collector {
  const make = typedBy.get(type.typeId);
  return make ? typedCollector(make) : plainCollector([], plainOf(type));
}

/** A typed array that grows, until the first null makes it a plain one. */
function typedCollector(make: (length: number) => Typed): Collector {
  let values = make(2048);
  let length = 0;
  let plain: Collector | undefined;
  return {
    add(chunk, column) {
      const items = plain ? undefined : itemsOf(chunk, column);
      if (!items) {
        plain ??= plainCollector(
          Array.from<number | bigint>(values.subarray(0, length) as Iterable<number | bigint> & ArrayLike<number | bigint>),
          asNumber,
        );
        plain.add(chunk, column);
        return;
      }
      if (length + chunk.rowCount > values.length) {
        const grown = make(Math.max(values.length * 2, length + chunk.rowCount));
        grown.set(values as never);
        values = grown;
      }
      values.set(items as never, length);
      length += chunk.rowCount;
    },
    values: () => plain?.values() ?? values.slice(0, length),
  };
}

function plainCollector(values: Plain, convert: (value: DuckDBValue) => Plain[number]): Collector {
  return {
    add(chunk, column) {
      const vector = chunk.getColumnVector(column);
      for (let i = 0; i < chunk.rowCount; i++) {
        const value = vector.getItem(i) as DuckDBValue;
        values.push(value === null || typeof value === 'string' ? value : convert(value));
      }
    },
    values: () => values,
  };
}

/** The vector's own numbers where none of them is null. The client shows them only one by one, which is ten times slower. */
function itemsOf(chunk: DuckDBDataChunk, column: number): ArrayLike<number> | ArrayLike<bigint> | undefined {
  const vector = chunk.getColumnVector(column) as unknown as { readonly items?: unknown; readonly validity?: { readonly data?: unknown } };
  const { items, validity } = vector;
  if (!ArrayBuffer.isView(items) || items instanceof DataView || validity?.data === undefined) return undefined;
  if (validity.data instanceof BigUint64Array && !allValid(validity.data, chunk.rowCount)) return undefined;
  return (items as Int32Array).subarray(0, chunk.rowCount);
}

function allValid(words: BigUint64Array, rows: number): boolean {
  const whole = Math.floor(rows / 64);
  for (let i = 0; i < whole; i++) if (words[i] !== 0xffffffffffffffffn) return false;
  const rest = (1n << BigInt(rows % 64)) - 1n;
  return rest === 0n || ((words[whole] ?? 0n) & rest) === rest;
}

const asNumber = (value: DuckDBValue): number | bigint => value as number | bigint;

const nestedTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
  DuckDBTypeId.VARIANT,
]);

/** How a value of another type leaves: what JavaScript holds exactly as it is, all else as text. */
function plainOf(type: DuckDBType): (value: DuckDBValue) => Plain[number] {
  if (nestedTypes.has(type.typeId)) return (value) => jsonText(value, type);
  if (type.typeId === DuckDBTypeId.TIMESTAMP || type.typeId === DuckDBTypeId.TIMESTAMP_TZ) return timestampWriter();
  return (value) => (typeof value === 'bigint' || typeof value === 'boolean' ? value : plainText(value));
}
