// Source files before they are taken in: what is frozen of them, and what is told of bad ones.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Column, FileLook, ReadSpec } from '../../src/engine/index.ts';
import type { ReadOptions, SourceFormat } from '../../src/product/index.ts';
import { answer, build, problemOf, rig, surroundings, value } from './rig.ts';

const { engine, folder } = rig();
let last = 0;

function file(text: string | Uint8Array, ending = 'csv'): string {
  const path = join(folder, `file ${++last}.${ending}`);
  writeFileSync(path, text);
  return path;
}
const parquet = async (sql: string): Promise<string> => (await build(engine, folder, sql)).output;

const looksAt = (format: SourceFormat, paths: readonly string[], known: readonly (FileLook | undefined)[], options: ReadOptions = {}) =>
  engine.inspect({
    source: 'flights',
    files: paths.map((path, i) => ({ path, label: `day ${i + 1}`, known: known[i] })),
    format,
    options,
    declared: [],
  });
const inspect = async (format: SourceFormat, paths: readonly string[], declared: readonly Column[] = [], options: ReadOptions = {}) =>
  (await engine.inspect({ source: 'flights', files: paths.map((path, i) => ({ path, label: `day ${i + 1}` })), format, options, declared })).spec;
const read = async (spec: ReadSpec, files: readonly string[]) => (await answer(engine, 'from t', { t: { kind: 'files', spec, files } })).rows;

test('parquet: names and types as they are', async () => {
  const paths = [await parquet("select 1::smallint as a, 'x' as b"), await parquet("select 2::smallint as a, 'y' as b where false")];
  const spec = value(await inspect('parquet', paths));
  expect(spec).toEqual({
    format: 'parquet',
    options: {},
    columns: [
      { name: 'a', type: 'SMALLINT' },
      { name: 'b', type: 'VARCHAR' },
    ],
  });
  expect(await read(spec, paths)).toEqual([[1, 'x']]);
});

test('a file that is known is not looked at again; what was learnt is told, also where the files differ', async () => {
  const [one, two, bad] = [file('a;b\n1;2\n'), file('a;b\n3;\n'), file('a;c\n5;6\n')];
  const first = await looksAt('csv', [one, two], []);
  expect(first.looks.map(([i, look]) => [i, look.asked, look.empty])).toEqual([
    [0, {}, {}],
    [1, { delimiter: ';', header: true }, { b: true }],
  ]);
  const known = first.looks.map(([, look]) => look);
  const gone = [join(folder, 'gone 1.csv'), join(folder, 'gone 2.csv')];
  expect(await looksAt('csv', gone, known)).toEqual({ spec: first.spec, looks: [] });
  const third = await looksAt('csv', [...gone, bad], known);
  expect(problemOf(third.spec).code).toBe('engine/columns-differ');
  expect(third.looks.map(([i]) => i)).toEqual([2]);
  // the second becomes the first: it was looked at with the options of another
  expect((await looksAt('csv', [two, one], [known[1], known[0]])).looks.map(([i]) => i)).toEqual([0, 1]);
});

test.each([
  ['nothing', 'parquet', ''],
  ['no parquet', 'parquet', 'hello, world'],
  ['a broken footer', 'parquet', 'PAR1garbagegarbagePAR1'],
  ['nothing', 'csv', ''],
  ['no text', 'csv', new Uint8Array([0xff, 0xfe, 0x00, 0x41, 0x0a, 0xff])],
  ['a row of another width', 'csv', 'a,b\n1,2\n3,4,5\n'],
  ['nothing', 'json', ''],
  ['half an object', 'json', '{"a": 1}\n{"a": '],
  ['a list of numbers', 'json', '[1, 2]'],
  ['rows without columns', 'json', '[]'],
] as const)('%s in place of %s is a corrupt file', async (_, format, bytes) => {
  const problem = problemOf(await inspect(format, [file(bytes)], [], format === 'csv' ? { delimiter: ',' } : {}));
  expect(problem).toMatchObject({ code: 'engine/corrupt-file', leg: 'data', at: { file: 'day 1' } });
  expect(problem.message).toContain('day 1');
  expect(problem.message).not.toContain('\n');
});

test('a parquet file cut short is a corrupt file; the good ones beside it are not blamed', async () => {
  const good = await parquet('select i from range(1000) t(i)');
  const { readFileSync } = await import('node:fs');
  const outcome = await inspect('parquet', [good, file(readFileSync(good).subarray(0, 900), 'parquet')]);
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'engine/corrupt-file', at: { file: 'day 2' } }] });
});

test('columns that differ: which file, which column', async () => {
  const paths = [
    await parquet("select 1 as a, 'x' as b, 1 as c"),
    await parquet('select 1::bigint as a, 1 as c, 1 as d'),
    await parquet("select 1 as c, 'x' as b, 1 as a"),
  ];
  const outcome = await inspect('parquet', paths);
  expect(problemOf(outcome)).toMatchObject({ code: 'engine/columns-differ', leg: 'data', at: { file: 'day 2' } });
  expect(problemOf(outcome).message).toContain('a is BIGINT, not INTEGER, b is missing, d is new');
  expect(outcome).toMatchObject({ problems: { length: 1 } });
});

