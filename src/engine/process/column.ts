// One column of a model as predict takes and gives it: each datatype of the protocol has one form, whatever the values came as. Pure.

import type { ColumnValues } from '../duckdb/index.ts';
import type { Datatype } from './scripts.ts';

/** Anything with a length and values by position. */
export type Values = ArrayLike<unknown>;

/** A value that has no exact form in the datatype, and where. */
export interface Misfit {
  readonly row: number;
  readonly value: unknown;
}

const wholes: Readonly<Partial<Record<Datatype, readonly [bigint, bigint]>>> = {
  INT8: [-128n, 127n],
  INT16: [-32_768n, 32_767n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
  UINT8: [0n, 255n],
  UINT16: [0n, 65_535n],
  UINT32: [0n, 2n ** 32n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
};

export const datatypes: readonly Datatype[] = [...(Object.keys(wholes) as Datatype[]), 'BOOL', 'FP32', 'FP64', 'BYTES'];

const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** FP64 → Float64Array, FP32 → Float32Array, up to 32-bit integers → Int32Array (UINT32: Float64Array), INT64 → BigInt64Array, UINT64 → bigints, BOOL → booleans, BYTES → texts. Decimals may come as text. */
export function columnOf(values: Values, datatype: Datatype): { readonly column: ColumnValues } | { readonly misfit: Misfit } {
  const ready = alreadyOf(values, datatype);
  if (ready) return { column: ready };
  const out = emptyOf(datatype, values.length) as { [row: number]: unknown };
  for (let row = 0; row < values.length; row++) {
    const value = exact(values[row], datatype);
    if (value === undefined) return { misfit: { row: row + 1, value: values[row] } };
    out[row] = value;
  }
  return { column: out as unknown as ColumnValues };
}

function alreadyOf(values: Values, datatype: Datatype): ColumnValues | undefined {
  if (datatype === 'FP64' && values instanceof Float64Array) return values;
  if (datatype === 'FP32' && values instanceof Float32Array) return values;
  if (datatype === 'INT32' && values instanceof Int32Array) return values;
  return datatype === 'INT64' && values instanceof BigInt64Array ? values : undefined;
}

function emptyOf(datatype: Datatype, length: number): Float64Array | Float32Array | Int32Array | BigInt64Array | unknown[] {
  if (datatype === 'FP64' || datatype === 'UINT32') return new Float64Array(length);
  if (datatype === 'FP32') return new Float32Array(length);
  if (datatype === 'INT64') return new BigInt64Array(length);
  return datatype === 'UINT64' || datatype === 'BOOL' || datatype === 'BYTES' ? new Array<unknown>(length) : new Int32Array(length);
}

/** The value as the datatype has it; undefined where it has none. A 32-bit float takes the nearest. */
function exact(value: unknown, datatype: Datatype): string | number | bigint | boolean | undefined {
  if (datatype === 'BOOL') return typeof value === 'boolean' ? value : undefined;
  if (datatype === 'BYTES') return typeof value === 'string' ? value : undefined;
  const range = wholes[datatype];
  if (range) {
    const whole = wholeOf(value);
    if (whole === undefined || whole < range[0] || whole > range[1]) return undefined;
    return datatype.endsWith('64') ? whole : Number(whole);
  }
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && isNumber.test(value) ? Number(value) : undefined;
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? BigInt(value.replace('+', '')) : undefined;
}

/** The rows of a column in another order, or some of them; of the same form. */
export function pick(values: ColumnValues, rows: readonly number[]): ColumnValues {
  if (!ArrayBuffer.isView(values)) return rows.map((row) => values[row] ?? null);
  const out = new (values.constructor as new (length: number) => Float64Array)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}
