// Metrics of the models over their versions, with what people have already beside them. Reads builds and their snapshots.

import type { Build, Snapshot, StoreReader } from '../../store/index.ts';
import type { ModelLine, ModelVersion } from '../documents.ts';
import type { Facts } from './facts.ts';
import { ownBuilds } from './own-builds.ts';

const buildsLooked = 100;
const versionsShown = 40;

export async function modelLines(facts: Facts, store: StoreReader): Promise<readonly ModelLine[]> {
  const names = facts.nodes.filter((n) => n.kind === 'model').map((n) => n.name);
  const lines = await Promise.all(names.map((name) => modelLine(name, facts, store)));
  return lines.filter((line) => line !== undefined);
}

export async function modelLine(asset: string, facts: Facts, store: StoreReader): Promise<ModelLine | undefined> {
  const builds = (await ownBuilds(asset, buildsLooked, facts, store)).filter((b) => b.state === 'ok');
  const snapshots = await store.snapshots(builds.flatMap((b) => (b.snapshot === null ? [] : [b.snapshot])));
  const live = facts.pointers.get(asset)?.snapshot;
  const versions = versionsOf(builds, snapshots, live);
  const { solved } = facts.product ?? {};
  const mine = solved?.model === asset ? solved : undefined;
  const names = [...new Set(versions.flatMap((v) => Object.keys(v.metrics)))];
  const main = mine?.metric ?? names[0];
  if (main === undefined || versions.length === 0) return undefined;
  const betterThan = mine?.betterThan ?? [];
  const rest = names.filter((name) => name !== main && !betterThan.includes(name));
  return { asset, main, betterThan, by: mine?.by ?? 0, versions, metrics: [main, ...betterThan, ...rest] };
}

/** One for each content, at its first build; oldest first. The live one is among them however old it is. */
function versionsOf(builds: readonly Build[], snapshots: ReadonlyMap<number, Snapshot>, live: number | undefined): readonly ModelVersion[] {
  const first = new Map<string, ModelVersion>();
  for (const build of builds) {
    const snapshot = build.snapshot === null ? undefined : snapshots.get(build.snapshot);
    if (snapshot?.kind !== 'model') continue;
    const wasLive = first.get(snapshot.content)?.live ?? false;
    first.delete(snapshot.content);
    first.set(snapshot.content, {
      build: build.id,
      run: build.run,
      clock: build.clock,
      live: wasLive || snapshot.id === live,
      metrics: metricsOf(snapshot),
    });
  }
  const versions = [...first.values()].reverse();
  return versions.filter((v, i) => v.live || i >= versions.length - versionsShown);
}

/** Finite numbers only: what else is in the record is no metric. */
function metricsOf({ about }: Snapshot): Readonly<Record<string, number>> {
  const { metrics } = (about ?? {}) as { readonly metrics?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(Object.entries(metrics ?? {}).filter((pair): pair is [string, number] => Number.isFinite(pair[1])));
}
