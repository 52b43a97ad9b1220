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
    message: ({ text }) => `\`${text}\` is not a duration; numbers with d, h, m (or min), s or ms are expected, the larger first`,
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
  'bad-hours': entry<{ text: string; why: string }>({
    leg: 'development',
    message: ({ text, why }) => `\`${text}\` are no working hours: ${why}`,
    remedy: () => 'write them like `Mon-Fri 08:00-18:00 America/Los_Angeles`, `"Mon,Wed,Fri 9:00-17:00 Europe/Berlin"` or `daily 00:00-24:00 UTC`',
  }),
  'unknown-zone': entry<{ zone: string; near: string | undefined }>({
    leg: 'development',
    message: ({ zone, near }) => `there is no time zone \`${zone}\`${meant(near)}`,
    remedy: ({ near }) =>
      `write ${near ? `\`${near}\`` : 'a name of the IANA list, a region and its city'}, for example \`Mon-Fri 08:00-18:00 ${near ?? 'Europe/Berlin'}\``,
  }),
  'bad-schedule': entry<{ text: string; why: string }>({
    leg: 'development',
    message: ({ text, why }) => `\`${text}\` is no schedule: ${why}; minute, hour, day of the month, month and day of the week are expected`,
    remedy: () => 'write it like `"0 6 * * *"` (daily at six) or `"*/15 8-18 * * MON-FRI"`',
  }),
  'bad-name': entry<{ name: string; file: string; of: 'table' | 'output' }>({
    leg: 'development',
    message: ({ name, of }) => `\`${name}\` is not a name: the file's name is the ${of}'s name, of letters, digits and _, no digit first`,
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
  'yaml-without-code': entry<{ name: string; path: string; near: string | undefined }>({
    leg: 'development',
    message: ({ name, path, near }) => `this describes \`${name}\`, and there is no ${path}.sql and no ${path}.ts${meant(near)}`,
    remedy: ({ path, near }) =>
      near ? `name it like its code, ${near}, or write ${path}.sql` : `write ${path}.sql or ${path}.ts, or remove this file`,
  }),
  'contract-without-table': entry<{ path: string; near: string | undefined }>({
    leg: 'development',
    message: ({ path, near }) => `this is the contract of \`${path}\`, and no file of that name lies beside it${meant(near)}`,
    remedy: ({ path, near }) =>
      near
        ? `name it like ${near}, with the ending .odcs.yaml`
        : `write ${path}.${path.startsWith('sources/') ? 'yaml' : 'sql'}, or remove this file`,
  }),
  'unsupported-code': entry<{ file: string }>({
    leg: 'development',
    message: ({ file }) => `\`${file}\` cannot be built: an asset is a .sql or a .ts file, described by a .yaml file of the same name`,
    remedy: () => 'write the asset as one SELECT in a .sql file or as a module in a .ts file; code that several import belongs into lib/',
  }),
  'only-for-scripts': entry<{ key: string; sql: string }>({
    leg: 'development',
    message: ({ key, sql }) =>
      `\`${key}\` is for an asset in TypeScript, and ${sql} is SQL, which names ${key === 'reads' ? 'its tables' : 'its values'} itself`,
    remedy: ({ key }) => `remove \`${key}:\``,
  }),
  'stray-file': entry<{ file: string; folder: string }>({
    leg: 'development',
    message: ({ file, folder }) => `\`${file}\` is not used: ${folder}/ holds .yaml files`,
    remedy: ({ file }) => `an asset's SELECT belongs into assets/: \`mv '${file}' assets/\``,
  }),
  'unknown-asset': entry<{ name: string; use: 'tests' | 'references' | 'reads' | 'is measured by'; near: string | undefined }>({
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
  'says-nothing': entry<{ path: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, expects }) => `\`${path}\` says nothing that could fail; ${expects} is expected`,
    remedy: ({ example }) => `write it like \`${example}\`, or remove the check`,
  }),
  'no-sense': entry<{ key: string; of: string; why: string }>({
    leg: 'development',
    message: ({ key, of, why }) => `\`${key}\` has no sense with ${of}: ${why}`,
    remedy: ({ key }) => `remove \`${key}\``,
  }),
  'unequal-columns': entry<{ path: string; columns: readonly string[]; to: readonly string[] }>({
    leg: 'development',
    message: ({ path, columns, to }) => `\`${path}\` names ${columns.length} of its own columns and ${to.length} of the other table`,
    remedy: ({ columns, to }) => `give each column its partner, in one order: \`columns: [${columns.join(', ')}]\`, \`to: [${to.join(', ')}]\``,
  }),
  'row-length': entry<{ cells: number; columns: readonly string[] }>({
    leg: 'development',
    message: ({ cells, columns }) => `this row has ${cells} values, and there are ${columns.length} columns: ${list(columns)}`,
    remedy: () => 'give each row one value for each column; an empty one is `null`',
  }),
  'no-test-data': entry<{ path: string; why: string; instead: string }>({
    leg: 'development',
    message: ({ path, why }) => `\`${path}\` gives this test no rows: ${why}`,
    remedy: ({ instead }) => `${instead}, then: trivet test`,
  }),
  'bad-test-data': entry<{ as: 'CSV' | 'JSON'; what: string }>({
    leg: 'development',
    message: ({ as, what }) => `these rows of a test do not read as ${as}: ${what}`,
    remedy: ({ as }) =>
      as === 'CSV'
        ? 'write a header and one row a line, a value with a comma or a quote in quotes (`"a ""b"", c"`), then: trivet test'
        : 'write a list of objects, or one object a line, then: trivet test',
  }),
  'acceptance-of-nothing': entry<{ check: string }>({
    leg: 'development',
    message: ({ check }) => `the acceptance of \`${check}\` names no rows: one of \`keys\`, \`digests\` or \`value\` is expected`,
    remedy: ({ check }) => `remove it, and let it be written: \`trivet accept ${check} --because 'TEXT'\``,
  }),
  'unknown-model': entry<{ name: string; made: string | undefined; near: string | undefined }>({
    leg: 'development',
    message: ({ name, made, near }) =>
      `${made ? `\`${name}\` is made by ${made}, and a model by a .ts file` : `the product has no model \`${name}\``}${meant(near)}`,
    remedy: ({ name, near }) =>
      near ? `write \`${near}\`` : `name a model there is, or write one with \`train\` and \`predict\` into assets/${name}.ts`,
  }),
  'other-model': entry<{ metric: string; model: string; rival: string }>({
    leg: 'development',
    message: ({ metric, model }) => `\`${metric}\` is not a metric of \`${model}\`; only metrics of one model are compared, made from the same rows`,
    remedy: ({ rival, model }) => `have \`${model}\` return it too, and write \`${rival}\``,
  }),
  'unknown-output': entry<{ name: string; near: string | undefined }>({
    leg: 'development',
    message: ({ name, near }) => `this promises something of \`${name}\`, and the product has no output of that name${meant(near)}`,
    remedy: ({ name, near }) => (near ? `write \`${near}\`` : `name an output there is, or write its SELECT into outputs/${name}.sql`),
  }),
  'output-without-query': entry<{ name: string; sql: string; near: string | undefined }>({
    leg: 'development',
    message: ({ name, sql, near }) => `this describes the output \`${name}\`, and there is no ${sql} and no \`model\`${meant(near)}`,
    remedy: ({ sql, near }) => (near ? `name it like its SQL file, ${near}, or write ${sql}` : `write ${sql}, or say \`model: NAME\``),
  }),
  'features-without-model': entry<{ sql: string }>({
    leg: 'development',
    message: () => '`features` are what a model predicts from, and no `model` is named',
    remedy: ({ sql }) => `say \`model: NAME\`, or write the SELECT into ${sql}`,
  }),
  'model-without-features': entry<{ model: string; sql: string }>({
    leg: 'development',
    message: ({ model }) => `nothing says what \`${model}\` predicts from: a SELECT that gives its inputs is expected`,
    remedy: ({ sql }) => `write it as \`features:\`, or write it into ${sql}`,
  }),
  'two-queries': entry<{ sql: string }>({
    leg: 'development',
    message: ({ sql }) => `the features are given twice: here, and by ${sql}`,
    remedy: ({ sql }) => `remove \`features:\`, or ${sql}`,
  }),
  'not-of-type': entry<{ path: string; text: string; type: string; expects: string; example: string }>({
    leg: 'development',
    message: ({ path, text, type, expects }) => `\`${path}\` is \`${text}\`, and the parameter's type is ${type}; ${expects} is expected`,
    remedy: ({ path, example }) =>
      `write it like \`${/\.(default|min|max)$/.exec(path)?.[1] ?? 'in'}: ${path.endsWith(']') ? `[${example}]` : example}\``,
  }),
  'default-refused': entry<{ path: string; text: string; rule: 'in' | 'min' | 'max'; near: string | undefined }>({
    leg: 'development',
    message: ({ path, text, rule, near }) => `the default of \`${path}\` is \`${text}\`, which its own \`${rule}\` refuses${meant(near)}`,
    remedy: ({ rule, near }) => `${near ? `write \`default: ${near}\`` : 'choose another default'}, or change \`${rule}\``,
  }),
  'bad-target': entry<{ text: string; why: string; as: 'file' | 'folder'; example: string }>({
    leg: 'development',
    message: ({ text, why, as }) => `\`${text}\` is no ${as} to write to: ${why}`,
    remedy: ({ example, as }) => `choose a ${as} of its own in the product's folder, like \`${example}\``,
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
