// When an environment was brought up to date last: what a schedule's ticks are counted from.

import type { StoreReader } from '../../store/index.ts';

/** The logical time of the last refresh that came to its end, or of the build that the live release shows; undefined before the first. A run that the machine stopped does not count. */
export async function lastRefresh(store: StoreReader, environment: string): Promise<number | undefined> {
  const runs = await store.runs({ environment, kinds: ['run'], limit: 20 });
  const refresh = runs.find((run) => run.state === 'ok' || (run.state === 'failed' && run.problem?.leg !== 'operations'));
  const release = (await store.releases(environment, 20)).find((r) => r.run !== null && r.kind !== 'rollback');
  const shown = release?.run == null ? undefined : await store.run(release.run);
  const times = [refresh, shown].flatMap((run) => (run ? [Date.parse(run.clock)] : []));
  return times.length ? Math.max(...times) : undefined;
}
