// The columns of a CSV or JSON file in the contract's types, where each value survives them: what does not fit is a rule's to tell, and not an unreadable file.

import { engineTypeOf, type OdcsProperty, type OdcsTable } from '../../contract/index.ts';
import {
  type Column,
  type Engine,
  type EngineType,
  type InputTable,
  parseType,
  quoteName,
  type ReadSpec,
  type Surroundings,
} from '../../engine/index.ts';
import { lostSql, needsText, neverFits, type Trial } from './lost.ts';

export interface Fitting {
  readonly engine: Pick<Engine, 'ask'>;
  /** The files, read with these columns. */
  readonly input: (columns: readonly Column[]) => InputTable;
  readonly spec: ReadSpec;
  readonly surroundings: Surroundings;
}

/** The property that a column of the data is: the one that calls it so physically, else the one of that name whose physical column is not there. */
export function propertyOfColumn(table: OdcsTable, column: string, there: readonly string[] = []): OdcsProperty | undefined {
  const wanted = column.toLowerCase();
  const names = new Set(there.map((name) => name.toLowerCase()));
  return (
    table.properties.find((p) => physical(p) === wanted) ?? table.properties.find((p) => p.name?.toLowerCase() === wanted && !names.has(physical(p)))
  );
}
const physical = ({ physicalName, name = '' }: OdcsProperty): string => (physicalName ?? name).toLowerCase();

/** The engine types that a contract says a column has, the best first: its physical type, then the usual ones of its logical type. */
export function wantedTypes({ physicalType, logicalType, options }: OdcsProperty): readonly string[] {
  if (logicalType === 'string' && !/^\s*(uuid|json|blob|bytea|interval|enum)\b/i.test(physicalType ?? '')) return ['VARCHAR'];
  const types = [
    ...(physicalType === undefined ? [] : [physicalType]),
    ...(logicalType ? [engineTypeOf(logicalType, options.format, options.timezone)] : []),
  ];
  return [...types, ...types.flatMap((type) => more[type.toUpperCase()] ?? [])];
}
/** For values that a type can't hold, and another of the same kind can. */
const more: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ['HUGEINT'],
  DOUBLE: ['HUGEINT'],
  TIMESTAMP: ['TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'],
};

/** Gives every column the first of its types that loses nothing, else the one that was found. */
export async function fittedColumns(fitting: Fitting, table: OdcsTable): Promise<readonly Column[]> {
  const { spec } = fitting;
  const there = spec.columns.map(({ name }) => name);
  const asked = spec.columns.flatMap((column) => {
    const property = propertyOfColumn(table, column.name, there);
    const special = /^(DATE|TIME)/.test(column.type) && isSpecial(spec.dialect);
    return property && !special ? [{ column, property }] : [];
  });
  const flat = asked.filter(({ column }) => parseType(column.type).kind === 'scalar');
  const canonical = await canonicalTypes(fitting, [...new Set(asked.flatMap(({ property }) => allTypes(property)))]);
  const trials = flat.map(({ column, property }) => [...trialsOf(column, property, spec, canonical), ...trialsOfMoment(column, spec)]);
  const others = spec.columns.filter((column) => !asked.some((one) => one.column === column));
  const types = await firstFitting(fitting, [...trials, ...others.map((column) => trialsOfMoment(column, spec))]);
  for (const { column, property } of asked) {
    if (parseType(column.type).kind === 'scalar') continue;
    const type = await nestedType(fitting, column, property, canonical);
    if (type !== undefined) types.set(column.name, type);
  }
  return spec.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
}

/** Dates in a notation of their own: read as another type they would not be found. */
const isSpecial = (dialect: ReadSpec['dialect']): boolean =>
  Object.entries(dialect ?? {}).some(([key, value]) => /format$/.test(key) && !/^%Y-%m-%d/.test(value));

const allTypes = (property: OdcsProperty): readonly string[] => [
  ...wantedTypes(property),
  ...property.properties.flatMap(allTypes),
  ...(property.items ? allTypes(property.items) : []),
];

type Canonical = ReadonlyMap<string, string>;

