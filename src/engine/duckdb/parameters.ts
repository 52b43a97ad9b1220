// Named parameters of a statement: where they stand, and the statement with something else in their place. Binds no values.

import type { Parameter } from '../../product/index.ts';
import { tokens } from './statement.ts';

/** One occurrence: `$origin`, or of a positional one `?` (name '') or `$1`. */
export interface ParameterPlace {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

/** Where parameters stand in a text that the engine parses; elsewhere the marks may mean something else. */
export function parameterPlaces(sql: string): readonly ParameterPlace[] {
  const all = tokens(sql);
  return all.flatMap((token, i): readonly ParameterPlace[] => {
    if (token.text === '?') return [{ name: '', at: token.at, length: 1 }];
    const next = all[i + 1];
    if (token.text !== '$' || !next) return [];
    const name = next.kind === 'name' ? next.text.slice(1, -1).replaceAll('""', '"') : next.text;
    return [{ name, at: token.at, length: next.at + next.text.length - token.at }];
  });
}

export const isPositional = (name: string): boolean => /^\d*$/.test(name);

/** A piece of a text and what stands there instead. */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** A text with edits, and the way back. */
export interface Edited {
  readonly sql: string;
  /** The offset in the original that an offset in the edited text comes from. */
  readonly original: (offset: number) => number;
}

/** Applies edits that do not overlap, in any order. */
export function edited(sql: string, edits: readonly Edit[]): Edited {
  const inOrder = [...edits].sort((a, b) => a.at - b.at);
  let text = '';
  let from = 0;
  const pieces: { readonly start: number; readonly end: number; readonly at: number }[] = [];
  for (const edit of inOrder) {
    text += sql.slice(from, edit.at);
    pieces.push({ start: text.length, end: text.length + edit.text.length, at: edit.at });
    text += edit.text;
    from = edit.at + edit.length;
  }
  const original = (offset: number): number => {
    let moved = offset;
    for (const [i, { start, end, at }] of pieces.entries()) {
      if (offset < start) break;
      if (offset < end) return at;
      moved = at + (inOrder[i]?.length ?? 0) + (offset - end);
    }
    return moved;
  };
  return { sql: text + sql.slice(from), original };
}

/** The statement with each parameter cast to its type; values are bound as text, and the engine's own rules decide what fits. */
export function typedParameters(sql: string, types: ReadonlyMap<string, string>, reference: (name: string) => string): readonly Edit[] {
  return parameterPlaces(sql).flatMap(({ name, at, length }) => {
    const type = types.get(name.toLowerCase());
    if (type === undefined) return [];
    const text = `CAST(${reference(name.toLowerCase())} AS VARCHAR)`;
    return [{ at, length, text: type === 'VARCHAR' ? text : `CAST(${text} AS ${type})` }];
  });
}

/** Whether a declared type may stand in a statement at all: letters, digits and the marks of nested types only. */
export const isTypeText = (type: Parameter['type']): boolean => /^[\w ,()[\]"]+$/.test(type);
