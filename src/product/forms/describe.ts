// What the yaml of a source and of an asset have in common: description, key, columns, rows, checks. Says what must be true, asks nothing.

import { isScalar } from 'yaml';
import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { ColumnRules, RowBounds } from '../product.ts';
import { checkForm, checkOf, type DraftCheck, key, severity } from './check.ts';
import { senselessBounds } from './check-sense.ts';
import { formats } from './check-types.ts';
import { byKind, listOf, mapped, members, type Named, named, optional, placed, type Read, type ReadBy } from './compound.ts';
import { bound, choice, type Form, scalar, text, wholeNumber, wrongKind, yesOrNo } from './form.ts';
import { percentage, reference } from './notations.ts';

const checkName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

const required: Form<boolean | number> = {
  expects: '`true`, `false` or a percentage',
  example: 'true',
  schema: { anyOf: [yesOrNo.schema, percentage.schema] },
  read: (spot) => {
    if (!isScalar(spot.node) || spot.node.value === null) return wrongKind(spot, required);
    return typeof spot.node.value === 'boolean' ? spot.node.value : percentage.read(spot);
  },
};

const length = byKind('a number, or a map of `min` and `max`', {
  single: mapped(
    wholeNumber({ example: '3' }),
    (is): { readonly is?: number; readonly min?: number | undefined; readonly max?: number | undefined } => ({ is }),
  ),
  map: mapped(
    members('{ min: 1, max: 40 }', {
      min: optional('At least so many.', wholeNumber({ example: '1' })),
      max: optional('At most so many.', wholeNumber({ example: '40' })),
    }),
    (read): { readonly is?: number; readonly min?: number | undefined; readonly max?: number | undefined } => read,
  ),
});

const columnMembers = members('{ type: integer, required: true }', {
  type: optional('The engine type, like integer, text, timestamp or decimal(10,2).', text({ expects: 'a type', example: 'integer' })),
  required: optional('true: no value is null. A percentage: at least so many of the rows have a value.', required),
  min: optional('The least value; nulls pass.', bound),
  max: optional('The greatest value; nulls pass.', bound),
  in: optional('The values there may be; nulls pass.', listOf(scalar, { example: '[SEA, SFO]', least: 1 })),
  unique: optional('true: no value occurs twice; nulls pass.', yesOrNo),
  pattern: optional(
    'A regular expression (RE2) that is found in each value; write ^ and $ for the whole. Nulls pass.',
    text({ example: '^[A-Z]{3}$' }),
  ),
  format: optional('The notation of each value, like email or uuid; nulls pass.', choice(formats)),
  length: optional('Characters of each value (of a list: elements): a number, or `min` and `max`; nulls pass.', length),
  references: optional('TABLE.COLUMN where every value is found; nulls pass.', placed(reference)),
  personal: optional('true: of persons; previews and findings mask its values.', yesOrNo),
  description: optional('What the column holds, and its unit.', text({ example: 'Delay at departure, in minutes' })),
  severity: optional('error (the default) holds a release back; warning is shown.', severity),
});
type ColumnDraft = ReadBy<typeof columnMembers>;
const columns = named(
  { pattern: /\S/, expects: 'a map from columns to their types or rules', example: 'delay: { type: integer, required: true }' },
  byKind('a type, or a map of rules', {
    single: mapped(text({ expects: 'a type', example: 'integer' }), (type): ColumnDraft => ({ type })),
    map: columnMembers,
    empty: (): ColumnDraft => ({}),
  }),
);

const rows = placed(
  members('{ min: 1000 }', {
    min: optional('The least number of rows.', wholeNumber({ example: '1000' })),
    max: optional('The greatest number of rows.', wholeNumber({ example: '100000' })),
    severity: optional('error (the default) holds a release back; warning is shown.', severity),
  }),
);

const checks = named(
  { pattern: checkName, expects: 'a map from names (letters, digits, - and _) to checks', example: 'usual-flights: { sql: "select …" }' },
  checkForm,
);

/** The members that a source's and an asset's yaml share. */
export const describedMembers = {
  description: optional('What a row is, and where it comes from.', text({ example: 'One row for each flight' })),
  key: optional('The column or columns that name a row: never null, never twice.', placed(key)),
  columns: optional('What must be true of each column.', columns),
  rows: optional('How many rows there must be.', rows),
  checks: optional('Named checks: each one of the check types, like `sql`, a SELECT that returns the offending rows.', checks),
};
type DescribedRead = Read<typeof describedMembers>;

/** A column whose reference is not yet known to exist. */
export type DraftColumn = ColumnRules & { readonly referencesAt?: Place | undefined };
export interface Draft {
  readonly description?: string | undefined;
  readonly key?: { readonly columns: readonly string[]; readonly at: Place } | undefined;
  readonly columns: readonly DraftColumn[];
  readonly rows?: RowBounds | undefined;
  readonly checks: readonly DraftCheck[];
}

/** What was read, in the product's own types; what contradicts itself goes to `problems`. */
export function draftOf(read: DescribedRead, problems: Problem[]): Draft {
  return {
    ...(read.description === undefined ? {} : { description: read.description }),
    ...(read.key ? { key: { columns: read.key.value, at: read.key.at } } : {}),
    columns: (read.columns ?? []).map((column) => columnOf(column, problems)),
    ...(read.rows ? { rows: boundsOf(read.rows.value, read.rows.at, problems) } : {}),
    checks: (read.checks ?? []).map((check) => checkOf(check, problems)),
  };
}

function columnOf({ name, at, value }: Named<ColumnDraft>, problems: Problem[]): DraftColumn {
  const { required: share, references, severity: level = 'error', ...rules } = value;
  checkRange(`columns.${name}`, rules.min, rules.max, at, problems);
  if (rules.length) problems.push(...senselessBounds(`columns.${name}.length`, rules.length, at));
  return {
    ...rules,
    name,
    at,
    severity: level,
    ...(share === undefined || share === false || share === 0 ? {} : { required: share === 1 ? true : share }),
    ...(references ? { references: references.value, referencesAt: references.at } : {}),
  };
}

function boundsOf(read: ReadBy<typeof rows>['value'], at: Place, problems: Problem[]): RowBounds {
  checkRange('rows', read.min, read.max, at, problems);
  return { ...read, at, severity: read.severity ?? 'error' };
}

function checkRange(path: string, min: number | string | undefined, max: number | string | undefined, at: Place, problems: Problem[]): void {
  // Only numbers: whether one text is above another depends on the column's type.
  if (typeof min === 'number' && typeof max === 'number' && min > max) problems.push(problem('empty-range', { path, min, max }, { at }));
}
