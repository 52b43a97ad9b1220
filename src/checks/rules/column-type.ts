// columnType: the column is of the declared engine type.
// Why: a column that turned into text compares and sorts as text, and nobody is told.
// Example: columns: { delay: { type: integer } }
// Cost: nothing; the types are known.

import { columnOf, type Kind } from '../kind.ts';

/** Asked as a row of two names: `"integer"` and `"INT4"` are one type, and only the engine knows. */
export const columnType: Kind<'columnType'> = {
  type: 'columnType',
  columns: ({ column }) => [column],
  expectation: ({ type }) => `of type ${type}`,
  ask: ({ column, type }, subject) => {
    const name = (of: string) => `typeof(cast(null as ${of}))`;
    const sql = `select ${name(type)} as expected, ${name(columnOf(subject, column).type)} as actual`;
    const columns = ['expected', 'actual'].map((c) => ({ name: c, type: 'VARCHAR' }));
    // the type found stands for the row's key: an acceptance covers this type and no third one
    return {
      how: 'select',
      offending: { sql: `select * from (${sql}) where expected <> actual`, columns, key: [1], first: [0], about: 'table' },
      constant: `${name(type)} = ${name(columnOf(subject, column).type)}`,
    };
  },
};
