// Checks and columns in the notation of the short form, as JSON: the inverse of how the product reads them. Writes no file.

import type { Json } from '../../base/index.ts';
import { type Check, type ColumnRules, formatDuration, type RowBounds } from '../../product/index.ts';
import type { JsonMap } from '../document.ts';

export const defined = (values: { readonly [key: string]: Json | undefined }): JsonMap =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A share as a percentage, digit for digit: 0.995 is `99.5%`, -0.2 is `-20%`. */
export function percentText(share: number): string {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(share)) ?? [];
  const point = whole.length + Number(exponent) + 2;
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`;
  const at = Math.max(1, point);
  const padded = digits.padEnd(at, '0');
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const behind = padded.slice(at).replace(/0+$/, '');
  return `${sign}${before}${behind === '' ? '' : `.${behind}`}%`;
}

/** The settings of a check type as they are written. */
function settingsOf(check: Check): Json {
  const settings = check.settings as JsonMap;
  if (check.type === 'sql') return check.settings.sql;
  if (check.type === 'schema') return { ...settings, ...columnsOf(check.settings.columns) };
  if (check.type === 'freshness') return { ...settings, within: formatDuration(check.settings.within) };
  if (check.type === 'gaps') {
    const { every } = check.settings;
    return { ...settings, every: typeof every === 'number' ? every : formatDuration(every.milliseconds) };
  }
  const shares = { rowCountChange: ['min', 'max'], topShare: ['max'], aggregate: ['within'] }[check.type as string] ?? [];
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, shares.includes(key) && typeof value === 'number' ? percentText(value) : value]),
  );
}

/** A list of names, or where one has a type a map. */
function columnsOf(columns: readonly { readonly name: string; readonly type?: string | undefined }[] | undefined): JsonMap {
  if (!columns) return {};
  if (columns.every(({ type }) => type === undefined)) return { columns: columns.map(({ name }) => name) };
  return { columns: Object.fromEntries(columns.map(({ name, type }) => [name, type ?? null])) };
}

/** A check as it stands below its name, without its words and its severity. */
export function shortCheck(check: Check): JsonMap {
  const { type, where, groupBy, key, tolerance } = check;
  const { unit, ...bounds } = tolerance ?? {};
  return defined({
    [type]: settingsOf(check),
    where,
    groupBy,
    key,
    offending: unit === undefined ? undefined : { ...(bounds as JsonMap), unit },
  });
}

/** A column as it stands below its name. */
export function shortColumn({ name: _name, at: _at, required, references, length, severity, ...rules }: Partial<ColumnRules>): JsonMap {
  return defined({
    ...(rules as JsonMap),
    ...(required === undefined ? {} : { required: required === true ? true : percentText(required) }),
    ...(length ? { length: length.is ?? (length as JsonMap) } : {}),
    ...(references ? { references: `${references.asset}.${references.column}` } : {}),
    ...(severity === 'warning' ? { severity } : {}),
  });
}

export const shortRows = ({ min, max, severity }: RowBounds): JsonMap =>
  defined({ min, max, severity: severity === 'warning' ? severity : undefined });
