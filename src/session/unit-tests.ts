// A product's unit tests. An answer is kept by what it depends on: the code, the test, the environment.

import { type Digest, digestOfJson, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import { runUnitTests, type UnitTestResult } from '../checks/index.ts';
import type { Column } from '../engine/index.ts';
import type { SqlAsset, UnitTest } from '../product/index.ts';
import { type AssetResult, columnsOf } from '../run/index.ts';
import type { BuildId, CheckRun, RunId, Store } from '../store/index.ts';
import { canWrite } from './list-sources.ts';
import type { Session } from './open.ts';
import { type Prepared, prepare } from './prepare.ts';
import { problem } from './problems.ts';
import type { World } from './world.ts';

/** A unit test's name among the checks, e.g. `hourly.test.three-hours-at-one-airport`. */
export function testId(test: Pick<UnitTest, 'asset' | 'name'>): string {
  const slug = test.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${test.asset}.test.${slug}`;
}

/** What a test says, not where it stands. */
export const testDefinition = ({ given, expect, clock }: UnitTest): Digest =>
  digestOfJson({ given: Object.fromEntries([...given].map(([name, { rows }]) => [name, rows])), expect, clock } as unknown as Json);

/** A Problem for each test that does not pass. */
export const testProblems = (tests: readonly UnitTestResult[]): readonly Problem[] =>
  tests.flatMap(({ test, status, diff, problem: own }) => {
    if (own) return [own];
    const { asset, name, at } = test;
    return status === 'pass' ? [] : [problem('test-failed', { asset, name, rows: diff.filter((row) => row.kind !== 'same').length }, { at })];
  });

/** Puts the results into the history of checks, so that a gate closed by a test can be asked why. */
export async function recordTests(
  tests: readonly UnitTestResult[],
  run: RunId,
  builds: (asset: string) => BuildId | undefined,
  store: Store,
): Promise<void> {
  const records = tests.flatMap(({ test, status, diff }): CheckRun[] => {
    const build = builds(test.asset);
    if (build === undefined) return [];
    const offending = diff.filter((row) => row.kind !== 'same').length;
    return [
      { run, check: testId(test), asset: test.asset, build, rule: testDefinition(test), status, offending, value: null, detail: { test: test.name } },
    ];
  });
  if (records.length) await store.recordChecks(records, []);
}

/** One test in a remembered world; undefined where that world does not declare it. `again`: kept answers are not used. */
export async function replayTest(
  world: World,
  asset: string,
  id: string,
  session: Session,
  again: boolean,
): Promise<Outcome<UnitTestResult | undefined>> {
  const prepared = await prepare(world, session);
  if (!prepared.ok) return prepared;
  const results = await unitTests(prepared.value, session, { only: new Set([asset]), again, ...(world.built ? { built: world.built } : {}) });
  return ok(results.find((r) => testId(r.test) === id));
}

export interface TestOptions {
  /** Tests of these assets; absent: of all. */
  readonly only?: ReadonlySet<string>;
  /** Kept answers are not used. */
  readonly again?: boolean;
  /** What a run has just built: its tables' types come before those that the environment shows. */
  readonly built?: ReadonlyMap<string, Pick<AssetResult, 'snapshot'>>;
}

export async function unitTests(prepared: Prepared, session: Session, options: TestOptions = {}): Promise<readonly UnitTestResult[]> {
  const { only } = options;
  const results: UnitTestResult[] = [];
  for (const asset of prepared.world.product.assets.values()) {
    if (asset.kind !== 'sql' || (only && !only.has(asset.name))) continue;
    const tests = prepared.world.product.tests.filter((t) => t.asset === asset.name);
    if (tests.length) results.push(...(await testAsset(asset, tests, prepared, session, options)));
  }
  return results;
}

async function testAsset(
  asset: SqlAsset,
  tests: readonly UnitTest[],
  prepared: Prepared,
  session: Session,
  { again, built }: TestOptions,
): Promise<readonly UnitTestResult[]> {
  const columns = await inputColumns(asset, prepared, session, built);
  const keys = tests.map((test) => keyOf(asset, test, columns, prepared));
  const known = again ? [] : await session.store.cached('unit-test', keys);
  const missing = tests.filter((_, i) => known[i] === undefined);
  const asked = missing.length
    ? await runUnitTests({
        engine: session.engine,
        asset: asset.name,
        code: asset.code.text,
        effects: session.effects,
        origin: { file: asset.code.path, line: 1 },
        reads: prepared.graph.nodes.get(asset.name)?.reads ?? [],
        tests: missing,
        inputColumns: (name) => columns.get(name),
        surroundings: prepared.world.surroundings,
      })
    : [];
  if (canWrite(session.store)) {
    const passing = asked.flatMap((r) => {
      const key = keys[tests.indexOf(r.test)];
      return r.status === 'pass' && key ? [{ key, value: { seconds: r.seconds, columns: r.columns } as unknown as Json }] : [];
    });
    await session.store.putCached('unit-test', passing);
  }
  return tests.map((test, i) => {
    const kept = known[i] as unknown as Pick<UnitTestResult, 'columns'> | undefined;
    const fresh = asked.find((r) => r.test === test);
    return fresh ?? { test, status: 'pass', seconds: 0, columns: kept?.columns ?? [], diff: [] };
  });
}

function keyOf(asset: SqlAsset, test: UnitTest, columns: ReadonlyMap<string, readonly Column[]>, { world }: Prepared): string {
  const given = Object.fromEntries([...test.given].map(([name, { rows }]) => [name, rows]));
  const types = Object.fromEntries([...columns].map(([name, list]) => [name, list.map((c) => [c.name, c.type])]));
  const clock = test.clock ?? world.clock;
  const { engine, settings, variables } = world.environmentLeg.value;
  return digestOfJson({ sql: asset.code.text, given, expect: test.expect, types, clock, engine, settings, variables, form: 1 } as unknown as Json);
}

/** Types of the given tables: the declared ones; for columns that are not declared, those of the table just built, else of the one that the environment shows. */
async function inputColumns(
  asset: SqlAsset,
  prepared: Prepared,
  session: Session,
  built: TestOptions['built'],
): Promise<ReadonlyMap<string, readonly Column[]>> {
  const columns = new Map<string, readonly Column[]>();
  const pointers = await session.store.pointers(session.environmentId);
  for (const name of prepared.graph.nodes.get(asset.name)?.reads ?? []) {
    const input = prepared.world.product.assets.get(name);
    const declared = input?.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type }] : [])) ?? [];
    const pointer = pointers.get(name);
    const snapshot = built?.get(name)?.snapshot ?? (pointer && (await session.store.snapshot(pointer.snapshot)));
    const known = new Set(declared.map((c) => c.name.toLowerCase()));
    const rest = snapshot ? columnsOf(snapshot).filter((c) => !known.has(c.name.toLowerCase())) : [];
    if (declared.length + rest.length) columns.set(name, [...declared, ...rest]);
  }
  return columns;
}
