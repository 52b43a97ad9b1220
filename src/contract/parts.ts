// The typed document of a tree in 3.1.0's names. Lenient: what an older version allowed and 3.1.0 has otherwise is left out here, and stays in `raw`.

import type { CodeFile } from '../product/index.ts';
import {
  type DocumentPath,
  type LogicalType,
  type OdcsDocument,
  type OdcsOptions,
  type OdcsProperty,
  type OdcsQuality,
  type OdcsRelationship,
  type OdcsServer,
  type OdcsSla,
  type OdcsTable,
  operators,
} from './document.ts';
import { exact, exactJsonOf, exactJsonOfMap, jsonOf, jsonOfMap, type MapTree, member, placeOfTree, type Tree, treeAt } from './tree.ts';

/** A part of the document while it is read. */
interface Source {
  readonly map: MapTree;
  readonly path: DocumentPath;
}

const word = ({ map }: Source, key: string): string | undefined => {
  const value = member(map, key);
  return value?.kind === 'single' && typeof value.value === 'string' ? value.value : undefined;
};
const flag = ({ map }: Source, key: string): boolean => {
  const value = member(map, key);
  return value?.kind === 'single' && value.value === true;
};
const amount = ({ map }: Source, key: string): number | undefined => {
  const value = member(map, key);
  return value?.kind === 'single' && typeof value.value === 'number' ? value.value : undefined;
};
const words = (tree: Tree | undefined): readonly string[] =>
  tree?.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'single' && typeof item.value === 'string' ? [item.value] : [])) : [];

/** The maps of a list below a key. */
function each<T>({ map, path }: Source, key: string, read: (source: Source) => T): readonly T[] {
  const list = member(map, key);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, i) => (item.kind === 'map' ? [read({ map: item, path: [...path, key, i] })] : []));
}

/** Only what is there: exactOptionalPropertyTypes and equality of documents both want no undefined members. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

const part = ({ map, path }: Source) => {
  const name = member(map, 'name') ?? member(map, 'server') ?? member(map, 'property');
  return { path, at: placeOfTree(name ?? map), raw: jsonOfMap(map) };
};

/** The document of a tree that has been found sound. */
export function documentOf(file: CodeFile, root: MapTree, apiVersion: string): OdcsDocument {
  const source: Source = { map: root, path: [] };
  const description = member(root, 'description');
  return defined({
    file,
    apiVersion,
    id: word(source, 'id') ?? '',
    name: word(source, 'name'),
    version: word(source, 'version') ?? '',
    status: word(source, 'status') ?? '',
    tenant: word(source, 'tenant'),
    domain: word(source, 'domain'),
    dataProduct: word(source, 'dataProduct'),
    description: description?.kind === 'map' ? jsonOfMap(description) : undefined,
    tags: words(member(root, 'tags')),
    schema: each(source, 'schema', tableOf),
    servers: each(source, 'servers', serverOf),
    sla: each(source, 'slaProperties', slaOf),
    slaDefaultElement: word(source, 'slaDefaultElement'),
    raw: jsonOfMap(root),
    at: (path: DocumentPath) => placeOfTree(treeAt(root, path)),
    spot: (path: DocumentPath) => treeAt(root, path).spot,
  });
}

function tableOf(source: Source): OdcsTable {
  return defined({
    ...part(source),
    name: word(source, 'name') ?? '',
    physicalName: word(source, 'physicalName'),
    physicalType: word(source, 'physicalType'),
    description: word(source, 'description'),
    properties: each(source, 'properties', propertyOf),
    relationships: each(source, 'relationships', relationshipOf),
    quality: each(source, 'quality', qualityOf),
  });
}

