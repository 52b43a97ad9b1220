// Faults of columns: swapped, shifted, gone, new, renamed, of another type.

import { type Column, quoteName } from '../../engine/index.ts';
import type { BaseFacts, FaultOperator } from '../rehearsal.ts';
import { chosen, columnOf, freeName, isText, listed, withColumns } from '../sql.ts';
import { wholeTable } from './targets.ts';

/** The next column of the same type, with which this one can be confused. */
function neighbour(base: BaseFacts, column: Column): Column | undefined {
  const at = base.columns.indexOf(column);
  return base.columns.find((c, i) => i > at && c.type === column.type);
}

const everyColumn = (base: BaseFacts): readonly string[] => (base.rows > 0 ? base.columns.map((c) => c.name) : []);

export const columnFaults: readonly FaultOperator[] = [
  {
    name: 'swap-columns',
    group: 'column',
    title: 'Two columns are swapped',
    what: 'The values of two columns of the same type change places.',
    cause: 'An INSERT without names, columns in another order.',
    example: { before: ['origin,destination', 'SEA,SFO', 'LAS,SEA'], after: ['origin,destination', 'SFO,SEA', 'LAS,SEA'] },
    noticedBy: ['compareColumns', 'range', 'inSet', 'foreignKey', 'expression'],
    extent: 'part',
    targets: (base) => (base.rows > 0 ? base.columns.filter((c) => neighbour(base, c)).map((c) => c.name) : []),
    apply: (base, fault) => {
      const one = columnOf(base, fault.column);
      const other = one && neighbour(base, one);
      if (!one || !other) return undefined;
      const [a, b] = [quoteName(one.name), quoteName(other.name)];
      const rows = chosen(base, fault, `${a} is distinct from ${b}`);
      return withColumns(base, {
        [one.name]: `case when ${rows} then ${b} else ${a} end`,
        [other.name]: `case when ${rows} then ${a} else ${b} end`,
      });
    },
  },
  {
    name: 'shift-columns',
    group: 'column',
    title: 'Values slip one column to the right',
    what: 'Each column takes the value of its left neighbour, as far as it fits its type; the first becomes null.',
    cause: 'A delimiter inside a field that is not quoted.',
    example: { before: ['id,origin,delay', '1,SEA,12', '2,SFO,3'], after: ['id,origin,delay', ',1,', '2,SFO,3'] },
    noticedBy: ['notNull', 'primaryKey', 'inSet', 'regex'],
    extent: 'part',
    targets: (base) => (base.rows > 0 && base.columns.length > 1 ? [null] : []),
    apply: (base, fault) => {
      const rows = chosen(base, fault);
      const slipped = base.columns.map((c, i) => {
        const left = base.columns[i - 1];
        const value = left ? `try_cast(cast(${quoteName(left.name)} as varchar) as ${c.type})` : 'null';
        return [c.name, `case when ${rows} then ${value} else ${quoteName(c.name)} end`] as const;
      });
      return withColumns(base, Object.fromEntries(slipped));
    },
  },
  {
    name: 'drop-column',
    group: 'column',
    title: 'A column is gone',
    what: 'The table comes without one of its columns.',
    cause: 'Somebody upstream tidied up.',
    example: { before: ['id,origin,delay', '1,SEA,12'], after: ['id,origin', '1,SEA'] },
    noticedBy: ['schema', 'columnType', 'any check of the column'],
    extent: 'whole',
    targets: (base) => (base.columns.length > 1 ? everyColumn(base) : []),
    apply: (base, fault) => {
      const columns = base.columns.filter((c) => c.name !== fault.column);
      return { sql: `select ${listed(columns)} from base`, columns };
    },
  },
  {
    name: 'add-column',
    group: 'column',
    title: 'A column nobody knows',
    what: 'The table comes with one column more.',
    cause: 'Somebody upstream had an idea.',
    example: { before: ['id,origin', '1,SEA'], after: ['id,origin,extra', '1,SEA,x'] },
    noticedBy: ['schema'],
    extent: 'whole',
    targets: wholeTable,
    apply: (base) => {
      const name = freeName('extra', base.columns);
      const columns = [...base.columns, { name, type: 'VARCHAR' }];
      return { sql: `select ${listed(base.columns)}, 'x' as ${quoteName(name)} from base`, columns };
    },
  },
  {
    name: 'rename-column',
    group: 'column',
    title: 'A column has another name',
    what: 'One column is called otherwise; its values are as before.',
    cause: 'A new naming rule, a report that was typed anew.',
    example: { before: ['id,origin', '1,SEA'], after: ['id,origin_new', '1,SEA'] },
    noticedBy: ['schema', 'columnType', 'any check of the column'],
    extent: 'whole',
    targets: everyColumn,
    apply: (base, fault) => {
      const name = freeName(`${fault.column}_new`, base.columns);
      const columns = base.columns.map((c) => (c.name === fault.column ? { ...c, name } : c));
      const list = base.columns.map((c) => (c.name === fault.column ? `${quoteName(c.name)} as ${quoteName(name)}` : quoteName(c.name)));
      return { sql: `select ${list.join(', ')} from base`, columns };
    },
  },
  {
    name: 'retype-column',
    group: 'column',
    title: 'A column has another type',
    what: 'One column comes as text, its values spelled as before.',
    cause: 'A single word among the numbers, a reader that guessed.',
    example: { before: ['id (integer),delay (integer)', '1,12'], after: ['id (integer),delay (text)', '1,12'] },
    noticedBy: ['columnType', 'schema'],
    extent: 'whole',
    targets: (base) => (base.rows > 0 ? base.columns.filter((c) => !isText(c.type)).map((c) => c.name) : []),
    apply: (base, fault) => {
      const columns = base.columns.map((c) => (c.name === fault.column ? { ...c, type: 'VARCHAR' } : c));
      const list = base.columns.map((c) =>
        c.name === fault.column ? `cast(${quoteName(c.name)} as varchar) as ${quoteName(c.name)}` : quoteName(c.name),
      );
      return { sql: `select ${list.join(', ')} from base`, columns };
    },
  },
];
