// An instance with a rehearsal's databases in it: the given file read-only, and one in memory for each name that the SQL says. Then it is locked.

import type { DuckDBInstance } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { clockMacros } from './clock.ts';
import { type DatabaseOptions, lockedInstance } from './databases.ts';
import { engineError } from './errors.ts';
import { problem } from './problems.ts';
import type { RehearsalDatabase } from './rehearsal-database.ts';
import { quoteList, quoteName, quoteText } from './statement.ts';

/** The attached file. No project's database has a space in its name's beginning, and so none is hidden. */
export const givenName = ' trivet given';
const madeName = ' trivet made';
/** Where tables are made, as SQL writes it. */
export const madeDatabase = quoteName(madeName);

/** External access ends with the file that was attached and the Parquet files that were named. */
export async function attached(options: DatabaseOptions, request: RehearsalDatabase): Promise<Outcome<DuckDBInstance>> {
  const { relations, file, label, surroundings } = request;
  const reserved = relations.find((r) => ['system', 'temp'].includes(r.database.toLowerCase()));
  if (reserved)
    return failed(
      problem('unusable-database', { label, what: `its SQL names the database ${reserved.database}, which the engine keeps for itself` }),
    );
  const names = new Map(relations.map((r) => [r.database.toLowerCase(), r.database]));
  // The instance's own is called so.
  names.delete('memory');
  const schemas = new Set(relations.map((r) => `${quoteName(r.database)}.${quoteName(r.schema)}`));
  const [first] = relations;
  const statements = [
    ...(file === undefined ? [] : [`ATTACH ${quoteText(file)} AS ${quoteName(givenName)} (READ_ONLY)`]),
    ...[madeName, ...names.values()].map((name) => `ATTACH ':memory:' AS ${quoteName(name)}`),
    ...[...schemas].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`),
    ...(first ? [`USE ${quoteName(first.database)}.${quoteName(first.schema)}`, clockMacros, 'USE memory.main'] : []),
    `SET GLOBAL allowed_paths = ${quoteList(relations.flatMap((r) => r.files ?? []))}`,
  ];
  try {
    return ok(await lockedInstance({ ...options, readable: [] }, surroundings.settings, statements));
  } catch (error) {
    const { message } = engineError(error);
    return failed(/version number/.test(message) ? problem('newer-database', { label }, { cause: message }) : unusable(label, message));
  }
}

function unusable(label: string, message: string) {
  const what = (message.split('\n')[0] ?? '').replace(/'\/[^']*'|"\/[^"]*"/g, label);
  return problem('unusable-database', { label, what: what.charAt(0).toLowerCase() + what.slice(1) }, { cause: message });
}
