// The key of an offending row: which columns name it, and a digest that is the same whether SQL or TypeScript computes it.

import { digestOf } from '../base/index.ts';
import type { Column } from '../engine/index.ts';

/** Characters of a key's digest: the first half of its sha256. */
const length = 32;

/** The digest of an offending row's key, values as text: 32 hexadecimal characters. Equal to what `keyDigestSql` computes. */
export function keyDigest(key: readonly (string | null)[]): string {
  return digestOf(keyText(key)).slice(0, length);
}

/** JSON but for control characters, which stay as they are: SQL can write this with two replacements. */
function keyText(key: readonly (string | null)[]): string {
  return `[${key.map((v) => (v === null ? 'null' : `"${v.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).join(',')}]`;
}

/** The same over SQL expressions of text. */
export function keyDigestSql(texts: readonly string[]): string {
  const parts = texts.map((t) => `coalesce('"' || replace(replace(${t}, '\\', '\\\\'), '"', '\\"') || '"', 'null')`);
  return `left(sha256('[' || ${parts.length > 0 ? parts.join(` || ',' || `) : "''"} || ']'), ${length})`;
}

/** A value as a key's text. Instants are written in UTC: a key must not change with the time zone in force. */
export function keyTextSql(expression: string, type: string): string {
  return type === 'TIMESTAMP WITH TIME ZONE' ? `cast(timezone('UTC', ${expression}) as varchar) || '+00'` : `cast(${expression} as varchar)`;
}

/** The digest of a set of keys too many to list. */
export const setDigest = (text: string): string => `set:${digestOf(text).slice(0, length)}`;

/** The position of a column, names matched case-insensitively; -1 if there is none. */
export function columnIndex(columns: readonly Column[], name: string): number {
  const wanted = name.toLowerCase();
  return columns.findIndex((c) => c.name.toLowerCase() === wanted);
}

const inexact = /\b(FLOAT|DOUBLE)\b/;

/** Positions of the columns that name a row: the asset's key where all of it is there, else all columns that are not floats, else all. */
export function keyOf(columns: readonly Column[], key: readonly string[] | undefined): readonly number[] {
  const declared = (key ?? []).map((name) => columnIndex(columns, name));
  if (declared.length > 0 && !declared.includes(-1)) return declared;
  const exact = columns.flatMap((c, i) => (inexact.test(c.type) ? [] : [i]));
  return exact.length > 0 ? exact : columns.map((_, i) => i);
}
