// Sources, assets and outputs as a graph of buttons over drawn lines. Arrow keys move in it, Enter opens a node.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GraphNode, PageState } from '../src/ui/documents.ts';
import { Empty } from './command.tsx';
import { type Layout, layOut, neighbour, type Placed } from './graph-layout.ts';
import { Mark } from './mark.tsx';
import { plural, short } from './words.ts';

interface GraphProps {
  readonly state: PageState;
  readonly open: (id: string) => void;
}

const narrow = '(max-width: 40rem)';

function useNarrow(): boolean {
  const [is, set] = useState(() => matchMedia(narrow).matches);
  useEffect(() => {
    const query = matchMedia(narrow);
    const listen = () => set(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return is;
}

export function Graph({ state, open }: GraphProps) {
  const { nodes, of } = state.graph;
  return (
    <section class="wide" aria-labelledby="graph">
      <h2 id="graph">
        From sources to outputs
        {nodes.length < of && <span class="plain"> {plural(of, 'node')}, grouped</span>}
      </h2>
      {nodes.length === 0 ? (
        <Empty what="There is no live release whose graph could be drawn." command="trivet ship" folder={state.folder} />
      ) : (
        <Drawing nodes={nodes} open={open} />
      )}
    </section>
  );
}

function Drawing({ nodes, open }: { readonly nodes: readonly GraphNode[]; readonly open: (id: string) => void }) {
  const down = useNarrow();
  const shape = JSON.stringify(nodes.map((n) => [n.id, n.name, n.word, n.reads]));
  const drawn = useMemo(() => layOut(nodes, down), [shape, down]);
  const [current, setCurrent] = useState('');
  const at = drawn.nodes.has(current) ? current : (nodes[0]?.id ?? '');
  const box = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const to = event.key === 'Home' ? nodes[0]?.id : event.key === 'End' ? nodes.at(-1)?.id : neighbour(at, event.key, drawn);
    if (to === undefined) return;
    event.preventDefault();
    setCurrent(to);
    box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(to)}"]`)?.focus();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: not a group of form fields */}
      <div class="graph" role="group" aria-label="the graph: arrow keys move, Enter opens" ref={box} onKeyDown={move}>
        <div class="graph-canvas" style={{ width: `${drawn.width}px`, height: `${drawn.height}px` }}>
          <Edges drawn={drawn} near={at} />
          {nodes.map((node) => {
            const place = drawn.nodes.get(node.id);
            return (
              place && (
                <Node
                  key={node.id}
                  node={node}
                  place={place}
                  tabbable={node.id === at}
                  focused={() => setCurrent(node.id)}
                  open={() => open(node.id)}
                />
              )
            );
          })}
        </div>
      </div>
      <Legend nodes={nodes} />
    </>
  );
}

function Edges({ drawn, near }: { readonly drawn: Layout; readonly near: string }) {
  return (
    <svg class="edges" width={drawn.width} height={drawn.height} aria-hidden="true">
      {drawn.edges.map(({ from, to, path }) => (
        <path key={`${from} ${to}`} class={from === near || to === near ? 'near' : undefined} d={path} />
      ))}
    </svg>
  );
}

const kinds: Readonly<Record<GraphNode['kind'], string>> = {
  source: 'source',
  sql: 'table',
  script: 'table by script',
  model: 'model',
  output: 'output',
  group: 'group',
};

interface NodeProps {
  readonly node: GraphNode;
  readonly place: Placed;
  readonly tabbable: boolean;
  readonly focused: () => void;
  readonly open: () => void;
}

function Node({ node, place, tabbable, focused, open }: NodeProps) {
  const { left, top, width, height } = place;
  const size = node.rows === null ? (node.consumers ? plural(node.consumers, 'consumer') : '') : `${short(node.rows)} rows`;
  return (
    <button
      type="button"
      class={`node node-${node.kind} node-${node.mark}`}
      data-id={node.id}
      tabIndex={tabbable ? 0 : -1}
      style={{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` }}
      onFocus={focused}
      onClick={open}
      aria-haspopup="dialog"
    >
      <Mark mark={node.mark} said={`${kinds[node.kind]}, ${node.word}:`} />
      <span class="node-text">
        <strong>{node.name}</strong>
        <small>{node.mark === 'good' && size ? size : node.word}</small>
      </span>
    </button>
  );
}

function Legend({ nodes }: { readonly nodes: readonly GraphNode[] }) {
  const here = new Set(nodes.map((n) => n.kind));
  const marks = new Set(nodes.map((n) => n.mark));
  const words = { good: 'passes', attention: 'needs attention', broken: 'broken', none: 'not known' } as const;
  return (
    <p class="legend soft">
      {(['source', 'sql', 'script', 'model', 'output'] as const)
        .filter((kind) => here.has(kind))
        .map((kind) => (
          <span key={kind}>
            <i class={`swatch node-${kind}`} /> {kinds[kind]}
          </span>
        ))}
      {(['good', 'attention', 'broken', 'none'] as const)
        .filter((mark) => marks.has(mark))
        .map((mark) => (
          <span key={mark}>
            <Mark mark={mark} said="" /> {words[mark]}
          </span>
        ))}
    </p>
  );
}
