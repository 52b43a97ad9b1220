// What an environment serves at a moment, as far as promises ask: confirmed when, failing what, as of which time of the data itself.

import type { Instant } from '../base/index.ts';
import type { Product, PromiseRule } from '../product/index.ts';
import type { Pointer, Release, StoreReader } from '../store/index.ts';
import { type Confirmation, lastConfirmation, type Question } from './confirmed.ts';
import { type Failing, failingChecks } from './failing.ts';
import { lastWatched } from './watched.ts';

/** What promises are looked at with. */
export interface PromiseSource {
  readonly store: StoreReader;
  /** What promises are made by: the live release's. */
  readonly product: Product;
  /** The environment's name in the store. */
  readonly environment: string;
  /** Of the logical clock. */
  readonly now: Instant;
  /** The release that is shown, where it may be another one than the store's live one; null: none is. */
  readonly shown?: { readonly release: number; readonly product: Product } | null | undefined;
}

export interface Served {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** undefined: no promise asks. */
  readonly confirmation: Confirmation | undefined;
  readonly failing: Failing | undefined;
  /** The greatest value of each column that a promise names, `asset.column` → milliseconds. */
  readonly dataTimes: ReadonlyMap<string, number>;
  /** Something is shown at all. */
  readonly shown: boolean;
}

export async function lookAtServed(source: PromiseSource): Promise<Served> {
  const { store, product, environment, shown } = source;
  const now = Date.parse(source.now);
  const asks = (kind: PromiseRule['kind']) => product.promises.some((rule) => rule.kind === kind);
  const pointers = await pointersOf(source);
  const bundle = (await releaseOf(source))?.bundle;
  const question = { store, product: shown?.product ?? product, environment, bundle, pointers, now };
  return {
    now,
    confirmation: asks('fresh') ? await confirmationOf(question) : undefined,
    failing: asks('right') && pointers.size > 0 ? await failingChecks(question) : undefined,
    dataTimes: await dataTimes(product.promises, pointers, store),
    shown: pointers.size > 0,
  };
}

async function pointersOf({ store, environment, shown }: PromiseSource): Promise<ReadonlyMap<string, Pointer>> {
  if (shown === null) return new Map();
  return shown ? store.releasePointers(environment, shown.release) : store.pointers(environment);
}

async function releaseOf({ store, environment, shown }: PromiseSource): Promise<Release | undefined> {
  if (shown === null) return undefined;
  if (shown === undefined) return (await store.releases(environment, 1))[0];
  const isIt = ({ number }: Release) => number === shown.release;
  return (await store.releases(environment, 20)).find(isIt) ?? (await store.releases(environment)).find(isIt);
}

/** By a run, or by a service that has watched the sources since: whichever came later. */
async function confirmationOf(question: Question): Promise<Confirmation> {
  const byRun = await lastConfirmation(question);
  const watched = await lastWatched(question, byRun.at);
  return { ...byRun, at: watched === null ? byRun.at : Math.max(watched, byRun.at ?? watched) };
}

/** Kept by whoever publishes, under the content that the column was read from. */
async function dataTimes(
  promises: readonly PromiseRule[],
  pointers: ReadonlyMap<string, Pointer>,
  store: StoreReader,
): Promise<ReadonlyMap<string, number>> {
  const columns = new Map(promises.flatMap(({ by }) => (by ? [[columnName(by), by] as const] : [])));
  if (columns.size === 0) return new Map();
  const shown = [...columns].flatMap(([name, by]) => {
    const pointer = pointers.get(by.asset);
    return pointer ? [{ name, by, snapshot: pointer.snapshot }] : [];
  });
  const snapshots = await store.snapshots(shown.map((s) => s.snapshot));
  const keys = shown.map(({ by, snapshot }) => `${snapshots.get(snapshot)?.content}:${by.column}`);
  const values = await store.cached('data-time', keys);
  return new Map(
    shown.flatMap(({ name }, i) => {
      const value = values[i];
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(at) ? [] : [[name, at] as const];
    }),
  );
}

const columnName = (by: NonNullable<PromiseRule['by']>): string => `${by.asset}.${by.column}`;

/** From when the age of served data counts; null: nobody knows. */
export function freshFrom(rule: PromiseRule, served: Served): number | null {
  if (!served.shown) return null;
  if (!rule.by) return served.confirmation?.at ?? null;
  const time = served.dataTimes.get(columnName(rule.by)) ?? null;
  // one row dated ahead of the clock would keep the promise for ever: it tells no age
  return time !== null && time > served.now + ahead ? null : time;
}

/** Clocks differ a little, milliseconds. */
const ahead = 60_000;

/** Who shipped the code that is live: a refresh and a rollback serve what somebody shipped before. */
export async function shipperOf(store: StoreReader, live: Release | undefined): Promise<string | null> {
  if (!live) return null;
  if (live.kind === 'ship') return live.by;
  const releases = await store.releases(live.environment);
  return releases.find((release) => release.kind === 'ship' && release.bundle === live.bundle)?.by ?? live.by;
}
