// A release as a DuckDB file for other clients: views over the store's files, a view or a macro for each output. Holds no rows.

import { rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Parameter, Scalar } from '../../product/index.ts';
import type { Engine, EngineSettings } from './engine.ts';
import { problemOf } from './errors.ts';
import { type SoundQuery, soundQueries } from './named-query.ts';
import { edited, typedParameters } from './parameters.ts';
import { settingStatements, settingsByEngineName } from './settings.ts';
import { bare, quoteName, quoteText } from './statement.ts';
import { tableStatement } from './tables.ts';

type Request = Parameters<Engine['exportDatabase']>[0];

/** Makes the file new, whole and closed; `path` is a temporary name, and the file means the same under any other. */
export async function exportDatabase(request: Request): Promise<Outcome<void>> {
  await rm(request.path, { force: true });
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(request.path, { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
    const connection = await instance.connect();
    await connection.run(`${settingStatements(request.surroundings.settings)}; SET GLOBAL errors_as_json = true`);
    const problems = await write(connection, request);
    if (problems.length === 0) await connection.run('CHECKPOINT');
    connection.closeSync();
    return problems.length > 0 ? failed(...problems) : ok(undefined);
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  } finally {
    instance?.closeSync();
  }
}

async function write(connection: DuckDBConnection, { tables, queries, surroundings }: Request): Promise<readonly Problem[]> {
  const variables = Object.entries(surroundings.variables).map(([name, value]) => `SET VARIABLE ${quoteName(name)} = ${quoteText(value)}`);
  const views = Object.entries(tables).map(([name, table]) => tableStatement(name, table, 'main').statement);
  await connection.run([...variables, 'CREATE SCHEMA outputs', 'CREATE SCHEMA trivet', settingsView(surroundings.settings), ...views].join('; '));
  const sound = await soundQueries(connection, queries, Object.keys(tables));
  if (!sound.ok) return sound.problems;
  const problems: Problem[] = [];
  for (const query of sound.value) problems.push(...(await addQuery(connection, query)));
  return problems;
}

/** A view; with parameters a macro that is called by the parameters' names: `FROM outputs.late(origin := 'SEA')`. */
async function addQuery(connection: DuckDBConnection, query: SoundQuery): Promise<readonly Problem[]> {
  const { name, sql, origin, parameters } = query;
  const outer = `outputs.${quoteName(name)}`;
  const inner = `trivet.${quoteName(name)}`;
  // A parameter of a macro takes the place of every column of its name: inside, no name is a column's.
  const inside = (parameter: string): string => quoteName(`$${parameter}`);
  const text = bare(sql);
  const sent = edited(text, [...query.qualified('main'), ...typedParameters(text, query.types, inside)]);
  const order = [...parameters.filter((p) => p.default === undefined), ...parameters.filter((p) => p.default !== undefined)];
  const names = order.map((p) => inside(p.name.toLowerCase())).join(', ');
  const prefix = order.length > 0 ? `CREATE MACRO ${inner}(${names}) AS TABLE ` : `CREATE VIEW ${outer} AS `;
  try {
    await connection.run(`${prefix}${sent.sql}`);
    if (order.length > 0) await connection.run(caller(outer, inner, order));
    return [];
  } catch (error) {
    return [problemOf(error, { sql: text, sent, origin, prefix, planning: true })];
  }
}

/** Values are handed on inside a text, as literals: named in a call itself, a parameter would meet the columns of its name after all. */
function caller(outer: string, inner: string, parameters: readonly Parameter[]): string {
  const given = parameters.map((p) => (p.default === undefined ? quoteName(p.name) : `${quoteName(p.name)} := ${literal(p.default)}`));
  const values = parameters.map(({ name }) => `coalesce('''' || replace(CAST(${quoteName(name)} AS VARCHAR), '''', '''''') || '''', 'NULL')`);
  return `CREATE MACRO ${outer}(${given.join(', ')}) AS TABLE FROM query(concat(${quoteText(`FROM ${inner}(`)}, ${values.join(", ', ', ")}, ')'))`;
}

const literal = (value: Scalar): string => (value === null ? 'NULL' : quoteText(String(value)));

/** What the queries were planned under; a file cannot hold settings, so whoever needs the same sets them. */
function settingsView(settings: EngineSettings): string {
  const rows = Object.entries(settingsByEngineName(settings)).map(([name, value]) => `(${quoteText(name)}, ${quoteText(value)})`);
  return `CREATE VIEW trivet.settings AS SELECT * FROM (VALUES ${rows.join(', ')}) AS setting(name, value)`;
}
