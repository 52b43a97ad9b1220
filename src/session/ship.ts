// ship: the folder's code becomes a candidate, builds what is missing, meets the gates of its impact level, and only then is shown.

import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { UnitTestResult } from '../checks/index.ts';
import type { Gate } from '../release/index.ts';
import type { AssetResult } from '../run/index.ts';
import type { Pointer, Release, RunId, Store } from '../store/index.ts';
import { afterPublication } from './after.ts';
import { candidateOf } from './candidate.ts';
import { type Carried, carryOut, finish } from './carry-out.ts';
import { closedProblems, judge, testsTold } from './judge.ts';
import type { Session } from './open.ts';
import { otherProduct } from './owner.ts';
import { planFor } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { rehearsedAs } from './rehearsed.ts';
import { outputGates, type Told, toldSince } from './told.ts';
import { recordTests, unitTests } from './unit-tests.ts';
import { type OutputShapes, validateOutputs } from './validate.ts';
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
  /** Consumers whose outputs change with it. */
  readonly told: readonly Told[];
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
  const candidate = await candidateOf(prepared.value, carried, session);
  const served = candidate ? await validateOutputs(candidate, session) : ok({});
  const rehearsal = await rehearsedAs(prepared.value, session.store);
  const facts = { prepared: prepared.value, carried, tests, served, rehearsal };
  const judged = judge(facts, session, options);
  const closed = judged.filter((gate) => !gate.open);
  const broken = served.ok ? [] : served.problems;
  const problems = [...prepared.value.warnings, ...carried.problems, ...testsTold(judged, tests), ...broken, ...closedProblems(closed, facts)];
  const shapes = served.ok ? served.value : {};
  // of a candidate that can't be served nothing is known
  const told = candidate && served.ok ? await toldSince(live, shapes, prepared.value.world.product, session) : [];
  const published: Outcome<Published> =
    closed.length || options.dryRun
      ? ok({ same: false, live: live?.number ?? null })
      : await publish({ prepared: prepared.value, carried, judged, live, shapes, told }, session, options);
  const all = published.ok ? problems : [...problems, ...published.problems];
  const release = published.ok ? published.value.release : undefined;
  await finish({ ...carried, problems: all }, session, { gates: judged, release: release?.number, dryRun: options.dryRun || undefined });
  if (!published.ok) return published;
  if (release) session.emit({ kind: 'published', environment: session.environment, release: release.number });
  const later = release ? await afterPublication(session) : [];
  return ok({
    run: carried.run,
    prepared: prepared.value,
    results: carried.results,
    tests,
    gates: judged,
    problems: [...problems, ...later],
    release,
    same: published.value.same,
    live: published.value.live,
    told,
  });
}

interface Candidate {
  readonly prepared: Prepared;
  readonly carried: Carried;
  readonly judged: readonly Gate[];
  /** The live release as it was before anything was looked at: another one since then is a conflict. */
  readonly live: Release | undefined;
  readonly shapes: OutputShapes;
  readonly told: readonly Told[];
}

interface Published {
  readonly release?: Release;
  readonly same: boolean;
  readonly live: number | null;
}

async function publish(candidate: Candidate, session: Session<Store>, options: ShipOptions): Promise<Outcome<Published>> {
  const { prepared, carried, judged, live, shapes, told } = candidate;
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
      ...outputGates(shapes, told),
    },
    hold: false,
  });
  return release.ok ? ok({ release: release.value, same: false, live: release.value.number }) : release;
}
