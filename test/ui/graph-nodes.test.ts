// The graph that is drawn stays readable: past the limit good neighbours are one node, and what is not good stays alone.

import { expect, test } from 'vitest';
import type { GraphNode, Mark } from '../../src/ui/documents.ts';
import { grouped } from '../../src/ui/state/graph-nodes.ts';

const node = (id: string, reads: readonly string[], mark: Mark = 'good', kind: GraphNode['kind'] = 'sql'): GraphNode => ({
  ...{ id, name: id, kind, mark, word: mark, rows: 1, consumers: 0, reads, members: [] },
});

test('up to the limit nothing is grouped', () => {
  const nodes = [node('a', []), node('b', ['a'])];
  expect(grouped(nodes, 2)).toEqual(nodes);
});

test('a thousand tables over one source are one group, the broken one beside them', () => {
  const tables = Array.from({ length: 1000 }, (_, i) => node(`t${i}`, ['s'], i === 500 ? 'broken' : 'good'));
  const drawn = grouped([node('s', [], 'good', 'source'), ...tables, node('last', ['t1', 't500'])], 300);
  expect(drawn.map((n) => [n.name, n.mark])).toEqual([
    ['s', 'good'],
    ['999 tables', 'good'],
    ['t500', 'broken'],
    ['last', 'good'],
  ]);
  const [, group, broken, last] = drawn;
  expect(group).toMatchObject({ kind: 'group', reads: ['s'] });
  expect(group?.members).toHaveLength(999);
  expect(broken?.reads).toEqual(['s']);
  expect(last?.reads).toEqual([group?.id, 't500']);
});

test('a chain of ten thousand becomes a short one, without a loop and with every member', () => {
  const chain = Array.from({ length: 10_000 }, (_, i) => node(`t${i}`, i ? [`t${i - 1}`] : []));
  const drawn = grouped(chain, 300);
  expect(drawn.length).toBeLessThanOrEqual(300);
  expect(drawn.length).toBeGreaterThan(1);
  expect(drawn.reduce((sum, n) => sum + Math.max(1, n.members.length), 0)).toBe(10_000);
  for (const n of drawn) expect(n.reads).not.toContain(n.id);
});

test('where everything is broken even that is grouped', () => {
  const nodes = Array.from({ length: 2_000 }, (_, i) => node(`t${i}`, [], 'broken'));
  expect(grouped(nodes, 300)).toMatchObject([{ name: '2000 tables', mark: 'broken' }]);
});
