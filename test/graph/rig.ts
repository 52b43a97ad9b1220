// Products of texts with what the engine's parser would say of them, for the tests of this room. A read is any name after `from` or `join`.

import type { Outcome, Problem } from '../../src/base/index.ts';
import { type CheckRead, type Graph, makeGraph, type Node, type ScriptFacts, type SqlFacts } from '../../src/graph/index.ts';
import type { Product } from '../../src/product/index.ts';
import { marks, spell, valid } from '../product/from-text.ts';

export const source = 'path: data/x.csv\n';
export const script: ScriptFacts = { kind: 'table', files: [], packages: [], clock: false };

/** The facts of a SELECT, as data. */
export function factsOf(sql: string): SqlFacts {
  const reads = [...sql.matchAll(/(?<=\b(?:from|join) )\w+/g)].map((found) => ({ name: found[0], offset: found.index }));
  return { reads, clock: /\bnow\(\)/.test(sql), variables: [], ordered: false, unstable: [] };
}

export interface Also {
  readonly scripts?: Readonly<Record<string, Partial<ScriptFacts>>>;
  readonly checkReads?: Readonly<Record<string, readonly CheckRead[]>>;
}

function understood(product: Product, { scripts = {}, checkReads = {} }: Also): Parameters<typeof makeGraph>[1] {
  const sql = [...product.assets].flatMap(([name, asset]) => (asset.kind === 'sql' ? [[name, factsOf(asset.code.text)] as const] : []));
  return {
    facts: new Map(sql),
    scripts: new Map(Object.entries(scripts).map(([name, facts]) => [name, { ...script, ...facts }])),
    checkReads: new Map(Object.entries(checkReads)),
  };
}

export function tryGraph(texts: Readonly<Record<string, string>>, also: Also = {}): Outcome<Graph> {
  const product = valid(texts);
  return makeGraph(product, understood(product, also));
}

/** The graph, which the test expects to be one. */
export function graphOf(texts: Readonly<Record<string, string>>, also: Also = {}): Graph {
  const outcome = tryGraph(texts, also);
  if (!outcome.ok) throw new Error(outcome.problems.map((p) => `${spell(p)} ${p.message}`).join('\n'));
  return outcome.value;
}

export function nodeOf(graph: Graph, name: string): Node {
  const node = graph.nodes.get(name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
}

/** The Problems of texts in which `▸` marks where each must point. */
export function refused(
  texts: Readonly<Record<string, string>>,
  also: Also = {},
): { readonly problems: readonly Problem[]; readonly marks: readonly string[] } {
  const outcome = tryGraph(texts, also);
  return { problems: outcome.ok ? [] : outcome.problems, marks: marks(texts) };
}
