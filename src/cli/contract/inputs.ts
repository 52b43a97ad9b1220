// A contract's tables as the engine reads them: files behind a read specification, or tables of a DuckDB file. The contract's types win where the values allow it.

import { dirname } from 'node:path';
import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import { type ContractTable, contractProblem, engineTypeOf, type OdcsDocument, type OdcsTable, propertyNamed } from '../../contract/index.ts';
import type { Column, Engine, InputTable, ReadSpec, Surroundings } from '../../engine/index.ts';
import { filesOfTables, type Place, type TableFiles } from './find-data.ts';

/** Data of a contract's tables, by their names in the contract. A table without data is not among them. */
export interface ContractInputs {
  readonly tables: ReadonlyMap<string, InputTable>;
  /** What the data is called where it lies. */
  readonly labels: ReadonlyMap<string, string>;
  /** Names of what lies there, for whoever looks for a table. */
  readonly found: readonly string[];
}

/** Folders that the engine must be allowed to read for a place. */
export const foldersOf = ({ path, kind }: Place): readonly string[] => {
  if (kind === 'folder') return [path];
  const fixed = path.split(/[*?[{]/)[0] ?? path;
  return [fixed === path ? dirname(path) : fixed.endsWith('/') ? fixed : dirname(fixed)];
};

export async function contractInputs(
  engine: Pick<Engine, 'inspect' | 'ask' | 'tablesOf'>,
  document: OdcsDocument,
  tables: readonly ContractTable[],
  place: Place,
  surroundings: Surroundings,
): Promise<Outcome<ContractInputs>> {
  if (place.kind === 'database') return fromDatabase(engine, tables, place);
  const files = await filesOfTables(place, tables);
  if (!files.ok) return files;
  const inputs = new Map<string, InputTable>();
  const labels = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [name, own] of files.value) {
    const table = document.schema.find((t) => t.name === name);
    const input = table && (await fromFiles(engine, table, own, surroundings));
    if (input?.ok) inputs.set(name, input.value);
    else problems.push(...(input?.problems ?? []));
    labels.set(name, own.files.length === 1 ? (own.files[0]?.label ?? place.label) : `${place.label} (${own.files.length} files)`);
  }
  if (problems.length > 0) return failed(...problems);
  return ok({ tables: inputs, labels, found: [...files.value.values()].flatMap((t) => t.files.map((f) => f.label)).slice(0, 10) });
}

async function fromDatabase(engine: Pick<Engine, 'tablesOf'>, tables: readonly ContractTable[], place: Place): Promise<Outcome<ContractInputs>> {
  const all = await engine.tablesOf({ file: place.path, label: place.label });
  if (!all.ok) return all;
  const inputs = new Map<string, InputTable>();
  const labels = new Map<string, string>();
  for (const { name, physicalName } of tables) {
    const wanted = [physicalName, name].map((n) => n.toLowerCase());
    const matches = all.value.filter(
      ({ schema, table }) => wanted.includes(table.toLowerCase()) || wanted.includes(`${schema}.${table}`.toLowerCase()),
    );
    const found = matches.find(({ schema }) => schema.toLowerCase() === (place.schema ?? 'main').toLowerCase()) ?? matches[0];
    if (!found) continue;
    inputs.set(name, { kind: 'database', file: place.path, ...found });
    labels.set(name, `${place.label}: ${found.schema === 'main' ? '' : `${found.schema}.`}${found.table}`);
  }
  return ok({ tables: inputs, labels, found: all.value.map(({ schema, table }) => (schema === 'main' ? table : `${schema}.${table}`)) });
}

async function fromFiles(
  engine: Pick<Engine, 'inspect' | 'ask'>,
  table: OdcsTable,
  { files, format, options }: TableFiles,
  surroundings: Surroundings,
): Promise<Outcome<InputTable>> {
  const wanted = (column: string): string | undefined => wantedType(table, column);
  // a text stays the text it is: no sniffing takes the zeros off its front
  const declared = table.properties.flatMap((p) => {
    const names = [p.physicalName ?? p.name ?? '', p.name ?? ''];
    return wanted(names[0] ?? '') === 'VARCHAR' ? [...new Set(names)].map((name) => ({ name, type: 'VARCHAR', at: p.at })) : [];
  });
  const { spec } = await engine.inspect({ source: table.name, files, format, options, declared: format === 'csv' ? declared : [] });
  if (!spec.ok) return spec;
  const input = (of: ReadSpec): InputTable => ({ kind: 'files', spec: of, files: files.map(({ path }) => path) });
  if (format === 'parquet') return ok(input(spec.value));
  return ok(input({ ...spec.value, columns: await fitted(engine, input(spec.value), spec.value, wanted, surroundings) }));
}

/** The engine type that a contract says a column has: its physical type, else the usual one of its logical type. */
function wantedType(table: OdcsTable, column: string): string | undefined {
  const property = propertyNamed(table, column);
  if (!property) return undefined;
  const { physicalType, logicalType, options } = property;
  if (logicalType === 'string' && !/^\s*(uuid|json|blob|bytea|interval|enum)\b/i.test(physicalType ?? '')) return 'VARCHAR';
  return physicalType ?? (logicalType && engineTypeOf(logicalType, options.format, options.timezone));
}

/** The columns with the contract's types, where each value that is there survives them: what does not fit is a rule's to tell, and not an unreadable file. */
async function fitted(
  engine: Pick<Engine, 'ask'>,
  input: InputTable,
  spec: ReadSpec,
  wanted: (column: string) => string | undefined,
  surroundings: Surroundings,
): Promise<readonly Column[]> {
  const asked = spec.columns.flatMap((column) => {
    const type = wanted(column.name);
    const special = /^(DATE|TIME)/.test(column.type) && isSpecial(spec.dialect);
    // nested values keep the structure that was found
    const nested = type === 'JSON' && column.type !== 'VARCHAR';
    return type === undefined || special || nested || !/^[\w ,()[\]"]+$/.test(type) ? [] : [{ column, type }];
  });
  const answers = await engine.ask({
    tables: { data: input },
    questions: asked.map(({ column, type }) => ({ sql: fitSql(column, type) })),
    surroundings,
  });
  const types = new Map<string, string>();
  for (const [i, { column }] of asked.entries()) {
    const answer = answers[i];
    const [lost, name] = answer?.ok ? (answer.value.rows[0] ?? []) : [];
    if (lost === 0 && typeof name === 'string') types.set(column.name, name);
  }
  return spec.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
}

/** How many values another type would lose or alter, and that type's own name. */
function fitSql({ name, type: now }: Column, type: string): string {
  const value = `"${name.replaceAll('"', '""')}"`;
  const cast = `try_cast(${value} as ${type})`;
  // a float of 32 bits is near the double it was read as, and never the same
  const same = /^(float|real|float4)$/i.test(type) ? 'false' : `try_cast(${cast} as ${now}) is distinct from ${value}`;
  const alters = now === 'VARCHAR' ? 'false' : same;
  return `select count(*) filter (where ${value} is not null and (${cast} is null or ${alters})), typeof(cast(null as ${type})) from data`;
}

/** Dates in a notation of their own: read as another type they would not be found. */
const isSpecial = (dialect: ReadSpec['dialect']): boolean =>
  Object.entries(dialect ?? {}).some(([key, value]) => /format$/.test(key) && !/^%Y-%m-%d/.test(value));

/** Every table to be checked has data; one that has none is told with what is there. */
export function lacking(inputs: ContractInputs, tables: readonly ContractTable[], place: Place): readonly Problem[] {
  const without = tables.filter(({ name }) => !inputs.tables.has(name));
  if (place.kind === 'files' && inputs.tables.size === 0)
    return without.length > 0 ? [contractProblem('several-tables', { path: place.label, tables: tables.map((t) => t.name) })] : [];
  return without.map(({ name, physicalName }) =>
    contractProblem('table-not-there', { table: name, physical: physicalName, path: place.label, found: inputs.found }),
  );
}
