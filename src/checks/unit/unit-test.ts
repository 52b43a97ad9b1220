// Unit tests of assets: given rows in, expected rows, a Problem or metrics out. Nothing of the store or of real data is read here.

import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { UnitTest } from '../../product/index.ts';
import { columnIndex } from '../key.ts';
import { problem } from '../problems.ts';
import { type DiffRow, diffByPlace, diffInOrder, diffRows } from './diff.ts';
import { type Expecting, expectedRows } from './expected.ts';
import { judgeFailure, judgeMetrics } from './judge.ts';
import type { Actual, AssetUnderTest, Tried, UnitTestRequest } from './request.ts';
import { tryScript } from './script.ts';
import { trySql } from './sql.ts';

export interface UnitTestResult {
  readonly test: UnitTest;
  readonly status: 'pass' | 'fail' | 'error';
  readonly seconds: number;
  /** Names of the cells' columns in `diff`: those that `expect` names. */
  readonly columns: readonly string[];
  readonly diff: readonly DiffRow[];
  readonly problem?: Problem;
}

/** Rows beyond the expected ones that a diff shows at most. */
const extraRows = 100;
/** Tests that are asked at the same time: each is one short statement, on a connection of its own. */
const atOnce = 8;

/** One result for each test, in the order of the assets and their tests. */
export async function runUnitTests(request: UnitTestRequest): Promise<readonly UnitTestResult[]> {
  const all = request.assets.flatMap((asset) => asset.tests.map((test) => ({ asset, test })));
  const tried = await inLanes(all, async ({ asset, test }) => {
    const started = request.effects.monotonic();
    const unfit = formProblem(test, asset) ?? (lacksExpectation(test) ? nothingExpected(test) : undefined);
    const end: Tried = unfit ? { asked: false, problems: failed(unfit) } : await tryOne(test, asset, request, limitOf(test));
    return { asset, test, end, seconds: (request.effects.monotonic() - started) / 1000 };
  });
  const expecting = tried.map(({ test, end }) => expectingOf(test, end));
  const asked = expecting.flatMap((one) => (one?.ok ? [one.value] : []));
  const rows = await expectedRows(asked, request);
  return tried.map(({ asset, test, end, seconds }, i) => {
    const one = expecting[i];
    const expected = one?.ok ? rows[asked.indexOf(one.value)] : undefined;
    return { test, seconds, ...judge({ asset, test, end, expecting: one, expected }) };
  });
}

/** What an asset made of a test's rows, whatever is expected; of rows at most so many. A test that can't be asked is a Problem. */
export async function actualOf(test: UnitTest, asset: AssetUnderTest, request: UnitTestRequest, most: number): Promise<Outcome<Actual>> {
  const unfit = formProblem(test, asset);
  if (unfit) return failed(unfit);
  const end = await tryOne(test, asset, request, most);
  return end.asked ? end.made : end.problems;
}

const tryOne = (test: UnitTest, asset: AssetUnderTest, request: UnitTestRequest, limit: number): Promise<Tried> =>
  asset.makes.kind === 'sql' ? trySql(test, asset, asset.makes, request, limit) : tryScript(test, asset, asset.makes, request, limit);

const limitOf = ({ expect }: UnitTest): number => (expect?.rows.length ?? 0) + extraRows;

/** Nothing is expected, or nothing of what a model is asked. */
export const lacksExpectation = ({ predict, expect, fails, metrics }: UnitTest): boolean =>
  !expect && !fails && (metrics === undefined || predict !== undefined);
const nothingExpected = ({ name, asset, at }: UnitTest): Problem => problem('no-expectation', { test: name, asset }, { at });

/** Models are asked and measured, tables are not. */
function formProblem(test: UnitTest, { makes }: AssetUnderTest): Problem | undefined {
  const unfit = (what: string, instead: string) => problem('test-form', { test: test.name, asset: test.asset, what, instead }, { at: test.at });
  if (makes.kind !== 'model') {
    if (test.predict) return unfit('it makes a table, and `predict` is asked of a model', 'remove `predict:`');
    return test.metrics ? unfit('it makes a table, and only a model has metrics', 'remove `metrics:`') : undefined;
  }
  if (test.expect && !test.predict)
    return unfit('a model has no rows to expect but its predictions', 'write the rows to predict from under `predict:`');
  return undefined;
}

/** Some at a time, results in order. */
async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
}

/** The columns of the result that a test names; all where it names none. Undefined where no rows are to be compared. */
function expectingOf(test: UnitTest, end: Tried): Outcome<Expecting> | undefined {
  const { expect } = test;
  if (!expect || !end.asked || !end.made.ok) return undefined;
  const { columns: made, open } = end.made.value;
  const names = expect.columns.length > 0 ? expect.columns : made.map((c) => c.name);
  const unknown = names.find((name) => columnIndex(made, name) < 0);
  if (unknown === undefined || open) {
    const columns = names.map((name) => ({ name, type: made[columnIndex(made, name)]?.type ?? 'VARCHAR' }));
    return ok({ test, expect, columns });
  }
  const columns = made.map((c) => c.name);
  const check = `the unit test "${test.name}"`;
  return failed(problem('unknown-column', { check, column: unknown, table: test.asset, columns, near: nearest(unknown, columns) }, { at: test.at }));
}

interface Judged {
  readonly asset: AssetUnderTest;
  readonly test: UnitTest;
  readonly end: Tried;
  readonly expecting: Outcome<Expecting> | undefined;
  readonly expected: Awaited<ReturnType<typeof expectedRows>>[number] | undefined;
}

type Judgement = Pick<UnitTestResult, 'status' | 'columns' | 'diff' | 'problem'>;

const errorOf = (problems: readonly Problem[]): Judgement => ({ status: 'error', columns: [], diff: [], ...firstOf(problems) });

function firstOf([first, ...also]: readonly Problem[]): { readonly problem?: Problem } {
  if (!first) return {};
  return { problem: also.length > 0 ? { ...first, also: [...(first.also ?? []), ...also] } : first };
}

function judge({ asset, test, end, expecting, expected }: Judged): Judgement {
  if (!end.asked) return errorOf(end.problems.problems);
  if (test.fails) {
    const wrong = judgeFailure(test, test.fails, end.made);
    return wrong ? { status: 'fail', columns: [], diff: [], problem: wrong } : { status: 'pass', columns: [], diff: [] };
  }
  if (!end.made.ok) return errorOf(end.made.problems);
  const wrong = judgeMetrics(test, end.made.value.metrics ?? {});
  if (expecting && !expecting.ok) return errorOf(expecting.problems);
  if (expected && !expected.ok) return errorOf(expected.problems);
  if (!expecting || !expected) return { status: wrong.length > 0 ? 'fail' : 'pass', columns: [], diff: [], ...firstOf(wrong) };
  const { columns } = expecting.value;
  const { columns: made, rows } = end.made.value;
  const indexes = columns.map(({ name }) => columnIndex(made, name));
  const actual = rows.map((row) => indexes.map((i) => row[i] ?? null));
  const diff = (asset.makes.kind === 'model' ? diffByPlace : test.ordered ? diffInOrder : diffRows)(expected.value, actual);
  const passes = wrong.length === 0 && diff.every((row) => row.kind === 'same');
  return { status: passes ? 'pass' : 'fail', columns: columns.map((c) => c.name), diff, ...firstOf(wrong) };
}
