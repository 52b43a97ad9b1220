// Rollback and resume: pointer moves alone. Neither the engine nor the writer's lock is needed.

import { failed, type Instant, type Outcome, ok } from '../base/index.ts';
import type { Release, Store } from '../store/index.ts';
import { problem } from './problems.ts';

export interface Mover {
  readonly environment: string;
  readonly by: string;
  readonly at: Instant;
  readonly because: string | null;
}

/** A new release that shows what an earlier one showed, and holds refreshes. Without a number: the one before the live release's content. */
export async function rollback(store: Store, to: number | undefined, { environment, by, at, because }: Mover): Promise<Outcome<Release>> {
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
    gates: { backTo: shownBy(target) },
    hold: true,
  });
}

/** The release whose content a release shows: itself, or where its rollback went. */
function shownBy(release: Release): number {
  const gates = release.gates as { readonly backTo?: number } | null;
  return release.kind === 'rollback' && gates?.backTo ? gates.backTo : release.number;
}

/** Newest first in, the one before what is live out: two rollbacks in a row go back twice. */
function before(releases: readonly Release[]): Release | undefined {
  const [live] = releases;
  if (!live) return undefined;
  const shown = shownBy(live);
  return releases.find((r) => r.number < shown && r.kind !== 'rollback');
}

export async function resume(store: Store, environment: string): Promise<Outcome<{ readonly live: number }>> {
  const state = await store.environment(environment);
  if (state.live === null) return failed(problem('nothing-shipped', { environment }));
  if (!state.hold) return failed(problem('not-held', { environment }));
  await store.resume(environment);
  return ok({ live: state.live });
}
