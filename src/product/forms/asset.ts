// assets/NAME.yaml: what describes an asset and what must be true of it; of a script also what it reads and its settings.

import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { CodeFile, Scalar } from '../product.ts';
import { byKind, listOf, mapped, members, type Named, named, optional, placed, type ReadBy } from './compound.ts';
import { type Draft, describedMembers, draftOf } from './describe.ts';
import { openYaml } from './document.ts';
import { scalar, text } from './form.ts';
import { identifier } from './notations.ts';

const column = text({ expects: 'the name of a column', example: 'origin' });
const table = text({ expects: 'the name of a table', example: 'hourly', pattern: identifier });
type Columns = readonly string[] | undefined;

const reads = byKind('a list of tables, or a map from tables to their columns', {
  list: mapped(listOf(placed(table), { example: '[hourly]' }), (names): readonly Named<{ readonly columns?: Columns }>[] =>
    names.map(({ value, at }) => ({ name: value, at, value: {} })),
  ),
  map: named(
    { pattern: identifier, expects: 'a map from tables to their columns', example: 'hourly: [origin, hour]' },
    byKind('a list of columns', {
      list: mapped(listOf(column, { example: '[origin, hour]', least: 1 }), (columns): { readonly columns?: Columns } => ({ columns })),
      empty: (): { readonly columns?: Columns } => ({}),
    }),
  ),
});

/** assets/NAME.yaml */
export const assetForm = members('{ description: One row for each flight }', {
  ...describedMembers,
  reads: optional('The tables that a script reads: a list of them, or a map from each to the columns it needs.', placed(reads)),
  settings: optional(
    'What a script gets as `settings`: numbers, texts, true or false.',
    placed(named({ pattern: /\S/, expects: 'a map from settings to their values', example: 'epochs: 400' }, scalar)),
  ),
});

export interface AssetDraft extends Draft {
  readonly reads: readonly Named<{ readonly columns?: Columns }>[];
  readonly settings: Readonly<Record<string, Scalar>>;
  /** Where those keys stand that only a script may have. */
  readonly scriptKeys: readonly { readonly key: 'reads' | 'settings'; readonly at: Place }[];
}

/** What is said of an asset without a yaml. */
export const undescribed: AssetDraft = { columns: [], checks: [], reads: [], settings: {}, scriptKeys: [] };

/** Reads assets/NAME.yaml; undefined if it is no valid YAML or not a map. */
export function readAssetYaml(file: CodeFile, problems: Problem[]): AssetDraft | undefined {
  const spot = openYaml(file, problems);
  const read = spot && assetForm.read(spot);
  if (!read) return undefined;
  return {
    ...draftOf(read, problems),
    reads: once(read.reads?.value ?? [], problems),
    settings: Object.fromEntries((read.settings?.value ?? []).map(({ name, value }) => [name, value])),
    scriptKeys: (['reads', 'settings'] as const).flatMap((key) => (read[key] ? [{ key, at: read[key].at }] : [])),
  };
}

/** Each table once; a list may name one twice. */
function once(read: NonNullable<ReadBy<typeof assetForm>['reads']>['value'], problems: Problem[]): AssetDraft['reads'] {
  const first = new Map<string, Named<unknown>>();
  return read.filter((one) => {
    const earlier = first.get(one.name.toLowerCase());
    if (earlier) problems.push(problem('duplicate-key', { key: one.name, first: earlier.name, line: earlier.at.line ?? 0 }, { at: one.at }));
    else first.set(one.name.toLowerCase(), one);
    return !earlier;
  });
}
