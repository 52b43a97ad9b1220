// Puts proposed checks into the text of a yaml or a JSON that people edit too: what is said there stays, and how it is written. Writes no file.

import { isDeepStrictEqual } from 'node:util';
import { asWritten, opened } from './as-written.ts';
import type { ProposedCheck } from './rehearsal.ts';
import { customOf, type OdcsPart, odcsOf } from './spell.ts';
import { type Data, type DataMap, dataOf, type Said, saidIn } from './yaml-data.ts';

export interface Added {
  readonly text: string;
  /** Checks that are not in it: something else is said there already. */
  readonly left: readonly ProposedCheck[];
}

/** The text of sources/NAME.yaml or assets/NAME.yaml with these checks; `text` absent: there was no file. It must be one that the product reads. */
export function addChecks(text: string | undefined, checks: readonly ProposedCheck[]): Added {
  return added(text ?? '', checks, shortSteps);
}

/** The text of a contract of the Open Data Contract Standard with more checks of one of its tables; without that table none is added. */
export function addContractChecks(text: string, table: string, checks: readonly ProposedCheck[]): Added {
  return added(text, checks, (said, check) => contractSteps(said, table, partOf(said, table, check)));
}

/** What is to be done to the data for one check; undefined: something else is said there. */
type Steps = readonly (() => void)[] | undefined;

/** All at once; where their text would not say it, by halves, until those that make it so are found and left. */
function added(text: string, all: readonly ProposedCheck[], steps: (said: Said, one: ProposedCheck) => Steps): Added {
  const document = opened(text);
  const { root, shared } = saidIn(document);
  const said: Said = { root: root ?? new Map(), shared };
  const left: ProposedCheck[] = [];
  for (const one of all) {
    const todo = steps(said, one);
    if (!todo) left.push(one);
    for (const step of todo ?? []) step();
  }
  if (left.length === all.length) return { text, left: all };
  const written = asWritten(document, text, said);
  if (written !== undefined) return { text: written, left };
  if (all.length === 1) return { text, left: all };
  const half = Math.ceil(all.length / 2);
  const first = added(text, all.slice(0, half), steps);
  const second = added(first.text, all.slice(half), steps);
  return { text: second.text, left: [...first.left, ...second.left] };
}

function shortSteps(said: Said, check: ProposedCheck): Steps {
  const { root } = said;
  if (!(root instanceof Map)) return undefined;
  if (check.place === 'column') return columnSteps(said, root, check.column, dataOf(check.settings) as DataMap);
  if (check.place === 'key') return joined(said, root, mapOf({ key: check.columns.length === 1 ? check.columns[0] : check.columns }));
  if (check.place === 'rows') return joined(said, root, mapOf({ rows: check.settings }));
  const checks = root.get('checks');
  const name = freeName(checks instanceof Map ? checks : new Map(), check.name);
  return joined(said, root, mapOf({ checks: { [name]: check.settings } }));
}

/** A column may be missing, empty, a type alone (`delay: integer`), or a map. */
function columnSteps(said: Said, root: DataMap, name: string, settings: DataMap): Steps {
  const columns = root.get('columns');
  const key = columns instanceof Map ? (keyOf(columns, name) ?? name) : name;
  const own = columns instanceof Map ? columns.get(key) : undefined;
  if (!(columns instanceof Map) || own === undefined || own === null || typeof own === 'object')
    return joined(said, root, new Map([['columns', new Map([[key, settings]])]]));
  if (said.shared.has(columns) || settings.has('type')) return undefined;
  return [() => columns.set(key, new Map([['type', own], ...settings]))];
}

