// A product rehearsed: every table that an environment shows, with its rules and all that is built from it. Nothing is recorded, nothing moves.

import { rm } from 'node:fs/promises';
import { failed, nearest, type Outcome, ok } from '../base/index.ts';
import { judgeMetric, type TypedRule } from '../checks/index.ts';
import { columnsOf, type InputTable } from '../engine/index.ts';
import { upstream } from '../graph/index.ts';
import { folderOf, inputTable, observe, type Prepared, prepare, type Session } from '../session/index.ts';
import type { Snapshot, Store } from '../store/index.ts';
import { personalOf } from './candidates/personal.ts';
import { goodVersions } from './good-versions.ts';
import type { GraphMeans } from './graph-means.ts';
import { followGraph } from './graph-run.ts';
import type { Version } from './history.ts';
import { problem } from './problems.ts';
import type { Rehearsal, RehearsalOptions, RehearsalProgress } from './rehearsal.ts';
import { rehearse } from './rehearse.ts';
import { type Delivery, type Downstream, failingOn, type Subject } from './subject.ts';

export interface ProductRehearsal {
  /** Assets and sources that faults are put into; none: all. */
  readonly assets: readonly string[];
  readonly options: RehearsalOptions;
  readonly report?: ((progress: RehearsalProgress) => void) | undefined;
}

/** The session's environment as it is shown. */
export async function rehearseProduct(session: Session<Store>, { assets, options, report }: ProductRehearsal): Promise<Outcome<Rehearsal>> {
  const world = await observe(session);
  if (!world.ok) return world;
  const prepared = await prepare(world.value, session);
  if (!prepared.ok) return prepared;
  const shown = await shownTables(session);
  const chosen = chooseTables(assets, shown, prepared.value, session);
  if (!chosen.ok) return chosen;
  const house = await houseOf(prepared.value, shown, session);
  const subjects = chosen.value.map((name) => house.subjectOf(name));
  const graph = followGraph(graphMeans(house, prepared.value, session));
  try {
    return await rehearse({
      engine: session.engine,
      surroundings: world.value.surroundings,
      effects: session.effects,
      temporary: (suffix) => session.store.temporary(suffix),
      subjects,
      history: async (name) => house.versionsOf(name),
      downstream: { follow: graph.follow, ...usersOf(prepared.value) },
      options,
      level: world.value.product.impact.level,
      ...(report ? { report } : {}),
      ...(session.signal ? { signal: session.signal } : {}),
    });
  } finally {
    await graph.close();
  }
}

/** Snapshots of tables that the environment shows, by asset. */
async function shownTables({ store, environmentId }: Session<Store>): Promise<ReadonlyMap<string, Snapshot>> {
  const pointers = [...(await store.pointers(environmentId)).values()];
  const snapshots = await store.snapshots(pointers.map((p) => p.snapshot));
  return new Map(
    pointers.flatMap(({ asset, snapshot }) => {
      const found = snapshots.get(snapshot);
      return found?.kind === 'table' ? [[asset, found] as const] : [];
    }),
  );
}

function chooseTables(
  wanted: readonly string[],
  shown: ReadonlyMap<string, Snapshot>,
  { graph, world }: Prepared,
  { environment }: Session,
): Outcome<readonly string[]> {
  const known = graph.order.filter((name) => shown.has(name));
  if (known.length === 0) return failed(problem('nothing-there', { product: world.product.name, environment }));
  const unknown = wanted.find((name) => !known.some((k) => k.toLowerCase() === name.toLowerCase()));
  if (unknown !== undefined) return failed(problem('unknown-asset', { name: unknown, near: nearest(unknown, known), known }));
  const lower = wanted.map((name) => name.toLowerCase());
  return ok(wanted.length === 0 ? known : known.filter((name) => lower.includes(name.toLowerCase())));
}

interface House {
  readonly tables: Readonly<Record<string, InputTable>>;
  readonly subjectOf: (name: string) => Subject;
  readonly versionsOf: (name: string) => readonly Version[];
}

/** Every table with its rules and its good versions. */
async function houseOf(prepared: Prepared, shown: ReadonlyMap<string, Snapshot>, { store }: Session<Store>): Promise<House> {
  const tables = Object.fromEntries([...shown].map(([name, snapshot]) => [name, inputTable(snapshot, store)]));
  const versions = new Map<string, readonly Version[]>();
  for (const [name, snapshot] of shown) versions.set(name, await goodVersions(name, snapshot, tables, store));
  const versionsOf = (name: string) => versions.get(name) ?? [];
  const personal = personalOf(prepared.world.product.assets.values());
  return {
    tables,
    versionsOf,
    subjectOf: (name) => {
      const asset = prepared.graph.nodes.get(name)?.asset;
      const [last] = versionsOf(name);
      const delivery = deliveryOf(prepared, shown.get(name), name, store);
      const { [name]: table, ...others } = tables;
      return {
        name,
        table: table as InputTable,
        key: asset?.key?.columns ?? [],
        rules: typedRules(prepared, name),
        personal,
        others,
        ...(delivery ? { delivery } : {}),
        ...(last ? { before: { columns: columnsOf(last.table), rows: last.rows } } : {}),
      };
    },
  };
}