/** Types in the engine's own words; those that it does not know are left out. */
async function canonicalTypes({ engine, surroundings }: Fitting, types: readonly string[]): Promise<Canonical> {
  const sound = types.filter((type) => /^[\w ,()[\]"]+$/.test(type));
  const answers = await engine.ask({ tables: {}, questions: sound.map((type) => ({ sql: `select typeof(cast(null as ${type}))` })), surroundings });
  return new Map(
    sound.flatMap((type, i) => {
      const answer = answers[i];
      const name = answer?.ok ? answer.value.rows[0]?.[0] : undefined;
      return typeof name === 'string' ? [[type, name]] : [];
    }),
  );
}

function trialsOf(column: Column, property: OdcsProperty, { format }: ReadSpec, canonical: Canonical): readonly Trial[] {
  const { logicalType } = property;
  const json = logicalType === 'object' ? 'OBJECT' : logicalType === 'array' ? 'ARRAY' : undefined;
  return wantedTypes(property).flatMap((type) => {
    const to = canonical.get(type);
    return to === undefined ? [] : [{ column, to, format, json }];
  });
}

/** Of JSON a moment's offset and the end of its fraction are dropped, where the type that was found has none. */
const trialsOfMoment = (column: Column, { format }: ReadSpec): readonly Trial[] =>
  format === 'json' && column.type === 'TIMESTAMP' ? ['TIMESTAMP', ...(more.TIMESTAMP ?? [])].map((to) => ({ column, to, format })) : [];

/** The columns as they were found, but that no moment is altered. */
export async function foundColumns(fitting: Fitting): Promise<readonly Column[]> {
  const { spec } = fitting;
  const types = await firstFitting(
    fitting,
    spec.columns.map((column) => trialsOfMoment(column, spec)),
  );
  return spec.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
}

/** By column, the first type under which no value is lost. A further type is asked only of columns that the ones before did not fit. */
async function firstFitting(fitting: Fitting, columns: readonly (readonly Trial[])[]): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (let open = columns; open.length > 0; ) {
    const first = open.flatMap((trials) => trials.slice(0, 1));
    const lost = await lostIn(
      fitting,
      first.filter((trial) => !isFound(trial) && !neverFits(trial)),
    );
    for (const trial of first) if (isFound(trial) || lost.get(trial) === 0) types.set(trial.column.name, trial.to);
    open = open.flatMap(([trial, ...further]) => (trial && !types.has(trial.column.name) && further.length > 0 ? [further] : []));
  }
  return types;
}

const isFound = (trial: Trial): boolean => trial.column.type === trial.to && !needsText(trial);

/** How many values each trial would lose; what can't be asked is not among them. */
async function lostIn({ engine, input, spec, surroundings }: Fitting, trials: readonly Trial[]): Promise<ReadonlyMap<Trial, number>> {
  if (trials.length === 0) return new Map();
  const asText = new Set(trials.filter(needsText).map(({ column }) => column.name));
  const texts = input(spec.columns.map((column) => (asText.has(column.name) ? { ...column, type: 'VARCHAR' } : column)));
  const answers = await engine.ask({
    tables: { data: input(spec.columns), ...(asText.size > 0 ? { texts } : {}) },
    questions: trials.map((trial) => ({ sql: `select count(*) filter (where ${lostSql(trial)}) from ${needsText(trial) ? 'texts' : 'data'}` })),
    surroundings,
  });
  return new Map(
    trials.flatMap((trial, i) => {
      const answer = answers[i];
      return answer?.ok ? [[trial, Number(answer.value.rows[0]?.[0])]] : [];
    }),
  );
}

/** A part of a nested column in a type of the contract. */
interface Part {
  readonly path: string;
  readonly to: string;
}

/** The structure that was found, with the contract's types inside it: all of them, or those that lose nothing by themselves. */
async function nestedType(fitting: Fitting, column: Column, property: OdcsProperty, canonical: Canonical): Promise<string | undefined> {
  const type = parseType(column.type);
  const { format } = fitting.spec;
  const parts = partsOf(type, property, '', canonical, format);
  if (parts.length === 0) return undefined;
  const trial = (of: readonly Part[]): Trial => ({ column, to: rendered(type, '', new Map(of.map(({ path, to }) => [path, to]))), format });
  const whole = trial(parts);
  if ((await lostIn(fitting, [whole])).get(whole) === 0) return whole.to;
  const each = parts.map((part) => trial([part]));
  const lost = await lostIn(fitting, each);
  const sound = trial(parts.filter((_, i) => lost.get(each[i] as Trial) === 0));
  return (await lostIn(fitting, [sound])).get(sound) === 0 ? sound.to : undefined;
}

function partsOf(type: EngineType, property: OdcsProperty, path: string, canonical: Canonical, format: ReadSpec['format']): readonly Part[] {
  if (type.kind === 'list' || type.kind === 'array') return property.items ? partsOf(type.of, property.items, `${path}[]`, canonical, format) : [];
  if (type.kind === 'struct')
    return type.fields.flatMap((field) => {
      const child = property.properties.find((p) => physical(p) === field.name.toLowerCase());
      return child ? partsOf(field.type, child, `${path}.${quoteName(field.name)}`, canonical, format) : [];
    });
  if (type.kind === 'map') return [];
  const to = wantedTypes(property)
    .map((wanted) => canonical.get(wanted))
    .find((name) => name !== undefined);
  // nested values keep the structure that was found
  if (to === undefined || to === type.name || to === 'JSON' || parseType(to).kind !== 'scalar') return [];
  return neverFits({ column: { name: '', type: type.name }, to, format }) ? [] : [{ path, to }];
}

function rendered(type: EngineType, path: string, types: ReadonlyMap<string, string>): string {
  if (type.kind === 'list') return `${rendered(type.of, `${path}[]`, types)}[]`;
  if (type.kind === 'array') return `${rendered(type.of, `${path}[]`, types)}[${type.size}]`;
  if (type.kind === 'map') return `MAP(${rendered(type.key, '', new Map())}, ${rendered(type.value, '', new Map())})`;
  if (type.kind === 'scalar') return types.get(path) ?? type.name;
  return `STRUCT(${type.fields.map((f) => `${quoteName(f.name)} ${rendered(f.type, `${path}.${quoteName(f.name)}`, types)}`).join(', ')})`;
}
