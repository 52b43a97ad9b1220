// Quality rules with `engine: trivet`: a check in the short form, or at a table any part of what an asset's yaml says.

import { isMap, isScalar, type Node } from 'yaml';
import { nearest, type Place, type Problem } from '../../base/index.ts';
import { type Check, type ColumnRules, openYaml, placeOfSpot, readShort, type Short, type Spot } from '../../product/index.ts';
import type { OdcsQuality } from '../document.ts';
import { problem } from '../problems.ts';
import { mergeColumn } from './beside-own.ts';
import { addCheck, type Making, type Said } from './meaning.ts';
import { ownNames } from './placeholders.ts';
import { tableNamed } from './references.ts';

/** A rule in the short form, into `making`. */
export function shortRule(making: Making, quality: OdcsQuality, said: Said): undefined {
  const found: Problem[] = [];
  const short = read(making, quality, said, found);
  making.problems.push(...found);
  if (!short) return;
  if (short.kind === 'check') return addShort(making, short.check, said);
  const { key, rows, columns, checks } = short.draft;
  const level = (part: string, name?: string) => (said.severity !== undefined && !saysLevel(making, quality, part, name) ? said.severity : undefined);
  for (const { referencesAt, ...own } of columns) {
    const rules: ColumnRules = { ...own, severity: level('columns', own.name) ?? own.severity };
    const table = rules.references && referTo(making, rules.references.asset, referencesAt);
    mergeColumn(making, table && rules.references ? { ...rules, references: { ...rules.references, asset: table } } : rules);
  }
  for (const check of checks) {
    const { name, description, at } = check;
    addShort(making, check, { ...said, name, description, severity: level('checks', name) ?? check.severity, at });
  }
  const { parts } = making;
  if (key) parts.key = once(making, 'key', parts.key, key);
  if (rows) parts.rows = once(making, 'rows', parts.rows, { ...rows, severity: level('rows') ?? rows.severity });
}

/** What a table is said once to have: a second that says otherwise is told. */
function once<T extends { readonly at: Place }>(making: Making, what: string, before: T | undefined, now: T): T {
  const says = (said: T) => JSON.stringify({ ...said, at: undefined }, Object.keys(said).sort());
  if (before && says(before) !== says(now)) making.problems.push(problem('said-twice', { column: making.table.name, what }, { at: now.at }));
  return before ?? now;
}

/** Whether a part of the rule says a severity of its own. */
function saysLevel({ document }: Making, { implementation, path }: OdcsQuality, part: string, name?: string): boolean {
  const root =
    typeof implementation === 'string' ? openYaml({ ...document.file, text: implementation }, []) : document.spot([...path, 'implementation']);
  const keys = [part, ...(name === undefined ? [] : [name]), 'severity'];
  let node = root?.node ?? null;
  for (const key of keys) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
    if (!pair) return false;
    node = root?.yaml.resolve(pair.value as Node | null) ?? null;
  }
  return true;
}

/** The rule as the short form reads it, with places in the contract where it stands there as YAML. */
function read(making: Making, quality: OdcsQuality, said: Said, found: Problem[]): Short | undefined {
  const spot = making.document.spot([...quality.path, 'implementation']);
  if (typeof quality.implementation !== 'string') return readShort(told(spot, found), said.name, said.at);
  const { file } = making.document;
  const own: Problem[] = [];
  const root = openYaml({ ...file, text: quality.implementation }, own);
  const short = root && readShort(root, said.name, said.at);
  // places in a text within the text are of no use: the whole of it is marked
  found.push(...own.map((p) => ({ ...p, at: placeOfSpot(spot) })));
  if (!short) return undefined;
  return short.kind === 'check'
    ? { kind: 'check', check: { ...short.check, at: said.at, ...(short.check.sqlAt ? { sqlAt: placeOfSpot(spot) } : {}) } }
    : short;
}

const told = (spot: Spot, problems: Problem[]): Spot => ({ ...spot, path: 'implementation', yaml: { ...spot.yaml, problems } });

function addShort(making: Making, check: Extract<Short, { kind: 'check' }>['check'], said: Said): undefined {
  const { tableAt, name: _name, at: _at, type, settings, severity, sqlAt, description, dimension, businessImpact, ...modifiers } = check;
  const other = 'table' in settings && settings.table !== undefined ? referTo(making, settings.table, tableAt) : undefined;
  const named = {
    ...settings,
    ...(other === undefined ? {} : { table: other }),
    ...('sql' in settings ? { sql: ownNames(making, settings.sql) } : {}),
  };
  const words: Said = {
    ...said,
    severity: said.severity ?? severity,
    description: said.description ?? description,
    dimension: said.dimension ?? dimension,
    businessImpact: said.businessImpact ?? businessImpact,
    sqlAt,
  };
  addCheck(making, { ...modifiers, ...words } as Said, type, named as Extract<Check, { type: typeof type }>['settings']);
}

/** The contract's own name of a table that the short form names; one that is not there is told. */
function referTo(making: Making, name: string, at: Place | undefined): string {
  const table = tableNamed(making.document, name);
  if (table) return table.name;
  const near = nearest(
    name,
    making.document.schema.map((t) => t.name),
  );
  making.problems.push(problem('unknown-reference', { reference: name, what: 'a table that this contract does not have', near }, { at }));
  return name;
}
