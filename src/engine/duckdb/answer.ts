// One question of a loaded query: planned once per connection, its values bound as text, its rows collected until the cap or the time is reached.

import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { failed, type Instant, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Scalar } from '../../product/index.ts';
import { shown } from './ask.ts';
import { type Body, csvBody, jsonBody, mostMegabytes, rowsBody, taken } from './bodies.ts';
import { clockStatement } from './clock.ts';
import type { Column } from './engine.ts';
import { engineError, problemOf } from './errors.ts';
import type { SoundQuery } from './named-query.ts';
import { type Edited, edited, typedParameters } from './parameters.ts';
import type { Pool, Session } from './pool.ts';
import { problem } from './problems.ts';
import type { AnswerFormat, ServedAnswer, ServedQuestion, ServedRows } from './serving.ts';
import { bare, quoteText } from './statement.ts';
import { storedColumns } from './tables.ts';

/** A query of a loaded release. */
export interface ServedQuery {
  readonly query: SoundQuery;
  readonly columns: readonly Column[];
  /** Without semicolon and trailing comments. */
  readonly text: string;
  /** The text with typed parameters. */
  readonly sent: Edited;
  /** For answers that pass through a file. */
  readonly temporary: string;
}

/** How a question may be asked: the statement around the query's text. */
interface Form {
  readonly name: string;
  readonly prefix: string;
  readonly suffix: string;
}

export function servedQuery(query: SoundQuery, columns: readonly Column[], temporary: string): ServedQuery {
  const text = bare(query.sql);
  return {
    query,
    columns,
    text,
    sent: edited(
      text,
      typedParameters(text, query.types, (name) => `$${name}`),
    ),
    temporary,
  };
}

/** An answer as the bytes of a format. */
export async function answerQuestion(
  served: ServedQuery,
  pool: Pool,
  question: ServedQuestion & { readonly format: AnswerFormat },
  signal: AbortSignal,
): Promise<Outcome<ServedAnswer>> {
  const { columns } = served;
  if (question.format === 'parquet') return parquetAnswer(served, pool, question, signal);
  const form: Form = { name: 'plain', prefix: '', suffix: '' };
  const make = question.format === 'json' ? jsonBody : csvBody;
  const body = (result: DuckDBResult): Body<Uint8Array> => make(columns.map(({ name }, i) => ({ name, type: result.columnType(i) })));
  const collected = await ask(served, pool, question, signal, form, (_, statement) => collect(served, statement, question.maxRows, body));
  return collected.ok ? ok({ columns, rows: collected.value.rows, body: collected.value.made }) : collected;
}

/** The same as plain values, with their exact texts. */
export async function rowsOfQuestion(served: ServedQuery, pool: Pool, question: ServedQuestion, signal: AbortSignal): Promise<Outcome<ServedRows>> {
  const { columns } = served;
  const names = columns.map((_, i) => `c${i}`);
  const plain = columns.map((c, i) => shown(`c${i}`, c.type));
  // A value that leaves the engine in two forms is asked for twice.
  const both = [...plain, ...names.filter((name) => !plain.includes(name))];
  const at = names.map((name, i) => ({ plain: i, exact: both.indexOf(name) }));
  const prefix = `SELECT ${both.join(', ')} FROM (`;
  const form: Form = { name: 'rows', prefix, suffix: `\n) AS answer(${names.join(', ')})` };
  const body = (result: DuckDBResult) => rowsBody(at.map((one) => ({ ...one, type: result.columnType(one.exact) })));
  const collected = await ask(served, pool, question, signal, form, (_, statement) => collect(served, statement, question.maxRows, body));
  return collected.ok ? ok({ columns, ...collected.value.made }) : collected;
}

async function parquetAnswer(served: ServedQuery, pool: Pool, question: ServedQuestion, signal: AbortSignal): Promise<Outcome<ServedAnswer>> {
  const { columns, query, temporary } = served;
  const stored = storedColumns(columns, query.origin.at ?? { file: query.origin.file });
  if (!stored.ok) return stored;
  const path = (session: Session): string => join(temporary, `answer-${process.pid}-${session.id}.parquet`);
  const form = (session: Session): Form => ({
    name: `parquet ${question.maxRows}`,
    prefix: `${copying}${stored.value.expressions.join(', ')} FROM (`,
    suffix: `\n) AS answer LIMIT ${question.maxRows + 1}) TO ${quoteText(path(session))} (FORMAT parquet)`,
  });
  return ask(served, pool, question, signal, form, async (session, statement) => {
    try {
      const rows = Number((await (await statement.run()).getRows())[0]?.[0] ?? 0);
      if (rows > question.maxRows) return failed(tooMany(served, question.maxRows));
      if ((await stat(path(session))).size > mostMegabytes * 2 ** 20) return failed(tooLarge(served));
      return ok({ columns, rows, body: await readFile(path(session)) });
    } catch (error) {
      const column = signal.aborted ? undefined : beyond(error, columns, stored.value.expressions);
      if (column === undefined) throw error;
      return failed(problem('beyond-parquet', { query: query.name, column: column.name, type: column.type }));
    } finally {
      await rm(path(session), { force: true });
    }
  });
}

const copying = 'COPY (SELECT ';

