// The graph as it is drawn: every node with its standing, and so many that they can be read: past a limit, good neighbours become one node. Pure.

import type { GraphNode, PromiseRow } from '../documents.ts';
import type { PageNode } from '../world.ts';
import type { Facts } from './facts.ts';
import { standingOf } from './marks.ts';

/** More are not laid out: nobody could read them. */
const nodesDrawn = 300;

export function graphNodes(facts: Facts, promises: readonly PromiseRow[]): readonly GraphNode[] {
  return grouped(
    facts.nodes.map((node) => graphNode(node, facts, promises)),
    nodesDrawn,
  );
}

function graphNode(node: PageNode, facts: Facts, promises: readonly PromiseRow[]): GraphNode {
  const pointer = node.kind === 'output' ? undefined : facts.pointers.get(node.name);
  const snapshot = pointer && facts.snapshots.get(pointer.snapshot);
  return {
    id: node.id,
    name: node.name,
    kind: node.kind,
    ...standingOf(node, facts, promises),
    rows: snapshot?.kind === 'table' ? snapshot.rows : null,
    consumers: node.kind === 'output' ? (facts.product?.outputs.get(node.name)?.consumers.length ?? 0) : 0,
    reads: node.reads,
    members: [],
  };
}

/** Nodes of one kind, mark and depth become a group until there are at most `limit`; what is not good is grouped last. */
export function grouped(nodes: readonly GraphNode[], limit: number): readonly GraphNode[] {
  if (nodes.length <= limit) return nodes;
  const depth = depths(nodes);
  const deepest = Math.max(...depth.values());
  for (const [keepBad, step] of [
    [true, 1],
    [true, Math.ceil(((deepest + 1) * 12) / limit)],
    [false, Math.ceil(((deepest + 1) * 24) / limit)],
  ] as const) {
    const groupOf = (node: GraphNode) =>
      keepBad && node.mark !== 'good' ? node.id : `group:${node.kind} ${node.mark} ${Math.floor((depth.get(node.id) ?? 0) / step)}`;
    const found = merge(nodes, groupOf);
    if (found.length <= limit) return found;
  }
  return merge(nodes, (node) => `group:${node.kind} ${node.mark}`);
}

function depths(nodes: readonly GraphNode[]): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const found = new Map<string, number>();
  // a loop, not a recursion: a chain may be ten thousand long
  const stack = nodes.map((n) => n.id);
  while (stack.length) {
    const id = stack.at(-1) as string;
    const reads = (byId.get(id)?.reads ?? []).filter((r) => byId.has(r));
    const missing = found.has(id) ? [] : reads.filter((r) => !found.has(r));
    if (missing.length) stack.push(...missing);
    else {
      if (!found.has(id))
        found.set(
          id,
          reads.reduce((most, r) => Math.max(most, (found.get(r) ?? 0) + 1), 0),
        );
      stack.pop();
    }
  }
  return found;
}

function merge(nodes: readonly GraphNode[], groupOf: (node: GraphNode) => string): readonly GraphNode[] {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const id = groupOf(node);
    groups.set(id, [...(groups.get(id) ?? []), node]);
  }
  const newId = new Map([...groups].flatMap(([id, members]) => members.map((m) => [m.id, members.length > 1 ? id : m.id] as const)));
  return [...groups].map(([id, members]) => {
    const [first] = members as [GraphNode];
    const own = members.length > 1 ? id : first.id;
    const reads = [...new Set(members.flatMap((m) => m.reads.map((r) => newId.get(r) ?? r)))].filter((r) => r !== own);
    if (members.length === 1) return { ...first, reads };
    const kinds = { sql: 'tables', source: 'sources', script: 'script tables', model: 'models', output: 'outputs', group: 'groups' };
    return {
      ...first,
      id,
      name: `${members.length} ${kinds[first.kind]}`,
      kind: 'group' as const,
      word: first.mark === 'good' ? 'all good' : first.word,
      rows: null,
      consumers: members.reduce((sum, m) => sum + m.consumers, 0),
      reads,
      members: members.map((m) => m.id),
    };
  });
}
