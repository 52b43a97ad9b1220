// A contract as JSON Schema (draft 2020-12) of one row as JSON has it: dates and instants are texts. What it can't say is left to the contract.

import type { Json } from '../../base/index.ts';
import { type Claims, type TableClaims, tableClaims } from '../claims.ts';
import type { JsonMap, LogicalType, OdcsDocument } from '../document.ts';
import { logicalTypeOf } from '../type-text.ts';

export function jsonSchemaOf(document: OdcsDocument): JsonMap {
  const tables = document.schema.map((table) => tableClaims(document, table));
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  const [only] = tables;
  if (only && tables.length === 1) return { ...head, ...rowOf(only) };
  const definitions = Object.fromEntries(tables.map((claims) => [claims.table.name, rowOf(claims)]));
  return { ...head, $defs: definitions, anyOf: tables.map(({ table }) => ({ $ref: `#/$defs/${pointer(table.name)}` })) };
}

const pointer = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

function rowOf({ table, top, key }: TableClaims): JsonMap {
  return {
    title: table.name,
    ...(table.description === undefined ? {} : { description: table.description }),
    ...objectOf(top.map((one) => (key.includes(one.column) ? { ...one, present: 1 } : one))),
  };
}

function objectOf(members: readonly Claims[]): JsonMap {
  const required = members.filter((one) => one.present === 1).map(nameOf);
  return {
    type: 'object',
    properties: Object.fromEntries(members.map((one) => [nameOf(one), valueSchema(one)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

const nameOf = ({ property }: Claims): string => property.name ?? '';

/** The value of a column; one that may be null says so, and so does its list of values. */
function valueSchema(claims: Claims): JsonMap {
  const { property, values, present } = claims;
  const { type, ...rest } = typeOf(claims);
  const nullable = present < 1;
  const words = { description: property.description, title: property.raw.businessName, examples: property.raw.examples };
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
  const listed = values && (nullable && !values.includes(null) ? [...values, null] : values);
  return {
    ...said,
    ...(type === undefined ? {} : { type: nullable && type !== undefined ? [type, 'null'] : type }),
    ...rest,
    ...(listed ? { enum: listed } : {}),
  };
}

const numbers: readonly (LogicalType | undefined)[] = ['number', 'integer'];
const textFormats: Readonly<Partial<Record<LogicalType, string>>> = { date: 'date', time: 'time', timestamp: 'date-time' };
/** The formats that draft 2020-12 knows. */
const known = /^(email|uuid|uri|hostname|ipv4|ipv6|date|time|date-time)$/;

function typeOf(claims: Claims): { readonly type?: string; readonly [key: string]: Json | undefined } {
  const { logicalType = claims.physicalType === undefined ? undefined : logicalTypeOf(claims.physicalType), length, inner, property } = claims;
  const [least, most] = [length.low?.value, length.high?.value];
  const { minProperties, maxProperties } = property.options;
  if (logicalType === 'object') {
    const own = inner.length > 0 ? objectOf(inner) : { type: 'object' };
    return { ...own, type: 'object', ...defined({ minProperties, maxProperties }) };
  }
  if (logicalType === 'array') {
    const [items] = inner;
    const distinct = claims.distinctItems ? { uniqueItems: true } : {};
    return { type: 'array', ...(items ? { items: valueSchema(items) } : {}), ...defined({ minItems: least, maxItems: most }), ...distinct };
  }
  if (numbers.includes(logicalType)) return { type: logicalType ?? 'number', ...numberOf(claims) };
  if (logicalType === 'boolean') return { type: 'boolean' };
  if (logicalType === undefined) return {};
  return { type: 'string', ...textOf(claims, logicalType, { minLength: least, maxLength: most }) };
}

function numberOf({ range: { low, high }, multipleOf }: Claims): JsonMap {
  const end = (value: string | number | undefined): Json | undefined => (typeof value === 'number' ? value : undefined);
  return defined({
    [low?.open ? 'exclusiveMinimum' : 'minimum']: end(low?.value),
    [high?.open ? 'exclusiveMaximum' : 'maximum']: end(high?.value),
    multipleOf,
  });
}

function textOf({ pattern, format }: Claims, logical: LogicalType, length: JsonMap): JsonMap {
  const notation = textFormats[logical] ?? (format !== undefined && known.test(format) ? format : undefined);
  return defined({ ...length, pattern: pattern !== undefined && isEcma(pattern) ? pattern : undefined, format: notation });
}

/** A pattern of the short form is RE2's, which may write what JSON Schema can't read. */
function isEcma(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

const defined = (values: JsonMap): JsonMap => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
