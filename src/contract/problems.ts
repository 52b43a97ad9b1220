// Everything that can be wrong with a contract, as codes with their message and remedy. Nothing here reads a file.

import { catalogue, entry } from '../base/index.ts';

const list = (words: readonly string[]): string => words.map((w) => `\`${w}\``).join(', ');
const meant = (near: string | undefined): string => (near ? `; did you mean \`${near}\`?` : '');
const write = (example: string): string => `write it like \`${example}\``;

/** Makes a Problem of this room: `problem('unknown-key', { … }, { at })`. */
export const problem = catalogue('contract', {
  'too-large': entry<{ most: number }>({
    leg: 'development',
    message: ({ most }) => `this contract has more than ${most} values once its aliases are followed`,
    remedy: () => 'write out what its aliases (`*name`) repeat, or split the contract in several files',
  }),
  'nothing-written': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'nothing is written here; a data contract is expected',
    remedy: () => 'begin with what the data says: `trivet contract infer DATA`; or with what the product says: `trivet contract export NAME`',
  }),
  'duplicate-key': entry<{ key: string; line: number }>({
    leg: 'development',
    message: ({ key, line }) => `\`${key}\` is given twice, first in line ${line}`,
    remedy: () => 'keep one of the two',
  }),
  'unknown-key': entry<{ key: string; known: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ key, near }) => `\`${key}\` is not a key that is known here${meant(near)}`,
    remedy: ({ known, near }) =>
      near ? `write \`${near}:\`` : `remove it, or keep it under \`customProperties:\`; the keys known here are ${list(known)}`,
  }),
  'missing-key': entry<{ key: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ key, expects }) => `\`${key}\` is missing; ${expects} is expected`,
    remedy: ({ example }) => `add it, for example \`${example}\``,
  }),
  'wrong-kind': entry<{ path: string; found: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, found, expects }) => `\`${path}\` is ${found}; ${expects} is expected`,
    remedy: ({ example }) => write(example),
  }),
  'bad-value': entry<{ path: string; text: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, text, expects }) => `\`${path}\` is \`${text}\`; ${expects} is expected`,
    remedy: ({ example }) => write(example),
  }),
  'bad-choice': entry<{ path: string; text: string; choices: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ path, text, near }) => `\`${path}\` is \`${text}\`${meant(near)}`,
    remedy: ({ choices }) => `choose one of ${list(choices)}`,
  }),
  comparison: entry<{ said: readonly string[] }>({
    leg: 'development',
    message: ({ said }) =>
      said.length > 0 ? `a rule has one comparison, and this one has ${list(said)}` : 'this rule does not say what its value must be',
    remedy: ({ said }) => (said.length > 0 ? 'keep one of them, or make two rules of it' : 'add one comparison, for example `mustBe: 0`'),
  }),
  'version-differs': entry<{ version: string; declared: boolean; what: string }>({
    leg: 'development',
    severity: 'warning',
    message: ({ version, declared, what }) =>
      declared ? `v${version}, which this contract declares, does not have it like this: ${what}` : `v${version} no longer has it like this: ${what}`,
    remedy: ({ declared }) =>
      declared
        ? 'declare the version that has it: write into the contract `apiVersion: v3.1.0`'
        : 'bring the contract up to date: `trivet contract export FILE --as odcs`',
  }),
  'duplicate-name': entry<{ name: string; what: 'table' | 'column' | 'server'; line: number }>({
    leg: 'development',
    message: ({ name, what, line }) => `there are two ${what}s \`${name}\`, the first in line ${line}; names match case-insensitively`,
    remedy: ({ what }) => `rename or remove one of the two ${what}s`,
  }),
  'bad-pattern': entry<{ pattern: string; why: string }>({
    leg: 'development',
    message: ({ pattern, why }) => `the pattern \`${pattern}\` cannot be checked: ${why}`,
    remedy: () => 'write it without that, or make a rule of it: `quality: [{ type: sql, query: "…", mustBe: 0 }]`',
  }),
  'bad-type': entry<{ column: string; type: string; logical: string }>({
    leg: 'development',
    severity: 'warning',
    message: ({ column, type, logical }) =>
      `\`${column}\` is of physicalType \`${type}\`, which to the engine is no \`${logical}\`; its logicalType alone is checked`,
    remedy: () => 'correct one of `logicalType` and `physicalType`',
  }),
  'unknown-type': entry<{ column: string; type: string; logical: string | undefined }>({
    leg: 'development',
    severity: 'warning',
    message: ({ column, type, logical }) =>
      `\`${column}\` is of physicalType \`${type}\`, which the engine does not know${logical === undefined ? ', so its type is not checked' : '; its logicalType alone is checked'}`,
    remedy: () => 'nothing, if the type is that of another system; else write a type of the engine, like `varchar` or `decimal(10,2)`',
  }),
  'empty-range': entry<{ column: string; least: number | string; most: number | string }>({
    leg: 'development',
    message: ({ column, least, most }) => `\`${column}\` allows nothing: its least value ${least} is above its greatest ${most}`,
    remedy: () => 'swap the two, or correct one of them',
  }),
  'bad-bound': entry<{ column: string; text: string; logical: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ column, text, logical, expects }) => `\`${text}\` is no bound of \`${column}\`, a ${logical}; ${expects} is expected`,
    remedy: ({ example }) => write(example),
  }),
  'bad-format': entry<{ column: string; format: string; why: string }>({
    leg: 'development',
    severity: 'warning',
    message: ({ column, format, why }) => `the format \`${format}\` of \`${column}\` is not checked: ${why}`,
    remedy: () => 'add a `pattern` if the notation must be checked',
  }),
  'key-position': entry<{ table: string; what: string }>({
    leg: 'development',
    message: ({ table, what }) => `the primary key of \`${table}\` has no order: ${what}`,
    remedy: () => 'number the columns of the key: `primaryKeyPosition: 1`, `primaryKeyPosition: 2` …',
  }),
  'unknown-reference': entry<{ reference: string; what: string; near: string | undefined }>({
    leg: 'development',
    message: ({ reference, what, near }) => `\`${reference}\` refers to ${what}${meant(near)}`,
    remedy: ({ near }) => (near ? `write \`${near}\`` : 'name a table and column of this contract, like `to: users.id`'),
  }),
  'outside-reference': entry<{ reference: string }>({
    leg: 'development',
    severity: 'warning',
    message: ({ reference }) => `\`${reference}\` refers to what is not in this contract, and is not checked`,
    remedy: () => 'add the table and its column to `schema:`, if its rows are checked with these',
  }),
  'reference-length': entry<{ from: number; to: number }>({
    leg: 'development',
    message: ({ from, to }) => `this relationship goes from ${from} columns to ${to}`,
    remedy: () => 'name as many columns in `to:` as in `from:`, in the same order',
  }),
  'bad-arguments': entry<{ metric: string; what: string; example: string }>({
    leg: 'development',
    message: ({ metric, what }) => `\`${metric}\` ${what}`,
    remedy: ({ example }) => write(example),
  }),
  'bad-placeholder': entry<{ text: string; near: string | undefined }>({
    leg: 'development',
    message: ({ text, near }) => `\`${text}\` stands for nothing${meant(near)}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as contracts write it
    remedy: () => 'write `{object}` or `${table}` for the table, `{property}` or `${column}` for the column of a rule that stands at one',
  }),
  'bad-sla': entry<{ property: string; text: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ property, text, expects }) => `\`${property}\` is \`${text}\`; ${expects} is expected`,
    remedy: ({ example }) => write(example),
  }),
  'unknown-element': entry<{ element: string; near: string | undefined }>({
    leg: 'development',
    severity: 'warning',
    message: ({ element, near }) => `\`${element}\` is no column of this contract, so its service level is not checked${meant(near)}`,
    remedy: ({ near }) => (near ? `write \`element: ${near}\`` : 'name a table and its column, like `element: orders.ordered_at`'),
  }),
  'other-severity': entry<{ severity: string; as: string }>({
    leg: 'development',
    severity: 'warning',
    message: ({ severity, as }) => `the severity \`${severity}\` counts as \`${as}\``,
    remedy: () => 'write `severity: error` or `severity: warning`',
  }),
  'said-twice': entry<{ column: string; what: string }>({
    leg: 'development',
    message: ({ column, what }) => `\`${what}\` of \`${column}\` is said here, and otherwise elsewhere in the contract`,
    remedy: () => 'keep one of the two',
  }),
  'unreadable-contract': entry<{ path: string; what: string }>({
    leg: 'operations',
    message: ({ path, what }) => `the contract ${path} cannot be read: ${what}`,
    remedy: () => 'name a contract that is there: `trivet contract lint FILE`',
  }),
  'no-data': entry<{ contract: string; servers: readonly string[] }>({
    leg: 'development',
    message: ({ contract, servers }) =>
      servers.length > 0
        ? `none of the servers of ${contract} (${servers.join(', ')}) is a file, a folder or a DuckDB file`
        : `${contract} names no server, so there is no data to check`,
    remedy: ({ contract }) => `name the data: trivet check ${contract} --data PATH`,
  }),
  'unknown-server': entry<{ server: string; servers: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ server, near }) => `the contract has no server \`${server}\`${meant(near)}`,
    remedy: ({ servers }) => (servers.length > 0 ? `choose one of ${list(servers)}` : 'name the data itself: `trivet check CONTRACT --data PATH`'),
  }),
  'remote-server': entry<{ server: string; type: string }>({
    leg: 'development',
    message: ({ server, type }) => `the server \`${server}\` is of type ${type}; nothing is read over the network`,
    remedy: () => 'export its tables to Parquet, and check these: `trivet check CONTRACT --data FOLDER`',
  }),
  'unknown-table': entry<{ table: string; tables: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ table, near }) => `the contract has no table \`${table}\`${meant(near)}`,
    remedy: ({ tables }) => (tables.length > 0 ? `choose one of ${list(tables)}` : 'write into the contract a table: `schema: [{ name: orders }]`'),
  }),
  'no-tables': entry<{ contract: string }>({
    leg: 'development',
    message: ({ contract }) => `${contract} has no table under \`schema:\`, so there is nothing to check`,
    remedy: () => 'write its tables into the contract, or take those of the data: `trivet contract infer PATH`',
  }),
  'data-not-there': entry<{ path: string }>({
    leg: 'data',
    message: ({ path }) => `there is no data at ${path}`,
    remedy: () => 'correct the path, or have the data delivered; then: trivet check CONTRACT --data PATH',
  }),
  'unknown-data-format': entry<{ path: string }>({
    leg: 'development',
    message: ({ path }) => `${path} is none of the files that can be read: Parquet, CSV, JSON, DuckDB`,
    remedy: () =>
      'give it the ending of its format: .parquet, .csv, .json, .duckdb; for a CSV of another ending write `format: csv` into a server of the contract',
  }),
  'mixed-data-formats': entry<{ path: string; formats: readonly string[] }>({
    leg: 'development',
    message: ({ path, formats }) => `${path} holds files of several formats (${formats.join(', ')}) for one table`,
    remedy: ({ path }) => `name those of one format: trivet check CONTRACT --data '${path}/*.parquet'`,
  }),
  'table-not-there': entry<{ table: string; physical: string; path: string; found: readonly string[] }>({
    leg: 'data',
    message: ({ table, physical, path, found }) =>
      `${path} has no table \`${table}\`${physical === table ? '' : ` and no \`${physical}\``}; it has ${found.length > 0 ? found.join(', ') : 'none'}`,
    remedy: ({ table }) => `name its data: trivet check CONTRACT --table ${table} --data PATH`,
  }),
  'several-tables': entry<{ path: string; tables: readonly string[] }>({
    leg: 'development',
    message: ({ path, tables }) => `${path} is data of one table, and the contract has ${tables.join(', ')}`,
    remedy: ({ path, tables }) => `say which it is: trivet check CONTRACT --data '${path}' --table ${tables[0] ?? 'NAME'}`,
  }),
});
