// Rows of marks under columns of places: what was noticed where. Names of columns stand as a staircase above, so that a column takes two cells.

import type { Palette } from './palette.ts';
import { cut, pad, stringWidth } from './width.ts';

/** 0: noticed in the fewest rows, 3: only in all of them. */
export type Shade = 0 | 1 | 2 | 3;
export type MatrixMark = Shade | 'survived' | 'equivalent';

export interface MatrixRow {
  readonly label: string;
  /** By column; undefined: nothing was noticed there. */
  readonly cells: readonly (MatrixMark | undefined)[];
  /** What is said of the row, e.g. "9 of 12". */
  readonly sum: string;
  /** Names of what was not noticed anywhere. */
  readonly survivors: readonly string[];
  /** Where nothing survived: why there is nothing to say. */
  readonly note?: string | undefined;
}

export interface Matrix {
  readonly columns: readonly string[];
  readonly groups: readonly { readonly title: string; readonly rows: readonly MatrixRow[] }[];
  /** What the shades mean, fewest rows first: "0.1 %", … "all rows". */
  readonly shades: readonly [string, string, string, string];
}

export interface MatrixOptions {
  readonly palette: Palette;
  readonly width: number;
}

const circles = ['●', '◕', '◑', '◔'] as const;
const survived = '○';
const equivalent = '·';
/** What is left for names of survivors; narrower, a row says their number. */
const leastTail = 12;

/** The matrix with its legend, without a final newline. */
export function matrix(data: Matrix, { palette, width }: MatrixOptions): string {
  const rows = data.groups.flatMap((g) => g.rows);
  const label = Math.min(24, Math.max(...rows.map((r) => stringWidth(r.label)), 8)) + 3;
  const sum = Math.max(...rows.map((r) => stringWidth(r.sum)), 0);
  const room = Math.max(2, Math.floor((width - label - sum - leastTail - 6) / 2));
  const shown = columnsThatFit(data.columns, rows, room);
  const tail = width - label - 2 * shown.length - sum - 5;
  const lines = [
    ...staircase(
      shown.map((c) => c.title),
      label,
      palette,
      width,
    ),
  ];
  for (const group of data.groups) {
    lines.push(palette.strong(group.title));
    for (const row of group.rows) lines.push(rowLine(row, shown, { label, sum, tail }, palette));
  }
  return [...lines, '', ...legend(data, palette, width)].map((line) => line.trimEnd()).join('\n');
}

interface Shown {
  readonly title: string;
  /** Positions in the row's cells. */
  readonly at: readonly number[];
}

/** If they are too many, those that notice most, in their order; the others together. */
function columnsThatFit(columns: readonly string[], rows: readonly MatrixRow[], room: number): readonly Shown[] {
  const all = columns.map((title, i) => ({ title, at: [i] }));
  if (all.length <= room) return all;
  const worth = (i: number): number => rows.filter((r) => typeof r.cells[i] === 'number').length;
  const best = new Set([...columns.keys()].sort((a, b) => worth(b) - worth(a) || a - b).slice(0, room - 1));
  const rest = [...columns.keys()].filter((i) => !best.has(i));
  return [...all.filter((_, i) => best.has(i)), { title: `${rest.length} others`, at: rest }];
}

function staircase(titles: readonly string[], indent: number, palette: Palette, width: number): readonly string[] {
  return titles.map((title, i) => {
    const before =
      ' '.repeat(indent) +
      titles
        .slice(0, i)
        .map(() => '│ ')
        .join('');
    return palette.dim(cut(`${before}┌ ${title}`, width));
  });
}

function rowLine(row: MatrixRow, shown: readonly Shown[], size: { label: number; sum: number; tail: number }, palette: Palette): string {
  const name = pad(`  ${cut(row.label, size.label - 3)}`, size.label);
  const cells = shown.map(({ at }) => markText(best(at.map((i) => row.cells[i])), palette)).join(' ');
  const sum = pad(row.sum, size.sum, 'right');
  const said = row.survivors.length > 0 ? palette.bad(survivorsText(row.survivors, size.tail)) : palette.dim(cut(row.note ?? '', size.tail));
  return `${row.survivors.length > 0 ? palette.bad(name) : name}${cells}  ${palette.dim(sum)}  ${said}`;
}

function best(marks: readonly (MatrixMark | undefined)[]): MatrixMark | undefined {
  const shades = marks.filter((m): m is Shade => typeof m === 'number');
  return shades.length > 0 ? (Math.min(...shades) as Shade) : marks.find((m) => m !== undefined);
}

function markText(mark: MatrixMark | undefined, palette: Palette): string {
  if (mark === undefined) return ' ';
  if (mark === 'survived') return palette.bad(survived);
  if (mark === 'equivalent') return palette.dim(equivalent);
  return mark === 3 ? palette.warn(circles[3]) : palette.ok(circles[mark]);
}

/** As many names as fit, and how many more there are. */
function survivorsText(names: readonly string[], room: number): string {
  for (let n = names.length; n > 0; n--) {
    const more = names.length - n;
    const text = `${survived} ${names.slice(0, n).join(', ')}${more > 0 ? ` +${more}` : ''}`;
    if (stringWidth(text) <= room || n === 1) return cut(text, Math.max(4, room));
  }
  return survived;
}

function legend({ shades }: Matrix, palette: Palette, width: number): readonly string[] {
  const parts = [
    ...shades.map((text, i) => `${markText(i as Shade, palette)} ${text}`),
    `${markText('survived', palette)} not noticed`,
    `${markText('equivalent', palette)} makes no difference`,
  ];
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)}   ${part}`;
    if (lines.length > 0 && stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
