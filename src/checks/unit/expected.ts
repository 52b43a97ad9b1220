// Expected values as the engine would answer them, were they of the result's types; and whether an actual value equals one.

import { canonical, failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Column, InputTable, Surroundings } from '../../engine/index.ts';
import type { Scalar, TestRows, UnitTest } from '../../product/index.ts';
import { isDecimal, isFloat, isNumber } from '../engine-types.ts';
import { problem } from '../problems.ts';
import type { Cells, ExpectedRow } from './diff.ts';
import { cell } from './given.ts';
import { surroundingsOf, type UnitTestRequest } from './request.ts';

/** A test's expected rows, beside the columns of the result that they name. */
export interface Expecting {
  readonly test: UnitTest;
  readonly expect: TestRows;
  /** Of the result, as the test names them. */
  readonly columns: readonly Column[];
}

/** Each test's rows, able to tell what equals them; a value that its column can't have is a Problem of the test. */
export async function expectedRows(
  all: readonly Expecting[],
  request: Pick<UnitTestRequest, 'engine' | 'surroundings'>,
): Promise<readonly Outcome<readonly ExpectedRow[]>[]> {
  const written = all.map((one) => ({ ...one, rows: one.expect.rows.map((row) => one.columns.map((c) => numberOf(cell(row, c.name), c.type))) }));
  const texts = written.map((one) => textColumns(one.columns, one.rows));
  const read = new Map<number, Outcome<readonly Cells[]>>();
  // What is of the same types is read by one question.
  for (const group of groups(written, texts, request)) {
    const [first = 0] = group;
    const [types, surroundings] = [texts[first] ?? [], surroundingsOf(written[first]?.test as UnitTest, request)];
    const together = await readTexts(
      types,
      group.flatMap((i) => written[i]?.rows ?? []),
      surroundings,
      request,
    );
    let from = 0;
    for (const i of group) {
      const rows = written[i]?.rows ?? [];
      const own = together.ok || group.length === 1 ? together : await readTexts(types, rows, surroundings, request);
      read.set(i, own.ok && together.ok ? ok(own.value.slice(from, from + rows.length)) : own);
      from += rows.length;
    }
  }
  return written.map(({ test, columns, rows }, i) => {
    const found = read.get(i) ?? ok([]);
    if (!found.ok) return failed(unreadable(test, found.problems));
    return ok(rows.map((cells, r) => rowOf(cells, found.value[r] ?? [], texts[i] ?? [], columns, test.tolerance)));
  });
}

interface TextColumn {
  readonly index: number;
  readonly type: string;
}

/** Columns whose expected texts mean something else than themselves: a date may be written in many ways. */
function textColumns(columns: readonly Column[], rows: readonly Cells[]): readonly TextColumn[] {
  return columns.flatMap(({ type }, index) => (type !== 'VARCHAR' && rows.some((row) => typeof row[index] === 'string') ? [{ index, type }] : []));
}

/** Tests whose texts are of the same columns and types, at the same clock. */
function groups(
  all: readonly Expecting[],
  texts: readonly (readonly TextColumn[])[],
  request: Pick<UnitTestRequest, 'surroundings'>,
): Iterable<readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [i, { test }] of all.entries()) {
    const columns = texts[i] ?? [];
    if (columns.length === 0) continue;
    const key = canonical({ clock: surroundingsOf(test, request).clock, columns: columns.map(({ index, type }) => [index, type]) });
    const group = found.get(key);
    if (group) group.push(i);
    else found.set(key, [i]);
  }
  return found.values();
}

async function readTexts(
  columns: readonly TextColumn[],
  rows: readonly Cells[],
  surroundings: Surroundings,
  { engine }: Pick<UnitTestRequest, 'engine'>,
): Promise<Outcome<readonly Cells[]>> {
  const table: InputTable = {
    kind: 'rows',
    columns: [{ name: 'row', type: 'BIGINT' }, ...columns.map(({ index, type }) => ({ name: `c${index}`, type }))],
    rows: rows.map((row, r) => [r, ...columns.map(({ index }) => (typeof row[index] === 'string' ? row[index] : null))]),
  };
  const sql = `select ${columns.map(({ index }) => `c${index}`).join(', ')} from expected order by row asc`;
  const [answer] = await engine.ask({ tables: { expected: table }, questions: [{ sql }], surroundings });
  return answer?.ok ? ok(answer.value.rows) : failed(...(answer?.problems ?? []));
}

function unreadable(test: UnitTest, problems: readonly Problem[]): Problem {
  const cause = problems[0]?.cause ?? problems[0]?.message;
  return problem('test-value', { test: test.name, asset: test.asset }, { at: test.expect?.at ?? test.at, cause });
}

/** A number that is written as text (in quotes, in a CSV) is a number where the column holds such; one of more digits than a number keeps stays a text. */
function numberOf(value: Scalar, type: string): Scalar {
  if (typeof value !== 'string' || !isNumber(type)) return value;
  const digits = value.replace(/[eE].*|\D/g, '').replace(/^0+/, '');
  return /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) && digits.length <= 15 ? Number(value) : value;
}

function rowOf(cells: Cells, read: Cells, texts: readonly TextColumn[], columns: readonly Column[], tolerance: number | undefined): ExpectedRow {
  const asRead = cells.map((value, i) => {
    const at = texts.findIndex(({ index }) => index === i);
    return at >= 0 && typeof value === 'string' ? (read[at] ?? null) : value;
  });
  const within = columns.map(({ type }) => tolerance ?? (isFloat(type) || isDecimal(type) || !isNumber(type) ? usual : 0));
  return { cells, equals: (i, actual) => same(cells[i] ?? null, asRead[i] ?? null, actual, within[i] ?? usual) };
}

/** Of numbers that are no whole ones, where a test does not say. */
const usual = 1e-9;

/** `read` is what the engine makes of the expected value. */
function same(expected: Scalar, read: Scalar, actual: Scalar, within: number): boolean {
  if (expected === null || actual === null) return expected === actual;
  const asNumber = typeof expected === 'number' ? expected : typeof read === 'number' ? read : undefined;
  if (asNumber !== undefined && typeof actual !== 'boolean') return actual !== '' && near(asNumber, Number(actual), within);
  return typeof expected === 'boolean' ? String(expected) === String(actual) : read === actual;
}

/** Within an absolute or a relative distance. */
export function near(a: number, b: number, within: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= within * Math.max(1, Math.abs(a), Math.abs(b));
}
