// A contract as SQL: a `create table` for each table in the engine's dialect, with what the engine itself can hold rows to. Runs nothing.

import type { Json } from '../../base/index.ts';
import { quoteName } from '../../engine/index.ts';
import { type Claims, type TableClaims, tableClaims } from '../claims.ts';
import type { OdcsDocument, OdcsTable } from '../document.ts';
import { isEngineType } from '../rules/column-type.ts';
import { literal } from '../rules/meaning.ts';
import { multipleSql } from '../rules/multiple.ts';
import { toRe2 } from '../rules/pattern.ts';
import { engineTypeOf, logicalTypeOf } from '../type-text.ts';

/** The statements, tables that others refer to first. */
export function sqlOf(document: OdcsDocument): string {
  const tables = document.schema.map((table) => tableClaims(document, table));
  const made = new Set<string>();
  const texts: string[] = [];
  for (const claims of inOrder(tables)) {
    texts.push(createTable(claims, tables, made));
    made.add(claims.table.name);
  }
  return texts.join('\n');
}

const called = ({ name, physicalName }: OdcsTable): string => physicalName ?? name;
const columnName = ({ property }: Claims): string => property.physicalName ?? property.name ?? '';

/** Each table after those it refers to; of a circle the first as written goes first. */
function inOrder(tables: readonly TableClaims[]): readonly TableClaims[] {
  const done: TableClaims[] = [];
  const entered = new Set<TableClaims>();
  const enter = (claims: TableClaims): void => {
    if (entered.has(claims)) return;
    entered.add(claims);
    for (const { to } of referencesOf(claims)) {
      const other = tables.find(({ table }) => table.name === to[0]?.table);
      if (other) enter(other);
    }
    done.push(claims);
  };
  for (const claims of tables) enter(claims);
  return done;
}

interface Reference {
  readonly from: readonly string[];
  readonly to: readonly { readonly table: string; readonly column: string }[];
}

/** References of single columns, and those of the table. */
function referencesOf({ table, top }: TableClaims): readonly Reference[] {
  const single = top.flatMap((one) => one.references.map((to) => ({ from: [one.column], to: [endOf(to)] })));
  const whole = table.relationships.map(({ from, to }) => ({ from: from.map((one) => endOf(one).column), to: to.map(endOf) }));
  return [...single, ...whole];
}

/** `orders.id`, or `schema/orders_obj/properties/id_prop`, whose ids are taken for names. */
function endOf(text: string): { readonly table: string; readonly column: string } {
  const parts = text.includes('/')
    ? text
        .replace(/^.*#/, '')
        .split('/')
        .filter((part) => !['', 'schema', 'properties'].includes(part))
    : text.split('.');
  return { table: parts[0] ?? '', column: parts.slice(1).join('.') };
}

function createTable(claims: TableClaims, tables: readonly TableClaims[], made: ReadonlySet<string>): string {
  const { table, top, key } = claims;
  const name = quoteName(called(table));
  const columnOf = (wanted: string): string =>
    quoteName(columnName(top.find((one) => one.column === wanted) ?? ({ property: { name: wanted } } as Claims)));
  const lines = [
    ...top.map((one) => columnLine(one, key)),
    ...(key.length > 0 ? [`primary key (${key.map(columnOf).join(', ')})`] : []),
    ...referencesOf(claims).flatMap((one) => foreignKey(one, columnOf, tables, made)),
  ];
  const comments = [
    ...(table.description === undefined ? [] : [`comment on table ${name} is ${literal(table.description.trim())};\n`]),
    ...top.flatMap((one) =>
      one.property.description === undefined
        ? []
        : [`comment on column ${name}.${quoteName(columnName(one))} is ${literal(one.property.description.trim())};\n`],
    ),
  ];
  if (lines.length === 0) return `-- ${called(table)}: the contract names no column\n`;
  return `create table ${name} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);\n${comments.join('')}`;
}

/** A foreign key that the engine takes: to a table that is there, by its key or by a unique column. */
function foreignKey(
  { from, to }: Reference,
  columnOf: (name: string) => string,
  tables: readonly TableClaims[],
  made: ReadonlySet<string>,
): readonly string[] {
  const other = tables.find(({ table }) => table.name === to[0]?.table);
  if (!other || !made.has(other.table.name) || to.length !== from.length) return [];
  const columns = to.map(({ column }) => other.top.find((one) => one.column === column));
  const isKey = other.key.length === to.length && to.every(({ column }, i) => other.key[i] === column);
  const isUnique = to.length === 1 && columns[0]?.unique === true;
  if (columns.some((one) => one === undefined) || (!isKey && !isUnique)) return [];
  const names = columns.map((one) => quoteName(one ? columnName(one) : ''));
  return [`foreign key (${from.map(columnOf).join(', ')}) references ${quoteName(called(other.table))} (${names.join(', ')})`];
}

function columnLine(claims: Claims, key: readonly string[]): string {
  const name = quoteName(columnName(claims));
  const type = typeOf(claims);
  const checks = checksOf(claims, name, type).map((check) => ` check (${check})`);
  const notNull = claims.present === 1 && !key.includes(claims.column) ? ' not null' : '';
  const unique = claims.unique && !(key.length === 1 && key[0] === claims.column) ? ' unique' : '';
  return `${name} ${type}${notNull}${unique}${checks.join('')}`;
}

function typeOf({ physicalType, logicalType, inner, property }: Claims): string {
  const logical = logicalType ?? (physicalType === undefined ? undefined : logicalTypeOf(physicalType));
  if (logical === 'object' && inner.length > 0)
    return `STRUCT(${inner.map((one) => `${quoteName(one.property.name ?? '')} ${typeOf(one)}`).join(', ')})`;
  if (logical === 'array' && inner[0]) return `${typeOf(inner[0])}[]`;
  if (physicalType !== undefined && isEngineType(physicalType)) return physicalType.replace(/\(\s*max\s*\)/i, '').toUpperCase();
  return logical === undefined ? 'VARCHAR' : engineTypeOf(logical, property.options.format, property.options.timezone);
}

/** What a value can be held to by itself. */
function checksOf({ range, length, values, pattern, multipleOf }: Claims, name: string, type: string): readonly string[] {
  const ends = [
    ...(range.low ? [`${name} ${range.low.open ? '>' : '>='} ${literal(range.low.value)}`] : []),
    ...(range.high ? [`${name} ${range.high.open ? '<' : '<='} ${literal(range.high.value)}`] : []),
  ];
  const isText = /^(VARCHAR|TEXT|STRING|CHAR|BPCHAR)/.test(type);
  const isList = type.endsWith('[]');
  const sizes = isText || isList ? [...size(length.low, '>='), ...size(length.high, '<=')] : [];
  const re2 = pattern === undefined ? undefined : toRe2(pattern);
  const listed = values?.filter((value) => value !== null && typeof value !== 'object');
  return [
    ...ends,
    ...sizes.map((one) => `len(${name}) ${one}`),
    ...(listed?.length ? [`${name} in (${listed.map(sqlValue).join(', ')})`] : []),
    ...(re2 && 're2' in re2 && isText ? [`regexp_matches(${name}, ${literal(re2.re2)})`] : []),
    ...(multipleOf === undefined ? [] : [multipleSql(name, multipleOf)]),
  ];
}

const size = (end: { readonly value: number | string } | undefined, comparison: string): readonly string[] =>
  end === undefined ? [] : [`${comparison} ${end.value}`];
const sqlValue = (value: Json): string => (typeof value === 'string' || typeof value === 'number' ? literal(value) : String(value));
