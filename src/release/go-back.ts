// Rollback and resume: pointer moves alone. Neither the engine nor the writer's lock is needed.

import { failed, type Instant, type Json, type Outcome, ok } from '../base/index.ts';
import type { Pointer, Release, Store } from '../store/index.ts';
import { problem } from './problems.ts';

export interface Mover {
  readonly environment: string;
  readonly by: string;
  readonly at: Instant;
  readonly because: string | null;
  /** What the new release keeps of its outputs, and who is told of the change. */
  readonly outputs?: ((live: Release, target: Release) => Promise<{ readonly [key: string]: Json | undefined }>) | undefined;
}

/** A new release that shows what an earlier one showed, and holds refreshes. Without a number: the one before the live release's content. */
export async function rollback(store: Store, to: number | undefined, { environment, by, at, because, outputs }: Mover): Promise<Outcome<Release>> {
  const releases = await store.releases(environment);
  const [live] = releases;
  if (!live) return failed(problem('nothing-shipped', { environment }));
  if (to === live.number) return failed(problem('already-live', { environment, number: to }));
  const target = to === undefined ? before(releases) : releases.find((r) => r.number === to);
  if (!target) {
    return failed(
      to === undefined ? problem('nothing-before', { environment }) : problem('no-such-release', { environment, number: to, newest: live.number }),
    );
  }
  const pointers = await store.releasePointers(environment, target.number);
  const gone = await firstGone([...pointers.values()], store);
  if (gone !== undefined) return failed(problem('objects-gone', { number: target.number, asset: gone }));
  return store.publish({
    environment,
    parent: live.number,
    kind: 'rollback',
    bundle: target.bundle,
    environmentDigest: target.environmentDigest,
    pointers: [...pointers.values()],
    run: null,
    by,
    at,
    because,
    gates: { backTo: shownBy(target), ...(await outputs?.(live, target)) },
    hold: true,
  });
}

/** An asset of which a part is not kept any more. */
async function firstGone(pointers: readonly Pointer[], store: Store): Promise<string | undefined> {
  for (const { asset, parts } of (await store.snapshots(pointers.map((p) => p.snapshot))).values()) {
    for (const { object } of parts) if (!(await store.hasObject(object))) return asset;
  }
  return undefined;
}

/** The release whose content a release shows: itself, or where its rollback went. */
function shownBy(release: Release): number {
  const gates = release.gates as { readonly backTo?: number } | null;
  return release.kind === 'rollback' && gates?.backTo ? gates.backTo : release.number;
}

/** What was shown before the release that is shown now was made: two rollbacks in a row go back twice, and never to what was rolled back. */
function before(releases: readonly Release[]): Release | undefined {
  const byNumber = new Map(releases.map((r) => [r.number, r]));
  const [live] = releases;
  const shown = live && byNumber.get(shownBy(live));
  const parent = shown?.parent == null ? undefined : byNumber.get(shown.parent);
  return parent && byNumber.get(shownBy(parent));
}

export async function resume(store: Store, environment: string): Promise<Outcome<{ readonly live: number }>> {
  const state = await store.environment(environment);
  if (state.live === null) return failed(problem('nothing-shipped', { environment }));
  if (!state.hold) return failed(problem('not-held', { environment }));
  await store.resume(environment);
  return ok({ live: state.live });
}
