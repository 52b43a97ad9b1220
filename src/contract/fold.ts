// Library rules without a name that say what a column or a table of the short form says itself, made that: the values there may be, how many may be null, how
// many rows there are. So both spellings of a contract are one. Drops nothing else.

import type { Check, ColumnRules, RowBounds } from '../product/index.ts';
import type { OdcsQuality, OdcsTable } from './document.ts';
import type { ContractTable } from './rules/meaning.ts';
import { shareOf } from './write/column.ts';

export function folded(table: ContractTable, document: OdcsTable): ContractTable {
  const nameless = new Set([...document.quality, ...document.properties.flatMap((p) => p.quality)].filter(isNameless).map(({ at }) => at));
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  let { rows } = table;
  const checks: Check[] = [];
  for (const check of table.checks) {
    const said = nameless.has(check.at) && isPlain(check) ? check : undefined;
    const own = said && ofColumn(said, columns);
    const bounds = said && !rows ? ofRows(said) : undefined;
    if (own) columns.set(own.name, own);
    else if (bounds) rows = bounds;
    else checks.push(check);
  }
  return { ...table, columns: table.columns.map((column) => columns.get(column.name) ?? column), ...(rows ? { rows } : {}), checks };
}

const isNameless = ({ name, type, raw }: OdcsQuality): boolean => type === 'library' && name === undefined && raw.id === undefined;

/** Without words of its own, which a column's rules have no place for. */
const isPlain = ({ description, dimension, businessImpact, where, groupBy, key }: Check): boolean =>
  [description, dimension, businessImpact, where, groupBy, key].every((said) => said === undefined);

function ofColumn(check: Check, columns: ReadonlyMap<string, ColumnRules>): ColumnRules | undefined {
  if (check.type !== 'inSet' && check.type !== 'notNull') return undefined;
  const column = columns.get(check.settings.column);
  if (!column || column.severity !== check.severity) return undefined;
  if (check.type === 'inSet') return column.in || check.tolerance ? undefined : { ...column, in: check.settings.values };
  const { unit, max, ...others } = check.tolerance ?? {};
  const onlyMost = unit === 'percent' && max !== undefined && max > 0 && max < 100 && Object.keys(others).length === 0;
  return onlyMost && column.required === undefined ? { ...column, required: shareOf(max) } : undefined;
}

function ofRows(check: Check): RowBounds | undefined {
  if (check.type !== 'rowCount' || check.tolerance) return undefined;
  const { is, min, max, between, ...others } = check.settings;
  const [low = is ?? min, high = is ?? max] = between ?? [];
  if (Object.keys(others).length > 0 || (low === undefined && high === undefined)) return undefined;
  const bounds = [low, high].filter((end) => end !== undefined);
  if (!bounds.every((end) => Number.isSafeInteger(end) && Number(end) >= 0)) return undefined;
  return { ...(low === undefined ? {} : { min: low }), ...(high === undefined ? {} : { max: high }), at: check.at, severity: check.severity };
}
