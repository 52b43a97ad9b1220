// The logical clock: macros that stand before now() and its kin, keywords included, so that no statement sees real time.

import type { Instant } from '../../base/index.ts';
import { quoteName, quoteText } from './statement.ts';

// No environment variable has a space in its name, and parse refuses such names: SQL cannot ask for it except through the macros.
const variable = 'trivet clock';
const instant = `CAST(getvariable(${quoteText(variable)}) AS TIMESTAMPTZ)`;
const date = `CAST(${instant} AS DATE)`;
const local = `CAST(${instant} AS TIMESTAMP)`;

const macros: Readonly<Record<string, string>> = {
  now: instant,
  get_current_timestamp: instant,
  transaction_timestamp: instant,
  current_timestamp: instant,
  pg_conf_load_time: instant,
  pg_postmaster_start_time: instant,
  current_date: date,
  today: date,
  get_current_time: `CAST(${instant} AS TIMETZ)`,
  current_time: `CAST(${instant} AS TIMETZ)`,
  current_localtime: `CAST(${local} AS TIME)`,
  localtime: `CAST(${local} AS TIME)`,
  current_localtimestamp: local,
  localtimestamp: local,
};

/** Names that read the clock when called; `age` only with one argument. */
export const clockFunctions: ReadonlySet<string> = new Set([...Object.keys(macros), 'ago']);
/** Names that read the clock when written without parentheses. */
export const clockKeywords: ReadonlySet<string> = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']);

/** Makes the macros in an instance, once; they read the connection's own clock. */
export const clockMacros: string = [
  ...Object.entries(macros).map(([name, body]) => `CREATE OR REPLACE MACRO ${quoteName(name)}() AS ${body}`),
  `CREATE OR REPLACE MACRO ago(i) AS ${instant} - CAST(i AS INTERVAL)`,
  `CREATE OR REPLACE MACRO age(x) AS system.main.age(CAST(${date} AS TIMESTAMP), x), (x, y) AS system.main.age(x, y)`,
].join('; ');

/** Sets a connection's clock. */
export function clockStatement(clock: Instant): string {
  return `SET VARIABLE ${quoteName(variable)} = TIMESTAMPTZ ${quoteText(new Date(clock).toISOString())}`;
}
