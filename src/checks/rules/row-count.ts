// rowCount: the table has as many rows as expected.
// Why: an empty or half delivery satisfies every rule about its rows.
// Example: rows: { min: 1000 }
// Cost: nothing; the count stands in the files' metadata.

import { boundsText } from '../bounds.ts';
import type { Kind } from '../kind.ts';

export const rowCount: Kind<'rowCount'> = {
  columns: () => [],
  expectation: (bounds) => `${boundsText(bounds)} rows`,
  ask: (bounds) => ({ how: 'measure', columns: [], value: () => 'count(*)', bounds }),
};
