// What a yaml's text lacks of data that goes on from it, as pieces of text for certain places of it. The rest of the text is not looked at.

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { flowSplices } from './flow-splices.ts';
import { beginsLine, contentEnd, indentOf, type Layout, lineBelow, pastComments } from './layout.ts';
import { type Data, type DataMap, keyText, type Said } from './yaml-data.ts';

/** Text to stand in place of a range; pieces for one place go there in their order. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Keys whose members get a line each. */
const ofLines: ReadonlySet<string> = new Set(['columns', 'checks', 'properties', 'quality']);

/** The key that a value belongs to. `column`: where it stands; undefined: inside of `{ }` or `[ ]`, or in a list. */
interface Holder {
  readonly key: string;
  readonly column: number | undefined;
}

/** `said` must be what the document says and more of it; undefined: it can't be said by adding text. */
export function splicesFor(document: Document.Parsed, said: Said, layout: Layout): readonly Splice[] | undefined {
  const { contents } = document;
  const { root: wanted, shared } = said;
  const nothing = contents === null || (isScalar(contents) && contents.value === null && !contents.source);
  if (!nothing) return below(contents as Node, wanted, { key: '', column: undefined }, shared, layout);
  if (!(wanted instanceof Map)) return undefined;
  const from = contents?.range?.[0];
  const at = from === undefined ? layout.text.length : pastComments(layout.text, lineBelow(layout.text, from), -1);
  return [linesAt(at, pairLines([...wanted], 0, layout), layout)];
}

function below(node: Node, wanted: Data, holder: Holder, shared: Said['shared'], layout: Layout): readonly Splice[] | undefined {
  if (isMap(node) && wanted instanceof Map) return ofMap(node as YAMLMap, wanted, holder, shared, layout);
  if (isSeq(node) && Array.isArray(wanted)) return ofList(node as YAMLSeq, wanted, holder, shared, layout);
  const single = isAlias(node) ? !shared.has(wanted) : isScalar(node);
  if (!single || typeof wanted !== 'object' || wanted === null) return [];
  return instead(node, wanted, holder, layout);
}

function ofMap(map: YAMLMap, wanted: DataMap, holder: Holder, shared: Said['shared'], layout: Layout): readonly Splice[] | undefined {
  const found: Splice[] = [];
  const known = new Set<string>();
  for (const { key, value } of map.items) {
    const name = keyText(key);
    const of = wanted.get(name);
    const column = map.flow ? undefined : indentOf(map);
    const inner = known.has(name) || of === undefined || !value ? [] : below(value as Node, of, { key: name, column }, shared, layout);
    if (!inner) return undefined;
    found.push(...inner);
    known.add(name);
  }
  const fresh = [...wanted].filter(([name]) => !known.has(name));
  if (fresh.length === 0) return found;
  if (!map.flow) return [...found, linesAt(endOf(map, layout), pairLines(fresh, indentOf(map), layout), layout)];
  if (map.items.length === 0 && takesLines(holder, layout)) return instead(map, wanted, holder, layout);
  return [...found, ...flowSplices(map, (indent) => fresh.map(([name, one]) => layout.key(name) + layout.value(one, indent)), layout)];
}

function ofList(list: YAMLSeq, wanted: readonly Data[], holder: Holder, shared: Said['shared'], layout: Layout): readonly Splice[] | undefined {
  const found: Splice[] = [];
  for (const [i, item] of (list.items as readonly Node[]).entries()) {
    const inner = below(item, wanted[i] ?? null, { key: '', column: undefined }, shared, layout);
    if (!inner) return undefined;
    found.push(...inner);
  }
  const fresh = wanted.slice(list.items.length);
  if (fresh.length === 0) return found;
  if (!list.flow) return [...found, linesAt(endOf(list, layout), itemLines(fresh, indentOf(list), layout), layout)];
  if (list.items.length === 0 && takesLines(holder, layout)) return instead(list, [...wanted], holder, layout);
  return [...found, ...flowSplices(list, (indent) => fresh.map((item) => layout.value(item, indent)), layout)];
}

const takesLines = ({ key, column }: Holder, { json }: Layout): boolean => !json && column !== undefined && ofLines.has(key);

/** A map or a list where there is one value, none, or an empty `{}`. */
function instead(node: Node, wanted: Data, holder: Holder, layout: Layout): readonly Splice[] | undefined {
  const { text } = layout;
  const [from, to] = node.range ?? [0, 0];
  const written = text.slice(from, to);
  if (/[\n#]/.test(written)) return undefined;
  if (holder.column !== undefined && takesLines(holder, layout)) {
    const lines =
      wanted instanceof Map ? pairLines([...wanted], holder.column + layout.step, layout) : itemLines(wanted, holder.column + layout.dash, layout);
    const added = linesAt(pastComments(text, lineBelow(text, from), holder.column), lines, layout);
    const gap = /[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0;
    return written === '' ? [added] : [{ from: from - gap, to, text: '' }, added];
  }
  const before = /\s/.test(text[from - 1] ?? '\n') ? '' : ' ';
  const after = /[^\s,}\]]/.test(text[to] ?? '\n') ? ' ' : '';
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', from) + 1))?.[0];
  return [{ from, to, text: before + layout.value(wanted, indent) + after }];
}

const endOf = (node: YAMLMap | YAMLSeq, { text }: Layout): number => pastComments(text, lineBelow(text, contentEnd(node)), indentOf(node));

function pairLines(pairs: readonly (readonly [string, Data])[], column: number, layout: Layout): readonly string[] {
  const pad = ' '.repeat(column);
  return pairs.flatMap(([name, value]) => {
    if (!ofLines.has(name) || typeof value !== 'object' || value === null) return [`${pad}${layout.key(name)}${layout.value(value)}`];
    const head = `${pad}${layout.key(name).trimEnd()}`;
    if (Array.isArray(value)) return [head, ...itemLines(value, column + layout.dash, layout)];
    const inner = ' '.repeat(column + layout.step);
    return [head, ...[...value].map(([key, one]) => `${inner}${layout.key(key)}${layout.value(one)}`)];
  });
}

function itemLines(items: Data, column: number, layout: Layout): readonly string[] {
  return Array.isArray(items) ? items.map((item) => `${' '.repeat(column)}- ${layout.value(item)}`) : [];
}

/** Lines of their own; a text without a line end at its end stays one. */
function linesAt(at: number, lines: readonly string[], { text, end }: Layout): Splice {
  const whole = lines.join(end);
  return { from: at, to: at, text: beginsLine(text, at) ? `${whole}${end}` : `${end}${whole}` };
}