test('csv: delimiter, header, quotes, formats and types are frozen', async () => {
  const paths = [file('a;b;c\n1;x;02/03/2001\n;"y;""z""";25/03/2001\n'), file('a;b;c\r\n3;z;31/12/2001\r\n')];
  const spec = value(await inspect('csv', paths));
  expect(spec).toMatchObject({ options: { delimiter: ';', header: true }, dialect: { dateformat: '%d/%m/%Y' } });
  expect(spec.columns).toEqual([
    { name: 'a', type: 'BIGINT' },
    { name: 'b', type: 'VARCHAR' },
    { name: 'c', type: 'DATE' },
  ]);
  expect(await read(spec, paths)).toEqual([
    [1, 'x', '2001-03-02'],
    [null, 'y;"z"', '2001-03-25'],
    [3, 'z', '2001-12-31'],
  ]);
});

test('csv: declared types and options win over what is found', async () => {
  const paths = [file('code,n\n007,NA\n'), file('code,n\nx8,2\n')];
  const declared = [
    { name: 'CODE', type: 'text' },
    { name: 'n', type: 'decimal(5,1)' },
  ];
  const spec = value(await inspect('csv', paths, declared, { nulls: 'NA', header: true }));
  expect(spec.columns).toEqual([
    { name: 'code', type: 'VARCHAR' },
    { name: 'n', type: 'DECIMAL(5,1)' },
  ]);
  expect(await read(spec, paths)).toEqual([
    ['007', null],
    ['x8', '2.0'],
  ]);
});

test('csv: a column without a value, and a file without a row, take the others’ types', async () => {
  const paths = [file('a,b\n1,2\n'), file('a,b\n3,\n'), file('a,b\n')];
  const spec = value(await inspect('csv', paths));
  expect(await read(spec, paths)).toEqual([
    [1, 2],
    [3, null],
  ]);
});

test('csv: another type, another order, another header', async () => {
  const first = 'a,b\n1,x\n';
  const differs = async (text: string) => problemOf(await inspect('csv', [file(first), file(text)])).message;
  expect(await differs('a,b\nmany,x\n')).toContain('a is VARCHAR, not BIGINT');
  expect(await differs('b,a\nx,1\n')).toContain('is in another place');
  expect(await differs('a,c\n1,x\n')).toContain('b is missing, c is new');
});

test('a value that does not fit the frozen type is told with file, line and column', async () => {
  const path = file('a,b\n1,2\nmany,3\n');
  const spec: ReadSpec = {
    format: 'csv',
    options: { delimiter: ',', header: true },
    columns: [
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'INTEGER' },
    ],
  };
  const problem = problemOf(await engine.measure({ path, label: 'day 1', spec, surroundings: surroundings() }));
  expect(problem).toMatchObject({ code: 'engine/cast-failed', leg: 'data' });
  expect(problem.message).toBe("day 1, line 3, column a: the value 'many' is not a valid INTEGER");
});

test('json: one object a line or a list, declared columns may be absent', async () => {
  const paths = [file('{"a": 1, "b": {"c": [1]}}\n{"a": 2}\n', 'json'), file('[{"a": 3, "b": {"c": [2]}, "d": "x"}]', 'json'), file('[]', 'json')];
  const spec = value(await inspect('json', paths, [{ name: 'd', type: 'varchar' }]));
  expect(spec.columns).toEqual([
    { name: 'a', type: 'BIGINT' },
    { name: 'b', type: 'STRUCT(c BIGINT[])' },
    { name: 'd', type: 'VARCHAR' },
  ]);
  expect(await read(spec, paths)).toEqual([
    [1, '{"c":[1]}', null],
    [2, null, null],
    [3, '{"c":[2]}', 'x'],
  ]);
  expect(problemOf(await inspect('json', [file('{"a": 1}', 'json'), file('{"z": 1}', 'json')])).message).toContain('a is missing, z is new');
});

test('a declared type that is none', async () => {
  for (const type of ['interger', 'int) as x, (select 1', "varchar'; drop table x; --"]) {
    expect(problemOf(await inspect('csv', [file('a\n1\n')], [{ name: 'a', type }])).code).toBe('engine/unknown-type');
  }
});

test('rows are counted for plans, null where a file cannot be read', async () => {
  const paths = [await parquet('select i from range(42) t(i)'), file('nonsense', 'parquet')];
  const files = paths.map((path) => ({ path, label: path }));
  expect(await engine.count({ files, format: 'parquet', options: {} })).toEqual([42, null]);
  expect(await engine.count({ files: [{ path: file('a,b\n1,2\n3,4\n'), label: 'x' }], format: 'csv', options: {} })).toEqual([2]);
});

test('json: a moment with an offset keeps it, as in a CSV; beside one without, the files are not alike', async () => {
  const moments = (...texts: readonly string[]) => file(JSON.stringify(texts.map((at) => ({ at, day: '2001-01-01' }))), 'json');
  const typeOf = async (...texts: readonly string[]) => value(await inspect('json', [moments(...texts)])).columns.map((c) => c.type);
  const zoned = ['TIMESTAMP WITH TIME ZONE', 'DATE'];
  expect(await typeOf('2001-01-01T10:00:00-02:00', '2001-06-01T10:00:00-01:00')).toEqual(zoned);
  expect(await typeOf('2001-01-01T10:00:00+05:30')).toEqual(zoned);
  for (const plain of ['2001-01-01T10:00:00Z', '2001-01-01T10:00:00', '2001-01-01T10:00:00+00:00']) {
    expect(await typeOf(plain)).toEqual(['TIMESTAMP', 'DATE']);
  }
  const both = [moments('2001-01-01T10:00:00-02:00'), moments('2001-01-01T10:00:00')];
  expect(problemOf(await inspect('json', both)).message).toContain('at is TIMESTAMP, not TIMESTAMP WITH TIME ZONE');
});
