// Which data is a table's: names of both kinds in files and databases, folders in folders. No file and no table is taken for another or left out.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkingFolder } from './checking.ts';

const { folder, put, duckdb, failing } = checkingFolder();
const table = (name: string, physical: string | undefined, options: string): string =>
  `  - { name: ${name}, ${physical ? `physicalName: ${physical}, ` : ''}properties: [{ name: id, logicalType: integer, logicalTypeOptions: { ${options} } }] }`;

describe('the physical name comes first', () => {
  const both = [table('a', 'b', 'maximum: 5'), table('b', 'a', 'minimum: 6')].join('\n');

  test('in a DuckDB file', async () => {
    await duckdb('shop.duckdb', 'create table orders as select 1 as id', 'create table orders_v2 as select 9 as id');
    expect(await failing(table('orders', 'orders_v2', 'maximum: 5'), { data: 'shop.duckdb' })).toEqual(['orders.id.range fail']);
    expect(await failing(table('orders', 'gone', 'maximum: 5'), { data: 'shop.duckdb' })).toEqual(['passed: 2']);
  });

  test('with a schema', async () => {
    await duckdb('schemas.duckdb', 'create schema s', 'create table orders as select 1 as id', 'create table s.orders as select 9 as id');
    expect(await failing(table('orders', 's.orders', 'maximum: 5'), { data: 'schemas.duckdb' })).toEqual(['orders.id.range fail']);
    expect(await failing(table('orders', 'main.orders', 'maximum: 5'), { data: 'schemas.duckdb' })).toEqual(['passed: 2']);
    expect(await failing(table('orders', undefined, 'maximum: 5'), { data: 'schemas.duckdb' })).toEqual(['passed: 2']);
  });

  test('in a folder, and files of the two names are not one table', async () => {
    put('names/orders.csv', 'id\n1\n');
    put('names/orders_v2.csv', 'id\n9\n');
    expect(await failing(table('orders', 'orders_v2', 'maximum: 5'), { data: 'names' })).toEqual(['orders.id.range fail']);
    expect(await failing(table('orders', 'orders_v2', 'minimum: 6'), { data: 'names' })).toEqual(['passed: 2']);
  });

  test('of two tables whose names are swapped', async () => {
    put('swapped/a.csv', 'id\n9\n');
    put('swapped/b.csv', 'id\n1\n');
    await duckdb('swapped.duckdb', 'create table a as select 9 as id', 'create table b as select 1 as id');
    expect(await failing(both, { data: 'swapped' })).toEqual(['passed: 4']);
    expect(await failing(both, { data: 'swapped.duckdb' })).toEqual(['passed: 4']);
    // on the command line a table is named as the contract names it
    expect(await failing(both, { data: 'swapped', table: 'a' })).toEqual(['passed: 2']);
    expect(await failing(both, { data: 'swapped/a.csv', table: 'b' })).toEqual(['passed: 2']);
  });

  test('and what is physically another table is not taken for want of one', async () => {
    put('one/b.csv', 'id\n1\n');
    const schema = [table('a', 'b', 'maximum: 5'), table('b', 'c', 'maximum: 5')].join('\n');
    expect(await failing(schema, { data: 'one' })).toEqual([expect.stringContaining('contract/table-not-there')]);
  });
});

describe('folders in folders', () => {
  const schema = [table('orders', undefined, 'maximum: 5'), table('customers', undefined, 'maximum: 5')].join('\n');

  test('are of the table in whose folder they are', async () => {
    put('deep/orders/p1.csv', 'id\n1\n');
    put('deep/orders/y=1/m=2/p2.csv', 'id\n99\n');
    put('deep/customers.csv', 'id\n1\n');
    expect(await failing(schema, { data: 'deep' })).toEqual(['orders.id.range fail']);
  });

  test('of one table alone all are read', async () => {
    put('whole/x/p1.csv', 'id\n1\n');
    put('whole/x/y/z/p2.csv', 'id\n99\n');
    expect(await failing(table('t', undefined, 'maximum: 5'), { data: 'whole' })).toEqual(['t.id.range fail']);
    expect(await failing(table('t', undefined, 'maximum: 100'), { data: 'whole' })).toEqual(['passed: 2']);
  });

  test('a link is followed, but not in a circle; what lies outside can’t be read, and that is told', async () => {
    put('linked/x/p1.csv', 'id\n1\n');
    symlinkSync(join(folder, 'linked'), join(folder, 'linked', 'x', 'back'));
    expect(await failing(table('t', undefined, 'maximum: 5'), { data: 'linked' })).toEqual(['passed: 2']);
    put('elsewhere/p2.csv', 'id\n99\n');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'linked', 'x', 'more'));
    expect(await failing(table('t', undefined, 'maximum: 5'), { data: 'linked' })).toEqual(['t.id.range error', 't.id.type error']);
  });
});

test('a pattern is all of a single table’s data, also where one file bears its name', async () => {
  put('pattern/t.csv', 'id\n1\n');
  put('pattern/t_2.csv', 'id\n99\n');
  expect(await failing(table('t', undefined, 'maximum: 5'), { data: 'pattern/*.csv' })).toEqual(['t.id.range fail']);
  expect(await failing(table('t', undefined, 'maximum: 5'), { data: 'pattern' })).toEqual(['passed: 2']);
});
