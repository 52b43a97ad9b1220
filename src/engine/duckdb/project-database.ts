// A rehearsal's database while it is open: every relation is a view under its own name, over the file, over Parquet, or over a table that was
// made in memory. A fault makes other tables and turns the views to them; afterwards they are turned back. Nothing outside is written.

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import { ask, describe } from './ask.ts';
import { attached, givenName, madeDatabase } from './attach.ts';
import { clockStatement } from './clock.ts';
import type { DatabaseOptions } from './databases.ts';
import type { Answer, Column } from './engine.ts';
import { problemOf } from './errors.ts';
import { problem } from './problems.ts';
import type {
  DatabaseFault,
  DatabaseLook,
  DatabaseQuestion,
  DatabaseRelation,
  FaultedDatabase,
  RehearsalDatabase,
  RelationState,
} from './rehearsal-database.ts';
import { aSelect, makeTable, type Standing, sameContent, standing } from './standing.ts';
import { quoteList, quoteName, quoteText } from './statement.ts';
import { bodySql, storedColumns } from './tables.ts';

/** What a fault did so far. */
interface Course {
  readonly changed: Map<string, Standing>;
  readonly failed: { readonly id: string; readonly problem: Problem }[];
  /** Failed, or not made since what they read failed. */
  readonly lost: Set<string>;
}

export class ProjectDatabase {
  readonly key: string;
  readonly #request: RehearsalDatabase;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #kept = new Map<string, Standing>();
  #look: Promise<DatabaseLook> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(request: RehearsalDatabase, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.key = request.key;
    this.#request = request;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Attaches what is there. Relations are made at the first look. */
  static async open(options: DatabaseOptions, request: RehearsalDatabase): Promise<Outcome<ProjectDatabase>> {
    const instance = await attached(options, request);
    if (!instance.ok) return instance;
    const connection = await instance.value.connect();
    const [first] = request.relations;
    const variables = Object.entries(request.surroundings.variables).map(
      ([name, value]) => `SET VARIABLE ${quoteName(name)} = ${quoteList([value])}[1]`,
    );
    await connection.run([clockStatement(request.surroundings.clock), ...variables].join('; '));
    if (first) await connection.run(`USE ${quoteName(first.database)}.${quoteName(first.schema)}`);
    return ok(new ProjectDatabase(request, instance.value, connection));
  }

  /** Everything without a fault; made once. */
  look(): Promise<DatabaseLook> {
    this.#look ??= this.#alone(() => this.#makeAll());
    return this.#look;
  }

  /** A relation's own rows as a Parquet file. */
  async copyOut(relation: string, path: string): Promise<Outcome<readonly Column[]>> {
    await this.look();
    return this.#alone(() => this.#copy(relation, path));
  }

