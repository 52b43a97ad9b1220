// verify --replay: builds existing keys again, from what was kept, and compares the contents.

import { exitCode, type Problem } from '../base/index.ts';
import type { Build, Run, Store } from '../store/index.ts';
import type { Session } from './open.ts';
import { replayAsset } from './replay.ts';
import { recall } from './world.ts';

export interface Replayed {
  readonly asset: string;
  readonly build: number;
  readonly agrees: boolean;
  /** Why it could not be built again, or what came out. */
  readonly note: string | null;
}

/** The newest `count` builds of different assets and keys; each with everything it was built from. */
export async function replayBuilds(count: number, session: Session<Store>): Promise<readonly Replayed[]> {
  const { store } = session;
  const replayed: Replayed[] = [];
  const seen = new Set<string>();
  for (const build of await store.builds({ state: 'ok', limit: count * 20 + 100 })) {
    if (replayed.length >= count) break;
    const run = await store.run(build.run);
    const key = `${build.asset} ${build.data} ${build.code} ${build.environment}`;
    if (!run || run.kind === 'why' || run.kind === 'verify' || seen.has(key)) continue;
    seen.add(key);
    session.emit({ kind: 'replay', what: build.asset, done: replayed.length, of: count });
    replayed.push(await again(build, run, session));
  }
  return replayed;
}

async function again(build: Build, run: Run, session: Session<Store>): Promise<Replayed> {
  const { store } = session;
  const base = { asset: build.asset, build: build.id };
  const used: Build[] = [];
  for (const stage of await store.stages(run.id)) {
    const found = stage.build === null ? undefined : await store.build(stage.build);
    if (found) used.push(found);
  }
  const variables = Object.entries(session.effects.variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const world = await recall(run, used, session, variables);
  if (!world.ok) return { ...base, agrees: false, note: told(world.problems) };
  if (world.value.lacking.length) return { ...base, agrees: false, note: `not replayed: ${world.value.lacking.join(', ')} is not here any more` };
  const done = await replayAsset(world.value, build.asset, undefined, session, { again: true, kind: 'verify' });
  if (!done.ok) return { ...base, agrees: false, note: told(done.problems) };
  const before = build.snapshot === null ? undefined : await store.snapshot(build.snapshot);
  const after = done.value.results.get(build.asset)?.snapshot;
  if (!after) return { ...base, agrees: false, note: exitCode(done.value.problems) ? told(done.value.problems) : 'nothing came out' };
  return {
    ...base,
    agrees: after.content === before?.content,
    note: after.content === before?.content ? null : 'other content with the same three fingerprints',
  };
}

const told = (problems: readonly Problem[]): string => problems[0]?.message ?? 'it could not be built again';
