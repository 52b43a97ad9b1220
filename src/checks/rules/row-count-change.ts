// rowCountChange: the table has not lost or gained more rows than expected since its last good version; passes while there is none.
// Why: half a delivery and a delivery taken in twice are each a table without a fault in its rows.
// Example: checks: { as-usual: { rowCountChange: { min: -20%, max: 50% } } }
// Cost: nothing; both counts are known. Asked again whenever the last good version is another.

import { passed } from '../finding.ts';
import type { Kind } from '../kind.ts';

export const rowCountChange: Kind<'rowCountChange'> = {
  columns: () => [],
  scope: 'history',
  expectation: ({ min, max }) => {
    const signed = (share: number): string => `${share > 0 ? '+' : ''}${Number((share * 100).toPrecision(12))} %`;
    const parts = [...(min === undefined ? [] : [`at least ${signed(min)}`]), ...(max === undefined ? [] : [`at most ${signed(max)}`])];
    return `rows against the last good version: ${parts.join(' and ')}`;
  },
  ask: ({ min, max }, { before }) => {
    if (!before) return { how: 'known', finding: passed() };
    const { rows } = before;
    const value = () =>
      rows === 0 ? "case when count(*) = 0 then 0::double else 'inf'::double end" : `(cast(count(*) as double) - ${rows}) / cast(${rows} as double)`;
    return { how: 'measure', columns: [], value, bounds: { min, max } };
  },
};
