// Who relies on a node: the declared consumers of every output that it reaches. Pure.

import type { ConsumerRow } from '../detail-documents.ts';
import type { Facts } from '../state/facts.ts';

export function consumersBehind(id: string, { nodes, product }: Facts): readonly ConsumerRow[] {
  const readers = new Map<string, string[]>();
  for (const node of nodes) for (const read of node.reads) readers.set(read, [...(readers.get(read) ?? []), node.id]);
  const reached = new Set([id]);
  for (const next of reached) for (const reader of readers.get(next) ?? []) reached.add(reader);
  return nodes
    .filter((n) => n.kind === 'output' && reached.has(n.id))
    .flatMap((n) =>
      (product?.outputs.get(n.name)?.consumers ?? []).map(({ name, contact, uses }) => ({
        output: n.name,
        name,
        contact: contact ?? null,
        uses: uses ?? null,
      })),
    );
}
