// aggregate: a measure of a column (mean, sum, median, number of distinct values …) is within bounds, or agrees with another table's.
// Why: rows that are each possible and together are not: a unit changed, a category lost, a day delivered twice.
// Example: checks: { usual-delay: { aggregate: { column: delay, measure: mean, between: [-5, 30] } } }
// Cost: one column read; median and percentile keep its values, distinct, distinctRatio and entropy a hash of them.

import type { CheckArguments } from '../../product/index.ts';
import { boundsText } from '../bounds.ts';
import { columnOf, type Kind } from '../kind.ts';
import { identifier } from '../quote.ts';

type Settings = CheckArguments['aggregate'];

export const aggregate: Kind<'aggregate'> = {
  type: 'aggregate',
  columns: ({ column }) => [column],
  others: ({ table, other, column }): Readonly<Record<string, readonly string[]>> => (table === undefined ? {} : { [table]: [other ?? column] }),
  expectation: (settings) => {
    const { column, measure, percent, table, other, within = 0, ...bounds } = settings;
    const name = `${measure === 'percentile' ? `${percent ?? 50}th percentile` : measure} of ${column}`;
    const near =
      table === undefined
        ? ''
        : `${within > 0 ? `within ${Number((within * 100).toPrecision(12))} % of` : 'equal to'} that of ${table}.${other ?? column}`;
    return `${name} ${[boundsText(bounds), near].filter((t) => t !== '').join(' and ')}`;
  },
  ask: (settings, subject) => {
    const { column, measure: _measure, percent: _percent, table, other, within = 0, ...bounds } = settings;
    const value = (expression: string) => measureSql(settings, expression);
    const type = settings.measure === 'min' || settings.measure === 'max' ? columnOf(subject, column).type : 'DOUBLE';
    if (table === undefined) return { how: 'measure', columns: [column], value, bounds, type };
    const its = `(select ${value(identifier(other ?? column))} from ${identifier(table)})`;
    const own = value(identifier(columnOf(subject, column).name));
    // as a difference in shares of the other, so that one bound says it
    const from = `(select ${[...subject.groups, `${own} as "trivet own"`, `${its} as "trivet other"`].join(', ')} from ${subject.from}${
      subject.groups.length > 0 ? ` group by ${subject.groups.join(', ')}` : ''
    })`;
    const difference = `max(case when "trivet own" = "trivet other" then 0 else abs(("trivet own" - "trivet other") / nullif("trivet other", 0)) end)`;
    return { how: 'measure', columns: [], value: () => `coalesce(${difference}, 'inf'::double)`, bounds: { max: within }, from };
  },
};

function measureSql({ measure, percent }: Settings, value: string): string {
  const simple: Readonly<Record<string, string>> = {
    min: `min(${value})`,
    max: `max(${value})`,
    mean: `avg(${value})`,
    sum: `sum(${value})`,
    stddev: `stddev_samp(${value})`,
    median: `median(${value})`,
    distinct: `count(distinct ${value})`,
    distinctRatio: `count(distinct ${value}) / nullif(count(${value}), 0)`,
    entropy: `entropy(${value})`,
    nulls: `count(*) - count(${value})`,
    nullRatio: `(count(*) - count(${value})) / nullif(count(*), 0)`,
  };
  return simple[measure] ?? `quantile_cont(${value}, ${(percent ?? 50) / 100})`;
}
