// Which values another type would lose or alter, as SQL. The engine's casts round, cut and take notations for numbers; a contract's type must not.

import { type Column, quoteName } from '../../engine/index.ts';
import type { SourceFormat } from '../../product/index.ts';

/** A column in a type that it might have. */
export interface Trial {
  readonly column: Column;
  /** In the engine's own words. */
  readonly to: string;
  readonly format: SourceFormat;
  /** JSON is to be a value of this kind. */
  readonly json?: 'OBJECT' | 'ARRAY' | undefined;
}

const exactNumber = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BIGNUM|DECIMAL\(.*\))$/;
const float = /^(FLOAT|DOUBLE)$/;
const isNumber = (type: string): boolean => exactNumber.test(type) || float.test(type);

/** What was found of the values is not all that is written there: a CSV's digits beyond a double's, and offsets from UTC, which the reader drops where the type has none. */
export function needsText({ column: { type: now }, to, format }: Trial): boolean {
  if (exactNumber.test(to)) return format === 'csv' && now === 'DOUBLE';
  const isLocal = (type: string): boolean => /^TIMESTAMP(_|$)/.test(type);
  return isLocal(to) && (now === 'TIMESTAMP WITH TIME ZONE' ? format !== 'parquet' : format === 'json' && isLocal(now));
}

/** Whether no value needs to be looked at: one type is none of the other's kind. */
export function neverFits({ column: { type: now }, to, format }: Trial): boolean {
  if (now === 'BOOLEAN' && isNumber(to)) return true;
  // JSON has types of its own: a number is no boolean, a text that looks like an object is a text
  return format === 'json' && ((isNumber(now) && to === 'BOOLEAN') || (now === 'VARCHAR' && to === 'JSON'));
}

/** A condition that holds of values that would not survive. */
export function lostSql(trial: Trial): string {
  const { column, to, format } = trial;
  const now = needsText(trial) ? 'VARCHAR' : column.type;
  const value = quoteName(column.name);
  const cast = `try_cast(${value} as ${to})`;
  const alters = now === 'VARCHAR' ? textAlters(value, cast, trial) : valueAlters(value, cast, now, to, format);
  return `${value} is not null and (${cast} is null or (${alters}))`;
}

function valueAlters(value: string, cast: string, now: string, to: string, format: SourceFormat): string {
  // a float of 32 bits is near the double it was read as, and never the same
  if (to === 'FLOAT' && now === 'DOUBLE') return 'false';
  const differs = `try_cast(${cast} as ${now}) is distinct from ${value}`;
  // of JSON the reader keeps no more digits than a double has
  return format === 'json' && now === 'DOUBLE' && exactNumber.test(to)
    ? `${differs} or abs(${value}) * 1e${/,(\d+)\)$/.exec(to)?.[1] ?? 0} > 9007199254740992`
    : differs;
}

/** How many digits of a second a type keeps. */
const fractions: Readonly<Record<string, number>> = { TIMESTAMP_S: 0, TIMESTAMP_MS: 3, TIMESTAMP_NS: 9, TIME_NS: 9 };

function textAlters(value: string, cast: string, { to, format, json }: Trial): string {
  const text = `trim(${value})`;
  if (exactNumber.test(to)) return numberAlters(text, cast);
  if (float.test(to)) return floatAlters(text, cast);
  if (to === 'BOOLEAN') return format === 'json' ? `lower(${text}) not in ('true', 'false')` : 'false';
  if (to === 'DATE') return `try_cast(${text} as timestamp) is distinct from cast(${cast} as timestamp)`;
  if (/^TIME/.test(to)) return timeAlters(text, to);
  if (to === 'JSON') return json ? `json_type(${cast}) <> '${json}'` : 'false';
  if (!/[)\]]$/.test(to)) return 'false';
  // nested values say the same but for blanks and quotes
  const plain = (of: string) => `regexp_replace(${of}, '[\\s"'']', '', 'g')`;
  return `${plain(text)} <> ${plain(`cast(${cast} as varchar)`)}`;
}

function timeAlters(text: string, to: string): string {
  const cut = `regexp_matches(${text}, '\\.\\d{${fractions[to] ?? 6}}\\d*[1-9]')`;
  const withDay = /^TIME(_NS)?\b/.test(to) && !to.startsWith('TIMESTAMP') ? [`regexp_matches(${text}, '^[+-]?\\d+-')`] : [];
  // without a zone, an offset would be dropped and the instant be another
  const offset = to.endsWith('WITH TIME ZONE') ? [] : [`regexp_matches(${text}, ':.*[+-]\\d') and not regexp_matches(${text}, '[+-]00(:?00)?$')`];
  return [cut, ...withDay, ...offset].join(' or ');
}

const plainNumber = '[-+]?(\\d+\\.?\\d*|\\.\\d+)';
const exponent = '[eE][-+]?\\d+';

/** A number's digits without the zeros that say nothing: `+007.50` is `7.5`. */
function digitsOf(text: string): string {
  const bare = `ltrim(ltrim(${text}, '+-'), '0')`;
  const digits = `case when contains(${bare}, '.') then rtrim(rtrim(${bare}, '0'), '.') else ${bare} end`;
  return `(case when starts_with(${text}, '-') and ${digits} <> '' then '-' else '' end || ${digits})`;
}

function numberAlters(text: string, cast: string): string {
  const is = (pattern: string) => `regexp_full_match(${text}, '${pattern}')`;
  const same = `${digitsOf(text)} <> ${digitsOf(`cast(${cast} as varchar)`)}`;
  const near = `try_cast(${text} as double) is distinct from try_cast(${cast} as double)`;
  return `case when ${is(plainNumber)} then ${same} when ${is(plainNumber + exponent)} then ${near} else true end`;
}

/** Fractions are rounded to the nearest float as ever; whole numbers keep their digits, or have another type. */
function floatAlters(text: string, cast: string): string {
  const is = (pattern: string) => `regexp_full_match(${text}, '${pattern}')`;
  const whole = `try_cast(${text} as hugeint) is distinct from try_cast(${cast} as hugeint)`;
  return `case when ${is('[-+]?\\d+')} then ${whole} else not ${is(`${plainNumber}(${exponent})?|[-+]?(?i:nan|inf|infinity)`)} end`;
}
