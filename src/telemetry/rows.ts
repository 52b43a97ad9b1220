// Rows of data as a table: values as they are (2001 is a year, not 2,001), null told apart from empty text, marked cells.

import { fractionText, plural } from './quantity.ts';
import { type StyledCell, type TableOptions, table } from './table.ts';
import { printable } from './width.ts';

export type DataValue = string | number | bigint | boolean | null;

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DataValue[])[];
  /** A word before each row, e.g. "expected" and "got". */
  readonly labels?: readonly string[] | undefined;
  /** Cells to mark: in colour, and with ≠ before the value. */
  readonly marked?: ((row: number, column: number) => boolean) | undefined;
  /** More rows exist than are given: how many, or true. */
  readonly more?: number | boolean | undefined;
}

/** The rows as a table without a final newline. Fractions are shown to six digits (see `fractionText`), in a marked cell to the last one. */
export function renderRows(data: Rows, options: TableOptions): string {
  const { labels } = data;
  const { palette } = options;
  const cells = data.rows.map((row, r) => [
    ...(labels ? [{ text: labels[r] ?? '', style: palette.dim }] : []),
    ...data.columns.map((_, c) => cell(row[c] ?? null, data.marked?.(r, c) ?? false, options)),
  ]);
  const text = table([...(labels ? [''] : []), ...data.columns.map(printable)], cells, options);
  const more = moreLine(data.more);
  return more === undefined ? text : `${text}\n${' '.repeat(options.indent ?? 0)}${palette.dim(more)}`;
}

function cell(value: DataValue, marked: boolean, { palette }: TableOptions): StyledCell {
  const number = typeof value === 'number' || typeof value === 'bigint';
  const text = value === null ? 'null' : typeof value === 'number' && !marked ? fractionText(value) : printable(String(value));
  const style = marked ? palette.bad : value === null ? palette.dim : undefined;
  // A null counts as a number where the others are, so that a column of numbers stays aligned.
  return { text: marked ? `≠${text}` : text, ...(number || value === null ? { align: 'right' } : {}), ...(style ? { style } : {}) };
}

function moreLine(more: number | boolean | undefined): string | undefined {
  if (more === true) return '… more rows';
  return typeof more === 'number' && more > 0 ? `… ${plural(more, 'more row')}` : undefined;
}
