// The releases in the serving host: each a schema of views with its own connections, in one locked instance per set of settings.

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { canonical, failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import { type ServedQuery, servedQuery, unreadable } from './answer.ts';
import { bind } from './ask.ts';
import { lockedInstance } from './databases.ts';
import { engineError, problemOf } from './errors.ts';
import { soundQueries } from './named-query.ts';
import { edited, typedParameters } from './parameters.ts';
import { Pool } from './pool.ts';
import { problem } from './problems.ts';
import type { LoadedQuery, ServedQuestion, ServedRelease } from './serving.ts';
import type { ServingOptions } from './serving-task.ts';
import { bare, quoteName, quoteText } from './statement.ts';
import { storedColumns, tableStatement } from './tables.ts';

interface Database {
  readonly instance: DuckDBInstance;
  /** Makes and drops schemas, and parses. */
  readonly keeper: DuckDBConnection;
}
interface Shared {
  readonly opening: Promise<Database>;
  /** Releases in it, counted before the first await. */
  uses: number;
}

interface Release {
  readonly key: string;
  readonly settings: string;
  readonly schema: string;
  readonly database: Database;
  readonly pool: Pool;
  readonly queries: ReadonlyMap<string, ServedQuery>;
  /** Questions under way or waiting. */
  busy: number;
  /** Called when the last question of a dropped release has been answered. */
  idle: (() => void) | undefined;
}

type Work<T> = (query: ServedQuery, pool: Pool, signal: AbortSignal) => Promise<Outcome<T>>;

export class Releases {
  readonly #options: ServingOptions;
  readonly #loaded = new Map<string, Release>();
  readonly #databases = new Map<string, Shared>();
  #schemas = 0;
  #sessions = 0;

  constructor(options: ServingOptions) {
    this.#options = options;
  }

  /** Loads beside what is there; then questions of its key get it. One that was loaded under the key ends as if dropped. */
  async load(release: ServedRelease): Promise<Outcome<readonly LoadedQuery[]>> {
    const settings = canonical(release.settings);
    const shared = this.#share(settings, release);
    const schema = `release_${++this.#schemas}`;
    let database: Database | undefined;
    let pool: Pool | undefined;
    try {
      database = await shared.opening;
      pool = this.#pool(database.instance, schema, release);
      const queries = await this.#prepare(database.keeper, pool, schema, release);
      if (queries.ok) {
        const made: Release = { key: release.key, settings, schema, database, pool, queries: queries.value, busy: 0, idle: undefined };
        const before = this.#loaded.get(release.key);
        this.#loaded.set(release.key, made);
        if (before) void this.#free(before);
        return ok([...queries.value.values()].map(({ query, columns }) => ({ name: query.name, columns, clock: query.clock, reads: query.reads })));
      }
      await this.#forget(settings, database, schema, pool);
      return queries;
    } catch (error) {
      if (database) await this.#forget(settings, database, schema, pool);
      return failed(problemOf(error, { sql: '' }));
    }
  }

  /** Ends a release when its last question has been answered. */
  async drop(key: string): Promise<Outcome<void>> {
    const release = this.#loaded.get(key);
    this.#loaded.delete(key);
    if (release) await this.#free(release);
    return ok(undefined);
  }

  /** Finds the query and asks it within the question's time; the answer of the time being over does not wait for the engine to stop. */
  async ask<T>(question: ServedQuestion, work: Work<T>): Promise<Outcome<T>> {
    const release = this.#loaded.get(question.release);
    if (!release) return failed(problem('not-loaded', { release: question.release }));
    const query = release.queries.get(question.query.toLowerCase());
    if (!query) return failed(problem('not-loaded', { release: question.release, query: question.query }));
    release.busy++;
    const control = new AbortController();
    const working = work(query, release.pool, control.signal).finally(() => {
      release.busy--;
      if (release.busy === 0) release.idle?.();
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<T>>((resolve) => {
      timer = setTimeout(() => {
        control.abort();
        resolve(failed(problem('timeout', { query: query.query.name, milliseconds: question.timeout })));
      }, question.timeout);
    });
    // What an interrupted question says after its time is over is heard by nobody.
    working.catch(() => {});
    return Promise.race([working, late]).finally(() => clearTimeout(timer));
  }

  #share(key: string, release: ServedRelease): Shared {
    const known = this.#databases.get(key);
    if (known) {
      known.uses++;
      return known;
    }
    // Files in the store never change under their name: what was read of a file's footer holds.
    const opening = lockedInstance(this.#options, release.settings).then(async (instance) => ({
      instance,
      keeper: await instance.connect(),
    }));
    const shared: Shared = { opening, uses: 1 };
    opening.catch(() => this.#databases.delete(key));
    this.#databases.set(key, shared);
    return shared;
  }

  #pool(instance: DuckDBInstance, schema: string, { variables }: ServedRelease): Pool {
    return new Pool(this.#options.connections, async () => {
      const connection = await instance.connect();
      const set = Object.entries(variables).map(([name, value]) => `SET VARIABLE ${quoteName(name)} = ${quoteText(value)}`);
      // After the release's tables the macros of the clock, which stand in main.
      await connection.run([`SET search_path = ${quoteText(`${schema},main`)}`, ...set].join('; '));
      return { connection, id: ++this.#sessions, clock: undefined, planned: new Map() };
    });
  }

  async #prepare(keeper: DuckDBConnection, pool: Pool, schema: string, release: ServedRelease): Promise<Outcome<ReadonlyMap<string, ServedQuery>>> {
    const problems: Problem[] = [];
    await keeper.run(`CREATE SCHEMA ${quoteName(schema)}`);
    for (const [name, table] of Object.entries(release.tables)) {
      try {
        await keeper.run(tableStatement(name, table, schema).statement);
      } catch (error) {
        problems.push(unreadable([name], engineError(error).message));
      }
    }
    if (problems.length > 0) return failed(...problems);
    const sound = await soundQueries(keeper, release.queries, Object.keys(release.tables));
    if (!sound.ok) return sound;
    const queries = new Map<string, ServedQuery>();
    for (const query of sound.value) {
      const text = bare(query.sql);
      const nulls = edited(
        text,
        typedParameters(text, query.types, () => 'NULL'),
      );
      const columns = await pool.use(({ connection }) => bind(connection, text, query.origin, nulls));
      const kept = columns.ok ? storedColumns(columns.value, query.origin.at ?? { file: query.origin.file }) : columns;
      problems.push(...(kept.ok ? [] : kept.problems.filter((p) => !columns.ok || p.code === 'engine/duplicate-column')));
      if (columns.ok) queries.set(query.name.toLowerCase(), servedQuery(query, columns.value, this.#options.temporary));
    }
    return problems.length > 0 ? failed(...problems) : ok(queries);
  }

  async #free(release: Release): Promise<void> {
    if (release.busy > 0) await new Promise<void>((resolve) => (release.idle = resolve));
    await this.#forget(release.settings, release.database, release.schema, release.pool);
  }

  async #forget(settings: string, { instance, keeper }: Database, schema: string, pool: Pool | undefined): Promise<void> {
    pool?.close();
    await keeper.run(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
    const shared = this.#databases.get(settings);
    if (!shared || --shared.uses > 0) return;
    this.#databases.delete(settings);
    keeper.closeSync();
    instance.closeSync();
  }
}
