// What the parser says of user SQL: whether it is one SELECT, else what it is instead. DuckDB parses, walk.ts reads its tree.

import type { DuckDBConnection } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { Parsed } from './engine.ts';
import { placeIn } from './errors.ts';
import { isPositional, parameterPlaces } from './parameters.ts';
import { problem } from './problems.ts';
import { quoteList, statements, syntaxOffset } from './statement.ts';
import { isTree, type Statement, type Tree, textOf, treesOf } from './tree.ts';
import { readTree, type Understood } from './walk.ts';

/** Parses many statements with one question to the engine. */
export async function parseAll(connection: DuckDBConnection, all: readonly Statement[]): Promise<readonly Outcome<Parsed>[]> {
  return (await understandAll(connection, all)).map((one) => (one.ok ? ok(one.value.parsed) : one));
}

/** The same, and where each names its tables. */
export async function understandAll(connection: DuckDBConnection, all: readonly Statement[]): Promise<readonly Outcome<Understood>[]> {
  if (all.length === 0) return [];
  // A NUL ends a text early in the engine, so that what follows it would go unseen.
  const texts = all.map((s) => s.sql.replaceAll('\0', '\uFFFD'));
  const result = await connection.run(`SELECT json_serialize_sql(unnest(${quoteList(texts)}::VARCHAR[]))`);
  const rows = await result.getRows();
  return all.map((statement, i) => understood(statement, JSON.parse(String(rows[i]?.[0])) as Tree));
}

function understood(statement: Statement, answer: Tree): Outcome<Understood> {
  const { sql, origin } = statement;
  const at = (offset: number, length?: number) => ({ at: placeIn(origin, sql, offset, length) });
  const written = statements(sql);
  const first = written[0]?.[0];
  if (!first) return failed(problem('not-a-select', { what: 'nothing but white space and comments' }, at(0)));
  const second = written[1]?.[0];
  if (/^Mixing named and positional parameters/.test(textOf(answer.error_message))) {
    const place = parameterPlaces(sql).find((p) => isPositional(p.name));
    return failed(problem('positional-parameter', { written: place?.name ? `$${place.name}` : '?' }, at(place?.at ?? 0, place?.length)));
  }
  if (answer.error === true) {
    if (answer.error_type !== 'not implemented') {
      const position = Number(answer.position ?? Number.NaN);
      const offset = Number.isNaN(position) ? first.at : syntaxOffset(sql, position);
      const what = textOf(answer.error_message);
      return failed(problem('syntax', { what: what.charAt(0).toLowerCase() + what.slice(1).replace(/!$/, '') }, { ...at(offset), cause: what }));
    }
    const pivot = written[0]?.find((t) => t.kind === 'word' && /^pivot(_wider)?$/i.test(t.text));
    if (!second && pivot && /^(select|from|with|values|table|pivot|pivot_wider|\()$/i.test(first.text)) {
      return failed(problem('dynamic-pivot', {}, at(pivot.at, pivot.text.length)));
    }
  }
  if (second) return failed(problem('not-a-select', { what: `${written.length} statements` }, at(second.at, second.text.length)));
  if (answer.error === true) return failed(problem('not-a-select', { what: first.text.toUpperCase() }, at(first.at, first.text.length)));
  const node = treesOf(answer.statements)[0]?.node;
  if (!isTree(node)) return failed(problem('not-a-select', { what: first.text.toUpperCase() }, at(first.at, first.text.length)));
  return readTree(statement, node);
}
