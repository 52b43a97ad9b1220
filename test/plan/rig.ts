// A small product, a real store that holds builds of it, and the plan between the two. What is built is recorded, nothing is computed.

import { type Digest, digestOf } from '../../src/base/index.ts';
import {
  codeImage,
  type EnvironmentImage,
  environmentImage,
  inputsImage,
  type Listing,
  listingImage,
  select,
  usesClock,
} from '../../src/graph/index.ts';
import { makePlan, type Plan, type PlanRequest, type Stage } from '../../src/plan/index.ts';
import type { Pointer, SnapshotId, Store } from '../../src/store/index.ts';
import { type Also, graphOf } from '../graph/rig.ts';
import { newRun, publication, value } from '../store/rig.ts';

/** How things are: the product's texts, the sources' files, the environment and the clock. */
export interface World extends Also {
  readonly texts: Readonly<Record<string, string>>;
  /** By source, its files by path. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly environment?: Partial<EnvironmentImage>;
  readonly clock?: string;
}

/** What is asked of the plan beyond the world. */
export interface Asked {
  readonly in?: string;
  readonly selectors?: readonly string[];
  readonly rebuild?: readonly string[];
  /** Assets whose checks have no answer yet. */
  readonly unchecked?: readonly string[];
  /** Rows of a new file, where they are known. */
  readonly rows?: number | ((path: string) => number | undefined);
}

const listed = (files: Readonly<Record<string, string>>): Listing =>
  Object.entries(files).map(([path, text]) => ({ path, size: text.length, digest: digestOf(text) }));

export function requestOf(world: World, asked: Asked = {}): PlanRequest {
  const graph = graphOf(world.texts, world);
  const value_: EnvironmentImage = { engine: 'duckdb 1', settings: { timezone: 'UTC' }, variables: {}, ...world.environment };
  const environment = asked.in ?? 'dev@1';
  return {
    graph,
    environment,
    builds: environment.startsWith('dev@'),
    selected: value(select(graph, asked.selectors ?? [])).selected,
    rebuild: new Set(asked.rebuild),
    clock: world.clock ?? '2001-01-01T00:00:00Z',
    listings: new Map(Object.entries(world.files).map(([name, files]) => [name, { image: listingImage(listed(files)), files: listed(files) }])),
    code: new Map([...graph.nodes].map(([name, node]) => [name, codeImage(node)])),
    environmentLeg: { image: environmentImage(value_), value: value_ },
    checked: async (asset) => !asked.unchecked?.includes(asset),
    rowsOf: ({ path }) => (typeof asked.rows === 'function' ? asked.rows(path) : asked.rows),
  };
}

export async function planOf(store: Store, world: World, asked: Asked = {}): Promise<Plan> {
  return value(await makePlan(requestOf(world, asked), store));
}

interface Made {
  /** What the inputs hold, by asset. */
  readonly contents?: ReadonlyMap<string, Digest>;
  /** What it came out as; told from its fingerprints unless given. */
  readonly content?: Digest | undefined;
  /** Of an earlier build that came out the same. */
  readonly snapshot?: SnapshotId | undefined;
  /** false: the pre-images are not kept, as in a store that lost them. */
  readonly texts?: boolean;
}

/** Records an ok build of one asset as the request has it, and its pre-images. */
export async function recordBuild(store: Store, request: PlanRequest, name: string, { contents, content, snapshot, texts = true }: Made) {
  const node = request.graph.nodes.get(name);
  const inputs = Object.fromEntries((node?.reads ?? []).map((read) => [read, contents?.get(read) as Digest]));
  const data = request.listings.get(name)?.image ?? inputsImage(inputs, usesClock(node) ? request.clock : undefined);
  const [code, environment] = [request.code.get(name), request.environmentLeg.image];
  if (!code) throw new Error(`no code of ${name}`);
  if (texts) await store.putTexts([data.text, code.text, environment.text]);
  const run = await store.beginRun(newRun());
  const key = { asset: name, data: data.digest, code: code.digest, environment: environment.digest };
  const build = await store.beginBuild({ ...key, run, clock: request.clock, startedAt: '2026-01-01T00:00:00.000Z' });
  const made = content ?? digestOf(Object.values(key).join(' '));
  const fresh = { asset: name, kind: 'table', content: made, storage: made, rows: 1, about: null, parts: [] } as const;
  const done = await store.finishBuild(build, { state: 'ok', snapshot: snapshot ?? fresh, seconds: 1, memory: null });
  if (done.snapshot === null) throw new Error('an ok build has a snapshot');
  return { pointer: { asset: name, build, snapshot: done.snapshot }, content: made };
}

/** Records a build of every asset and shows them. `says`: what an asset came out as, where a test wants it the same in two worlds. */
export async function bring(
  store: Store,
  world: World,
  { says = {}, in: environment = 'dev@1', texts = true }: { says?: Readonly<Record<string, string>>; in?: string; texts?: boolean } = {},
) {
  const request = requestOf(world);
  const contents = new Map<string, Digest>();
  const shown = new Map<string, Pointer>();
  for (const name of request.graph.order) {
    const said = says[name];
    const { pointer, content } = await recordBuild(store, request, name, {
      contents,
      content: said === undefined ? undefined : digestOf(said),
      texts,
    });
    contents.set(name, content);
    shown.set(name, pointer);
  }
  if (environment.startsWith('dev@')) await store.movePointers(environment, shown);
  else {
    const { live } = await store.environment(environment);
    value(await store.publish(publication([...shown.values()], { environment, parent: live })));
  }
  return shown;
}

/** A stage in short: `build a [always] code: …; data: …`. */
export function short({ kind, asset, when, reasons }: Stage): string {
  const condition = when === 'always' ? '' : ` [if ${when.ifChanged.join(', ')}]`;
  return `${kind} ${asset}${condition}${reasons.length ? ` — ${reasons.map((r) => `${r.leg}: ${r.text}`).join('; ')}` : ''}`;
}

export const shorts = (plan: Plan): readonly string[] => plan.stages.map(short);
/** Without what is only shown again. */
export const moves = (plan: Plan): readonly string[] => shorts(plan).filter((line) => !line.startsWith('reuse'));
