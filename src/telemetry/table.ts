// Aligned text without borders, cut to the terminal's width: the widest text columns give way first, then the last columns.

import type { Palette, Style } from './palette.ts';
import { count, plural } from './quantity.ts';
import { cut, pad, stringWidth } from './width.ts';

export interface TableColumn {
  readonly title: string;
  /** Absent: right if every value is a number. */
  readonly align?: 'left' | 'right' | undefined;
}

/** Numbers are grouped (12,345) and aligned right; null and undefined are empty. `text` may hold styles of its own. */
export type Cell = string | number | bigint | boolean | null | undefined | StyledCell;
export interface StyledCell {
  readonly text: string;
  readonly align?: 'right' | undefined;
  /** Applied after the text was cut. */
  readonly style?: Style | undefined;
}

export interface TableOptions {
  readonly width: number;
  readonly palette: Palette;
  /** Spaces before each line. */
  readonly indent?: number | undefined;
}

interface Laid {
  readonly title: string;
  readonly cells: readonly StyledCell[];
  readonly align: 'left' | 'right';
  /** Narrower than this it may not become. */
  readonly least: number;
  width: number;
}

const gap = 2;
/** A text column keeps at least so many cells. */
const leastText = 8;
const instantLike = /^(?:\d{4}-\d\d-\d\d(?:[ T][\d:.]+(?: ?(?:UTC|Z|[+-][\d:]+))?)?|null)$/;

/** The rows under a dim header, without a final newline; lines never exceed the width unless one single column does. */
export function table(columns: readonly (string | TableColumn)[], rows: readonly (readonly Cell[])[], options: TableOptions): string {
  const { palette } = options;
  const indent = ' '.repeat(options.indent ?? 0);
  const all = columns.map((column, i) =>
    layColumn(
      typeof column === 'string' ? { title: column } : column,
      rows.map((row) => asCell(row[i])),
    ),
  );
  const shown = narrow(all, options.width - indent.length);
  const lines = [
    joinLine(
      shown.map((c) => ({ text: c.title, style: palette.dim })),
      shown,
    ),
  ];
  for (let r = 0; r < rows.length; r++)
    lines.push(
      joinLine(
        shown.map((c) => c.cells[r] ?? { text: '' }),
        shown,
      ),
    );
  if (shown.length < all.length) lines.push(cut(palette.dim(hidden(all.slice(shown.length))), options.width - indent.length));
  return lines.map((line) => `${indent}${line}`.trimEnd()).join('\n');
}

function asCell(cell: Cell): StyledCell {
  if (cell === null || cell === undefined) return { text: '' };
  if (typeof cell === 'number' || typeof cell === 'bigint') return { text: count(cell), align: 'right' };
  if (typeof cell === 'object') return { ...cell, text: oneLine(cell.text) };
  return { text: oneLine(String(cell)) };
}

const oneLine = (text: string): string => text.replace(/\s*[\r\n\t]+\s*/g, ' ');

function layColumn(column: TableColumn, cells: readonly StyledCell[]): Laid {
  const content = cells.reduce((most, cell) => Math.max(most, stringWidth(cell.text)), 0);
  const said = cells.filter((cell) => cell.text !== '');
  const align = column.align ?? (said.length > 0 && said.every((cell) => cell.align === 'right') ? 'right' : 'left');
  const width = Math.max(content, stringWidth(column.title));
  // A number or an instant that is cut would be another one; only its title may give way.
  const whole = align === 'right' || (said.length > 0 && said.every((cell) => instantLike.test(cell.text)));
  const least = whole ? Math.max(content, 1) : Math.min(width, leastText);
  return { title: column.title, cells, align, least, width };
}

const total = (columns: readonly Laid[]): number => columns.reduce((sum, c) => sum + c.width, 0) + gap * (columns.length - 1);

function narrow(all: readonly Laid[], width: number): readonly Laid[] {
  let shown = all;
  while (shown.length > 1 && shown.reduce((sum, c) => sum + c.least, 0) + gap * (shown.length - 1) > width) shown = shown.slice(0, -1);
  for (let over = total(shown) - width; over > 0; over--) {
    const widest = shown.reduce<Laid | undefined>((best, c) => (c.width > c.least && (!best || c.width > best.width) ? c : best), undefined);
    if (!widest) break;
    widest.width -= 1;
  }
  return shown;
}

function joinLine(cells: readonly StyledCell[], columns: readonly Laid[]): string {
  return columns
    .map((column, i) => {
      const cell = cells[i] ?? { text: '' };
      const text = cut(cell.text, column.width);
      const styled = cell.style ? cell.style(text) : text;
      return column.align === 'left' && i === columns.length - 1 ? styled : pad(styled, column.width, column.align);
    })
    .join(' '.repeat(gap));
}

const hidden = (columns: readonly Laid[]): string => `… ${plural(columns.length, 'more column')}: ${columns.map((c) => c.title).join(', ')}`;
