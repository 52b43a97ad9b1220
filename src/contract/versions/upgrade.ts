// An older contract in 3.1.0's names and shapes, each value keeping its place. What 3.1.0 has no key for becomes a custom property; nothing is dropped but nulls.

import type { Spot } from '../../product/index.ts';
import { operators } from '../document.ts';
import { type Entry, type ListTree, type MapTree, member, type Single, type Tree } from '../tree.ts';

type Change = (value: Tree) => Tree | undefined;
const same: Change = (value) => value;
/** A new key, and what becomes of the value. */
type Rename = readonly [key: string, change?: Change];
type Renames = Readonly<Record<string, Rename>>;

const isNothing = (tree: Tree): boolean => tree.kind === 'single' && tree.value === null;
const single = (value: string | number | boolean, spot: Spot): Single => ({ kind: 'single', value, text: String(value), spot });
const listOf = (items: readonly Tree[], spot: Spot): ListTree => ({ kind: 'list', items, spot });
const mapOf = (entries: ReadonlyMap<string, Entry>, spot: Spot): MapTree => ({ kind: 'map', entries, spot });
const each =
  (change: (map: MapTree) => Tree): Change =>
  (value) =>
    value.kind === 'list' ? { ...value, items: value.items.map((item) => (item.kind === 'map' ? change(item) : item)) } : value;

/** Keys renamed, others kept as custom properties. The first of two old keys that become one wins. */
function renamed(tree: MapTree, renames: Renames): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const extra: Tree[] = [];
  for (const [name, { key, value }] of tree.entries) {
    if (isNothing(value)) continue;
    const [to, change = same] = Object.hasOwn(renames, name) ? (renames[name] as Rename) : [undefined];
    const changed = to === undefined || entries.has(to) ? undefined : change(value);
    if (to !== undefined && changed) entries.set(to, { key, value: changed });
    else extra.push(property(name, key, value));
  }
  const own = entries.get('customProperties');
  const kept = own?.value.kind === 'list' ? own.value.items : [];
  if (extra.length > 0)
    entries.set('customProperties', { key: own?.key ?? tree.spot, value: listOf([...kept, ...extra], own?.value.spot ?? tree.spot) });
  return entries;
}

function property(name: string, key: Spot, value: Tree): MapTree {
  return mapOf(
    new Map([
      ['property', { key, value: single(name, key) }],
      ['value', { key, value }],
    ]),
    key,
  );
}

const kept = (...keys: readonly string[]): Renames => Object.fromEntries(keys.map((key) => [key, [key]]));
const not: Change = (value) => (value.kind === 'single' && typeof value.value === 'boolean' ? single(!value.value, value.spot) : undefined);
const word: Change = (value) => (value.kind === 'single' ? { ...value, value: value.text } : value);

const element = kept('description', 'tags', 'businessName', 'physicalType', 'authoritativeDefinitions', 'customProperties');
const columnNames: Renames = {
  ...element,
  ...kept('primaryKeyPosition', 'logicalType', 'partitionKeyPosition', 'classification', 'transformLogic', 'transformDescription'),
  column: ['name'],
  isPrimary: ['primaryKey'],
  isPrimaryKey: ['primaryKey'],
  isNullable: ['required', not],
  isUnique: ['unique'],
  partitionStatus: ['partitioned'],
  criticalDataElementStatus: ['criticalDataElement'],
  encryptedColumnName: ['encryptedName'],
  transformSourceTables: ['transformSourceObjects'],
  sampleValues: ['examples'],
  quality: ['quality', each(quality2)],
};
const tableNames: Renames = {
  ...element,
  ...kept('physicalName'),
  table: ['name'],
  dataGranularity: ['dataGranularityDescription'],
  columns: ['properties', each((column) => mapOf(renamed(column, columnNames), column.spot))],
  quality: ['quality', each(quality2)],
};
const slaNames: Renames = { ...kept('property', 'value', 'valueExt', 'unit', 'driver'), column: ['element'] };
const contractNames: Renames = {
  ...kept('apiVersion', 'version', 'status', 'tenant', 'tags', 'price', 'customProperties', 'contractCreatedTs'),
  uuid: ['id'],
  datasetDomain: ['domain'],
  quantumName: ['dataProduct'],
  datasetName: ['name'],
  description: ['description', purpose],
  dataset: ['schema', each((table) => mapOf(renamed(table, tableNames), table.spot))],
  stakeholders: [
    'team',
    each((one) =>
      mapOf(renamed(one, { ...kept('username', 'role', 'dateIn', 'dateOut', 'replacedByUsername'), comment: ['description'] }), one.spot),
    ),
  ],
  roles: [
    'roles',
    each((one) =>
      mapOf(renamed(one, kept('role', 'access', 'firstLevelApprovers', 'secondLevelApprovers', 'description', 'customProperties')), one.spot),
    ),
  ],
  slaDefaultColumn: ['slaDefaultElement'],
  slaProperties: ['slaProperties', each(sla2)],
};

/** A description that is one text is what the data is for. */
function purpose(value: Tree): Tree {
  if (value.kind === 'map') return mapOf(new Map([...value.entries].filter(([, entry]) => !isNothing(entry.value))), value.spot);
  return value.kind === 'single' ? mapOf(new Map([['purpose', { key: value.spot, value }]]), value.spot) : value;
}

function sla2(sla: MapTree): MapTree {
  const entries = renamed(sla, slaNames);
  // 3.1.0's service levels have no custom properties
  entries.delete('customProperties');
  return mapOf(entries, sla.spot);
}

