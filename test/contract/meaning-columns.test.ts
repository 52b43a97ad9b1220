// What a column's keys mean on data: none of them is lost, each is asked exactly, or told as not run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asked, databaseIn, putIn } from './asked.ts';
import { head, marks, problemsOf, rulesOf, withProperties } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract meaning '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = (text: string): readonly string[] => problemsOf(text).map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);

describe('two properties that are one column of the data', () => {
  test.each([
    ['two of one physicalName', '{ name: a, physicalName: x, required: true }', '{ name: ▸b, physicalName: x }'],
    ['one’s name is the other’s physicalName', '{ name: x, required: true }', '{ name: ▸b, physicalName: x }'],
    ['but for case', '{ name: a, physicalName: X, logicalType: integer }', '{ name: ▸b, physicalName: x, logicalType: integer }'],
  ])('%s: are refused', (_, first, second) => {
    const text = withProperties(`- ${first}`, `- ${second}`);
    expect(told(text)).toEqual(marks(text).map((at) => `contract/duplicate-name ${at}`));
  });

  test('two of one name are told once', () => {
    expect(told(withProperties('- { name: a, physicalName: x }', '- { name: A, physicalName: X }'))).toEqual(['contract/duplicate-name 10:17']);
  });

  test('a name is no column’s where another has it as its physicalName', async () => {
    putIn(
      folder,
      'names/c.odcs.yaml',
      `${head}schema: [{ name: t, properties: [{ name: id, physicalName: customer_id, required: true }, { name: key, physicalName: id, required: true }] }]\n`,
    );
    putIn(folder, 'names/data/t.csv', 'id\n1\n');
    expect(await asked(folder, 'names/c.odcs.yaml', 'names/data')).toEqual(['customer_id.required error', 'id.required pass']);
  });
});

describe('multipleOf', () => {
  const ask = async (of: number, type: string, value: string): Promise<string> => {
    const name = `multiple-${of}-${type}-${value}`.replace(/[^\w.-]/g, '_');
    putIn(
      folder,
      `${name}.odcs.yaml`,
      `${head}schema: [{ name: t, properties: [{ name: v, logicalTypeOptions: { multipleOf: ${of} }, logicalType: number }] }]\n`,
    );
    await databaseIn(folder, `${name}.duckdb`, `create table t as select ${value}::${type} as v union all select null`);
    const lines = await asked(folder, `${name}.odcs.yaml`, `${name}.duckdb`);
    return lines.find((line) => line.startsWith('v.multipleOf')) ?? lines.join();
  };
  test.each([
    [0.01, 'double', '12345678.1234'],
    [0.01, 'decimal(18,4)', '12345678.1234'],
    [0.01, 'double', '5000000.005'],
    [0.01, 'double', "'nan'"],
    [0.01, 'double', "'inf'"],
    [0.01, 'float', '19.905'],
    [1e-8, 'decimal(18,9)', '12.123456789'],
    [0.01, 'decimal(38,4)', '9999999999999999999999999999999999.0001'],
    [0.3, 'hugeint', '100000000000000000000000000000000000001'],
    [2.5, 'bigint', '9007199254740993'],
    [0.3, 'double', '1e17'],
    [3, 'double', "'nan'"],
  ])('of %s: %s %s is none', async (of, type, value) => {
    expect(await ask(of, type, value)).toBe('v.multipleOf fail');
  });
  test.each([
    [0.01, 'double', '19.9'],
    [0.01, 'double', '12345678901234.57'],
    [0.1, 'double', '0.1::double + 0.2::double'],
    [0.01, 'float', '10000.01'],
    [0.01, 'double', '1e30'],
    [0.01, 'decimal(18,4)', '12345678.12'],
    [1e-8, 'decimal(18,9)', '12.12345678'],
    [0.01, 'decimal(38,0)', '99999999999999999999999999999999999999'],
    [0.3, 'hugeint', '99999999999999999999999999999999999999'],
    [0.02, 'bigint', '9007199254740993'],
    [0.3, 'double', '3e17'],
  ])('of %s: %s %s is one', async (of, type, value) => {
    expect(await ask(of, type, value)).toBe('v.multipleOf pass');
  });
});

