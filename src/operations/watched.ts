// What a service confirms while it watches the sources: for each minute in which their files stood still since the newest run, which found what is
// live, a sample with the number of the live release. Looks at no files itself.

import type { Instant } from '../base/index.ts';
import type { Product } from '../product/index.ts';
import type { Sample, Snapshot, SnapshotId, StoreReader } from '../store/index.ts';
import { lastConfirmation, liveSources, type Question, sameContents } from './confirmed.ts';
import { minuteOf, startOf } from './minutes.ts';

const series = 'confirmed';
const day = 1_440;

interface Watch {
  readonly store: StoreReader;
  /** Of the live release. */
  readonly product: Pick<Product, 'assets'>;
  /** The environment's name in the store. */
  readonly environment: string;
  /** Of the logical clock. */
  readonly now: Instant;
}

/** That the sources still are as the newest run found them, for `putSamples`; undefined where that says nothing of what is live: a rollback holds, or that run found something else. */
export async function confirmationSample({ store, product, environment, now: instant }: Watch): Promise<Sample | undefined> {
  const [{ hold }, [live]] = [await store.environment(environment), await store.releases(environment, 1)];
  if (!live || hold) return undefined;
  const now = Date.parse(instant);
  const pointers = await store.pointers(environment);
  const { at, contradicted } = await lastConfirmation({ store, product, environment, bundle: live.bundle, pointers, now });
  return at === null || contradicted ? undefined : { series, minute: minuteOf(now), good: 1, of: 1, value: live.number };
}

/** What the last look at a store found: after a rollback the newest samples are of other data, and there may be many. */
const found = new WeakMap<StoreReader, Map<string, { readonly key: string; readonly at: number | null }>>();

/** When a service confirmed last what is shown, milliseconds since 1970; what was before `after` is not looked for. */
export async function lastWatched(question: Question, after: number | null): Promise<number | null> {
  const { store, environment, now } = question;
  const newest = await newestBefore(minuteOf(now) + 1, question);
  const live = newest && (await liveSources(question));
  if (!newest || !live?.size || startOf(newest.minute) <= (after ?? Number.NEGATIVE_INFINITY)) return null;
  const key = JSON.stringify([newest.minute, newest.value, after, [...live.values()].map(({ id }) => id)]);
  const known = found.get(store)?.get(environment);
  if (known?.key === key) return known.at;
  const at = await search(newest, live, question, after);
  found.set(store, (found.get(store) ?? new Map()).set(environment, { key, at }));
  return at;
}

/** Backwards, a day's samples at once. */
async function search(from: Sample, live: ReadonlyMap<string, Snapshot>, question: Question, after: number | null): Promise<number | null> {
  const { store, environment } = question;
  const same = sameRelease(live, question);
  let newest: Sample | null = from;
  while (newest && startOf(newest.minute) > (after ?? Number.NEGATIVE_INFINITY)) {
    if (await same(newest.value)) return startOf(newest.minute);
    const [first, to]: [number, number] = [newest.minute + 1 - day, newest.minute];
    for (const { minute, value } of (await store.samples(environment, { series, from: first, to })).toReversed()) {
      if (await same(value)) return startOf(minute);
    }
    newest = await newestBefore(first, question);
  }
  return null;
}

async function newestBefore(to: number, { store, environment }: Question): Promise<Sample | null> {
  return (await store.tally(environment, { series, from: to - 1, to, stretches: 1, good: {} })).newest;
}

/** Whether a release showed the same of the sources. */
function sameRelease(live: ReadonlyMap<string, Snapshot>, { store, environment }: Question): (number: number | null) => Promise<boolean> {
  const answers = new Map<number, boolean>();
  return async (number) => {
    if (number === null) return false;
    const known = answers.get(number);
    if (known !== undefined) return known;
    const pointers = await store.releasePointers(environment, number);
    const read = new Map<string, SnapshotId>([...pointers.values()].map(({ asset, snapshot }) => [asset, snapshot]));
    const answer = await sameContents(live, read, store);
    answers.set(number, answer);
    return answer;
  };
}
