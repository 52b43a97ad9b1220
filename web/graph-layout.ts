// Where the nodes of the graph lie and how the lines run. From left to right where there is room, else from top to bottom.

import { Graph, layout } from '@dagrejs/dagre';
import type { GraphNode } from '../src/ui/documents.ts';

export interface Placed {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Placed>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
}

const lineHeight = 18;
const least = { across: 164, down: 96 };
const most = { across: 220, down: 150 };
/** Lines of the words below the name, even where fewer are needed. */
const usual = { across: 1, down: 2 };
/** Beside the name: padding and the mark. */
const beside = 46;

/** Widths of texts as this browser draws them. */
function measure(): (text: string) => number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return (text) => text.length * 7.5;
  pen.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
  return (text) => pen.measureText(text).width;
}

interface Label {
  width: number;
  height: number;
  x: number;
  y: number;
}

export function layOut(nodes: readonly GraphNode[], down: boolean): Layout {
  const widthOf = measure();
  const way = down ? 'down' : 'across';
  const graph = new Graph();
  graph.setGraph({
    rankdir: down ? 'TB' : 'LR',
    nodesep: down ? 10 : 18,
    edgesep: down ? 6 : 10,
    ranksep: down ? 36 : 56,
    marginx: down ? 1 : 4,
    marginy: 6,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const width = Math.ceil(Math.min(most[way], Math.max(least[way], widthOf(node.name) + beside)));
    const room = width - beside;
    // wrapped texts waste some of their lines: a line too many hurts nobody, one too few would cut
    const lines = (of: number) => (of <= room ? 1 : Math.ceil((of * 1.12) / room));
    // a place is kept for longer words, so that the drawing stays where it is when the state changes
    const words = Math.max(usual[way], lines(widthOf(node.word) * 0.86));
    graph.setNode(node.id, { width, height: 18 + lines(widthOf(node.name)) * lineHeight + words * 16 });
  }
  const known = new Set(nodes.map((n) => n.id));
  for (const node of nodes) for (const read of node.reads) if (known.has(read)) graph.setEdge(read, node.id);
  layout(graph);
  return placedOf(graph, nodes);
}

function placedOf(graph: InstanceType<typeof Graph>, nodes: readonly GraphNode[]): Layout {
  const placed = nodes.map(({ id }): Placed => {
    const { x, y, width, height } = graph.node(id) as unknown as Label;
    return { id, left: Math.round(x - width / 2), top: Math.round(y - height / 2), width, height };
  });
  const edges = graph.edges().map(({ v, w }) => {
    const { points } = graph.edge(v, w) as unknown as { readonly points: readonly { readonly x: number; readonly y: number }[] };
    return { from: v, to: w, path: smooth(points) };
  });
  return {
    width: Math.ceil(Math.max(0, ...placed.map((n) => n.left + n.width)) + 6),
    height: Math.ceil(Math.max(0, ...placed.map((n) => n.top + n.height)) + 8),
    nodes: new Map(placed.map((n) => [n.id, n])),
    edges,
  };
}

/** Through the middles between the points, bending at the points. */
function smooth(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const round = (n: number) => n.toFixed(1);
  const last = rest.at(-1) ?? first;
  const bends = rest.slice(0, -1).map((p, i) => {
    const next = rest[i + 1] ?? p;
    const end = i === rest.length - 2 ? next : { x: (p.x + next.x) / 2, y: (p.y + next.y) / 2 };
    return `Q${round(p.x)} ${round(p.y)} ${round(end.x)} ${round(end.y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${bends.length ? bends.join('') : `L${round(last.x)} ${round(last.y)}`}`;
}

const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The node that an arrow key leads to: the nearest in that direction, what is straight ahead before what is aside. */
export function neighbour(from: string, key: string, { nodes }: Layout): string | undefined {
  const [dx, dy] = steps[key] ?? [0, 0];
  const here = nodes.get(from);
  if (!here || (dx === 0 && dy === 0)) return undefined;
  const middle = (n: Placed) => [n.left + n.width / 2, n.top + n.height / 2] as const;
  const [x, y] = middle(here);
  let best: string | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (const other of nodes.values()) {
    const [ox, oy] = middle(other);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (other.id === from || ahead < 8 || ahead + 2 * aside >= nearest) continue;
    nearest = ahead + 2 * aside;
    best = other.id;
  }
  return best;
}
