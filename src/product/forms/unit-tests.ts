// tests/ASSET.yaml: given rows and the rows expected of them. Rows are lists of maps, or compact: columns once, then lists of values.

import type { Instant, Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { CodeFile, Scalar, UnitTest } from '../product.ts';
import { byKind, listOf, mapped, members, named, needed, optional, placed, type ReadBy } from './compound.ts';
import { openYaml } from './document.ts';
import { type Form, scalar, text } from './form.ts';
import { identifier, instant } from './notations.ts';

type Row = Readonly<Record<string, Scalar>>;

const columnName = text({ expects: 'the name of a column', example: 'origin' });
const row = mapped(
  named({ pattern: /\S/, expects: 'a map from columns to values', example: '{ origin: SEA, delay: 5 }' }, scalar),
  (cells): Row => Object.fromEntries(cells.map(({ name, value }) => [name, value])),
);
const compactMembers = members('{ columns: [origin, delay], rows: [[SEA, 5]] }', {
  columns: needed('The names of the columns, once.', listOf(columnName, { example: '[origin, delay]', least: 1 })),
  rows: needed('One list of values for each row.', listOf(placed(listOf(scalar, { example: '[SEA, 5]' })), { example: '[[SEA, 5]]' })),
});
const compact: Form<readonly Row[]> = {
  ...compactMembers,
  read: (spot) => {
    const read = compactMembers.read(spot);
    if (!read) return undefined;
    const wrong = read.rows.filter(({ value }) => value.length !== read.columns.length);
    for (const { value, at } of wrong) spot.yaml.problems.push(problem('row-length', { cells: value.length, columns: read.columns }, { at }));
    if (wrong.length > 0) return undefined;
    return read.rows.map(({ value }) => Object.fromEntries(read.columns.map((name, i) => [name, value[i] ?? null])));
  },
};
const rows = byKind('a list of rows, or a map of `columns` and `rows`', {
  list: listOf(row, { example: '[{ origin: SEA, delay: 5 }]' }),
  map: compact,
});

/** tests/ASSET.yaml */
export const testsForm = listOf(
  placed(
    members('{ name: an empty day, given: {}, expect: [] }', {
      name: needed('What the test shows.', placed(text({ example: 'a flight that leaves early is not late' }))),
      clock: optional('The logical clock of the test.', instant),
      given: optional(
        'The rows of each table that the asset reads.',
        named(
          { pattern: identifier, expects: 'a map from the tables it reads to their rows', example: 'flights: [{ origin: SEA, delay: 5 }]' },
          placed(rows),
        ),
      ),
      expect: needed('The rows expected, in any order; only the columns named here are compared.', rows),
    }),
  ),
  { example: '- { name: an empty day, given: {}, expect: [] }' },
);
type TestRead = ReadBy<typeof testsForm>[number]['value'];

/** A test of a file whose asset is not yet known to exist. */
export interface TestDraft extends Omit<UnitTest, 'asset'> {
  readonly clock?: Instant | undefined;
}

/** Reads tests/ASSET.yaml; tests of one file have different names. */
export function readTestsYaml(file: CodeFile, problems: Problem[]): readonly TestDraft[] {
  const spot = openYaml(file, problems);
  const read = (spot && testsForm.read(spot)) ?? [];
  const first = new Map<string, Place>();
  for (const { value } of read) {
    const { value: name, at } = value.name;
    const earlier = first.get(name);
    if (earlier) problems.push(problem('duplicate-key', { key: name, first: name, line: earlier.line ?? 0 }, { at }));
    else first.set(name, at);
  }
  return read.map(({ value }) => testOf(value));
}

function testOf(read: TestRead): TestDraft {
  return {
    name: read.name.value,
    at: read.name.at,
    ...(read.clock === undefined ? {} : { clock: read.clock }),
    given: new Map((read.given ?? []).map(({ name, at, value }) => [name, { at, rows: value.value }])),
    expect: read.expect,
  };
}
