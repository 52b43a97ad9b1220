// A yaml's or a JSON's text that says more than before, in which all that was there is still written as its author wrote it. What can't be said so is told.

import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { jsonText } from './flow-text.ts';
import { isJson, type Layout, layoutOf, markOf } from './layout.ts';
import { type Splice, splicesFor } from './splices.ts';
import { type Data, keyText, plainOf, type Said, saidIn } from './yaml-data.ts';

/** A text to be read and altered here. */
export const opened = (text: string): Document.Parsed => parseDocument(text, { schema: 'core', uniqueKeys: false, keepSourceTokens: true });

/** The text with what `said` has besides; undefined: no text was found that says it. `document`: the opened text. */
export function asWritten(document: Document.Parsed, text: string, said: Said): string | undefined {
  if (document.errors.length > 0) return undefined;
  const layout = layoutOf(document, text);
  const splices = splicesFor(document, said, layout);
  const wanted = said.root;
  const spliced = splices && withSplices(text, splices);
  if (spliced !== undefined && says(spliced, wanted, layout)) return spliced;
  const anew = printed(wanted, layout);
  return anew !== undefined && says(anew, wanted, layout) ? anew : undefined;
}

function withSplices(text: string, splices: readonly Splice[]): string {
  let at = 0;
  let whole = '';
  for (const splice of splices.toSorted((a, b) => a.from - b.from)) {
    whole += text.slice(at, splice.from) + splice.text;
    at = Math.max(at, splice.to);
  }
  return whole + text.slice(at);
}

function says(text: string, wanted: Data, { json }: Layout): boolean {
  const document = opened(text);
  if (document.errors.length > 0 || (json && !isJson(text.slice(markOf(text).length)))) return false;
  return isDeepStrictEqual(saidIn(document).root, wanted);
}

/** The whole document anew, with its comments; undefined: it can't be printed. */
function printed(wanted: Data, { text, end, json }: Layout): string | undefined {
  const mark = markOf(text);
  if (json) return `${mark}${jsonText(wanted, json, '')}${/\s*$/.exec(text)?.[0] ?? ''}`;
  const document = parseDocument(text.replaceAll('\r\n', '\n'), { schema: 'core', uniqueKeys: false, intAsBigInt: true });
  if (document.contents === null) document.contents = document.createNode({}) as unknown as typeof document.contents;
  document.contents = grown(document, document.contents as Node, wanted) as typeof document.contents;
  try {
    const lines = document.toString({ lineWidth: 0, flowCollectionPadding: true });
    return mark + lines.replace(/^\ufeff/, '').replaceAll('\n', end);
  } catch {
    // an alias whose anchor went with what was replaced
    return undefined;
  }
}

/** The node with what the data has besides. */
function grown(document: Document.Parsed, node: Node | null, wanted: Data): Node {
  const made = (value: Data): Node => document.createNode(plainOf(value), { flow: true });
  if (isMap(node) && wanted instanceof Map) {
    const map = node as YAMLMap;
    const known = new Map(map.items.toReversed().map((pair) => [keyText(pair.key), pair] as const));
    for (const [key, value] of wanted) {
      const pair = known.get(key);
      if (pair) pair.value = grown(document, pair.value as Node | null, value);
      else map.items.push(document.createPair(key, made(value)));
    }
    return map;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    const list = node as YAMLSeq;
    list.items = wanted.map((value, i) => (i < list.items.length ? grown(document, list.items[i] as Node, value) : made(value)));
    return list;
  }
  const replaced = typeof wanted === 'object' && wanted !== null && (node === null || isScalar(node));
  return replaced || node === null ? made(wanted) : node;
}