  /** The same with other rows in one relation. */
  async fault(fault: DatabaseFault): Promise<Outcome<FaultedDatabase>> {
    await this.look();
    return this.#alone(() => this.#withFault(fault));
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** One at a time: the views are everybody's. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }

  async #makeAll(): Promise<DatabaseLook> {
    const there = await this.#given();
    const relations: RelationState[] = [];
    for (const relation of this.#request.relations) relations.push(await this.#first(relation, there));
    return { relations, answers: await this.#ask(this.#request.questions) };
  }

  /** What the attached file has, by lower-case `schema.name`. */
  async #given(): Promise<ReadonlyMap<string, string>> {
    if (this.#request.file === undefined) return new Map();
    const all = ['tables', 'views'].map(
      (kind) => `SELECT schema_name, ${kind.slice(0, -1)}_name FROM duckdb_${kind}() WHERE database_name = '${givenName}' AND NOT internal`,
    );
    const rows = await (await this.#connection.run(all.join(' UNION ALL '))).getRows();
    return new Map(
      rows.map(([schema, name]) => [`${schema}.${name}`.toLowerCase(), [givenName, String(schema), String(name)].map(quoteName).join('.')]),
    );
  }

  async #first(relation: DatabaseRelation, there: ReadonlyMap<string, string>): Promise<RelationState> {
    const { id, sql } = relation;
    const given = relation.files ? parquet(relation.files) : there.get(`${relation.schema}.${relation.name}`.toLowerCase());
    const made = sql === undefined ? undefined : await this.#tryMake(relation, sql);
    const stand = made?.ok || given === undefined ? made : await standing(this.#connection, given, this.#request.label);
    const why = made && !made.ok ? made.problems[0] : stand && !stand.ok ? stand.problems[0] : undefined;
    if (!stand?.ok) return { id, state: 'absent', columns: [], rows: 0, unstable: false, problem: why };
    this.#kept.set(id, stand.value);
    await this.#turn(relation, stand.value);
    const unstable = made?.ok === true && sql !== undefined && !(await this.#stable(relation, sql, made.value));
    const { columns, rows } = stand.value.content;
    return { id, state: made?.ok ? 'made' : 'given', columns, rows, unstable, problem: why };
  }

  async #tryMake(relation: DatabaseRelation, sql: string): Promise<Outcome<Standing>> {
    const select = await aSelect(this.#connection, relation, sql);
    return select.ok ? makeTable(this.#connection, relation, sql, 'kept') : select;
  }

  async #stable(relation: DatabaseRelation, sql: string, before: Standing): Promise<boolean> {
    const again = await makeTable(this.#connection, relation, sql, 'again');
    const same = again.ok && (await sameContent(this.#connection, before, again.value));
    if (again.ok) await this.#connection.run(`DROP TABLE ${again.value.from}`);
    return same;
  }

  async #turn({ database, schema, name }: DatabaseRelation, { from }: Standing): Promise<void> {
    await this.#connection.run(`CREATE OR REPLACE VIEW ${[database, schema, name].map(quoteName).join('.')} AS SELECT * FROM ${from}`);
  }

  async #ask(questions: readonly DatabaseQuestion[]): Promise<Record<string, Outcome<Answer>>> {
    const answers: Record<string, Outcome<Answer>> = {};
    for (const question of questions) {
      answers[question.id] = question.reads.every((id) => this.#kept.has(id))
        ? await ask(this.#connection, question, false)
        : failed(problem('relation-absent', { question: question.id, absent: question.reads.filter((id) => !this.#kept.has(id)) }));
    }
    return answers;
  }

  async #copy(id: string, path: string): Promise<Outcome<readonly Column[]>> {
    const kept = this.#kept.get(id);
    if (!kept) return failed(problem('relation-absent', { question: 'the copy', absent: [id] }));
    const stored = storedColumns(kept.content.columns, { file: id });
    if (!stored.ok) return stored;
    const select = `SELECT ${stored.value.expressions.join(', ')} FROM ${kept.from}`;
    try {
      await this.#connection.run(`COPY (${select}) TO ${quoteText(path)} (FORMAT parquet)`);
      return ok(await describe(this.#connection, select));
    } catch (error) {
      return failed(problemOf(error, { sql: '' }));
    }
  }

  async #withFault({ relation: id, sql, base }: DatabaseFault): Promise<Outcome<FaultedDatabase>> {
    const relation = this.#request.relations.find((r) => r.id === id);
    const before = this.#kept.get(id);
    if (!relation || !before) return failed(problem('relation-absent', { question: 'the fault', absent: [id] }));
    const made = await makeTable(this.#connection, relation, bodySql({ kind: 'view', base, sql, columns: [] }), 'faulted');
    if (!made.ok) return made;
    const course: Course = { changed: new Map(), failed: [], lost: new Set() };
    try {
      await this.#settle(relation, made.value, before, course);
      if (course.changed.size > 0) await this.#downstream(id, course);
      const open = this.#request.questions.filter((q) => q.reads.some((r) => course.changed.has(r)) && !q.reads.some((r) => course.lost.has(r)));
      const answers = await this.#ask(open);
      return ok({ changed: [...course.changed.keys()], failed: course.failed, answers });
    } catch (error) {
      return failed(problemOf(error, { sql: '' }));
    } finally {
      await this.#restore(course);
    }
  }

  /** Every relation that reads something changed is made again; one that comes out the same ends its branch. */
  async #downstream(faulted: string, course: Course): Promise<void> {
    for (const relation of this.#request.relations) {
      const { id, sql, reads } = relation;
      const before = this.#kept.get(id);
      // What stands in the file although there is a SELECT for it could not be made without a fault either.
      if (id === faulted || sql === undefined || !before?.from.startsWith(madeDatabase)) continue;
      if (reads.some((r) => course.lost.has(r))) course.lost.add(id);
      else if (reads.some((r) => course.changed.has(r))) {
        const made = await makeTable(this.#connection, relation, sql, 'faulted');
        if (made.ok) await this.#settle(relation, made.value, before, course);
        else {
          const [first] = made.problems;
          if (first) course.failed.push({ id, problem: first });
          course.lost.add(id);
        }
      }
    }
  }

  async #settle(relation: DatabaseRelation, made: Standing, before: Standing, course: Course): Promise<void> {
    if (await sameContent(this.#connection, before, made)) {
      await this.#connection.run(`DROP TABLE ${made.from}`);
      return;
    }
    course.changed.set(relation.id, made);
    await this.#turn(relation, made);
  }

  async #restore({ changed }: Course): Promise<void> {
    for (const relation of this.#request.relations) {
      const made = changed.get(relation.id);
      const before = this.#kept.get(relation.id);
      if (!made || !before) continue;
      await this.#turn(relation, before);
      await this.#connection.run(`DROP TABLE ${made.from}`);
    }
  }
}

const parquet = (files: readonly string[]): string => `read_parquet(${quoteList(files)}, hive_partitioning = false)`;
