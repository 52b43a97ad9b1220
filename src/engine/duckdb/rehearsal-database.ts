// Somebody else's database as a rehearsal sees it: tables as they stand, tables made again by their SELECTs, questions of both; then the
// same with a fault in one table. Types only; project-database.ts is the work.

import type { Outcome, Problem } from '../../base/index.ts';
import type { Answer, Column, InputTable, Question, Surroundings } from './engine.ts';

/** A table or view under the name that SQL calls it by. */
export interface DatabaseRelation {
  readonly id: string;
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** The SELECT that makes it; absent: it is read as it stands. */
  readonly sql?: string | undefined;
  /** Ids of the relations that its SELECT reads. */
  readonly reads: readonly string[];
  /** Its Parquet files, where no DuckDB file has it. */
  readonly files?: readonly string[] | undefined;
}

export interface DatabaseQuestion extends Question {
  readonly id: string;
  /** Ids of the relations it reads: it is asked again when one of them is another. */
  readonly reads: readonly string[];
}

/** What is opened once and asked many times. */
export interface RehearsalDatabase {
  /** Databases of equal keys are equal: the host keeps the last one open. */
  readonly key: string;
  /** A DuckDB file; it is attached read-only. */
  readonly file?: string | undefined;
  /** Its name for people. */
  readonly label: string;
  /** Each after those it reads. */
  readonly relations: readonly DatabaseRelation[];
  readonly questions: readonly DatabaseQuestion[];
  readonly surroundings: Surroundings;
}

export interface RelationState {
  readonly id: string;
  /** `made`: by its SELECT, as readers see it now; `given`: read as it stands; `absent`: neither could be had. */
  readonly state: 'made' | 'given' | 'absent';
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Made twice of the same data it was not the same table: it depends on chance, or on the order of rows. */
  readonly unstable: boolean;
  /** Why it is absent, or given although there is a SELECT that should make it. */
  readonly problem?: Problem | undefined;
}

export interface DatabaseLook {
  readonly relations: readonly RelationState[];
  /** By the question's id. */
  readonly answers: Readonly<Record<string, Outcome<Answer>>>;
}

/** Another content for one relation. */
export interface DatabaseFault {
  readonly relation: string;
  /** A SELECT over the table `base`. */
  readonly sql: string;
  readonly base: InputTable;
}

export interface FaultedDatabase {
  /** Ids of the relations whose content is another (floats within 1e-9 are the same), the faulted one first; none: the fault changed nothing. */
  readonly changed: readonly string[];
  /** Relations whose SELECT failed. What reads them is neither made nor asked. */
  readonly failed: readonly { readonly id: string; readonly problem: Problem }[];
  /** Of the questions that read something changed, by id. */
  readonly answers: Readonly<Record<string, Outcome<Answer>>>;
}
