// The DuckDB instances of the host: one open (outside files, Trivet's own statements only), and one locked per set of
// settings (all user SQL). Null order, collation and more are global to an instance, so settings never share one.

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { canonical, failed, type Outcome, ok } from '../../base/index.ts';
import { clockMacros, clockStatement } from './clock.ts';
import { attachSql, databaseFiles } from './database-file.ts';
import type { EngineSettings, InputTable, Surroundings } from './engine.ts';
import { problemOf } from './errors.ts';
import { settingStatements, standardSettings } from './settings.ts';
import { quoteList, quoteName, quoteText } from './statement.ts';
import { inputProblem, tableStatement } from './tables.ts';

export interface DatabaseOptions {
  readonly temporary: string;
  readonly readable: readonly string[];
  readonly threads?: number | undefined;
  readonly memory?: string | undefined;
}

/** A locked connection and what is set on it. */
interface Session {
  readonly connection: DuckDBConnection;
  clock?: string;
  variables: Readonly<Record<string, string>>;
  /** By lower-case name: the statement that made each input. */
  readonly tables: Map<string, { readonly kind: 'VIEW' | 'TABLE'; readonly statement: string }>;
}

interface Database {
  readonly instance: Promise<DuckDBInstance>;
  readonly idle: Session[];
  /** Calls that use it or wait for it; counted before the first await, so that it is not closed under them. */
  busy: number;
}

/** The instances and their connections, from first use until the host ends. */
export class Databases {
  readonly options: DatabaseOptions;
  #open: Promise<DuckDBConnection> | undefined;
  #ids = 0;
  /** Least recently used first. */
  readonly #locked = new Map<string, Database>();

  constructor(options: DatabaseOptions) {
    this.options = options;
  }

  /** A connection with external access, for Trivet's own statements. */
  open(): Promise<DuckDBConnection> {
    this.#open ??= openInstance(this.options).then(async (instance) => {
      const connection = await instance.connect();
      await connection.run(`${settingStatements(standardSettings)}; SET GLOBAL errors_as_json = true`);
      return connection;
    });
    return this.#open;
  }

  /** An id that no other host and nothing else of this one has. */
  nextId(): string {
    this.#ids++;
    return `${process.pid}.${this.#ids}`;
  }

  /** Does some work on a locked connection that sees these tables, under these settings, variables and this clock. */
  async locked<T>(
    surroundings: Surroundings,
    tables: Readonly<Record<string, InputTable>>,
    work: (c: DuckDBConnection) => Promise<T>,
    seconds?: number,
  ): Promise<Outcome<T>> {
    const database = this.#database(surroundings);
    database.busy++;
    let session: Session | undefined;
    let sound = false;
    try {
      const instance = await database.instance;
      session = database.idle.pop() ?? { connection: await instance.connect(), variables: {}, tables: new Map() };
      const prepared = await prepare(session, surroundings, tables);
      if (!prepared.ok) return prepared;
      const value = await within(seconds, session.connection, work);
      sound = true;
      return ok(value);
    } catch (error) {
      // The engine's errors are Problems wherever they surface; `problemOf` throws what is none.
      return failed(problemOf(error, { sql: '' }));
    } finally {
      database.busy--;
      if (session && sound) database.idle.push(session);
      else session?.connection.closeSync();
    }
  }

  #database(surroundings: Surroundings): Database {
    const key = canonical(surroundings.settings);
    let database = this.#locked.get(key);
    if (!database) {
      this.#makeRoom();
      const instance = lockedInstance(this.options, surroundings.settings);
      database = { instance, idle: [], busy: 0 };
      instance.catch(() => this.#locked.delete(key));
    }
    this.#locked.delete(key);
    this.#locked.set(key, database);
    return database;
  }

  /** Keeps at most two locked instances (why replays under two environments), since each may use the whole memory. */
  #makeRoom(): void {
    for (const [key, database] of [...this.#locked].slice(0, -1)) {
      if (database.busy > 0) continue;
      this.#locked.delete(key);
      for (const session of database.idle) session.connection.closeSync();
      void database.instance.then((instance) => instance.closeSync());
    }
  }
}

