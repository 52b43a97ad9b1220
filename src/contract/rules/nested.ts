// Rules of what is inside a column: properties of objects, items of arrays. Each becomes an expression over the column that holds it.

import { quoteName } from '../../engine/index.ts';
import type { LogicalType, OdcsProperty } from '../document.ts';
import { problem } from '../problems.ts';
import { logicalTypeOf } from '../type-text.ts';
import { boundOf, engineType, kindOfTypes, longest, rangeOfFormat } from './column-type.ts';
import { addCheck, addNotRun, literal, type Making } from './meaning.ts';
import { multipleSql } from './multiple.ts';
import { toRe2 } from './pattern.ts';

/** Where a nested value stands: its name for people, the SQL of it, and how a condition of it becomes one of the row. */
interface Inside {
  readonly name: string;
  readonly sql: string;
  readonly ofRow: (condition: string) => string;
  /** Lists it is inside of. */
  readonly depth: number;
}

/** Rules of the properties and items of a column. */
export function nestedRules(making: Making, property: OdcsProperty, column: string): undefined {
  within(making, property, { name: column, sql: quoteName(column), ofRow: (condition) => condition, depth: 0 });
}

function within(making: Making, property: OdcsProperty, inside: Inside): undefined {
  countRules(making, property, inside);
  const needed = new Set(property.options.required ?? []);
  for (const child of property.properties) {
    const name = child.physicalName ?? child.name ?? '';
    const sql = `struct_extract(${inside.sql}, ${literal(name)})`;
    const of: Inside = { ...inside, name: `${inside.name}.${name}`, sql };
    const isNeeded = child.required || needed.has(child.name ?? '') || needed.has(name);
    // what is inside of nothing can't be there
    if (isNeeded) rule(making, child, of, 'required', `${inside.sql} is null or ${sql} is not null`, 'not null');
    valueRules(making, child, of);
    within(making, child, of);
  }
  if (property.items) itemRules(making, property.items, inside);
}

function itemRules(making: Making, items: OdcsProperty, inside: Inside): undefined {
  const item = `"item ${inside.depth + 1}"`;
  const ofRow = (condition: string) => inside.ofRow(`len(list_filter(${inside.sql}, lambda ${item}: not coalesce((${condition}), true))) = 0`);
  const of: Inside = { name: `${inside.name}.items`, sql: item, ofRow, depth: inside.depth + 1 };
  if (items.required) rule(making, items, of, 'required', `${item} is not null`, 'no item is null');
  valueRules(making, items, of);
  within(making, items, of);
}

function rule(making: Making, property: OdcsProperty, inside: Inside, kind: string, condition: string, words: string): undefined {
  const at = property.name === undefined ? making.document.at([...property.path]) : property.at;
  addCheck(making, { name: `${inside.name}.${kind}`, at, description: words }, 'expression', { expression: inside.ofRow(condition) });
}

/** How many properties of an object have a value. A column's own items are counted with the column. */
function countRules(making: Making, property: OdcsProperty, inside: Inside): undefined {
  const { minProperties, maxProperties } = property.options;
  if (minProperties === undefined && maxProperties === undefined) return;
  if (property.properties.length === 0) {
    const reason = 'the contract names no properties of it to count';
    addNotRun(making, `${inside.name}.properties`, reason, making.document.at([...property.path, 'logicalTypeOptions']));
    return;
  }
  const names = property.properties.map((child) => literal(child.physicalName ?? child.name ?? ''));
  const counted = names.map((name) => `(struct_extract(${inside.sql}, ${name}) is not null)::integer`).join(' + ');
  const bounds = [
    ...(minProperties === undefined ? [] : [`${counted} >= ${minProperties}`]),
    ...(maxProperties === undefined ? [] : [`${counted} <= ${maxProperties}`]),
  ];
  rule(
    making,
    property,
    inside,
    'properties',
    `${inside.sql} is null or (${bounds.join(' and ')})`,
    `${words(minProperties, maxProperties)} properties with a value`,
  );
}

const words = (min: number | string | undefined, max: number | string | undefined): string =>
  min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `between ${min} and ${max}`;

const least = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b));

/** The type of a nested value. No reader gives it the contract's own, so a physical type is asked of each value: it is of that kind, and the same as one of that type. */
function typeRule(making: Making, property: OdcsProperty, inside: Inside): undefined {
  const { logicalType } = property;
  const { name, sql } = inside;
  const { apiVersion } = making.document;
  const add = (condition: string, text: string) => rule(making, property, inside, 'type', `${sql} is null or (${condition})`, `of type ${text}`);
  const type = engineType(making, property, name);
  if (type !== undefined && !isJson(type)) return add(sameAs(type, sql, apiVersion, 1), type);
  if (logicalType !== undefined) return add(isOfKind(sql, logicalType, apiVersion), kindOfTypes(logicalType, apiVersion));
  if (type !== undefined)
    addNotRun(making, `${name}.type`, `a value inside of a column has the type that it was found with, and not ${type}`, property.at);
}

const isJson = (type: string): boolean => /^\s*json\s*$/i.test(type);
const isOfKind = (sql: string, logical: LogicalType, apiVersion: string): string =>
  `regexp_full_match(typeof(${sql}), '${typePattern(logical, apiVersion)}')`;

