// Quality rules with `engine: trivet`: a check in the short form, or at a table any part of what an asset's yaml says.

import { nearest, type Place, type Problem } from '../../base/index.ts';
import { type Check, type ColumnRules, openYaml, placeOfSpot, readShort, type Short, type Spot } from '../../product/index.ts';
import type { OdcsQuality } from '../document.ts';
import { problem } from '../problems.ts';
import { addCheck, type Making, type Said } from './meaning.ts';
import { tableNamed } from './references.ts';

/** A rule in the short form, into `making`. */
export function shortRule(making: Making, quality: OdcsQuality, said: Said): undefined {
  const found: Problem[] = [];
  const short = read(making, quality, said, found);
  making.problems.push(...found);
  if (!short) return;
  if (short.kind === 'check') return addShort(making, short.check, said);
  const { key, rows, columns, checks } = short.draft;
  for (const { referencesAt, ...rules } of columns) {
    const table = rules.references && referTo(making, rules.references.asset, referencesAt);
    mergeColumn(making, table && rules.references ? { ...rules, references: { ...rules.references, asset: table } } : rules);
  }
  for (const check of checks)
    addShort(making, check, { ...said, name: check.name, description: check.description, severity: check.severity, at: check.at });
  if (key) making.parts.key = key;
  if (rows) making.parts.rows = rows;
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
  const named = other === undefined ? settings : { ...settings, table: other };
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

/** A column's rules in the short form beside its own keys: what both say is told. */
function mergeColumn(making: Making, rules: ColumnRules): undefined {
  const own = making.columns.get(rules.name.toLowerCase());
  if (!own) {
    making.columns.set(rules.name.toLowerCase(), rules);
    return;
  }
  const said = Object.entries(rules).filter(([key, value]) => value !== undefined && !['name', 'at', 'severity'].includes(key));
  for (const [key, value] of said) {
    const before = own[key as keyof ColumnRules];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value))
      making.problems.push(problem('said-twice', { column: rules.name, what: key }, { at: rules.at }));
  }
  making.columns.set(rules.name.toLowerCase(), { ...own, ...Object.fromEntries(said), severity: rules.severity } as ColumnRules);
}
