// Brings an environment up to date: dev shows what was built, other environments publish only what passed, coherently.

import { type Outcome, ok, type Problem } from '../base/index.ts';
import type { Plan } from '../plan/index.ts';
import { type Coherent, coherent } from '../release/index.ts';
import { type AssetResult, passed } from '../run/index.ts';
import type { Pointer, Release, RunId, Snapshot, Store } from '../store/index.ts';
import { afterPublication } from './after.ts';
import { candidateOf } from './candidate.ts';
import { type Carried, carryOut, finish } from './carry-out.ts';
import type { Shown } from './live.ts';
import type { Session } from './open.ts';
import { type PlanOptions, planFor } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { outputGates, shapesOf, toldSince } from './told.ts';
import { validateOutputs } from './validate.ts';
import { observe } from './world.ts';

export interface Brought {
  readonly run: RunId;
  readonly prepared: Prepared;
  readonly plan: Plan;
  readonly results: ReadonlyMap<string, AssetResult>;
  readonly problems: readonly Problem[];
  /** A refresh that was published. */
  readonly release?: Release | undefined;
  /** Assets that stay on what is live, each with the asset they wait for. */
  readonly held: ReadonlyMap<string, string>;
  /** A rollback holds: built and checked, not published. */
  readonly onHold: boolean;
}

export async function bring(session: Session<Store>, options: PlanOptions): Promise<Outcome<Brought>> {
  const [live] = await session.store.releases(session.environmentId, 1);
  const world = await observe(session, undefined, options.rebuild ? options.selectors : undefined);
  if (!world.ok) return world;
  const prepared = await prepare(world.value, session);
  if (!prepared.ok) return prepared;
  const planned = await planFor(prepared.value, session, options);
  if (!planned.ok) return planned;
  const { plan, selected } = planned.value;
  const dev = session.environment === 'dev';
  const carried = await carryOut(plan, prepared.value, session, { kind: 'run', blockOnChecks: !dev, checkOnly: selected });
  // a part of the sources was looked at: it confirms nothing of the others
  const named = options.selectors.length ? { selected: [...selected] } : {};
  const base = { run: carried.run, prepared: prepared.value, plan, results: carried.results };
  if (dev) {
    await showAll(carried, prepared.value, session);
    await finish(carried, session, {});
    return ok({ ...base, problems: [...prepared.value.warnings, ...carried.problems], held: new Map(), onHold: false });
  }
  const refreshed = await refresh({ carried, prepared: prepared.value, selected, live }, session);
  if (!refreshed.ok) {
    await finish({ ...carried, problems: [...carried.problems, ...refreshed.problems] }, session, named);
    return refreshed;
  }
  const { release, held, onHold } = refreshed.value;
  await finish(carried, session, { held: Object.fromEntries(held), onHold, release: release?.number, ...named });
  if (release) session.emit({ kind: 'published', environment: session.environment, release: release.number });
  const later = release ? await afterPublication(session) : [];
  return ok({ ...base, problems: [...prepared.value.warnings, ...carried.problems, ...later], release, held, onHold });
}

/** dev: each built asset is shown, whatever its checks say; assets that left the product are dropped. */
async function showAll({ results }: Carried, { graph }: Prepared, session: Session<Store>): Promise<void> {
  const pointers = await session.store.pointers(session.environmentId);
  const changes = new Map<string, Pointer | null>();
  for (const name of pointers.keys()) if (!graph.nodes.has(name)) changes.set(name, null);
  for (const [asset, { build, snapshot }] of results) {
    const now = pointers.get(asset);
    if (build !== undefined && snapshot && (now?.build !== build || now.snapshot !== snapshot.id))
      changes.set(asset, { asset, build, snapshot: snapshot.id });
  }
  if (changes.size) await session.store.movePointers(session.environmentId, changes);
}

interface Refreshed {
  readonly release?: Release | undefined;
  readonly held: ReadonlyMap<string, string>;
  readonly onHold: boolean;
}

interface Refresh {
  readonly carried: Carried;
  readonly prepared: Prepared;
  readonly selected: ReadonlySet<string>;
  /** The live release as it was before anything was looked at: another one since then is a conflict. */
  readonly live: Release | undefined;
}

async function refresh({ carried, prepared, selected, live }: Refresh, session: Session<Store>): Promise<Outcome<Refreshed>> {
  const { store, environmentId } = session;
  const state = await store.environment(environmentId);
  const pointers = await store.pointers(environmentId);
  const snapshots = await store.snapshots([...pointers.values()].map((p) => p.snapshot));
  const set = coherent(
    prepared.graph.order.map((asset) => {
      const node = prepared.graph.nodes.get(asset);
      const result = carried.results.get(asset);
      const candidate = result && passed(result) ? result.snapshot?.content : undefined;
      const shown = snapshots.get(pointers.get(asset)?.snapshot as Snapshot['id'])?.content;
      return { asset, beside: [...(node?.reads ?? []), ...(node?.checkReads ?? [])], live: shown, candidate, stays: !selected.has(asset) };
    }),
  );
  const next = nextPointers(set, carried, pointers);
  const moved = [...next.values()].some((p) => p.snapshot !== pointers.get(p.asset)?.snapshot);
  const whole = set.moves.size === prepared.graph.order.length;
  const environmentMoved = live?.environmentDigest !== prepared.world.environmentLeg.image.digest && whole;
  if (state.hold || !live || !(moved || environmentMoved)) return ok({ held: set.held, onHold: state.hold });
  // what can't be served is not shown either
  const candidate = await candidateOf(prepared, carried, session, await staying(set, pointers, snapshots, store));
  const shapes = candidate ? await validateOutputs(candidate, session) : ok(shapesOf(live));
  if (!shapes.ok) return shapes;
  const told = await toldSince(live, shapes.value, prepared.world.product, session);
  const release = await store.publish({
    environment: environmentId,
    parent: live.number,
    kind: 'refresh',
    bundle: live.bundle,
    environmentDigest: prepared.world.environmentLeg.image.digest,
    pointers: [...next.values()],
    run: carried.run,
    by: session.effects.user,
    at: new Date(session.effects.now()).toISOString(),
    because: null,
    gates: { held: Object.fromEntries(set.held), ...outputGates(shapes.value, told) },
    hold: false,
  });
  return release.ok ? ok({ release: release.value, held: set.held, onHold: false }) : release;
}

/** What a refresh leaves as it is. */
async function staying(
  { moves }: Coherent,
  pointers: ReadonlyMap<string, Pointer>,
  snapshots: ReadonlyMap<Snapshot['id'], Snapshot>,
  store: Store,
): Promise<ReadonlyMap<string, Shown>> {
  const builds = await store.buildsByIds([...pointers.values()].map((p) => p.build));
  return new Map(
    [...pointers.values()].flatMap(({ asset, snapshot, build }): [string, Shown][] => {
      const [kept, made] = [snapshots.get(snapshot), builds.get(build)];
      return kept && made && !moves.has(asset) ? [[asset, { asset, snapshot: kept, build: made }]] : [];
    }),
  );
}

function nextPointers(set: Coherent, { results }: Carried, live: ReadonlyMap<string, Pointer>): ReadonlyMap<string, Pointer> {
  const next = new Map(live);
  for (const asset of set.moves) {
    const result = results.get(asset);
    if (result?.build !== undefined && result.snapshot) next.set(asset, { asset, build: result.build, snapshot: result.snapshot.id });
  }
  return next;
}
