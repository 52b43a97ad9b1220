// Rows of a unit test: lists of maps, compact (columns once, then lists of values), CSV in a block, or a file of the bundle.

import { isMap, type Node, type YAMLMap } from 'yaml';
import { nearest, type Place } from '../../base/index.ts';
import { byKind, listOf, mapped, members, named, needed, optional, placed } from '../forms/compound.ts';
import { placeOf, placeOfSpot, type Spot, writtenText } from '../forms/document.ts';
import { badValue, type Form, scalar, text, wrongKind } from '../forms/form.ts';
import { problem } from '../problems.ts';
import type { Scalar } from '../product.ts';
import { namesOf, type RowsDraft } from './test-data.ts';

const columnName = text({ expects: 'the name of a column', example: 'origin' });
const row = mapped(
  named({ pattern: /\S/, expects: 'a map from columns to values', example: '{ origin: SEA, delay: 5 }' }, scalar),
  (cells): Readonly<Record<string, Scalar>> => Object.fromEntries(cells.map(({ name, value }) => [name, value])),
);
const list = mapped(listOf(row, { example: '[{ origin: SEA, delay: 5 }]' }), (rows): RowsDraft => ({ kind: 'rows', columns: namesOf(rows), rows }));

/** One line is a path; a block is the CSV itself. */
const csvText = text({ expects: 'a block of CSV, or the path of a .csv file in tests/', example: 'tests/data/flights.csv', pattern: /\n|\.csv$/ });
const csv: Form<RowsDraft> = {
  ...csvText,
  read: (spot) => {
    const value = csvText.read(spot);
    if (value === undefined) return undefined;
    if (value.includes('\n')) return { kind: 'csv', text: value, place: (line) => placeOfLine(spot, line) };
    return { kind: 'file', path: value, at: placeOfSpot(spot) };
  },
};

/** A line of a block stands so many lines below its `|`. */
function placeOfLine(spot: Spot, line: number): Place {
  const { yaml, node, near } = spot;
  const start = yaml.file.text.indexOf('\n', node?.range?.[0] ?? near) + 1;
  const below = yaml.file.text.slice(start).split('\n');
  const offset = start + below.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const source = below[line - 1] ?? '';
  return placeOf(yaml, offset + Math.max(0, source.search(/\S/)), source.trim().length || 1);
}

const path = text({ expects: 'the path of a .csv or .json file in tests/', example: 'tests/data/flights.json' });
const file: Form<RowsDraft> = {
  ...path,
  read: (spot) => {
    const value = path.read(spot);
    return value === undefined ? undefined : { kind: 'file', path: value, at: placeOfSpot(spot) };
  },
};

/** The asset is to fail. */
export interface FailureDraft {
  readonly kind: 'fails';
  readonly problem?: string | undefined;
  readonly message?: string | undefined;
}

const compact = members('{ columns: [origin, delay], rows: [[SEA, 5]] }', {
  columns: needed('The names of the columns, once.', listOf(columnName, { example: '[origin, delay]', least: 1 })),
  rows: needed('One list of values for each row.', listOf(placed(listOf(scalar, { example: '[SEA, 5]' })), { example: '[[SEA, 5]]' })),
});
const asCsv = members('{ csv: tests/data/flights.csv }', {
  csv: needed('A block of CSV with its header; or the path of a .csv file in tests/.', csv),
});
const inFile = members('{ file: tests/data/flights.json }', { file: needed('The path of a .csv or .json file in tests/.', file) });
const failing = members('{ problem: engine/cast-failed }', {
  problem: optional('The asset is to fail with the Problem of this code.', text({ example: 'engine/cast-failed', pattern: /^[a-z]+\/[a-z0-9-]+$/ })),
  message: optional('The asset is to fail with a Problem in whose words this stands.', text({ example: 'Could not convert' })),
});

/** One way to say something, which the presence of one of its keys chooses. */
interface Way<T> {
  readonly keys: readonly string[];
  readonly form: Form<T>;
}
const compactRows: Form<RowsDraft> = {
  ...compact,
  read: (spot) => {
    const read = compact.read(spot);
    if (!read) return undefined;
    const { columns, rows } = read;
    const wrong = rows.filter(({ value }) => value.length !== columns.length);
    for (const { value, at } of wrong) spot.yaml.problems.push(problem('row-length', { cells: value.length, columns }, { at }));
    if (wrong.length > 0) return undefined;
    return { kind: 'rows', columns, rows: rows.map(({ value }) => Object.fromEntries(columns.map((name, i) => [name, value[i] ?? null]))) };
  },
};
const ofRows: readonly Way<RowsDraft>[] = [
  { keys: ['columns', 'rows'], form: compactRows },
  { keys: ['csv'], form: mapped(asCsv, (read) => read.csv) },
  { keys: ['file'], form: mapped(inFile, (read) => read.file) },
];
const ofFailure: Way<FailureDraft> = {
  keys: ['problem', 'message'],
  form: {
    ...mapped(failing, (read): FailureDraft => ({ kind: 'fails', ...read })),
    schema: { ...failing.schema, minProperties: 1 },
  },
};

/** A map in one of these ways. */
function oneWay<T>(ways: readonly Way<T>[]): Form<T> {
  const keys = ways.flatMap((way) => way.keys);
  const form: Form<T> = {
    expects: `a map of ${ways.map((way) => way.keys.map((key) => `\`${key}\``).join(' and ')).join(', or of ')}`,
    example: ways[0]?.form.example ?? '',
    schema: { anyOf: ways.map((way) => way.form.schema) },
    read: (spot) => {
      if (!isMap(spot.node)) return wrongKind(spot, form);
      const { node } = spot;
      const given = node.items.map(({ key }) => writtenText(spot.yaml.resolve(key as Node | null)) ?? '');
      const chosen = ways.filter((way) => way.keys.some((key) => given.includes(key)));
      if (chosen.length === 1 && chosen[0]) return chosen[0].form.read(spot);
      const [unknown] = chosen.length === 0 ? given : [];
      if (unknown === undefined) return badValue(spot, `{ ${given.join(', ')} }`, form);
      spot.yaml.problems.push(problem('unknown-key', { key: unknown, known: keys, near: nearest(unknown, keys) }, { at: placeOfKey(spot, node) }));
      return undefined;
    },
  };
  return form;
}

function placeOfKey(spot: Spot, { items }: YAMLMap): Place {
  const [start, end] = (items[0]?.key as Node | null)?.range ?? [spot.near, spot.near];
  return placeOf(spot.yaml, start, end - start);
}

const expects = 'a list of rows, or a map of `columns` and `rows`, of `csv` or of `file`';
/** Rows that a test gives. */
export const rowsForm = byKind(expects, { list, map: oneWay(ofRows) });
/** Rows that a test expects, or the Problem. */
export const expectedRowsForm = byKind<never, RowsDraft, RowsDraft | FailureDraft>(`${expects}, or of \`problem\``, {
  list,
  map: oneWay<RowsDraft | FailureDraft>([...ofRows, ofFailure]),
});
