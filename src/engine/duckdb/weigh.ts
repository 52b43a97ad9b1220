// What questions would read of their tables, found out without asking one: sizes from the files' footers and the file system, columns from the planner.

import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { columnsReadByEach } from './columns-read.ts';
import type { Databases } from './databases.ts';
import type { Engine, InputTable, Weight } from './engine.ts';
import { problemOf } from './errors.ts';
import { columnsOf } from './input-columns.ts';
import { problem } from './problems.ts';
import { bare, quoteList } from './statement.ts';

type Request = Parameters<Engine['weigh']>[0];

interface Sizes {
  readonly bytes: number;
  /** By column, where columns can be read apart. */
  readonly columns?: ReadonlyMap<string, number> | undefined;
}

export async function weigh({ tables, questions, surroundings }: Request, databases: Databases): Promise<Outcome<readonly Weight[]>> {
  const open = await databases.open();
  const sizes = new Map<string, Sizes>();
  for (const [name, table] of Object.entries(tables)) {
    try {
      sizes.set(name, await sizesOf(open, table));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return failed(code ? problem('unreadable-table', { tables: [name], what: code }) : problemOf(error, { sql: '' }));
    }
  }
  const footers = await fromFooters({ tables, questions, surroundings }, databases);
  const columns = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, columnsOf(table)]));
  const read = await columnsReadByEach(questions, columns, surroundings);
  return ok(
    read.map((own, i) => ({
      bytes: Object.entries(own).reduce((sum, [name, of]) => sum + bytesOf(sizes.get(name), of), 0),
      footers: footers[i] ?? false,
      columns: own,
    })),
  );
}

const bytesOf = (sizes: Sizes | undefined, columns: readonly string[]): number =>
  sizes?.columns ? columns.reduce((sum, name) => sum + (sizes.columns?.get(name) ?? 0), 0) : (sizes?.bytes ?? 0);

async function sizesOf(open: DuckDBConnection, table: InputTable): Promise<Sizes> {
  // a view's columns are not its base's
  if (table.kind === 'view') return { bytes: (await sizesOf(open, table.base)).bytes };
  if (table.kind === 'database') return { bytes: await fileBytes([table.file]) };
  if (table.kind !== 'files' || table.files.length === 0) return { bytes: 0 };
  if (table.spec.format === 'parquet') return parquetSizes(open, table);
  return { bytes: await fileBytes(table.files) };
}

async function fileBytes(files: readonly string[]): Promise<number> {
  const found = await Promise.all(files.map((file) => stat(file)));
  return found.reduce((sum, { size }) => sum + size, 0);
}

async function parquetSizes(open: DuckDBConnection, { spec, files }: Extract<InputTable, { kind: 'files' }>): Promise<Sizes> {
  const sql = `SELECT path_in_schema, sum(total_compressed_size)::DOUBLE FROM parquet_metadata(${quoteList(files)}) GROUP BY 1`;
  const chunks = await (await open.run(sql)).getRows();
  const columns = new Map<string, number>();
  for (const [path, size] of chunks) {
    const name = columnOf(String(path), spec.columns);
    if (name !== undefined) columns.set(name, (columns.get(name) ?? 0) + Number(size));
  }
  return { bytes: [...columns.values()].reduce((sum, size) => sum + size, 0), columns };
}

/** The column that a chunk belongs to: a nested one has a chunk for each leaf, named by its path. The longest name wins, since a name may hold a comma. */
function columnOf(path: string, columns: readonly { readonly name: string }[]): string | undefined {
  const lower = path.toLowerCase();
  const fitting = columns.filter(({ name }) => lower === name.toLowerCase() || lower.startsWith(`${name.toLowerCase()}, `));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0]?.name;
}

/** Of each question whether the footers answer it alone. Of files outside the store it is not known: no user's SQL is planned where it could reach them. */
async function fromFooters({ tables, questions, surroundings }: Request, databases: Databases): Promise<readonly boolean[]> {
  const found = await databases.locked(surroundings, tables, async (connection) => {
    const all: boolean[] = [];
    for (const { sql } of questions) all.push(await readsNothing(connection, sql));
    return all;
  });
  return found.ok ? found.value : [];
}

async function readsNothing(connection: DuckDBConnection, sql: string): Promise<boolean> {
  try {
    const rows = await (await connection.run(`EXPLAIN (FORMAT json) ${bare(sql)}`)).getRows();
    const plan: unknown = JSON.parse(String(rows.find(([kind]) => kind === 'physical_plan')?.[1] ?? 'null'));
    const leaves = Array.isArray(plan) ? plan.flatMap(leavesOf) : [];
    return leaves.length > 0 && leaves.every((name) => constant.has(name));
  } catch {
    // refused as it would be when it is asked: the run says why
    return false;
  }
}

/** Leaves of a plan that hold what is known already. */
const constant: ReadonlySet<string> = new Set(['COLUMN_DATA_SCAN', 'DUMMY_SCAN', 'EMPTY_RESULT']);

function leavesOf(node: unknown): readonly string[] {
  const { name, children } = (node ?? {}) as { name?: unknown; children?: readonly unknown[] };
  return children?.length ? children.flatMap(leavesOf) : [String(name).trim()];
}
