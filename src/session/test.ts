// test: the unit tests, then the checks of what the environment shows now.

import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { UnitTestResult } from '../checks/index.ts';
import { select } from '../graph/index.ts';
import type { Plan, Stage } from '../plan/index.ts';
import type { UnitTest } from '../product/index.ts';
import type { AssetResult } from '../run/index.ts';
import type { RunId, Store } from '../store/index.ts';
import { carryOut, finish } from './carry-out.ts';
import type { Session } from './open.ts';
import { type Prepared, prepare } from './prepare.ts';
import { problem } from './problems.ts';
import { type Recorded, type Recording, recordExpectations, testedBy } from './record.ts';
import { recordTests, testId, testProblems, unitTests } from './unit-tests.ts';
import { observe } from './world.ts';

export interface Tested {
  readonly run: RunId;
  readonly prepared: Prepared;
  readonly tests: readonly UnitTestResult[];
  readonly results: ReadonlyMap<string, AssetResult>;
  /** Expectations that were written before. */
  readonly recorded: readonly Recorded[];
  /** Selected assets that the environment does not show. */
  readonly notBuilt: readonly string[];
  readonly problems: readonly Problem[];
}

export interface TestRequest {
  /** What unit tests lack is written first; of those that are selected also what they expect and do not get. */
  readonly record?: boolean;
}

/** `given`: assets, with `+` before or after; to be recorded also unit tests, by name or id. */
export async function test(session: Session<Store>, given: readonly string[], { record = false }: TestRequest = {}): Promise<Outcome<Tested>> {
  const first = await understand(session);
  if (!first.ok) return first;
  const named = record ? testedBy(first.value, given) : ok({ tests: new Set<UnitTest>(), selectors: given });
  if (!named.ok) return named;
  const recording = record ? await recordExpectations(first.value, session, given.length > 0 ? named.value.tests : new Set()) : undefined;
  const recorded = recording?.recorded ?? [];
  const prepared = recorded.length > 0 ? await understand(session) : first;
  if (!prepared.ok) return prepared;
  const { selectors } = named.value;
  const selection = select(prepared.value.graph, selectors);
  if (!selection.ok) return selection;
  const { selected } = selection.value;
  const tests = await unitTests(prepared.value, session, { wanted: ({ asset }) => selected.has(asset) });
  const pointers = await session.store.pointers(session.environmentId);
  const notBuilt = [...selected].filter((name) => !pointers.has(name));
  const stages = prepared.value.graph.order.flatMap((asset): Stage[] => {
    const reuse = pointers.get(asset);
    return reuse ? [{ kind: 'reuse', asset, when: 'always', reasons: [], reuse }] : [];
  });
  const plan: Plan = { environment: session.environmentId, stages, rebuild: new Set() };
  const carried = await carryOut(plan, prepared.value, session, { kind: 'test', blockOnChecks: false, checkOnly: selected });
  await recordTests(tests, carried.run, (asset) => carried.results.get(asset)?.build, session.store);
  const missing = selectors.length ? notBuilt.filter((name) => selection.value.named.has(name)) : [];
  const unbuilt = tests.length ? [] : missing.map((asset) => problem('not-built', { asset, environment: session.environment }));
  const problems = [...prepared.value.warnings, ...told(recording, tests), ...carried.problems, ...unbuilt];
  await finish({ ...carried, problems }, session, { tests: tests.map((t) => ({ asset: t.test.asset, name: t.test.name, status: t.status })) });
  if (unbuilt.length) return failed(...unbuilt);
  return ok({ run: carried.run, prepared: prepared.value, tests, recorded, results: carried.results, notBuilt, problems });
}

async function understand(session: Session<Store>): Promise<Outcome<Prepared>> {
  const world = await observe(session, session.environment === 'dev' ? 'folder' : 'release');
  return world.ok ? prepare(world.value, session) : world;
}

/** What could not be recorded, and what does not pass for another reason. */
function told(recording: Recording | undefined, tests: readonly UnitTestResult[]): readonly Problem[] {
  if (!recording) return testProblems(tests);
  const { problems, unwritten } = recording;
  const key = ({ code, message, at }: Problem) => JSON.stringify([code, message, at?.line]);
  const known = new Set(problems.map(key));
  const rest = tests.filter((t) => !(t.problem?.code === 'checks/no-expectation' && unwritten.has(testId(t.test))));
  return [...problems, ...testProblems(rest).filter((p) => !known.has(key(p)))];
}