const typedRules = ({ rules }: Prepared, name: string): readonly TypedRule[] =>
  (rules.get(name) ?? []).flatMap(({ rule }) => (rule.kind === 'metric' ? [] : [rule]));

function deliveryOf({ graph }: Prepared, snapshot: Snapshot | undefined, name: string, store: Store): Delivery | undefined {
  const asset = graph.nodes.get(name)?.asset;
  if (asset?.kind !== 'source' || !snapshot) return undefined;
  const files = snapshot.parts.map((part) => ({ path: store.objectPath(part.object), label: part.path ?? name }));
  const declared = asset.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type }] : []));
  return { format: asset.format, options: asset.options, files, declared };
}

function graphMeans(house: House, prepared: Prepared, session: Session<Store>): GraphMeans {
  const { world, graph, rules } = prepared;
  const { engine, scripts } = session;
  const surroundings = world.surroundings;
  const asking = { engine, surroundings };
  const holding = new Map<string, Promise<readonly TypedRule[]>>();
  /** Rules that hold on the table as it is. */
  const holdingOn = (name: string): Promise<readonly TypedRule[]> => {
    const found = holding.get(name) ?? holds(house.subjectOf(name), asking);
    holding.set(name, found);
    return found;
  };
  const readers = (name: string) => (rules.get(name) ?? []).filter(({ rule }) => rule.kind !== 'metric');
  const failing = async (name: string, table: InputTable, altered: ReadonlyMap<string, InputTable>, only?: ReadonlySet<string>) => {
    if (!house.tables[name]) return [];
    const subject = house.subjectOf(name);
    const others = { ...subject.others, ...Object.fromEntries([...altered].filter(([other]) => other !== name)) };
    const asked = (await holdingOn(name)).filter((rule) => only === undefined || only.has(rule.id));
    return (await failingOn({ ...subject, others }, asked, table, asking)).map((rule) => rule.id);
  };
  const reading = (name: string, altered: Iterable<string>): ReadonlySet<string> => {
    const names = new Set(altered);
    return new Set(readers(name).flatMap(({ rule, facts }) => (facts.reads.some((read) => names.has(read)) ? [rule.id] : [])));
  };
  return {
    engine,
    scripts,
    surroundings,
    effects: session.effects,
    graph,
    tables: house.tables,
    outputs: [...prepared.outputs.values()],
    temporary: (suffix) => session.store.temporary(suffix),
    remove: (path) => rm(path, { force: true }),
    codeFolder: () => folderOf(world, session),
    failing,
    checkedAgainst: (altered) => {
      const names = [...altered];
      return graph.order.filter((name) => house.tables[name] && reading(name, names).size > 0);
    },
    failingAgainst: (name, altered) => failing(name, house.tables[name] as InputTable, altered, reading(name, altered.keys())),
    judge: (model, before, metrics) =>
      (rules.get(model) ?? []).flatMap(({ rule }) => {
        if (rule.kind !== 'metric' || judgeMetric(rule, before).status !== 'pass') return [];
        return judgeMetric(rule, metrics).status === 'pass' ? [] : [rule.id];
      }),
  };
}

/** By the declared level of impact, the weight of a fault that reaches an output or a model. */
const weights = { low: 1, medium: 2, high: 4, critical: 8 } as const;

function usersOf({ world, graph, outputs }: Prepared): Omit<Downstream, 'follow'> {
  const used = new Set<string>();
  for (const { output, reads } of outputs.values()) for (const name of [...reads, output.model ?? '']) used.add(name);
  for (const [name, node] of graph.nodes) if (node.script?.kind === 'model') used.add(name);
  const all = new Set([...used].flatMap((name) => (graph.nodes.has(name) ? [name, ...upstream(graph, name)] : [])));
  const models = [...graph.nodes].flatMap(([name, { script }]) => (script?.kind === 'model' ? [name] : []));
  return {
    feedsUsers: (table) => all.has(table),
    isForUsers: (name) => name.startsWith('outputs/') || models.some((model) => name === model || name.startsWith(`${model}.`)),
    weight: weights[world.product.impact.level],
  };
}

async function holds(subject: Subject, asking: Pick<GraphMeans, 'engine' | 'surroundings'>): Promise<readonly TypedRule[]> {
  const failing = new Set(await failingOn(subject, subject.rules, subject.table, asking));
  return subject.rules.filter((rule) => !failing.has(rule));
}
