// test --record: what an asset makes of a test's rows is written into tests/ASSET.yaml as what is expected of it, for somebody to look at.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import { type Actual, type AssetUnderTest, actualOf, lacksExpectation } from '../checks/index.ts';
import { select, usesClock } from '../graph/index.ts';
import { type Expectation, type Scalar, type UnitTest, withExpectation } from '../product/index.ts';
import type { Store } from '../store/index.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';
import { problem } from './problems.ts';
import { replaceDurably } from './replace-file.ts';
import { assetsUnderTest, testId, testRequest, unitTests } from './unit-tests.ts';

/** One expectation that was written. */
export interface Recorded {
  readonly asset: string;
  readonly test: string;
  readonly file: string;
  readonly line: number;
  /** The lines that were written. */
  readonly text: string;
}

/** What was written, and why the rest was not. */
export interface Recording {
  readonly recorded: readonly Recorded[];
  /** Ids of the tests that were tried in vain. */
  readonly unwritten: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** Rows of one expectation at most: more is read by nobody. */
const mostRows = 1000;

/** The assets that selectors name, by themselves or by one of their tests. */
export function testedBy(
  prepared: Prepared,
  selectors: readonly string[],
): Outcome<{ readonly tests: ReadonlySet<UnitTest>; readonly selectors: readonly string[] }> {
  const { tests } = prepared.world.product;
  const found = new Set<UnitTest>();
  const assets = selectors.map((selector) => {
    const wanted = selector.toLowerCase();
    const named = tests.filter((test) => testId(test).toLowerCase() === wanted || test.name.toLowerCase() === wanted);
    for (const test of named) found.add(test);
    return named.length > 0 ? named.map((test) => test.asset) : [selector];
  });
  const rest = assets.flatMap((names, i) => (names[0] === selectors[i] ? names : []));
  const selection = select(prepared.graph, rest);
  if (!selection.ok) return selection;
  if (rest.length > 0) for (const test of tests) if (selection.value.selected.has(test.asset)) found.add(test);
  return ok({ tests: found, selectors: [...new Set(assets.flat())] });
}

/** Writes what tests lack; of tests that are named also what they expect and do not get. What can't be written is a Problem, and the others stand. */
export async function recordExpectations(prepared: Prepared, session: Session<Store>, named: ReadonlySet<UnitTest>): Promise<Recording> {
  if (session.environment !== 'dev') {
    const why = `${session.environment} runs code that was shipped, and what is expected is written into the folder's`;
    return {
      recorded: [],
      unwritten: new Set(),
      problems: [problem('not-recorded', { what: 'an expectation', why, instead: 'leave --environment out: trivet test --record' })],
    };
  }
  const wrong = new Set(
    named.size > 0
      ? (await unitTests(prepared, session, { wanted: (test) => named.has(test) })).flatMap((r) => (r.status === 'pass' ? [] : [r.test]))
      : [],
  );
  const wanted = (test: UnitTest) => (named.size > 0 ? wrong.has(test) : lacksExpectation(test));
  const assets = await assetsUnderTest(prepared, session, { wanted });
  const request = testRequest(assets, prepared, session);
  const recorded: Recorded[] = [];
  const problems: Problem[] = [];
  const unwritten = new Set<string>();
  for (const asset of assets) {
    for (const test of asset.tests) {
      const timeless = clockless(test, prepared);
      const actual = timeless ?? (await actualOf(test, asset, request, mostRows));
      const written = actual.ok ? await write(test, expectationOf(test, asset, actual.value, prepared), session) : actual;
      if (written.ok) recorded.push(written.value);
      else {
        unwritten.add(testId(test));
        problems.push(...written.problems);
      }
    }
  }
  return { recorded, unwritten, problems };
}

const refused = (test: UnitTest, why: string, instead: string): Outcome<never> & { readonly ok: false } =>
  failed(problem('not-recorded', { what: `what the unit test “${test.name}” expects`, why, instead }, { at: test.at }));

/** What comes out at this very moment is not to be expected tomorrow. */
function clockless(test: UnitTest, { world, graph }: Prepared): (Outcome<never> & { readonly ok: false }) | undefined {
  if (test.clock !== undefined || world.clockFrom !== 'real time' || !usesClock(graph.nodes.get(test.asset))) return undefined;
  const instead = `give the test a clock (\`clock: ${world.clock}\`), then: trivet test --record ${test.asset}`;
  return refused(test, `${test.asset} asks for the time, and the test says none`, instead);
}

/** Of the columns that the test names already, else of all. */
function expectationOf(test: UnitTest, { makes }: AssetUnderTest, actual: Actual, { graph }: Prepared): Outcome<Expectation> {
  const { expect, predict } = test;
  if (expect?.file) return refused(test, `it lies in ${expect.file}`, `write it there, then: trivet test ${test.asset}`);
  if (makes.kind === 'model' && !predict) return ok({ kind: 'metrics', metrics: actual.metrics ?? {} });
  if (actual.truncated || actual.rows.length > mostRows) {
    return refused(
      test,
      `${test.asset} makes more than ${mostRows} rows of what is given`,
      `give fewer rows, then: trivet test --record ${test.asset}`,
    );
  }
  const inputs = new Set(makes.kind === 'model' ? predict?.columns.map((name) => name.toLowerCase()) : []);
  const before = new Set(expect?.columns.map((name) => name.toLowerCase()));
  const chosen = actual.columns.flatMap((c, i) => (before.has(c.name.toLowerCase()) ? [i] : []));
  const made = actual.columns.flatMap((c, i) => (inputs.has(c.name.toLowerCase()) ? [] : [i]));
  const indexes = chosen.length > 0 ? chosen : made;
  const columns = indexes.flatMap((i) => actual.columns[i] ?? []);
  const rows = actual.rows.map((row) => indexes.map((i) => row[i] ?? null));
  const keepsOrder = makes.kind === 'model' || test.ordered === true || graph.nodes.get(test.asset)?.facts?.ordered === true;
  return ok({
    kind: 'rows',
    columns: columns.map(({ name, type }) => ({ name, exact: /^(?:DECIMAL|U?HUGEINT|U?BIGINT)\b/.test(type) })),
    rows: keepsOrder ? rows : rows.toSorted(inOrder),
  });
}

/** Rows that have no order are written in one, so that the next recording differs in nothing but what differs. */
function inOrder(a: readonly Scalar[], b: readonly Scalar[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    const [x, y] = [String(left), String(right)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

async function write(test: UnitTest, expectation: Outcome<Expectation>, { folder }: Session): Promise<Outcome<Recorded>> {
  if (!expectation.ok) return expectation;
  const { file } = test.at;
  const path = join(folder, file);
  try {
    const written = withExpectation(await readFile(path, 'utf8'), test.name, expectation.value);
    if (!written) return refused(test, `${file} has changed meanwhile`, 'try again: trivet test --record');
    await replaceDurably(path, written.text);
    return ok({ asset: test.asset, test: test.name, file, line: written.line, text: written.part });
  } catch (error) {
    return failed(problem('file-unwritable', { file }, { cause: (error as Error).message }));
  }
}
