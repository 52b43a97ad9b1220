// A product's unit tests. An answer is kept by what it depends on: the code, the test, the environment.

import { type Digest, digestOfJson, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import { type AssetUnderTest, type KnownColumns, runUnitTests, type UnitTestRequest, type UnitTestResult } from '../checks/index.ts';
import { usesClock } from '../graph/index.ts';
import type { ScriptAsset, SqlAsset, TestRows, UnitTest } from '../product/index.ts';
import { type AssetResult, columnsOf } from '../run/index.ts';
import type { BuildId, CheckRun, Pointer, RunId, Store } from '../store/index.ts';
import { folderOf } from './carry-out.ts';
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

const rowsOf = (rows: TestRows | undefined): Json =>
  rows ? ({ columns: rows.columns, rows: rows.rows, untyped: rows.untyped } as unknown as Json) : null;

/** What a test says, not where it stands; rows in a file by what the file says. */
function sayingOf({ given, predict, expect, fails, metrics, clock, ordered, tolerance }: UnitTest): Json {
  const tables = Object.fromEntries([...given].map(([name, rows]) => [name, rowsOf(rows)]));
  const failure = fails ? { problem: fails.problem, message: fails.message } : null;
  const said = { given: tables, predict: rowsOf(predict), expect: rowsOf(expect), failure, metrics: metrics ? [...metrics] : null };
  return { ...said, clock, ordered: ordered ?? false, tolerance: tolerance ?? null } as unknown as Json;
}

export const testDefinition = (test: UnitTest): Digest => digestOfJson(sayingOf(test));

/** The files that say what a test is: its own, and those its rows lie in. */
export const testFiles = ({ at, given, predict, expect }: UnitTest): readonly string[] => [
  at.file,
  ...[...given.values(), predict, expect].flatMap((rows) => rows?.file ?? []),
];

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
  session: Session<Store>,
  again: boolean,
): Promise<Outcome<UnitTestResult | undefined>> {
  const prepared = await prepare(world, session);
  if (!prepared.ok) return prepared;
  const wanted = (test: UnitTest) => test.asset === asset && testId(test) === id;
  const [result] = await unitTests(prepared.value, session, { wanted, again, ...(world.built ? { built: world.built } : {}) });
  return ok(result);
}

export interface TestOptions {
  /** Absent: all. */
  readonly wanted?: (test: UnitTest) => boolean;
  /** Kept answers are not used. */
  readonly again?: boolean;
  /** What a run has just built: its tables' types come before those that the environment shows. */
  readonly built?: ReadonlyMap<string, Pick<AssetResult, 'snapshot'>>;
}

/** In the order of the product's assets, each asset's in the order of its file. */
export async function unitTests(prepared: Prepared, session: Session<Store>, options: TestOptions = {}): Promise<readonly UnitTestResult[]> {
  const assets = await assetsUnderTest(prepared, session, options);
  const tests = assets.flatMap((asset) => asset.tests.map((test) => ({ asset, test, key: keyOf(asset, test, prepared) })));
  const known = options.again
    ? []
    : await session.store.cached(
        'unit-test',
        tests.map(({ key }) => key),
      );
  const missing = new Set(tests.filter((_, i) => known[i] === undefined).map(({ test }) => test));
  const asking = assets
    .map((asset) => ({ ...asset, tests: asset.tests.filter((test) => missing.has(test)) }))
    .filter(({ tests: left }) => left.length > 0);
  const asked = asking.length > 0 ? await runUnitTests(testRequest(asking, prepared, session)) : [];
  const fresh = new Map(asked.map((result) => [result.test, result]));
  if (canWrite(session.store)) {
    const passing = tests.flatMap(({ test, key }) => {
      const result = fresh.get(test);
      return result?.status === 'pass' ? [{ key, value: { seconds: result.seconds, columns: result.columns } as unknown as Json }] : [];
    });
    await session.store.putCached('unit-test', passing);
  }
  return tests.map(({ test }, i) => {
    const kept = known[i] as unknown as Pick<UnitTestResult, 'columns'> | undefined;
    return fresh.get(test) ?? { test, status: 'pass', seconds: 0, columns: kept?.columns ?? [], diff: [] };
  });
}

