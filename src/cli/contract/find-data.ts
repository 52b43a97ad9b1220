// Where a contract's data lies: --data, or a server of the contract that is a file. Finds files and tables, reads none.

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import { type ContractTable, contractProblem, type OdcsDocument, type OdcsServer } from '../../contract/index.ts';
import type { ReadOptions, SourceFormat } from '../../product/index.ts';

/** What is asked for on the command line. */
export interface Wanted {
  readonly data?: string | undefined;
  readonly server?: string | undefined;
  readonly cwd: string;
}

/** Data of all of a contract's tables: a DuckDB file, a folder, or the files of a pattern. `label` as the user knows it. */
export interface Place {
  readonly path: string;
  readonly label: string;
  readonly format?: SourceFormat | undefined;
  readonly options: ReadOptions;
  readonly schema?: string | undefined;
  readonly kind: 'database' | 'folder' | 'files';
}

/** The files of one table. */
export interface TableFiles {
  readonly files: readonly { readonly path: string; readonly label: string }[];
  readonly format: SourceFormat;
  readonly options: ReadOptions;
}

const endings: readonly (readonly [pattern: RegExp, format: SourceFormat])[] = [
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i, 'json'],
];
const formatOf = (path: string): SourceFormat | undefined => endings.find(([pattern]) => pattern.test(path))?.[1];
const isDatabase = (path: string): boolean => /\.(duckdb|ddb|db)$/i.test(path);
/** A file's name without the ending of its format. */
const stemOf = (path: string): string => basename(path).replace(/(\.(parquet|pq|csv|tsv|json|jsonl|ndjson|gz|zst))+$/i, '');

/** Where to look. A server's path is relative to the contract, --data to where the user is. */
export function placeOfData(document: OdcsDocument, { data, server, cwd }: Wanted): Outcome<Place> {
  if (data !== undefined) return looked(resolve(cwd, data), data, {});
  const chosen = chosenServer(document, server);
  if (!chosen.ok) return chosen;
  const { server: name, type, path, delimiter, format, schema } = chosen.value;
  if (path === undefined) return failed(contractProblem('remote-server', { server: name, type }, { at: chosen.value.at }));
  const absolute = resolve(cwd, dirname(document.file.path), path);
  const known = (['parquet', 'csv', 'json'] as const).find((f) => f === format?.toLowerCase());
  const separator = delimiter && !['new_line', 'array'].includes(delimiter) ? { delimiter } : {};
  return looked(absolute, relative(cwd, absolute) || '.', { format: known, options: separator, schema, database: type === 'duckdb' });
}

/** Data at a path, a pattern or a folder, as the user wrote it. */
export const placeAt = (path: string, cwd: string): Outcome<Place> => looked(resolve(cwd, path), path, {});

/** A server, with the path of its data where that lies on this machine. */
type LocalServer = Omit<OdcsServer, 'path'> & { readonly path?: string | undefined };

function chosenServer(document: OdcsDocument, name: string | undefined): Outcome<LocalServer> {
  const servers = document.servers.map(({ path: _path, ...server }): LocalServer => ({ ...server, ...local(server) }));
  const names = servers.map((s) => s.server);
  const chosen = name === undefined ? servers.find((s) => s.path !== undefined) : servers.find((s) => s.server.toLowerCase() === name.toLowerCase());
  if (chosen) return ok(chosen);
  if (name === undefined) return failed(contractProblem('no-data', { contract: document.file.path, servers: names }));
  return failed(contractProblem('unknown-server', { server: name, servers: names, near: nearest(name, names) }));
}

/** The path of a server whose data lies on this machine. */
function local({ type, dataPath, location, database }: Omit<OdcsServer, 'path'>): { readonly path?: string } {
  if (type === 'duckdb') return database === undefined || /^(md|motherduck):/.test(database) ? {} : { path: database };
  const said = dataPath ?? location;
  if (said === undefined) return {};
  if (said.startsWith('file://')) return { path: fileURLToPath(said) };
  return (type === 'local' || type === 'custom') && !/^[a-z][a-z0-9+.-]*:\/\//i.test(said) ? { path: said } : {};
}

interface Told {
  readonly format?: SourceFormat | undefined;
  readonly options?: ReadOptions;
  readonly schema?: string | undefined;
  readonly database?: boolean;
}

