// What one code file says by itself: its imports and exports with their places, and whether it names the clock. Erases types; follows nothing.

import { stripTypeScriptTypes } from 'node:module';
import { init, parse } from 'es-module-lexer';
import { failed, type Outcome, ok, type Place, placeAt } from '../../base/index.ts';
import type { CodeFile } from '../../product/index.ts';
import { problem } from './problems.ts';
import { namesClock } from './words.ts';

export interface Import {
  /** As written; undefined where it is known only when the code runs. */
  readonly specifier: string | undefined;
  readonly at: Place;
}

export interface FileFacts {
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
  /** Of each `export * from`. */
  readonly allOf: readonly string[];
  readonly clock: boolean;
}

/** A syntax error is a Problem with its place. */
export async function fileFacts(file: CodeFile): Promise<Outcome<FileFacts>> {
  if (file.path.endsWith('.json')) return jsonFacts(file);
  let code: string;
  try {
    code = erased(file.text);
  } catch (error) {
    return failed(problem('syntax', { what: syntaxWords(error) }, { at: syntaxPlace(error, file) }));
  }
  await init();
  try {
    return ok(lexed(file, file.path.endsWith('.ts') ? code : file.text));
  } catch (error) {
    const { idx, message } = error as { idx?: number; message: string };
    return failed(problem('syntax', { what: message }, { at: idx === undefined ? { file: file.path } : placeAt(file.path, code, idx) }));
  }
}

/** Node warns once that the function is an experiment; a terminal is no place for it. */
function erased(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function lexed(file: CodeFile, code: string): FileFacts {
  const [imports, exports] = parse(code);
  const lines = file.text.split(/\r?\n/);
  const place = (offset: number, end: number): Place => {
    const at = placeAt(file.path, code, offset, end - offset);
    return { ...at, source: lines[(at.line ?? 1) - 1] };
  };
  return {
    imports: imports.flatMap((one) => {
      if (one.type === 'import-meta') return [];
      const specifier = one.type === 'dynamic' && one.glob ? undefined : one.specifier;
      return [{ specifier, at: place(one.start, one.end) }];
    }),
    exports: exports.flatMap((one) => (one.type === 'reexport-all' ? [] : [one.name])),
    allOf: exports.flatMap((one) => (one.type === 'reexport-all' ? [one.from] : [])),
    clock: namesClock(code),
  };
}

function jsonFacts(file: CodeFile): Outcome<FileFacts> {
  try {
    JSON.parse(file.text);
    return ok({ imports: [], exports: ['default'], allOf: [], clock: false });
  } catch (error) {
    return failed(problem('syntax', { what: (error as Error).message }, { at: { file: file.path } }));
  }
}

const syntaxWords = (error: unknown): string => {
  const words = (error as Error).message;
  return words.charAt(0).toLowerCase() + words.slice(1);
};

/** The stack begins with `:LINE`, the source line and an arrow under it. */
function syntaxPlace(error: unknown, file: CodeFile): Place {
  const lines = ((error as Error).stack ?? '').split('\n');
  const line = Number(/:(\d+)$/.exec(lines[0] ?? '')?.[1]);
  if (!line) return { file: file.path };
  const arrow = lines.slice(1, 4).find((one) => /^\s*\^+\s*$/.test(one));
  const column = arrow === undefined ? undefined : arrow.indexOf('^') + 1;
  return { file: file.path, line, column, length: arrow?.trim().length, source: file.text.split(/\r?\n/)[line - 1] };
}