/** Between two interrupts, milliseconds: one that comes between two statements is lost. */
const again = 50;

/** Interrupts whatever statement is under way after so many seconds, and those that would follow. */
async function within<T>(seconds: number | undefined, connection: DuckDBConnection, work: (c: DuckDBConnection) => Promise<T>): Promise<T> {
  if (seconds === undefined) return work(connection);
  let interrupting: NodeJS.Timeout | undefined;
  const late = setTimeout(() => {
    connection.interrupt();
    interrupting = setInterval(() => connection.interrupt(), again);
  }, seconds * 1000);
  try {
    return await work(connection);
  } finally {
    clearTimeout(late);
    clearInterval(interrupting);
  }
}

/** A file's footer is parsed once, and not for each statement that reads it: what the store keeps is never written again. */
const footersKept = 'SET GLOBAL parquet_metadata_cache = true';

/** An instance for user SQL: it reads and writes in the store only, its settings can no longer be changed, and now() is the logical clock. */
export async function lockedInstance(options: DatabaseOptions, settings: EngineSettings, besides: readonly string[] = []): Promise<DuckDBInstance> {
  const instance = await openInstance(options);
  const connection = await instance.connect();
  const allowed = quoteList([...options.readable, options.temporary]);
  await connection.run(
    [
      settingStatements(settings),
      'SET GLOBAL errors_as_json = true',
      clockMacros,
      footersKept,
      ...besides,
      `SET GLOBAL allowed_directories = ${allowed}`,
      'SET GLOBAL enable_external_access = false',
      'SET GLOBAL lock_configuration = true',
    ].join('; '),
  );
  connection.closeSync();
  return instance;
}

function openInstance({ threads, memory, temporary }: DatabaseOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(threads ? { threads: String(threads) } : {}),
    ...(memory ? { memory_limit: memory } : {}),
  });
}

/** Brings a session to these surroundings and inputs; only what differs is sent, in one batch. */
async function prepare(session: Session, surroundings: Surroundings, tables: Readonly<Record<string, InputTable>>): Promise<Outcome<void>> {
  const wanted = new Map(Object.entries(tables).map(([name, table]) => [name.toLowerCase(), { name, table, ...tableStatement(name, table) }]));
  const rows: [string, string][] = [];
  const batch: string[] = [];
  if (session.clock !== surroundings.clock) batch.push(clockStatement(surroundings.clock));
  for (const name of Object.keys(session.variables)) if (!(name in surroundings.variables)) batch.push(`RESET VARIABLE ${quoteName(name)}`);
  for (const [name, value] of Object.entries(surroundings.variables)) {
    if (session.variables[name] !== value) batch.push(`SET VARIABLE ${quoteName(name)} = ${quoteText(value)}`);
  }
  for (const file of databaseFiles(Object.values(tables))) batch.push(attachSql(file));
  for (const [key, made] of session.tables) {
    // one of the same kind is replaced as it is made
    if (wanted.get(key)?.kind !== made.kind) batch.push(`DROP ${made.kind} IF EXISTS temp.${quoteName(key)}`);
  }
  for (const [key, { name, kind, statement }] of wanted) {
    if (session.tables.get(key)?.statement === statement) continue;
    if (kind === 'TABLE') rows.push([name, statement]);
    else batch.push(statement);
  }
  try {
    if (batch.length > 0) await session.connection.run(batch.join('; '));
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  }
  // One at a time, so that a value that does not fit is told of its own table.
  for (const [name, statement] of rows) {
    try {
      await session.connection.run(statement);
    } catch (error) {
      return failed(inputProblem(name, error));
    }
  }
  session.clock = surroundings.clock;
  session.variables = surroundings.variables;
  session.tables.clear();
  for (const [key, { kind, statement }] of wanted) session.tables.set(key, { kind, statement });
  return ok(undefined);
}
