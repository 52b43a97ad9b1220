// What comes of a faulted table: the assets built from it are built for real, beside everything that is kept, and compared with what they are without the fault.
// Unchanged tables end the way. Nothing is recorded anywhere.

import type { Outcome } from '../base/index.ts';
import { type InputTable, quoteName } from '../engine/index.ts';
import type { Graph, Node } from '../graph/index.ts';
import type { Output } from '../product/index.ts';
import { contentOf } from './content.ts';
import { answersOtherwise } from './difference.ts';
import { givenUp, keptOf, letGo, made, same, secondsFor, valueIfMade } from './graph-make.ts';
import type { GraphMeans, Made } from './graph-means.ts';
import { buildScript } from './graph-script.ts';
import { alteredTables, tablesOf, touched, type Walk, type WalkMeans } from './graph-walk.ts';
import { outputSql } from './output-sql.ts';
import { type Altered, seesOf } from './reach.ts';
import type { Consequence, Follow, Going } from './subject.ts';

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
  const whole = { ...means, plain, queryOf, sees: seesOf(means), digests: new Map() };
  return {
    follow: (table, faulted, fault, going) => follow(whole, table, faulted, { ...going, fault }),
    close: async () =>
      letGo(
        (await Promise.all(kept.values())).flatMap((made) => made ?? []),
        means,
      ),
  };
}

async function follow(means: WalkMeans, table: string, faulted: Altered, going: Going & Pick<Walk, 'fault'>): Promise<Consequence> {
  const altered = new Map([[table, faulted]]);
  const walk: Walk = { ...going, altered, caught: [], changed: [], notRun: new Set(), broken: new Set(), made: [] };
  try {
    for (const step of stepsOf(table, walk, means)) {
      await step();
      if (known(walk)) break;
    }
    const { caught, changed, notRun } = walk;
    return { caught, changed, notRun: [...notRun] };
  } finally {
    await letGo(walk.made, means);
  }
}

/** What fails its checks is not built upon, so the first who notices ends the way. */
const known = ({ until, changed, caught }: Walk): boolean => (until === 'changed' ? changed.length > 0 : until === 'caught' && caught.length > 0);

