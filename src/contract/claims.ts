// What a contract promises of each column, wherever it says so: in the column's own keys, in a library rule, or in a rule in the short form. Judges nothing.

import type { Json, Place } from '../base/index.ts';
import { type Interval, intervalOf } from './diff/limits.ts';
import type { DocumentPath, JsonMap, LogicalType, OdcsDocument, OdcsProperty, OdcsQuality, OdcsTable } from './document.ts';
import { saysPersonal } from './personal.ts';

export interface Claims {
  /** Nested ones with dots; `[]` stands for a list's elements. */
  readonly column: string;
  readonly property: OdcsProperty;
  readonly at: Place;
  readonly logicalType?: LogicalType | undefined;
  readonly physicalType?: string | undefined;
  /** The least share of values that are not null: 1 where none may be. */
  readonly present: number;
  readonly unique: boolean;
  readonly range: Interval;
  /** Characters, elements, members. */
  readonly length: Interval;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly values?: readonly Json[] | undefined;
  readonly multipleOf?: number | undefined;
  readonly distinctItems: boolean;
  /** `customers.id`, as written. */
  readonly references: readonly string[];
  readonly personal: boolean;
  /** The members of an object, or the one description of a list's elements. */
  readonly inner: readonly Claims[];
}

/** A rule of a table that is about no column's own keys. */
export interface TableRule {
  readonly column?: string | undefined;
  readonly quality: OdcsQuality;
  readonly path: DocumentPath;
}

