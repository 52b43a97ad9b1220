// A script's rows to newline-delimited JSON, every value as text, and the types that the values tell. Holds one row at a time.

import type { Column } from '../duckdb/index.ts';
import { isPlain, jsonOf } from './nested.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { nameOf } from './value-name.ts';

type Kind = 'boolean' | 'integer' | 'fraction' | 'bigint' | 'text' | 'instant' | 'nested';

interface ColumnState {
  readonly name: string;
  /** Its name as JSON with the colon. */
  readonly key: string;
  /** The first row of each kind of value. */
  readonly kinds: Map<Kind, number>;
  huge: boolean;
}

/** Kinds that may stand together in one column. */
const groups: readonly (readonly Kind[])[] = [
  ['integer', 'fraction'],
  ['integer', 'bigint'],
];

const called: Readonly<Record<Kind, string>> = {
  boolean: 'a boolean',
  integer: 'a whole number',
  fraction: 'a number',
  bigint: 'a bigint',
  text: 'a text',
  instant: 'a Date',
  nested: 'an object',
};

/** Writes chunks of lines; `columns` and `rows` count what went through. Throws a Refusal at the first row that does not fit. */
export async function writeRows(
  returned: unknown,
  write: (chunk: string) => void,
): Promise<{ readonly columns: readonly Column[]; readonly rows: number }> {
  const writer = rowWriter(write);
  if (isIterable(returned, Symbol.asyncIterator)) for await (const row of returned as AsyncIterable<unknown>) writer.add(row);
  else if (isIterable(returned, Symbol.iterator)) for (const row of returned as Iterable<unknown>) writer.add(row);
  else throw new Refusal(problem('bad-rows', { what: `it returned ${nameOf(returned)}` }));
  return writer.end();
}

const isIterable = (value: unknown, symbol: symbol): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<symbol, unknown>)[symbol] === 'function';

function rowWriter(write: (chunk: string) => void) {
  const columns = new Map<string, ColumnState>();
  const folded = new Map<string, string>();
  let rows = 0;
  let chunk = '';
  const columnOf = (name: string): ColumnState => {
    const known = columns.get(name);
    if (known) return known;
    const other = folded.get(name.toLowerCase());
    if (other !== undefined || name === '')
      throw new Refusal(
        problem('bad-rows', {
          what: name === '' ? `row ${rows} has a column without a name` : `"${other}" and "${name}" differ only in case (row ${rows})`,
        }),
      );
    const made = { name, key: `${JSON.stringify(name)}:`, kinds: new Map<Kind, number>(), huge: false };
    columns.set(name, made);
    folded.set(name.toLowerCase(), name);
    return made;
  };
  const add = (row: unknown): void => {
    rows++;
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new Refusal(problem('bad-rows', { what: `row ${rows} is ${nameOf(row)}` }));
    const entries = Object.entries(row);
    if (ArrayBuffer.isView(row) || (entries.length === 0 && !isPlain(row)))
      throw new Refusal(problem('bad-rows', { what: `row ${rows} is ${nameOf(row)}` }));
    let line = '{';
    for (const [name, value] of entries) {
      const column = columnOf(name);
      line += `${line.length > 1 ? ',' : ''}${column.key}${value === null || value === undefined ? 'null' : textOf(column, value, rows)}`;
    }
    chunk += `${line}}\n`;
    if (chunk.length < 65_536) return;
    write(chunk);
    chunk = '';
  };
  const end = () => {
    if (chunk) write(chunk);
    return { columns: [...columns.values()].map((column) => ({ name: column.name, type: typeOf(column) })), rows };
  };
  return { add, end };
}

function textOf(column: ColumnState, value: unknown, row: number): string {
  const kind = kindOf(column, value, row);
  if (!column.kinds.has(kind)) {
    for (const [other, first] of column.kinds) {
      if (!groups.some((group) => group.includes(other) && group.includes(kind)))
        throw new Refusal(
          problem('mixed-types', { column: column.name, first: `${called[other]} in row ${first}`, later: `${called[kind]} in row ${row}` }),
        );
    }
    column.kinds.set(kind, row);
  }
  if (kind === 'text') return JSON.stringify(value);
  if (kind === 'instant') return JSON.stringify((value as Date).toISOString());
  if (kind === 'nested') return JSON.stringify(nested(column, value as object, row));
  if (kind === 'fraction')
    return `"${Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : (value as number) > 0 ? 'inf' : '-inf'}"`;
  return `"${String(value)}"`;
}

function kindOf(column: ColumnState, value: unknown, row: number): Kind {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'fraction';
    case 'bigint':
      if (value < -(2n ** 127n) || value >= 2n ** 127n) throw cannotKeep(column, row, 'a bigint of more than 127 bits');
      if (value < -(2n ** 63n) || value >= 2n ** 63n) column.huge = true;
      return 'bigint';
    case 'string':
      if (!value.isWellFormed()) throw cannotKeep(column, row, 'a text with half a character (a lone surrogate)');
      return 'text';
    case 'object':
      if (!(value instanceof Date)) return 'nested';
      if (Number.isNaN(value.getTime())) throw cannotKeep(column, row, 'an invalid Date');
      return 'instant';
    default:
      throw cannotKeep(column, row, nameOf(value));
  }
}

function nested(column: ColumnState, value: object, row: number): string {
  const made = jsonOf(value);
  if ('text' in made) return made.text;
  throw cannotKeep(column, row, made.path ? `${made.what} at ${column.name}${made.path}` : made.what);
}

const cannotKeep = (column: ColumnState, row: number, what: string): Refusal => new Refusal(problem('bad-value', { column: column.name, row, what }));

function typeOf({ kinds, huge }: ColumnState): string {
  if (kinds.has('fraction')) return 'DOUBLE';
  if (kinds.has('integer') || kinds.has('bigint')) return huge ? 'HUGEINT' : 'BIGINT';
  return kinds.has('boolean') ? 'BOOLEAN' : kinds.has('instant') ? 'TIMESTAMPTZ' : 'VARCHAR';
}
