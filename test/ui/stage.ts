// A real store with the history of the template's week, written through the store's own interface: six nodes, nine releases, a failing check,
// an acceptance, previews and a model with metrics. No engine: what a build would have found is said here.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest, Json, Outcome, Problem } from '../../src/base/index.ts';
import { digestOf } from '../../src/base/index.ts';
import { rulesOf } from '../../src/checks/index.ts';
import { type CodeFile, type Product, readFiles } from '../../src/product/index.ts';
import { productOf as productOfFiles } from '../../src/session/index.ts';
import type { CheckRun, NewSnapshot, Pointer, Publication, Release, RunId, Store } from '../../src/store/index.ts';
import { root } from '../rig/index.ts';
import { previewOf } from './previews.ts';

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`expected a value, got ${JSON.stringify(outcome.problems)}`);
  return outcome.value;
}

export const morning = (day: string): string => `${day}T06:00:00-08:00`;
const nodes = ['flights', 'airports', 'departures', 'hourly', 'late_by_day', 'bad_hour'] as const;
type Name = (typeof nodes)[number];
const reads: Readonly<Record<Name, readonly Name[]>> = {
  flights: [],
  airports: [],
  departures: ['flights', 'airports'],
  hourly: ['departures'],
  late_by_day: ['departures'],
  bad_hour: ['hourly'],
};

const acceptances = `- check: departures.usual-flights
  because: "Nisqually earthquake: SEA was closed"
  by: mara
  when: 2001-03-01T06:00:00-08:00
  columns: [origin, day]
  keys:
    - [SEA, 2001-02-28]
`;

/** A contract beside late_by_day: one rule that runs, three that nothing can execute. */
export const lateContract = `apiVersion: v3.1.0
kind: DataContract
id: late-by-day
version: 1.0.0
status: active
schema:
  - name: late_by_day
    properties:
      - name: flights
        logicalType: integer
        quality:
          - type: text
            description: flights that were cancelled are not among them
          - type: custom
            engine: soda
            implementation: "anomaly score for flights < 0.7"
          - { name: few, type: library, metric: nullValues, mustBe: 0 }
    quality:
      - { name: reviewed, type: text, description: reviewed by the airports every quarter }
`;

