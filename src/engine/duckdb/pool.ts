// The connections of one release: a few, lent one question at a time, first come first served.

import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Instant } from '../../base/index.ts';

/** A statement, and the clock that was read into it when it was planned. */
export interface Planned {
  readonly statement: DuckDBPreparedStatement;
  readonly clock: Instant | undefined;
}

/** A connection and what is set on it. */
export interface Session {
  readonly connection: DuckDBConnection;
  /** Distinct in the host: names the session's temporary file. */
  readonly id: number;
  clock: Instant | undefined;
  /** By query and form. */
  readonly planned: Map<string, Planned>;
}

export class Pool {
  readonly #make: () => Promise<Session>;
  readonly #size: number;
  readonly #idle: Session[] = [];
  readonly #waiting: ((session: Session) => void)[] = [];
  #made = 0;

  constructor(size: number, make: () => Promise<Session>) {
    this.#size = size;
    this.#make = make;
  }

  /** Lends a session for some work; waits for one if all are lent. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#take();
    try {
      return await work(session);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(session);
      else this.#idle.push(session);
    }
  }

  /** Closes all sessions; called when nobody has or wants one. */
  close(): void {
    for (const { connection, planned } of this.#idle) {
      for (const { statement } of planned.values()) statement.destroySync();
      connection.closeSync();
    }
    this.#idle.length = 0;
  }

  async #take(): Promise<Session> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#made >= this.#size) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#made++;
    try {
      return await this.#make();
    } catch (error) {
      this.#made--;
      throw error;
    }
  }
}
