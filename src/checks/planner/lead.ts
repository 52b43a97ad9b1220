// Where offending rows lie: the ends of a column among them, so that they are sought again in those row groups alone.

import type { Scalar } from '../../product/index.ts';
import { keyOf } from '../key.ts';
import type { Subject } from '../kind.ts';
import { identifier, literal } from '../quote.ts';

interface Lead {
  readonly sql: string;
  readonly type: string;
}

/** So many offending rows may be held while they are looked at; more are read again. */
export const fewRows = 100_000;

const exact = /^(U?(TINY|SMALL|BIG)?INT(EGER)?|DATE|TIMESTAMP|DECIMAL\(\d+,\d+\))$/;

/** The first column of the key, where its values come back as they are: rows are mostly ordered by it. */
export function leadOf(subject: Pick<Subject, 'columns' | 'key'>): Lead | undefined {
  const column = subject.columns[keyOf(subject.columns, subject.key)[0] ?? -1];
  return column && exact.test(column.type) ? { sql: identifier(column.name), type: column.type } : undefined;
}

/** A condition to add to one that holds of rows with such values; empty where there are no ends. */
export function between({ sql, type }: Lead, low: Scalar, high: Scalar): string {
  if (low === null || high === null) return '';
  const text = (value: Scalar) => literal(String(value), type);
  return ` and (${sql} between ${text(low)} and ${text(high)} or ${sql} is null)`;
}
