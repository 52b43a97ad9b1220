// A model over its versions: what each was made from and how well it did. Reads the store only.

import type { Instant } from '../base/index.ts';
import type { Signature } from '../engine/index.ts';
import type { Solved } from '../product/index.ts';
import { modelOf } from '../run/index.ts';
import type { Build } from '../store/index.ts';
import type { Session } from './open.ts';
import { lookAround } from './world.ts';

export interface ModelVersion {
  readonly build: number;
  readonly clock: Instant;
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the environment: the releases that showed it, oldest first; empty in dev. */
  readonly releases: readonly number[];
  /** What the environment shows now. */
  readonly shown: boolean;
}

export interface ModelVersions {
  readonly asset: string;
  readonly signature: Signature;
  readonly solved: Solved | undefined;
  /** Oldest first; one for each content. */
  readonly versions: readonly ModelVersion[];
}

/** Undefined where the environment shows no model of that name. */
export async function modelVersions(session: Session, name: string, limit: number): Promise<ModelVersions | undefined> {
  const { store, environmentId } = session;
  const pointers = await store.pointers(environmentId);
  const asset = [...pointers.keys()].find((n) => n.toLowerCase() === name.toLowerCase());
  const pointer = asset === undefined ? undefined : pointers.get(asset);
  const shown = pointer && (await store.snapshot(pointer.snapshot));
  if (asset === undefined || !pointer || shown?.kind !== 'model') return undefined;
  const releases = await releasesOf(asset, session);
  const builds = (await store.builds({ asset, state: 'ok', limit: 500 })).filter((b) => b.snapshot !== null);
  // of one snapshot the first build that is not a replay's
  const first = new Map<number, Build>();
  for (const build of builds) {
    if (build.snapshot === null) continue;
    const shownThere = build.snapshot === pointer.snapshot || releases.has(build.snapshot);
    const run = shownThere ? undefined : await store.run(build.run);
    if (shownThere || (run?.environment === environmentId && run.kind === 'run')) first.set(build.snapshot, build);
  }
  const kept = [...first.values()].sort((x, y) => y.id - x.id).slice(0, limit);
  const snapshots = await store.snapshots(kept.flatMap((b) => (b.snapshot === null ? [] : [b.snapshot])));
  const versions = kept.flatMap((build): ModelVersion[] => {
    const snapshot = build.snapshot === null ? undefined : snapshots.get(build.snapshot);
    if (snapshot?.kind !== 'model') return [];
    const { metrics } = modelOf(snapshot);
    return [{ build: build.id, clock: build.clock, metrics, releases: releases.get(snapshot.id) ?? [], shown: snapshot.id === pointer.snapshot }];
  });
  const around = await lookAround(session);
  const solved = around.ok && around.value.product.solved?.model === asset ? around.value.product.solved : undefined;
  return { asset, signature: modelOf(shown).signature, solved, versions: versions.reverse() };
}

async function releasesOf(asset: string, { store, environmentId }: Session): Promise<ReadonlyMap<number, readonly number[]>> {
  const found = new Map<number, number[]>();
  for (const { number } of (await store.releases(environmentId, 200)).toReversed()) {
    const pointer = (await store.releasePointers(environmentId, number)).get(asset);
    if (pointer) found.set(pointer.snapshot, [...(found.get(pointer.snapshot) ?? []), number]);
  }
  return found;
}
