// Expected rows against actual ones: as multisets, in their order, or place by place. Pure.

import type { Scalar } from '../../product/index.ts';

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

/** As multisets: equal rows first, then the most alike pairs, then what is missing and extra. In the order they are expected, extra ones at the end as they came. */
export function diffRows(expected: readonly ExpectedRow[], actual: readonly Cells[]): readonly DiffRow[] {
  const left = new Set(actual.keys());
  const rows: (DiffRow | undefined)[] = expected.map((row) => {
    for (const i of left) {
      const cells = actual[i] ?? [];
      if (!isSame(row, cells)) continue;
      left.delete(i);
      return { kind: 'same', expected: row.cells, actual: cells };
    }
    return undefined;
  });
  for (const { row, other } of alike(expected, rows, actual, left)) {
    if (rows[row] || !left.delete(other)) continue;
    const e = expected[row];
    if (e) rows[row] = pair(e, actual[other] ?? []);
  }
  const found = expected.map(({ cells }, i): DiffRow => rows[i] ?? { kind: 'missing', expected: cells });
  return [...found, ...[...left].map((i): DiffRow => ({ kind: 'extra', actual: actual[i] ?? [] }))];
}

/** In their order: the longest common run of rows stays, what lies between is compared place by place. */
export function diffInOrder(expected: readonly ExpectedRow[], actual: readonly Cells[]): readonly DiffRow[] {
  // beyond that a table of lengths would not fit; the first difference then moves all that follow
  if (expected.length * actual.length > 4_000_000) return diffByPlace(expected, actual);
  const lengths = commonLengths(expected, actual);
  const width = actual.length + 1;
  const rows: DiffRow[] = [];
  let [e, a, fromE, fromA] = [0, 0, 0, 0];
  const between = () => rows.push(...gap(expected.slice(fromE, e), actual.slice(fromA, a)));
  while (e < expected.length && a < actual.length) {
    const [row, cells] = [expected[e] as ExpectedRow, actual[a] as Cells];
    if (isSame(row, cells)) {
      between();
      rows.push({ kind: 'same', expected: row.cells, actual: cells });
      [e, a] = [e + 1, a + 1];
      [fromE, fromA] = [e, a];
    } else if ((lengths[(e + 1) * width + a] ?? 0) >= (lengths[e * width + a + 1] ?? 0)) e += 1;
    else a += 1;
  }
  [e, a] = [expected.length, actual.length];
  between();
  return rows;
}

/** Place by place: the answer to a row stands where the row does. */
export function diffByPlace(expected: readonly ExpectedRow[], actual: readonly Cells[]): readonly DiffRow[] {
  return Array.from({ length: Math.max(expected.length, actual.length) }, (_, i): DiffRow => {
    const [e, cells] = [expected[i], actual[i]];
    if (e && cells) return pair(e, cells);
    return e ? { kind: 'missing', expected: e.cells } : { kind: 'extra', actual: cells ?? [] };
  });
}

/** At `e * width + a`: how many rows the ends of both lists from there have in common, in order. */
function commonLengths(expected: readonly ExpectedRow[], actual: readonly Cells[]): Uint32Array {
  const width = actual.length + 1;
  const lengths = new Uint32Array((expected.length + 1) * width);
  for (let e = expected.length - 1; e >= 0; e--) {
    for (let a = actual.length - 1; a >= 0; a--) {
      const same = isSame(expected[e] as ExpectedRow, actual[a] as Cells);
      lengths[e * width + a] = same
        ? (lengths[(e + 1) * width + a + 1] ?? 0) + 1
        : Math.max(lengths[(e + 1) * width + a] ?? 0, lengths[e * width + a + 1] ?? 0);
    }
  }
  return lengths;
}

/** Rows between two that agree: paired in their order where they have something in common. */
function gap(expected: readonly ExpectedRow[], actual: readonly Cells[]): readonly DiffRow[] {
  return diffByPlace(expected, actual).flatMap((row): readonly DiffRow[] => {
    const { kind, expected: e, actual: a, differs = [] } = row;
    const unlike = kind === 'different' && e && a && differs.length === e.length && e.length > 1;
    return unlike
      ? [
          { kind: 'missing', expected: e },
          { kind: 'extra', actual: a },
        ]
      : [row];
  });
}

const isSame = (row: ExpectedRow, actual: Cells): boolean => row.cells.every((_, i) => row.equals(i, actual[i] ?? null));
const differing = (row: ExpectedRow, actual: Cells): readonly number[] => row.cells.flatMap((_, i) => (row.equals(i, actual[i] ?? null) ? [] : [i]));

function pair(row: ExpectedRow, actual: Cells): DiffRow {
  const differs = differing(row, actual);
  return differs.length > 0 ? { kind: 'different', expected: row.cells, actual, differs } : { kind: 'same', expected: row.cells, actual };
}

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
