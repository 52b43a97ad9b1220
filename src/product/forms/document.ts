// A YAML file opened for reading by forms: its nodes with their places, its syntax errors as Problems. Knows no key by name.

import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { CodeFile } from '../product.ts';

/** One node of a file, and how a person would name it (`columns.delay.min`). The file's root has the empty path. */
export interface Spot {
  readonly yaml: YamlFile;
  readonly node: Node | null;
  readonly path: string;
  /** Character offset to point at when the node itself is not there. */
  readonly near: number;
}

export interface YamlFile {
  readonly file: CodeFile;
  readonly lines: LineCounter;
  /** Where whoever reads the file puts what is wrong with it. */
  readonly problems: Problem[];
  /** Follows an alias (`*name`) to its node. */
  readonly resolve: (node: Node | null) => Node | null;
}

/**
 * Opens a file's one document; undefined after a syntax error, which goes to `problems`.
 * YAML 1.2 with the core schema: dates, `no` and `12:30` are texts.
 */
export function openYaml(file: CodeFile, problems: Problem[]): Spot | undefined {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'core' });
  const yaml: YamlFile = { file, lines, problems, resolve: (node) => (isAlias(node) ? (node.resolve(document) ?? null) : node) };
  const wrong = firstError(document, file.text);
  if (wrong) {
    problems.push(problem('yaml-syntax', { what: wrong.what }, { at: placeOf(yaml, wrong.offset, 1) }));
    return undefined;
  }
  return { yaml, node: yaml.resolve(document.contents), path: '', near: 0 };
}

/** The first error in words of people; those after it mostly follow from it. */
function firstError(document: Document.Parsed, text: string): { readonly what: string; readonly offset: number } | undefined {
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const what: Readonly<Record<string, string>> = {
      MULTIPLE_DOCS: 'a file holds one document, and this `---` begins another',
      BLOCK_AS_IMPLICIT_KEY: 'a text that holds `: ` stands here without quotes, or the line is indented wrongly',
    };
    // What is missing at the end is told where the text ends, not on an empty line below.
    return { what: what[error.code] ?? lowerFirst(error.message), offset: Math.min(error.pos[0], text.trimEnd().length) };
  }
  let missing: { what: string; offset: number } | undefined;
  if (text.includes('*')) {
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document)) return undefined;
        missing = { what: `\`*${alias.source}\` repeats what is named \`&${alias.source}\`, which is not above it`, offset: alias.range?.[0] ?? 0 };
        return visit.BREAK;
      },
    });
  }
  return missing;
}

/** The place of a spot, marking the text of a one-line value. */
export function placeOfSpot({ yaml, node, near }: Spot): Place {
  const [start, end] = node?.range ?? [near, near];
  return placeOf(yaml, start, isScalar(node) && end > start ? end - start : 1);
}

/** The place of a character offset; the mark ends with the line. */
export function placeOf({ file, lines }: YamlFile, offset: number, length: number): Place {
  const { line, col } = lines.linePos(Math.min(offset, file.text.length));
  const start = lines.lineStarts[line - 1] ?? 0;
  const end = file.text.indexOf('\n', start);
  const source = file.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  return { file: file.path, line, column: col, source, length: Math.max(1, Math.min(length, source.length - col + 1)) };
}

/** What a node is, in words that fit after "is". */
export function kindOf(node: Node | null): 'a map' | 'a list' | 'empty' | 'a text' | 'a number' | 'true or false' {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null || node.value === undefined) return 'empty';
  if (typeof node.value === 'number' || typeof node.value === 'bigint') return 'a number';
  return typeof node.value === 'boolean' ? 'true or false' : 'a text';
}

/** A scalar as it is written (without quotes), so that `1.10` and `0123` stay what they are; undefined for anything else. */
export function writtenText(node: Node | null): string | undefined {
  if (!isScalar(node) || kindOf(node) === 'empty') return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
