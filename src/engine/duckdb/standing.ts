// One relation of a rehearsal's database: made of a SELECT, measured, and compared with what it was.

import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { bind, describe } from './ask.ts';
import { madeDatabase } from './attach.ts';
import type { Content } from './engine.ts';
import { problemOf } from './errors.ts';
import { agree } from './measure.ts';
import type { DatabaseRelation } from './rehearsal-database.ts';
import { bare, quoteName } from './statement.ts';
import { contentOf, contentSql } from './sums.ts';

/** What a relation's view reads, and what is in it. */
export interface Standing {
  /** As it stands after FROM. */
  readonly from: string;
  readonly content: Content;
}

/** Whether a text is one SELECT that can be planned; a table is made of no other. */
export async function aSelect(connection: DuckDBConnection, { id }: DatabaseRelation, sql: string): Promise<Outcome<void>> {
  const bound = await bind(connection, sql, { file: id, line: 1 });
  return bound.ok ? ok(undefined) : bound;
}

/** Makes a table of what is known to be one SELECT, and measures it. `kind` keeps tables of one relation apart. */
export async function makeTable(connection: DuckDBConnection, { id }: DatabaseRelation, sql: string, kind: string): Promise<Outcome<Standing>> {
  const origin = { file: id, line: 1 };
  const table = `${madeDatabase}.main.${quoteName(`${kind} ${id}`)}`;
  const prefix = `CREATE OR REPLACE TABLE ${table} AS `;
  try {
    await connection.run(`${prefix}${bare(sql)}`);
  } catch (error) {
    return failed(problemOf(error, { sql, origin, prefix }));
  }
  return standing(connection, table, id);
}

/** Measures what is there. */
export async function standing(connection: DuckDBConnection, from: string, label: string): Promise<Outcome<Standing>> {
  try {
    const columns = await describe(connection, `SELECT * FROM ${from}`);
    const rows = await (await connection.run(contentSql(columns, `SELECT * FROM ${from}`))).getRows();
    return ok({ from, content: contentOf(columns, rows[0] ?? []).content });
  } catch (error) {
    return failed(problemOf(error, { sql: '', label }));
  }
}

/** Whether two have the same rows, floats within 1e-9. */
export async function sameContent(connection: DuckDBConnection, a: Standing, b: Standing): Promise<boolean> {
  const [before, after] = [a.content, b.content];
  const shape = (c: Content): string => JSON.stringify([c.rows, c.columns]);
  if (shape(before) !== shape(after)) return false;
  if (before.sums.join() === after.sums.join()) return true;
  if (!before.exactSums || before.exactSums.join() !== after.exactSums?.join()) return false;
  await connection.run(`CREATE OR REPLACE TEMP VIEW a AS SELECT * FROM ${a.from}; CREATE OR REPLACE TEMP VIEW b AS SELECT * FROM ${b.from}`);
  const agreed = await agree(connection, { kind: 'rows', columns: before.columns, rows: [] });
  await connection.run('DROP VIEW temp.a; DROP VIEW temp.b');
  return agreed.ok && agreed.value;
}
