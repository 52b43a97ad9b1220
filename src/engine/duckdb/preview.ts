// What people see of a table without asking the engine: a few rows, and of each column its figures and a histogram. Personal
// columns are masked here, so that their values never leave the host.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { scalar } from './ask.ts';
import type { Column, Engine, Preview } from './engine.ts';
import { problemOf } from './errors.ts';
import { columnsOf } from './input-columns.ts';
import { quoteName } from './statement.ts';
import { parseType } from './storage.ts';
import { onlyTable } from './tables.ts';

const rowLimit = 100;
const binCount = 20;
const mask = '•••';
/** Longer texts are cut: a preview is kept with every release. */
const textLimit = 200;
/** Up to so many rows distinct values are counted exactly, above it estimated. */
const exactRows = 1_000_000;
/** With more distinct texts than this no value is frequent, and finding the most frequent costs memory. */
const manyTexts = 1_000_000;

type Figures = Preview['columns'][number];

interface Looked extends Column {
  readonly personal: boolean;
  readonly at: number;
  /** The number that a value is binned by; absent: values are counted. */
  readonly number: string | undefined;
}

/** Looks at the table that stands alone on a connection. */
export async function preview(
  connection: DuckDBConnection,
  request: Omit<Parameters<Engine['preview']>[0], 'surroundings'>,
): Promise<Outcome<Preview>> {
  const personal = new Set(request.personal.map((name) => name.toLowerCase()));
  const columns = columnsOf(request.table).map((c, at): Looked => ({ ...c, at, personal: personal.has(c.name.toLowerCase()), number: numberOf(c) }));
  try {
    const table = await settled(connection, request);
    const rows = (await rowsOf(connection, `SELECT ${columns.map(shown).join(', ') || 'NULL'} FROM ${table} LIMIT ${rowLimit}`)).map((row) =>
      row.map(scalar),
    );
    const count = Number((await rowsOf(connection, `SELECT count(*) FROM ${table}`))[0]?.[0]);
    const known = await measured(connection, columns, table, count);
    const bins = await binsOf(connection, columns, table, known);
    return ok({ columns: known.map(({ figures }, i) => ({ ...figures, ...bins[i] })), rows: columns.length > 0 ? rows : [], count });
  } catch (error) {
    return failed(problemOf(error, { sql: '' }));
  } finally {
    // The connection is kept for others, and the copy would be too.
    await connection.run(`DROP TABLE IF EXISTS temp.${quoteName(takenIn)}`).catch(() => {});
  }
}

