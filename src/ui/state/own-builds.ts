// The builds of one asset that belong to an environment: what its releases showed, wherever it was built, and what its own runs tried.

import type { Build, Run, RunId, StoreReader } from '../../store/index.ts';
import type { Facts } from './facts.ts';

const looked = 200;

/** Newest first, at most `limit`. Replays, dev's builds that were never shipped and another product's of that name are not among them. */
export async function ownBuilds(asset: string, limit: number, { past, environment }: Facts, store: StoreReader): Promise<readonly Build[]> {
  const shown = new Set(past.map((pointers) => pointers.get(asset)?.build));
  const runs = new Map<RunId, Run | undefined>();
  const own: Build[] = [];
  for (const build of await store.builds({ asset, limit: looked })) {
    if (own.length >= limit) break;
    if (!runs.has(build.run)) runs.set(build.run, await store.run(build.run));
    const run = runs.get(build.run);
    const tried = run?.environment === environment && (run.kind === 'run' || run.kind === 'ship');
    if (tried || shown.has(build.id)) own.push(build);
  }
  return own;
}
