// A table's rows: what a script may return, the types its values tell, and the Problems of what no table can keep.

import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { batch, make, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();

test('inputs come as tables: columns, rows, count', async () => {
  const hourly = batch({ share: Float64Array.of(0.25, 0.5), n: BigInt64Array.of(1n, 2n ** 60n), origin: ['SEA', null] });
  const made = await make(
    here,
    `export default function ({ hourly }: any, { settings }: any) {
       const rows = [...hourly.rows()];
       return [
         { of: 'columns', what: [Object.keys(hourly.columns), hourly.columns.share.constructor.name, hourly.rowCount, { ...rows[0], n: String(rows[0].n) }] },
         { of: 'rows', what: rows.map((row) => \`\${row.share} \${row.n} \${row.origin}\`) },
         { of: 'settings', what: settings },
       ];
     }`,
    { hourly },
    { settings: { epochs: 3, name: 'x' } },
  );
  expect(value(made).objects.map((row) => JSON.parse((row as { what: string }).what))).toEqual([
    [['share', 'n', 'origin'], 'Float64Array', 2, { share: 0.25, n: '1', origin: 'SEA' }],
    ['0.25 1 SEA', '0.5 1152921504606846976 null'],
    { epochs: 3, name: 'x' },
  ]);
});

test('types are told by the values, and every value is text or null', async () => {
  const made = value(
    await make(
      here,
      `export default () => [
        { flag: true, whole: 1, part: 1, big: 1n, huge: 5, text: 'é "\\n', at: new Date('2001-03-04T06:00:00-08:00'), list: [1, { a: 2 }], none: null, odd: NaN },
        { whole: -0, part: 0.1, big: 9223372036854775807n, huge: 2n ** 100n, odd: Infinity, at: null, late: undefined, far: 1e21 },
        { flag: null, odd: -Infinity, list: Float64Array.of(1, 2) },
      ];`,
    ),
  );
  expect(made.columns.map((column) => `${column.name} ${column.type}`)).toEqual([
    'flag BOOLEAN',
    'whole BIGINT',
    'part DOUBLE',
    'big BIGINT',
    'huge HUGEINT',
    'text VARCHAR',
    'at TIMESTAMPTZ',
    'list VARCHAR',
    'none VARCHAR',
    'odd DOUBLE',
    'late VARCHAR',
    'far DOUBLE',
  ]);
  expect(made.objects).toEqual([
    {
      flag: 'true',
      whole: '1',
      part: '1',
      big: '1',
      huge: '5',
      text: 'é "\n',
      at: '2001-03-04T14:00:00.000Z',
      list: '[1,{"a":2}]',
      none: null,
      odd: 'nan',
    },
    { whole: '0', part: '0.1', big: '9223372036854775807', huge: String(2n ** 100n), odd: 'inf', at: null, late: null, far: '1e+21' },
    { flag: null, odd: '-inf', list: '[1,2]' },
  ]);
  expect(made.rows).toBe(3);
});

test.each([
  ['an array', '() => [{ a: 1 }, { a: 2 }]'],
  ['a promise of one', 'async () => [{ a: 1 }, { a: 2 }]'],
  ['a generator', 'function* () { yield { a: 1 }; yield { a: 2 }; }'],
  ['an asynchronous one', 'async function* () { yield { a: 1 }; await new Promise((f) => setTimeout(f, 5)); yield { a: 2 }; }'],
  ['a map of rows', '() => new Map([[1, { a: 1 }], [2, { a: 2 }]]).values()'],
])('rows may come as %s', async (_, code) => {
  const { objects } = value(await make(here, `export default ${code}`));
  expect(objects).toEqual([{ a: '1' }, { a: '2' }]);
});

test('no rows are no columns', async () => {
  expect(value(await make(here, 'export default () => []'))).toMatchObject({ rows: 0, columns: [], text: '' });
});

test('half a million rows of an iterable need little memory', async () => {
  const small = rig({ memory: 40 });
  const code = "export default async function* () { for (let i = 0; i < 500_000; i++) yield { i, text: 'row number ' + i, share: i / 7 }; }";
  const folder = small.bundle({ 'assets/many.ts': code });
  const output = small.output();
  const made = await small.scripts.rows({
    asset: 'many',
    code: { folder, script: 'assets/many.ts' },
    inputs: {},
    surroundings: surroundings(),
    output,
  });
  expect(value(made).rows).toBe(500_000);
  let lines = 0;
  let last = '';
  for await (const line of createInterface({ input: createReadStream(output) })) {
    lines++;
    last = line;
  }
  expect(lines).toBe(500_000);
  expect(JSON.parse(last)).toEqual({ i: '499999', text: 'row number 499999', share: String(499_999 / 7) });
});

test.each([
  ['() => undefined', 'process/bad-rows', 'it returned undefined'],
  ["() => 'rows'", 'process/bad-rows', 'it returned a text'],
  ['() => ({ a: 1 })', 'process/bad-rows', 'it returned an object'],
  ['() => [{ a: 1 }, 5]', 'process/bad-rows', 'row 2 is the number 5'],
  ['() => [[1]]', 'process/bad-rows', 'row 1 is an array'],
  ['() => [{ Late: 1 }, { late: 2 }]', 'process/bad-rows', '"Late" and "late" differ only in case (row 2)'],
  ["() => [{ '': 1 }]", 'process/bad-rows', 'row 1 has a column without a name'],
  ["() => [{ a: 1 }, { a: 2 }, { a: 'x' }]", 'process/mixed-types', 'a whole number in row 1, a text in row 3'],
  ['() => [{ a: 1n }, { a: 0.5 }]', 'process/mixed-types', 'a bigint in row 1, a number in row 2'],
  ['() => [{ a: () => 1 }]', 'process/bad-value', 'in row 1 that a table cannot keep: a function'],
  ["() => [{ a: new Date('x') }]", 'process/bad-value', 'an invalid Date'],
  ['() => [{ a: 1n }, { a: 2n ** 127n }]', 'process/bad-value', 'row 2'],
  ["() => [{ a: '\\ud800' }]", 'process/bad-value', 'lone surrogate'],
  ['() => { const a: any = {}; a.a = a; return [{ a }]; }', 'process/bad-value', 'an object that contains itself at a.a'],
  ['() => [{ a: new Map([[1, 2]]) }]', 'process/bad-value', 'row 1 that a table cannot keep: a Map'],
  ['() => [{ a: { b: [1, new Set([1])] } }]', 'process/bad-value', 'a Set at a.b[1]'],
  ['() => { class Point { #x = 1; } return [{ a: [new Point()] }]; }', 'process/bad-value', 'a Point at a[0]'],
  ['() => [{ a: { b: () => 1 } }]', 'process/bad-value', 'a function at a.b'],
  ['() => [{ a: { b: /x/ } }]', 'process/bad-value', 'a RegExp at a.b'],
  ['() => [{ a: new ArrayBuffer(2) }]', 'process/bad-value', 'a ArrayBuffer'],
  ['() => [{ a: [1n] }]', 'process/bad-value', 'the bigint 1 at a[0]'],
  ['() => [{ a: [0, NaN] }]', 'process/bad-value', 'the number NaN at a[1]'],
  ["() => [{ a: [new Date('x')] }]", 'process/bad-value', 'an invalid Date at a[0]'],
  ["() => [{ a: { b: '\\ud800' } }]", 'process/bad-value', 'lone surrogate) at a.b'],
  ['() => [new Map([[1, 2]])]', 'process/bad-rows', 'row 1 is a Map'],
  ['() => [new Uint8Array(2)]', 'process/bad-rows', 'row 1 is a Uint8Array'],
])('what is no table: %s', async (code, id, words) => {
  const problem = problemOf(await make(here, `export default ${code}`));
  expect(problem).toMatchObject({ code: id, leg: 'development', at: { file: 'assets/made.ts' } });
  expect(problem.message).toContain(words);
});

test('objects in a row are JSON: plain ones, arrays of any form, Dates, rows of inputs, and what says itself how it is written', async () => {
  const code = `export default ({ hourly }: any) => {
    const [row] = hourly.rows();
    return [{ a: { row, at: new Date(0), list: [, undefined, 1], floats: Float64Array.of(0.5), url: new URL('http://a.example/'), gone: undefined, bare: Object.create(null) } }];
  }`;
  const [made] = value(await make(here, code, { hourly: batch({ n: Int32Array.of(7) }) })).objects as { a: string }[];
  expect(made?.a).toBe('{"row":{"n":7},"at":"1970-01-01T00:00:00.000Z","list":[null,null,1],"floats":[0.5],"url":"http://a.example/","bare":{}}');
});

test('a step that fails leaves no file, and one that cannot write says so', async () => {
  const folder = here.bundle({
    'assets/a.ts': 'export default function* () { yield { a: 1 }; throw new Error("no"); }',
    'assets/b.ts': 'export default () => [{ a: 1 }]',
  });
  const step = { asset: 'a', inputs: {}, surroundings: surroundings() };
  const output = here.output();
  expect(problemOf(await here.scripts.rows({ ...step, code: { folder, script: 'assets/a.ts' }, output })).code).toBe('process/failed');
  expect(existsSync(output)).toBe(false);
  const nowhere = await here.scripts.rows({ ...step, code: { folder, script: 'assets/b.ts' }, output: `${output}/not/there` });
  expect(problemOf(nowhere)).toMatchObject({ code: 'process/unwritable', leg: 'operations' });
});
