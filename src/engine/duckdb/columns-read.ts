// Which columns of its tables a SELECT reads, by the engine's own planner: over empty tables, with no rule in force but the one that drops
// unused columns, so that no row and no statistic has a say.

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { clockMacros } from './clock.ts';
import type { Column, Engine, Surroundings } from './engine.ts';
import { problemOf } from './errors.ts';
import { settingStatements } from './settings.ts';
import { bare, quoteName, quoteText } from './statement.ts';

/** The rule that stays on. */
const kept = 'unused_columns';

type Tables = Readonly<Record<string, readonly Column[]>>;

/** By table, as the request names it: the columns read. In any doubt all of them. */
export async function columnsRead({
  sql,
  tables,
  surroundings,
}: Parameters<Engine['columnsRead']>[0]): Promise<Outcome<Record<string, readonly string[]>>> {
  try {
    return ok(await overEmpty(tables, surroundings, (connection) => scanned(connection, sql, tables)));
  } catch (error) {
    return failed(problemOf(error, { sql }));
  }
}

/** The same of several SELECTs over the same tables; of one that the planner refuses all columns. Each names those of the tables that it reads. */
export async function columnsReadByEach(
  selects: readonly { readonly sql: string; readonly tables: readonly string[] }[],
  tables: Tables,
  surroundings: Surroundings,
): Promise<readonly Readonly<Record<string, readonly string[]>>[]> {
  return overEmpty(tables, surroundings, async (connection) => {
    const found: Record<string, readonly string[]>[] = [];
    for (const { sql, tables: names } of selects) {
      const own = Object.fromEntries(names.flatMap((name) => (tables[name] ? [[name, tables[name]] as const] : [])));
      const all = Object.fromEntries(Object.entries(own).map(([name, columns]) => [name, columns.map((c) => c.name)]));
      found.push(await scanned(connection, sql, own).catch(() => all));
    }
    return found;
  });
}

/** Some work on an instance of its own, in which the tables are empty. */
async function overEmpty<T>(tables: Tables, surroundings: Surroundings, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  try {
    const connection = await instance.connect();
    await connection.run([settingStatements(surroundings.settings), 'SET GLOBAL errors_as_json = true', clockMacros].join('; '));
    const rules = (await (await connection.run('SELECT name FROM duckdb_optimizers()')).getRows()).map(([name]) => String(name));
    await connection.run(`SET disabled_optimizers = ${quoteText(rules.filter((rule) => rule !== kept).join())}`);
    await connection.run(`SET enable_external_access = false; SET lock_configuration = true`);
    for (const [name, columns] of Object.entries(tables)) {
      await connection.run(`CREATE TABLE ${quoteName(name)} (${columns.map((c) => `${quoteName(c.name)} ${c.type}`).join(', ')})`);
    }
    const done = await work(connection);
    connection.closeSync();
    return done;
  } finally {
    instance.closeSync();
  }
}

async function scanned(connection: DuckDBConnection, sql: string, tables: Tables): Promise<Record<string, readonly string[]>> {
  const names = Object.keys(tables);
  const rows = await (await connection.run(`EXPLAIN (FORMAT json) ${bare(sql)}`)).getRows();
  const plans: unknown = JSON.parse(String(rows.find(([kind]) => kind === 'physical_plan')?.[1] ?? 'null'));
  const scans = Array.isArray(plans) ? plans.flatMap(scansOf) : undefined;
  return Object.fromEntries(
    names.map((name) => {
      const all = tables[name] ?? [];
      const own = scans?.filter(({ table }) => table.toLowerCase() === `memory.main.${name}`.toLowerCase());
      // a table without a scan was planned away: in a form that is not known here
      if (!own?.length) return [name, all.map((c) => c.name)];
      const read = own.flatMap((scan) => scan.columns.map((text) => columnOf(text, all)));
      return [name, read.includes(undefined) ? all.map((c) => c.name) : all.map((c) => c.name).filter((column) => read.includes(column))];
    }),
  );
}

interface Scan {
  readonly table: string;
  readonly columns: readonly string[];
}

function scansOf(node: unknown): readonly Scan[] {
  const { extra_info: info, children } = (node ?? {}) as { extra_info?: { Table?: unknown; Projections?: unknown }; children?: readonly unknown[] };
  const own = typeof info?.Table === 'string' ? [{ table: info.Table, columns: textsOf(info.Projections) }] : [];
  return [...own, ...(children ?? []).flatMap(scansOf)];
}

const textsOf = (projections: unknown): readonly string[] =>
  (Array.isArray(projections) ? projections : projections === '' || projections === undefined ? [] : [projections]).map(String);

/** A column by its name, or by a field of it. */
function columnOf(text: string, columns: readonly Column[]): string | undefined {
  return columns.find((c) => c.name === text)?.name ?? columns.find((c) => text.startsWith(`${c.name}.`))?.name;
}
