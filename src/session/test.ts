// test: the unit tests, then the checks of what the environment shows now.

import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { UnitTestResult } from '../checks/index.ts';
import { select } from '../graph/index.ts';
import type { Plan, Stage } from '../plan/index.ts';
import type { AssetResult } from '../run/index.ts';
import type { RunId, Store } from '../store/index.ts';
import { carryOut, finish } from './carry-out.ts';
import type { Session } from './open.ts';
import { type Prepared, prepare } from './prepare.ts';
import { problem } from './problems.ts';
import { recordTests, testProblems, unitTests } from './unit-tests.ts';
import { observe } from './world.ts';

export interface Tested {
  readonly run: RunId;
  readonly prepared: Prepared;
  readonly tests: readonly UnitTestResult[];
  readonly results: ReadonlyMap<string, AssetResult>;
  /** Selected assets that the environment does not show. */
  readonly notBuilt: readonly string[];
  readonly problems: readonly Problem[];
}

export async function test(session: Session<Store>, selectors: readonly string[]): Promise<Outcome<Tested>> {
  const world = await observe(session, session.environment === 'dev' ? 'folder' : 'release');
  if (!world.ok) return world;
  const prepared = await prepare(world.value, session);
  if (!prepared.ok) return prepared;
  const selection = select(prepared.value.graph, selectors);
  if (!selection.ok) return selection;
  const { selected } = selection.value;
  const tests = await unitTests(prepared.value, session, { only: selected });
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
  const problems = [...prepared.value.warnings, ...testProblems(tests), ...carried.problems, ...unbuilt];
  await finish({ ...carried, problems }, session, { tests: tests.map((t) => ({ asset: t.test.asset, name: t.test.name, status: t.status })) });
  if (unbuilt.length) return failed(...unbuilt);
  return ok({ run: carried.run, prepared: prepared.value, tests, results: carried.results, notBuilt, problems });
}
