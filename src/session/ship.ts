// ship: the folder's code becomes a candidate, builds what is missing, meets the gates of its impact level, and only then is shown.

import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { UnitTestResult } from '../checks/index.ts';
import { type Gate, gates, releaseProblem } from '../release/index.ts';
import { type AssetResult, failures } from '../run/index.ts';
import type { Pointer, Release, RunId, Store } from '../store/index.ts';
import { type Carried, carryOut, finish } from './carry-out.ts';
import type { Session } from './open.ts';
import { otherProduct } from './owner.ts';
import { planFor } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recordTests, testProblems, unitTests } from './unit-tests.ts';
import { observe } from './world.ts';

export interface ShipOptions {
  readonly dryRun: boolean;
  readonly because: string | null;
  readonly approvedBy: string | undefined;
}

export interface Shipped {
  readonly run: RunId;
  readonly prepared: Prepared;
  readonly results: ReadonlyMap<string, AssetResult>;
  readonly tests: readonly UnitTestResult[];
  readonly gates: readonly Gate[];
  readonly release?: Release | undefined;
  /** Nothing differs from what is live. */
  readonly same: boolean;
  readonly live: number | null;
  readonly problems: readonly Problem[];
}

/** The session's environment is the one shipped to. */
export async function ship(session: Session<Store>, options: ShipOptions): Promise<Outcome<Shipped>> {
  const [live] = await session.store.releases(session.environmentId, 1);
  const world = await observe(session, 'folder');
  if (!world.ok) return world;
  const prepared = await prepare(world.value, session);
  if (!prepared.ok) return prepared;
  const stranger = await otherProduct(session);
  if (stranger) return failed(stranger);
  const planned = await planFor(prepared.value, session, { selectors: [], rebuild: false });
  if (!planned.ok) return planned;
  const carried = await carryOut(planned.value.plan, prepared.value, session, { kind: 'ship', blockOnChecks: true });
  const tests = await unitTests(prepared.value, session, { built: carried.results });
  await recordTests(tests, carried.run, (asset) => carried.results.get(asset)?.build, session.store);
  const judged = judge(prepared.value, carried, tests, session, options);
  const closed = judged.filter((gate) => !gate.open);
  const problems = [...prepared.value.warnings, ...carried.problems, ...testsTold(judged, tests), ...closedProblems(closed, carried, tests)];
  const published: Outcome<Published> =
    closed.length || options.dryRun
      ? ok({ same: false, live: live?.number ?? null })
      : await publish({ prepared: prepared.value, carried, judged, live }, session, options);
  const told = published.ok ? problems : [...problems, ...published.problems];
  const release = published.ok ? published.value.release : undefined;
  await finish({ ...carried, problems: told }, session, { gates: judged, release: release?.number, dryRun: options.dryRun || undefined });
  if (!published.ok) return published;
  if (release) session.emit({ kind: 'published', environment: session.environment, release: release.number });
  return ok({
    run: carried.run,
    prepared: prepared.value,
    results: carried.results,
    tests,
    gates: judged,
    problems,
    release,
    same: published.value.same,
    live: published.value.live,
  });
}

function judge(
  prepared: Prepared,
  carried: Carried,
  tests: readonly UnitTestResult[],
  session: Session<Store>,
  options: ShipOptions,
): readonly Gate[] {
  const { product } = prepared.world;
  const results = [...carried.results.values()];
  const settled = results.flatMap((r) => r.checks);
  const sql = [...product.assets.values()].filter((a) => a.kind === 'sql').map((a) => a.name);
  const tested = new Set(tests.map((t) => t.test.asset));
  return gates({
    impact: product.impact,
    owner: product.owner,
    shipper: session.effects.user,
    approvedBy: options.approvedBy,
    checks: {
      passed: settled.filter((s) => s.settled === 'pass').length,
      accepted: settled.filter((s) => s.settled === 'accepted').length,
      failed: results.flatMap((r) => failures(r).map((s) => s.rule.id)),
      notBuilt: results.filter((r) => r.outcome === 'failed').map((r) => r.asset),
    },
    tests: {
      passed: tests.filter((t) => t.status === 'pass').length,
      untested: sql.filter((name) => !tested.has(name)),
      failed: tests.filter((t) => t.status !== 'pass').map((t) => `${t.test.asset}: ${t.test.name}`),
    },
  });
}

/** At a level that asks for no unit test, a failing one is told and holds nothing back. */
function testsTold(judged: readonly Gate[], tests: readonly UnitTestResult[]): readonly Problem[] {
  const asked = judged.some((gate) => gate.name === 'unit tests');
  return testProblems(tests).map((p) => (asked ? p : { ...p, severity: 'warning' }));
}

/** A closed gate is a Problem of its own only where no failure stands behind it already. */
function closedProblems(closed: readonly Gate[], carried: Carried, tests: readonly UnitTestResult[]): readonly Problem[] {
  return closed
    .filter((gate) => !(gate.name === 'checks' && carried.problems.length) && !(gate.name === 'unit tests' && testProblems(tests).length))
    .map((gate) =>
      releaseProblem('gate-closed', { gate: gate.name, what: gate.text, remedy: gate.remedy ?? 'trivet ship --dry-run' }, { at: gate.at }),
    );
}

interface Candidate {
  readonly prepared: Prepared;
  readonly carried: Carried;
  readonly judged: readonly Gate[];
  /** The live release as it was before anything was looked at: another one since then is a conflict. */
  readonly live: Release | undefined;
}

interface Published {
  readonly release?: Release;
  readonly same: boolean;
  readonly live: number | null;
}

async function publish({ prepared, carried, judged, live }: Candidate, session: Session<Store>, options: ShipOptions): Promise<Outcome<Published>> {
  const { store, environmentId } = session;
  const state = await store.environment(environmentId);
  const before = await store.pointers(environmentId);
  const pointers: Pointer[] = [...carried.results].flatMap(([asset, { build, snapshot }]) =>
    build !== undefined && snapshot ? [{ asset, build, snapshot: snapshot.id }] : [],
  );
  const unmoved = pointers.length === before.size && pointers.every((p) => before.get(p.asset)?.snapshot === p.snapshot);
  const { world } = prepared;
  const same = live?.bundle === world.bundle.digest && live.environmentDigest === world.environmentLeg.image.digest && unmoved && !state.hold;
  if (same) return ok({ same: true, live: live.number });
  const release = await store.publish({
    environment: environmentId,
    parent: live?.number ?? null,
    kind: 'ship',
    bundle: world.bundle.digest,
    environmentDigest: world.environmentLeg.image.digest,
    pointers,
    run: carried.run,
    by: session.effects.user,
    at: new Date(session.effects.now()).toISOString(),
    because: options.because,
    gates: {
      gates: judged.map((g) => ({ name: g.name, text: g.text })),
      approvedBy: options.approvedBy,
      unauthenticated: options.approvedBy ? true : undefined,
    },
    hold: false,
  });
  return release.ok ? ok({ release: release.value, same: false, live: release.value.number }) : release;
}
