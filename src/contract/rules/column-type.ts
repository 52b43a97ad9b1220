// Types of a column: the engine type that a physicalType is, the kind of types that a logicalType allows, and the bounds that each can have.

import type { Place } from '../../base/index.ts';
import type { LogicalType, OdcsProperty } from '../document.ts';
import { problem } from '../problems.ts';
import { logicalTypeOf } from '../type-text.ts';
import { inUtc } from './in-utc.ts';
import { addCheck, addNotRun, type Making } from './meaning.ts';

const simple =
  /^(bigint|int8|long|int64|bit|bitstring|blob|bytea|binary|varbinary|boolean|bool|logical|date|double|float8|double precision|float|float4|real|hugeint|int128|integer|int4|int|int32|signed|interval|json|smallint|int2|short|int16|time|timetz|time with time zone|timestamp|datetime|timestamptz|timestamp with time zone|timestamp_s|timestamp_ms|timestamp_ns|tinyint|int1|ubigint|uint64|uhugeint|uint128|uinteger|uint32|usmallint|uint16|utinyint|uint8|uuid|varchar|char|bpchar|text|string|nvarchar|decimal|numeric|dec)$/;
const sized = /^((decimal|numeric|dec) ?\( ?\d{1,2} ?(, ?\d{1,2} ?)?\)|(varchar|char|bpchar|text|string|nvarchar) ?\( ?(\d+|max) ?\))$/;

