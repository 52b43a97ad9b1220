// What a unit test gives, as tables the engine can read: columns of the real input where they are known, else as the values are.

import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Column, InputTable } from '../../engine/index.ts';
import type { Scalar, TestRows, UnitTest } from '../../product/index.ts';
import { columnIndex } from '../key.ts';
import { problem } from '../problems.ts';
import type { AssetUnderTest, KnownColumns, UnitTestRequest } from './request.ts';
import { surroundingsOf } from './request.ts';

type Row = Readonly<Record<string, Scalar>>;
export type RowTable = Extract<InputTable, { kind: 'rows' }>;

/** The tables of a test by the names that the asset reads them by; inputs that are missing or unknown and columns that clash are Problems. */
export function givenTables(test: UnitTest, { reads, known }: Pick<AssetUnderTest, 'reads' | 'known'>): Outcome<Readonly<Record<string, RowTable>>> {
  const problems = [...inputProblems(test, reads)];
  if (problems.length > 0) return failed(...problems);
  const tables: Record<string, RowTable> = {};
  for (const [given, rows] of test.given) {
    const name = reads.find((read) => read.toLowerCase() === given.toLowerCase()) ?? given;
    const table = givenTable(rows, known(name));
    problems.push(...columnProblems(test, name, rows, table, known(name)), ...roundedProblems(test, name, rows, table));
    tables[name] = table;
  }
  return problems.length > 0 ? failed(...problems) : ok(tables);
}

/** Problems of inputs that the code reads and the test does not give, or the other way round. */
function inputProblems(test: UnitTest, reads: readonly string[]): readonly Problem[] {
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
function givenTable({ columns: named, rows, untyped }: TestRows, known: KnownColumns | undefined): RowTable {
  const declared = known?.columns ?? [];
  const own = named.flatMap((name): Column[] => {
    if (columnIndex(declared, name) >= 0) return [];
    const values = rows.map((row) => cell(row, name));
    return [{ name, type: untyped ? typeOfTexts(values) : typeOf(values) }];
  });
  const columns = [...declared, ...own];
  return { kind: 'rows', columns, rows: rows.map((row) => columns.map((c) => cell(row, c.name))) };
}

/** Columns that the input does not have, and a table of which no column is known. */
function columnProblems(
  test: UnitTest,
  input: string,
  { at, columns }: TestRows,
  table: RowTable,
  known: KnownColumns | undefined,
): readonly Problem[] {
  const { name, asset } = test;
  if (table.columns.length === 0) return [problem('no-columns', { test: name, asset, input }, { at })];
  if (!known?.complete) return [];
  const there = known.columns.map((c) => c.name);
  return columns
    .filter((column) => columnIndex(known.columns, column) < 0)
    .map((column) => problem('given-column', { test: name, asset, input, column, columns: there, near: nearest(column, there) }, { at }));
}

/** Numbers that the column's type would round: the engine casts them without a word. One is told of each column. */
function roundedProblems(test: UnitTest, input: string, { at }: TestRows, { columns, rows }: RowTable): readonly Problem[] {
  return columns.flatMap(({ name: column, type }, i) => {
    const scale = scaleOf(type);
    const row = scale === undefined ? undefined : rows.find((cells) => digitsAfterPoint(cells[i] ?? null) > scale);
    if (!row) return [];
    return [problem('given-value', { test: test.name, asset: test.asset, input, column, type, value: String(row[i]) }, { at })];
  });
}

/** Digits after the point that a type keeps; undefined where it is not of that kind. */
function scaleOf(type: string): number | undefined {
  if (/^U?(?:TINYINT|SMALLINT|INTEGER|INT|BIGINT|HUGEINT)$/i.test(type)) return 0;
  const decimal = /^(?:DECIMAL|NUMERIC)\(\d+, ?(\d+)\)$/i.exec(type)?.[1];
  return decimal === undefined ? undefined : Number(decimal);
}

function digitsAfterPoint(value: Scalar): number {
  const [, digits = '', exponent = '0'] = /^-?\d*\.?(\d*?)0*(?:[eE]([+-]?\d+))?$/.exec(String(value ?? '')) ?? [];
  const written = /\./.test(String(value ?? '')) ? digits.length : 0;
  return Math.max(0, written - Number(exponent));
}

/** Which of the tables has rows that its columns can't hold, each told at its rows; undefined where it is none. */
export async function misfits(
  test: UnitTest,
  tables: Readonly<Record<string, RowTable>>,
  request: Pick<UnitTestRequest, 'engine' | 'surroundings'>,
): Promise<readonly Problem[] | undefined> {
  const problems: Problem[] = [];
  for (const [name, table] of Object.entries(tables)) {
    const [answer] = await request.engine.ask({
      tables: { [name]: table },
      questions: [{ sql: 'select 1' }],
      surroundings: surroundingsOf(test, request),
    });
    if (!answer || answer.ok) continue;
    const at = [...test.given].find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1].at ?? test.at;
    problems.push(...answer.problems.map((p) => ({ ...p, at })));
  }
  return problems.length > 0 ? problems : undefined;
}

/** A row's value of a column, names matched case-insensitively; null where the row does not name it. */
export function cell(row: Row, name: string): Scalar {
  const wanted = name.toLowerCase();
  const found = name in row ? name : Object.keys(row).find((n) => n.toLowerCase() === wanted);
  return found === undefined ? null : (row[found] ?? null);
}

type Kind = 'integer' | 'number' | 'boolean' | 'text';

function typeOf(values: readonly Scalar[]): string {
  return typeOfKinds(
    values.map((v) =>
      v === null ? null : typeof v === 'number' ? (Number.isInteger(v) ? 'integer' : 'number') : v === true || v === false ? 'boolean' : 'text',
    ),
  );
}

/** A CSV's values: what all of them can be read as. A leading zero means something. */
function typeOfTexts(values: readonly Scalar[]): string {
  return typeOfKinds(
    values.map((value) => {
      if (value === null) return null;
      const text = String(value);
      if (/^-?(?:0|[1-9]\d{0,17})$/.test(text)) return 'integer';
      if (/^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return 'number';
      return /^(?:true|false)$/i.test(text) ? 'boolean' : 'text';
    }),
  );
}

function typeOfKinds(found: readonly (Kind | null)[]): string {
  const kinds = new Set(found.filter((kind) => kind !== null));
  if (kinds.size > 0 && [...kinds].every((kind) => kind === 'integer')) return 'BIGINT';
  if (kinds.size > 0 && [...kinds].every((kind) => kind === 'integer' || kind === 'number')) return 'DOUBLE';
  return kinds.size === 1 && kinds.has('boolean') ? 'BOOLEAN' : 'VARCHAR';
}
