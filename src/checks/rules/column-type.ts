// columnType: the column is of the declared engine type.
// Why: a column that turned into text compares and sorts as text, and nobody is told.
// Example: columns: { delay: { type: integer } }
// Cost: nothing; the types are known.

import { columnOf, type Kind, type Need } from '../kind.ts';

/** Asked as a row of two names: `"integer"` and `"INT4"` are one type, and only the engine knows. */
export const columnType: Kind<'columnType'> = {
  columns: ({ column }) => [column],
  expectation: ({ type }) => `of type ${type}`,
  ask: ({ column, type }, subject) => {
    const any = kinds[type.toLowerCase()];
    if (any) return ofKind(type, columnOf(subject, column).type, any);
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

const integers = 'U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|DECIMAL\\(\\d+,0\\)';
const times = 'TIMESTAMP(_S|_MS|_NS)?( WITH TIME ZONE)?';
const kindOf = (pattern: string): RegExp => new RegExp(`^(${pattern})$`);

/** What a contract says with a logical type alone: any of the engine's types that holds such values. */
const kinds: Readonly<Record<string, RegExp>> = {
  'any string': kindOf('VARCHAR|UUID|JSON|ENUM\\(.*\\)|BLOB|BIT|INTERVAL'),
  'any integer': kindOf(integers),
  'any number': kindOf(`${integers}|DECIMAL\\(.*\\)|FLOAT|DOUBLE`),
  'any boolean': kindOf('BOOLEAN'),
  'any date': kindOf('DATE'),
  'any timestamp': kindOf(times),
  'any date or time': kindOf(`DATE|${times}|TIME( WITH TIME ZONE)?|TIME_NS`),
  'any time': kindOf('TIME( WITH TIME ZONE)?|TIME_NS'),
  'any object': kindOf('STRUCT\\(.*\\)|MAP\\(.*\\)|UNION\\(.*\\)|JSON|VARIANT'),
  'any array': kindOf('.*\\[\\d*\\]|JSON|VARIANT'),
};

function ofKind(expected: string, actual: string, any: RegExp): Need {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const columns = ['expected', 'actual'].map((c) => ({ name: c, type: 'VARCHAR' }));
  const sql = `select * from (select ${text(expected)} as expected, ${text(actual)} as actual) where ${!any.test(actual)}`;
  return { how: 'select', offending: { sql, columns, key: [1], first: [0], about: 'table' }, constant: String(any.test(actual)) };
}
