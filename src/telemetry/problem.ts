// A Problem as a few lines: leg, place and code; what is wrong; the source line with the place marked; what to do.

import type { Place, Problem } from '../base/index.ts';
import { legStyle, type Palette } from './palette.ts';
import { count } from './quantity.ts';
import { cut, graphemes, graphemeWidth, printable, stringWidth, wrap } from './width.ts';

export interface ProblemOptions {
  readonly palette: Palette;
  readonly width: number;
}

/** Of the Problems that belong to one, so many are shown. */
const mostAlso = 5;
const tabWidth = 4;

/** The Problem's lines without a final newline, at most about six and those of its `also`. */
export function renderProblem(problem: Problem, { palette, width }: ProblemOptions): string {
  const lines = [head(problem, palette)];
  for (const line of paragraphs(problem.message, width - 2)) lines.push(`  ${palette.strong(line)}`);
  if (problem.at) lines.push(...sourceLines(problem.at, palette, width));
  const remedy = remedyLines(problem.remedy, width - 4);
  remedy.forEach((line, i) => {
    lines.push(i === 0 ? `  ${palette.ok('→')} ${line}` : `    ${line}`);
  });
  if (problem.cause && !saysNothingNew(problem.cause, problem.message))
    lines.push(...causeLines(problem.cause, width).map((line) => `  ${palette.dim(line)}`));
  const also = problem.also ?? [];
  for (const other of also.slice(0, mostAlso)) {
    const nested = renderProblem(other, { palette, width: Math.max(20, width - 2) });
    lines.push(...nested.split('\n').map((line) => `  ${line}`));
  }
  if (also.length > mostAlso) lines.push(`  ${palette.dim(`… and ${count(also.length - mostAlso)} more`)}`);
  return lines.join('\n');
}

/** The message quotes the whole cause already. */
const saysNothingNew = (cause: string, message: string): boolean =>
  message.toLowerCase().includes(
    cause
      .trim()
      .replace(/[.!]+$/, '')
      .toLowerCase(),
  );

function head(problem: Problem, palette: Palette): string {
  const mark = problem.severity === 'error' ? palette.bad('✗') : palette.warn('!');
  const place = problem.at ? [palette.strong(placeText(problem.at))] : [];
  return `${mark} ${[legStyle(palette, problem.leg)(problem.leg), ...place, palette.dim(problem.code)].join(' · ')}`;
}

/** `file:line:column`, as editors and terminals open it. */
export function placeText(at: Place): string {
  const line = at.line === undefined ? '' : `:${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
  return `${printable(at.file)}${line}`;
}

function paragraphs(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrap(printable(line), width));
}

/** A command that ends a remedy too long for one line gets a line of its own and stays whole, so that it can be copied. */
function remedyLines(text: string, width: number): readonly string[] {
  const parts = stringWidth(text) > width ? /^(.*): ((?:\w+=\S+ )*trivet .*)$/.exec(text) : null;
  return parts?.[1] && parts[2] ? [...paragraphs(`${parts[1]}:`, width), printable(parts[2])] : paragraphs(text, width);
}

function causeLines(cause: string, width: number): readonly string[] {
  const lines = wrap(printable(cause.replace(/\s+/g, ' ').trim()), width - 2);
  return lines.length <= 2 ? lines : [lines[0] ?? '', cut(lines.slice(1).join(' '), width - 2)];
}

interface Glyph {
  readonly text: string;
  readonly width: number;
  /** Characters before it in the source line. */
  readonly index: number;
}

function glyphs(source: string): readonly Glyph[] {
  const result: Glyph[] = [];
  let index = 0;
  let at = 0;
  for (const grapheme of graphemes(source)) {
    const text = grapheme === '\t' ? ' '.repeat(tabWidth - (at % tabWidth)) : printable(grapheme);
    const width = text === grapheme ? graphemeWidth(grapheme) : stringWidth(text);
    result.push({ text, width, index });
    index += grapheme.length;
    at += width;
  }
  return result;
}

const widthOf = (line: readonly Glyph[]): number => line.reduce((sum, g) => sum + g.width, 0);

function sourceLines(at: Place, palette: Palette, width: number): readonly string[] {
  if (at.source === undefined || at.line === undefined) return [];
  const number = String(at.line);
  const room = Math.max(10, width - number.length - 5);
  const from = (at.column ?? 1) - 1;
  const to = from + Math.max(1, at.length ?? 1);
  const window = windowOf(glyphs(at.source), from, to, room);
  const bar = palette.dim('│');
  const source = `  ${palette.dim(number)} ${bar} ${window.map((g) => g.text).join('')}`.trimEnd();
  if (at.column === undefined) return [source];
  const before = widthOf(window.filter((g) => g.index < from));
  const marked = widthOf(window.filter((g) => g.index >= from && g.index < to));
  const marker = '^'.repeat(Math.max(1, Math.min(marked, room - before)));
  return [source, `  ${' '.repeat(number.length)} ${bar} ${' '.repeat(before)}${palette.bad(marker)}`];
}

/** The part of a long line around the mark, with … where something is left out. */
function windowOf(line: readonly Glyph[], from: number, to: number, room: number): readonly Glyph[] {
  if (widthOf(line) <= room) return line;
  const first = line.findIndex((g) => g.index >= from);
  let start = first < 0 ? line.length : first;
  const mark = Math.min(Math.floor(room / 2), widthOf(line.filter((g) => g.index >= from && g.index < to)));
  const lead = Math.floor((room - mark) / 2);
  for (let w = 0; start > 0 && w + (line[start - 1]?.width ?? 0) <= lead; ) w += line[--start]?.width ?? 0;
  // Near the end the room that is left over goes to what stands before.
  while (start > 0 && widthOf(line.slice(start - 1)) <= room - 1) start -= 1;
  const cutBefore = start > 0;
  const result: Glyph[] = cutBefore ? [{ text: '…', width: 1, index: -1 }] : [];
  let used = result.length;
  for (let i = start; i < line.length; i++) {
    const glyph = line[i];
    if (!glyph) break;
    if (used + glyph.width > room - (i === line.length - 1 ? 0 : 1)) {
      result.push({ text: '…', width: 1, index: Number.POSITIVE_INFINITY });
      break;
    }
    result.push(glyph);
    used += glyph.width;
  }
  return result;
}
