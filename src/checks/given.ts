// What a unit test gives, as tables the engine can read: columns of the real input where they are known, else as the values are.

import { nearest, type Problem } from '../base/index.ts';
import type { Column, InputTable } from '../engine/index.ts';
import type { Scalar, UnitTest } from '../product/index.ts';
import { columnIndex } from './key.ts';
import { problem } from './problems.ts';

type Row = Readonly<Record<string, Scalar>>;

/** Problems of inputs that the SQL reads and the test does not give, or the other way round. */
export function inputProblems(test: UnitTest, reads: readonly string[]): readonly Problem[] {
  const given = [...test.given.keys()];
  const without = (names: readonly string[], others: readonly string[]) =>
    names.filter((name) => !others.some((other) => other.toLowerCase() === name.toLowerCase()));
  const [missing, unknown] = [without(reads, given), without(given, reads)];
  const { name, asset } = test;
  return [
    ...missing.map((input) => problem('test-input', { test: name, asset, input, what: 'missing', near: nearest(input, unknown) }, { at: test.at })),
    ...unknown.map((input) => {
      const at = test.given.get(input)?.at ?? test.at;
      return problem('test-input', { test: name, asset, input, what: 'unknown', near: nearest(input, missing) }, { at });
    }),
  ];
}

/** Given rows as a table: the input's own columns first (null where not given), then those only the test names. */
export function givenTable(rows: readonly Row[], known: readonly Column[]): InputTable {
  const own: Column[] = [];
  for (const name of namesOf(rows)) {
    if (columnIndex(known, name) < 0) own.push({ name, type: typeOf(rows.map((row) => cell(row, name))) });
  }
  const columns = [...known, ...own];
  return { kind: 'rows', columns, rows: rows.map((row) => columns.map((c) => cell(row, c.name))) };
}

/** The columns that any of the rows names, in order of appearance. */
export function namesOf(rows: readonly Row[]): readonly string[] {
  const names = new Map<string, string>();
  for (const row of rows) for (const name of Object.keys(row)) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names.values()];
}

/** A row's value of a column, names matched case-insensitively; null where the row does not name it. */
export function cell(row: Row, name: string): Scalar {
  const wanted = name.toLowerCase();
  const found = name in row ? name : Object.keys(row).find((n) => n.toLowerCase() === wanted);
  return found === undefined ? null : (row[found] ?? null);
}

function typeOf(values: readonly Scalar[]): string {
  const kinds = new Set(values.filter((v) => v !== null).map((v) => (Number.isInteger(v) ? 'integer' : typeof v)));
  if (kinds.size > 0 && [...kinds].every((kind) => kind === 'integer')) return 'BIGINT';
  if (kinds.size > 0 && [...kinds].every((kind) => kind === 'integer' || kind === 'number')) return 'DOUBLE';
  return kinds.size === 1 && kinds.has('boolean') ? 'BOOLEAN' : 'VARCHAR';
}
