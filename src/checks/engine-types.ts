// What the engine's type names mean to a check: numbers, times, texts. No SQL of a rule here, but how a value is written as text.

import type { Column } from '../engine/index.ts';

/** What a check type wants a column to hold, in words that fit after "wants". */
export type Wanted = 'numbers' | 'times' | 'numbers or times';

/** Whole numbers whose differences fit into a HUGEINT. */
export const isInteger = (type: string): boolean => /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(type);
const isHuge = (type: string): boolean => /^U?HUGEINT$|^BIGNUM$/.test(type);
export const isFloat = (type: string): boolean => /^(FLOAT|DOUBLE)$/.test(type);
export const isDecimal = (type: string): boolean => /^DECIMAL\b/.test(type);
export const isNumber = (type: string): boolean => isInteger(type) || isHuge(type) || isFloat(type) || isDecimal(type);
/** Dates and instants; a time of day is none, since it begins again every day. */
export const isTime = (type: string): boolean => /^(DATE|TIMESTAMP)\b|^TIMESTAMP_/.test(type);

export function holds({ type }: Column, wanted: Wanted): boolean {
  return (wanted !== 'times' && isNumber(type)) || (wanted !== 'numbers' && isTime(type));
}

/** A value's text, for checks of texts: a column of another type is looked at as the engine writes it. */
export const asText = (value: string, type: string): string => (type === 'VARCHAR' ? value : `cast(${value} as varchar)`);

/** Whether a value of this type is neither infinite nor not-a-number; undefined where none can be. */
export const finite = (value: string, type: string): string | undefined => (isFloat(type) || isTime(type) ? `isfinite(${value})` : undefined);
