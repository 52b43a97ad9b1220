// correlation: how two columns of numbers go together (Pearson's r, -1 to 1) is within bounds; a column that does not vary goes with nothing: 0.
// Why: columns that were swapped, shuffled or joined to the wrong rows keep each its own distribution, and lose what they had in common.
// Example: checks: { farther-is-longer: { correlation: { columns: [distance, minutes], min: 0.8 } } }
// Cost: two columns read. Rows with a null, an infinite value or NaN in either are left out; fewer than two pass.

import { boundsText } from '../bounds.ts';
import { finite } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';

export const correlation: Kind<'correlation'> = {
  columns: ({ columns }) => columns,
  wants: ({ columns }) => columns.map((column) => ({ column, of: 'numbers' as const })),
  expectation: ({ columns, ...bounds }) => `correlation of ${columns.join(' and ')} ${boundsText(bounds)}`,
  ask: ({ columns, ...bounds }, subject) => ({
    how: 'measure',
    columns,
    value: (a = '', b = '') => {
      const kept = [a, b].flatMap((value, i) => [`${value} is not null`, finite(value, columnOf(subject, columns[i] ?? '').type) ?? 'true']);
      const filter = `filter (where ${kept.join(' and ')})`;
      const r = `corr(cast(${a} as double), cast(${b} as double)) ${filter}`;
      return `case when count(*) ${filter} > 1 then coalesce(nullif(${r}, 'nan'::double), 0) end`;
    },
    bounds,
  }),
};
