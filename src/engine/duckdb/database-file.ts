// Somebody else's DuckDB file as input: what is in it, and how it is attached read-only under a name that only Trivet knows.

import type { DuckDBConnection } from '@duckdb/node-api';
import { digestOf, failed, type Outcome, ok } from '../../base/index.ts';
import type { Column, InputTable } from './engine.ts';
import { engineError } from './errors.ts';
import { problem } from './problems.ts';
import { quoteName, quoteText } from './statement.ts';

/** A table or view of a database file. */
export interface FileTable {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly Column[];
}

/** The name a file is attached under: it says nothing of the file, and no other database has it. */
const nameOf = (file: string): string => quoteName(` trivet file ${digestOf(file).slice(0, 16)}`);

export const attachSql = (file: string): string => `ATTACH IF NOT EXISTS ${quoteText(file)} AS ${nameOf(file)} (READ_ONLY)`;

/** The SELECT of a table of an attached file. */
export function databaseSql({ file, schema, table, columns }: Extract<InputTable, { kind: 'database' }>): string {
  return `SELECT ${columns.map((c) => quoteName(c.name)).join(', ')} FROM ${nameOf(file)}.${quoteName(schema)}.${quoteName(table)}`;
}

/** The database files that inputs read, each once. */
export function databaseFiles(tables: Iterable<InputTable>): readonly string[] {
  const fileOf = (table: InputTable): string | undefined =>
    table.kind === 'view' ? fileOf(table.base) : table.kind === 'database' ? table.file : undefined;
  return [...new Set([...tables].map(fileOf).filter((file) => file !== undefined))];
}

/** The tables and views of a file, in order of schema and name. */
export async function tablesOf(
  connection: DuckDBConnection,
  { file, label }: { readonly file: string; readonly label: string },
): Promise<Outcome<readonly FileTable[]>> {
  try {
    await connection.run(attachSql(file));
  } catch (error) {
    const { message } = engineError(error);
    if (/version number/.test(message)) return failed(problem('newer-database', { label }, { cause: message }));
    const what = (message.split('\n')[0] ?? '').replace(/'\/[^']*'|"\/[^"]*"/g, label);
    return failed(problem('unusable-database', { label, what: what.charAt(0).toLowerCase() + what.slice(1) }, { cause: message }));
  }
  const name = nameOf(file);
  const text = quoteText(name.slice(1, -1));
  const rows = await (
    await connection.run(
      `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ${text} AND NOT internal ORDER BY schema_name, table_name, column_index`,
    )
  ).getRows();
  await connection.run(`DETACH ${name}`);
  const found = new Map<string, { schema: string; table: string; columns: Column[] }>();
  for (const [schema, table, column, type] of rows.map((row) => row.map(String))) {
    const key = JSON.stringify([schema, table]);
    const one = found.get(key) ?? { schema: schema ?? '', table: table ?? '', columns: [] };
    one.columns.push({ name: column ?? '', type: type ?? '' });
    found.set(key, one);
  }
  return ok([...found.values()]);
}
