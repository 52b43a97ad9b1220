// The engine's types as trees: how each is kept in Parquet and comes back the same, is digested, and is compared.

import { quoteName, quoteText } from './statement.ts';

export type Type =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'array'; readonly of: Type; readonly size: string }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: Type }[] }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type };

/** Reads the engine's text of a type, e.g. `STRUCT(a INTEGER, "b c" DOUBLE[])`. */
export function parseType(text: string): Type {
  const array = /^(.*)\[(\d*)\]$/s.exec(text);
  if (array) {
    const of = parseType(array[1] ?? '');
    return array[2] ? { kind: 'array', of, size: array[2] } : { kind: 'list', of };
  }
  const [, head, inside] = /^(STRUCT|MAP)\((.*)\)$/s.exec(text) ?? [];
  if (inside === undefined) return { kind: 'scalar', name: text };
  const parts = split(inside);
  if (head === 'MAP') return { kind: 'map', key: parseType(parts[0] ?? ''), value: parseType(parts[1] ?? '') };
  const fields = parts.map((part) => /^("(?:[^"]|"")*"|[^\s"]+) (.+)$/s.exec(part));
  // A struct without names (row(1, 2)) cannot be kept.
  if (fields.some((f) => !f)) return { kind: 'scalar', name: text };
  return { kind: 'struct', fields: fields.map((f) => ({ name: unquote(f?.[1] ?? ''), type: parseType(f?.[2] ?? '') })) };
}

const unquote = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

/** Splits at the commas that stand in no parentheses and no quotes. */
function split(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[\s\S]/g)) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((p) => p.trim());
}

const stored: Readonly<Record<string, string>> = {
  HUGEINT: 'DECIMAL(38,0)',
  UHUGEINT: 'VARCHAR',
  BIGNUM: 'VARCHAR',
  BIT: 'VARCHAR',
  // Parquet's own interval has milliseconds and no sign, its time of day no zone.
  INTERVAL: 'VARCHAR',
  'TIME WITH TIME ZONE': 'VARCHAR',
  TIMESTAMP_S: 'TIMESTAMP',
  TIMESTAMP_MS: 'TIMESTAMP',
  '"NULL"': 'INTEGER',
};

/** The type in which Parquet keeps this one without loss; undefined if there is none. */
export function storedType(type: Type): string | undefined {
  switch (type.kind) {
    case 'list':
    case 'array':
      return suffix(storedType(type.of), '[]');
    case 'map': {
      const key = storedType(type.key);
      const value = storedType(type.value);
      return key && value ? `MAP(${key}, ${value})` : undefined;
    }
    case 'struct': {
      const fields = type.fields.map((f) => suffix(`${quoteName(f.name)} `, storedType(f.type)));
      return fields.includes(undefined) ? undefined : `STRUCT(${fields.join(', ')})`;
    }
    case 'scalar':
      if (/^ENUM\(/.test(type.name)) return 'VARCHAR';
      if (/^(UNION|GEOMETRY|STRUCT|AGGREGATE_STATE)\b/.test(type.name)) return undefined;
      return stored[type.name] ?? type.name;
  }
}

const suffix = (text: string | undefined, more: string | undefined): string | undefined =>
  text === undefined || more === undefined ? undefined : text + more;

/** Whether a value of the type is the same as text of a tree: the test for "kept as it is". */
export const keptAsIs = (type: Type): boolean => storedType(type) === render(type);

function render(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `${render(type.of)}[]`;
    case 'array':
      return `${render(type.of)}[${type.size}]`;
    case 'map':
      return `MAP(${render(type.key)}, ${render(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quoteName(f.name)} ${render(f.type)}`).join(', ')})`;
    case 'scalar':
      return type.name;
  }
}

/** Whether floats are in it, however deep: such a column may differ by rounding. */
export function hasFloat(type: Type): boolean {
  switch (type.kind) {
    case 'list':
    case 'array':
      return hasFloat(type.of);
    case 'map':
      return hasFloat(type.key) || hasFloat(type.value);
    case 'struct':
      return type.fields.some((f) => hasFloat(f.type));
    case 'scalar':
      return type.name === 'FLOAT' || type.name === 'DOUBLE';
  }
}

/**
 * An expression whose hash tells values of the type apart. DuckDB's own hash of nested values does not ([[1],[2]] and [[1,2]],
 * [null] and [] hash alike), nor that of intervals (1 month and 30 days); and the text of a value depends on the time zone.
 */
export function digestible(expression: string, type: Type, depth = 0): string {
  const x = `x${depth}`;
  const whole = (body: string): string => `CASE WHEN ${expression} IS NULL THEN NULL ELSE ${body} END`;
  switch (type.kind) {
    case 'list':
    case 'array':
      return whole(`hash(len(${expression}), list_transform(${expression}, lambda ${x}: hash(${digestible(x, type.of, depth + 1)})))`);
    case 'map':
      return digestible(`map_entries(${expression})`, { kind: 'list', of: { kind: 'struct', fields: entries(type) } }, depth);
    case 'struct':
      return whole(`hash('struct', ${type.fields.map((f) => `hash(${digestible(field(expression, f.name), f.type, depth)})`).join(', ')})`);
    case 'scalar':
      if (/^(INTERVAL|TIME WITH TIME ZONE|BIT|BIGNUM|ENUM\(.*)$/s.test(type.name)) return `CAST(${expression} AS VARCHAR)`;
      return type.name === 'VARIANT' ? `hash(variant_typeof(${expression}), CAST(${expression} AS VARCHAR))` : expression;
  }
}

const entries = (type: Extract<Type, { kind: 'map' }>) => [
  { name: 'key', type: type.key },
  { name: 'value', type: type.value },
];
const field = (expression: string, name: string): string => `struct_extract(${expression}, ${quoteText(name)})`;

/** A condition: two values of the type agree, floats within 1e-9 (relative or absolute), null with null, NaN with NaN. */
export function agreeing(a: string, b: string, type: Type, depth = 0): string {
  const both = (body: string): string => `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN ${a} IS NULL AND ${b} IS NULL ELSE ${body} END`;
  if (!hasFloat(type)) return `(${a} IS NOT DISTINCT FROM ${b})`;
  const p = `p${depth}`;
  switch (type.kind) {
    case 'list':
    case 'array': {
      const each = agreeing(`${p}[1]`, `${p}[2]`, type.of, depth + 1);
      const pairs = `list_transform(list_zip(${a}, ${b}), lambda ${p}: ${each})`;
      return both(`len(${a}) = len(${b}) AND coalesce(list_aggregate(${pairs}, 'bool_and'), true)`);
    }
    case 'map':
      return agreeing(`map_entries(${a})`, `map_entries(${b})`, { kind: 'list', of: { kind: 'struct', fields: entries(type) } }, depth);
    case 'struct':
      return both(type.fields.map((f) => agreeing(field(a, f.name), field(b, f.name), f.type, depth)).join(' AND '));
    case 'scalar':
      return both(`${a} = ${b} OR (isfinite(${a}) AND isfinite(${b}) AND abs(${a} - ${b}) <= 1e-9 * greatest(1, abs(${a}), abs(${b})))`);
  }
}
