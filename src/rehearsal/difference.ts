// A quick proof that a SELECT answers otherwise than before: one column's digest, the one that was told before at the same place; then all columns', each
// by itself. Two digests that differ prove a difference; that all are equal proves nothing.

import { type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';

/** What is known of the SELECTs that were asked: their columns and digests without a fault, and at which column a place was told. */
export type Digests = Map<string, Promise<Known | undefined>>;

interface Known {
  /** Columns whose values are exact: of floats a digest may differ by rounding. */
  readonly columns: readonly string[];
  readonly rows: string;
  /** By column. */
  readonly sums: Readonly<Record<string, string>>;
  readonly telling: Map<string, string>;
}

export interface Shortcut {
  /** Where the fault lies, and the reader: what told it here once is asked first. */
  readonly place: string;
  readonly name: string;
  readonly sql: string;
  /** What it reads, without the fault and with it. */
  readonly before: Readonly<Record<string, InputTable>>;
  readonly after: Readonly<Record<string, InputTable>>;
  readonly digests: Digests;
  /** What it may take. */
  readonly seconds: number;
}

interface Means {
  readonly engine: Pick<Engine, 'ask'>;
  readonly surroundings: Surroundings;
}

/** True: it certainly does. False: it may, or it can no longer be asked. */
export async function answersOtherwise(shortcut: Shortcut, means: Means): Promise<boolean> {
  const { name, digests, place } = shortcut;
  const found = digests.get(name) ?? knownOf(shortcut, means);
  digests.set(name, found);
  const known = await found;
  if (!known) return false;
  const told = known.telling.get(place);
  if (told !== undefined && (await differingIn([told], known, shortcut, means)) !== undefined) return true;
  const column = await differingIn(known.columns, known, shortcut, means);
  if (column !== undefined) known.telling.set(place, column);
  return column !== undefined;
}

async function knownOf({ sql, before }: Shortcut, means: Means): Promise<Known | undefined> {
  const [bound] = await means.engine.ask({ tables: before, questions: [{ sql }], surroundings: means.surroundings, bind: true });
  if (!bound?.ok) return undefined;
  const columns = bound.value.columns.filter((c) => !/\b(FLOAT|DOUBLE)\b/.test(c.type)).map((c) => c.name);
  const row = await digestsOf(columns, sql, before, means);
  if (!row) return undefined;
  return { columns, rows: row.rows, sums: row.sums, telling: new Map() };
}

/** The first column whose digest is another; the empty name where the number of rows is. */
async function differingIn(columns: readonly string[], known: Known, { sql, after, seconds }: Shortcut, means: Means): Promise<string | undefined> {
  const asked = columns.filter((column) => column !== '');
  const row = await digestsOf(asked, sql, after, means, seconds);
  if (!row) return undefined;
  if (row.rows !== known.rows) return '';
  return asked.find((column) => row.sums[column] !== known.sums[column]);
}

async function digestsOf(
  columns: readonly string[],
  sql: string,
  tables: Readonly<Record<string, InputTable>>,
  { engine, surroundings }: Means,
  seconds?: number,
) {
  const sums = columns.map((column) => `cast(coalesce(sum(hash(hash(1, ${quoteName(column)}))), 0) as varchar)`);
  const question = { sql: `select ${['count(*)', ...sums].join(', ')} from (${sql.replace(/;\s*$/, '')}\n) as answered` };
  const [answer] = await engine.ask({ tables, questions: [question], surroundings, seconds });
  const row = answer?.ok ? answer.value.rows[0] : undefined;
  return row && { rows: String(row[0]), sums: Object.fromEntries(columns.map((column, i) => [column, String(row[i + 1])])) };
}
