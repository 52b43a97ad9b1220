// Columns put one after another and taken apart again, exactly; and plain values made into the columns that a model takes.

import type { ColumnBatch, ColumnValues, Datatype } from '../../engine/index.ts';
import { printed } from '../http/guard.ts';

type Plain = readonly (string | number | bigint | boolean | null)[];

/** Several batches of the same columns as one. */
export function joined(batches: readonly ColumnBatch[]): ColumnBatch {
  const [first] = batches;
  if (!first || batches.length === 1) return first ?? { columns: {}, rowCount: 0 };
  const rowCount = batches.reduce((sum, one) => sum + one.rowCount, 0);
  const columns: Record<string, ColumnValues> = {};
  for (const name of Object.keys(first.columns)) columns[name] = joinedColumn(batches.map((one) => one.columns[name] ?? []));
  return { columns, rowCount };
}

function joinedColumn(parts: readonly ColumnValues[]): ColumnValues {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = emptyLike(parts, length);
  if (!whole) return parts.flatMap((part) => [...part] as Plain);
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}

/** A typed array where all parts are of that one kind. */
function emptyLike(parts: readonly ColumnValues[], length: number): Float64Array | Float32Array | Int32Array | BigInt64Array | undefined {
  for (const kind of [Float64Array, Float32Array, Int32Array, BigInt64Array])
    if (parts.every((part) => part instanceof kind)) return new kind(length);
  return undefined;
}

/** Rows `from` to before `to`. */
export function sliced(batch: ColumnBatch, from: number, to: number): ColumnBatch {
  const columns: Record<string, ColumnValues> = {};
  for (const [name, values] of Object.entries(batch.columns)) columns[name] = values.slice(from, to);
  return { columns, rowCount: to - from };
}

const ranges: Partial<Record<Datatype, readonly [number, number]>> = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 2 ** 32 - 1],
};

const wide = (datatype: Datatype): readonly [bigint, bigint] => (datatype === 'INT64' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n]);

/** What is wrong with a value for a datatype; undefined where nothing is. Numbers only: no text that looks like one, no NaN. */
export function misfit(value: unknown, datatype: Datatype): string | undefined {
  if (value === null) return 'null is no value';
  if (datatype === 'BOOL') return typeof value === 'boolean' ? undefined : `${shown(value)} is neither true nor false`;
  if (datatype === 'BYTES') return typeof value === 'string' ? undefined : `${shown(value)} is no text`;
  if (typeof value !== 'number' && typeof value !== 'bigint') return `${shown(value)} is no number`;
  if (datatype === 'FP64') return Number.isFinite(Number(value)) ? undefined : `${shown(value)} is not finite`;
  if (datatype === 'FP32') return Number.isFinite(Math.fround(Number(value))) ? undefined : `${shown(value)} is not finite as FP32`;
  if (typeof value === 'number' && !Number.isInteger(value)) return `${shown(value)} is no whole number`;
  const range = ranges[datatype];
  const fits = range ? value >= range[0] && value <= range[1] : BigInt(value) >= wide(datatype)[0] && BigInt(value) <= wide(datatype)[1];
  return fits ? undefined : `${shown(value)} is out of the range of ${datatype}`;
}

/** A foreign value in a few words. Lists and objects are not opened: they may be as deep as the sender likes. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return printed(JSON.stringify(value));
}

/** Values that fit (see misfit) as a model's column: typed arrays where the contract has one. */
export function columnOf(values: Plain, datatype: Datatype): ColumnValues {
  switch (datatype) {
    case 'FP64':
    case 'UINT32':
      return Float64Array.from(values, Number);
    case 'FP32':
      return Float32Array.from(values, Number);
    case 'INT8':
    case 'INT16':
    case 'INT32':
    case 'UINT8':
    case 'UINT16':
      return Int32Array.from(values, Number);
    case 'INT64':
      return BigInt64Array.from(values, (value) => BigInt(value as number | bigint));
    case 'UINT64':
      return values.map((value) => BigInt(value as number | bigint));
    case 'BOOL':
    case 'BYTES':
      return values;
  }
}
