// Tables that the host keeps in its memory for as long as its caller works with them: what comes and goes too often to be a file. They spill to
// the temporary folder like any other work, and are gone with the host.

import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { bind } from './ask.ts';
import type { KeepStep, Kept } from './engine.ts';
import { problemOf } from './errors.ts';
import { bare } from './statement.ts';
import { contentOf, contentSql } from './sums.ts';
import { bodySql, keptName, storedColumns } from './tables.ts';

/** Makes a table of a SELECT under an id that nothing else has; its columns have the types that a build would store. */
export async function keep(connection: DuckDBConnection, { sql, origin }: KeepStep, id: string): Promise<Outcome<Kept>> {
  const bound = await bind(connection, sql, origin);
  if (!bound.ok) return bound;
  const columns = bound.value;
  const stored = storedColumns(columns, origin.at ?? { file: origin.file });
  if (!stored.ok) return stored;
  const { plain, expressions } = stored.value;
  const prefix = `CREATE TABLE ${keptName(id)} AS ${plain ? '' : `SELECT ${expressions.join(', ')} FROM (`}`;
  try {
    await connection.run(`${prefix}${bare(sql)}${plain ? '' : '\n) AS step'}`);
  } catch (error) {
    return failed(problemOf(error, { sql, origin, prefix }));
  }
  const table = { kind: 'kept', id, columns } as const;
  try {
    const rows = await (await connection.run(contentSql(columns, bodySql(table)))).getRows();
    return ok({ ...contentOf(columns, rows[0] ?? []).content, table });
  } catch (error) {
    await forget(connection, [id]).catch(() => {});
    return failed(problemOf(error, { sql: '' }));
  }
}

/** Lets kept tables go; one that is gone already is no matter. */
export async function forget(connection: DuckDBConnection, ids: readonly string[]): Promise<Outcome<void>> {
  await connection.run(ids.map((id) => `DROP TABLE IF EXISTS ${keptName(id)}`).join('; '));
  return ok(undefined);
}
