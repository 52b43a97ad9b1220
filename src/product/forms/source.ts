// sources/NAME.yaml: where a source's files are, how their bytes are read, what must be true of them. Looks at no data file.

import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { CodeFile, ReadOptions, SourceFormat } from '../product.ts';
import { byKind, listOf, mapped, members, needed, optional, placed, type ReadBy } from './compound.ts';
import { type Draft, describedMembers, draftOf } from './describe.ts';
import { openYaml } from './document.ts';
import { choice, text, yesOrNo } from './form.ts';

const path = placed(text({ expects: 'a path, or a list of paths', example: 'data/flights/*.parquet' }));
const formats: readonly SourceFormat[] = ['parquet', 'csv', 'json'];

/** sources/NAME.yaml */
export const sourceForm = members('{ path: data/flights/*.parquet }', {
  path: needed(
    'The files: a path or glob relative to the product, or a list of them.',
    placed(
      byKind('a path, or a list of paths', {
        single: mapped(path, (one) => [one]),
        list: listOf(path, { example: '[data/a.csv, data/b.csv]', least: 1 }),
      }),
    ),
  ),
  format: optional('parquet, csv or json; by default told from the ending of the path.', placed(choice(formats))),
  delimiter: optional('CSV: what separates the values; by default found out.', placed(text({ example: '";"', pattern: /^[\s\S]{1,4}$/ }))),
  header: optional('CSV: whether the first line names the columns; by default found out.', placed(yesOrNo)),
  nulls: optional('CSV: the text that stands for no value; by default the empty one.', placed(text({ example: 'NA', pattern: /^/ }))),
  ...describedMembers,
});
type SourceRead = ReadBy<typeof sourceForm>;

export interface SourceDraft extends Draft {
  readonly paths: readonly string[];
  readonly pathsAt: Place;
  readonly format: SourceFormat;
  readonly options: ReadOptions;
}

/** Reads sources/NAME.yaml; undefined after a Problem that leaves no source. */
export function readSourceYaml(file: CodeFile, problems: Problem[]): SourceDraft | undefined {
  const spot = openYaml(file, problems);
  const read = spot && sourceForm.read(spot);
  if (!read) return undefined;
  const draft = draftOf(read, problems);
  const format = formatOf(read, problems);
  if (!format) return undefined;
  const { delimiter, header, nulls } = read;
  for (const [option, given] of Object.entries({ delimiter, header, nulls })) {
    if (given && format !== 'csv') problems.push(problem('option-not-for-format', { option, format }, { at: given.at }));
  }
  return {
    ...draft,
    paths: read.path.value.map((one) => one.value),
    pathsAt: read.path.at,
    format,
    options: { delimiter: delimiter?.value, header: header?.value, nulls: nulls?.value },
  };
}

function formatOf(read: SourceRead, problems: Problem[]): SourceFormat | undefined {
  const paths = read.path.value;
  const remote = paths.filter((one) => /^[a-z][a-z0-9+.-]*:\/\//i.test(one.value));
  problems.push(...remote.map(({ value, at }) => problem('bad-path', { text: value }, { at })));
  if (read.format) return read.format.value;
  const found = paths.map((one) => formatOfPath(one.value));
  const unknown = paths.filter((_, i) => found[i] === undefined);
  problems.push(...unknown.map(({ value, at }) => problem('unknown-format', { path: value }, { at })));
  if (unknown.length > 0) return undefined;
  if (new Set(found).size > 1) problems.push(problem('mixed-formats', { paths: paths.map((one) => one.value) }, { at: read.path.at }));
  return found[0];
}

function formatOfPath(path: string): SourceFormat | undefined {
  const [, ending] = /\.(parquet|csv|json|ndjson|jsonl)(?:\.gz|\.zst)?$/i.exec(path) ?? [];
  if (!ending) return undefined;
  const lower = ending.toLowerCase();
  return lower === 'parquet' || lower === 'csv' ? lower : 'json';
}
