// The one release that is shown, and those before it until their last request has ended. Loads beside, then switches; never half.

import { digestOf, digestOfJson, failed, type Outcome, ok, type Problem } from '../base/index.ts';
import { engineVersion, type LoadedQuery, type ServingEngine } from '../engine/index.ts';
import type { Output } from '../product/index.ts';
import { type HeldModel, type ModelPool, modelPool, type PoolOptions } from './infer/pool.ts';
import { type Layout, layout } from './infer/signature.ts';
import { problem } from './problems.ts';
import type { Plan } from './query/plan.ts';
import type { LiveRelease } from './release.ts';

/** An output of the shown release, with all that an answer needs. */
export interface ShownOutput {
  readonly output: Output;
  readonly query: LoadedQuery;
  readonly model?: { readonly held: HeldModel; readonly layout: Layout } | undefined;
  /** Of everything that makes an answer but the parameters and the form. */
  readonly identity: string;
  /** Snapshots it reads, for the header: `flights=12 hourly=15`. */
  readonly snapshots: string;
}

export interface Shown {
  readonly release: LiveRelease;
  /** What the engine calls it. */
  readonly key: string;
  readonly outputs: ReadonlyMap<string, ShownOutput>;
  /** Addresses that were understood before, with what they ask. */
  readonly plans: Map<string, Plan>;
  /** How many. */
  readonly planned: { count: number };
  /** What is made once per release when first asked for (the interface's description). */
  readonly made: Map<string, string>;
  /** A request holds the release that it was given until it lets go. */
  hold(): void;
  letGo(): void;
}

export interface Live {
  current(): Shown | undefined;
  show(release: LiveRelease): Promise<Outcome<void>>;
  /** Frees every release and model. */
  close(): Promise<void>;
}

export interface LiveOptions extends PoolOptions {
  readonly engine: ServingEngine;
  /** Stands for the values of declared variables in what is made public: their digest could be guessed back. */
  readonly salt: string;
}

type Taken = Map<string, { readonly key: string; readonly held: HeldModel }>;

const give = (pool: ModelPool, taken: Taken) => Promise.all([...taken.values()].map((one) => pool.give(one.key)));

/** The models of the release's outputs, by output; all of them, or Problems and none. */
async function takeModels(pool: ModelPool, release: LiveRelease): Promise<Outcome<Taken>> {
  const taken: Taken = new Map();
  const problems: Problem[] = [];
  for (const output of release.product.outputs.values()) {
    if (output.kind !== 'model') continue;
    const name = output.model ?? output.name;
    const served = release.models[name];
    const one = served ? await pool.take(served) : failed(problem('no-model', { output: output.name, model: name }, { at: output.at }));
    if (one.ok) taken.set(output.name, one.value);
    else problems.push(...one.problems);
  }
  if (!problems.length) return ok(taken);
  await give(pool, taken);
  return failed(...problems);
}

export function live(options: LiveOptions): Live {
  const { engine, meter } = options;
  const pool = modelPool(options);
  const loaded = new Set<{ retire: () => Promise<void> }>();
  let shown: (Shown & { retire(): Promise<void> }) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let loads = 0;

  const load = async (release: LiveRelease): Promise<Outcome<void>> => {
    const key = `release_${release.number}_${++loads}`;
    const { tables, settings, variables } = release;
    const queries = [...release.product.outputs.values()].map((output) => ({
      name: output.name,
      sql: output.sql,
      origin: { file: output.sqlAt.file, line: output.sqlAt.line ?? 1, at: output.sqlAt },
      parameters: output.parameters,
    }));
    const [answered, models] = await Promise.all([engine.load({ key, tables, queries, settings, variables }), takeModels(pool, release)]);
    const outputs = answered.ok && models.ok ? shownOutputs(release, answered.value, models.value, options.salt) : undefined;
    if (!answered.ok || !models.ok || !outputs?.ok) {
      if (answered.ok) await engine.drop(key);
      if (models.ok) await give(pool, models.value);
      return failed(...[answered, models, outputs].flatMap((one) => (one && !one.ok ? one.problems : [])));
    }
    const next = held(release, key, outputs.value, async () => {
      loaded.delete(next);
      await Promise.all([engine.drop(key), give(pool, models.value)]);
    });
    loaded.add(next);
    const before = shown;
    shown = next;
    meter.gauge('release', release.number);
    void before?.retire();
    return ok(undefined);
  };
  return {
    current: () => shown,
    show: (release) => {
      // One after another, so that the last one asked for is the one that stays.
      const next = last.then(() => load(release));
      last = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await last;
      shown = undefined;
      await Promise.all([...loaded].map((one) => one.retire()));
    },
  };
}

/** A release that frees itself with the last request that holds it, once it is retired. */
function held(release: LiveRelease, key: string, outputs: Shown['outputs'], free: () => Promise<void>): Shown & { retire(): Promise<void> } {
  let holders = 1;
  let retired: Promise<void> | undefined;
  let freed: () => void = () => {};
  const letGo = () => {
    if (--holders === 0) void free().then(freed, freed);
  };
  const retire = () => {
    if (!retired) {
      retired = new Promise((resolve) => {
        freed = resolve;
      });
      letGo();
    }
    return retired;
  };
  return { release, key, outputs, plans: new Map(), planned: { count: 0 }, made: new Map(), hold: () => void holders++, letGo, retire };
}

function shownOutputs(release: LiveRelease, queries: readonly LoadedQuery[], models: Taken, salt: string): Outcome<Shown['outputs']> {
  const problems: Problem[] = [];
  const outputs = new Map<string, ShownOutput>();
  for (const output of release.product.outputs.values()) {
    const query = queries.find((one) => one.name === output.name);
    if (!query) throw new Error(`the engine loaded no query ${output.name}`);
    const held = models.get(output.name)?.held;
    const fitted = held ? layout(output.name, query.columns, held.served.signature) : undefined;
    if (fitted && !fitted.ok) problems.push(...fitted.problems.map((one) => ({ ...one, at: output.sqlAt })));
    const model = held && fitted?.ok ? { held, layout: fitted.value } : undefined;
    outputs.set(output.name, { output, query, model, ...identityOf(release, output, query, held, salt) });
  }
  return problems.length ? failed(...problems) : ok(outputs);
}

function identityOf(release: LiveRelease, output: Output, query: LoadedQuery, held: HeldModel | undefined, salt: string) {
  const read = [...query.reads, ...(held ? [held.served.asset] : [])].toSorted();
  // The content is order-free and an answer may not be: equal content in equal order keeps its snapshot.
  const contents = read.map((name) => [name, release.contents[name]?.content ?? null, release.contents[name]?.snapshot ?? null]);
  const secret = Object.keys(release.variables).length ? digestOf(salt + digestOfJson(release.variables)) : null;
  const identity = digestOfJson({
    sql: output.sql,
    types: output.parameters.map((p) => [p.name, p.type]),
    contents,
    model: held ? [held.served.content, held.served.codeDigest] : null,
    settings: release.settings,
    variables: secret,
    rows: output.maxRows,
    engine: engineVersion(),
  });
  const snapshots = read.flatMap((name) => (release.contents[name] ? [`${name}=${release.contents[name].snapshot}`] : []));
  return { identity, snapshots: snapshots.join(' ') };
}
