// A yaml document that was altered, as text in which every line that says the same is still written as its author wrote it.

import { type Document, parseDocument } from 'yaml';

const style = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The document's text; `before`: the text that it was read from. */
export function asWritten(document: Document.Parsed, before: string): string {
  const after = document.toString(style).split('\n').map(tight);
  const same = parseDocument(before, { schema: 'core', uniqueKeys: false }).toString(style).split('\n').map(tight);
  const own = before.split('\n');
  // Where a line of the author's is not a line of the printer's, nothing tells which belongs to which.
  if (own.length !== same.length) return after.join('\n');
  const kept = matched(same, after);
  return after.map((line, i) => own[kept.get(i) ?? -1] ?? line).join('\n');
}

/** `[ SEA, SFO ]` as `[SEA, SFO]`, outside of texts. */
function tight(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(\[) | (\])/g, (all, open?: string, close?: string) => open ?? close ?? all);
}

/** By position in `b` the position in `a` of the same line, in a longest common subsequence. */
function matched(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i] as number[];
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const found = new Map<number, number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.set(j++, i++);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}
