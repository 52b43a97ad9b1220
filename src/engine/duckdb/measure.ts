// What a table is: its rows counted and digested, and whether two tables agree but for rounding.

import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { Content, InputTable, ReadSpec } from './engine.ts';
import { problemOf } from './errors.ts';
import { columnsOf } from './input-columns.ts';
import { quoteName } from './statement.ts';
import { agreeing, hasFloat, parseType } from './storage.ts';
import { contentOf, contentSql } from './sums.ts';
import { readerSql } from './tables.ts';

/** Row count and sums of one file under a specification. */
export async function measure(connection: DuckDBConnection, file: { path: string; label: string; spec: ReadSpec }): Promise<Outcome<Content>> {
  const { columns } = file.spec;
  try {
    const result = await connection.run(contentSql(columns, readerSql(file.spec, [file.path])));
    const rows = await result.getRows();
    return ok(contentOf(columns, rows[0] ?? []).content);
  } catch (error) {
    return failed(problemOf(error, { sql: '', label: file.label }));
  }
}

/** Sorts the tables `a` and `b` by their exact columns and then their floats, and compares row by row. */
export async function agree(connection: DuckDBConnection, a: InputTable): Promise<Outcome<boolean>> {
  const columns = columnsOf(a).map((c, i) => ({ ...c, type: parseType(c.type), at: i }));
  const order = [...columns.filter((c) => !hasFloat(c.type)), ...columns.filter((c) => hasFloat(c.type))].map(
    (c) => `${quoteName(c.name)} ASC NULLS LAST`,
  );
  const sorted = (table: string, side: string): string =>
    `(SELECT ${columns.map((c) => `${quoteName(c.name)} AS ${side}${c.at}`).join(', ')} FROM ${table} ORDER BY ${order.join(', ')})`;
  const same = columns.map((c) => agreeing(`a${c.at}`, `b${c.at}`, c.type)).join(' AND ');
  const counts = '(SELECT count(*) FROM a) = (SELECT count(*) FROM b)';
  const sql = `SELECT ${counts} AND NOT EXISTS (SELECT 1 FROM ${sorted('a', 'a')} POSITIONAL JOIN ${sorted('b', 'b')} WHERE NOT (${same}))`;
  try {
    const rows = await (await connection.run(sql)).getRows();
    return ok(rows[0]?.[0] === true);
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  }
}
