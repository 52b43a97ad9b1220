// A table of the internal contract as a contract of ODCS 3.1.0: the inverse of reading one. What ODCS can't say is a rule of the engine `trivet`.

import type { Described, RowBounds } from '../../product/index.ts';
import type { JsonMap } from '../document.ts';
import { propertyOf } from './column.ts';
import { qualityOf } from './quality.ts';
import { defined, shortRows } from './short.ts';

/** What a contract says beside its tables, where that is known. */
export interface About {
  /** The contract's own; else those of its first table. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly dataProduct?: string | undefined;
  readonly purpose?: string | undefined;
  readonly team?: string | undefined;
  readonly contact?: string | undefined;
  /** Where the data is, as ODCS describes a server. */
  readonly server?: JsonMap | undefined;
}

/** The contract of tables, keys in the standard's order. */
export function odcsOf(tables: readonly Described[], about: About = {}): JsonMap {
  const { dataProduct, purpose, team, contact, server } = about;
  const name = about.name ?? tables[0]?.name ?? 'contract';
  return defined({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: about.id ?? (dataProduct === undefined ? name : `${dataProduct}.${name}`),
    name,
    version: '1.0.0',
    status: 'active',
    dataProduct,
    description: purpose === undefined ? undefined : { purpose },
    servers: server && [server],
    schema: tables.map(tableOf),
    support: contact === undefined ? undefined : [{ channel: contact }],
    team: team === undefined ? undefined : { name: team },
  });
}

function tableOf({ name, description, key, columns, rows, checks }: Described): JsonMap {
  const inKey = key?.columns ?? [];
  const undeclared = inKey.filter((column) => !columns.some((one) => one.name.toLowerCase() === column.toLowerCase()));
  const stubs = undeclared.map((column) => ({ name: column, at: { file: '' }, severity: 'error' as const }));
  const all = [...columns, ...stubs];
  const declared = new Set(all.map((column) => column.name));
  // a key that spells a column otherwise, or names one twice, has no place in the columns
  const placed = inKey.every((column) => declared.has(column)) && new Set(inKey).size === inKey.length;
  const reaches = (to: { readonly asset: string; readonly column: string }): boolean =>
    to.asset.toLowerCase() !== name.toLowerCase() || all.some((column) => column.name === to.column);
  const place = (column: string) => (placed && inKey.includes(column) ? inKey.indexOf(column) + 1 : undefined);
  const written = all.map((column) => propertyOf(column, { key: place(column.name), reaches }));
  const named = checks.map((check) => qualityOf(check, declared));
  const ids = identifiers(all.map((column) => column.name));
  const properties = written.map(({ property }, i) => {
    const own = named.filter(({ column }) => column === property.name).map(({ quality }) => quality);
    const quality = [...((property.quality as readonly JsonMap[] | undefined) ?? []), ...own];
    return defined({ id: ids[i], ...property, quality: quality.length > 0 ? quality : undefined });
  });
  const quality = [
    ...(key && !placed ? [trivet({ key: key.columns })] : []),
    ...written.flatMap(({ property, rest }) => (rest ? [trivet({ columns: { [String(property.name)]: rest } })] : [])),
    ...named.flatMap(({ column, quality: rule }) => (column === undefined ? [rule] : [])),
    // last, so that a check that is named `rowCount` keeps its name
    ...(rows ? [rowsOf(rows)] : []),
  ];
  return defined({
    id: identifiers([name])[0],
    name,
    physicalType: 'table',
    description,
    properties: properties.length > 0 ? properties : undefined,
    quality: quality.length > 0 ? quality : undefined,
  });
}

const trivet = (implementation: JsonMap): JsonMap => ({ type: 'custom', engine: 'trivet', implementation });

/** How many rows there are, without a name: it is the table's own (see fold.ts). */
function rowsOf(rows: RowBounds): JsonMap {
  const { min, max, severity } = rows;
  if (min === undefined && max === undefined) return trivet({ rows: shortRows(rows) });
  const judged =
    min !== undefined && max !== undefined
      ? min === max
        ? { mustBe: min }
        : { mustBeBetween: [min, max] }
      : min !== undefined
        ? { mustBeGreaterOrEqualTo: min }
        : { mustBeLessOrEqualTo: max };
  return { type: 'library', metric: 'rowCount', ...judged, severity };
}

/** Stable ids of letters, digits, `_` and `-`, each once. */
function identifiers(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base = name.replace(/[^A-Za-z0-9_-]+/g, '_');
    let id = base;
    for (let n = 2; used.has(id); n++) id = `${base}_${n}`;
    used.add(id);
    return id;
  });
}