/** The template's code; `edits` replace files, null takes one away. */
export async function templateFiles(edits: Readonly<Record<string, string | null>> = {}): Promise<readonly CodeFile[]> {
  const files = new Map(value(await readFiles(join(root, 'templates', 'airport-delays'))).map((f) => [f.path, f]));
  for (const [path, text] of Object.entries(edits)) {
    if (text === null) files.delete(path);
    else files.set(path, { path, text, digest: digestOf(text) });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const productOf = (files: readonly CodeFile[]): Product => value(productOfFiles({ files, codeFolder: '/product', folder: '/product' }));

export interface Stage {
  readonly store: Store;
  /** Of the live release. */
  product(): Product;
  /** Runs everything for a day; `failing`: checks that fail; publishes unless some do. */
  day(day: string, options?: DayOptions): Promise<{ readonly run: RunId; readonly release: Release | undefined }>;
  /** New code, then a day of kind `ship`. */
  ship(day: string, files: readonly CodeFile[], options?: DayOptions): Promise<{ readonly run: RunId; readonly release: Release | undefined }>;
  rollback(to: number, because: string): Promise<Release>;
  /** The whole story: nine releases, the last one of 4 March. */
  week(): Promise<void>;
}

export interface DayOptions {
  readonly failing?: Readonly<
    Record<string, { readonly offending: number; readonly columns?: readonly string[]; readonly sample?: readonly (readonly string[])[] }>
  >;
  readonly accepted?: readonly string[];
  readonly brokenBuild?: { readonly asset: Name; readonly problem: Problem };
  readonly because?: string;
  /** Kept with the release: who was told of which change. */
  readonly told?: Json;
  /** Columns of the outputs' answers, kept with the release. */
  readonly outputs?: Json;
}

export async function stage(store: Store, first: readonly CodeFile[]): Promise<Stage> {
  let files = first;
  let product = productOf(files);
  let shipped = product;
  let count = 0;
  let at = Date.parse('2026-01-05T09:00:00Z');
  const tick = (minutes: number): string => {
    at += minutes * 60_000;
    return new Date(at).toISOString();
  };
  const bundle = async (): Promise<Digest> => {
    const list = JSON.stringify({ files: files.map(({ path, digest }) => ({ path, digest })) });
    const [digest] = await store.putTexts([list, ...files.map((f) => f.text)]);
    return digest as Digest;
  };

  async function bring(kind: 'run' | 'ship', day: string, options: DayOptions) {
    const { failing = {}, accepted = [], brokenBuild } = options;
    count += 1;
    const clock = morning(day);
    const digest = await bundle();
    const [environmentDigest] = await store.putTexts(['{"engine":"duckdb 1.5.6"}']);
    const base = { environment: 'prod', bundle: digest, environmentDigest: environmentDigest as Digest };
    const run = await store.beginRun({ kind, ...base, by: 'mara', clock, startedAt: tick(60) });
    const pointers: Pointer[] = [];
    const stopped = new Set<string>();
    for (const name of nodes) {
      if (reads[name].some((read) => stopped.has(read))) {
        stopped.add(name);
        continue;
      }
      const key = { asset: name, data: digestOf(`${name} ${name === 'airports' ? 0 : count}`), code: digestOf(name), environment: digestOf('e') };
      const build = await store.beginBuild({ ...key, run, clock, startedAt: tick(1) });
      if (brokenBuild?.asset === name) {
        await store.finishBuild(build, { state: 'failed', problem: brokenBuild.problem, seconds: 0.2 });
        stopped.add(name);
        continue;
      }
      // the airports never change: their snapshot stays
      const airports = name === 'airports' ? (await store.pointers('prod')).get(name)?.snapshot : undefined;
      const done = await store.finishBuild(build, {
        state: 'ok',
        snapshot: airports ?? (await snapshotOf(name, count, store)),
        seconds: 0.2 + name.length / 20,
        memory: 1e6,
      });
      pointers.push({ asset: name, build, snapshot: done.snapshot as Pointer['snapshot'] });
      const checks = rulesOf(product)
        .filter((rule) => rule.asset === name)
        .map((rule): CheckRun => {
          const bad = failing[rule.id];
          const status = bad ? 'fail' : accepted.includes(rule.id) ? 'accepted' : 'pass';
          const { columns = [], sample = [] } = bad ?? {};
          return {
            run,
            check: rule.id,
            asset: name,
            build,
            rule: rule.definition,
            status,
            offending: bad?.offending ?? (status === 'accepted' ? 1 : 0),
            value: null,
            detail: { columns, sample, keyColumns: [], keys: [], digests: [], problem: null },
          };
        });
      await store.recordChecks(checks, []);
      if (checks.some((c) => c.status === 'fail')) stopped.add(name);
    }
    return { run, pointers, stopped, base, clock };
  }

  async function publish(
    more: Pick<Publication, 'kind' | 'pointers' | 'run' | 'because' | 'gates' | 'hold' | 'bundle' | 'environmentDigest'>,
  ): Promise<Release> {
    const { live } = await store.environment('prod');
    return value(await store.publish({ environment: 'prod', parent: live, by: 'mara', at: tick(2), ...more }));
  }

  async function end(kind: 'run' | 'ship', day: string, options: DayOptions) {
    const { run, pointers, stopped, base } = await bring(kind, day, options);
    const failing = Object.keys(options.failing ?? {});
    const message = options.brokenBuild?.problem.message ?? `${failing[0]} fails in 1 row`;
    const problem: Problem = {
      code: 'run/check-failed',
      leg: kind === 'ship' ? 'development' : 'data',
      severity: 'error',
      message,
      remedy: `trivet why ${failing[0]}`,
    };
    const gates = [
      {
        name: 'checks',
        open: stopped.size === 0,
        text: stopped.size ? `${failing.join(', ')} fails; 40 pass` : '41 pass',
        ...(stopped.size ? { remedy: `trivet why ${failing[0]}` } : {}),
      },
      { name: 'unit tests', open: true, text: '4 pass, every SQL asset has one' },
      { name: 'owner', open: true, text: 'departures' },
    ];
    const bad = stopped.size > 0;
    const release = bad
      ? undefined
      : await publish({
          kind: kind === 'ship' ? 'ship' : 'refresh',
          pointers,
          run,
          because: options.because ?? null,
          gates: {
            ...(kind === 'ship' ? { gates: gates.map(({ name, text }) => ({ name, text })) } : { held: {} }),
            outputs: options.outputs,
            told: options.told,
          },
          hold: false,
          bundle: base.bundle,
          environmentDigest: base.environmentDigest,
        });
    if (release) shipped = product;
    const summary = kind === 'ship' ? { gates, release: release?.number ?? null } : { held: {}, release: release?.number ?? null };
    await store.finishRun(run, {
      state: bad ? 'failed' : 'ok',
      finishedAt: tick(1),
      problem: bad ? problem : null,
      summary: JSON.parse(JSON.stringify(summary, (_, v: unknown) => v ?? undefined)) as Json,
    });
    return { run, release };
  }

  const made: Stage = {
    store,
    product: () => shipped,
    day: (day, options = {}) => end('run', day, options),
    async ship(day, code, options = {}) {
      const before = { files, product };
      files = code;
      product = productOf(code);
      const done = await end('ship', day, options);
      if (!done.release) ({ files, product } = before);
      return done;
    },
    async rollback(to, because) {
      const target = (await store.releases('prod')).find((r) => r.number === to);
      if (!target) throw new Error(`no release ${to}`);
      const pointers = [...(await store.releasePointers('prod', to)).values()];
      return publish({
        kind: 'rollback',
        pointers,
        run: null,
        because,
        gates: { backTo: to },
        hold: true,
        bundle: target.bundle,
        environmentDigest: target.environmentDigest,
      });
    },
    week: () => week(made, first),
  };
  return made;
}

export const quake = {
  'departures.usual-flights': { offending: 1, columns: ['origin', 'day', 'flights', 'usual'], sample: [['SEA', '2001-02-28', '172', '283']] },
};
const seconds = { 'flights.delay.range': { offending: 389, columns: ['date', 'origin', 'delay'], sample: [['2001-03-02 07:00:00', 'SEA', '2700']] } };

async function week(made: Stage, files: readonly CodeFile[]): Promise<void> {
  await made.ship('2001-02-24', files, { because: 'first version' });
  for (const day of ['2001-02-25', '2001-02-26', '2001-02-27', '2001-02-28']) await made.day(day);
  await made.day('2001-03-01', { failing: quake });
  const accepting = [...files, { path: 'acceptances.yaml', text: acceptances, digest: digestOf(acceptances) }];
  await made.ship('2001-03-01', accepting, { accepted: ['departures.usual-flights'] });
  await made.day('2001-03-02', { accepted: ['departures.usual-flights'] });
  await made.day('2001-03-03', { failing: seconds });
  await made.day('2001-03-03', { accepted: ['departures.usual-flights'] });
  await made.day('2001-03-04', { accepted: ['departures.usual-flights'] });
}

const rowsOf: Readonly<Record<Name, (day: number) => number>> = {
  flights: (day) => 53_000 + day * 863,
  airports: () => 81,
  departures: (day) => 53_000 + day * 863,
  hourly: (day) => 3_900 + day * 72,
  late_by_day: (day) => 162 + day * 3,
  bad_hour: () => 0,
};

async function snapshotOf(asset: Name, day: number, store: Store): Promise<NewSnapshot> {
  const state = asset === 'airports' ? 0 : day;
  const text = `rows of ${asset} ${state}`;
  const temporary = store.temporary('.parquet');
  writeFileSync(temporary, text);
  const { object, size } = value(await store.adopt(temporary));
  const content = digestOf(`content ${text}`);
  const rows = rowsOf[asset](state);
  if (asset !== 'bad_hour') await store.putCached('preview', [{ key: content, value: previewOf(asset, rows, state) }]);
  const tensor = (name: string) => ({ name, datatype: 'FP64' });
  const metrics = {
    auc: 0.8115 + (state % 4) * 0.0031,
    seen_share: 0.742 + (state % 3) * 0.001,
    usual_share: 0.706,
    sum_share: 0.789 + (state % 2) * 0.0012,
    rows: 1_460 + state * 41,
  };
  const model = { encoding: 'json', signature: { inputs: [tensor('late_share')], outputs: [tensor('probability')] }, metrics, log: [] };
  return {
    asset,
    kind: asset === 'bad_hour' ? 'model' : 'table',
    content,
    storage: object,
    rows,
    about: (asset === 'bad_hour' ? model : { columns: [] }) as Json,
    parts: [{ object, path: null, rows, size }],
  };
}
