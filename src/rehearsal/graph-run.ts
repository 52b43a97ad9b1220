// What comes of a faulted table: the assets built from it are built for real, beside everything that is kept, and compared with what they are without the fault.
// Unchanged tables end the way. Nothing is recorded anywhere.

import { rm } from 'node:fs/promises';
import { type Outcome, ok } from '../base/index.ts';
import type { Built, InputTable } from '../engine/index.ts';
import type { Graph, Node } from '../graph/index.ts';
import type { Output } from '../product/index.ts';
import type { GraphMeans, Made } from './graph-means.ts';
import { buildScript } from './graph-script.ts';
import { outputSql } from './output-sql.ts';
import type { Caught, Fault } from './rehearsal.ts';
import type { Consequence, Follow, Until } from './subject.ts';

/** What is built of one fault. */
interface Walk {
  readonly fault: Fault;
  /** Tables other than without the fault, by name. */
  readonly altered: Map<string, InputTable>;
  readonly caught: Caught[];
  readonly changed: string[];
  readonly notRun: Set<string>;
  /** Assets that could not be built, and what would be built from them. */
  readonly broken: Set<string>;
  readonly files: string[];
  /** Ends as soon as this is known: that something changes, or that somebody notices. */
  readonly until: Until;
}

/** The assets and outputs downstream of a table, built without a fault at first need and kept until the end. */
export function followGraph(means: GraphMeans): { readonly follow: Follow; readonly close: () => Promise<void> } {
  const kept = new Map<string, Promise<Made | undefined>>();
  const plain = (name: string, make: () => Promise<Made | undefined>): Promise<Made | undefined> => {
    const found = kept.get(name) ?? make();
    kept.set(name, found);
    return found;
  };
  const queries = new Map<Output, Promise<string | undefined>>();
  const queryOf = (output: Output, reads: readonly string[]): Promise<string | undefined> => {
    const found = queries.get(output) ?? outputSql(output, tablesOf(reads, undefined, means), means);
    queries.set(output, found);
    return found;
  };
  return {
    follow: (table, faulted, fault, until) => follow({ ...means, plain, queryOf }, table, faulted, fault, until),
    close: async () => {
      for (const made of await Promise.all(kept.values())) if (made?.path) await rm(made.path, { force: true });
    },
  };
}

interface Means extends GraphMeans {
  /** Made without a fault, once. */
  readonly plain: (name: string, make: () => Promise<Made | undefined>) => Promise<Made | undefined>;
  readonly queryOf: (output: Output, reads: readonly string[]) => Promise<string | undefined>;
}

async function follow(means: Means, table: string, faulted: InputTable, fault: Fault, until: Until): Promise<Consequence> {
  const walk: Walk = { fault, until, altered: new Map([[table, faulted]]), caught: [], changed: [], notRun: new Set(), broken: new Set(), files: [] };
  try {
    for (const step of stepsOf(table, faulted, walk, means)) {
      await step();
      if (known(walk)) break;
    }
    const { caught, changed, notRun } = walk;
    return { caught, changed, notRun: [...notRun] };
  } finally {
    for (const path of walk.files) await rm(path, { force: true });
  }
}

/** What fails its checks is not built upon, so the first who notices ends the way. */
const known = ({ until, changed, caught }: Walk): boolean => (until === 'changed' ? changed.length > 0 : until === 'caught' && caught.length > 0);

/** In the order of the graph: each asset, then the checks that look across, then the outputs. */
function* stepsOf(table: string, faulted: InputTable, walk: Walk, means: Means): Generator<() => Promise<void>> {
  if (isEnd(table, means)) yield () => compareItself(table, faulted, walk, means);
  for (const name of means.graph.order) {
    const node = means.graph.nodes.get(name);
    if (node && name !== table && node.reads.some((read) => touched(walk, read))) yield () => rebuild(node, walk, means);
  }
  if (walk.until !== 'changed') yield () => askOthers(table, walk, means);
  for (const output of means.outputs) {
    const needed = [...output.reads, output.output.model ?? ''];
    if (needed.some((read) => touched(walk, read))) yield () => answer(output, walk, means);
  }
}

