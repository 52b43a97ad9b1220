// Questions of tables: planned first (errors with their place in the user's text), then run, and their values made plain.

import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  DuckDBTypeId,
  type DuckDBValue,
  StatementType,
} from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { Scalar } from '../../product/index.ts';
import type { Answer, Column, Origin, Question } from './engine.ts';
import { problemOf } from './errors.ts';
import { ownProblem } from './own.ts';
import type { Edited } from './parameters.ts';
import { problem } from './problems.ts';
import { bare } from './statement.ts';

/** One question on a prepared connection; `bindOnly` returns columns and no rows. */
export async function ask(connection: DuckDBConnection, question: Question, bindOnly: boolean): Promise<Outcome<Answer>> {
  const { sql, origin, limit } = question;
  const plain = question.plain && !bindOnly ? await atOnce(connection, sql) : undefined;
  if (plain) return ok(plain);
  const bound = await planned(connection, sql, origin);
  if (!bound.ok) return bound;
  const { statement, columns } = bound.value;
  try {
    if (bindOnly) return ok({ columns, rows: [], truncated: false });
    // values that leave the engine as they are need no statement around theirs
    if (limit === undefined && columns.every((c) => direct.has(c.type))) return await answered(() => statement.run(), question, columns, '');
  } finally {
    statement.destroySync();
  }
  const names = columns.map((_, i) => `c${i}`);
  const prefix = `SELECT ${columns.map((c, i) => shown(`c${i}`, c.type)).join(', ')} FROM (`;
  const sent = `${prefix}${bare(sql)}\n) AS answer(${names.join(', ')})${limit === undefined ? '' : ` LIMIT ${limit + 1}`}`;
  return answered(() => connection.run(sent), question, columns, prefix);
}

/** Undefined where it is refused or not plain: the long way says why, or how its values leave the engine. */
async function atOnce(connection: DuckDBConnection, sql: string): Promise<Answer | undefined> {
  try {
    if (!/^\s*select\b/i.test(sql) || (await connection.extractStatements(sql)).count !== 1) return undefined;
    const result = await connection.run(sql);
    const columns = result.columnNames().map((name, i) => ({ name, type: result.columnType(i).toString() }));
    if (!columns.every((c) => direct.has(c.type))) return undefined;
    return { columns, rows: (await result.getRows()).map((row) => row.map(scalar)), truncated: false };
  } catch {
    return undefined;
  }
}

async function answered(
  run: () => Promise<DuckDBResult>,
  { sql, origin, limit, own }: Question,
  columns: readonly Column[],
  prefix: string,
): Promise<Outcome<Answer>> {
  try {
    const values = await (await run()).getRows();
    const truncated = limit !== undefined && values.length > limit;
    const kept = truncated ? values.slice(0, limit) : values;
    return ok({ columns, rows: kept.map((row) => row.map(scalar)), truncated });
  } catch (error) {
    return failed(own ? ownProblem(error, { ...own, sql, origin }, prefix) : problemOf(error, { sql, origin, prefix }));
  }
}

/** The columns a SELECT would return. Anything else than a SELECT is refused here too, whoever sends it. */
export async function bind(
  connection: DuckDBConnection,
  sql: string,
  origin: Origin | undefined,
  sent: Edited | undefined = undefined,
): Promise<Outcome<readonly Column[]>> {
  const bound = await planned(connection, sql, origin, sent);
  if (!bound.ok) return bound;
  bound.value.statement.destroySync();
  return ok(bound.value.columns);
}

interface PlannedSelect {
  readonly statement: DuckDBPreparedStatement;
  readonly columns: readonly Column[];
}

/** A SELECT planned and not run; the caller lets it go. */
async function planned(connection: DuckDBConnection, sql: string, origin: Origin | undefined, sent?: Edited): Promise<Outcome<PlannedSelect>> {
  const text = sent?.sql ?? sql;
  let statement: DuckDBPreparedStatement | undefined;
  try {
    statement = await connection.prepare(text);
    const { statementType } = statement;
    if (statementType === StatementType.SELECT) return ok({ statement, columns: await columnsOf(connection, statement, text) });
    statement.destroySync();
    return failed(problem('not-a-select', { what: StatementType[statementType] ?? 'something else' }));
  } catch (error) {
    statement?.destroySync();
    return failed(problemOf(error, { sql, sent, origin, planning: true }));
  }
}

async function columnsOf(connection: DuckDBConnection, statement: DuckDBPreparedStatement, text: string): Promise<readonly Column[]> {
  const columns: Column[] = [];
  for (let i = 0; i < statement.columnCount; i++) {
    const type = statement.columnType(i);
    if (inexact.has(type.typeId) || type.alias !== undefined) return describe(connection, text);
    columns.push({ name: statement.columnName(i), type: type.toString() });
  }
  return columns;
}

/** Types whose text the client writes otherwise than the engine (names in nested types, aliases such as JSON). */
const inexact: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.LIST,
  DuckDBTypeId.MAP,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.UNION,
  DuckDBTypeId.ENUM,
]);

/** Names and types as the engine writes them. A column of nulls only is an INTEGER, as in a table made of it. */
export async function describe(connection: DuckDBConnection, sql: string): Promise<readonly Column[]> {
  const rows = await (await connection.run(`DESCRIBE ${sql}`)).getRows();
  return rows.map((row) => ({ name: String(row[0]), type: String(row[1]).replace(/(^| )"NULL"(?=$|[,)[])/g, '$1INTEGER') }));
}

const direct: ReadonlySet<string> = new Set(
  'BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT FLOAT DOUBLE VARCHAR JSON'.split(' '),
);

/** How a column leaves the engine: as it is, nested values as JSON, all others as the engine's own text. */
export function shown(name: string, type: string): string {
  if (direct.has(type)) return name;
  return /\]$|^(STRUCT|MAP|UNION|VARIANT)\b/.test(type) ? `CAST(to_json(${name}) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`;
}

/** Numbers that JSON can hold stay numbers; larger integers, infinities and NaN become text. */
export function scalar(value: DuckDBValue): Scalar {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return value === null || typeof value === 'boolean' ? value : String(value);
}
