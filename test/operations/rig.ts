// What the tests of operations share: a product in short, and a store whose runs and releases are written by hand.

import type { Digest } from '../../src/base/index.ts';
import type { Output, Product, PromiseRule, Source, WorkingHours } from '../../src/product/index.ts';
import type { Pointer, Release, RunId, SnapshotId, Store } from '../../src/store/index.ts';
import { begun, digest, finished, newRun, publication, value } from '../store/rig.ts';

export { digest, opened } from '../store/rig.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const at = (text: string): number => Date.parse(text);
export const iso = (ms: number): string => new Date(ms).toISOString();

const angeles: WorkingHours = {
  text: 'Mon-Fri 08:00-18:00 America/Los_Angeles',
  days: [1, 2, 3, 4, 5],
  from: 480,
  to: 1080,
  zone: 'America/Los_Angeles',
};

const place = { file: 'trivet.yaml' };

export const promise = (kind: PromiseRule['kind'], more: Partial<PromiseRule> = {}): PromiseRule => ({
  output: 'late',
  kind,
  target: 0.99,
  over: 30 * day,
  at: place,
  ...(kind === 'fresh' ? { within: 24 * hour } : kind === 'fast' ? { within: 250 } : {}),
  ...more,
});

const code = (path: string) => ({ path, digest: digest(path) as Digest, text: '' });

export const source = (name: string, more: Partial<Source> = {}): Source => ({
  kind: 'source',
  name,
  specFile: code(`sources/${name}.yaml`),
  paths: [`data/${name}.csv`],
  pathsAt: place,
  format: 'csv',
  options: {},
  columns: [],
  checks: [],
  ...more,
});

const output = (name: string): Output => ({
  kind: 'sql',
  name,
  parameters: [],
  consumers: [],
  timeout: 10_000,
  maxRows: 10_000,
  sql: 'select 1',
  sqlAt: place,
  at: place,
});

const usd = (amount: number, per: 'h' | 'day') => ({ amount, currency: 'USD', per });

export function product(more: Partial<Product> = {}): Product {
  return {
    name: 'delays',
    codeFolder: '/nowhere',
    folder: '/nowhere',
    trivetFile: code('trivet.yaml'),
    owner: { team: 'departures', contact: 'departures@example.org', hours: angeles, wakingCosts: { amount: 500, currency: 'USD' } },
    impact: {
      level: 'high',
      because: '',
      wrong: { costs: usd(5000, 'day') },
      stale: { costs: usd(20, 'h'), after: 24 * hour },
      down: { costs: usd(200, 'h'), after: 2 * hour },
    },
    engine: { timezone: 'America/Los_Angeles' },
    promises: [],
    notify: [],
    variables: [],
    assets: new Map([['flights', source('flights')]]),
    outputs: new Map([['late', output('late')]]),
    tests: [],
    acceptances: [],
    files: [],
    ...more,
  };
}

/** A run of prod that read these texts as sources, and its end. */
export async function ran(
  store: Store,
  clock: string,
  sources: Readonly<Record<string, string>>,
  more: { kind?: 'run' | 'ship'; summary?: object; state?: 'ok' | 'failed'; environment?: string; unfinished?: true; bundle?: string } = {},
): Promise<{ run: RunId; pointers: Pointer[] }> {
  const { kind = 'run', summary = {}, state = 'ok', environment = 'prod', bundle = 'bundle' } = more;
  const run = await store.beginRun(newRun({ environment, clock, kind, bundle: digest(bundle) }));
  const pointers: Pointer[] = [];
  for (const [asset, text] of Object.entries(sources)) {
    const build = await begun(store, asset, run, text);
    const snapshot = { asset, kind: 'table' as const, content: digest(text), storage: digest(text), rows: 1, about: null, parts: [] };
    const done = await store.finishBuild(build, { state: 'ok', snapshot, seconds: 0, memory: null });
    pointers.push({ asset, build, snapshot: done.snapshot as SnapshotId });
  }
  const stages = pointers.map((p, position) => ({
    run,
    position,
    asset: p.asset,
    kind: 'read',
    outcome: 'ok' as const,
    build: p.build,
    reasons: [],
    seconds: 0,
  }));
  await store.recordStages(stages);
  if (!more.unfinished) await store.finishRun(run, { ...finished(state), summary: summary as never });
  return { run, pointers };
}

export async function released(store: Store, pointers: readonly Pointer[], more: Partial<Parameters<Store['publish']>[0]> = {}): Promise<Release> {
  const { live } = await store.environment('prod');
  return value(await store.publish(publication(pointers, { parent: live, ...more })));
}
