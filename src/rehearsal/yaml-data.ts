// What a YAML document says, without how it is written: to alter it in memory and to compare two texts by it. Writes nothing.

import { type Document, isAlias, isMap, isScalar, isSeq } from 'yaml';

export type Data = string | number | bigint | boolean | null | DataMap | Data[];
export type DataMap = Map<string, Data>;

export interface Said {
  readonly root: Data;
  /** Maps and lists that stand at several places by an alias: what is put into one is put into all. */
  readonly shared: ReadonlySet<Data>;
}

/** Keys are as they are written; of a key that is given twice the first counts. */
export function saidIn(document: Document): Said {
  const anchors = new Map<string, Data>();
  const shared = new Set<Data>();
  const read = (node: unknown): Data => {
    if (isAlias(node)) {
      const named = anchors.get(node.source) ?? null;
      if (typeof named === 'object') shared.add(named);
      return named;
    }
    if (isMap(node)) {
      const map: DataMap = new Map();
      if (node.anchor) anchors.set(node.anchor, map);
      for (const { key, value } of node.items) if (!map.has(keyText(key))) map.set(keyText(key), read(value));
      return map;
    }
    if (isSeq(node)) {
      const list: Data[] = [];
      if (node.anchor) anchors.set(node.anchor, list);
      for (const item of node.items) list.push(read(item));
      return list;
    }
    const value = isScalar(node) ? ((node.value ?? null) as Data) : null;
    if (isScalar(node) && node.anchor) anchors.set(node.anchor, value);
    return value;
  };
  return { root: read(document.contents), shared };
}

/** A key's text without quotes: `1.10` and `0123` stay what they are. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key ?? '');
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Settings as data; what is undefined is left out. */
export function dataOf(value: unknown): Data {
  if (Array.isArray(value)) return value.map(dataOf);
  if (typeof value !== 'object' || value === null) return (value ?? null) as Data;
  return new Map(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, dataOf(one)] as const])));
}

/** Data as plain values. */
export function plainOf(data: Data): unknown {
  if (Array.isArray(data)) return data.map(plainOf);
  return data instanceof Map ? Object.fromEntries([...data].map(([key, value]) => [key, plainOf(value)])) : data;
}
