// Whether what a check says has sense together: settings that contradict each other or say nothing, modifiers that a type cannot follow.

import type { Place, Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Bounds, Tolerance } from '../product.ts';
import type { CheckArguments, CheckType } from './check-types.ts';

type Modifier = 'where' | 'groupBy' | 'tolerance' | 'key';

const statement = 'its SELECT itself says which rows it looks at';
const table = 'it is about the table and not about its rows';
const history = 'the last good version is known by the number of all its rows alone';
const itself = 'its own values name what offends';
const oneValue = 'it is judged by one value';
const wholeTable = { where: table, groupBy: table, tolerance: table, key: itself };

/** Types that judge one value of all rows. With `groupBy` it is one of each group, and `mostly` and `offending` count groups. */
export const measuring: ReadonlySet<CheckType> = new Set([
  'rowCount',
  'rowCountChange',
  'aggregate',
  'freshness',
  'notConstant',
  'correlation',
  'topShare',
]);

/** Modifiers that a check type cannot follow, each with the reason. `tolerance` stands for `mostly` and `offending`. */
export const unfitModifiers: { readonly [K in CheckType]?: { readonly [M in Modifier]?: string } } = {
  ...Object.fromEntries([...measuring, 'unique', 'primaryKey', 'gaps'].map((type) => [type, { key: itself }])),
  sql: { where: statement, groupBy: statement },
  sqlValue: { where: statement, groupBy: statement, tolerance: oneValue, key: itself },
  schema: wholeTable,
  columnType: wholeTable,
  setEquals: { tolerance: table, key: itself },
  tableDiff: { groupBy: 'it compares key by key', key: itself },
  rowCountChange: { where: history, groupBy: history, tolerance: oneValue, key: itself },
};

export interface Said {
  readonly name: string;
  readonly type: CheckType;
  readonly settings: object;
  /** Of the check's name, and of its settings. */
  readonly at: Place;
  readonly settingsAt: Place;
  readonly where: string | undefined;
  readonly groupBy: readonly string[] | undefined;
  readonly key: readonly string[] | undefined;
  readonly mostly: number | undefined;
  readonly offending: (Bounds<number> & { readonly unit?: Tolerance['unit'] | undefined }) | undefined;
}

/** What has no sense in a check, as Problems at its place. */
export function senseless(said: Said): readonly Problem[] {
  return [...ofModifiers(said), ...ofSettings(said)];
}

function ofModifiers({ name, type, at, where, groupBy, key: named, mostly, offending }: Said): readonly Problem[] {
  const unfit = unfitModifiers[type] ?? {};
  const tolerance = unfit.tolerance ?? (measuring.has(type) && !groupBy ? `${oneValue}; with \`groupBy\` it would be one of each group` : undefined);
  const no = (key: string, why: string): Problem => problem('no-sense', { key, of: `the check type ${type}`, why }, { at });
  return [
    ...(where !== undefined && unfit.where ? [no('where', unfit.where)] : []),
    ...(groupBy && unfit.groupBy ? [no('groupBy', unfit.groupBy)] : []),
    ...(named && unfit.key ? [no('key', unfit.key)] : []),
    ...(mostly !== undefined && tolerance ? [no('mostly', tolerance)] : []),
    ...(offending && tolerance ? [no('offending', tolerance)] : []),
    ...(mostly !== undefined && offending
      ? [problem('no-sense', { key: 'mostly', of: '`offending`', why: 'both say how many rows may offend' }, { at })]
      : []),
    ...(offending ? senselessBounds(`checks.${name}.offending`, offending, at) : []),
  ];
}