export interface TableClaims {
  readonly table: OdcsTable;
  /** Those of the table itself; what is nested is in their `inner`. */
  readonly top: readonly Claims[];
  /** Those of the table and all that are nested in them, each after what it is in. */
  readonly columns: readonly Claims[];
  readonly key: readonly string[];
  readonly rules: readonly TableRule[];
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isBound = (value: Json | undefined): value is string | number => typeof value === 'string' || typeof value === 'number';
const boundOf = (value: Json | undefined): string | number | undefined => (isBound(value) ? value : undefined);
const countOf = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

export function tableClaims(document: OdcsDocument, table: OdcsTable): TableClaims {
  const short = new Map(table.quality.flatMap((rule) => Object.entries(shortColumns(rule))));
  const top = table.properties.map((property) => claimsOf(document, property, '', short));
  const columns = top.flatMap(withInner);
  const keyed = table.properties.filter((p) => p.primaryKey);
  const key = [...keyed].sort((a, b) => positionOf(a) - positionOf(b)).map((p) => p.name ?? '');
  const own = table.quality.filter((rule) => Object.keys(shortColumns(rule)).length === 0).map((quality) => ({ quality, path: quality.path }));
  const ofColumns = columns.flatMap(({ column, property }) =>
    property.quality
      .filter((rule) => validValues(rule) === undefined && presentShare(rule) === undefined)
      .map((quality) => ({ column, quality, path: quality.path })),
  );
  return { table, top, columns, key, rules: [...own, ...ofColumns] };
}

const positionOf = ({ primaryKeyPosition: position = 0 }: OdcsProperty): number => (position > 0 ? position : Number.MAX_SAFE_INTEGER);

const withInner = (one: Claims): readonly Claims[] => [one, ...one.inner.flatMap(withInner)];

/** A column, with what is nested in it. */
function claimsOf(document: OdcsDocument, property: OdcsProperty, around: string, short: ReadonlyMap<string, JsonMap>): Claims {
  const column = property.name === undefined ? `${around}[]` : around === '' ? property.name : `${around}.${property.name}`;
  const nested = [...property.properties, ...(property.items ? [property.items] : [])];
  const said = around === '' ? (short.get(column) ?? {}) : {};
  const inner = nested.map((one) => withRequired(claimsOf(document, one, column, short), property, column));
  return { ...claim(document, property, column, said), inner };
}

/** `logicalTypeOptions.required` of an object names those of its members that must be there. */
function withRequired(inner: Claims, { options }: OdcsProperty, column: string): Claims {
  const name = inner.column.slice(column.length + 1);
  return options.required?.includes(name) ? { ...inner, present: 1 } : inner;
}

function claim(document: OdcsDocument, property: OdcsProperty, column: string, said: JsonMap): Omit<Claims, 'inner'> {
  const { options, path } = property;
  const values = said.in ?? property.quality.map(validValues).find((found) => found !== undefined);
  const references = [...property.relationships.flatMap(({ to }) => to), ...(isText(said.references) ? [said.references] : [])];
  return {
    column,
    property,
    at: document.at(property.name === undefined ? path : [...path, 'name']),
    logicalType: property.logicalType,
    physicalType: property.physicalType ?? (isText(said.type) ? said.type : undefined),
    present: property.required ? 1 : Math.max(presentOf(said.required), ...property.quality.map((rule) => presentShare(rule) ?? 0)),
    unique: property.unique || said.unique === true,
    range: intervalOf({
      min: options.minimum ?? boundOf(said.min),
      max: options.maximum ?? boundOf(said.max),
      above: options.exclusiveMinimum,
      below: options.exclusiveMaximum,
    }),
    length: lengthOf(property, said.length),
    pattern: options.pattern ?? (isText(said.pattern) ? said.pattern : undefined),
    format: options.format ?? (isText(said.format) ? said.format : undefined),
    values: Array.isArray(values) ? (values as readonly Json[]) : undefined,
    multipleOf: options.multipleOf,
    distinctItems: options.uniqueItems === true,
    references,
    personal: said.personal === true || [property.classification ?? '', ...property.tags].some(saysPersonal),
  };
}

function presentOf(required: Json | undefined): number {
  if (required === true) return 1;
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(isText(required) ? required.trim() : '') ?? [];
  return percent === undefined ? 0 : Number(`${percent}e-2`);
}

function lengthOf({ options }: OdcsProperty, said: Json | undefined): Interval {
  const short = isMap(said) ? { min: countOf(said.min), max: countOf(said.max) } : { min: countOf(said), max: countOf(said) };
  return intervalOf({
    min: options.minLength ?? options.minItems ?? options.minProperties ?? short.min,
    max: options.maxLength ?? options.maxItems ?? options.maxProperties ?? short.max,
  });
}

/** The values there may be, of a library rule that allows no others and says nothing else. */
export function validValues({ type, metric, operator, arguments: given, severity }: OdcsQuality): readonly Json[] | undefined {
  if (type !== 'library' || metric !== 'invalidValues' || !isMap(given)) return undefined;
  const { validValues: values, ...others } = given;
  const none = operator?.name === 'mustBe' && operator.value === 0;
  return none && (severity ?? 'error') === 'error' && Object.keys(others).length === 0 && Array.isArray(values) ? (values as Json[]) : undefined;
}

/** The least share of values that are there, of a library rule without a name that says nothing else. */
function presentShare({ type, metric, operator, raw, name, severity }: OdcsQuality): number | undefined {
  const plain = type === 'library' && metric === 'nullValues' && name === undefined && raw.unit === 'percent' && (severity ?? 'error') === 'error';
  const most = operator?.name === 'mustBeLessOrEqualTo' ? operator.value : undefined;
  return plain && typeof most === 'number' ? Number((1 - most / 100).toPrecision(12)) : undefined;
}

/** What a rule in the short form says of columns alone: `implementation: { columns: { delay: { required: 95% } } }`. */
function shortColumns({ engine, implementation }: OdcsQuality): Readonly<Record<string, JsonMap>> {
  if (engine !== 'trivet' || !isMap(implementation) || !isMap(implementation.columns)) return {};
  if (Object.keys(implementation).length > 1) return {};
  return Object.fromEntries(Object.entries(implementation.columns).flatMap(([name, said]) => (isMap(said) ? [[name, said]] : [])));
}
