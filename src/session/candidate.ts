// What a run has made, as the release it would be: for the engine that would serve it.

import type { Store } from '../store/index.ts';
import { type Carried, folderOf } from './carry-out.ts';
import { type LiveRelease, publishedOf, type Shown, variablesOf } from './live.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';

export type Candidate = Pick<LiveRelease, 'product' | 'tables' | 'models' | 'settings' | 'variables'>;

/** Undefined while something of it was not built: then there is nothing that could be served. `instead`: what stays as it is. */
export async function candidateOf(
  prepared: Prepared,
  { results }: Carried,
  session: Session<Store>,
  instead: ReadonlyMap<string, Shown> = new Map(),
): Promise<Candidate | undefined> {
  const { product, environmentLeg } = prepared.world;
  const { store } = session;
  const builds = await store.buildsByIds([...results.values()].flatMap((r) => (r.build === undefined ? [] : [r.build])));
  const shown: Shown[] = [];
  for (const name of prepared.graph.order) {
    const stays = instead.get(name);
    const result = results.get(name);
    const build = result?.build === undefined ? undefined : builds.get(result.build);
    if (stays) shown.push(stays);
    else if (result?.snapshot && build) shown.push({ asset: name, snapshot: result.snapshot, build });
    else return undefined;
  }
  const variables = variablesOf(product, session);
  const published = await publishedOf(shown, product, { store, variables, codeFolder: () => folderOf(prepared.world, session) });
  return { product, settings: environmentLeg.value.settings, variables, ...published };
}