function ofSettings(said: Said): readonly Problem[] {
  const { name, type, settings, settingsAt: at } = said;
  const path = `checks.${name}.${type}`;
  const bad = (key: string, text: string, expects: string, example: string): Problem =>
    problem('bad-value', { path: `${path}.${key}`, text, expects, example: `${key}: ${example}` }, { at });
  if (type === 'range' || type === 'rowCount' || type === 'sqlValue' || type === 'correlation' || type === 'length' || type === 'rowCountChange')
    return senselessBounds(path, settings, at);
  if (type === 'aggregate') return ofAggregate(path, settings as CheckArguments['aggregate'], at);
  if (type === 'schema') return ofSchema(path, settings as CheckArguments['schema'], at);
  if (type === 'foreignKey') {
    const { columns, to } = settings as CheckArguments['foreignKey'];
    return columns.length === to.length ? [] : [problem('unequal-columns', { path, columns, to }, { at })];
  }
  if (type === 'tableDiff') {
    const { tolerance = 0 } = settings as CheckArguments['tableDiff'];
    return tolerance >= 0 ? [] : [bad('tolerance', `${tolerance}`, 'a number, 0 or more', '0.01')];
  }
  if (type === 'gaps') {
    const { every } = settings as CheckArguments['gaps'];
    const size = typeof every === 'number' ? every : every.milliseconds;
    return size > 0 ? [] : [bad('every', typeof every === 'number' ? `${every}` : '0s', 'a step greater than 0', '1h')];
  }
  return [];
}

/** Bounds that say nothing, or that nothing is within. Texts are not compared: what they mean depends on the column's type. */
export function senselessBounds(path: string, bounds: Bounds, at: Place): readonly Problem[] {
  const keys = ['is', 'isNot', 'min', 'max', 'above', 'below', 'between', 'notBetween'] as const;
  if (keys.every((key) => bounds[key] === undefined)) return [problem('says-nothing', { path, expects: 'a bound', example: 'min: 1' }, { at })];
  const numbers = (...values: readonly (number | string | undefined)[]) => values.filter((v) => typeof v === 'number');
  const { is, min, max, above, below, between, notBetween } = bounds;
  const least = Math.max(...numbers(is, min, above, between?.[0]));
  const greatest = Math.min(...numbers(is, max, below, between?.[1]));
  const [low, high] = numbers(notBetween?.[0], notBetween?.[1]);
  if (low !== undefined && high !== undefined && low > high)
    return [problem('empty-range', { path: `${path}.notBetween`, min: low, max: high }, { at })];
  const open = least === greatest && (least === above || greatest === below);
  return least > greatest || open ? [problem('empty-range', { path, min: least, max: greatest }, { at })] : [];
}

function ofAggregate(path: string, settings: CheckArguments['aggregate'], at: Place): readonly Problem[] {
  const { column: _, measure, percent, table: other, other: otherColumn, within, ...bounds } = settings;
  const no = (key: string, of: string, why: string): Problem => problem('no-sense', { key, of, why }, { at });
  const given = Object.entries(bounds).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  const expects = 'a number from 0 to 100';
  return [
    ...(percent !== undefined && measure !== 'percentile' ? [no('percent', `the measure ${measure}`, 'only `percentile` has one')] : []),
    ...(percent !== undefined && (percent < 0 || percent > 100)
      ? [problem('bad-value', { path: `${path}.percent`, text: `${percent}`, expects, example: 'percent: 95' }, { at })]
      : []),
    ...(other === undefined && otherColumn !== undefined ? [no('other', 'an aggregate', 'no `table` is named')] : []),
    ...(other === undefined && within !== undefined ? [no('within', 'an aggregate', 'no `table` is named')] : []),
    ...(other !== undefined && given[0] !== undefined
      ? [no(given[0], '`table`', 'the other table says what the measure must be; make two checks of it')]
      : []),
    ...(other === undefined ? senselessBounds(path, bounds, at) : []),
  ];
}

function ofSchema(path: string, { columns, ordered, closed, unchanged }: CheckArguments['schema'], at: Place): readonly Problem[] {
  const no = (key: string): Problem => problem('no-sense', { key, of: 'a schema', why: 'no `columns` are named' }, { at });
  if (!columns && !unchanged && !ordered && !closed)
    return [problem('says-nothing', { path, expects: '`columns` or `unchanged`', example: 'unchanged: true' }, { at })];
  return [...(ordered && !columns && !unchanged ? [no('ordered')] : []), ...(closed && !columns ? [no('closed')] : [])];
}
