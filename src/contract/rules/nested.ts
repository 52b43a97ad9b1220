// Rules of what is inside a column: properties of objects, items of arrays. Each becomes an expression over the column that holds it.

import { quoteName } from '../../engine/index.ts';
import type { LogicalType, OdcsProperty } from '../document.ts';
import { problem } from '../problems.ts';
import { boundOf, kindOfTypes } from './column-type.ts';
import { addCheck, addNotRun, literal, type Making } from './meaning.ts';
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

/** What a single nested value must be. */
function valueRules(making: Making, property: OdcsProperty, inside: Inside): undefined {
  const { options, logicalType, path } = property;
  const { sql, name } = inside;
  const at = (key: string) => making.document.at([...path, 'logicalTypeOptions', key]);
  const add = (kind: string, condition: string, text: string) => rule(making, property, inside, kind, condition, text);
  if (logicalType !== undefined)
    add(
      'type',
      `regexp_full_match(typeof(${sql}), '${typePattern(logicalType, making.document.apiVersion)}')`,
      `of type ${kindOfTypes(logicalType, making.document.apiVersion)}`,
    );
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
  const { minLength, maxLength, minItems, maxItems } = options;
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
  if (options.format !== undefined && logicalType === 'string') {
    addNotRun(making, `${name}.format`, 'formats are checked of columns, not inside of them; a pattern is', at('format'));
  }
  if (property.unique || property.primaryKey)
    addNotRun(making, `${name}.unique`, 'values inside of a column are not compared across rows', property.at);
  for (const reference of property.relationships)
    addNotRun(making, `${name}.references`, 'references are checked of columns, not inside of them', reference.at);
}

const between = (sql: string, min: number | undefined, max: number | undefined): string =>
  [...(min === undefined ? [] : [`${sql} >= ${min}`]), ...(max === undefined ? [] : [`${sql} <= ${max}`])].join(' and ');

function castTo(logical: LogicalType | undefined, bound: number | string): string {
  if (logical === 'date' || logical === 'timestamp' || logical === 'time') return `cast(${literal(bound)} as ${logical})`;
  return typeof bound === 'string' && /^[-+]?\d+$/.test(bound) ? bound : literal(bound);
}

/** A whole multiple is exact; of a fraction, floats are given the room that their digits need. NaN and infinities are no multiple. */
export function multipleSql(sql: string, of: number): string {
  if (Number.isInteger(of)) return `${sql} % ${of} = 0`;
  return `abs(${sql} / ${of} - round(${sql} / ${of})) <= 1e-9 * greatest(1, abs(${sql} / ${of}))`;
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
