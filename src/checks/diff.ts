// Expected rows against actual ones, as multisets: equal rows first, then the most alike pairs, then what is missing and extra. Pure.

import type { Scalar } from '../product/index.ts';

export type Cells = readonly Scalar[];

export interface DiffRow {
  readonly kind: 'same' | 'different' | 'missing' | 'extra';
  readonly expected?: Cells;
  readonly actual?: Cells;
  /** Indexes of the cells that differ, of a different row. */
  readonly differs?: readonly number[];
}

/** A row of expected cells that knows which actual cells equal its own. */
export interface ExpectedRow {
  readonly cells: Cells;
  readonly equals: (index: number, actual: Scalar) => boolean;
}

/** The rows in the order they are expected, extra ones at the end in the order they came. */
export function diffRows(expected: readonly ExpectedRow[], actual: readonly Cells[]): readonly DiffRow[] {
  const left = new Set(actual.keys());
  const rows: (DiffRow | undefined)[] = expected.map((row) => {
    for (const i of left) {
      const cells = actual[i] ?? [];
      if (differing(row, cells).length > 0) continue;
      left.delete(i);
      return { kind: 'same', expected: row.cells, actual: cells };
    }
    return undefined;
  });
  for (const { row, other } of alike(expected, rows, actual, left)) {
    if (rows[row] || !left.delete(other)) continue;
    const [e, cells] = [expected[row], actual[other] ?? []];
    if (e) rows[row] = { kind: 'different', expected: e.cells, actual: cells, differs: differing(e, cells) };
  }
  const found = expected.map(({ cells }, i): DiffRow => rows[i] ?? { kind: 'missing', expected: cells });
  return [...found, ...[...left].map((i): DiffRow => ({ kind: 'extra', actual: actual[i] ?? [] }))];
}

const differing = (row: ExpectedRow, actual: Cells): readonly number[] => row.cells.flatMap((_, i) => (row.equals(i, actual[i] ?? null) ? [] : [i]));

/** Pairs of unmatched rows, most alike first. Rows with nothing in common are no pair, unless each has one cell only. */
function alike(expected: readonly ExpectedRow[], matched: readonly (DiffRow | undefined)[], actual: readonly Cells[], left: ReadonlySet<number>) {
  const pairs: { row: number; other: number; differing: number }[] = [];
  for (const [row, e] of expected.entries()) {
    if (matched[row]) continue;
    for (const other of left) {
      const d = differing(e, actual[other] ?? []).length;
      if (d < e.cells.length || e.cells.length === 1) pairs.push({ row, other, differing: d });
    }
  }
  return pairs.sort((a, b) => a.differing - b.differing || a.row - b.row || a.other - b.other);
}
