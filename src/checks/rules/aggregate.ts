// aggregate: a measure of a column (mean, sum, median, number of distinct values …) is within bounds, or agrees with another table's.
// Why: rows that are each possible and together are not: a unit changed, a category lost, a day delivered twice.
// Example: checks: { usual-delay: { aggregate: { column: delay, measure: mean, between: [-5, 30] } } }
// Cost: one column read; median and percentile keep its values, distinct, distinctRatio and entropy a hash of them. No value, no measure: passes.

import { quoteName } from '../../engine/index.ts';
import type { CheckArguments } from '../../product/index.ts';
import { boundsText } from '../bounds.ts';
import { isDecimal, isFloat, isInteger, isTime } from '../engine-types.ts';
import { columnOf, type Kind, type Need, named, type Subject } from '../kind.ts';

type Settings = CheckArguments['aggregate'];

const ofNumbers: readonly Settings['measure'][] = ['mean', 'sum', 'stddev', 'median', 'percentile'];

export const aggregate: Kind<'aggregate'> = {
  columns: ({ column }) => [column],
  wants: ({ column, measure }) => (ofNumbers.includes(measure) ? [{ column, of: 'numbers' }] : []),
  others: ({ table, other, column }): Readonly<Record<string, readonly string[]>> => (table === undefined ? {} : { [table]: [other ?? column] }),
  expectation: (settings) => {
    const { column, measure, percent, table, other, within = 0, ...bounds } = settings;
    const name = `${measure === 'percentile' ? `${percent ?? 50}th percentile` : measure} of ${column}`;
    if (table === undefined) return `${name} ${boundsText(bounds)}`;
    return `${name} ${within > 0 ? `within ${Number((within * 100).toPrecision(12))} % of` : 'equal to'} that of ${table}.${other ?? column}`;
  },
  ask: (settings, subject) => {
    const { column, measure, percent: _percent, table, other: _other, within: _within, ...bounds } = settings;
    if (table !== undefined) return againstOther(settings, table, subject);
    const { type } = columnOf(subject, column);
    const value = (expression: string) => measureSql(settings, expression, type);
    // a bound that no double holds is written as text
    const exact = measure === 'sum' && isInteger(type) ? 'HUGEINT' : undefined;
    const read = (measure === 'min' || measure === 'max') && !isDecimal(type) ? type : (exact ?? 'DOUBLE');
    return { how: 'measure', columns: [column], value, bounds, type: read };
  },
};

/** The other table's measure as a difference in shares of it, so that one bound says it; group by group, where there are groups. */
function againstOther(settings: Settings, table: string, subject: Subject): Need {
  const { column, other = column, within = 0 } = settings;
  const otherType = columnOf({ columns: subject.others.get(table.toLowerCase()) ?? [] }, other).type;
  const { type } = columnOf(subject, column);
  const groups = subject.groups.map((g, i) => [g, `g${i}`] as const);
  const measured = (from: string, value: string): string => {
    const list = [...groups.map(([g, as]) => `${g} as ${as}`), `${value} as measured`].join(', ');
    return `(select ${list} from ${from}${groups.length > 0 ? ` group by ${groups.map(([g]) => g).join(', ')}` : ''})`;
  };
  const own = measured(subject.from, measureSql(settings, named(subject, column), type));
  const its = measured(quoteName(table), measureSql(settings, quoteName(other), otherType));
  const same = groups.map(([, as]) => `"trivet own".${as} is not distinct from "trivet other".${as}`).join(' and ') || 'true';
  const [a, b] = ['"trivet own".measured', '"trivet other".measured'];
  // what is no number has no share: it is equal, or it is not
  const apart = numeric(settings, type, otherType) ? share(a, b) : 'null';
  const list = [
    ...groups.map(([g, as]) => `coalesce("trivet own".${as}, "trivet other".${as}) as ${g}`),
    `case when ${a} is not distinct from ${b} then 0 else coalesce(${apart}, 'inf'::double) end as "trivet apart"`,
  ];
  const from = `(select ${list.join(', ')} from ${own} "trivet own" full join ${its} "trivet other" on ${same})`;
  return { how: 'measure', columns: [], value: () => 'max("trivet apart")', bounds: { max: within }, from };
}

const share = (own: string, other: string): string =>
  `abs((cast(${own} as double) - cast(${other} as double)) / nullif(cast(${other} as double), 0))`;

/** Measures that count values, whatever these are. */
const counting: ReadonlySet<Settings['measure']> = new Set(['distinct', 'distinctRatio', 'entropy', 'nulls', 'nullRatio']);

/** Whether the measure is a number: of numbers always, of times and texts where they are counted. */
function numeric({ measure }: Settings, ...types: readonly string[]): boolean {
  if (counting.has(measure)) return true;
  return types.every(
    (type) =>
      !isTime(type) &&
      (measure !== 'min' && measure !== 'max' ? true : /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type)),
  );
}

function measureSql({ measure, percent }: Settings, value: string, type: string): string {
  // a decimal leaves the engine as text; its measure is a number
  const number = (sql: string): string => (isDecimal(type) ? `cast(${sql} as double)` : sql);
  // the engine would refuse to answer where one value is infinite
  const spread = `stddev_samp(${value})`;
  const finite = `isfinite(${value})`;
  const simple: Readonly<Record<string, string>> = {
    min: number(`min(${value})`),
    max: number(`max(${value})`),
    mean: `avg(${value})`,
    sum: number(`sum(${value})`),
    stddev: isFloat(type)
      ? `case when bool_and(${finite}) then ${spread} filter (where ${finite}) when count(${value}) > 0 then 'nan'::double end`
      : spread,
    median: `median(cast(${value} as double))`,
    distinct: `count(distinct ${value})`,
    distinctRatio: `cast(count(distinct ${value}) as double) / cast(nullif(count(${value}), 0) as double)`,
    entropy: `case when count(${value}) > 0 then entropy(${value}) end`,
    nulls: `count(*) - count(${value})`,
    nullRatio: `cast(count(*) - count(${value}) as double) / cast(nullif(count(*), 0) as double)`,
  };
  return simple[measure] ?? `quantile_cont(cast(${value} as double), ${(percent ?? 50) / 100})`;
}
