// One step: a SELECT becomes a sorted Parquet file, and the file is measured, so that what readers will see is what is digested.

import { rename, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { bind } from './ask.ts';
import type { BuildStep, Built, Column, InputTable } from './engine.ts';
import { problemOf } from './errors.ts';
import { ownProblem } from './own.ts';
import { bare, quoteList, quoteName, quoteText } from './statement.ts';
import { hasFloat, parseType } from './storage.ts';
import { contentOf, contentSql } from './sums.ts';
import { readerSql, storedColumns } from './tables.ts';

/** Tables up to so many rows are written sorted. */
const sortedRows = 20_000_000;
/** Inputs up to so many bytes are taken to hold fewer rows than that, without asking. */
const smallBytes = 64 * 1024 * 1024;

/** Builds on a connection that sees the step's inputs. The caller gives a temporary name and renames. */
export async function build(connection: DuckDBConnection, step: BuildStep): Promise<Outcome<Built>> {
  const started = performance.now();
  const { sql, origin, output } = step;
  const bound = await bind(connection, sql, origin);
  if (!bound.ok) return bound;
  const columns = bound.value;
  const stored = storedColumns(columns, origin.at ?? { file: origin.file });
  if (!stored.ok) return stored;
  const order = step.ordered ? [] : orderOf(columns, step.key);
  const large = order.length > 0 && (await maybeLarge(connection, Object.values(step.inputs)));
  const select = `SELECT ${stored.value.expressions.join(', ')} FROM (`;
  const sorts = order.length > 0 && !large;
  const prefix = `COPY (${sorts || !stored.value.plain ? select : ''}`;
  const close = sorts ? `\n) AS step ORDER BY ${order.join(', ')}` : stored.value.plain ? '\n' : '\n) AS step';
  try {
    await connection.run(`${prefix}${bare(sql)}${close}) TO ${quoteText(output)} (FORMAT parquet)`);
  } catch (error) {
    return failed(step.own ? ownProblem(error, step, prefix) : problemOf(error, { sql, origin, prefix }));
  }
  try {
    if (large) await sortFile(connection, output, order);
    const memory = '(SELECT sum(memory_usage_bytes) FROM duckdb_memory())';
    const reader = readerSql({ format: 'parquet', options: {}, columns }, [output]);
    const rows = await (await connection.run(contentSql(columns, reader, [memory]))).getRows();
    const { content, rest } = contentOf(columns, rows[0] ?? []);
    return ok({ ...content, seconds: (performance.now() - started) / 1000, memory: Number(rest[0] ?? 0) });
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  }
}

/** The key's columns, else all: exact ones first, so that rounding does not move a row. */
function orderOf(columns: readonly Column[], key: readonly string[] | undefined): readonly string[] {
  const byName = new Map(columns.map((c) => [c.name.toLowerCase(), c]));
  const keyed = (key ?? []).map((k) => byName.get(k.toLowerCase()));
  const float = (c: Column): boolean => hasFloat(parseType(c.type));
  const all = [...columns.filter((c) => !float(c)), ...columns.filter(float)];
  const chosen = keyed.length > 0 && keyed.every((c) => c !== undefined) ? keyed : all;
  return chosen.map((c) => `${quoteName(c.name)} ASC NULLS LAST`);
}

/** Whether the inputs hold so many rows that the result may be too large to sort: then it is written first, and sorted if it is not. */
async function maybeLarge(connection: DuckDBConnection, inputs: readonly InputTable[]): Promise<boolean> {
  const files = inputs.flatMap((i) => (i.kind === 'files' ? i.files.map((path) => ({ path, parquet: i.spec.format === 'parquet' })) : []));
  let bytes = 0;
  for (const { path } of files) bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  if (bytes <= smallBytes) return false;
  const parquet = files.filter((f) => f.parquet).map((f) => f.path);
  if (parquet.length < files.length) return true;
  return (await countRows(connection, parquet)) > sortedRows;
}

async function countRows(connection: DuckDBConnection, files: readonly string[]): Promise<number> {
  const rows = await (await connection.run(`SELECT sum(num_rows) FROM parquet_file_metadata(${quoteList(files)})`)).getRows();
  return Number(rows[0]?.[0] ?? 0);
}

async function sortFile(connection: DuckDBConnection, path: string, order: readonly string[]): Promise<void> {
  if ((await countRows(connection, [path])) > sortedRows) return;
  const sorted = `${path}.sorted`;
  await connection.run(`COPY (FROM read_parquet(${quoteText(path)}) ORDER BY ${order.join(', ')}) TO ${quoteText(sorted)} (FORMAT parquet)`);
  await rename(sorted, path);
}