/** Parquet is read column by column; any other file would be read from end to end for each, and is taken in once. */
async function settled(connection: DuckDBConnection, { table }: Pick<Parameters<Engine['preview']>[0], 'table'>): Promise<string> {
  if (table.kind !== 'files' || table.spec.format === 'parquet') return quoteName(onlyTable);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(takenIn)} AS FROM ${quoteName(onlyTable)}`);
  return quoteName(takenIn);
}
const takenIn = 'table taken in';

const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<readonly (readonly DuckDBValue[])[]> =>
  (await connection.run(sql)).getRows();

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*|BIGNUM)$/;
const temporal = /^(DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;

function numberOf({ name, type }: Column): string | undefined {
  const column = quoteName(name);
  if (/^(FLOAT|DOUBLE)$/.test(type)) return `CASE WHEN isfinite(${column}) THEN CAST(${column} AS DOUBLE) END`;
  if (numeric.test(type)) return `CAST(${column} AS DOUBLE)`;
  if (type === 'TIME') return `epoch(${column})`;
  return temporal.test(type) ? `CASE WHEN isfinite(${column}) THEN epoch(${column}) END` : undefined;
}

const isNested = ({ type }: Column): boolean => parseType(type).kind !== 'scalar' || /^(UNION|VARIANT|GEOMETRY|STRUCT)\b/.test(type);

/** A value as people read it. */
function textOf(column: Column): string {
  const name = quoteName(column.name);
  return isNested(column) ? `CAST(to_json(${name}) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`;
}
const cut = (text: string): string => `CASE WHEN len(${text}) > ${textLimit} THEN left(${text}, ${textLimit - 1}) || '…' ELSE ${text} END`;

function shown(column: Looked): string {
  const name = quoteName(column.name);
  if (column.personal) return `CASE WHEN ${name} IS NOT NULL THEN '${mask}' END`;
  return /^(BOOLEAN|U?(TINY|SMALL)INT|U?INTEGER|U?BIGINT|FLOAT|DOUBLE)$/.test(column.type) ? name : cut(textOf(column));
}

/** The figures of a column, and between which numbers its bins lie. */
interface Measured {
  readonly figures: Figures;
  readonly least: number;
  readonly most: number;
}

/** Nulls, distinct values, least and greatest of every column: one scan. */
async function measured(connection: DuckDBConnection, columns: readonly Looked[], table: string, count: number): Promise<readonly Measured[]> {
  const parts = columns.flatMap((column) => {
    const name = quoteName(column.name);
    if (column.personal) return [`count(${name})`, '0', 'NULL', 'NULL', 'NULL', 'NULL'];
    const text = isNested(column) ? textOf(column) : name;
    const distinct = count > exactRows ? `approx_count_distinct(${text})` : `count(DISTINCT ${text})`;
    const ends = isNested(column) || column.type === 'BLOB' ? ['NULL', 'NULL'] : ['min', 'max'].map((f) => cut(`CAST(${f}(${name}) AS VARCHAR)`));
    const numbers = column.number === undefined ? ['NULL', 'NULL'] : [`min(${column.number})`, `max(${column.number})`];
    return [`count(${name})`, distinct, ...ends, ...numbers];
  });
  const row = parts.length > 0 ? ((await rowsOf(connection, `SELECT ${parts.join(', ')} FROM ${table}`))[0] ?? []) : [];
  return columns.map(({ name, type, personal, at }) => {
    const [present, distinct, min, max, least, most] = row.slice(at * 6, at * 6 + 6);
    const nulls = count - Number(present);
    const known = {
      name,
      type,
      nulls,
      distinct: Math.min(Number(distinct), count - nulls),
      min: (min ?? null) as string | null,
      max: (max ?? null) as string | null,
      bins: [],
    };
    const number = (value: DuckDBValue | undefined): number => (value === null || value === undefined ? Number.NaN : Number(value));
    return { figures: personal ? { ...known, personal: true } : known, least: number(least), most: number(most) };
  });
}

/** The histograms: one query for all numbers and times, one for each column of values, of which Parquet reads that column alone. */
async function binsOf(
  connection: DuckDBConnection,
  columns: readonly Looked[],
  table: string,
  known: readonly Measured[],
): Promise<readonly Partial<Figures>[]> {
  const bins: Partial<Figures>[] = columns.map(() => ({}));
  const numbers = columns.flatMap((c) => (c.number === undefined || c.personal || Number.isNaN(known[c.at]?.least ?? Number.NaN) ? [] : [c]));
  if (numbers.length > 0) {
    const counts = numbers.map(({ number = 'NULL', at }) => histogram(number, known[at]?.least ?? 0, known[at]?.most ?? 0));
    const row = (await rowsOf(connection, `SELECT ${counts.join(', ')} FROM ${table}`))[0] ?? [];
    for (const [i, { at }] of numbers.entries()) bins[at] = { bins: countsOf(String(row[i] ?? '{}')) };
  }
  for (const column of columns) {
    const distinct = known[column.at]?.figures.distinct ?? 0;
    if (column.personal || column.number !== undefined || distinct === 0 || distinct > manyTexts) continue;
    const grouped = `SELECT ${textOf(column)} AS v, count(*) AS n FROM ${table} WHERE ${quoteName(column.name)} IS NOT NULL GROUP BY ALL ORDER BY n DESC, v LIMIT ${binCount}`;
    const rows = await rowsOf(connection, `SELECT ${cut('v')}, n FROM (${grouped})`);
    bins[column.at] = { bins: rows.map((r) => Number(r[1])), labels: rows.map((r) => String(r[0])) };
  }
  return bins;
}

/** A JSON object from bin to count. */
function histogram(number: string, least: number, most: number): string {
  const exact = (value: number): string => `CAST('${value}' AS DOUBLE)`;
  // Halved before they are subtracted: the two ends of the doubles are further apart than a double can say.
  const width = most / 2 - least / 2;
  const share = width > 0 ? `((${number}) / 2 - ${exact(least / 2)}) / ${exact(width)}` : `(${number}) * 0`;
  const bin = `CAST(least(${binCount - 1}, floor(${share} * ${binCount})) AS TINYINT)`;
  return `CAST(to_json(histogram(${bin}) FILTER (WHERE (${number}) IS NOT NULL)) AS VARCHAR)`;
}

function countsOf(json: string): readonly number[] {
  const counts = JSON.parse(json) as Readonly<Record<string, number>> | null;
  return Array.from({ length: binCount }, (_, bin) => Number(counts?.[bin] ?? 0));
}