function propertyOf(source: Source): OdcsProperty {
  const items = member(source.map, 'items');
  return defined({
    ...part(source),
    name: word(source, 'name'),
    physicalName: word(source, 'physicalName'),
    physicalType: word(source, 'physicalType'),
    logicalType: word(source, 'logicalType') as LogicalType | undefined,
    options: optionsOf(member(source.map, 'logicalTypeOptions')),
    description: word(source, 'description'),
    required: flag(source, 'required'),
    unique: flag(source, 'unique'),
    primaryKey: flag(source, 'primaryKey'),
    primaryKeyPosition: amount(source, 'primaryKeyPosition'),
    classification: word(source, 'classification'),
    tags: words(member(source.map, 'tags')),
    relationships: each(source, 'relationships', relationshipOf),
    quality: each(source, 'quality', qualityOf),
    properties: each(source, 'properties', propertyOf),
    items: items?.kind === 'map' ? propertyOf({ map: items, path: [...source.path, 'items'] }) : undefined,
  });
}

function optionsOf(tree: Tree | undefined): OdcsOptions {
  if (tree?.kind !== 'map') return {};
  const source: Source = { map: tree, path: [] };
  const bound = (key: string) => {
    const value = member(tree, key);
    return value && exact(value);
  };
  const required = member(tree, 'required');
  return defined({
    minLength: amount(source, 'minLength'),
    maxLength: amount(source, 'maxLength'),
    pattern: word(source, 'pattern'),
    format: word(source, 'format'),
    minimum: bound('minimum'),
    maximum: bound('maximum'),
    exclusiveMinimum: bound('exclusiveMinimum'),
    exclusiveMaximum: bound('exclusiveMaximum'),
    multipleOf: amount(source, 'multipleOf'),
    timezone: member(tree, 'timezone') ? flag(source, 'timezone') : undefined,
    defaultTimezone: word(source, 'defaultTimezone'),
    minItems: amount(source, 'minItems'),
    maxItems: amount(source, 'maxItems'),
    uniqueItems: member(tree, 'uniqueItems') ? flag(source, 'uniqueItems') : undefined,
    minProperties: amount(source, 'minProperties'),
    maxProperties: amount(source, 'maxProperties'),
    required: required ? words(required) : undefined,
  });
}

function relationshipOf(source: Source): OdcsRelationship {
  const ends = (key: string): readonly string[] => {
    const one = word(source, key);
    return one === undefined ? words(member(source.map, key)) : [one];
  };
  return { ...part(source), type: word(source, 'type') ?? 'foreignKey', from: ends('from'), to: ends('to') };
}

function qualityOf(source: Source): OdcsQuality {
  const implementation = member(source.map, 'implementation');
  const given = member(source.map, 'arguments');
  const operator = operators.find((name) => source.map.entries.has(name));
  const value = operator && member(source.map, operator);
  const type = word(source, 'type') ?? (source.map.entries.has('metric') ? 'library' : 'text');
  return defined({
    ...part(source),
    type: type as OdcsQuality['type'],
    name: word(source, 'name'),
    description: word(source, 'description'),
    dimension: word(source, 'dimension'),
    severity: word(source, 'severity'),
    businessImpact: word(source, 'businessImpact'),
    metric: word(source, 'metric'),
    arguments: given?.kind === 'map' ? exactJsonOfMap(given) : undefined,
    operator: operator && value ? { name: operator, value: exactJsonOf(value) } : undefined,
    unit: word(source, 'unit'),
    query: word(source, 'query'),
    engine: word(source, 'engine'),
    implementation: implementation?.kind === 'map' ? exactJsonOfMap(implementation) : word(source, 'implementation'),
  });
}

function serverOf(source: Source): OdcsServer {
  return defined({
    ...part(source),
    server: word(source, 'server') ?? '',
    type: word(source, 'type') ?? '',
    environment: word(source, 'environment'),
    dataPath: word(source, 'path'),
    location: word(source, 'location'),
    database: word(source, 'database'),
    schema: word(source, 'schema'),
    format: word(source, 'format'),
    delimiter: word(source, 'delimiter'),
  });
}

function slaOf(source: Source): OdcsSla {
  const json = (key: string) => {
    const tree = member(source.map, key);
    return tree && jsonOf(tree);
  };
  return defined({
    ...part(source),
    property: word(source, 'property') ?? '',
    value: json('value') ?? null,
    valueExt: json('valueExt'),
    unit: word(source, 'unit'),
    element: word(source, 'element'),
    driver: word(source, 'driver'),
    description: word(source, 'description'),
  });
}
