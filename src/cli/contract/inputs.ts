// A contract's tables as the engine reads them: files behind a read specification, or tables of a DuckDB file. The contract's types win where the values allow it.

import { dirname } from 'node:path';
import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import { type ContractTable, contractProblem, type OdcsDocument, type OdcsTable } from '../../contract/index.ts';
import type { Engine, InputTable, ReadSpec, Surroundings } from '../../engine/index.ts';
import { filesOfTables, meantBy, type Place, type TableFiles } from './find-data.ts';
import { fittedColumns, propertyOfColumn, wantedTypes } from './fit-types.ts';

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
  const files = await filesOfTables(place, tables, document.schema.length === 1);
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
  const main = (place.schema ?? 'main').toLowerCase();
  const named = (name: string) => {
    const matches = all.value.filter(({ schema, table }) => [table, `${schema}.${table}`].some((n) => n.toLowerCase() === name));
    return matches.find(({ schema }) => schema.toLowerCase() === main) ?? matches[0];
  };
  for (const [name, found] of meantBy(tables, named)) {
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
  const { spec } = await engine.inspect({ source: table.name, files, format, options, declared: format === 'csv' ? textColumns(table) : [] });
  if (!spec.ok) return spec;
  const input = (columns: ReadSpec['columns']): InputTable => ({
    kind: 'files',
    spec: { ...spec.value, columns },
    files: files.map(({ path }) => path),
  });
  if (format === 'parquet') return ok(input(spec.value.columns));
  return ok(input(await fittedColumns({ engine, input, spec: spec.value, surroundings }, table)));
}

/** A text stays the text it is: no sniffing takes the zeros off its front. */
const textColumns = (table: OdcsTable): readonly DeclaredColumn[] =>
  table.properties.flatMap((property) => {
    if (!isText(wantedTypes(property)[0])) return [];
    const names = [...new Set([property.physicalName ?? property.name ?? '', property.name ?? ''])];
    return names.filter((name) => propertyOfColumn(table, name) === property).map((name) => ({ name, type: 'VARCHAR', at: property.at }));
  });
type DeclaredColumn = Parameters<Engine['inspect']>[0]['declared'][number];

const isText = (type: string | undefined): boolean => /^\s*(varchar|text|string|char|bpchar|nvarchar)\s*(\(.*\))?\s*$/i.test(type ?? '');

/** Every table to be checked has data; one that has none is told with what is there. */
export function lacking(inputs: ContractInputs, tables: readonly ContractTable[], place: Place): readonly Problem[] {
  const without = tables.filter(({ name }) => !inputs.tables.has(name));
  if (place.kind === 'files' && inputs.tables.size === 0)
    return without.length > 0 ? [contractProblem('several-tables', { path: place.label, tables: tables.map((t) => t.name) })] : [];
  return without.map(({ name, physicalName }) =>
    contractProblem('table-not-there', { table: name, physical: physicalName, path: place.label, found: inputs.found }),
  );
}
