// Writes what a unit test expects into the text of tests/ASSET.yaml, at its place: every other byte of the file stays as it is.

import { isMap, isScalar, isSeq, type Pair, parse, parseDocument, type YAMLMap } from 'yaml';
import type { Scalar } from '../product.ts';

/** What was seen of an asset, to be expected of it: rows, or a model's metrics. */
export type Expectation =
  | {
      readonly kind: 'rows';
      /** `exact`: texts of the column are numbers with all their digits, and stay numbers. */
      readonly columns: readonly { readonly name: string; readonly exact: boolean }[];
      readonly rows: readonly (readonly Scalar[])[];
    }
  | { readonly kind: 'metrics'; readonly metrics: Readonly<Record<string, number>> };

export interface Written {
  /** The whole file. */
  readonly text: string;
  /** The lines that say what is expected. */
  readonly part: string;
  /** The line they begin at. */
  readonly line: number;
}

/** The new text of tests/ASSET.yaml, which must be one that `parseProduct` accepts and hold a test of that name; undefined where it has none. */
export function withExpectation(text: string, test: string, expectation: Expectation): Written | undefined {
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false });
  const items: readonly unknown[] = isSeq(document.contents) ? document.contents.items : [];
  const found = items.filter((item) => isMap(item)).find((item) => item.get('name') === test);
  if (!found?.range) return undefined;
  const key = expectation.kind === 'rows' ? 'expect' : 'metrics';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const earlier = found.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  const part = found.flow ? flowText(key, expectation) : blockText(key, expectation, indentOf(text, found)).join(end);
  const [from, to, before, after] = earlier ? [...rangeOf(text, earlier), '', ''] : roomIn(text, found, end);
  const whole = text.slice(0, from) + before + part + after + text.slice(to);
  return { text: whole, part, line: text.slice(0, from).split('\n').length + (before.includes('\n') ? 1 : 0) };
}

/** Columns before the keys of a block map. */
function indentOf(text: string, map: YAMLMap): number {
  const start = rangeStart(map.items[0]) ?? map.range?.[0] ?? 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

const rangeStart = (pair: Pair | undefined): number | undefined => (isScalar(pair?.key) ? pair.key.range?.[0] : undefined);

/** From a pair's key to the end of its value, without what follows on the line. */
function rangeOf(text: string, pair: Pair): readonly [from: number, to: number] {
  const from = rangeStart(pair) ?? 0;
  const value = pair.value as { readonly range?: readonly [number, number, number] } | null;
  const to = Math.max(value?.range?.[1] ?? 0, text.indexOf(':', from) + 1);
  // a block's end may lie on the next line
  const written = text.slice(from, to);
  return [from, from + written.trimEnd().length];
}

/** Where a new key of a map goes: after its last one. */
function roomIn(text: string, map: YAMLMap, end: string): readonly [from: number, to: number, before: string, after: string] {
  const last = map.items.at(-1);
  const at = last ? rangeOf(text, last)[1] : (map.range?.[0] ?? 0) + 1;
  if (map.flow) return [at, at, ', ', ''];
  // a comment after the last value stays on its line
  const stop = text.indexOf('\n', at);
  const from = stop < 0 ? text.length : stop - (text[stop - 1] === '\r' ? 1 : 0);
  return [from, from, `${end}${' '.repeat(indentOf(text, map))}`, ''];
}

const widest = 140;

/** The key's own line is already indented. */
function blockText(key: string, expectation: Expectation, indent: number): readonly string[] {
  if (expectation.kind === 'metrics') return [flowText(key, expectation)];
  const { columns, rows } = expectation;
  if (rows.length === 0) return [`${key}: []`];
  const pad = ' '.repeat(indent + 2);
  const maps = rows.map((row) => `${pad}- ${mapText(columns, row)}`);
  if (rows.length <= 5 && maps.every((line) => line.length <= widest)) return [`${key}:`, ...maps];
  const names = `[${columns.map(({ name }) => cellText(name, false)).join(', ')}]`;
  return [`${key}:`, `${pad}columns: ${names}`, `${pad}rows:`, ...rows.map((row) => `${pad}  - ${listText(columns, row)}`)];
}

function flowText(key: string, expectation: Expectation): string {
  if (expectation.kind === 'metrics') {
    const all = Object.entries(expectation.metrics).map(([name, value]) => `${name}: ${value}`);
    return `${key}: { ${all.join(', ')} }`;
  }
  return `${key}: [${expectation.rows.map((row) => mapText(expectation.columns, row)).join(', ')}]`;
}

type Columns = Extract<Expectation, { kind: 'rows' }>['columns'];

const mapText = (columns: Columns, row: readonly Scalar[]): string =>
  `{ ${columns.map(({ name, exact }, i) => `${cellText(name, false)}: ${cellText(row[i] ?? null, exact)}`).join(', ')} }`;
const listText = (columns: Columns, row: readonly Scalar[]): string =>
  `[${columns.map(({ exact }, i) => cellText(row[i] ?? null, exact)).join(', ')}]`;

/** A value as YAML reads it again: a text in quotes only where it would be another thing without. */
function cellText(value: Scalar, exact: boolean): string {
  if (typeof value !== 'string') return String(value);
  if (exact && /^-?\d+(?:\.\d+)?$/.test(value)) return value;
  const plain = /^[\p{L}\p{N}_/+.-](?:[\p{L}\p{N}_ .:/+@%()=-]*[\p{L}\p{N}_/+@%)=])?$/u.test(value) && !/: |^[-.?] /.test(value);
  return plain && sameText(value) ? value : JSON.stringify(value);
}

function sameText(value: string): boolean {
  try {
    const read = parse(`[${value}]`, { schema: 'core' }) as unknown;
    return Array.isArray(read) && read.length === 1 && read[0] === value;
  } catch {
    return false;
  }
}
