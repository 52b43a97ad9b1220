// The order-free digest of a table's rows: sums of two seeded hashes, which parts add up to.

import type { Column, Content } from './engine.ts';
import { quoteName } from './statement.ts';
import { digestible, hasFloat, parseType } from './storage.ts';

/** The sums of two parts together. */
export function addSums(a: readonly [string, string], b: readonly [string, string]): [string, string] {
  return [String(BigInt(a[0]) + BigInt(b[0])), String(BigInt(a[1]) + BigInt(b[1]))];
}

/** Expressions of the two sums over some columns. Each row's hash is mixed once more, so that the sum is over values without structure. */
function sumsOf(columns: readonly Column[]): readonly string[] {
  const values = columns.map((c) => digestible(quoteName(c.name), parseType(c.type)));
  // The second takes the columns in the other order, so that no pair of rows fools both alike.
  return [
    ['1', ...values],
    ['2', ...values.toReversed()],
  ].map((seeded) => `CAST(coalesce(sum(hash(hash(${seeded.join(', ')}))), 0) AS VARCHAR)`);
}

/** A SELECT of one row: count, two sums, two sums of the exact columns (when some are floats), and what is asked besides. */
export function contentSql(columns: readonly Column[], from: string, besides: readonly string[] = []): string {
  const exact = exactColumns(columns);
  return `SELECT ${['count(*)', ...sumsOf(columns), ...(exact ? sumsOf(exact) : []), ...besides].join(', ')} FROM (${from}) AS measured`;
}

/** Reads that row; `rest` is what was asked besides. */
export function contentOf(columns: readonly Column[], row: readonly unknown[]): { readonly content: Content; readonly rest: readonly unknown[] } {
  const text = (i: number): string => String(row[i]);
  const exact = exactColumns(columns);
  const content: Content = { columns, rows: Number(row[0]), sums: [text(1), text(2)], ...(exact ? { exactSums: [text(3), text(4)] as const } : {}) };
  return { content, rest: row.slice(exact ? 5 : 3) };
}

/** The columns without floats, or undefined where no column has any. */
function exactColumns(columns: readonly Column[]): readonly Column[] | undefined {
  const exact = columns.filter((c) => !hasFloat(parseType(c.type)));
  return exact.length === columns.length ? undefined : exact;
}