const touched = (walk: Walk, name: string): boolean => walk.altered.has(name) || walk.notRun.has(name) || walk.broken.has(name);

/** Nobody reads it: it is for people to look at, and what counts is itself. */
const isEnd = (table: string, { graph, outputs }: { graph: Graph; outputs: GraphMeans['outputs'] }): boolean =>
  (graph.readers.get(table) ?? []).length === 0 && !outputs.some((o) => o.reads.includes(table) || o.output.model === table);

async function compareItself(table: string, faulted: InputTable, walk: Walk, means: Means): Promise<void> {
  const sql = `select * from ${quote(table)}`;
  const given = means.tables[table];
  if (!given) return;
  const before = await means.plain(`itself ${table}`, () => made(table, sql, { [table]: given }, means));
  const after = await built(table, sql, { [table]: faulted }, walk, means);
  if (!after.ok || !before || !(await same(before, after.value, means))) walk.changed.push(table);
}

async function rebuild(node: Node, walk: Walk, means: Means): Promise<void> {
  const { name } = node.asset;
  if (node.reads.some((read) => walk.broken.has(read))) {
    walk.broken.add(name);
    return;
  }
  if (node.reads.some((read) => walk.notRun.has(read))) {
    walk.notRun.add(name);
    return;
  }
  if (node.asset.kind === 'script') return runScript(node, walk, means);
  if (node.asset.kind !== 'sql') return;
  const { text } = node.asset.code;
  const before = await means.plain(name, () => made(name, text, tablesOf(node.reads, undefined, means), means));
  if (!before) return void walk.notRun.add(name);
  const after = await built(name, text, tablesOf(node.reads, walk, means), walk, means);
  await compared(name, before, after, walk, means);
}

/** Scripts cost a process each: only a fault of many rows is worth it, unless all are asked for. */
const worthRunning = ({ fault, until }: Walk, { thorough }: GraphMeans): boolean => until !== 'reached' && (thorough || fault.share >= 0.1);

async function runScript(node: Node, walk: Walk, means: Means): Promise<void> {
  const { name } = node.asset;
  if (!worthRunning(walk, means)) {
    walk.notRun.add(name);
    return;
  }
  const before = await means.plain(name, () => valueIfMade(buildScript(node, tablesOf(node.reads, undefined, means), means)));
  if (!before) return void walk.notRun.add(name);
  const after = await buildScript(node, tablesOf(node.reads, walk, means), means);
  if (after.ok && after.value.path) walk.files.push(after.value.path);
  if (node.script?.kind !== 'model') return compared(name, before, after, walk, means);
  if (!after.ok) return failedAt(name, walk);
  const metrics = after.value.metrics ?? {};
  const moved = Object.keys({ ...before.metrics, ...metrics }).filter((m) => !near(before.metrics?.[m], metrics[m]));
  if (moved.length === 0 && before.artifact === after.value.artifact) return;
  walk.changed.push(...(moved.length ? moved.map((m) => `${name}.${m}`) : [name]));
  for (const rule of means.judge(name, before.metrics ?? {}, metrics)) walk.caught.push({ by: 'metric', rule, asset: name });
  for (const { output } of means.outputs) if (output.model === name) walk.changed.push(`outputs/${output.name}`);
}

const near = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** An asset's tables: those it reads, altered where the fault has reached them. */
function tablesOf(reads: readonly string[], walk: Pick<Walk, 'altered'> | undefined, { tables }: GraphMeans): Record<string, InputTable> {
  return Object.fromEntries(
    reads.flatMap((name) => {
      const table = walk?.altered.get(name) ?? tables[name];
      return table ? [[name, table] as const] : [];
    }),
  );
}

function failedAt(name: string, walk: Walk): void {
  walk.caught.push({ by: 'build', asset: name });
  walk.changed.push(name);
  walk.broken.add(name);
}

