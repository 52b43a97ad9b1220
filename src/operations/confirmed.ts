// When an environment last confirmed that its sources hold nothing newer than what it shows: the logical clock of a run that looked at all of
// them and found what is live. A run whose new data failed its checks, or was not published, found something else, and confirms nothing; a ship
// that its gates closed ran code that never was live, and says nothing at all. Looks at runs alone.

import type { Digest } from '../base/index.ts';
import type { Product } from '../product/index.ts';
import type { Pointer, Run, RunId, RunKind, Snapshot, SnapshotId, StoreReader } from '../store/index.ts';

export interface Confirmation {
  /** Milliseconds since 1970, logical; null: never. */
  readonly at: number | null;
  /** A newer run has finished and did not confirm: what is served will age unless something changes. */
  readonly contradicted: boolean;
}

export interface Question {
  readonly store: StoreReader;
  /** Of what is shown. */
  readonly product: Pick<Product, 'assets'>;
  /** The environment's name in the store. */
  readonly environment: string;
  /** The code of what is shown; undefined in dev. */
  readonly bundle: Digest | undefined;
  readonly pointers: ReadonlyMap<string, Pointer>;
  /** Logical, milliseconds: later runs are not looked at. */
  readonly now: number;
}

const kinds: readonly RunKind[] = ['run', 'ship'];

/** What the last look at a store found, so that a service does not walk the same runs every minute. */
interface Found {
  readonly shown: string;
  readonly newest: RunId;
  readonly at: number;
}
const found = new WeakMap<StoreReader, Map<string, Found>>();

export async function lastConfirmation(question: Question): Promise<Confirmation> {
  const { store, environment, now } = question;
  const live = await liveSources(question);
  if (!live) return { at: null, contradicted: false };
  const shown = JSON.stringify([...live].map(([name, snapshot]) => [name, snapshot.id]));
  const known = found.get(store)?.get(environment);
  const usable = known && known.shown === shown && known.at <= now ? known : undefined;
  let contradicted = false;
  for await (const run of newestFirst(store, environment)) {
    if (usable && run.id <= usable.newest) break;
    if (run.finishedAt === null || Date.parse(run.clock) > now || !(await counts(run, question))) continue;
    if (await confirms(run, live, store)) {
      remember(store, environment, { shown, newest: run.id, at: Date.parse(run.clock) });
      return { at: Date.parse(run.clock), contradicted };
    }
    if (!partial(run)) contradicted = true;
  }
  return { at: usable?.at ?? null, contradicted };
}

/** A refresh runs what was live when it ran; a ship is of code that may never have been. */
async function counts(run: Run, { store, environment, bundle }: Question): Promise<boolean> {
  if (run.kind !== 'ship' || run.bundle === bundle) return true;
  return (await store.releases(environment)).some((release) => release.run === run.id);
}

function remember(store: StoreReader, environment: string, what: Found): void {
  const byEnvironment = found.get(store) ?? new Map<string, Found>();
  byEnvironment.set(environment, what);
  found.set(store, byEnvironment);
}

async function* newestFirst(store: StoreReader, environment: string): AsyncGenerator<Run> {
  let before: RunId | undefined;
  for (let limit = 5; ; limit = 100) {
    const runs = await store.runs({ environment, kinds, limit, ...(before === undefined ? {} : { before }) });
    yield* runs;
    before = runs.at(-1)?.id;
    if (runs.length < limit) return;
  }
}

/** The snapshots that are shown of the product's sources; undefined where nothing is shown, or not all of them. */
export async function liveSources({ store, product, pointers }: Question): Promise<ReadonlyMap<string, Snapshot> | undefined> {
  const sources = [...product.assets.values()].filter((asset) => asset.kind === 'source').map((asset) => asset.name);
  const shown = sources.flatMap((name): [string, SnapshotId][] => {
    const pointer = pointers.get(name);
    return pointer ? [[name, pointer.snapshot]] : [];
  });
  if (pointers.size === 0 || shown.length < sources.length) return undefined;
  const snapshots = await store.snapshots(shown.map(([, id]) => id));
  return new Map(shown.flatMap(([name, id]) => (snapshots.has(id) ? [[name, snapshots.get(id) as Snapshot] as const] : [])));
}

async function confirms(run: Run, live: ReadonlyMap<string, Snapshot>, store: StoreReader): Promise<boolean> {
  const stages = new Map((await store.stages(run.id)).map((stage) => [stage.asset, stage]));
  const looked = lookedAt(run);
  const read = new Map<string, SnapshotId>();
  const builds = await store.buildsByIds([...live.keys()].flatMap((name) => stages.get(name)?.build ?? []));
  for (const name of live.keys()) {
    const build = stages.get(name)?.build ?? null;
    const found = build === null ? null : (builds.get(build)?.snapshot ?? null);
    if (found === null || (looked && !looked.has(name))) return false;
    read.set(name, found);
  }
  return live.size > 0 ? sameContents(live, read, store) : run.state === 'ok';
}

/** Whether the snapshots of these sources hold what is shown of them. */
export async function sameContents(live: ReadonlyMap<string, Snapshot>, read: ReadonlyMap<string, SnapshotId>, store: StoreReader): Promise<boolean> {
  const pairs = [...live].flatMap(([name, snapshot]) => (read.get(name) === snapshot.id ? [] : [[snapshot, read.get(name)] as const]));
  if (pairs.length === 0) return true;
  const others = await store.snapshots(pairs.flatMap(([, id]) => (id === undefined ? [] : [id])));
  return pairs.every(([snapshot, id]) => id !== undefined && others.get(id)?.content === snapshot.content);
}

/** The assets that a run was asked for; undefined: all of them. Of the others it took what was shown, without a look. */
function lookedAt({ summary }: Run): ReadonlySet<string> | undefined {
  const selected = summary !== null && typeof summary === 'object' && 'selected' in summary ? summary.selected : undefined;
  return Array.isArray(selected) ? new Set(selected as readonly string[]) : undefined;
}

/** A run of some assets alone, and a look before shipping, say nothing against what is served. */
const partial = (run: Run): boolean =>
  lookedAt(run) !== undefined || (run.summary !== null && typeof run.summary === 'object' && 'dryRun' in run.summary && run.summary.dryRun === true);
