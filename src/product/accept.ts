// Adds an acceptance to the text of acceptances.yaml, which people edit too: comments, order and everything else stay as they are.

import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import type { Acceptance } from './product.ts';

const heading = ' Known failures, each with its reason. `trivet accept CHECK --because TEXT` writes here; the next `trivet ship` takes it to prod.';

/**
 * The new text of acceptances.yaml. Rows of a check that has an entry of the same columns already are merged into it: keys are added, the earlier
 * reason is kept before the new one, who and when are the new. An entry for another value is an entry of its own.
 * The text must be one that `parseProduct` accepts.
 */
export function withAcceptance(text: string | undefined, acceptance: Acceptance): string {
  const document = parseDocument(text ?? '', { schema: 'core', uniqueKeys: false });
  if (!isSeq(document.contents)) {
    document.contents = new YAMLSeq() as typeof document.contents;
    if (text === undefined) document.commentBefore = heading;
  }
  const list = document.contents as unknown as YAMLSeq<Node>;
  if (list.items.length === 0) list.flow = false;
  const earlier = list.items.find((item): item is YAMLMap => isMap(item) && sameRows(item, acceptance));
  if (earlier) merge(document, earlier, acceptance);
  else list.add(entryOf(document, acceptance));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Whether an entry is about the same check and its rows, or the same value. */
function sameRows(entry: YAMLMap, acceptance: Acceptance): boolean {
  if (String(entry.get('check')).toLowerCase() !== acceptance.check.toLowerCase()) return false;
  if (acceptance.value !== undefined) return entry.get('value') === acceptance.value;
  if (!entry.has('keys') && !entry.has('digests')) return false;
  const columns = entry.get('columns', true);
  const written = isSeq(columns) ? columns.items.map((item) => (isScalar(item) ? item.value : item)) : undefined;
  return JSON.stringify(written)?.toLowerCase() === JSON.stringify(acceptance.columns)?.toLowerCase();
}

function merge(document: Document.Parsed, entry: YAMLMap, acceptance: Acceptance): void {
  const before = String(entry.get('because') ?? '');
  if (!before.includes(acceptance.because)) entry.set('because', before ? `${before}; ${acceptance.because}` : acceptance.because);
  entry.set('by', acceptance.by);
  entry.set('when', acceptance.when);
  addNew(
    document,
    entry,
    'keys',
    (acceptance.keys ?? []).map((key) => flowRow(document, key)),
  );
  addNew(
    document,
    entry,
    'digests',
    (acceptance.digests ?? []).map((digest) => document.createNode(digest)),
  );
}

function addNew(document: Document.Parsed, entry: YAMLMap, member: 'keys' | 'digests', nodes: readonly Node[]): void {
  if (nodes.length === 0) return;
  let list = entry.get(member, true) as unknown;
  if (!isSeq(list)) {
    list = new YAMLSeq();
    entry.set(member, list);
  }
  const items = list as YAMLSeq<Node>;
  const there = new Set(items.items.map((node) => written(document, node)));
  for (const node of nodes) if (!there.has(written(document, node))) items.add(node);
}

/** A key's values as text, so that `7` and `'7'` are one, and null is none. */
function written(document: Document.Parsed, node: Node): string {
  const cell = (item: unknown): string | null => {
    const value = isScalar(item) ? item : undefined;
    if (!value || value.value === null) return null;
    return typeof value.value === 'string' ? value.value : (value.source ?? String(value.value));
  };
  return JSON.stringify(isSeq(node) ? node.items.map(cell) : isScalar(node) ? cell(node) : node.toJS(document));
}

function flowRow(document: Document.Parsed, key: readonly (string | null)[]): Node {
  const row = document.createNode([...key]) as YAMLSeq;
  row.flow = true;
  return row;
}

function entryOf(document: Document.Parsed, acceptance: Acceptance): YAMLMap {
  const entry = new YAMLMap();
  for (const member of ['check', 'because', 'by', 'when'] as const) entry.set(document.createNode(member), document.createNode(acceptance[member]));
  if (acceptance.columns) entry.set(document.createNode('columns'), flowRow(document, acceptance.columns));
  addNew(
    document,
    entry,
    'keys',
    (acceptance.keys ?? []).map((key) => flowRow(document, key)),
  );
  addNew(
    document,
    entry,
    'digests',
    (acceptance.digests ?? []).map((digest) => document.createNode(digest)),
  );
  if (acceptance.value !== undefined) entry.set(document.createNode('value'), document.createNode(acceptance.value));
  return entry;
}
