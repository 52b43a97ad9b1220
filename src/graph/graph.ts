// What reads what. Names in SQL become assets, in an order in which each comes after what it reads. Pure: the parser's answers come in as data.

import { failed, nearest, type Outcome, ok, type Place, type Problem, placeAt } from '../base/index.ts';
import type { Asset, Product } from '../product/index.ts';
import { problem } from './problems.ts';

/** What the engine's parser says of an asset's SELECT; offsets in characters. */
export interface SqlFacts {
  readonly reads: readonly { readonly name: string; readonly offset: number }[];
  readonly clock: boolean;
  readonly variables: readonly { readonly name: string; readonly offset: number }[];
  readonly ordered: boolean;
  readonly unstable: readonly { readonly what: string; readonly offset: number }[];
}

/** What a script's own text and the local files it imports say. */
export interface ScriptFacts {
  readonly kind: 'table' | 'model';
  /** Paths of the local files it is made of, itself first. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
  /** Names the clock: then the logical clock is in its data leg. */
  readonly clock: boolean;
}

/** A table that one of an asset's checks, or an output, reads. */
export interface CheckRead {
  readonly name: string;
  readonly at: Place;
}

export interface Node {
  readonly asset: Asset;
  /** Of SQL. */
  readonly facts?: SqlFacts | undefined;
  /** Of a script. */
  readonly script?: ScriptFacts | undefined;
  /** Names of the assets it is built from, as the product writes them, in order of name. */
  readonly reads: readonly string[];
  /** What only its checks read beside itself and its own reads. */
  readonly checkReads: readonly string[];
}

/** Whether what it makes depends on the logical clock. */
export const usesClock = (node: Node | undefined): boolean => (node?.facts?.clock ?? false) || (node?.script?.clock ?? false);

/** The file that holds what the asset is: its code, or a source's yaml. */
export const fileOf = ({ asset }: Node): string => (asset.kind === 'source' ? asset.specFile.path : asset.code.path);

export interface Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Each asset after all it reads; ties in the product's order. */
  readonly order: readonly string[];
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

export interface Understood {
  readonly facts: ReadonlyMap<string, SqlFacts>;
  readonly scripts: ReadonlyMap<string, ScriptFacts>;
  readonly checkReads: ReadonlyMap<string, readonly CheckRead[]>;
}

export function makeGraph(product: Product, { facts, scripts, checkReads }: Understood): Outcome<Graph> {
  const problems: Problem[] = [];
  const byLower = new Map([...product.assets.keys()].map((name) => [name.toLowerCase(), name]));
  const resolve = (name: string, reader: string, at: Place): string | undefined => {
    const found = byLower.get(name.toLowerCase());
    if (!found) problems.push(problem('unknown-table', { name, reader, near: nearest(name, byLower.values()) }, { at }));
    else if (scripts.get(found)?.kind === 'model') problems.push(problem('reads-model', { model: found, reader }, { at }));
    return found;
  };
  const nodes = new Map<string, Node>();
  for (const [name, asset] of product.assets) {
    const [own, script] = [facts.get(name), scripts.get(name)];
    const reads = new Set<string>();
    for (const read of declaredReads(asset, own)) {
      const found = resolve(read.name, name, read.at);
      if (found) reads.add(found);
    }
    const others = new Set<string>();
    for (const read of checkReads.get(name) ?? []) {
      const found = resolve(read.name, `a check of ${name}`, read.at);
      if (found && found !== name) others.add(found);
    }
    nodes.set(name, {
      asset,
      ...(own ? { facts: own } : {}),
      ...(script ? { script } : {}),
      reads: [...reads].sort(),
      checkReads: [...others].sort(),
    });
  }
  if (problems.length) return failed(...problems);

  const order = topological(nodes);
  if (!order.ok) return order;
  const readers = readersOf(nodes);
  const graph: Graph = { nodes, order: order.value, readers };
  for (const [name, node] of nodes) {
    for (const other of node.checkReads) {
      if (!waitsFor(graph, other).has(name)) continue;
      const at = checkReads.get(name)?.find((r) => r.name.toLowerCase() === other.toLowerCase())?.at;
      problems.push(problem('check-reads-reader', { asset: name, other }, { at }));
    }
  }
  return problems.length ? failed(...problems) : ok(graph);
}

function declaredReads(asset: Asset, facts: SqlFacts | undefined): readonly CheckRead[] {
  if (asset.kind === 'source') return [];
  if (asset.kind === 'script') return [...asset.reads].map(([name, { at }]) => ({ name, at }));
  return (facts?.reads ?? []).map(({ name, offset }) => ({ name, at: placeAt(asset.code.path, asset.code.text, offset, name.length) }));
}

function readersOf(nodes: ReadonlyMap<string, Node>): Map<string, string[]> {
  const readers = new Map<string, string[]>([...nodes.keys()].map((name) => [name, []]));
  for (const [name, node] of nodes) for (const read of node.reads) readers.get(read)?.push(name);
  return readers;
}

/** Depth first, with its own stack: chains of ten thousand assets are no deeper than the heap. */
function topological(nodes: ReadonlyMap<string, Node>): Outcome<string[]> {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of nodes.keys()) {
    if (state.has(root)) continue;
    const path: { name: string; next: number }[] = [{ name: root, next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const read = nodes.get(top.name)?.reads[top.next++];
      if (read === undefined) {
        state.set(top.name, 'done');
        order.push(top.name);
        path.pop();
      } else if (state.get(read) === 'open') {
        const names = path.map((p) => p.name);
        return failed(cycleProblem(nodes, [...names.slice(names.indexOf(read)), read]));
      } else if (!state.has(read)) {
        state.set(read, 'open');
        path.push({ name: read, next: 0 });
      }
    }
  }
  return ok(order);
}

function cycleProblem(nodes: ReadonlyMap<string, Node>, path: readonly string[]): Problem {
  const node = nodes.get(path[0] ?? '');
  const read = node && declaredReads(node.asset, node.facts).find((r) => r.name.toLowerCase() === path[1]?.toLowerCase());
  return problem('cycle', { path }, { at: read?.at });
}

/** All assets built from this one, directly or not; without itself. */
export function downstream(graph: Graph, name: string): ReadonlySet<string> {
  return reach(name, (n) => graph.readers.get(n) ?? []);
}

/** All assets this one is built from, directly or not; without itself. */
export function upstream(graph: Graph, name: string): ReadonlySet<string> {
  return reach(name, (n) => graph.nodes.get(n)?.reads ?? []);
}

/** All that must be done before this asset in production: what it reads, and what the checks of that read. */
function waitsFor(graph: Graph, name: string): ReadonlySet<string> {
  const reads = (n: string) => graph.nodes.get(n)?.reads ?? [];
  return reach(name, (n) => [...reads(n), ...reads(n).flatMap((read) => graph.nodes.get(read)?.checkReads ?? [])]);
}

function reach(start: string, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...next(start)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...next(name));
  }
  return found;
}