/** The column of large integers whose cast to the type that Parquet keeps has failed; a cast of the query's own stands behind them. */
function beyond(error: unknown, columns: readonly Column[], expressions: readonly string[]): Column | undefined {
  const { kind, position } = engineError(error);
  if (kind !== 'Conversion' || position === undefined) return undefined;
  let end = copying.length;
  const cast = columns.find((_, i) => {
    end += Buffer.byteLength(`${expressions[i]}, `);
    return position < end;
  });
  return cast && /\bHUGEINT\b/.test(cast.type) ? cast : undefined;
}

const tooLarge = ({ query }: ServedQuery): Problem => problem('too-large', { query: query.name, megabytes: mostMegabytes });
const tooMany = ({ query }: ServedQuery, maxRows: number): Problem => problem('too-many-rows', { query: query.name, maxRows });

/** Fetches until the end, or beyond what is allowed in rows and bytes. */
async function collect<T>(
  served: ServedQuery,
  statement: DuckDBPreparedStatement,
  maxRows: number,
  bodyOf: (result: DuckDBResult) => Body<T>,
): Promise<Outcome<{ readonly made: T; readonly rows: number }>> {
  const result = await statement.stream();
  const body = bodyOf(result);
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    rows += chunk.rowCount;
    if (rows > maxRows) return failed(tooMany(served, maxRows));
    if (!taken(body, chunk)) return failed(tooLarge(served));
  }
  return ok({ made: body.end(), rows });
}

/** Does some work with the planned statement on a lent connection; at the signal it is interrupted until it stops. */
async function ask<T>(
  served: ServedQuery,
  pool: Pool,
  question: ServedQuestion,
  signal: AbortSignal,
  form: Form | ((session: Session) => Form),
  work: (session: Session, statement: DuckDBPreparedStatement) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return pool.use(async (session) => {
    if (signal.aborted) return failed();
    // Again and again, since an interrupt between two steps of a question has nothing to stop.
    let again: NodeJS.Timeout | undefined;
    const stop = (): void => {
      session.connection.interrupt();
      again = setInterval(() => session.connection.interrupt(), 20);
    };
    signal.addEventListener('abort', stop);
    const shape = typeof form === 'function' ? form(session) : form;
    try {
      const statement = await planned(served, session, shape, question.clock);
      bindValues(served, statement, question.parameters);
      const outcome = await work(session, statement);
      // What was not collected of a stream is let go, and with it the files it reads.
      if (!outcome.ok) await session.connection.run('SELECT 1');
      return outcome;
    } catch (error) {
      if (signal.aborted) return failed();
      return failed(await failure(error, served, session, question, shape.prefix));
    } finally {
      signal.removeEventListener('abort', stop);
      clearInterval(again);
    }
  });
}

/** The statement as it was planned on this connection. The clock is read when a statement is planned: another clock, another plan. */
async function planned(served: ServedQuery, session: Session, { name, prefix, suffix }: Form, clock: Instant): Promise<DuckDBPreparedStatement> {
  const { query, sent } = served;
  const needed = query.clock ? clock : undefined;
  const key = `${query.name} ${name}`;
  const known = session.planned.get(key);
  if (known && known.clock === needed) return known.statement;
  if (needed !== undefined && session.clock !== needed) {
    await session.connection.run(clockStatement(needed));
    session.clock = needed;
  }
  known?.statement.destroySync();
  session.planned.delete(key);
  const statement = await session.connection.prepare(`${prefix}${sent.sql}${suffix}`);
  session.planned.set(key, { statement, clock: needed });
  return statement;
}

function bindValues({ query }: ServedQuery, statement: DuckDBPreparedStatement, values: Readonly<Record<string, Scalar>>): void {
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  for (const { name } of query.parameters) {
    const value = byName.get(name.toLowerCase()) ?? null;
    const index = statement.parameterIndex(name.toLowerCase());
    if (value === null) statement.bindNull(index);
    else statement.bindVarchar(index, String(value));
  }
}

/** Why a question failed: a value that is not of its parameter's type, unreadable data, or what the engine says. */
async function failure(error: unknown, served: ServedQuery, session: Session, question: ServedQuestion, prefix: string): Promise<Problem> {
  const { query, text, sent } = served;
  const { kind, message } = engineError(error);
  if (kind === 'IO') return unreadable(query.reads, message);
  if (kind === 'Conversion' || kind === 'Invalid Input') {
    for (const [name, value] of Object.entries(question.parameters)) {
      const type = query.types.get(name.toLowerCase());
      if (type === undefined || value === null) continue;
      const fits = await session.connection.run(`SELECT TRY_CAST(${quoteText(String(value))} AS ${type}) IS NOT NULL`);
      if ((await fits.getRows())[0]?.[0] !== true) return problem('bad-parameter', { query: query.name, name, type, value: String(value) });
    }
  }
  return problemOf(error, { sql: text, sent, origin: query.origin, prefix });
}

/** Data of a release that the engine cannot read; paths of the store are not told. */
export function unreadable(tables: readonly string[], message: string): Problem {
  const what = (message.split('\n')[0] ?? '').replace(/'\/[^']*'|"\/[^"]*"/g, 'a file of the store');
  return problem('unreadable-table', { tables, what: what.charAt(0).toLowerCase() + what.slice(1) }, { cause: message });
}