/** That a value is one of an engine type, if it were that. */
function sameAs(type: string, sql: string, apiVersion: string, depth: number): string {
  const kind = logicalTypeOf(type);
  const ofKind = kind === undefined ? 'true' : isOfKind(sql, kind, kind === 'date' ? '3.1.0' : apiVersion);
  const [, element] = /^\s*(.*)\[\d*\]\s*$/s.exec(type) ?? [];
  if (element !== undefined) {
    const one = `"one ${depth}"`;
    const others = `len(list_filter(${sql}, lambda ${one}: not (${one} is null or (${sameAs(element, one, apiVersion, depth + 1)})))) = 0`;
    return `${ofKind} and ${others}`;
  }
  const cast = `try_cast(${sql} as ${type})`;
  // a struct of texts that can be numbers would compare as one of numbers
  if (kind === 'object') return `${ofKind} and to_json(${cast}) is not distinct from to_json(${sql})`;
  return `${ofKind} and ${kind === 'string' ? `${cast} is not null` : `${cast} is not distinct from ${sql}`}`;
}

/** What a single nested value must be. */
function valueRules(making: Making, property: OdcsProperty, inside: Inside): undefined {
  const { options, logicalType, path } = property;
  const { sql, name } = inside;
  const at = (key: string) => making.document.at([...path, 'logicalTypeOptions', key]);
  const add = (kind: string, condition: string, text: string) => rule(making, property, inside, kind, condition, text);
  typeRule(making, property, inside);
  const comparisons = [
    ['minimum', '>='],
    ['maximum', '<='],
    ['exclusiveMinimum', '>'],
    ['exclusiveMaximum', '<'],
  ] as const;
  for (const [key, operator] of comparisons) {
    const bound = boundOf(making, property, name, key);
    if (bound !== undefined) add(key, `${sql} ${operator} ${castTo(logicalType, bound)}`, `${operator} ${bound}`);
  }
  if (options.multipleOf !== undefined) add('multipleOf', multipleSql(sql, options.multipleOf), `multiple of ${options.multipleOf}`);
  const held = logicalType === 'integer' || logicalType === 'number' ? rangeOfFormat(options.format) : undefined;
  if (held && options.format !== undefined) {
    const [min, max] = [castTo(logicalType, held.min), castTo(logicalType, held.max)];
    add(options.format, between(sql, min, max), words(min, max));
  }
  const { minLength, minItems, maxItems } = options;
  const maxLength = least(options.maxLength, longest(property.physicalType));
  if (minLength !== undefined || maxLength !== undefined)
    add('length', between(`length(${sql})`, minLength, maxLength), `length ${words(minLength, maxLength)}`);
  if (minItems !== undefined || maxItems !== undefined)
    add('length', between(`len(${sql})`, minItems, maxItems), `${words(minItems, maxItems)} items`);
  if (options.uniqueItems) add('uniqueItems', `list_unique(${sql}) = list_aggregate(${sql}, 'count')`, 'no item twice in one list');
  if (options.pattern !== undefined) {
    const translated = toRe2(options.pattern);
    if ('re2' in translated) add('pattern', `regexp_matches(${sql}, ${literal(translated.re2)})`, `matches ${options.pattern}`);
    else making.problems.push(problem('bad-pattern', { pattern: options.pattern, why: translated.why }, { at: at('pattern') }));
  }
  if (options.format !== undefined && logicalType !== 'integer' && logicalType !== 'number') {
    addNotRun(making, `${name}.format`, 'formats are checked of columns, not inside of them; a pattern is', at('format'));
  }
  if (property.unique || property.primaryKey)
    addNotRun(making, `${name}.unique`, 'values inside of a column are not compared across rows', property.at);
  for (const reference of property.relationships)
    addNotRun(making, `${name}.references`, 'references are checked of columns, not inside of them', reference.at);
}

const between = (sql: string, min: number | string | undefined, max: number | string | undefined): string =>
  [...(min === undefined ? [] : [`${sql} >= ${min}`]), ...(max === undefined ? [] : [`${sql} <= ${max}`])].join(' and ');

function castTo(logical: LogicalType | undefined, bound: number | string): string {
  if (logical === 'time' && /[+-]/.test(String(bound))) return `cast(${literal(bound)} as timetz)`;
  if (logical === 'date' || logical === 'timestamp' || logical === 'time') return `cast(${literal(bound)} as ${logical})`;
  if (typeof bound !== 'string' || !/^[-+]?\d+$/.test(bound)) return literal(bound);
  // the engine would make a value one without a sign, to compare it with a number that only such a type holds
  return BigInt(bound) >= 2n ** 127n ? `cast(${bound} as double)` : bound;
}

const patterns: Readonly<Record<LogicalType, string>> = {
  string: 'VARCHAR|UUID|JSON|ENUM\\(.*\\)|BLOB|BIT|INTERVAL',
  integer: 'U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|DECIMAL\\(\\d+,0\\)',
  number: 'U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|DECIMAL\\(.*\\)|FLOAT|DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP(_S|_MS|_NS)?( WITH TIME ZONE)?',
  time: 'TIME(_NS)?( WITH TIME ZONE)?',
  object: 'STRUCT\\(.*\\)|MAP\\(.*\\)|UNION\\(.*\\)|JSON|VARIANT',
  array: '.*\\[\\d*\\]|JSON|VARIANT',
};

const typePattern = (logical: LogicalType, apiVersion: string): string =>
  kindOfTypes(logical, apiVersion) === 'any date or time' ? `${patterns.date}|${patterns.timestamp}|${patterns.time}` : patterns[logical];
