// Everything that can be wrong with a product's files, as codes with their message and remedy. Nothing here reads a file.

import { catalogue, entry } from '../base/index.ts';

const list = (words: readonly string[]): string => words.map((w) => `\`${w}\``).join(', ');
const meant = (near: string | undefined): string => (near ? `; did you mean \`${near}\`?` : '');

/** Makes a Problem of this room: `problem('unknown-key', { … }, { at })`. */
export const problem = catalogue('product', {
  'unreadable-file': entry<{ path: string }>({
    leg: 'operations',
    message: ({ path }) => `\`${path}\` cannot be read`,
    remedy: ({ path }) => `give your user the right to read it: \`ls -l '${path}'\``,
  }),
  'not-utf8': entry<{ path: string }>({
    leg: 'development',
    message: ({ path }) => `\`${path}\` is not UTF-8 text`,
    remedy: ({ path }) => `save it as UTF-8: \`iconv -f latin1 -t utf-8 '${path}'\``,
  }),
  'no-trivet-file': entry<{ folder: string }>({
    leg: 'development',
    message: ({ folder }) => `\`${folder}\` holds no trivet.yaml, so it is no product`,
    remedy: () => "go to the product's folder, name it with `--product DIR`, or make one: `trivet init NAME`",
  }),
  'yaml-syntax': entry<{ what: string }>({
    leg: 'development',
    message: ({ what }) => `this is not valid YAML: ${what}`,
    remedy: () => 'indent with spaces, two for each level; quote a text that holds `: ` or ` #`, or starts with one of `[{*&!%@`',
  }),
  'duplicate-key': entry<{ key: string; first: string; line: number }>({
    leg: 'development',
    message: ({ key, first, line }) =>
      `\`${key}\` is given twice, first in line ${line}${key === first ? '' : ` as \`${first}\`; names match case-insensitively`}`,
    remedy: () => 'keep one of the two',
  }),
  'unknown-key': entry<{ key: string; known: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ key, near }) => `\`${key}\` is not a key that is known here${meant(near)}`,
    remedy: ({ known, near }) => (near ? `write \`${near}:\`` : `remove it; the keys known here are ${list(known)}`),
  }),
  'missing-key': entry<{ key: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ key, expects }) => `\`${key}\` is missing; ${expects} is expected`,
    remedy: ({ key, example }) => `add it, for example \`${key}: ${example}\``,
  }),
  'wrong-kind': entry<{ path: string; found: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, found, expects }) => `\`${path}\` is ${found}; ${expects} is expected`,
    remedy: ({ example }) => `write it like \`${example}\``,
  }),
  'bad-value': entry<{ path: string; text: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, text, expects }) => `\`${path}\` is \`${text}\`; ${expects} is expected`,
    remedy: ({ example }) => `write it like \`${example}\``,
  }),
  'bad-choice': entry<{ path: string; text: string; choices: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: ({ path, text, near }) => `\`${path}\` is \`${text}\`${meant(near)}`,
    remedy: ({ choices }) => `choose one of ${list(choices)}`,
  }),
  'bad-duration': entry<{ text: string }>({
    leg: 'development',
    message: ({ text }) => `\`${text}\` is not a duration; numbers with d, h, min, s or ms are expected, the larger first`,
    remedy: () => 'write it like `24h`, `90min`, `1h30min` or `250ms`',
  }),
  'bad-money': entry<{ text: string }>({
    leg: 'development',
    message: ({ text }) => `\`${text}\` is not an amount of money; a number and a currency of three capital letters are expected`,
    remedy: () => 'write it like `500 USD`',
  }),
  'bad-rate': entry<{ text: string }>({
    leg: 'development',
    message: ({ text }) => `\`${text}\` is not a cost that grows with time; an amount of money per h or per day is expected`,
    remedy: () => 'write it like `20 USD/h` or `5000 USD/day`',
  }),
  'bad-percentage': entry<{ text: string }>({
    leg: 'development',
    message: ({ text }) => `\`${text}\` is not a percentage; a number from 0 to 100 and the sign % are expected`,
    remedy: () => 'write it like `99.5%`',
  }),
  'bad-clock': entry<{ text: string; why: string }>({
    leg: 'development',
    message: ({ text, why }) => `\`${text}\` is not an instant: ${why}`,
    remedy: () => 'write it in ISO 8601 with its offset, like `2001-03-04T06:00:00-08:00` or `2001-03-04T14:00:00Z`',
  }),
  'bad-name': entry<{ name: string; file: string }>({
    leg: 'development',
    message: ({ name }) => `\`${name}\` is not a name: the file's name is the table's name, of letters, digits and _, no digit first`,
    remedy: ({ file, name }) => `rename it: \`mv '${file}' '${renamed(file, name)}'\``,
  }),
  'duplicate-name': entry<{ name: string; first: string; second: string }>({
    leg: 'development',
    message: ({ name, first, second }) => `\`${name}\` is the name of two files, ${first} and ${second}; names match case-insensitively`,
    remedy: ({ second }) => `rename one of them, for example ${second}, and the SQL that reads it`,
  }),
  'reserved-name': entry<{ name: string }>({
    leg: 'development',
    message: ({ name }) => `a check cannot be named \`${name}\`: that is the name of the check that \`${name}:\` makes`,
    remedy: ({ name }) => `give it another name, for example \`${name}-holds\``,
  }),
  'yaml-without-code': entry<{ name: string; sql: string; near: string | undefined }>({
    leg: 'development',
    message: ({ name, sql, near }) => `this describes \`${name}\`, and there is no ${sql}${meant(near)}`,
    remedy: ({ sql, near }) => (near ? `name it like its SQL file, ${near}, or write ${sql}` : `write ${sql}, or remove this file`),
  }),
  'unsupported-code': entry<{ file: string }>({
    leg: 'development',
    message: ({ file }) => `\`${file}\` cannot be built: an asset is a .sql file, described by a .yaml file of the same name`,
    remedy: () => 'write the asset as one SELECT in a .sql file, or move this file out of assets/',
  }),
  'stray-file': entry<{ file: string; folder: string }>({
    leg: 'development',
    message: ({ file, folder }) => `\`${file}\` is not used: ${folder}/ holds .yaml files`,
    remedy: ({ file }) => `an asset's SELECT belongs into assets/: \`mv '${file}' assets/\``,
  }),
  'unknown-asset': entry<{ name: string; use: 'tests' | 'references'; near: string | undefined }>({
    leg: 'development',
    message: ({ name, use, near }) => `this ${use} \`${name}\`, and the product has no table of that name${meant(near)}`,
    remedy: ({ use, near }) =>
      `${near ? `write \`${near}\`` : 'name a table there is'}${use === 'tests' ? ' in the name of this file' : ''}; see them with \`trivet plan\``,
  }),
  'source-is-not-tested': entry<{ name: string }>({
    leg: 'development',
    message: ({ name }) => `this tests \`${name}\`, which is a source; unit tests are for assets`,
    remedy: ({ name }) => `give rows of \`${name}\` to the test of an asset that reads it, and declare checks in sources/${name}.yaml`,
  }),
  'bad-path': entry<{ text: string }>({
    leg: 'development',
    message: ({ text }) => `\`${text}\` is not a path of local files; nothing is read over the network`,
    remedy: () => "have it delivered into the product's folder, and write it like `data/flights/*.parquet`",
  }),
  'unknown-format': entry<{ path: string }>({
    leg: 'development',
    message: ({ path }) => `the format of \`${path}\` cannot be told from its ending`,
    remedy: () => 'say it: `format: parquet`, `csv` or `json`',
  }),
  'mixed-formats': entry<{ paths: readonly string[] }>({
    leg: 'development',
    message: ({ paths }) => `the paths ${list(paths)} end differently, and a source has one format`,
    remedy: () => 'make one source of each format, or say the one format: `format: csv`',
  }),
  'option-not-for-format': entry<{ option: string; format: string }>({
    leg: 'development',
    message: ({ option, format }) => `\`${option}\` says how a CSV file is read, and this source is ${format}`,
    remedy: ({ option }) => `remove \`${option}\`, or say \`format: csv\``,
  }),
  'empty-range': entry<{ path: string; min: number | string; max: number | string }>({
    leg: 'development',
    message: ({ path, min, max }) => `\`${path}\` allows nothing: its min ${min} is above its max ${max}`,
    remedy: () => 'swap them, or remove one',
  }),
  'row-length': entry<{ cells: number; columns: readonly string[] }>({
    leg: 'development',
    message: ({ cells, columns }) => `this row has ${cells} values, and there are ${columns.length} columns: ${list(columns)}`,
    remedy: () => 'give each row one value for each column; an empty one is `null`',
  }),
  'acceptance-of-nothing': entry<{ check: string }>({
    leg: 'development',
    message: ({ check }) => `the acceptance of \`${check}\` names no rows: one of \`keys\`, \`digests\` or \`value\` is expected`,
    remedy: ({ check }) => `remove it, and let it be written: \`trivet accept ${check} --because 'TEXT'\``,
  }),
  'different-currencies': entry<{ harm: string; currency: string; other: string; declared: boolean }>({
    leg: 'development',
    message: ({ harm, currency, other, declared }) =>
      `\`${harm}\` costs ${currency} and waking costs ${other}${declared ? '' : ' (500 USD where none is declared)'}; they cannot be compared`,
    remedy: ({ currency }) => `give both in one currency, for example \`owner: { waking_costs: 500 ${currency} }\``,
  }),
});

function renamed(file: string, name: string): string {
  const slash = file.lastIndexOf('/') + 1;
  const good = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_') || '_';
  return file.slice(0, slash) + good + file.slice(slash + name.length);
}
