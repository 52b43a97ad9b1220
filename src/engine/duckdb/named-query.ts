// A named query as both serving and export need it: one allowed SELECT, over tables that are there, each parameter declared and typed.

import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import { describe } from './ask.ts';
import { placeIn } from './errors.ts';
import { type Edit, isTypeText } from './parameters.ts';
import { understandAll } from './parse.ts';
import { problem } from './problems.ts';
import type { NamedQuery } from './serving.ts';
import { quoteName } from './statement.ts';
import type { Understood } from './walk.ts';

/** A query that may be planned. */
export interface SoundQuery extends NamedQuery {
  readonly clock: boolean;
  /** The tables it reads, as the release names them. */
  readonly reads: readonly string[];
  /** The engine's type of each parameter, by lower-case name. */
  readonly types: ReadonlyMap<string, string>;
  /** Its tables with a schema before them. */
  readonly qualified: (schema: string) => readonly Edit[];
}

/** Judges queries over tables of these names; every Problem of every query is told. */
export async function soundQueries(
  connection: DuckDBConnection,
  queries: readonly NamedQuery[],
  tables: readonly string[],
): Promise<Outcome<readonly SoundQuery[]>> {
  const known = new Map(tables.map((name) => [name.toLowerCase(), name]));
  const understood = await understandAll(
    connection,
    queries.map(({ sql, origin }) => ({ sql, origin, parameters: true as const })),
  );
  const problems: Problem[] = [];
  const sound: SoundQuery[] = [];
  for (const [i, query] of queries.entries()) {
    const one = understood[i];
    if (!one?.ok) {
      problems.push(...(one?.problems ?? []));
      continue;
    }
    const types = await typesOf(connection, query, problems);
    problems.push(...unknownTables(query, one.value, known), ...unmatched(query, one.value));
    const reads = one.value.parsed.reads.map(({ name }) => known.get(name.toLowerCase()) ?? name);
    sound.push({ ...query, clock: one.value.parsed.clock, reads, types, qualified: (schema) => withSchema(query.sql, one.value, schema) });
  }
  return problems.length > 0 ? failed(...problems) : ok(sound);
}

function unknownTables({ sql, origin }: NamedQuery, { parsed }: Understood, known: ReadonlyMap<string, string>): readonly Problem[] {
  return parsed.reads
    .filter(({ name }) => !known.has(name.toLowerCase()))
    .map(({ name, offset }) =>
      problem('unknown-table', { name, candidate: nearest(name, [...known.values()]) }, { at: placeIn(origin, sql, offset, name.length) }),
    );
}

/** Parameters of the SQL that are not declared, and declared ones that the SQL does not have. */
function unmatched(query: NamedQuery, { parsed }: Understood): readonly Problem[] {
  const declared = query.parameters.map((p) => p.name);
  const written = parsed.parameters.map((p) => p.name);
  const among = (names: readonly string[], name: string): boolean => names.some((n) => n.toLowerCase() === name.toLowerCase());
  const undeclared = parsed.parameters
    .filter(({ name }) => !among(declared, name))
    .map(({ name, offset }) => {
      const details = { at: placeIn(query.origin, query.sql, offset, name.length + 1) };
      return problem('undeclared-parameter', { query: query.name, name, declared, candidate: nearest(name, declared) }, details);
    });
  const unused = query.parameters
    .filter(({ name }) => !among(written, name))
    .map(({ name, at }) => problem('unused-parameter', { query: query.name, name, candidate: nearest(name, written) }, { at }));
  return [...undeclared, ...unused];
}

/** The declared types in the engine's own words. */
async function typesOf(connection: DuckDBConnection, query: NamedQuery, problems: Problem[]): Promise<ReadonlyMap<string, string>> {
  const types = new Map<string, string>();
  for (const { name, type, at } of query.parameters) {
    const found = isTypeText(type) ? await describe(connection, `SELECT CAST(NULL AS ${type}) AS x`).catch(() => []) : [];
    if (found.length === 1 && found[0]) types.set(name.toLowerCase(), found[0].type);
    else problems.push(problem('parameter-type', { query: query.name, name, type }, { at }));
  }
  return types;
}

/** Where the engine tells the place of a name; of a name that stands elsewhere nothing is changed. */
function withSchema(sql: string, { tables }: Understood, schema: string): readonly Edit[] {
  return tables.flatMap(({ name, offset }) => {
    const stands = [name, quoteName(name)].some((written) => sql.slice(offset, offset + written.length).toLowerCase() === written.toLowerCase());
    return stands ? [{ at: offset, length: 0, text: `${quoteName(schema)}.` }] : [];
  });
}
