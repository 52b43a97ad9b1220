// The tables a statement sees: files behind a frozen read specification as views, literal rows as temporary tables.

import { failed, type Outcome, ok, type Place, type Problem } from '../../base/index.ts';
import { databaseSql } from './database-file.ts';
import type { Column, InputTable, ReadSpec } from './engine.ts';
import { problemOf } from './errors.ts';
import { problem } from './problems.ts';
import { quoteList, quoteName, quoteText } from './statement.ts';
import { keptAsIs, parseType, storedType } from './storage.ts';

/** The name of a table that a statement of Trivet's own reads alone. */
export const onlyTable = 'table';

/** A kept table as a statement names it. */
export const keptName = (id: string): string => `memory.main.${quoteName(`kept ${id}`)}`;

/** A SELECT that reads files with just the columns of the specification. */
export function readerSql(spec: ReadSpec, files: readonly string[]): string {
  if (files.length === 0) return `SELECT ${spec.columns.map((c) => `CAST(NULL AS ${c.type}) AS ${quoteName(c.name)}`).join(', ')} WHERE false`;
  const columns = spec.format === 'parquet' ? spec.columns.map(asItWas) : spec.columns.map((c) => quoteName(c.name));
  return `SELECT ${columns.join(', ')} FROM ${readFunction(spec, files)}`;
}

/** A stored column in the type that it had. */
const asItWas = ({ name, type }: Column): string =>
  keptAsIs(parseType(type)) ? quoteName(name) : `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`;

function readFunction(spec: ReadSpec, files: readonly string[]): string {
  const list = quoteList(files);
  if (spec.format === 'parquet')
    return `read_parquet(${list}, hive_partitioning = false${spec.dialect?.nan === undefined ? '' : ', can_have_nan = true'})`;
  const columns = `columns = {${spec.columns.map((c) => `${quoteName(c.name)}: ${quoteText(c.type)}`).join(', ')}}`;
  if (spec.format === 'json') return `read_json(${list}, ${columns}, format = 'auto', hive_partitioning = false)`;
  return `read_csv(${list}, auto_detect = false, ${csvOptions(spec)}, ${columns}, hive_partitioning = false)`;
}

function csvOptions(spec: ReadSpec): string {
  const { options, dialect = {} } = spec;
  return [
    `delim = ${quoteText(options.delimiter ?? ',')}`,
    `header = ${options.header ?? true}`,
    `quote = ${quoteText(dialect.quote ?? '"')}`,
    `escape = ${quoteText(dialect.escape ?? '"')}`,
    'skip = 0',
    ...(options.nulls === undefined ? [] : [`nullstr = ${quoteText(options.nulls)}`]),
    ...(dialect.dateformat === undefined ? [] : [`dateformat = ${quoteText(dialect.dateformat)}`]),
    ...(dialect.timestampformat === undefined ? [] : [`timestampformat = ${quoteText(dialect.timestampformat)}`]),
  ].join(', ');
}

/** The statement that makes an input under its name: in a schema, or for a connection alone. */
export function tableStatement(name: string, table: InputTable, schema?: string): { readonly kind: 'VIEW' | 'TABLE'; readonly statement: string } {
  const kind = table.kind === 'rows' ? 'TABLE' : 'VIEW';
  const made = schema === undefined ? `TEMP ${kind} ${quoteName(name)}` : `${kind} ${quoteName(schema)}.${quoteName(name)}`;
  return { kind, statement: `CREATE OR REPLACE ${made} AS ${bodySql(table)}` };
}

/** The SELECT that an input is. */
export function bodySql(table: InputTable): string {
  if (table.kind === 'files') return readerSql(table.spec, table.files);
  if (table.kind === 'rows') return rowsSql(table.columns, table.rows);
  if (table.kind === 'database') return databaseSql(table);
  if (table.kind === 'kept') return `SELECT ${table.columns.map(asItWas).join(', ')} FROM ${keptName(table.id)}`;
  // never kept whole in between: of a base with many columns a question reads few
  return `WITH base AS NOT MATERIALIZED (${bodySql(table.base)}) SELECT * FROM (${table.sql}) AS viewed`;
}

/** Values travel as text and are cast to the column's type, so that the engine's own rules decide what fits. */
function rowsSql(columns: readonly Column[], rows: Extract<InputTable, { kind: 'rows' }>['rows']): string {
  if (rows.length === 0) return `SELECT ${columns.map((c) => `CAST(NULL AS ${c.type}) AS ${quoteName(c.name)}`).join(', ')} WHERE false`;
  const values = rows.map(
    (row) => `(${columns.map((_, i) => (row[i] === null || row[i] === undefined ? 'NULL' : quoteText(String(row[i])))).join(', ')})`,
  );
  const casts = columns.map((c) => `CAST(${quoteName(c.name)} AS ${c.type}) AS ${quoteName(c.name)}`);
  return `SELECT ${casts.join(', ')} FROM (VALUES ${values.join(', ')}) AS given(${columns.map((c) => quoteName(c.name)).join(', ')})`;
}

/** Why the rows given for a table could not be taken. */
export function inputProblem(table: string, error: unknown): Problem {
  const found = problemOf(error, { sql: '' });
  return found.leg === 'operations' ? found : problem('bad-row', { table, what: found.message }, { cause: found.cause });
}

/** The expressions that write a result's columns in their stored types; a column that Parquet cannot keep, or two of one name, are Problems. */
export function storedColumns(columns: readonly Column[], at: Place): Outcome<{ readonly expressions: readonly string[]; readonly plain: boolean }> {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const expressions = columns.map((c) => {
    const lower = c.name.toLowerCase();
    if (seen.has(lower)) problems.push(problem('duplicate-column', { name: c.name }, { at }));
    seen.add(lower);
    const type = parseType(c.type);
    const as = storedType(type);
    if (as === undefined) problems.push(problem('unstorable-column', { name: c.name, type: c.type }, { at }));
    return keptAsIs(type) ? quoteName(c.name) : `CAST(${quoteName(c.name)} AS ${as ?? c.type}) AS ${quoteName(c.name)}`;
  });
  if (problems.length > 0) return failed(...problems);
  return ok({ expressions, plain: columns.every((c) => keptAsIs(parseType(c.type))) });
}
