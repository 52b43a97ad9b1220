// Which release was live at a moment, and what the code of a release declares. Shows and moves nothing.

import type { Outcome } from '../base/index.ts';
import type { Product } from '../product/index.ts';
import { bundleFiles, productOf } from '../session/index.ts';
import type { Release, StoreReader } from '../store/index.ts';

/**
 * The release that was live at a moment of the logical clock, milliseconds since 1970; undefined before the first. A release became live by the clock of
 * its run. A rollback has no run: its real time is taken on from the run before it, as a clock runs on.
 */
export async function releaseAt(store: StoreReader, environment: string, at: number): Promise<Release | undefined> {
  const releases = await store.releases(environment);
  for (const [i, release] of releases.entries()) {
    if ((await liveFrom(releases.slice(i), store)) <= at) return release;
  }
  return undefined;
}

/** From when on the first of these was live, newest first. */
async function liveFrom(releases: readonly Release[], store: StoreReader): Promise<number> {
  const [release] = releases;
  const built = releases.find(({ run }) => run !== null);
  const run = built?.run == null ? undefined : await store.run(built.run);
  if (!release || !run) return Date.parse(release?.at ?? '');
  const clock = Date.parse(run.clock);
  return built === release ? clock : clock + Math.max(0, Date.parse(release.at) - Date.parse(run.startedAt));
}

/** What the code of a release declares; undefined where it is not kept whole. Not ok: it has an error. */
export async function declaredBy(
  { bundle }: Release,
  { store, folder }: { readonly store: StoreReader; readonly folder: string },
): Promise<Outcome<Product> | undefined> {
  const files = await bundleFiles(bundle, store);
  return files && productOf({ files, codeFolder: folder, folder });
}
