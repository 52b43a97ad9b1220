// A described table as the yaml of a source or an asset: the short form. Reads nothing back.

import type { Json } from '../../base/index.ts';
import type { Described } from '../../product/index.ts';
import type { JsonMap } from '../document.ts';
import { defined, shortCheck, shortColumn, shortRows } from './short.ts';
import { yamlOf } from './yaml.ts';

/** `first`: what stands above it, like a source's `path`. */
export function shortFormOf({ description, key, columns, rows, checks }: Omit<Described, 'name'>, first: JsonMap = {}): string {
  const [only] = key?.columns ?? [];
  const written = defined({
    ...first,
    description,
    key: key && (key.columns.length === 1 ? only : key.columns),
    columns: columns.length > 0 ? Object.fromEntries(columns.map((column) => [column.name, brief(shortColumn(column))])) : undefined,
    rows: rows && shortRows(rows),
    checks: checks.length > 0 ? Object.fromEntries(checks.map((check) => [check.name, checkOf(check)])) : undefined,
  });
  return yamlOf(written, { compact: true });
}

function checkOf(check: Described['checks'][number]): JsonMap {
  const { description, dimension, businessImpact, severity } = check;
  return defined({ description, ...shortCheck(check), dimension, businessImpact, severity: severity === 'warning' ? severity : undefined });
}

/** A column of which nothing but its type is said is its type. */
function brief(column: JsonMap): Json {
  const keys = Object.keys(column);
  if (keys.length === 0) return null;
  return keys.length === 1 && typeof column.type === 'string' ? column.type : column;
}
