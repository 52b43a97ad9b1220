// gaps: between a value and the next greater one is no more than a step; nulls and infinite values are left out.
// Why: an hour, a day or a number that is not there is in no row, and so in no rule about rows.
// Example: checks: { every-hour: { gaps: { column: hour, every: 1h }, groupBy: [origin] } }
// Cost: the distinct values of the column, sorted. The value after a gap offends, with the one before it beside it.

import { finite, isDecimal, isFloat, isInteger } from '../engine-types.ts';
import { columnOf, groupsOf, type Kind, named, partition } from '../kind.ts';

type Step = number | { readonly milliseconds: number };

export const gaps: Kind<'gaps'> = {
  columns: ({ column }) => [column],
  wants: ({ column, every }) => [{ column, of: typeof every === 'number' ? 'numbers' : 'times' }],
  expectation: ({ column, every }) => `${column} without gaps, every ${typeof every === 'number' ? every : `${every.milliseconds / 1000} s`}`,
  ask: ({ column, every }, subject) => {
    const own = columnOf(subject, column);
    const value = named(subject, column);
    const beside = subject.groups.map((g) => `${g}, `).join('');
    const kept = [`${value} is not null`, ...[finite(value, own.type)].filter((f) => f !== undefined)].join(' and ');
    const sql = `select ${beside}"trivet value", "trivet previous" from (select *, lag("trivet value") over (${partition(subject)}order by "trivet value" asc) as "trivet previous"
      from (select distinct ${beside}${value} as "trivet value" from ${subject.from} where ${kept})) where ${apart(own.type, every)}`;
    const groups = groupsOf(subject);
    const columns = [...groups, own, { name: 'previous', type: own.type }];
    return { how: 'select', offending: { sql, columns, key: [...columns.keys()], first: [] } };
  },
};

/** Whether two neighbours are further apart than a step. Whole numbers are widened, since their difference may not fit their type. */
function apart(type: string, every: Step): string {
  const [value, previous] = ['"trivet value"', '"trivet previous"'];
  if (typeof every !== 'number') {
    const time = (v: string) => (/^(DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/.test(type) ? v : `cast(${v} as timestamp)`);
    return `${time(value)} > ${time(previous)} + to_milliseconds(cast(${every.milliseconds} as bigint))`;
  }
  if (isDecimal(type)) return `${value} - ${previous} > ${every}`;
  const wide = isInteger(type) ? 'hugeint' : 'double';
  // 0.3 - 0.2 is a little more than 0.1
  return `cast(${value} as ${wide}) - cast(${previous} as ${wide}) > ${isFloat(type) ? every * (1 + 1e-9) : every}`;
}
