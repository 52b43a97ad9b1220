// One named check: a check type with its settings, and what every check may say (where, groupBy, mostly, severity …).

import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Check, Severity, Tolerance } from '../product.ts';
import { senseless } from './check-sense.ts';
import { type CheckType, checkTypes, plainArguments } from './check-types.ts';
import { byKind, listOf, type Member, mapped, members, type Named, optional, type Placed, placed, type Read } from './compound.ts';
import { placeOfSpot } from './document.ts';
import { badValue, choice, type Form, number, text } from './form.ts';
import { percentage } from './notations.ts';
import { pairOf } from './pair.ts';
import { sql } from './sql-text.ts';

export const severity: Form<Severity> = choice(['error', 'warning']);
const column = text({ expects: 'the name of a column', example: 'origin' });
export const key = byKind('a column, or a list of columns', {
  single: mapped(column, (name): readonly string[] => [name]),
  list: listOf(column, { example: '[origin, day]', least: 1 }),
});

const offending = members('{ max: 5 }', {
  is: optional('Exactly so many.', number),
  isNot: optional('Not so many.', number),
  min: optional('At least.', number),
  max: optional('At most.', number),
  above: optional('More than.', number),
  below: optional('Fewer than.', number),
  between: optional('From the first to the second, both included.', pairOf(number, '[0, 5]')),
  notBetween: optional('Not from the first to the second, both included.', pairOf(number, '[1, 5]')),
  unit: optional('rows (the default), or percent of the rows.', choice(['rows', 'percent'] as const)),
});

const common = {
  where: optional('An SQL condition: the check looks at these rows alone.', text({ expects: 'an SQL condition', example: "origin = 'SEA'" })),
  groupBy: optional('The check must hold in each group of rows that are alike in these columns.', key),
  mostly: optional('At least this share of the rows (with a measure and groupBy: of the groups) must hold.', percentage),
  offending: optional('How many rows may offend, where it is not none.', offending),
  key: optional('The columns that name an offending row; else the key of the table.', key),
  severity: optional('error (the default) holds a release back; warning is shown.', severity),
  description: optional('What must be true, and why.', text({ example: 'Every airport has its usual flights' })),
  dimension: optional('Which side of quality it is about, for people.', text({ example: 'completeness' })),
  businessImpact: optional('What a failure means for the business, for people.', text({ example: 'operational' })),
};

const typeNames = Object.keys(checkTypes) as readonly CheckType[];

/** `sql: "select …"` is the check type `sql` with its one setting; every other type is a map below its name. */
const types = Object.fromEntries(
  typeNames.map((type) => {
    const form: Form<object> = type === 'sql' ? mapped(sql, (written) => ({ sql: written })) : (checkTypes[type] as Form<object>);
    return [type, optional(type === 'sql' ? 'A SELECT that returns the offending rows; none is good.' : `Check type ${type}.`, placed(form))];
  }),
) as unknown as Readonly<Record<CheckType, Member<Placed<object>, false>>>;

const anyCheck = members('{ sql: "select …" }', { ...common, ...types });
const expected = { expects: 'one check type, like `sql`, `range` or `rowCount`', example: 'sql: "select …"' };

export interface CheckRead {
  readonly said: Read<typeof common>;
  readonly type: CheckType;
  readonly settings: Placed<object>;
  /** Nothing in it was refused. */
  readonly whole: boolean;
}

export const checkForm: Form<CheckRead> = {
  ...anyCheck,
  read: (spot) => {
    const before = spot.yaml.problems.length;
    const read = anyCheck.read(spot);
    if (!read) return undefined;
    const given = typeNames.filter((type) => read[type] !== undefined);
    const [type] = given;
    const settings = type && read[type];
    if (settings && given.length === 1) return { said: read, type, settings, whole: spot.yaml.problems.length === before };
    if (given.length > 1) return badValue(spot, `{ ${given.join(', ')} }`, expected);
    // a type that is there and wrong has been told already
    if (spot.yaml.problems.length === before)
      spot.yaml.problems.push(problem('missing-key', { key: `${spot.path}.sql`, ...expected }, { at: { ...placeOfSpot(spot), length: 1 } }));
    return undefined;
  },
};

/** A check whose table is not yet known to exist. */
export type DraftCheck = Check & { readonly tableAt?: Place | undefined };

/** Names that the short form itself gives to checks of a whole table. */
const reserved = ['key', 'rows'];

export function checkOf({ name, at, value }: Named<CheckRead>, problems: Problem[]): DraftCheck {
  if (reserved.includes(name.toLowerCase())) problems.push(problem('reserved-name', { name: name.toLowerCase() }, { at }));
  const { where, groupBy, mostly, offending, key, severity: level = 'error', description, dimension, businessImpact } = value.said;
  const { plain: settings, places } = plainArguments(value.settings.value);
  // what was refused has been told, and is not there
  if (value.whole)
    problems.push(...senseless({ name, at, type: value.type, settings, settingsAt: value.settings.at, where, groupBy, key, mostly, offending }));
  return {
    name,
    at,
    type: value.type,
    settings,
    ...(places.sql ? { sqlAt: places.sql } : {}),
    ...(places.table ? { tableAt: places.table } : {}),
    ...defined({ where, groupBy, key, description, dimension, businessImpact, tolerance: toleranceOf(mostly, offending) }),
    severity: level,
  } as DraftCheck;
}

/** `mostly: 99%` says that at most 1 % of the rows may offend. */
function toleranceOf(mostly: number | undefined, said: Read<{ [K in keyof typeof common]: (typeof common)[K] }>['offending']): Tolerance | undefined {
  if (mostly !== undefined) return { unit: 'percent', max: Number(((1 - mostly) * 100).toPrecision(12)) };
  if (!said) return undefined;
  const { unit = 'rows', ...bounds } = said;
  return { unit, ...defined(bounds) };
}

function defined<T extends object>(values: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