async function compared(name: string, before: Made, after: Outcome<Made>, walk: Walk, means: Means): Promise<void> {
  if (!after.ok) return failedAt(name, walk);
  if (await same(before, after.value, means)) return;
  walk.altered.set(name, after.value.table);
  walk.changed.push(name);
  if (walk.until !== 'caught') return;
  for (const rule of await means.failing(name, after.value.table, walk.altered)) walk.caught.push({ by: 'rule', rule, asset: name });
}

/** Checks of tables that are as they were, but look at one that is not. */
async function askOthers(table: string, walk: Walk, means: Means): Promise<void> {
  for (const name of means.checkedAgainst(walk.altered.keys())) {
    if (name === table || walk.altered.has(name) || walk.broken.has(name)) continue;
    for (const rule of await means.failingAgainst(name, walk.altered)) walk.caught.push({ by: 'rule', rule, asset: name });
  }
}

async function answer(prepared: GraphMeans['outputs'][number], walk: Walk, means: Means): Promise<void> {
  const { output, reads } = prepared;
  const label = `outputs/${output.name}`;
  const needed = [...reads, output.model ?? ''];
  if (needed.some((read) => walk.broken.has(read))) {
    // it stays as it is shown, and grows old
    return;
  }
  if (needed.some((read) => walk.notRun.has(read))) {
    walk.notRun.add(label);
    return;
  }
  const sql = await means.queryOf(output, reads);
  const before = sql === undefined ? undefined : await means.plain(label, () => made(label, sql, tablesOf(reads, undefined, means), means));
  const after = sql === undefined ? undefined : await built(label, sql, tablesOf(reads, walk, means), walk, means);
  if (before && after && !after.ok) walk.caught.push({ by: 'output', asset: output.name });
  // parameters without known values: any may be asked for, so what it reads decides
  if (before && after?.ok && (await same(before, after.value, means))) return;
  if (!walk.changed.includes(label)) walk.changed.push(label);
}

/** Equal rows in any order; floats within 1e-9, as a build is recorded. */
async function same(before: Made, after: Made, { engine }: GraphMeans): Promise<boolean> {
  const [a, b] = [before.content, after.content];
  if (!a || !b || a.rows !== b.rows || JSON.stringify(a.columns) !== JSON.stringify(b.columns)) return false;
  if (a.sums.join() === b.sums.join()) return true;
  if (a.exactSums === undefined || a.exactSums.join() !== b.exactSums?.join()) return false;
  const agreed = await engine.agree(before.table, after.table);
  return agreed.ok && agreed.value;
}

async function built(name: string, sql: string, inputs: Record<string, InputTable>, walk: Walk, means: GraphMeans): Promise<Outcome<Made>> {
  const output = means.temporary('.parquet');
  walk.files.push(output);
  const done = await buildAt(name, sql, inputs, output, means);
  return done.ok ? ok(madeOf(done.value, output)) : done;
}

async function made(name: string, sql: string, inputs: Record<string, InputTable>, means: GraphMeans): Promise<Made | undefined> {
  const output = means.temporary('.parquet');
  const done = await buildAt(name, sql, inputs, output, means);
  return done.ok ? madeOf(done.value, output) : undefined;
}

const buildAt = (name: string, sql: string, inputs: Record<string, InputTable>, output: string, { engine, surroundings }: GraphMeans) =>
  // compared as a multiset: sorting it would be for nothing
  engine.build({ asset: name, sql, origin: { file: name, line: 1 }, inputs, surroundings, ordered: true, output });

const madeOf = (content: Built, path: string): Made => ({
  table: { kind: 'files', spec: { format: 'parquet', options: {}, columns: content.columns }, files: [path] },
  content,
  path,
});

const valueIfMade = async (outcome: Promise<Outcome<Made>>): Promise<Made | undefined> => {
  const found = await outcome;
  return found.ok ? found.value : undefined;
};

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
