// Unit tests of an asset's SQL: given rows in, expected rows out. Nothing of the store or of real data is read here.

import { type Effects, failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import type { Answer, Column, Engine, InputTable, Origin, Surroundings } from '../engine/index.ts';
import type { Scalar, UnitTest } from '../product/index.ts';
import { type Cells, type DiffRow, diffRows, type ExpectedRow } from './diff.ts';
import { cell, givenTable, inputProblems, namesOf } from './given.ts';
import { columnIndex } from './key.ts';
import { problem } from './problems.ts';

export interface UnitTestResult {
  readonly test: UnitTest;
  readonly status: 'pass' | 'fail' | 'error';
  readonly seconds: number;
  /** Names of the cells' columns in `diff`: those that `expect` names. */
  readonly columns: readonly string[];
  readonly diff: readonly DiffRow[];
  readonly problem?: Problem;
}

export interface UnitTestRequest {
  readonly engine: Pick<Engine, 'ask'>;
  readonly effects: Pick<Effects, 'monotonic'>;
  readonly asset: string;
  /** The asset's SQL, and where it stands. */
  readonly code: string;
  readonly origin?: Origin | undefined;
  /** Names of the tables it reads. */
  readonly reads: readonly string[];
  /** The asset's tests. */
  readonly tests: readonly UnitTest[];
  /** Columns of an input, where they are known. */
  readonly inputColumns: (name: string) => readonly Column[] | undefined;
  readonly surroundings: Surroundings;
}

/** Rows beyond the expected ones that a diff shows at most. */
const extraRows = 100;
const tolerance = 1e-9;

/** One result for each test, in their order. */
export async function runUnitTests(request: UnitTestRequest): Promise<readonly UnitTestResult[]> {
  const results: UnitTestResult[] = [];
  for (const test of request.tests) {
    const started = request.effects.monotonic();
    const compared = await runOne(request, test);
    const seconds = (request.effects.monotonic() - started) / 1000;
    if (compared.ok) {
      const { columns, diff } = compared.value;
      const status = diff.every((row) => row.kind === 'same') ? 'pass' : 'fail';
      results.push({ test, status, seconds, columns, diff });
    } else {
      const [first, ...also] = compared.problems;
      if (first) results.push({ test, status: 'error', seconds, columns: [], diff: [], problem: also.length > 0 ? { ...first, also } : first });
    }
  }
  return results;
}

interface Compared {
  readonly columns: readonly string[];
  readonly diff: readonly DiffRow[];
}

async function runOne(request: UnitTestRequest, test: UnitTest): Promise<Outcome<Compared>> {
  const wrong = inputProblems(test, request.reads);
  if (wrong.length > 0) return failed(...wrong);
  const tables: Record<string, InputTable> = {};
  for (const [given, { rows }] of test.given) {
    const name = request.reads.find((read) => read.toLowerCase() === given.toLowerCase()) ?? given;
    tables[name] = givenTable(rows, request.inputColumns(name) ?? []);
  }
  const surroundings = test.clock === undefined ? request.surroundings : { ...request.surroundings, clock: test.clock };
  const question = { sql: request.code, origin: request.origin, limit: test.expect.length + extraRows };
  const [answer] = await request.engine.ask({ tables, questions: [question], surroundings });
  // Rows that do not fit have no place in the SQL: theirs is the test.
  if (!answer?.ok) return failed(...(answer?.problems ?? []).map((p) => (p.at ? p : { ...p, at: test.at })));
  return compare(request, test, answer.value, surroundings);
}

async function compare(request: UnitTestRequest, test: UnitTest, answer: Answer, surroundings: Surroundings): Promise<Outcome<Compared>> {
  const named = namesOf(test.expect);
  const names = named.length > 0 ? named : answer.columns.map((c) => c.name);
  const indexes = names.map((name) => columnIndex(answer.columns, name));
  const unknown = names.find((_, i) => indexes[i] === -1);
  if (unknown !== undefined) {
    const columns = answer.columns.map((c) => c.name);
    const check = `the unit test "${test.name}"`;
    return failed(
      problem('unknown-column', { check, column: unknown, table: test.asset, columns, near: nearest(unknown, columns) }, { at: test.at }),
    );
  }
  const columns = indexes.map((i, at) => answer.columns[i] ?? { name: names[at] ?? '', type: 'VARCHAR' });
  const raw = test.expect.map((row) => names.map((name) => cell(row, name)));
  const read = await readAs(request, test, columns, raw, surroundings);
  if (!read.ok) return read;
  const expected = raw.map((cells, r): ExpectedRow => ({ cells, equals: (i, actual) => same(cells[i] ?? null, read.value[r]?.[i] ?? null, actual) }));
  const actual = answer.rows.map((row) => indexes.map((i) => row[i] ?? null));
  return ok({ columns: names, diff: diffRows(expected, actual) });
}

/** Expected values as the engine would answer them, were they of the result's types; numbers stay as they are. */
async function readAs(
  { engine }: UnitTestRequest,
  test: UnitTest,
  columns: readonly Column[],
  rows: readonly Cells[],
  surroundings: Surroundings,
): Promise<Outcome<readonly Cells[]>> {
  const wanted = columns.map((c, i) => ({ name: `c${i}`, type: rows.some((row) => typeof row[i] === 'string') ? c.type : undefined }));
  const texts = wanted.flatMap(({ name, type }, i) => (type === undefined ? [] : [{ name, type, i }]));
  if (texts.length === 0) return ok(rows);
  const table: InputTable = {
    kind: 'rows',
    columns: [{ name: 'row', type: 'BIGINT' }, ...texts.map(({ name, type }) => ({ name, type }))],
    rows: rows.map((row, r) => [r, ...texts.map(({ i }) => (typeof row[i] === 'string' ? row[i] : null))]),
  };
  const list = texts.map(({ name }) => name).join(', ');
  const sql = `select ${list} from expected order by row asc`;
  const [answer] = await engine.ask({ tables: { expected: table }, questions: [{ sql }], surroundings });
  if (!answer?.ok) return failed(unreadable(test, answer?.problems ?? []));
  const { rows: read } = answer.value;
  return ok(
    rows.map((row, r) => row.map((value, i) => (typeof value === 'string' ? (read[r]?.[texts.findIndex((t) => t.i === i)] ?? null) : value))),
  );
}

function unreadable(test: UnitTest, problems: readonly Problem[]): Problem {
  const cause = problems[0]?.cause ?? problems[0]?.message;
  return problem('test-value', { test: test.name, asset: test.asset }, { at: test.at, cause });
}

/** `read` is what the engine makes of the expected value; a number is compared as a number, within 1e-9 (absolute or relative). */
function same(expected: Scalar, read: Scalar, actual: Scalar): boolean {
  if (expected === null || actual === null) return expected === actual;
  const asNumber = typeof expected === 'number' ? expected : typeof read === 'number' ? read : undefined;
  if (asNumber !== undefined && typeof actual !== 'boolean') return actual !== '' && near(asNumber, Number(actual));
  return typeof expected === 'boolean' ? String(expected) === String(actual) : read === actual;
}

function near(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}
