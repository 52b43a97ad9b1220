// The columns of a table, whatever it lies in.

import type { Column, InputTable } from './engine.ts';

/** A table's columns, as a statement over it sees them. */
export const columnsOf = (table: InputTable): readonly Column[] => (table.kind === 'files' ? table.spec.columns : table.columns);