/** A rule of another tool: its name there is what it does. */
function quality2(rule: MapTree): MapTree {
  const { spot } = rule;
  const names = {
    ...kept('name', 'description', 'dimension', 'severity', 'businessImpact', 'customProperties'),
    scheduleCronExpression: ['schedule'] as const,
  };
  const entries = renamed(rule, { ...names, toolName: ['engine', word], toolRuleName: ['implementation', word] });
  entries.set('type', { key: spot, value: single('custom', spot) });
  if (!entries.has('engine')) entries.set('engine', { key: spot, value: single('unknown', spot) });
  const called = member(rule, 'templateName') ?? member(rule, 'code');
  if (!entries.has('implementation'))
    entries.set('implementation', { key: spot, value: called?.kind === 'single' ? (word(called) as Tree) : single('', spot) });
  if (entries.has('schedule')) entries.set('scheduler', { key: spot, value: single('cron', spot) });
  return mapOf(entries, spot);
}

/** A contract of 2.2 as one of 3.1.0. */
export function upgraded2(contract: MapTree): MapTree {
  const entries = renamed(contract, contractNames);
  entries.set('kind', { key: contract.spot, value: single('DataContract', contract.spot) });
  return mapOf(entries, contract.spot);
}

/** The names that 3.0's library rules had. */
const metrics: Readonly<Record<string, string>> = {
  nullCheck: 'nullValues',
  nullValues: 'nullValues',
  missingValues: 'missingValues',
  validValues: 'invalidValues',
  invalidValues: 'invalidValues',
  duplicateCount: 'duplicateValues',
  duplicateValues: 'duplicateValues',
  uniqueCheck: 'duplicateValues',
  rowCount: 'rowCount',
  countCheck: 'rowCount',
};
const argumentsOf30 = ['validValues', 'missingValues', 'pattern', 'properties'];

/** A contract of 3.0 as one of 3.1.0: `rule` is `metric`, exclusive bounds are numbers. What is in 3.1.0's form already stays. */
export function upgraded30(contract: MapTree): MapTree {
  const entries = new Map(contract.entries);
  change(entries, 'schema', each(element30));
  change(
    entries,
    'servers',
    each((server) => rekeyed(server, 'staging_dir', 'stagingDir')),
  );
  return mapOf(entries, contract.spot);
}

function change(entries: Map<string, Entry>, key: string, by: Change): void {
  const entry = entries.get(key);
  const value = entry && by(entry.value);
  if (entry && value) entries.set(key, { ...entry, value });
}

function element30(part: MapTree): MapTree {
  const entries = new Map(part.entries);
  change(entries, 'properties', each(element30));
  change(entries, 'items', (value) => (value.kind === 'map' ? element30(value) : value));
  change(entries, 'quality', rules30);
  change(entries, 'logicalTypeOptions', (value) => (value.kind === 'map' ? options30(value) : value));
  return mapOf(entries, part.spot);
}

function rekeyed(tree: MapTree, from: string, to: string): MapTree {
  if (!tree.entries.has(from) || tree.entries.has(to)) return tree;
  return mapOf(new Map([...tree.entries].map(([key, entry]) => [key === from ? to : key, entry])), tree.spot);
}

/** In 3.0 a rule could have several comparisons, all of which must hold: each is a rule. Further ones stand at the end, so that what was told of the others keeps its place. */
function rules30(value: Tree): Tree {
  if (value.kind !== 'list') return value;
  const rules = value.items.map((item) => (item.kind === 'map' ? comparedOnce(quality30(item)) : [item]));
  return { ...value, items: [...rules.map(([first]) => first as Tree), ...rules.flatMap(([, ...more]) => more)] };
}

function comparedOnce(rule: MapTree): readonly MapTree[] {
  const type = member(rule, 'type');
  const said = [...rule.entries.keys()].filter((key) => operators.some((operator) => operator === key));
  if (said.length < 2 || (type?.kind === 'single' && type.value !== 'library' && type.value !== 'sql')) return [rule];
  return said.map((own, i) => {
    const entries = new Map([...rule.entries].filter(([key]) => key === own || !said.includes(key)));
    const renumbered = (name: Tree) => (name.kind === 'single' ? { ...name, value: `${name.text}-${i + 1}`, text: `${name.text}-${i + 1}` } : name);
    if (i > 0) change(entries, 'name', renumbered);
    return mapOf(entries, rule.spot);
  });
}

function quality30(rule: MapTree): MapTree {
  const type = member(rule, 'type');
  if (type?.kind === 'single' && type.value !== 'library') return rule;
  const entries = new Map(rekeyed(rule, 'rule', 'metric').entries);
  change(entries, 'metric', (value) =>
    value.kind === 'single' && metrics[value.text] ? { ...value, value: metrics[value.text] ?? '', text: metrics[value.text] ?? '' } : value,
  );
  const given = argumentsOf30.filter((key) => entries.has(key));
  if (given.length > 0 && !entries.has('arguments')) {
    const moved = new Map(given.map((key) => [key, entries.get(key) as Entry]));
    for (const key of given) entries.delete(key);
    entries.set('arguments', { key: rule.spot, value: mapOf(moved, rule.spot) });
  }
  return mapOf(entries, rule.spot);
}

function options30(options: MapTree): MapTree {
  const entries = new Map(options.entries);
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const said = member(options, exclusive);
    if (said?.kind !== 'single' || typeof said.value !== 'boolean') continue;
    const value = entries.get(bound);
    entries.delete(exclusive);
    if (!said.value || !value) continue;
    entries.delete(bound);
    entries.set(exclusive, value);
  }
  return mapOf(entries, options.spot);
}
