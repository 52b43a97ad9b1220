// The builds of one asset, newest first, each with the legs in which it differs from the one before.

import type { StoreReader } from '../../store/index.ts';
import type { VersionRow } from '../detail-documents.ts';
import type { Facts } from '../state/facts.ts';
import { ownBuilds } from '../state/own-builds.ts';

const shown = 20;
const legs = ['data', 'code', 'environment'] as const;

export async function versionRows(asset: string, facts: Facts, store: StoreReader): Promise<readonly VersionRow[]> {
  const builds = await ownBuilds(asset, shown + 1, facts, store);
  const live = facts.pointers.get(asset)?.build;
  return builds.slice(0, shown).map((build, i) => {
    const before = builds[i + 1];
    return {
      build: build.id,
      run: build.run,
      clock: build.clock,
      startedAt: build.startedAt,
      state: build.state,
      rows: build.rows,
      seconds: build.seconds,
      live: build.id === live,
      legs: before ? legs.filter((leg) => build[leg] !== before[leg]) : [],
      problem: build.problem?.message ?? null,
    };
  });
}
