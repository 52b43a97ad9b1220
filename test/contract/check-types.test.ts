// The contract's types on CSV and JSON: they win where no value is lost or altered by them. What is altered fails as a type; what is valid does not.

import { describe, expect, test } from 'vitest';
import { checkingFolder } from './checking.ts';

const { put, failing } = checkingFolder();
const table = (...properties: readonly string[]): string => `  - name: t\n    properties:\n${properties.map((line) => `      - ${line}`).join('\n')}`;
let n = 0;
/** Data as a file of its own. */
function file(format: 'csv' | 'json', text: string): { readonly data: string } {
  n++;
  put(`data/${n}.${format}`, text);
  return { data: `data/${n}.${format}` };
}
const rows = (...values: readonly unknown[]) => file('json', `${values.map((a) => JSON.stringify({ a })).join('\n')}\n`);
const integer = '{ name: a, logicalType: integer }';
const decimal = '{ name: a, physicalType: "decimal(10,2)", logicalType: number, logicalTypeOptions: { maximum: 2 } }';

describe('texts of JSON are altered by no type', () => {
  test.each([
    ['a fraction is no integer', integer, '1.5'],
    ['a number in another notation is none', integer, '0x1f'],
    ['underscores are no digits', integer, '1_000'],
    ['a decimal keeps its digits', '{ name: a, physicalType: "decimal(10,2)" }', '2.004'],
    ['also in an exponent', '{ name: a, physicalType: "decimal(10,2)" }', '2004e-3'],
    ['a day has no time', '{ name: a, logicalType: date, logicalTypeOptions: { maximum: "2020-01-01" } }', '2020-01-01 23:59:59', '2020-01-01'],
    ['a time has no day', '{ name: a, logicalType: time }', '2020-01-01 23:59:59', '10:00:00'],
    ['a moment keeps its fraction', '{ name: a, physicalType: timestamp_s, logicalType: timestamp }', '2020-01-01 00:00:00.6', '2020-01-01'],
    ['1 is not true', '{ name: a, logicalType: boolean }', '1'],
    ['a text is no object', '{ name: a, logicalType: object }', '{"b":1}'],
    ['a list keeps its digits', '{ name: a, physicalType: "integer[]" }', '[1.5]'],
  ])('%s', async (_, property, ...values) => {
    expect(await failing(table(property), rows(...values))).toContain('t.a.type fail');
  });

  test.each([
    ['integers', integer, ['1', '-20', '+007', ' 5 ', '3.0', '2e3']],
    ['integers of many digits', integer, ['123456789012345678901', '-0']],
    ['decimals', '{ name: a, physicalType: "decimal(10,2)", logicalType: number }', ['1.50', '.5', '-2', '1.5000', '15e-1']],
    ['numbers', '{ name: a, logicalType: number }', ['1.5', '2', '1e300', 'NaN', '-inf']],
    ['whole numbers', '{ name: a, logicalType: number }', ['9007199254740993', '1']],
    ['days', '{ name: a, logicalType: date }', ['2020-01-01', '2020-01-02 00:00:00']],
    ['times', '{ name: a, logicalType: time }', ['10:00:00', '10:00:00.25 ']],
    ['moments', '{ name: a, logicalType: timestamp }', ['2020-01-01 10:00:00.123456 ', '2020-01-01T10:00:00Z', '2020-01-02']],
    ['moments with offsets', '{ name: a, logicalType: timestamp }', ['2020-01-01T10:00:00+02:00 ', '2020-01-01T10:00:00Z ']],
    ['booleans', '{ name: a, logicalType: boolean }', ['true', 'FALSE']],
  ])('%s are found in their texts', async (_, property, values) => {
    expect(await failing(table(property), rows(...values))).toEqual(['passed: 1']);
  });
});

test('what a type would alter is compared as it is', async () => {
  const told = await failing(table(decimal), rows('2.004', '1'));
  expect(told).toContain('t.a.type fail');
  expect(await failing(table(decimal), file('csv', 'a\n2.004\n1\n'))).toEqual(['t.a.type fail', 't.a.range fail']);
});

describe('true and false are no numbers', () => {
  test.each([
    ['JSON as integer', rows(true, false), integer],
    ['JSON as number', rows(true, false), '{ name: a, logicalType: number }'],
    ['CSV as integer', file('csv', 'a\ntrue\nfalse\n'), integer],
    ['inside of an object', rows({ b: true }), '{ name: a, logicalType: object, properties: [{ name: b, logicalType: integer }] }'],
  ])('%s', async (_, data, property) => {
    expect((await failing(table(property), data)).join()).toMatch(/^t\.a(\.b)?\.type fail$/);
  });

  test('and in JSON numbers are no booleans; a CSV has nothing else than 0 and 1', async () => {
    const flag = table('{ name: a, logicalType: boolean }');
    expect(await failing(flag, rows(1, 0))).toEqual(['t.a.type fail']);
    expect(await failing(flag, file('csv', 'a\n1\n0\n'))).toEqual(['passed: 1']);
    expect(await failing(flag, file('csv', 'a\n1\n2\n'))).toEqual(['t.a.type fail']);
  });
});

