// Quality rules become checks: the library's metrics, SQL of one value, and rules in the short form. What can't be asked is said, and never passes.

import type { Json } from '../../base/index.ts';
import { quoteName } from '../../engine/index.ts';
import { type Bounds, placeOfText, type Scalar, type Tolerance } from '../../product/index.ts';
import { boundOrder } from '../bound-order.ts';
import type { DocumentPath, OdcsProperty, OdcsQuality, Operator } from '../document.ts';
import { problem } from '../problems.ts';
import { severityAs } from '../severity.ts';
import { shortRule } from './custom.ts';
import { addCheck, addNotRun, literal, type Making, type Said, type Severity } from './meaning.ts';
import { toRe2 } from './pattern.ts';
import { placeholders } from './placeholders.ts';

/** A rule and where it stands: at a column, inside of one, or at the table. */
export interface Standing {
  readonly quality: OdcsQuality;
  /** The column it is at; absent at a table. */
  readonly column?: string | undefined;
  /** It is at a part of a column: only rules that name no column can be asked. */
  readonly nested?: boolean | undefined;
}

export function qualityRules(making: Making): undefined {
  for (const property of making.table.properties) atProperty(making, property, making.columnName(property), false);
  for (const quality of making.table.quality) qualityRule(making, { quality });
}

function atProperty(making: Making, property: OdcsProperty, column: string, nested: boolean): undefined {
  for (const quality of property.quality) qualityRule(making, { quality, column, nested });
  const inner = [...property.properties, ...(property.items ? [property.items] : [])];
  for (const child of inner) atProperty(making, child, `${column}.${child.name ?? 'items'}`, true);
}

function qualityRule(making: Making, standing: Standing): undefined {
  const { quality, column, nested } = standing;
  const name = nameOf(standing);
  if (quality.type === 'text') return addNotRun(making, name, 'it is a text for people, and nothing that can be asked', quality.at);
  if (quality.type === 'custom' && quality.engine?.toLowerCase() !== 'trivet')
    return addNotRun(making, name, `it is a rule of the engine ${quality.engine ?? 'unknown'}, which is not run here`, quality.at);
  if (nested && quality.type === 'library') return addNotRun(making, name, 'metrics are taken of columns, not inside of them', quality.at);
  const said: Said = {
    name,
    at: quality.at,
    severity: severityOf(making, quality),
    description: quality.description,
    dimension: quality.dimension,
    businessImpact: quality.businessImpact,
  };
  if (quality.type === 'custom') return shortRule(making, quality, said);
  if (quality.type === 'sql') return sqlRule(making, standing, said);
  return libraryRule(making, quality, said, column);
}

function nameOf({ quality, column }: Standing): string {
  const { name, type, metric, raw } = quality;
  const id = typeof raw.id === 'string' ? raw.id : undefined;
  return name ?? id ?? `${column === undefined ? '' : `${column}.`}${type === 'library' ? (metric ?? 'rule') : type}`;
}

function severityOf(making: Making, { severity, path }: OdcsQuality): Severity | undefined {
  if (severity === undefined) return undefined;
  const as = severityAs(severity);
  if (severity !== as) making.problems.push(problem('other-severity', { severity, as }, { at: making.document.at([...path, 'severity']) }));
  return as;
}

const boundNames: Readonly<Record<Operator, keyof Bounds>> = {
  mustBe: 'is',
  mustNotBe: 'isNot',
  mustBeGreaterThan: 'above',
  mustBeGreaterOrEqualTo: 'min',
  mustBeLessThan: 'below',
  mustBeLessOrEqualTo: 'max',
  mustBeBetween: 'between',
  mustNotBeBetween: 'notBetween',
};

