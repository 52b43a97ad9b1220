// Puts proposed checks into the text of a yaml that people edit too: comments, order and everything else stay as they are. Writes no file.

import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { asWritten } from './as-written.ts';
import type { ProposedCheck } from './rehearsal.ts';

/** The text of sources/NAME.yaml or assets/NAME.yaml with these checks; `text` absent: there was no file. It must be one that the product reads. */
export function withChecks(text: string | undefined, checks: readonly ProposedCheck[]): string {
  const document = parseDocument(text ?? '', { schema: 'core', uniqueKeys: false });
  const root = rootOf(document);
  for (const check of checks) addShort(document, root, check);
  return asWritten(document, text ?? '');
}

/**
 * The text of a contract of the Open Data Contract Standard with more said of one of its tables; undefined: it has no such table.
 * `pieces`: YAML with `properties` and `quality`, as a proposal spells it.
 */
export function withContractChecks(text: string, table: string, pieces: readonly string[]): string | undefined {
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false });
  const found = itemNamed(document.get('schema', true), table);
  if (!found) return undefined;
  for (const piece of pieces) {
    const more = parseDocument(piece, { schema: 'core' }).toJS() as { properties?: readonly More[]; quality?: readonly unknown[] };
    for (const property of more.properties ?? []) addProperty(document, found, property);
    for (const rule of more.quality ?? []) addItem(document, found, 'quality', rule);
  }
  return asWritten(document, text);
}

function rootOf(document: Document.Parsed): YAMLMap {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as unknown as typeof document.contents;
  const root = document.contents as unknown as YAMLMap;
  if (root.items.length === 0) root.flow = false;
  return root;
}

function addShort(document: Document.Parsed, root: YAMLMap, check: ProposedCheck): void {
  if (check.place === 'column') addColumn(document, mapAt(document, root, 'columns'), check.column, check.settings);
  else if (check.place === 'key') root.set('key', document.createNode(check.columns.length === 1 ? check.columns[0] : check.columns, { flow: true }));
  else if (check.place === 'rows') setAll(document, mapAt(document, root, 'rows', true), check.settings);
  else {
    const all = mapAt(document, root, 'checks');
    all.set(freeName(all, check.name), document.createNode(check.settings, { flow: true }));
  }
}

/** A column may be missing, empty, a type alone (`delay: integer`), or a map. */
function addColumn(document: Document.Parsed, columns: YAMLMap, name: string, settings: Readonly<Record<string, unknown>>): void {
  const key = keyOf(columns, name) ?? name;
  const value: unknown = columns.get(key, true);
  if (isMap(value)) {
    setAll(document, value as YAMLMap, settings);
    return;
  }
  const type = isScalar(value) && value.value !== null ? { type: value.value } : {};
  columns.set(key, document.createNode({ ...type, ...settings }, { flow: true }));
}

/** The map of a name; it is made where there is none. */
function mapAt(document: Document.Parsed, parent: YAMLMap, name: string, flow = false): YAMLMap {
  const there: unknown = parent.get(name, true);
  if (isMap(there)) {
    // An empty `{}` would take its new members in flow.
    if ((there as YAMLMap).items.length === 0 && !flow) (there as YAMLMap).flow = false;
    return there as YAMLMap;
  }
  const made = document.createNode({}, { flow }) as unknown as YAMLMap;
  made.flow = flow;
  parent.set(name, made);
  return made;
}

function setAll(document: Document.Parsed, map: YAMLMap, settings: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(settings)) map.set(name, document.createNode(value, { flow: true }));
}

/** The key as the map writes it. */
function keyOf(map: YAMLMap, name: string): string | undefined {
  const keys = map.items.map((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key));
  return keys.find((key) => key === name) ?? keys.find((key) => key.toLowerCase() === name.toLowerCase());
}

function freeName(map: YAMLMap, name: string): string {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name}-${n}`;
    if (keyOf(map, tried) === undefined) return tried;
  }
}

/** The item of a list of a contract with that `name` or `physicalName`. */
function itemNamed(list: unknown, name: string): YAMLMap | undefined {
  const items = isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
  const called = (item: YAMLMap, by: string): boolean => String(item.get(by) ?? '').toLowerCase() === name.toLowerCase();
  return items.find((item) => called(item, 'name')) ?? items.find((item) => called(item, 'physicalName'));
}

type More = Readonly<Record<string, unknown>> & { readonly name: string };

/** What is said of a property beside what stands there: maps are joined, lists go on, other values are replaced. */
function addProperty(document: Document.Parsed, table: YAMLMap, { name, ...more }: More): void {
  const property = itemNamed(table.get('properties', true), name);
  if (!property) {
    addItem(document, table, 'properties', { name, ...more });
    return;
  }
  for (const [key, value] of Object.entries(more)) {
    const own: unknown = property.get(key, true);
    if (Array.isArray(value)) for (const item of value) addItem(document, property, key, item);
    else if (typeof value === 'object' && value !== null && isMap(own)) setAll(document, own as YAMLMap, value as Readonly<Record<string, unknown>>);
    else property.set(key, document.createNode(value, { flow: true }));
  }
}

function addItem(document: Document.Parsed, parent: YAMLMap, name: string, item: unknown): void {
  let list: unknown = parent.get(name, true);
  if (!isSeq(list)) {
    list = new YAMLSeq();
    parent.set(name, list);
  }
  (list as YAMLSeq).add(document.createNode(item, { flow: true }));
}
