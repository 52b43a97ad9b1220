// How a yaml is laid out: the steps it is indented by, its line ends, how it spells values; and the places between its lines. Alters nothing.

import { type Document, isMap, isSeq, type Node, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { flowText, type JsonStyle, jsonText, wordText } from './flow-text.ts';
import type { Data } from './yaml-data.ts';

export interface Layout {
  readonly text: string;
  /** Line end. */
  readonly end: string;
  /** Columns from a key to the keys below it, and to the dashes below it. */
  readonly step: number;
  readonly dash: number;
  /** Undefined: it is YAML and no JSON. */
  readonly json: JsonStyle | undefined;
  readonly key: (name: string) => string;
  /** `indent`: of the line that the value is on, where it may go on below. */
  readonly value: (value: Data, indent?: string) => string;
  /** Between members of a list or a map on one line. */
  readonly comma: string;
}

export const markOf = (text: string): string => (text.startsWith('\ufeff') ? '\ufeff' : '');

export function layoutOf(document: Document.Parsed, text: string): Layout {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const json = jsonStyleOf(text, end);
  if (json) {
    const key = (name: string): string => `${JSON.stringify(name)}${json.colon}`;
    return { text, end, step: 0, dash: 0, json, key, value: (value, indent) => jsonText(value, json, indent), comma: json.comma };
  }
  const { step, dash } = stepsIn(document);
  return { text, end, step, dash, json, key: (name) => `${wordText(name)}: `, value: (value) => flowText(value), comma: ', ' };
}

function jsonStyleOf(text: string, end: string): JsonStyle | undefined {
  const bare = text.slice(markOf(text).length);
  if (!isJson(bare)) return undefined;
  const step = /\n([ \t]+)\S/.exec(bare)?.[1];
  const comma = step === undefined ? /["\d}\]el],([ \t]*)"/.exec(bare)?.[1] : undefined;
  return { colon: /"([ \t]*:[ \t]*)/.exec(bare)?.[1] ?? ': ', comma: `,${comma ?? ' '}`, step, end };
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const indentOf = (node: YAMLMap | YAMLSeq): number => (node.srcToken as { readonly indent?: number } | undefined)?.indent ?? 0;

/** The steps that most of it is indented by. */
function stepsIn(document: Document.Parsed): { readonly step: number; readonly dash: number } {
  const steps: number[] = [];
  const dashes: number[] = [];
  visit(document, {
    Map: (_, map) => {
      if (map.flow) return;
      for (const { value } of map.items) {
        if (isMap(value) && !value.flow) steps.push(indentOf(value) - indentOf(map));
        if (isSeq(value) && !value.flow) dashes.push(indentOf(value) - indentOf(map));
      }
    },
  });
  const dash = mostOf(dashes);
  const step = mostOf(steps) ?? (dash || 2);
  return { step, dash: dash ?? step };
}

function mostOf(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].reduce<readonly [number | undefined, number]>((best, one) => (one[1] > best[1] ? one : best), [undefined, 0])[0];
}

/** Where what a node says ends, without the comments and blank lines below. */
export function contentEnd(node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    const of = (last?.value ?? last?.key) as Node | null | undefined;
    if (of) return contentEnd(of);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as Node | undefined;
    if (last) return contentEnd(last);
  }
  return node.range?.[1] ?? 0;
}

/** Whether a line begins here. */
export const beginsLine = (text: string, at: number): boolean => at === 0 || text[at - 1] === '\n' || (at === 1 && markOf(text) !== '');

/** Where the line below begins, or the text ends. */
export function lineBelow(text: string, at: number): number {
  if (beginsLine(text, at)) return at;
  const stop = text.indexOf('\n', at);
  return stop < 0 ? text.length : stop + 1;
}

/** From the beginning of a line past the comments that stand further in than a column. */
export function pastComments(text: string, from: number, column: number): number {
  let past = from;
  for (let at = from; at < text.length; ) {
    const below = text.indexOf('\n', at);
    const next = below < 0 ? text.length : below + 1;
    const line = text.slice(at, next);
    const indent = line.search(/\S/);
    if (indent >= 0 && (line[indent] !== '#' || indent <= column)) break;
    if (indent >= 0) past = next;
    at = next;
  }
  return past;
}