describe('types and formats', () => {
  const nested = `${head}schema:
  - name: t
    properties:
      - name: o
        logicalType: object
        properties:
          - { name: n, physicalType: integer }
          - { name: k, logicalType: integer, logicalTypeOptions: { format: i8 } }
          - { name: s, logicalType: string, physicalType: varchar(3) }
          - { name: d, physicalType: "decimal(4,1)", logicalType: number }
          - { name: u, physicalType: uuid }
          - { name: m, physicalType: "smallint[][]" }
          - { name: r, physicalType: struct(a integer) }
          - { name: w, logicalType: string, physicalType: FOOBAR }
          - { name: f, physicalType: FOOBAR }
          - { name: x, physicalType: number }
          - { name: at, logicalType: date, logicalTypeOptions: { format: yyyy } }
      - { name: l, logicalType: array, items: { physicalType: smallint } }
`;
  const uuid = '0b6b3fd4-7c1e-4c3c-9a55-0d9f3c7b2a11';
  test('inside of objects and lists', async () => {
    putIn(folder, 'inside.odcs.yaml', nested);
    const never = ['o.f.type: not run', 'o.x.type: not run', 'o.at.format: not run'];
    const rules = [
      'o.n.type',
      'o.k.type',
      'o.k.i8',
      'o.s.type',
      'o.s.length',
      'o.d.type',
      'o.u.type',
      'o.m.type',
      'o.r.type',
      'o.w.type',
      'o.at.type',
      'l.items.type',
    ];
    const types = ['o.type', 'l.type'];
    const file = (o: object, l: readonly unknown[]) => putIn(folder, 'inside/t.json', JSON.stringify({ o, l }));
    file({ n: 1, k: 100, s: 'abc', d: 1.5, u: uuid, m: [[1], [2, null]], r: { a: 1 }, w: 'x', f: 1, x: 1, at: '2026-01-01' }, [1, 2]);
    const good = await asked(folder, 'inside.odcs.yaml', 'inside');
    expect([...good].sort()).toEqual([...[...types, ...rules].map((rule) => `${rule} pass`), ...never].sort());
    file({ n: 'x', k: 1000, s: 'abcdef', d: 1.55, u: 'none', m: [[1], [2, 70000]], r: { a: 'one' }, w: 'x', f: 1, x: 1, at: 'soon' }, [1, 70000]);
    const failing = (await asked(folder, 'inside.odcs.yaml', 'inside')).filter((line) => !line.endsWith('pass') && !line.endsWith('not run'));
    expect([...failing].sort()).toEqual(
      ['o.n.type', 'o.k.i8', 'o.s.length', 'o.d.type', 'o.u.type', 'o.m.type', 'o.r.type', 'o.at.type', 'l.items.type']
        .map((rule) => `${rule} fail`)
        .sort(),
    );
  });

  test('a format that no type with a sign holds', async () => {
    putIn(
      folder,
      'wide.odcs.yaml',
      `${head}schema: [{ name: t, properties: [{ name: o, properties: [{ name: n, logicalType: integer, logicalTypeOptions: { format: u128 } }] }] }]\n`,
    );
    for (const [n, end] of [
      [3, 'pass'],
      [-3, 'fail'],
    ]) {
      putIn(folder, 'wide/t.json', JSON.stringify({ o: { n } }));
      expect(await asked(folder, 'wide.odcs.yaml', 'wide')).toEqual(['o.n.type pass', `o.n.u128 ${end}`]);
    }
  });

  test('null is of every type', async () => {
    putIn(
      folder,
      'none.odcs.yaml',
      `${head}schema: [{ name: t, properties: [{ name: o, properties: [{ name: n, logicalType: integer }, { name: k }] }] }]\n`,
    );
    putIn(folder, 'none/t.json', JSON.stringify({ o: { n: null, k: 1 } }));
    expect(await asked(folder, 'none.odcs.yaml', 'none')).toEqual(['o.n.type pass']);
  });

  test('a physicalType that says no type of the engine, without a logicalType, is told as not run', () => {
    const text = withProperties(
      '- { name: a, physicalType: number }',
      '- { name: b, physicalType: array }',
      '- { name: c, physicalType: FOOBAR }',
      '- { name: d, physicalType: FOOBAR, logicalType: string }',
    );
    expect(rulesOf(text).notRun.map(({ rule, reason }) => `${rule}: ${reason}`)).toEqual([
      'a.type: the physicalType number is no type of the engine, and there is no logicalType',
      'b.type: the physicalType array is no type of the engine, and there is no logicalType',
      'c.type: the physicalType FOOBAR is no type of the engine, and there is no logicalType',
    ]);
    const [problem] = problemsOf(text);
    expect(problem?.message).toBe('`c` is of physicalType `FOOBAR`, which the engine does not know, so its type is not checked');
  });

  test('text(2) holds no six letters', async () => {
    putIn(folder, 'long.odcs.yaml', `${head}schema: [{ name: t, properties: [{ name: a, physicalType: text(2) }] }]\n`);
    putIn(folder, 'long/t.csv', 'a\nabcdef\n');
    expect(await asked(folder, 'long.odcs.yaml', 'long')).toEqual(['a.type pass', 'a.length fail']);
  });
});

