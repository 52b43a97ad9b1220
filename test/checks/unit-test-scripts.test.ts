// Unit tests of TypeScript: tables and models, in one host for many tests, each as if it were alone.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type AssetUnderTest, runUnitTests, type UnitTestResult } from '../../src/checks/index.ts';
import { type Scripts, startScripts } from '../../src/engine/index.ts';
import { at } from './rig.ts';
import { assetOf, type Case, testOf, unitRig } from './unit-rig.ts';

const hosts: number[] = [];
let scripts: Scripts;
/** The hosts that were seen after each step. */
const watched: Pick<Scripts, 'tryRows' | 'tryModel'> = {
  tryRows: (step) => scripts.tryRows(step).finally(() => hosts.push(...scripts.pids())),
  tryModel: (step, ask) => scripts.tryModel(step, ask).finally(() => hosts.push(...scripts.pids())),
};
const rig = unitRig(watched);
scripts = startScripts({ folder: rig.folder });
afterAll(() => scripts.close());

let last = 0;
type Script = Extract<AssetUnderTest['makes'], { readonly kind: 'table' | 'model' }>;

/** One script, `assets/late.ts`, beside others, in a folder of its own. */
function script(kind: Script['kind'], code: string, over: Partial<Script> & { readonly files?: Readonly<Record<string, string>> } = {}): Script {
  const folder = join(rig.folder, `code ${++last}`);
  const { files, ...rest } = over;
  for (const [path, text] of Object.entries({ ...files, 'assets/late.ts': code })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { kind, code: { folder, script: 'assets/late.ts' }, reads: new Map(), columns: [], clock: false, settings: {}, ...rest };
}

const run = (makes: Script, one: Omit<Case, 'makes'>): Promise<UnitTestResult> => rig.run({ ...one, makes });
const reads = (of: Readonly<Record<string, readonly string[] | undefined>>) =>
  new Map(Object.entries(of).map(([name, columns]) => [name, { at, columns }]));

const doubling = script(
  'table',
  'export default ({ orders }, { settings }) => [...orders.rows()].map((o) => ({ id: o.id, twice: o.amount * settings.by }));',
  {
    reads: reads({ orders: ['id', 'amount'] }),
    settings: { by: 2 },
    columns: [{ name: 'twice', type: 'DECIMAL(9,2)' }],
  },
);

test('a table’s rows are compared in the types that are declared', async () => {
  const given = {
    orders: [
      { id: 1, amount: 1.5 },
      { id: 2, amount: 0.25 },
    ],
  };
  const expected = [
    { id: 2, twice: '0.50' },
    { id: 1, twice: 3 },
  ];
  const result = await run(doubling, { given, expect: expected });
  expect(result).toMatchObject({ status: 'pass', columns: ['id', 'twice'] });
  const wrong = await run(doubling, {
    given,
    expect: [
      { id: 1, twice: 4 },
      { id: 2, twice: 0.5 },
    ],
  });
  expect([wrong.status, wrong.diff[0]]).toEqual(['fail', { kind: 'different', expected: [1, 4], actual: [1, '3.00'], differs: [1] }]);
});

test('it is handed only the columns it declares, those left out as null, and no row it is not given', async () => {
  const keys = script('table', 'export default ({ orders }) => [...orders.rows()].map((o) => ({ keys: Object.keys(o).join(), amount: o.amount }));', {
    reads: reads({ orders: ['id', 'amount'] }),
  });
  const result = await run(keys, { given: { orders: [{ id: 1, note: 'x' }] }, expect: [{ keys: 'id,amount', amount: null }] });
  expect(result.status).toBe('pass');
  const none = await run(doubling, { given: { orders: [] }, inputs: { orders: 'id INTEGER, amount DOUBLE' }, expect: [] });
  expect(none.status).toBe('pass');
});

test('rows that do not fit the input are told where they are given', async () => {
  const result = await run(doubling, { given: { orders: [{ id: 'one', amount: 1 }] }, inputs: { orders: 'id INTEGER, amount DOUBLE' }, expect: [] });
  expect(result).toMatchObject({ status: 'error', problem: { code: 'engine/bad-row', at: { line: 7 } } });
  expect(result.problem?.message).toContain('orders');
});

test('what it throws, and what its columns cannot hold, can be expected', async () => {
  const given = { orders: [{ id: 1, amount: 1 }] };
  const throwing = script('table', "export default () => { throw new Error('no orders today'); };", { reads: reads({ orders: undefined }) });
  expect((await run(throwing, { given, fails: { at, problem: 'process/failed', message: 'no orders' } })).status).toBe('pass');
  expect(await run(throwing, { given, expect: [] })).toMatchObject({
    status: 'error',
    problem: { code: 'process/failed', at: { file: 'assets/late.ts', line: 1 } },
  });
  const misfit = script('table', "export default () => [{ n: 'x' }];", {
    reads: reads({ orders: undefined }),
    columns: [{ name: 'n', type: 'INTEGER' }],
  });
  expect((await run(misfit, { given, fails: { at, problem: 'engine/bad-value' } })).status).toBe('pass');
});

test('tests share a host, and none sees what another left behind', async () => {
  const code = `
    import { seen } from '../lib/seen.ts';
    let before = 0;
    export default ({ orders }, { clock, random }) => {
      before += 1; seen.count += 1;
      process.env.LEFT = 'behind';
      return [{ before, seen: seen.count, now: new Date().toISOString(), clock, random: random(), variables: Object.keys(process.env).length === 1 }];
    };`;
  const makes = script('table', code, {
    clock: true,
    reads: reads({ orders: undefined }),
    files: { 'lib/seen.ts': 'export const seen = { count: 0 };' },
  });
  const clocks = ['2001-03-04T00:00:00Z', '2002-03-04T00:00:00Z', '2003-03-04T00:00:00Z'];
  const cases = clocks.map(
    (clock): Case => ({
      makes,
      clock,
      given: { orders: [{ id: 1 }] },
      expect: [{ before: 1, seen: 1, now: new Date(clock).toISOString(), clock, variables: true }],
    }),
  );
  hosts.length = 0;
  const tests = cases.map((one, i) => testOf(one, `test ${i}`));
  const results = await runUnitTests(rig.request([assetOf(cases[0] as Case, tests)]));
  expect(results.map((r) => r.status)).toEqual(['pass', 'pass', 'pass']);
  expect(new Set(hosts).size).toBe(1);
  // equal rows see equal random numbers
  const random = script('table', 'export default (_, { random }) => [{ n: random() }];');
  const [one, two] = [await run(random, { expect: [{ n: -1 }] }), await run(random, { expect: [{ n: -1 }] })];
  expect(one.diff[0]?.actual).toEqual(two.diff[0]?.actual);
});

test('a script whose files do not name the clock is refused it', async () => {
  const asks = script('table', 'export default () => [{ at: new Date().toISOString() }];');
  expect(await run(asks, { expect: [] })).toMatchObject({ status: 'error', problem: { code: 'process/unnamed-clock' } });
});

test('a test that ends its host, or never ends, spoils no other', async () => {
  const code = `
    export default ({ orders }) => {
      const id = Number([...orders.rows()][0].id);
      if (id === 1) globalThis.spoilt = true;
      if (id === 2) return new Promise(() => {});
      if (id === 3 && globalThis.spoilt) throw new Error('spoilt by another');
      return [{ id }];
    };`;
  const makes = script('table', code, { reads: reads({ orders: undefined }) });
  const ends = async (...ids: readonly number[]) => {
    const tests = ids.map((id) => testOf({ given: { orders: [{ id }] }, expect: [{ id }] }, `test ${id}`));
    const results = await runUnitTests(rig.request([assetOf({ makes, given: { orders: [] } }, tests)]));
    return results.map((r) => r.problem?.code ?? r.status);
  };
  expect(await ends(1, 2, 3)).toEqual(['pass', 'process/never-ends', 'pass']);
  // the second fails beside the first, and is tried again alone
  expect(await ends(1, 3)).toEqual(['pass', 'pass']);
});

/** The mean of `y`, and `x` times it: small enough to say by hand what comes out. */
const mean = script(
  'model',
  `
  let trained = 0;
  export function train({ rows }, { log }) {
    trained += 1;
    const all = [...rows.rows()];
    const mean = all.reduce((sum, r) => sum + Number(r.y), 0) / all.length;
    return { artifact: { mean }, metrics: { mean, rows: all.length }, signature: { inputs: { x: 'FP64', on: 'BOOL', name: 'BYTES' }, outputs: { product: 'FP64', label: 'BYTES' } } };
  }
  export function predict({ mean }, { x, on, name }) {
    if (trained) throw new Error('what was trained is still here');
    return { product: x.map((one, i) => (on[i] ? one * mean : 0)), label: name.map((one) => one + '!') };
  }`,
  { reads: reads({ rows: undefined }) },
);
const given = { rows: [{ y: 1 }, { y: 2 }, { y: 6 }] };

test('a model: its metrics within bounds, and what it predicts, row by row', async () => {
  const predict = [
    { x: 2, on: true, name: 'a' },
    { x: 5, on: 'false', name: 7 },
  ];
  const expected = [
    { product: 6, label: 'a!' },
    { product: 0, label: '7!' },
  ];
  const metrics = new Map([
    ['mean', { is: 3 }],
    ['rows', { min: 3, max: 3 }],
  ]);
  expect(await run(mean, { given, predict, metrics, expect: expected })).toMatchObject({ status: 'pass', columns: ['product', 'label'] });
  // in the place of each row, not in any order; what was asked can be named too
  const turned = await run(mean, { given, predict, expect: expected.toReversed() });
  expect([turned.status, turned.diff.map((row) => row.kind)]).toEqual(['fail', ['different', 'different']]);
  expect(
    (
      await run(mean, {
        given,
        predict,
        expect: [
          { x: 2, product: 6 },
          { x: 5, product: 0 },
        ],
      })
    ).status,
  ).toBe('pass');
  expect((await run(mean, { given, predict, expect: expected.slice(0, 1) })).diff.map((row) => row.kind)).toEqual(['same', 'extra']);
});

test('a metric that is not as expected is told with what it is', async () => {
  const told = async (name: string, bounds: { is: number } | { min?: number; max?: number }) =>
    (await run(mean, { given, metrics: new Map([[name, bounds]]) })).problem?.message;
  expect(await told('mean', { min: 3.5 })).toBe('the unit test "a case" expects mean at least 3.5, and it is 3');
  expect(await told('mean', { min: 4, max: 5 })).toContain('mean from 4 to 5, and it is 3');
  expect(await told('mean', { max: 3 })).toBeUndefined();
  expect(await told('maen', { is: 3 })).toContain('gives no such metric; did you mean mean?');
  expect(await run(mean, { given, metrics: new Map([['mean', { is: 2 }]]) })).toMatchObject({
    status: 'fail',
    problem: { code: 'checks/test-metric' },
  });
});

test('rows to predict from that a model cannot take, and rows expected of a model that is asked nothing', async () => {
  const wrong = async (one: Omit<Case, 'makes'>) => (await run(mean, { given, ...one })).problem;
  expect(await wrong({ predict: [{ x: 2, no: true, name: 'a' }], expect: [] })).toMatchObject({
    code: 'checks/test-form',
    message: 'the unit test "a case" does not fit late: predict gives no on, which the model takes',
    at: { line: 8 },
  });
  expect((await wrong({ predict: [{ x: null, on: true, name: 'a' }], expect: [] }))?.message).toContain(
    'row 1 of predict has no x, and a model takes no null',
  );
  expect(await wrong({ predict: [{ x: 'much', on: true, name: 'a' }], expect: [] })).toMatchObject({ code: 'process/bad-input' });
  expect(await wrong({ expect: [{ product: 1 }] })).toMatchObject({ code: 'checks/test-form' });
  const metrics = new Map([['mean', { is: 3 }]]);
  expect(await wrong({ metrics, predict: [{ x: 2, on: true, name: 'a' }] })).toMatchObject({ code: 'checks/no-expectation' });
});