/** A type that the engine knows under this name, or a list or a struct of such. */
export function isEngineType(type: string): boolean {
  const text = type.trim().toLowerCase().replace(/\s+/g, ' ');
  if (simple.test(text) || sized.test(text)) return true;
  const [, element] = /^(.*)\[\d*\]$/.exec(text) ?? [];
  if (element) return isEngineType(element);
  const [, inside] = /^(?:struct|map) ?\((.*)\)$/.exec(text) ?? [];
  return inside !== undefined && /^[\w ,"()[\]]+$/.test(inside);
}

/** The most characters of a `varchar(40)`; the engine itself does not keep to it. */
export function longest(type: string | undefined): number | undefined {
  const [, size] =
    /^\s*(?:varchar|char|bpchar|character|character varying|nchar|nvarchar|varchar2|nvarchar2|text|string)\s*\(\s*(\d+)(?:\s+char)?\s*\)\s*$/i.exec(
      type ?? '',
    ) ?? [];
  return size === undefined ? undefined : Number(size);
}

/** `any number`: what a logical type alone says. Before 3.1.0 `date` was every date and time. */
export function kindOfTypes(logical: LogicalType, apiVersion: string): string {
  return logical === 'date' && apiVersion !== '3.1.0' ? 'any date or time' : `any ${logical}`;
}

const fits = (of: LogicalType | undefined, logical: LogicalType): boolean =>
  of === undefined ||
  of === logical ||
  (logical === 'number' && of === 'integer') ||
  // before 3.1.0 there was no other logical type for them
  (logical === 'date' && (of === 'timestamp' || of === 'time')) ||
  // nested values may be kept as JSON, which the engine keeps as text
  ((logical === 'object' || logical === 'array') && of === 'string');

/**
 * The engine type that a physical type is. One that contradicts the logical type, or that the engine does not know, is told and is none; without a logical
 * type, nothing of the column's type is asked then, which is listed.
 */
export function engineType(making: Making, { physicalType, logicalType, path }: OdcsProperty, column: string): string | undefined {
  if (physicalType === undefined) return undefined;
  const isKnown = isEngineType(physicalType);
  if (isKnown && (logicalType === undefined || fits(logicalTypeOf(physicalType), logicalType))) return physicalType;
  const at = making.document.at([...path, 'physicalType']);
  sayUnused(making, column, physicalType, logicalType, at);
  if (logicalType === undefined)
    addNotRun(making, `${column}.type`, `the physicalType ${physicalType} is no type of the engine, and there is no logicalType`, at);
  return undefined;
}

/** The engine type of a column, and a check where only the logical type says what it is. */
export function typeOf(making: Making, property: OdcsProperty, column: string): string | undefined {
  const { logicalType, options } = property;
  const physical = engineType(making, property, column);
  if (physical !== undefined || logicalType === undefined) return physical;
  if (logicalType === 'timestamp' && options.timezone) return 'timestamptz';
  const type = kindOfTypes(logicalType, making.document.apiVersion);
  addCheck(making, { name: `${column}.type`, at: making.document.at([...property.path, 'logicalType']) }, 'columnType', { column, type });
  return undefined;
}

const vague = ['array', 'object', 'struct', 'record', 'map', 'list', 'number', 'enum'];

function sayUnused(making: Making, column: string, type: string, logical: LogicalType | undefined, at: Place): undefined {
  // each type is told once: a contract of another system has the same in a hundred columns
  if (vague.includes(type.trim().toLowerCase()) || making.toldTypes.has(type)) return;
  making.toldTypes.add(type);
  const told = isEngineType(type)
    ? problem('bad-type', { column, type, logical: logical ?? '' }, { at })
    : problem('unknown-type', { column, type, logical }, { at });
  making.problems.push(told);
}

/** The range of numbers that a format like `i16` or `f32` holds; texts where a number would lose digits. */
export function rangeOfFormat(format: string | undefined): { readonly min: number | string; readonly max: number | string } | undefined {
  if (format === 'f32') return { min: -3.4028234663852886e38, max: 3.4028234663852886e38 };
  const [, sign, bits] = /^([iu])(\d+)$/.exec(format ?? '') ?? [];
  if (!bits) return undefined;
  const size = BigInt(bits);
  const [min, max] = sign === 'u' ? [0n, 2n ** size - 1n] : [-(2n ** (size - 1n)), 2n ** (size - 1n) - 1n];
  const bound = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
  return { min: bound(min), max: bound(max) };
}

const day = '\\d{4}-\\d{2}-\\d{2}';
const time = '\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?';
const zone = '(Z|[+-]\\d{2}(:?\\d{2})?)?';
const notations: Readonly<Record<string, readonly [pattern: RegExp, expects: string, example: string]>> = {
  date: [new RegExp(`^${day}([T ]${time}${zone})?$`), 'a day', '"2026-01-31"'],
  timestamp: [new RegExp(`^${day}([T ]${time}${zone})?$`), 'a day and a time', '"2026-01-31T12:00:00"'],
  time: [new RegExp(`^T?${time}${zone}$`), 'a time', '"12:00:00"'],
};

const zonedTime = /^\s*(timetz|time with time zone)\s*$/i;

/**
 * A bound that a column can be compared with; one that is none is told. Of dates and times a text, else a number.
 * The engine drops the offset where a column has none, so that an instant is given in UTC.
 */
export function boundOf(
  making: Making,
  property: OdcsProperty,
  column: string,
  key: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum',
) {
  const value = property.options[key];
  const logical = property.logicalType ?? '';
  const notation = notations[logical];
  if (value === undefined || !notation) return value;
  const [pattern, expects, example] = notation;
  const text = String(value);
  const [date = ''] = text.split(/[T ]/);
  const instant = Date.parse(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
  const isZoned = /\d(Z|[+-]\d{2}(:?\d{2})?)$/.test(text.replace(/^\d{4}-\d{2}-\d{2}/, ''));
  const fits = logical === 'time' ? !isZoned || zonedTime.test(property.physicalType ?? '') : isDay;
  if (pattern.test(text) && fits) return logical === 'date' && making.document.apiVersion === '3.1.0' ? text : inUtc(text.replace(/^T/, ''), logical);
  const at = making.document.at([...property.path, 'logicalTypeOptions', key]);
  making.problems.push(problem('bad-bound', { column, text, logical, expects, example: `${key}: ${example}` }, { at }));
  return undefined;
}