/** What the rule's value must be; undefined when it was told that it can't be that. */
function boundsOf(making: Making, { operator, path }: OdcsQuality, of: 'numbers' | 'values'): Bounds | undefined {
  if (!operator) return {};
  const at = making.document.at([...path, operator.name]);
  const refused = (text: string, expects: string) => {
    making.problems.push(problem('bad-value', { path: operator.name, text, expects, example: `${operator.name}: 0` }, { at }));
    return undefined;
  };
  // rows are never so many that a number would not hold them; a value keeps its digits
  const exactly = (bound: Json): Json => (of === 'numbers' && isWhole(bound) ? Number(bound) : bound);
  const { value } = operator;
  if (Array.isArray(value)) {
    const [low = null, high = null] = (value as readonly Json[]).map(exactly);
    if (!isNumber(low) || !isNumber(high)) return refused(JSON.stringify(value), 'two numbers');
    return boundOrder(low, high) > 0
      ? refused(JSON.stringify(value), 'the lesser number first')
      : ({ [boundNames[operator.name]]: [low, high] } as Bounds);
  }
  const bound = exactly(value);
  const fits = typeof bound === 'number' || (of === 'values' && (typeof bound === 'string' || typeof bound === 'boolean'));
  if (!fits) return refused(JSON.stringify(value), of === 'numbers' ? 'a number' : 'a number or a text');
  return { [boundNames[operator.name]]: typeof bound === 'boolean' ? String(bound) : bound };
}

/** A whole number that no JavaScript number holds is a text. */
const isWhole = (bound: Json): bound is string => typeof bound === 'string' && /^[-+]?\d+$/.test(bound) && !Number.isSafeInteger(Number(bound));
const isNumber = (bound: Json): bound is number | string => typeof bound === 'number' || isWhole(bound);

function sqlRule(making: Making, { quality, column, nested }: Standing, said: Said): undefined {
  const path: DocumentPath = [...quality.path, 'query'];
  const spot = making.document.spot(path);
  const bounds = boundsOf(making, quality, 'values');
  const sql = placeholders(making, quality.query ?? '', path, nested ? undefined : column);
  if (!bounds || sql === undefined) return;
  if (!quality.operator) return addNotRun(making, said.name, 'it does not say what the value of its query must be', quality.at);
  addCheck(making, { ...said, sqlAt: placeOfText(spot) }, 'sqlValue', { sql, ...bounds });
}

/** `unit: percent` and a comparison are how many rows may offend. */
function toleranceOf(making: Making, quality: OdcsQuality): { readonly tolerance?: Tolerance } | undefined {
  const { unit, operator, path } = quality;
  const bounds = boundsOf(making, quality, 'numbers') as Bounds<number> | undefined;
  if (!bounds) return undefined;
  if (unit !== undefined && !['rows', 'percent', '%'].includes(unit.toLowerCase())) {
    making.problems.push(
      problem(
        'bad-choice',
        { path: 'unit', text: unit, choices: ['rows', 'percent'], near: undefined },
        { at: making.document.at([...path, 'unit']) },
      ),
    );
    return undefined;
  }
  if (!operator || (operator.name === 'mustBe' && operator.value === 0)) return {};
  return { tolerance: { unit: unit === undefined || unit.toLowerCase() === 'rows' ? 'rows' : 'percent', ...bounds } };
}

function libraryRule(making: Making, quality: OdcsQuality, said: Said, column: string | undefined): undefined {
  const { metric = 'rule' } = quality;
  if (metric === 'rowCount') return rowCountRule(making, quality, said);
  const refuse: Refuse = (what, example) => {
    const at = making.document.at([...quality.path, quality.arguments ? 'arguments' : 'metric']);
    making.problems.push(problem('bad-arguments', { metric, what, example }, { at }));
    return undefined;
  };
  const tolerance = toleranceOf(making, quality);
  if (!tolerance) return;
  const all = { ...said, ...tolerance };
  if (metric === 'duplicateValues') {
    const columns = column === undefined ? columnsNamed(making, quality.arguments?.properties) : [column];
    if (columns) addCheck(making, all, 'unique', { columns });
    else refuse('of a table names the columns that are together unique', 'arguments: { properties: [order_id, line] }');
    return;
  }
  if (!['nullValues', 'missingValues', 'invalidValues'].includes(metric))
    return addNotRun(making, said.name, `the metric ${metric} is not known`, quality.at);
  if (column === undefined) refuse('is of one column', 'properties: [{ name: id, quality: [{ metric: nullValues, mustBe: 0 }] }]');
  else if (metric === 'nullValues') addCheck(making, all, 'notNull', { column });
  else if (metric === 'missingValues') missingRule(making, quality, all, column, refuse);
  else invalidRule(making, quality, all, column, refuse);
}

