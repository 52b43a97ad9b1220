// A contract as TypeScript: an interface for a row of each table, as JSON has it. Limits that types can't say stand in the comments.

import { type Claims, type TableClaims, tableClaims } from '../claims.ts';
import type { OdcsDocument } from '../document.ts';
import { logicalTypeOf } from '../type-text.ts';
import { promisesOf } from './words.ts';

export function typescriptOf(document: OdcsDocument): string {
  const used = new Set<string>();
  return document.schema.map((table) => interfaceOf(tableClaims(document, table), used)).join('\n');
}

function interfaceOf(claims: TableClaims, used: Set<string>): string {
  const { table, top, key } = claims;
  const lines = top.flatMap((one) => memberOf(key.includes(one.column) ? { ...one, present: 1 } : one, '  '));
  const said = [table.description, key.length > 0 ? `A row is named by ${key.join(', ')}.` : undefined];
  return `${comment(said, '')}export interface ${freeName(table.name, used)} {\n${lines.join('\n')}${lines.length > 0 ? '\n' : ''}}\n`;
}

/** `order_lines` → `OrderLines`; a second table of that name gets a number. */
function freeName(name: string, used: Set<string>): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const base = /^[\p{L}_]/u.test(joined) ? joined : `Table${joined}`;
  let free = base;
  for (let n = 2; used.has(free); n++) free = `${base}${n}`;
  used.add(free);
  return free;
}

function memberOf(claims: Claims, indent: string): readonly string[] {
  const { property } = claims;
  const said = [property.description, promisesOf({ ...claims, values: undefined }).join('; ') || undefined];
  const name = property.name ?? '';
  const key = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : literal(name);
  return [`${comment(said, indent)}${indent}readonly ${key}: ${withNull(claims, indent)};`];
}

const withNull = (claims: Claims, indent: string): string => {
  const type = typeOf(claims, indent);
  return claims.present === 1 || type === 'unknown' ? type : `${type} | null`;
};

function typeOf(claims: Claims, indent: string): string {
  const { values, inner, physicalType, logicalType = physicalType === undefined ? undefined : logicalTypeOf(physicalType) } = claims;
  const listed = values?.filter((value) => value !== null);
  if (listed?.length && listed.every((value) => typeof value !== 'object')) return listed.map((value) => literal(value)).join(' | ');
  if (logicalType === 'object') {
    if (inner.length === 0) return 'Readonly<Record<string, unknown>>';
    return `{\n${inner.flatMap((one) => memberOf(one, `${indent}  `)).join('\n')}\n${indent}}`;
  }
  if (logicalType === 'array') {
    const [items] = inner;
    const element = items ? withNull(items, indent) : 'unknown';
    return `readonly ${element.includes(' ') ? `(${element})` : element}[]`;
  }
  if (logicalType === 'number' || logicalType === 'integer') return 'number';
  if (logicalType === 'boolean') return 'boolean';
  return logicalType === undefined ? 'unknown' : 'string';
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
  return value.includes("'") && !value.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

function comment(said: readonly (string | undefined)[], indent: string): string {
  const lines = said.flatMap((text) => text?.trim().split(/\r?\n/) ?? []).map((line) => line.trim().replaceAll('*/', '* /'));
  if (lines.length === 0) return '';
  return lines.length === 1
    ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
