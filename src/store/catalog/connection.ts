// One connection to a SQLite file: cached statements, transactions as one synchronous function, an asynchronous retry where it is busy.

import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Effects } from '../../base/index.ts';
import { failureOf, isBusy } from '../failure.ts';

/** How long a transaction waits for another to end, milliseconds. */
const patience = 10_000;

interface Prepared {
  readonly statement: StatementSync;
  readonly names: readonly string[];
}
type Values = readonly SQLOutputValue[];

export interface ConnectionOptions {
  readonly path: string;
  /** The store's folder, for Problems. */
  readonly folder: string;
  readonly effects: Effects;
  readonly readOnly?: boolean;
}

/** Expected errors of SQLite are thrown as StoreFailure. */
export class Connection {
  readonly folder: string;
  readonly #effects: Effects;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();
  #written = 0;

  constructor({ path, folder, effects, readOnly = false }: ConnectionOptions) {
    this.folder = folder;
    this.#effects = effects;
    try {
      this.#database = new DatabaseSync(path, { readOnly, timeout: 0 });
    } catch (error) {
      throw failureOf(error, folder);
    }
  }

  all<Row>(sql: string, ...parameters: SQLInputValue[]): readonly Row[] {
    const { statement, names } = this.#prepared(sql);
    return (statement.all(...parameters) as unknown as Values[]).map((values) => rowOf(names, values) as Row);
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    const { statement, names } = this.#prepared(sql);
    const values = statement.get(...parameters) as unknown as Values | undefined;
    return values && (rowOf(names, values) as Row);
  }

  /** Carries out a statement. `changes`: rows it altered; `id`: of the row last inserted. */
  run(sql: string, ...parameters: SQLInputValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#prepared(sql).statement.run(...parameters);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /** Several statements, unprepared: pragmas and migrations. */
  script(sql: string): void {
    this.#database.exec(sql);
  }

  /** Reads; waits without blocking where the catalog is being recovered or closed by another process. */
  read<T>(work: () => T): Promise<T> {
    return this.#whenFree(work);
  }

  /** One transaction. `durable`: on the disk when the promise resolves (synchronous = FULL); else the next durable one or checkpoint takes it along. */
  write<T>(work: () => T, { durable = false } = {}): Promise<T> {
    return this.#whenFree(() => {
      this.#database.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
      this.#database.exec('begin immediate');
      try {
        const value = work();
        this.#database.exec('commit');
        this.#written++;
        return value;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('rollback');
        throw error;
      }
    });
  }

  /** A number that grows with every transaction: those of other connections, which `data_version` counts, and its own, which it leaves out. */
  version(): number {
    return (this.get<{ data_version: number }>('pragma data_version')?.data_version ?? 0) + this.#written;
  }

  close(): void {
    if (!this.#database.isOpen) return;
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Prepared {
    let prepared = this.#statements.get(sql);
    if (!prepared) {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      prepared = { statement, names: statement.columns().map((column) => column.name) };
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  async #whenFree<T>(attempt: () => T): Promise<T> {
    const begun = this.#effects.monotonic();
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || this.#effects.monotonic() - begun > patience) throw failureOf(error, this.folder);
      }
      await this.#effects.wait(pause);
    }
  }
}

// From arrays, because the objects that node:sqlite makes itself (without prototype) take three times as long to copy.
function rowOf(names: readonly string[], values: Values): unknown {
  const row: Record<string, SQLOutputValue> = {};
  for (let i = 0; i < names.length; i++) row[names[i] ?? ''] = values[i] ?? null;
  return row;
}