/** In the order of the graph: each asset, then the checks that look across, then the outputs. */
function* stepsOf(table: string, walk: Walk, means: WalkMeans): Generator<() => Promise<void>> {
  if (isEnd(table, means)) yield () => compareItself(table, walk, means);
  if (walk.until === 'changed') yield () => readQuickly(table, walk, means);
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

/** Nobody reads it: it is for people to look at, and what counts is itself. */
const isEnd = (table: string, { graph, outputs }: { graph: Graph; outputs: GraphMeans['outputs'] }): boolean =>
  (graph.readers.get(table) ?? []).length === 0 && !outputs.some((o) => o.reads.includes(table) || o.output.model === table);

async function compareItself(table: string, walk: Walk, means: WalkMeans): Promise<void> {
  const [given, faulted] = [means.tables[table], walk.altered.get(table)];
  if (!given || !faulted) return;
  const sql = `select * from ${quoteName(table)}`;
  const before = await means.plain(`itself ${table}`, () => made(table, sql, { [table]: given }, means));
  if (before && (await contentOf(faulted.table, means)) === (await contentOf(before.table, means))) return;
  const after = await built(table, sql, { [table]: faulted.table }, walk, means, before);
  if (!after.ok || !before || !(await same(before, after.value, means))) walk.changed.push(table);
}

async function rebuild(node: Node, walk: Walk, means: WalkMeans): Promise<void> {
  const { name } = node.asset;
  if (node.reads.some((read) => walk.broken.has(read))) {
    walk.broken.add(name);
    return;
  }
  if (node.reads.some((read) => walk.notRun.has(read))) {
    walk.notRun.add(name);
    return;
  }
  if (!(await sees(node, walk, means))) return;
  if (node.asset.kind === 'script') return runScript(node, walk, means);
  if (node.asset.kind !== 'sql') return;
  const { text } = node.asset.code;
  const before = await plainOf(node, text, means);
  if (!before) return void walk.notRun.add(name);
  const after = await built(name, text, tablesOf(node.reads, walk, means), walk, means, before);
  await compared(name, before, after, walk, means);
}

/** One reader that certainly is another is enough: the quickest are asked first. */
async function readQuickly(table: string, walk: Walk, means: WalkMeans): Promise<void> {
  const readers: { readonly node: Node; readonly sql: string; readonly before: Made }[] = [];
  for (const name of means.graph.readers.get(table) ?? []) {
    const node = means.graph.nodes.get(name);
    if (node?.asset.kind !== 'sql') continue;
    const before = await plainOf(node, node.asset.code.text, means);
    if (before) readers.push({ node, sql: node.asset.code.text, before });
  }
  for (const { node, sql, before } of readers.sort((a, b) => (a.before.seconds ?? 0) - (b.before.seconds ?? 0))) {
    if (!(await sees(node, walk, means)) || !(await answersOtherwise(shortcut(node, sql, before, walk, means), means))) continue;
    walk.changed.push(node.asset.name);
    return;
  }
}

const plainOf = ({ asset: { name }, reads }: Node, sql: string, means: WalkMeans): Promise<Made | undefined> =>
  means.plain(name, () => made(name, sql, tablesOf(reads, undefined, means), means));

/** Whether a table that it reads is another in what it reads of it. */
async function sees(node: Node, { altered }: Walk, means: WalkMeans): Promise<boolean> {
  for (const name of node.reads) {
    const table = altered.get(name);
    if (table && (await means.sees(node, name, table))) return true;
  }
  return false;
}

async function runScript(node: Node, walk: Walk, means: WalkMeans): Promise<void> {
  const { name } = node.asset;
  if (walk.scripts === 'none' || (walk.scripts === 'to-tell' && walk.changed.length > 0)) {
    walk.notRun.add(name);
    return;
  }
  const before = await means.plain(name, () => valueIfMade(buildScript(node, tablesOf(node.reads, undefined, means), means)));
  if (!before) return void walk.notRun.add(name);
  const after = await buildScript(node, tablesOf(node.reads, walk, means), means);
  if (after.ok) walk.made.push(after.value);
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

function failedAt(name: string, walk: Walk): void {
  walk.caught.push({ by: 'build', asset: name });
  walk.changed.push(name);
  walk.broken.add(name);
}

async function compared(name: string, before: Made, after: Outcome<Made>, walk: Walk, means: WalkMeans): Promise<void> {
  if (!after.ok) return givenUp(after) ? void walk.notRun.add(name) : failedAt(name, walk);
  if (await same(before, after.value, means)) return;
  walk.altered.set(name, { table: after.value.table });
  walk.changed.push(name);
  if (walk.until !== 'caught') return;
  for (const rule of await means.failing(name, after.value.table, alteredTables(walk))) walk.caught.push({ by: 'rule', rule, asset: name });
}

/** Checks of tables that are as they were, but look at one that is not. */
async function askOthers(table: string, walk: Walk, means: WalkMeans): Promise<void> {
  for (const name of means.checkedAgainst(walk.altered.keys())) {
    if (name === table || walk.altered.has(name) || walk.broken.has(name)) continue;
    for (const rule of await means.failingAgainst(name, alteredTables(walk))) walk.caught.push({ by: 'rule', rule, asset: name });
  }
}

async function answer(prepared: GraphMeans['outputs'][number], walk: Walk, means: WalkMeans): Promise<void> {
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
  const inputs = tablesOf(reads, walk, means);
  const before = sql === undefined ? undefined : await means.plain(label, () => made(label, sql, tablesOf(reads, undefined, means), means));
  const after = sql === undefined ? undefined : await built(label, sql, inputs, walk, means, before);
  if (after && !after.ok && givenUp(after)) return void walk.notRun.add(label);
  if (before && after && !after.ok) walk.caught.push({ by: 'output', asset: output.name });
  // parameters without known values: any may be asked for, so what it reads decides
  if (before && after?.ok && (await same(before, after.value, means))) return;
  if (!walk.changed.includes(label)) walk.changed.push(label);
}

async function built(
  name: string,
  sql: string,
  inputs: Record<string, InputTable>,
  walk: Walk,
  means: GraphMeans,
  before: Made | undefined,
): Promise<Outcome<Made>> {
  const done = await keptOf(name, sql, inputs, means, secondsFor(before));
  if (done.ok) walk.made.push(done.value);
  return done;
}

/** What it takes to see quickly that a SELECT answers otherwise. */
const shortcut = ({ asset: { name }, reads }: Node, sql: string, before: Made, walk: Walk, means: WalkMeans) => ({
  place: JSON.stringify([name, walk.fault.table, walk.fault.column]),
  name,
  sql,
  before: tablesOf(reads, undefined, means),
  after: tablesOf(reads, walk, means),
  digests: means.digests,
  seconds: secondsFor(before),
});