export const testRequest = (assets: readonly AssetUnderTest[], { world }: Prepared, session: Session): UnitTestRequest => ({
  engine: session.engine,
  scripts: session.scripts,
  effects: session.effects,
  assets,
  surroundings: world.surroundings,
  signal: session.signal,
});

/** The assets that have wanted tests, with what is known of the tables they read. */
export async function assetsUnderTest(
  prepared: Prepared,
  session: Session<Store>,
  { wanted = () => true, built }: TestOptions,
): Promise<readonly AssetUnderTest[]> {
  const { assets, tests } = prepared.world.product;
  const byAsset = Map.groupBy(tests.filter(wanted), (test) => test.asset);
  const pointers = byAsset.size > 0 ? await session.store.pointers(session.environmentId) : new Map<string, Pointer>();
  const found: AssetUnderTest[] = [];
  let folder: Promise<string> | undefined;
  for (const asset of assets.values()) {
    const own = byAsset.get(asset.name);
    if (!own || asset.kind === 'source') continue;
    const reads = prepared.graph.nodes.get(asset.name)?.reads ?? [];
    const columns = new Map<string, KnownColumns>();
    for (const name of reads) {
      const known = await knownColumns(name, prepared, session, pointers, built);
      if (known) columns.set(name, known);
    }
    if (asset.kind === 'script') folder ??= folderOf(prepared.world, session);
    const makes = asset.kind === 'sql' ? sqlOf(asset) : scriptOf(asset, prepared, (await folder) ?? '');
    found.push({ asset: asset.name, makes, reads, tests: own, known: (name) => columns.get(name) });
  }
  return found;
}

const sqlOf = ({ code }: SqlAsset): AssetUnderTest['makes'] => ({ kind: 'sql', sql: code.text, origin: { file: code.path, line: 1 } });

function scriptOf(asset: ScriptAsset, { graph }: Prepared, folder: string): AssetUnderTest['makes'] {
  const facts = graph.nodes.get(asset.name)?.script;
  return {
    kind: facts?.kind ?? 'table',
    code: { folder, script: asset.code.path },
    reads: asset.reads,
    columns: asset.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type }] : [])),
    clock: facts?.clock ?? false,
    settings: asset.settings,
  };
}

function keyOf({ asset, makes, reads, known }: AssetUnderTest, test: UnitTest, { world, graph, code }: Prepared): string {
  const types = reads.map((name) => {
    const found = known(name);
    return [name, found?.columns.map((c) => [c.name, c.type]) ?? null, found?.complete ?? false];
  });
  const clock = usesClock(graph.nodes.get(asset)) ? (test.clock ?? world.clock) : null;
  const { engine, settings, variables, runtime, locks } = world.environmentLeg.value;
  const made = makes.kind === 'sql' ? { sql: makes.sql } : { script: code.get(asset)?.digest, runtime, locks };
  return digestOfJson({ ...made, test: sayingOf(test), types, clock, engine, settings, variables, form: 2 } as unknown as Json);
}

/** Columns of a table that tests give rows of: the declared ones; those that are not declared as in the table just built, else as in the one that the environment shows. */
async function knownColumns(
  name: string,
  { world }: Prepared,
  { store }: Session,
  pointers: ReadonlyMap<string, Pointer>,
  built: TestOptions['built'],
): Promise<KnownColumns | undefined> {
  const declared = world.product.assets.get(name)?.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type }] : [])) ?? [];
  const pointer = pointers.get(name);
  const snapshot = built?.get(name)?.snapshot ?? (pointer && (await store.snapshot(pointer.snapshot)));
  const known = new Set(declared.map((c) => c.name.toLowerCase()));
  const rest = snapshot ? columnsOf(snapshot).filter((c) => !known.has(c.name.toLowerCase())) : [];
  return declared.length + rest.length > 0 ? { columns: [...declared, ...rest], complete: snapshot !== undefined && snapshot !== null } : undefined;
}
