// columnType by what a contract says alone, `any integer`: every type of the engine that holds such values, and no other; setEquals of no value.

import { expect, test } from 'vitest';
import type { Column } from '../../../src/engine/index.ts';
import { finding } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { engine, cases } = kindTests();

const logical: readonly (readonly [string, holds: readonly string[], not: readonly string[]])[] = [
  ['any string', ['VARCHAR', 'UUID', 'JSON', "ENUM('a', 'b')", 'BLOB', 'BIT', 'INTERVAL'], ['INTEGER', 'VARCHAR[]', 'DATE']],
  ['any integer', ['TINYINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'BIGNUM', 'DECIMAL(9,0)'], ['DECIMAL(9,2)', 'DOUBLE', 'VARCHAR', 'BIGINT[]']],
  ['any number', ['SMALLINT', 'DECIMAL(9,2)', 'FLOAT', 'DOUBLE'], ['VARCHAR', 'DOUBLE[]', 'BOOLEAN']],
  ['any boolean', ['BOOLEAN'], ['INTEGER', 'BIT', 'BOOLEAN[]']],
  ['any date', ['DATE'], ['TIMESTAMP', 'DATE[]', 'VARCHAR']],
  ['any timestamp', ['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'], ['DATE', 'TIME', 'TIMESTAMP[]']],
  ['any date or time', ['DATE', 'TIMESTAMP', 'TIME', 'TIME WITH TIME ZONE', 'TIME_NS'], ['INTERVAL', 'VARCHAR']],
  ['any time', ['TIME', 'TIME WITH TIME ZONE', 'TIME_NS'], ['TIMESTAMP', 'DATE']],
  [
    'any object',
    ['STRUCT(a INTEGER)', 'MAP(VARCHAR, INTEGER)', 'UNION(a INTEGER, b VARCHAR)', 'JSON', 'VARIANT'],
    ['VARCHAR', 'STRUCT(a INTEGER)[]'],
  ],
  ['any array', ['INTEGER[]', 'INTEGER[3]', 'STRUCT(a INTEGER)[]', 'JSON', 'VARIANT'], ['INTEGER', 'VARCHAR']],
];

test.each(logical)('%s', async (type, holds, not) => {
  const asked = (of: string) => {
    const columns: readonly Column[] = [{ name: 'a', type: of }];
    return finding(engine, { columns: { a: { type } } }, { kind: 'rows', columns, rows: [] });
  };
  for (const of of holds) expect([of, (await asked(of)).status]).toEqual([of, 'pass']);
  for (const of of not) {
    // about the table: the type that was found is the key
    expect(await asked(of)).toMatchObject({
      status: 'fail',
      offending: 0,
      columns: ['actual', 'expected'],
      sample: [[of, type]],
      keyColumns: ['actual'],
      keys: [[of]],
    });
  }
});

cases('columnType', {
  'of any kind, by large letters': { settings: { column: 'a', type: 'ANY INTEGER' }, columns: 'a INTEGER', rows: cells(1), is: 'pass' },
  'of no such kind': { settings: { column: 'a', type: 'any integers' }, columns: 'a INTEGER', rows: cells(1), is: 'error' },
});

cases('setEquals', {
  'no value at all: none may be there': {
    settings: { column: 'a', values: [] },
    columns: 'a VARCHAR',
    rows: cells('SEA', null),
    is: { sample: [['SEA', 'not expected', 1]] },
  },
  'nothing but null, which does not count': { settings: { column: 'a', values: [null] }, columns: 'a VARCHAR', rows: cells(null), is: 'pass' },
});