function looked(path: string, label: string, { format, options = {}, schema, database = false }: Told): Outcome<Place> {
  const found = statSync(path, { throwIfNoEntry: false });
  const pattern = /[*?[{]/.test(path);
  if (!found && !pattern) return failed(contractProblem('data-not-there', { path: label }, { at: { file: label } }));
  const kind = found?.isDirectory() ? 'folder' : database || (isDatabase(path) && !pattern) ? 'database' : 'files';
  return ok({ path, label, format, options, schema, kind });
}

/**
 * What each table is there, by its name in the contract: what bears its physical name; where nothing does, what bears its own name and is no other
 * table's. `named` is given a name in lower case, and gives the same thing for the same name.
 */
export function meantBy<T>(tables: readonly ContractTable[], named: (name: string) => T | undefined): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const look = (table: ContractTable, name: string, taken: ReadonlySet<T>): void => {
    const meant = found.has(table.name) ? undefined : named(name.toLowerCase());
    if (meant !== undefined && !taken.has(meant)) found.set(table.name, meant);
  };
  for (const table of tables) look(table, table.physicalName, new Set());
  const taken = new Set(found.values());
  for (const table of tables) look(table, table.name, taken);
  return found;
}

/** The files of each table that has some, by its name in the contract. One table alone may have all there are; `alone`: no other is in the contract, so a pattern is all its. */
export async function filesOfTables(
  place: Place,
  tables: readonly ContractTable[],
  alone = false,
): Promise<Outcome<ReadonlyMap<string, TableFiles>>> {
  const all = await filesAt(place);
  if (all.length === 0) return failed(contractProblem('data-not-there', { path: place.label }, { at: { file: place.label } }));
  const groups = Map.groupBy(all, ({ group }) => group.toLowerCase());
  const [only, ...others] = tables;
  const named = meantBy(tables, (name) => groups.get(name));
  const whole = only && others.length === 0 && ((alone && place.kind === 'files') || named.size === 0);
  const found = new Map<string, TableFiles>();
  for (const [name, files] of whole ? [[only.name, all] as const] : named) {
    const read = tableFiles(place, files);
    if (!read.ok) return read;
    found.set(name, read.value);
  }
  return ok(found);
}

const filesAt = async (place: Place): Promise<readonly Found[]> => (place.kind === 'folder' ? folderFiles(place) : await patternFiles(place));

/** Files that are one table: they have one format. */
function tableFiles(place: Place, files: readonly Found[]): Outcome<TableFiles> {
  const formats = [...new Set(files.map(({ path }) => place.format ?? formatOf(path)))];
  const [format] = formats;
  if (format === undefined) return failed(contractProblem('unknown-data-format', { path: files[0]?.label ?? place.label }));
  if (formats.length > 1) return failed(contractProblem('mixed-data-formats', { path: place.label, formats: formats.map((f) => f ?? 'unknown') }));
  const tab = files.every(({ path }) => /\.tsv/i.test(path)) && place.options.delimiter === undefined ? { delimiter: '\t' } : {};
  return ok({ files: files.map(({ path, label }) => ({ path, label })), format, options: { ...tab, ...place.options } });
}

/** The files of each table that a place itself names: of a folder those of a name or of a folder in it, of a pattern all. */
export async function filesOfGroups(place: Place): Promise<Outcome<ReadonlyMap<string, TableFiles>>> {
  const all = await filesAt(place);
  const [first] = all;
  if (!first) return failed(contractProblem('data-not-there', { path: place.label }, { at: { file: place.label } }));
  const groups =
    place.kind === 'folder' ? Map.groupBy(all, ({ group }) => group) : new Map([[all.length > 1 ? nameOfPattern(place) : first.group, all]]);
  const found = new Map<string, TableFiles>();
  for (const [name, files] of groups) {
    const read = tableFiles(place, files);
    if (!read.ok) return read;
    found.set(name, read.value);
  }
  return ok(found);
}

/** `flights/*.parquet` is called after its folder. */
const nameOfPattern = ({ path }: Place): string => basename(dirname(path.split(/[*?[{]/)[0]?.replace(/[^/]*$/, 'x') ?? path)) || 'data';

interface Found {
  readonly path: string;
  readonly label: string;
  /** The table's name as the data says it: the file's, or its folder's. */
  readonly group: string;
}

/** Data files of a folder, and of folders in it, however deep: `orders.parquet`, `orders/part-1.parquet`, `orders/day=1/part-1.parquet`. */
function folderFiles({ path: folder, label, format }: Place): readonly Found[] {
  const inside = (from: string, group: string | undefined, around: readonly string[]): readonly Found[] => {
    const real = realpathSync(from);
    if (around.includes(real)) return [];
    const names = namesIn(from);
    // of no format that can be read: who needs it is told
    if (!names) return [{ path: from, label: join(label, relative(folder, from)), group: group ?? '' }];
    const entries = names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => ({ name, path: join(from, name), is: statSync(join(from, name), { throwIfNoEntry: false }) }));
    const files = entries.filter(({ name, is }) => is?.isFile() && (formatOf(name) ?? format) !== undefined);
    return [
      ...files.map(({ name, path }) => ({ path, label: join(label, relative(folder, path)), group: group ?? stemOf(name) })),
      ...entries.filter(({ is }) => is?.isDirectory()).flatMap(({ name, path }) => inside(path, group ?? name, [...around, real])),
    ];
  };
  return inside(folder, undefined, []);
}

/** Undefined of a folder that may not be read. */
function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

async function patternFiles({ path, label }: Place): Promise<readonly Found[]> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return [{ path, label, group: stemOf(path) }];
  const found: Found[] = [];
  for await (const match of glob(path))
    if (statSync(match).isFile()) found.push({ path: match, label: join(dirname(label), basename(match)), group: stemOf(match) });
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