describe('bounds', () => {
  const range = (logical: string, options: string) => withProperties(`- { name: a, logicalType: ${logical}, logicalTypeOptions: { ${options} } }`);
  test.each([
    ['timestamp', 'minimum: "2023-12-31T19:30:00Z", maximum: "2024-01-01T01:00:00+05:00"'],
    ['timestamp', 'minimum: "2024-01-01T00:00:00+05:00", maximum: "2023-12-31T23:00:00Z"'],
    ['timestamp', 'minimum: "2024-01-01 00:00:00", maximum: "2024-01-01T00:00:00.5"'],
    ['integer', 'minimum: 9300000000000000000, maximum: 18000000000000000000'],
    ['time', 'minimum: "T08:00", maximum: "09:00"'],
  ])('%s with %s allows something', (logical, options) => {
    expect(told(range(logical, options))).toEqual([]);
  });
  test.each([
    ['timestamp', 'minimum: "2024-01-01T00:00:00Z", maximum: ▸"2024-01-01T01:00:00+05:00"'],
    ['timestamp', 'minimum: "2024-01-01T05:00:00+05:00", exclusiveMaximum: ▸"2024-01-01T00:00:00Z"'],
    ['integer', 'minimum: 18000000000000000000, maximum: ▸9300000000000000000'],
  ])('%s with %s allows nothing', (logical, options) => {
    const text = range(logical, options);
    expect(told(text)).toEqual(marks(text).map((at) => `contract/empty-range ${at}`));
  });

  test('an instant is the same in whatever offset it is written', async () => {
    putIn(
      folder,
      'offset.odcs.yaml',
      range('timestamp', 'minimum: "2024-01-01T00:00:00+05:00", maximum: "2023-12-31T23:00:00Z"').replace('orders', 't'),
    );
    putIn(folder, 'offset/t.csv', 'a\n2023-12-31 20:00:00\n');
    expect(await asked(folder, 'offset.odcs.yaml', 'offset')).toEqual(['a.range pass', 'a.type pass']);
    putIn(folder, 'offset/t.csv', 'a\n2024-01-01 00:00:00\n');
    expect(await asked(folder, 'offset.odcs.yaml', 'offset')).toEqual(['a.range fail', 'a.type pass']);
  });

  test('a time of day has an offset only where its column has one', async () => {
    for (const bound of ['09:00Z', '09:00:00+05:00']) {
      const text = range('time', `minimum: ▸"${bound}"`);
      expect(told(text)).toEqual(marks(text).map((at) => `contract/bad-bound ${at}`));
    }
    const zoned = range('time', 'minimum: "09:00+05:00", maximum: "05:00:00Z"').replace('logicalType', 'physicalType: timetz, logicalType');
    putIn(folder, 'zoned.odcs.yaml', zoned);
    await databaseIn(folder, 'zoned.duckdb', `create table orders as select '04:30:00+00'::timetz as a`);
    expect(await asked(folder, 'zoned.odcs.yaml', 'zoned.duckdb')).toEqual(['a.type pass', 'a.range pass']);
    await databaseIn(folder, 'zoned.duckdb', `update orders set a = '03:30:00+00'::timetz`);
    expect(await asked(folder, 'zoned.odcs.yaml', 'zoned.duckdb')).toEqual(['a.type pass', 'a.range fail']);
  });
});
