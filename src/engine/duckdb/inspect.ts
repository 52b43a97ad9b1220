// A source's files before they are taken in: each readable, all of one shape. What reading them depends on is frozen here.

import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { canonical, failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { ReadOptions, SourceFormat } from '../../product/index.ts';
import { describe } from './ask.ts';
import type { Column, DeclaredColumn, Inspection, ReadSpec, SourceFile } from './engine.ts';
import { problemOf } from './errors.ts';
import { problem } from './problems.ts';
import { quoteName, quoteText } from './statement.ts';
import { readerSql } from './tables.ts';

export interface InspectRequest {
  readonly source: string;
  readonly files: readonly SourceFile[];
  readonly format: SourceFormat;
  readonly options: ReadOptions;
  readonly declared: readonly DeclaredColumn[];
}
interface Looked extends ReadSpec {
  readonly file: SourceFile;
  readonly position: number;
  readonly asked: ReadOptions;
  /** Grows while the files are compared. */
  readonly empty: Record<string, boolean>;
}

/** Looks at every file that is not known; the first fixes the columns, and for a CSV the delimiter and header of all. */
export async function inspect(connection: DuckDBConnection, request: InspectRequest): Promise<Inspection> {
  const declared = await canonicalTypes(connection, request);
  if (!declared.ok) return { spec: declared, looks: [] };
  const looked: Looked[] = [];
  const problems: Problem[] = [];
  for (const [position, file] of request.files.entries()) {
    const asked = looked[0]?.options ?? request.options;
    const known = file.known && canonical({ ...file.known.asked }) === canonical({ ...asked }) ? file.known : undefined;
    const one = known ? ok(known) : await look(connection, file, { ...request, options: asked }, declared.value);
    if (one.ok) looked.push({ ...one.value, file, position, asked, empty: { ...known?.empty } });
    else problems.push(...one.problems);
  }
  const spec = problems.length > 0 ? failed(...problems) : await agreedSpec(connection, looked, request, declared.value);
  return { spec, looks: looked.filter(isNews).map(({ file: _, position, ...found }) => [position, found]) };
}

const isNews = ({ file, asked, empty }: Looked): boolean =>
  canonical({ asked: { ...asked }, empty }) !== canonical({ asked: { ...file.known?.asked }, empty: { ...file.known?.empty } }) || !file.known;

/** One specification for all files, if they are of one shape. */
async function agreedSpec(
  connection: DuckDBConnection,
  looked: readonly Looked[],
  request: InspectRequest,
  declared: ReadonlyMap<string, Column>,
): Promise<Outcome<ReadSpec>> {
  const first = looked[0];
  if (!first) return failed();
  const problems: Problem[] = [];
  const agreed = [...first.columns];
  for (const other of looked.slice(1)) {
    const differences = await compare(connection, agreed, other, request.format, declared);
    if (differences.length === 0) continue;
    problems.push(
      problem(
        'columns-differ',
        { source: request.source, label: other.file.label, first: first.file.label, differences },
        { at: { file: other.file.label } },
      ),
    );
  }
  if (problems.length > 0) return failed(...problems);
  if (agreed.length === 0)
    return failed(
      problem('corrupt-file', { label: first.file.label, what: 'no file has a row, and no column is declared' }, { at: { file: first.file.label } }),
    );
  const dialect: Record<string, string> = {};
  for (const { dialect: own } of looked.toReversed()) Object.assign(dialect, own);
  return ok({ format: request.format, options: first.options, columns: agreed, ...(Object.keys(dialect).length > 0 ? { dialect } : {}) });
}

/** The declared types in the engine's own words. Parquet carries its types itself: there a declaration is only checked. */
async function canonicalTypes(connection: DuckDBConnection, request: InspectRequest): Promise<Outcome<ReadonlyMap<string, Column>>> {
  const types = new Map<string, Column>();
  if (request.format === 'parquet') return ok(types);
  const problems: Problem[] = [];
  for (const { name, type, at } of request.declared) {
    // The text goes into a statement: letters, digits and the marks of nested types only.
    const sound = /^[\w ,()[\]"]+$/.test(type);
    const found = sound ? await describe(connection, `SELECT CAST(NULL AS ${type}) AS x`).catch(() => []) : [];
    if (found.length === 1 && found[0]) types.set(name.toLowerCase(), { name, type: found[0].type });
    else problems.push(problem('unknown-type', { column: name, type, source: request.source }, { at }));
  }
  return problems.length > 0 ? failed(...problems) : ok(types);
}

async function look(
  connection: DuckDBConnection,
  file: SourceFile,
  request: InspectRequest,
  declared: ReadonlyMap<string, Column>,
): Promise<Outcome<ReadSpec>> {
  const size = await stat(file.path).then(
    (s) => s.size,
    () => undefined,
  );
  const corrupt = (what: string) => failed(problem('corrupt-file', { label: file.label, what }, { at: { file: file.label } }));
  if (size === undefined) return corrupt('it is not there, or may not be read');
  if (size === 0) return corrupt('it is empty (0 bytes)');
  const { format, options } = request;
  try {
    if (format === 'csv') return await lookAtCsv(connection, file, options, declared);
    const reader =
      format === 'parquet'
        ? `read_parquet(${quoteText(file.path)}, hive_partitioning = false)`
        : `read_json(${quoteText(file.path)}, sample_size = -1, hive_partitioning = false)`;
    const columns = await describe(connection, `FROM ${reader}`);
    if (format === 'parquet') return ok({ format, options, columns, ...(await strangeStatistics(connection, file, columns)) });
    // An empty list has no keys, and the engine then makes one column up.
    const madeUp = columns.length === 1 && columns[0]?.name === 'json';
    const empty = madeUp && (await isEmpty(connection, `FROM ${reader}`));
    if (madeUp && !empty && columns[0]?.type !== 'STRUCT') return corrupt('it is not a list of objects (or one object a line)');
    const found = empty ? [] : await withOffsets(connection, file, columns);
    return ok({ format, options, columns: withDeclared(found, declared, true) });
  } catch (error) {
    return failed(problemOf(error, { sql: '', label: file.label }));
  }
}

/** A moment with an offset is found to be a TIMESTAMP, and as such read without it: an hour that was elsewhere. A `Z` takes nothing away. */
async function withOffsets(connection: DuckDBConnection, { path }: SourceFile, columns: readonly Column[]): Promise<readonly Column[]> {
  const moments = columns.filter((c) => c.type === 'TIMESTAMP');
  if (moments.length === 0) return columns;
  const texts = `columns = {${moments.map((c) => `${quoteName(c.name)}: 'VARCHAR'`).join(', ')}}`;
  const ends = (name: string, offset: string) => `regexp_matches(${quoteName(name)}, ':\\d\\d(\\.\\d+)?\\s*[+-]${offset}$')`;
  const asked = moments.map(({ name }) => `bool_or(${ends(name, '\\d\\d(:?\\d\\d)?')} AND NOT ${ends(name, '00(:?00)?')})`).join(', ');
  const sql = `SELECT ${asked} FROM read_json(${quoteText(path)}, ${texts}, format = 'auto', hive_partitioning = false)`;
  const [told = []] = await (await connection.run(sql)).getRows();
  const shifted = new Set(moments.flatMap(({ name }, i) => (told[i] === true ? [name] : [])));
  return columns.map((c) => (shifted.has(c.name) ? { ...c, type: 'TIMESTAMP WITH TIME ZONE' } : c));
}

/** Other writers leave NaN out of a column's statistics, and the engine would skip rows by them: a reader must know. The engine's own writer does not. */
async function strangeStatistics(connection: DuckDBConnection, { path }: SourceFile, columns: readonly Column[]): Promise<Pick<ReadSpec, 'dialect'>> {
  if (!columns.some((c) => /\b(FLOAT|DOUBLE)\b/.test(c.type))) return {};
  const written = await (await connection.run(`SELECT created_by FROM parquet_file_metadata(${quoteText(path)})`)).getRows();
  return /^DuckDB\b/.test(String(written[0]?.[0] ?? '')) ? {} : { dialect: { nan: 'uncounted' } };
}

async function lookAtCsv(
  connection: DuckDBConnection,
  file: SourceFile,
  options: ReadOptions,
  declared: ReadonlyMap<string, Column>,
): Promise<Outcome<ReadSpec>> {
  // Without skip = 0 the sniffer drops rows of another width at the start, and says nothing.
  const asked = [
    'sample_size = -1',
    'skip = 0',
    'strict_mode = true',
    'null_padding = false',
    ...(options.delimiter === undefined ? [] : [`delim = ${quoteText(options.delimiter)}`]),
    ...(options.header === undefined ? [] : [`header = ${options.header}`]),
    ...(options.nulls === undefined ? [] : [`nullstr = ${quoteText(options.nulls)}`]),
  ].join(', ');
  const sql = `SELECT Delimiter, Quote, Escape, HasHeader, DateFormat, TimestampFormat, to_json(Columns)::VARCHAR FROM sniff_csv(${quoteText(file.path)}, ${asked})`;
  const [delimiter, quote, escaping, header, dateformat, timestampformat, columns] = (await (await connection.run(sql)).getRows())[0] ?? [];
  const sniffed = JSON.parse(String(columns)) as { name: string; type: string }[];
  // Rows of different width make the sniffer take the whole line for one column; asked for the header's delimiter, it says which row is wrong.
  const parted = sniffed.length === 1 && options.delimiter === undefined ? /[,;\t|]/.exec(sniffed[0]?.name ?? '')?.[0] : undefined;
  if (parted !== undefined) {
    const count = (sniffed[0]?.name ?? '').split(parted).length;
    const texts = Array.from({ length: count }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
    const reader = `read_csv(${quoteText(file.path)}, auto_detect = false, skip = 0, header = true, delim = ${quoteText(parted)}, columns = {${texts}})`;
    await connection.run(`SELECT count(c${count - 1}) FROM ${reader}`);
    return lookAtCsv(connection, file, { ...options, delimiter: parted }, declared);
  }
  const sure = (value: unknown): value is string => typeof value === 'string' && value !== '' && value !== '(empty)';
  const dialect = Object.entries({ quote, escape: escaping, dateformat, timestampformat }).filter((e): e is [string, string] => sure(e[1]));
  return ok({
    format: 'csv',
    options: { ...options, delimiter: options.delimiter ?? String(delimiter), header: options.header ?? header === true },
    columns: withDeclared(sniffed, declared, false),
    dialect: Object.fromEntries(dialect),
  });
}

/** Declared types in place of found ones; a declared column that a JSON file does not mention is null there. */
function withDeclared(columns: readonly Column[], declared: ReadonlyMap<string, Column>, add: boolean): readonly Column[] {
  const present = new Set(columns.map((c) => c.name.toLowerCase()));
  const typed = columns.map((c) => ({ name: c.name, type: declared.get(c.name.toLowerCase())?.type ?? c.type }));
  return add ? [...typed, ...[...declared].filter(([name]) => !present.has(name)).map(([, column]) => column)] : typed;
}

/** How a file's columns differ from what is agreed so far. A column without a value has no type yet and takes the others'. */
async function compare(
  connection: DuckDBConnection,
  agreed: Column[],
  other: Looked,
  format: SourceFormat,
  declared: ReadonlyMap<string, Column>,
): Promise<readonly string[]> {
  if (format === 'json' && other.columns.length === declared.size && (await hasNoRow(connection, other))) return [];
  if (format === 'json' && agreed.length === declared.size) agreed.push(...other.columns.filter((c) => !declared.has(c.name.toLowerCase())));
  const differences: string[] = [];
  const theirs = new Map(other.columns.map((c) => [c.name, c]));
  for (const [i, column] of agreed.entries()) {
    const their = theirs.get(column.name);
    if (!their) differences.push(`${column.name} is missing`);
    else if (their.type !== column.type) {
      if (format !== 'parquet' && their.type === 'VARCHAR' && (await hasNoValue(connection, other, column.name))) continue;
      differences.push(`${column.name} is ${their.type}, not ${column.type}`);
    } else if (format === 'csv' && other.columns[i]?.name !== column.name) differences.push(`${column.name} is in another place`);
  }
  const ours = new Set(agreed.map((c) => c.name));
  for (const c of other.columns) if (!ours.has(c.name)) differences.push(`${c.name} is new`);
  return differences;
}

async function hasNoValue(connection: DuckDBConnection, looked: Looked, column: string): Promise<boolean> {
  const sql = `SELECT 1 FROM (${readerSql(looked, [looked.file.path])}) AS file WHERE ${quoteName(column)} IS NOT NULL`;
  looked.empty[column] ??= await isEmpty(connection, sql);
  return looked.empty[column];
}

async function hasNoRow(connection: DuckDBConnection, looked: Looked): Promise<boolean> {
  looked.empty[''] ??= await isEmpty(connection, readerSql(looked, [looked.file.path]));
  return looked.empty[''];
}

async function isEmpty(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const rows = await (await connection.run(`SELECT NOT EXISTS (${sql})`)).getRows();
  return rows[0]?.[0] === true;
}

/** Rows of each file as far as the engine can tell without a specification; null where it cannot. */
export async function count(connection: DuckDBConnection, request: Omit<InspectRequest, 'source' | 'declared'>): Promise<readonly (number | null)[]> {
  const counts: (number | null)[] = [];
  for (const file of request.files) {
    const looked = await look(connection, file, { ...request, source: '', declared: [] }, new Map());
    counts.push(looked.ok ? await countOf(connection, readerSql(looked.value, [file.path])) : null);
  }
  return counts;
}

async function countOf(connection: DuckDBConnection, sql: string): Promise<number | null> {
  try {
    const rows = await (await connection.run(`SELECT count(*) FROM (${sql}) AS file`)).getRows();
    return Number(rows[0]?.[0]);
  } catch {
    return null;
  }
}
