// The checks that every tool is asked, by name, and for each how a data set violates it. The declarations themselves are in each tool's own notation.

/** How a check is violated: a column's value in one row, a column's value in every row, or one row more. */
export type Violation =
  | { readonly in: 'row'; readonly column: string; readonly value: string }
  | { readonly in: 'column'; readonly column: string; readonly value: string }
  | { readonly in: 'count' };

const cell = (column: string, value: string): Violation => ({ in: 'row', column, value });

/** In the order of the report. A value is an SQL expression over the row's number `i`; `before` is the id of the row before. */
export const checks = {
  id_not_null: cell('id', 'null'),
  customer_not_null: cell('customer', 'null'),
  email_not_null: cell('email', 'null'),
  ts_not_null: cell('ts', 'null'),
  id_unique: cell('id', 'before'),
  origin_in_set: cell('origin', `'XXX'`),
  status_in_set: cell('status', `'lost'`),
  amount_range: cell('amount', '-1.0'),
  quantity_range: cell('quantity', '0'),
  day_range: cell('day', `date '2025-01-01'`),
  email_regex: cell('email', `'nobody at nowhere'`),
  note_length: cell('note', `repeat('x', 41)`),
  row_count: { in: 'count' },
  amount_mean: { in: 'column', column: 'amount', value: '700 + 0.3 * amount' },
} as const satisfies Record<string, Violation>;

export type CheckName = keyof typeof checks;

export const names = Object.keys(checks) as CheckName[];

/** `error`: the tool could not say, or did not say anything of this check. */
export type Verdict = 'pass' | 'fail' | 'error';

export type Verdicts = Readonly<Record<CheckName, Verdict>>;

/** What each check must say of a data set in which these are violated, and no others. */
export function expected(violated: ReadonlySet<CheckName>): Verdicts {
  return Object.fromEntries(names.map((name) => [name, violated.has(name) ? 'fail' : 'pass'])) as Verdicts;
}

/**
 * Few sets that tell every check from every other: check n (from 1) is violated in set b if bit b of n is set. A tool that
 * gives two checks' verdicts crossed, or one for the other, is wrong in at least one of them.
 */
export function telling(): readonly ReadonlySet<CheckName>[] {
  const bits = Math.ceil(Math.log2(names.length + 1));
  return Array.from({ length: bits }, (_, bit) => new Set(names.filter((_, n) => ((n + 1) >> bit) & 1)));
}
