// The table that faults are put into: kept once, each row with its line and with a place in an order drawn by the seed. Faults are views over it.

import { failed, type Outcome, ok } from '../base/index.ts';
import { type Column, columnsOf, type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';
import type { BaseFacts, ColumnProfile } from './rehearsal.ts';
import { addedNames, isText, lineOf, placeOf } from './sql.ts';

/** Line and place. */
const added = (columns: readonly Column[]): readonly Column[] => Object.values(addedNames(columns)).map((name) => ({ name, type: 'BIGINT' }));

/** A SELECT of `from` (a table's name, or a SELECT in parentheses) with line and place: what operators call `base`. */
export function baseSql(columns: readonly Column[], from: string, seed: number): string {
  const values = [String(seed), ...columns.map((c) => quoteName(c.name))].join(', ');
  const [line, place] = [lineOf({ columns }), placeOf({ columns })];
  const lined = `select *, row_number() over () - 1 as ${line} from ${from} as given`;
  return `select *, row_number() over (order by hash(${values}), ${line}) - 1 as ${place} from (${lined}) as lined`;
}

export interface Base {
  readonly facts: BaseFacts;
  /** With line and place. */
  readonly table: InputTable;
  /** As it was given. */
  readonly given: InputTable;
}

export interface BaseRequest {
  readonly engine: Pick<Engine, 'build' | 'keep' | 'ask'>;
  readonly name: string;
  readonly table: InputTable;
  readonly key: readonly string[];
  readonly references: readonly string[];
  readonly surroundings: Surroundings;
  readonly seed: number;
  /** A path for a Parquet file, where the engine may write and read; absent: it is kept in the engine's memory. */
  readonly output?: string | undefined;
}

/** Keeps the table with line and place, and looks at its columns. */
export async function prepareBase(request: BaseRequest): Promise<Outcome<Base>> {
  const { name, table, key, references } = request;
  const columns = columnsOf(table);
  const made = await madeBase(columns, request);
  if (!made.ok) return made;
  const { rows, kept } = made.value;
  const profile = await profileOf(columns, kept, request);
  if (!profile.ok) return profile;
  return ok({ facts: { table: name, columns, rows, key, references, profile: profile.value }, table: kept, given: table });
}

async function madeBase(
  columns: readonly Column[],
  { engine, name, table, surroundings, seed, output }: BaseRequest,
): Promise<Outcome<{ readonly rows: number; readonly kept: InputTable }>> {
  const step = { sql: baseSql(columns, 'given', seed), origin: { file: name, line: 1 }, inputs: { given: table }, surroundings };
  if (output === undefined) {
    const kept = await engine.keep(step);
    return kept.ok ? ok({ rows: kept.value.rows, kept: kept.value.table }) : kept;
  }
  const built = await engine.build({ ...step, asset: name, ordered: true, output });
  if (!built.ok) return built;
  const spec = { format: 'parquet' as const, options: {}, columns: [...columns, ...added(columns)] };
  return ok({ rows: built.value.rows, kept: { kind: 'files', spec, files: [output] } });
}

async function profileOf(
  columns: readonly Column[],
  base: InputTable,
  { engine, surroundings }: BaseRequest,
): Promise<Outcome<Readonly<Record<string, ColumnProfile>>>> {
  if (columns.length === 0) return ok({});
  const asked = columns.map((c) => {
    const name = quoteName(c.name);
    const like = (pattern: string) => (isText(c.type) ? `coalesce(bool_or(regexp_matches(${name}, '${pattern}')), false)` : 'false');
    const looks = ['\\p{L}', '^\\s*[+-]?\\d+\\.\\d+\\s*$', '^\\d{4}-\\d{2}-\\d{2}', '^0\\d+$'].map(like);
    return [`count(*) - count(${name})`, `approx_count_distinct(${name})`, ...looks].join(', ');
  });
  const [answer] = await engine.ask({ tables: { base }, questions: [{ sql: `select ${asked.join(', ')} from base` }], surroundings });
  if (!answer?.ok) return answer ?? failed();
  const row = answer.value.rows[0] ?? [];
  return ok(
    Object.fromEntries(
      columns.map((c, i) => {
        const [nulls, distinct, letters, decimals, dates, zeros] = row.slice(i * 6, i * 6 + 6);
        const texts = isText(c.type) ? { letters: letters === true, decimals: decimals === true, dates: dates === true, zeros: zeros === true } : {};
        return [c.name, { nulls: Number(nulls), distinct: Number(distinct), ...texts }];
      }),
    ),
  );
}

/** A faulted table, as the engine reads it lazily. */
export function faultedTable(base: Pick<Base, 'table'>, faulted: { readonly sql: string; readonly columns: readonly Column[] }): InputTable {
  return { kind: 'view', base: base.table, sql: faulted.sql, columns: faulted.columns };
}
