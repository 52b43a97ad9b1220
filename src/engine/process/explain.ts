// An error of a script's code to its Problem: what it did, and where in the user's files. The code folder's path is cut; frames outside of
// the bundle are left out. Knows stacks as V8 writes them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place, Problem } from '../../base/index.ts';
import { bundlePath, type CodeRoots, cutFolders } from './code.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** Of which code, doing what; `log`: what it said before, for the cause. */
export interface Doing {
  readonly roots: CodeRoots;
  readonly script: string;
  readonly doing: string;
  readonly log: readonly string[];
}

/** The Problem of anything a script may throw. */
export function explain(error: unknown, doing: Doing): Problem {
  const frames = framesOf(error);
  const told = chain(error);
  const refusal = told.find((one) => one instanceof Refusal);
  const details = { at: placeOf(frames[0], doing), cause: causeOf(frames, doing) };
  if (refusal) return { ...refusal.problem, ...withPlace(refusal.problem, framesOf(refusal)[0] ?? frames[0], doing) };
  for (const one of told) {
    const { code, permission, resource } = one as { code?: unknown; permission?: unknown; resource?: unknown };
    if (code === 'ERR_ACCESS_DENIED') return problem('undeclared-read', denied(String(permission), String(resource ?? ''), doing.roots), details);
    const missing = code === 'ERR_MODULE_NOT_FOUND' ? /^Cannot find package '([^']+)'/.exec((one as Error).message)?.[1] : undefined;
    if (missing) return problem('package-missing', { name: missing }, details);
  }
  return problem('failed', { doing: doing.doing, what: words(error, doing.roots) }, details);
}

/** An error and what it says it was caused by. */
function chain(error: unknown): readonly unknown[] {
  const all: unknown[] = [];
  for (let one = error; one && typeof one === 'object' && all.length < 8; one = (one as { cause?: unknown }).cause) all.push(one);
  return all;
}

function denied(permission: string, resource: string, roots: CodeRoots): { what: string; instead: string } {
  const path = resource.startsWith(`${roots.product}/`) ? resource.slice(roots.product.length + 1) : resource;
  const what =
    permission === 'FileSystemRead'
      ? `reads ${path}`
      : permission === 'FileSystemWrite'
        ? `writes ${path}`
        : permission === 'ChildProcess'
          ? `starts the process ${path}`.trim()
          : permission === 'WorkerThreads'
            ? 'starts a thread'
            : `asks for ${permission} ${path}`.trim();
  const instead =
    permission === 'FileSystemRead'
      ? 'declare the data in sources/NAME.yaml and add NAME to reads:, or put it into lib/ as .json and import it, then: trivet run'
      : 'make rows of its inputs only, and return them, then: trivet run';
  return { what, instead };
}

function words(error: unknown, roots: CodeRoots): string {
  let text: string;
  try {
    text = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : `it threw ${String(error)}`;
  } catch {
    text = 'it threw a value that has no text';
  }
  return cutFolders(text, roots).split('\n').slice(0, 5).join('\n') || 'it threw an error without words';
}

/** `    at name (file:///folder/assets/x.ts:12:5)`, without name or brackets for a module's own code; a link or syntax error begins `file:///…:12`. */
function framesOf(error: unknown): readonly Frame[] {
  let stack: unknown;
  try {
    stack = (error as { stack?: unknown } | null | undefined)?.stack;
  } catch {
    return [];
  }
  if (typeof stack !== 'string') return [];
  const frames: Frame[] = [];
  const lines = stack.split('\n');
  const first = /^(file:\S+?):(\d+)$/.exec(lines[0] ?? '');
  if (first) add(frames, '', first[1], first[2], caret(lines));
  for (const line of lines) {
    const found = /^ {4}at (?:(.*) \()?(?:async )?(file:\S+?):(\d+):(\d+)\)?$/.exec(line);
    if (found) add(frames, found[1] ?? '', found[2], found[3], Number(found[4]));
  }
  return frames;
}

/** The column that an arrow under the source line marks. */
function caret(lines: readonly string[]): number | undefined {
  const at = lines.slice(1, 4).find((line) => /^\s*\^+\s*$/.test(line));
  return at === undefined ? undefined : at.indexOf('^') + 1;
}

function add(frames: Frame[], name: string, url = '', line = '', column: number | undefined = undefined): void {
  const file = bundlePath(url);
  if (file !== undefined) frames.push({ name: name.replace(/^async /, ''), file, line: Number(line), column });
}

function placeOf(frame: Frame | undefined, { roots, script }: Doing): Place {
  if (!frame) return { file: script };
  let source: string | undefined;
  try {
    source = readFileSync(join(roots.folder, frame.file), 'utf8').split(/\r?\n/)[frame.line - 1];
  } catch {
    // A frame may name a file that code made up (sourceURL).
  }
  return { file: frame.file, line: frame.line, column: frame.column, source };
}

function withPlace(refused: Problem, frame: Frame | undefined, doing: Doing): { at?: Place } {
  return refused.at ? {} : { at: placeOf(frame, doing) };
}

/** Up to five frames of the user's, and the last lines the code said. */
function causeOf(frames: readonly Frame[], { log }: Doing): string {
  const stack = frames.slice(0, 5).map((f) => `at ${f.name ? `${f.name} ` : ''}${f.file}:${f.line}${f.column ? `:${f.column}` : ''}`);
  return [...stack, ...log.slice(-5).map((line) => `log: ${line}`)].join('\n');
}
