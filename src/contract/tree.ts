// A contract file as maps, lists and single values, each with its place. Knows no key by name.

import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Json, Place, Problem } from '../base/index.ts';
import { type CodeFile, openYaml, placeOf, placeOfSpot, type Spot, writtenText } from '../product/index.ts';
import type { DocumentPath, JsonMap } from './document.ts';
import { problem } from './problems.ts';

interface Placed {
  readonly spot: Spot;
}
export interface Single extends Placed {
  readonly kind: 'single';
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes. */
  readonly text: string;
}
export interface ListTree extends Placed {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}
export interface MapTree extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface Entry {
  readonly key: Spot;
  readonly value: Tree;
}
export type Tree = Single | ListTree | MapTree;

/** An alias that repeats aliases can mean a document of any size; nobody writes one of so many values by hand. */
const mostValues = 300_000;

/** Opens a YAML or JSON file; undefined when it can't be read, which goes to `problems`. A key given twice is told, and the first is kept. */
export function openTree(file: CodeFile, problems: Problem[]): Tree | undefined {
  const root = openYaml(file, problems);
  if (!root) return undefined;
  // finding what an alias means takes a walk through the document: once for each is enough
  const found = new Map<Node | null, Node | null>();
  const resolve = (node: Node | null): Node | null => {
    const known = found.get(node) ?? (isAlias(node) ? root.yaml.resolve(node) : node);
    if (isAlias(node)) found.set(node, known);
    return known;
  };
  const reading = { problems, left: mostValues, resolve };
  const tree = treeOf(root, reading);
  if (reading.left > 0) return tree;
  problems.push(problem('too-large', { most: mostValues }, { at: { file: file.path } }));
  return undefined;
}

interface Reading {
  readonly problems: Problem[];
  left: number;
  readonly resolve: (node: Node | null) => Node | null;
}

function treeOf(spot: Spot, reading: Reading): Tree {
  const { node } = spot;
  reading.left--;
  if (reading.left <= 0) return { kind: 'single', value: null, text: '', spot };
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => treeOf(inside(reading, spot, item as Node | null, spot.near), reading)), spot };
  if (isMap(node)) return mapOf(spot, reading);
  const value = isScalar(node) ? node.value : null;
  const text = writtenText(node) ?? '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { kind: 'single', value, text, spot };
  return { kind: 'single', value: typeof value === 'bigint' ? Number(value) : null, text, spot };
}

function mapOf(spot: Spot, reading: Reading): MapTree {
  const entries = new Map<string, Entry>();
  for (const pair of isMap(spot.node) ? spot.node.items : []) {
    const key = inside(reading, spot, pair.key as Node | null, spot.near);
    const name = writtenText(key.node) ?? '';
    const [, end] = key.node?.range ?? [spot.near, spot.near];
    const first = entries.get(name);
    if (first) reading.problems.push(problem('duplicate-key', { key: name, line: placeOfSpot(first.key).line ?? 0 }, { at: placeOfSpot(key) }));
    else entries.set(name, { key, value: treeOf(inside(reading, spot, pair.value as Node | null, end), reading) });
  }
  return { kind: 'map', entries, spot };
}

const inside = ({ resolve }: Reading, { yaml }: Spot, node: Node | null, near: number): Spot => ({ yaml, node: resolve(node), path: '', near });

/** The place of a value: of a text or number all of it, of a map or a list where it begins. */
export const placeOfTree = ({ spot }: Tree): Place => (spot.node ? placeOfSpot(spot) : placeOf(spot.yaml, spot.near, 1));

/** What stands below a key of a map; undefined when it is no map, or has no such key. */
export function member(tree: Tree | undefined, key: string | number): Tree | undefined {
  if (tree?.kind === 'map') return tree.entries.get(String(key))?.value;
  return tree?.kind === 'list' && typeof key === 'number' ? tree.items[key] : undefined;
}

/** What stands at a path; the nearest part around it when nothing stands there. */
export function treeAt(root: Tree, path: DocumentPath): Tree {
  let tree = root;
  for (const key of path) {
    const next = member(tree, key);
    if (!next) break;
    tree = next;
  }
  return tree;
}

export function jsonOf(tree: Tree): Json {
  if (tree.kind === 'single') return tree.value;
  return tree.kind === 'list' ? tree.items.map(jsonOf) : jsonOfMap(tree);
}

export const jsonOfMap = (tree: MapTree): JsonMap => Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, jsonOf(value)]));

/** A number as it is, or as its text where it would lose digits as a JavaScript number. */
export function exact(tree: Tree): number | string | undefined {
  if (tree.kind !== 'single' || (typeof tree.value !== 'number' && typeof tree.value !== 'string')) return undefined;
  const { value, text } = tree;
  return typeof value === 'number' && /^[-+]?\d+$/.test(text) && !Number.isSafeInteger(value) ? text : value;
}

/** A part as JSON whose whole numbers lose no digits: those that no JavaScript number holds are texts. */
export function exactJsonOf(tree: Tree): Json {
  if (tree.kind === 'single') return exact(tree) ?? tree.value;
  return tree.kind === 'list' ? tree.items.map(exactJsonOf) : exactJsonOfMap(tree);
}

export const exactJsonOfMap = (tree: MapTree): JsonMap => Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, exactJsonOf(value)]));
