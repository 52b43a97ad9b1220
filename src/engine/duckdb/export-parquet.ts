// A table as one Parquet file for others: in the order of its rows, in the types of its columns.

import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { InputTable } from './engine.ts';
import { problemOf } from './errors.ts';
import { columnsOf } from './input-columns.ts';
import { problem } from './problems.ts';
import { quoteName, quoteText } from './statement.ts';
import { onlyTable, storedColumns } from './tables.ts';

/** Writes the table that stands alone on a connection. The caller gives a temporary name and renames. */
export async function exportParquet(
  connection: DuckDBConnection,
  request: { readonly path: string; readonly table: InputTable },
  temporary: string,
): Promise<Outcome<void>> {
  const stored = storedColumns(columnsOf(request.table), { file: request.path });
  if (!stored.ok) return stored;
  // A locked connection writes into the store only; the file is wanted anywhere.
  const written = join(temporary, `export-${basename(request.path)}`);
  try {
    const select = `SELECT ${stored.value.expressions.join(', ')} FROM ${quoteName(onlyTable)}`;
    await connection.run(`COPY (${select}) TO ${quoteText(written)} (FORMAT parquet)`);
  } catch (error) {
    await rm(written, { force: true });
    return failed(problemOf(error, { sql: '' }));
  }
  return move(written, request.path);
}

/** Renames, or copies where the two places are of different file systems. */
async function move(from: string, to: string): Promise<Outcome<void>> {
  try {
    await rename(from, to).catch(() => copyFile(from, to));
    return ok(undefined);
  } catch (error) {
    return failed(problem('cannot-write', { what: error instanceof Error ? error.message : String(error) }));
  } finally {
    await rm(from, { force: true });
  }
}