describe('a moment with an offset is that moment', () => {
  const until = (time: string, type = 'logicalType: timestamp') =>
    table(`{ name: a, ${type}, logicalTypeOptions: { maximum: "2020-01-01 ${time}" } }`);
  const moment = '2020-01-01 10:00:00-02:00';

  test.each([
    ['JSON', rows('2020-01-01T10:00:00-02:00')],
    ['JSON in several zones', rows('2020-01-01T10:00:00-02:00', '2020-01-01T10:00:00Z')],
    ['CSV', file('csv', `a\n${moment}\n`)],
    ['CSV in several zones', file('csv', `a\n${moment}\n2020-01-01 10:00:00Z\n`)],
  ])('%s', async (_, data) => {
    expect(await failing(until('12:00:00Z'), data)).toEqual(['passed: 2']);
    expect(await failing(until('11:59:59Z'), data)).toEqual(['t.a.range fail']);
    expect(await failing(table('{ name: a, physicalType: timestamp }'), data)).toEqual(['t.a.type fail']);
  });

  test('also where the contract does not say its type', async () => {
    const query = `select max(a) <= timestamptz '2020-01-01 11:59:59Z' from t`;
    const schema = `${table('{ name: b, logicalType: string }')}\n    quality: [{ type: sql, query: "${query}", mustBe: false }]`;
    expect(await failing(schema, file('json', '{"a":"2020-01-01T10:00:00-02:00","b":"x"}\n'))).toEqual(['passed: 2']);
  });

  test('and without one it is of the type that is wanted', async () => {
    const exact = table('{ name: a, physicalType: timestamp, logicalType: timestamp }');
    for (const text of ['2020-01-01T10:00:00Z', '2020-01-01 10:00:00', '2020-01-01T10:00:00.25'])
      for (const data of [rows(text), file('csv', `a\n${text}\n`)]) expect(await failing(exact, data)).toEqual(['passed: 1']);
  });
});

describe('digits that a double has not', () => {
  const big = (type: string) => table(`{ name: a, physicalType: "${type}", unique: true }`);

  test('are kept of a CSV whose contract wants them', async () => {
    expect(await failing(big('decimal(20,2)'), file('csv', 'a\n123456789012345678.91\n123456789012345678.92\n'))).toEqual(['passed: 2']);
    expect(await failing(big('hugeint'), file('csv', 'a\n123456789012345678901\n123456789012345678902\n'))).toEqual(['passed: 2']);
    const whole = table('{ name: a, logicalType: integer, unique: true }');
    expect(await failing(whole, file('csv', 'a\n123456789012345678901\n123456789012345678902\n'))).toEqual(['passed: 2']);
    expect(await failing(big('decimal(20,1)'), file('csv', 'a\n123456789012345678.91\n1.5\n'))).toEqual(['t.a.type fail']);
  });

  test('are not made up of JSON, whose reader does not keep them', async () => {
    expect(await failing(big('decimal(20,2)'), file('json', '{"a":123456789012345678.91}\n{"a":1.5}\n'))).toEqual(['t.a.type fail']);
    expect(await failing(big('decimal(20,2)'), file('json', '{"a":12345678.91}\n{"a":1.5}\n'))).toEqual(['passed: 2']);
  });
});

describe('nested values of JSON', () => {
  const object = (...inside: readonly string[]) => table(`{ name: a, logicalType: object, properties: [${inside.join(', ')}] }`);

  test('a text that looks like a day is a text', async () => {
    const code = '{ name: code, logicalType: string, logicalTypeOptions: { minLength: 10 } }';
    expect(await failing(object(code), rows({ code: '2020-01-01' }))).toEqual(['passed: 3']);
    const list = `{ name: a, logicalType: array, items: { logicalType: object, properties: [${code}] } }`;
    expect(await failing(table(list), rows([{ code: '2020-01-01' }]))).toEqual(['passed: 4']);
  });

  test('a property that is always null is of any type', async () => {
    const n = '{ name: n, logicalType: integer, logicalTypeOptions: { minimum: 1 } }';
    expect(await failing(object(n, '{ name: k, logicalType: integer }'), rows({ n: null, k: 1 }))).toEqual(['passed: 4']);
  });

  test('one that does not fit fails alone', async () => {
    const told = await failing(object('{ name: code, logicalType: string }', integer.replace(' a', ' n')), rows({ code: '2020-01-01', n: '1.5' }));
    expect(told).toEqual(['t.a.n.type fail']);
  });
});

describe('columns whose names are others’ physical names', () => {
  const swapped = table(
    '{ name: id, physicalName: customer_id, logicalType: integer }',
    '{ name: key, physicalName: id, logicalType: string, logicalTypeOptions: { minLength: 3 } }',
  );

  test('have the types of their own', async () => {
    expect(await failing(swapped, file('csv', 'customer_id,id\n1,007\n'))).toEqual(['passed: 3']);
    expect(await failing(swapped, file('csv', 'customer_id,id\n1,07\n'))).toEqual(['t.id.length fail']);
  });

  test('a physical type of text keeps its zeros too', async () => {
    const text = '{ name: a, physicalType: varchar(3), quality: [{ type: sql, query: "select min(a) from t", mustBe: "007" }] }';
    expect((await failing(table(text), file('csv', 'a\n007\n'))).join()).toMatch(/^passed/);
  });
});
