// DuckDB's syntax tree as it serialises it (json_serialize_sql): untyped, read with care.

import type { Origin } from './engine.ts';

/** A statement and where it stands. */
export interface Statement {
  readonly sql: string;
  readonly origin: Origin;
  /** Named parameters may stand in it. */
  readonly parameters?: true | undefined;
}

/** A node. `type` and `class` say what it is, `query_location` where it starts (UTF-8 bytes). */
export type Tree = Readonly<Record<string, unknown>>;

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
export const treesOf = (value: unknown): readonly Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
