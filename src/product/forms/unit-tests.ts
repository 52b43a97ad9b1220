// tests/ASSET.yaml: what an asset is given, and what is expected of it: rows, a Problem, or a model's metrics.

import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { CodeFile, MetricBounds, TestRows, UnitTest } from '../product.ts';
import { expectedRowsForm, type FailureDraft, rowsForm } from '../rows/form.ts';
import { testRows } from '../rows/test-data.ts';
import { byKind, listOf, mapped, members, named, needed, optional, type Placed, placed, type ReadBy } from './compound.ts';
import { openYaml, writtenText } from './document.ts';
import { badValue, type Form, number, text, yesOrNo } from './form.ts';
import { identifier, instant } from './notations.ts';

const boundsMap = members('{ min: 0.6 }', {
  min: optional('At least.', number),
  max: optional('At most.', number),
});
const bounds: Form<MetricBounds> = byKind<MetricBounds, never, MetricBounds>('a number, or a map of `min` and `max`', {
  single: mapped(number, (is) => ({ is })),
  map: {
    ...boundsMap,
    schema: { ...boundsMap.schema, minProperties: 1 },
    read: (spot) => {
      const found = boundsMap.read(spot);
      if (!found) return undefined;
      return found.min === undefined && found.max === undefined ? badValue(spot, '{}', boundsMap) : found;
    },
  },
});
const tolerance: Form<number> = {
  ...number,
  expects: 'a number, 0 or more',
  example: '0.01',
  schema: { type: 'number', minimum: 0, examples: [0.01] },
  read: (spot) => {
    const value = number.read(spot);
    return value === undefined || value >= 0 ? value : badValue(spot, writtenText(spot.node) ?? '', tolerance);
  },
};

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
          placed(rowsForm),
        ),
      ),
      predict: optional('Of a model: rows that it is asked after it was trained on `given`.', placed(rowsForm)),
      expect: optional(
        'The rows expected, in any order; only the columns named here are compared. Or the Problem that the asset is to fail with. Absent: `trivet test --record` writes it.',
        placed(expectedRowsForm),
      ),
      metrics: optional(
        "What a model's metrics must be.",
        named({ pattern: identifier, expects: 'a map from metrics to what they must be', example: 'auc: { min: 0.6 }' }, bounds),
      ),
      ordered: optional('Rows are compared in their order.', yesOrNo),
      tolerance: optional('How far a number may be off, absolute or relative; 1e-9 unless said.', tolerance),
    }),
  ),
  { example: '- { name: an empty day, given: {}, expect: [] }' },
);
type TestRead = ReadBy<typeof testsForm>[number]['value'];

/** A test of a file whose asset is not yet known to exist. */
export type TestDraft = Omit<UnitTest, 'asset'>;

/** Reads tests/ASSET.yaml, and the files of the bundle that its rows are in; tests of one file have different names. */
export function readTestsYaml(file: CodeFile, files: readonly CodeFile[], problems: Problem[]): readonly TestDraft[] {
  const spot = openYaml(file, problems);
  const read = (spot && testsForm.read(spot)) ?? [];
  const first = new Map<string, Place>();
  for (const { value } of read) {
    const { value: name, at } = value.name;
    const earlier = first.get(name);
    if (earlier) problems.push(problem('duplicate-key', { key: name, first: name, line: earlier.line ?? 0 }, { at }));
    else first.set(name, at);
  }
  return read.map(({ value }) => testOf(value, files, problems));
}

function testOf(read: TestRead, files: readonly CodeFile[], problems: Problem[]): TestDraft {
  const { name, clock, predict, expect, metrics, ordered, tolerance: within } = read;
  const rows = ({ value, at }: Placed<Parameters<typeof testRows>[0]>) => testRows(value, at, files, problems);
  const given = (read.given ?? []).flatMap(({ name: table, at, value }): [string, TestRows][] => {
    const found = rows({ value: value.value, at });
    return found ? [[table, found]] : [];
  });
  const fails = expect && isFailure(expect.value) ? { at: expect.at, ...withoutKind(expect.value) } : undefined;
  return {
    name: name.value,
    at: name.at,
    given: new Map(given),
    ...(clock === undefined ? {} : { clock }),
    ...(predict ? { predict: rows(predict) } : {}),
    ...(expect && !isFailure(expect.value) ? { expect: rows({ value: expect.value, at: expect.at }) } : {}),
    ...(fails ? { fails } : {}),
    ...(metrics ? { metrics: new Map(metrics.map((one) => [one.name, one.value])) } : {}),
    ...(ordered === undefined ? {} : { ordered }),
    ...(within === undefined ? {} : { tolerance: within }),
  };
}

const isFailure = (draft: Parameters<typeof testRows>[0] | FailureDraft): draft is FailureDraft => draft.kind === 'fails';
const withoutKind = ({ kind: _, ...rest }: FailureDraft): Omit<FailureDraft, 'kind'> => rest;
