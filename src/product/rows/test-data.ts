// Rows of unit tests that stand in a CSV or a JSON file of the bundle, or in a block of CSV. Looks at no disk: the bundle's files are handed in.

import { nearest, type Place, type Problem } from '../../base/index.ts';
import { isTestData } from '../layout.ts';
import { problem } from '../problems.ts';
import type { CodeFile, Scalar, TestRows } from '../product.ts';
import { readCsv } from './csv.ts';

type Row = Readonly<Record<string, Scalar>>;

/** Rows as a test writes them, or where they are. */
export type RowsDraft =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: 'csv'; readonly text: string; readonly place: (line: number) => Place }
  | { readonly kind: 'file'; readonly path: string; readonly at: Place };

/** The rows a draft means; undefined where a Problem was told. */
export function testRows(draft: RowsDraft, at: Place, files: readonly CodeFile[], problems: Problem[]): TestRows | undefined {
  if (draft.kind === 'rows') return { at, columns: draft.columns, rows: draft.rows };
  if (draft.kind === 'csv') return csvRows(draft.text, at, draft.place, problems);
  const path = draft.path.replace(/^\.\//, '');
  const file = files.find((one) => one.path === path);
  if (!isTestData(path) || !file) {
    problems.push(problem('no-test-data', lacking(path, files), { at: draft.at }));
    return undefined;
  }
  const place = (line: number): Place => ({ file: path, line, source: file.text.split(/\r?\n/)[line - 1] });
  const read = path.endsWith('.csv') ? csvRows(file.text, at, place, problems) : jsonRows(file.text, at, place, problems);
  return read && { ...read, file: path };
}

/** The columns that any of the rows names, in order of appearance; names match case-insensitively, so the first spelling counts. */
export function namesOf(rows: readonly Row[]): readonly string[] {
  const names = new Map<string, string>();
  for (const row of rows) for (const name of Object.keys(row)) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names.values()];
}

/** Why a path gives no rows: data other than text does not travel with the code, and what lies elsewhere is not of the code. */
function lacking(path: string, files: readonly CodeFile[]): { path: string; why: string; instead: string } {
  const name = /([^/]*?)(?:\.[^./]*)?$/.exec(path)?.[1] || 'rows';
  const csv = `tests/data/${name}.csv`;
  if (!/\.(?:csv|json)$/.test(path)) {
    const why = 'rows for tests travel with the code, so they are text: a .csv or a .json file';
    return { path, why, instead: `save the few rows it needs as ${csv}, and write: csv: ${csv}` };
  }
  if (!path.startsWith('tests/') || path.includes('..')) {
    return { path, why: 'rows for tests travel with the code, so they lie in tests/', instead: `move it there: mv '${path}' tests/data/` };
  }
  const known = files.map((file) => file.path).filter(isTestData);
  const near = nearest(path, known);
  return { path, why: `there is no such file${near ? `; did you mean ${near}?` : ''}`, instead: `write ${near ?? 'the rows into it'}` };
}

function csvRows(text: string, at: Place, place: (line: number) => Place, problems: Problem[]): TestRows | undefined {
  const read = readCsv(text);
  if ('what' in read) {
    problems.push(problem('bad-test-data', { as: 'CSV', what: read.what }, { at: place(read.line) }));
    return undefined;
  }
  const { header } = read;
  const rows = read.rows.map(({ cells }): Row => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? null])));
  return { at, columns: header, rows, untyped: true };
}

/** A list of objects, or one object a line. */
function jsonRows(text: string, at: Place, place: (line: number) => Place, problems: Problem[]): TestRows | undefined {
  const bad = (what: string, line = 1) => void problems.push(problem('bad-test-data', { as: 'JSON', what }, { at: place(line) }));
  const rows: Row[] = [];
  const add = (value: unknown, line: number): boolean => {
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (fits) rows.push(Object.fromEntries(Object.entries(value).map(([name, cell]) => [name, scalarOf(cell)])));
    else bad(`row ${rows.length + 1} is no object`, line);
    return fits;
  };
  const list = text.trimStart().startsWith('[');
  const lines = list ? [[text, 1] as const] : text.split(/\r?\n/).map((one, i) => [one, i + 1] as const);
  for (const [one, line] of lines) {
    if (one.trim() === '') continue;
    const value = parsed(one);
    if (value instanceof Error) return bad(value.message, line);
    for (const row of list ? (value as unknown[]) : [value]) if (!add(row, line)) return undefined;
  }
  return { at, columns: namesOf(rows), rows };
}

/** Numbers that would lose digits stay as they are written. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
      const exact = typeof value !== 'number' || context?.source === undefined || (Number.isInteger(value) ? Number.isSafeInteger(value) : true);
      return exact ? value : context.source;
    });
  } catch (error) {
    return error as Error;
  }
}

const scalarOf = (value: unknown): Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
