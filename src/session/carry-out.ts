// plan → run: one recorded execution in the writer's store, with everything a replay needs kept before the first stage.

import type { Problem } from '../base/index.ts';
import type { Plan } from '../plan/index.ts';
import { type AssetResult, execute, type RunMeans } from '../run/index.ts';
import type { RunId, RunKind, Snapshot, Store } from '../store/index.ts';
import { codeFolder } from './code-folder.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';
import { keepBundle, type World } from './world.ts';

export interface CarryOptions {
  readonly kind: RunKind;
  /** Production and its candidates: readers of an asset whose checks fail are not built. */
  readonly blockOnChecks: boolean;
  readonly checkOnly?: ReadonlySet<string> | undefined;
  readonly askAgain?: boolean | undefined;
}

export interface Carried {
  readonly run: RunId;
  readonly results: ReadonlyMap<string, AssetResult>;
  /** Every failure, of builds and of checks. */
  readonly problems: readonly Problem[];
}

export async function carryOut(plan: Plan, prepared: Prepared, session: Session<Store>, options: CarryOptions): Promise<Carried> {
  const { world } = prepared;
  const { store, engine, scripts, effects, emit, signal } = session;
  await keepBundle(world, store);
  await store.putTexts([world.environmentLeg.image.text]);
  const run = await store.beginRun({
    kind: options.kind,
    environment: session.environmentId,
    by: effects.user,
    clock: world.clock,
    startedAt: new Date(effects.now()).toISOString(),
    bundle: world.bundle.digest,
    environmentDigest: world.environmentLeg.image.digest,
  });
  const means: RunMeans = { store, engine, scripts, effects, emit, signal };
  const results = await execute(
    {
      plan,
      graph: prepared.graph,
      run,
      kind: options.kind,
      folder: session.folder,
      clock: world.clock,
      surroundings: world.surroundings,
      listings: world.listings,
      code: prepared.code,
      environmentLeg: world.environmentLeg,
      rules: prepared.rules,
      acceptances: world.product.acceptances,
      codeFolder: () => folderOf(world, session),
      shown: await shownSnapshots(session),
      blockOnChecks: options.blockOnChecks,
      checkOnly: options.checkOnly,
      askAgain: options.askAgain,
    },
    means,
  );
  const problems = [...results.values()].flatMap((r) => [...(r.problem ? [r.problem] : []), ...r.checkProblems]);
  return { run, results, problems };
}

/** Where the world's code lies on disk. */
export const folderOf = (
  { bundle, product }: { readonly bundle: Pick<World['bundle'], 'digest'>; readonly product: World['product'] },
  { store, folder, effects }: Session<Store>,
): Promise<string> => codeFolder(bundle.digest, product.files, { store: store.folder, product: folder, mark: effects.randomHex(6) });

async function shownSnapshots({ store, environmentId }: Session): Promise<ReadonlyMap<string, Snapshot>> {
  const pointers = await store.pointers(environmentId);
  const snapshots = await store.snapshots([...pointers.values()].map((p) => p.snapshot));
  return new Map([...pointers].flatMap(([name, p]) => (snapshots.has(p.snapshot) ? [[name, snapshots.get(p.snapshot) as Snapshot]] : [])));
}

/** Writes the end of a run into its record. */
export async function finish(carried: Carried, session: Session<Store>, summary: Readonly<Record<string, unknown>>): Promise<void> {
  const { store, effects } = session;
  await store.finishRun(carried.run, {
    state: carried.problems.some((p) => p.severity === 'error') ? 'failed' : 'ok',
    finishedAt: new Date(effects.now()).toISOString(),
    problem: carried.problems.find((p) => p.severity === 'error') ?? carried.problems[0] ?? null,
    summary: JSON.parse(JSON.stringify(summary)) as never,
  });
}