function rowCountRule(making: Making, quality: OdcsQuality, said: Said): undefined {
  const bounds = boundsOf(making, quality, 'numbers') as Bounds<number> | undefined;
  if (!bounds) return;
  if (!quality.operator) return addNotRun(making, said.name, 'it does not say how many rows there must be', quality.at);
  if (quality.unit !== undefined && quality.unit.toLowerCase() !== 'rows') {
    const at = making.document.at([...quality.path, 'unit']);
    making.problems.push(problem('bad-choice', { path: 'unit', text: quality.unit, choices: ['rows'], near: undefined }, { at }));
    return;
  }
  addCheck(making, said, 'rowCount', bounds);
}

/** Columns of the table by the names that arguments give; undefined where they give none, or one that is not there. */
function columnsNamed(making: Making, names: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(names) || names.length === 0) return undefined;
  const columns = (names as readonly Json[]).map((name) => {
    const property = making.table.properties.find((p) => p.name === name || p.physicalName === name);
    return property && making.columnName(property);
  });
  return columns.every((name) => name !== undefined) ? columns : undefined;
}

type Refuse = (what: string, example: string) => undefined;

/** Single values of an argument; undefined when it is there and no list of them. */
function valuesOf(quality: OdcsQuality, key: string): readonly Scalar[] | undefined {
  const list = quality.arguments?.[key];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const values = list as readonly Json[];
  return values.every((v) => v === null || typeof v !== 'object') ? (values as readonly Scalar[]) : undefined;
}

/** Without `null` among its values, a null is not missing. */
function missingRule(making: Making, quality: OdcsQuality, said: Said, column: string, refuse: Refuse): undefined {
  if (quality.arguments?.missingValues === undefined) return addCheck(making, said, 'missing', { column });
  const values = valuesOf(quality, 'missingValues');
  if (!values) return refuse('has no list of single values `missingValues`', 'arguments: { missingValues: [null, "", n/a] }');
  const named = values.filter((v) => v !== null);
  if (named.length === 0) return addCheck(making, said, 'notNull', { column });
  if (values.includes(null)) addCheck(making, said, 'missing', { column, values: named });
  else addCheck(making, said, 'notInSet', { column, values: named });
}

/** Nulls are missing and not invalid: they pass. */
function invalidRule(making: Making, quality: OdcsQuality, said: Said, column: string, refuse: Refuse): undefined {
  const values = valuesOf(quality, 'validValues');
  const { pattern } = quality.arguments ?? {};
  if (!values && typeof pattern !== 'string') return refuse('says neither `validValues` nor `pattern`', 'arguments: { validValues: [open, closed] }');
  const translated = typeof pattern === 'string' ? toRe2(pattern) : undefined;
  if (translated && 'why' in translated) {
    const at = making.document.at([...quality.path, 'arguments', 'pattern']);
    making.problems.push(problem('bad-pattern', { pattern: String(pattern), why: translated.why }, { at }));
    return;
  }
  const named = values?.filter((v) => v !== null);
  if (translated && named) {
    const list = named.map((v) => literal(typeof v === 'number' ? v : String(v))).join(', ');
    const expression = `${quoteName(column)} in (${list}) and regexp_matches(${quoteName(column)}, ${literal(translated.re2)})`;
    addCheck(making, said, 'expression', { expression });
  } else if (named) addCheck(making, said, 'inSet', { column, values: named });
  else if (translated) addCheck(making, said, 'regex', { column, pattern: translated.re2 });
}