function contractSteps(said: Said, table: string, { properties = [], quality = [] }: OdcsPart): Steps {
  const found = tableOf(said, table);
  if (!found || !fitsKey(found, properties)) return undefined;
  const named = properties.map((more) => ({ more, own: itemNamed(found.get('properties'), more.name) }));
  const fresh = named.flatMap(({ more, own }) => (own ? [] : [more]));
  const lists = { ...(fresh.length > 0 ? { properties: fresh } : {}), ...(quality.length > 0 ? { quality } : {}) };
  const steps = named.map(({ more: { name: _, ...more }, own }) => (own ? joined(said, own, mapOf(more)) : []));
  const all = [...steps, joined(said, found, mapOf(lists))];
  return all.every((one) => one !== undefined) ? all.flat() : undefined;
}

/** The standard's options of a type stand beside `logicalType` only: where a property has none, the check is a custom rule. */
function partOf(said: Said, table: string, check: ProposedCheck): OdcsPart {
  const part = odcsOf(check);
  if (check.place !== 'column' || !part.properties?.some(({ logicalTypeOptions }) => logicalTypeOptions !== undefined)) return part;
  const property = itemNamed(tableOf(said, table)?.get('properties'), check.column);
  return property?.has('logicalType') ? part : customOf(check);
}

function tableOf({ root, shared }: Said, table: string): DataMap | undefined {
  const schema = root instanceof Map ? root.get('schema') : undefined;
  return schema === undefined || shared.has(schema) ? undefined : itemNamed(schema, table);
}

/** A column more would make another key of the one that a table has. */
function fitsKey(table: DataMap, properties: NonNullable<OdcsPart['properties']>): boolean {
  if (!properties.some((one) => one.primaryKey === true)) return true;
  const all = table.get('properties');
  const keys = mapsIn(all).filter((one) => one.get('primaryKey') === true);
  const named = properties.map(({ name }) => itemNamed(all, name));
  return keys.length === 0 || (keys.length === named.length && keys.every((key) => named.includes(key)));
}

/** Lists that go on. */
const growing: ReadonlySet<string> = new Set(['properties', 'quality']);

/** Maps are joined key by key; what is there stays, and if it says something else there is nothing to be done. */
function joined(said: Said, target: DataMap, more: DataMap): Steps {
  const steps: (() => void)[] = [];
  for (const [key, value] of more) {
    const own = target.get(key);
    let next: Steps;
    if (own === undefined || (own === null && typeof value === 'object')) next = said.shared.has(target) ? undefined : [() => target.set(key, value)];
    else if (own instanceof Map && value instanceof Map) next = said.shared.has(target) && !isSaid(own, value) ? undefined : joined(said, own, value);
    else if (Array.isArray(own) && Array.isArray(value) && growing.has(key)) next = said.shared.has(own) ? undefined : [() => own.push(...value)];
    else next = isDeepStrictEqual(own, value) ? [] : undefined;
    if (!next) return undefined;
    steps.push(...next);
  }
  return steps;
}

const isSaid = (own: DataMap, more: DataMap): boolean => [...more].every(([key, value]) => isDeepStrictEqual(own.get(key), value));

const mapOf = (value: object): DataMap => dataOf(value) as DataMap;
const mapsIn = (list: Data | undefined): readonly DataMap[] =>
  Array.isArray(list) ? list.filter((item): item is DataMap => item instanceof Map) : [];

/** The key as the map writes it. */
function keyOf(map: DataMap, name: string): string | undefined {
  const keys = [...map.keys()];
  return keys.find((key) => key === name) ?? keys.find((key) => key.toLowerCase() === name.toLowerCase());
}

function freeName(map: DataMap, name: string): string {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name}-${n}`;
    if (keyOf(map, tried) === undefined) return tried;
  }
}

/** The item of a list of a contract with that `name` or `physicalName`. */
function itemNamed(list: Data | undefined, name: string): DataMap | undefined {
  const called = (item: DataMap, by: string): boolean => String(item.get(by) ?? '').toLowerCase() === name.toLowerCase();
  const items = mapsIn(list);
  return items.find((item) => called(item, 'name')) ?? items.find((item) => called(item, 'physicalName'));
}
