// Where offending rows lie: the ends of a column among them, so that they are sought again in those row groups alone.

import { quoteName } from '../../engine/index.ts';
import type { Scalar } from '../../product/index.ts';
import { isInteger } from '../engine-types.ts';
import { keyOf } from '../key.ts';
import type { Subject } from '../kind.ts';
import { literal } from '../quote.ts';

export interface Lead {
  readonly sql: string;
  readonly type: string;
}

/** Some rows lie between these values of a column; `lacking`: some of them have no value there. */
export interface Ends {
  readonly lead: Lead;
  readonly low: Scalar;
  readonly high: Scalar;
  readonly lacking: boolean;
}

/** So many offending rows may be held while they are looked at; more are read again. */
export const fewRows = 100_000;

const exact = (type: string): boolean => isInteger(type) || /^(DATE|TIMESTAMP|DECIMAL\(\d+,\d+\))$/.test(type);

/** The first column of the key, where its values come back as they are: rows are mostly ordered by it. */
export function leadOf(subject: Pick<Subject, 'columns' | 'key'>): Lead | undefined {
  const column = subject.columns[keyOf(subject.columns, subject.key)[0] ?? -1];
  return column && exact(column.type) ? { sql: quoteName(column.name), type: column.type } : undefined;
}

/** What of some rows says where they lie, as three more columns of a SELECT that counts them; `filter`: which rows. */
export const endsSql = (lead: Lead | undefined, filter = ''): string =>
  lead ? `, ${endSql('min', lead, filter)}, ${endSql('max', lead, filter)}, count(${lead.sql})${filter}` : '';

/** One end, as a number or a text. */
export function endSql(end: 'min' | 'max', { sql, type }: Lead, filter = ''): string {
  const value = `${end}(${sql})${filter}`;
  return isInteger(type) || type === 'VARCHAR' ? value : `cast(${value} as varchar)`;
}

/** The answer to `endsSql`, of so many rows. */
export function endsOf(lead: Lead | undefined, rows: number, [low = null, high = null, values = null]: readonly Scalar[]): Ends | undefined {
  return lead && rows > 0 ? { lead, low, high, lacking: Number(values) < rows } : undefined;
}

/** A condition to add to one that holds of such rows. Without the nulls where there are none: they would make the engine read every row group. */
export function between(ends: Ends | undefined): string {
  if (!ends || (ends.low === null && !ends.lacking)) return '';
  const { lead, low, high, lacking } = ends;
  if (low === null || high === null) return ` and ${lead.sql} is null`;
  const text = (value: Scalar) => literal(String(value), lead.type);
  const within = `${lead.sql} between ${text(low)} and ${text(high)}`;
  return lacking ? ` and (${within} or ${lead.sql} is null)` : ` and ${within}`;
}
