// Questions of tables: planned first (errors with their place in the user's text), then run, and their values made plain.

import { type DuckDBConnection, DuckDBTypeId, type DuckDBValue, StatementType } from '@duckdb/node-api';
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
  const { sql, origin, limit, own } = question;
  const bound = await bind(connection, sql, origin);
  if (!bound.ok) return bound;
  const columns = bound.value;
  if (bindOnly) return ok({ columns, rows: [], truncated: false });
  const plain = limit === undefined && columns.every((c) => direct.has(c.type));
  const names = columns.map((_, i) => `c${i}`);
  const prefix = `SELECT ${columns.map((c, i) => shown(`c${i}`, c.type)).join(', ')} FROM (`;
  const sent = plain ? bare(sql) : `${prefix}${bare(sql)}\n) AS answer(${names.join(', ')})${limit === undefined ? '' : ` LIMIT ${limit + 1}`}`;
  try {
    const values = await (await connection.run(sent)).getRows();
    const truncated = limit !== undefined && values.length > limit;
    const kept = truncated ? values.slice(0, limit) : values;
    return ok({ columns, rows: kept.map((row) => row.map(scalar)), truncated });
  } catch (error) {
    const before = plain ? '' : prefix;
    return failed(own ? ownProblem(error, { ...own, sql, origin }, before) : problemOf(error, { sql, origin, prefix: before }));
  }
}

/** The columns a SELECT would return. Anything else than a SELECT is refused here too, whoever sends it. */
export async function bind(
  connection: DuckDBConnection,
  sql: string,
  origin: Origin | undefined,
  sent: Edited | undefined = undefined,
): Promise<Outcome<readonly Column[]>> {
  const text = sent?.sql ?? sql;
  try {
    const statement = await connection.prepare(text);
    try {
      if (statement.statementType !== StatementType.SELECT)
        return failed(problem('not-a-select', { what: StatementType[statement.statementType] ?? 'something else' }));
      const columns: Column[] = [];
      let exact = true;
      for (let i = 0; i < statement.columnCount; i++) {
        const type = statement.columnType(i);
        exact &&= !inexact.has(type.typeId) && type.alias === undefined;
        columns.push({ name: statement.columnName(i), type: type.toString() });
      }
      return ok(exact ? columns : await describe(connection, text));
    } finally {
      statement.destroySync();
    }
  } catch (error) {
    return failed(problemOf(error, { sql, sent, origin, planning: true }));
  }
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
