// New members of a map or a list that is written in `{ }` or `[ ]`, on one line or on several.

import { isMap, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Layout } from './layout.ts';
import type { Splice } from './splices.ts';

/** `members`: the new ones, as they are written with that indentation. */
export function flowSplices(node: YAMLMap | YAMLSeq, members: (indent?: string) => readonly string[], layout: Layout): readonly Splice[] {
  const { text, end, comma } = layout;
  const [open, shut] = node.range ?? [0, 0, 0];
  const close = shut - 1;
  const last = lastOf(node);
  if (!last) return intoEmpty(node, open, close, members, layout);
  const rest = text.slice(last.to, close);
  // comments may stand before a comma at the end
  const trailing = /^(?:[ \t\r\n]|(?<=[ \t\r\n])#.*)*,/.exec(rest)?.[0].length ?? 0;
  const after = last.to + trailing;
  const indent = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, last.from))?.[1];
  if (indent === undefined) return [at(after, `${trailing > 0 ? ' ' : comma}${members().join(comma)}`)];
  const fresh = members(indent).map((member) => `${end}${indent}${member}`);
  const stop = /\r?\n/.exec(text.slice(after, close))?.index;
  if (stop === undefined) return [at(after, `${trailing > 0 ? '' : ','}${fresh.join(',')}`)];
  const added = at(after + stop, `${fresh.join(',')}${trailing > 0 ? ',' : ''}`);
  return trailing > 0 ? [added] : [at(after, ','), added];
}

const at = (from: number, text: string): Splice => ({ from, to: from, text });

function lastOf(node: YAMLMap | YAMLSeq): { readonly from: number; readonly to: number } | undefined {
  const last = node.items.at(-1) as Pair<Node, Node | null> | Node | undefined;
  if (!last) return undefined;
  const [first, final] = isMap(node) ? [(last as Pair<Node>).key, (last as Pair<Node, Node | null>).value] : [last as Node, last as Node];
  const from = first.range?.[0] ?? 0;
  return { from, to: final?.range?.[1] ?? first.range?.[1] ?? from };
}

function intoEmpty(
  node: YAMLMap | YAMLSeq,
  open: number,
  close: number,
  members: (indent?: string) => readonly string[],
  { text, end, comma, json }: Layout,
): readonly Splice[] {
  if (json?.step !== undefined) {
    const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', open) + 1))?.[0] ?? '';
    const inner = indent + json.step;
    const lines = members(inner).map((member) => inner + member);
    return [{ from: open + 1, to: close, text: `${end}${lines.join(`,${end}`)}${end}${indent}` }];
  }
  const pad = isMap(node) && !json ? ' ' : '';
  const from = text.slice(open + 1, close).trim() === '' ? open + 1 : close;
  return [{ from, to: close, text: `${pad}${members().join(comma)}${pad}` }];
}
