// The harness measures what it says, in turn; no time is asserted beyond its being more than none.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { alternate, command, median, parseTimes } from '../../bench/measure.ts';
import { largeProduct } from '../../bench/products.ts';
import { resultOf, resultText } from '../../bench/result.ts';
import { root, temporaryFolder } from '../rig/index.ts';

const node = process.execPath;

test('a command is measured with its children, and in its own folder', () => {
  const cwd = temporaryFolder();
  // A child that ends only after it has used 200 ms of the processor: a lower bound on any machine.
  const spin = 'while (process.cpuUsage().user < 200_000);';
  const parent = `require('node:fs').writeFileSync('here', process.env.SAID + process.argv[1]); require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(spin)}])`;
  const { cpu } = command([node, '-e', parent, 'a b'], { cwd, env: { SAID: 'said ' } });
  expect(readFileSync(join(cwd, 'here'), 'utf8')).toBe('said a b');
  expect(cpu).toBeGreaterThanOrEqual(200);
});

test('a command that fails gives no number but its own words', () => {
  expect(() => command([node, '-e', 'console.error("what went wrong"); process.exit(3)'])).toThrow(/ended with 3:\nwhat went wrong/);
  expect(() => command(['no-such-program-here'])).toThrow(/ended with 127/);
});

test('the times of the shell parse, and nothing else does', () => {
  expect(parseTimes('warning\n1.500 0.250 0.125\n')).toEqual({ wall: 1500, cpu: 375 });
  expect(() => parseTimes('')).toThrow('do not parse');
  expect(() => parseTimes('1,500 0,250 0,125')).toThrow('do not parse');
});

test('work and floor alternate, after one unmeasured turn of each', async () => {
  const order: string[] = [];
  const turns = await alternate(
    3,
    () => order.push('v'),
    () => order.push('f'),
  );
  expect(order.join('')).toBe('vfvffvvf');
  expect(turns).toEqual([
    { value: 3, floor: 4 },
    { value: 6, floor: 5 },
    { value: 7, floor: 8 },
  ]);
});

test('medians', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
  expect(() => median([])).toThrow('nothing');
});

test('a budget holds or not, of the ratio or of the value', () => {
  const turns = [3, 9, 4].map((value) => ({ value, floor: 2 }));
  const of = (kind: 'ratio' | 'value', max: number) => resultOf({ name: 'x', unit: 'ms', budget: { of: kind, max } }, turns);
  expect(of('ratio', 2)).toEqual({ name: 'x', value: 4, unit: 'ms', floor: 2, ratio: 2, budget: 2, budgetOf: 'ratio', holds: true, runs: turns });
  expect([of('ratio', 1.9).holds, of('value', 4).holds, of('value', 3.9).holds]).toEqual([false, true, false]);
  expect(resultText(of('ratio', 1.9), 'what it is').split('\n')).toEqual([
    '✗ x: 4 ms, floor 2 ms, ratio 2 (budget 1.9 × the floor)',
    '  what it is',
    '  raw    3  9  4',
    '  floor  2  2  2',
  ]);
});

test('bench prints one JSON document, and refuses what it does not know', () => {
  const bench = (...args: string[]) => spawnSync(node, [join(root, 'bench', 'bench.ts'), ...args], { encoding: 'utf8' });
  const end = bench('pointer-move', '--json', '--turns', '1', '--assets', '3');
  const { results } = JSON.parse(end.stdout);
  expect(results).toHaveLength(1);
  expect(Object.keys(results[0])).toEqual(['name', 'value', 'unit', 'floor', 'ratio', 'budget', 'budgetOf', 'holds', 'runs']);
  expect(results[0].name).toBe('pointer-move');
  expect(results[0].runs).toHaveLength(6);
  expect(bench('no-such').status).toBe(2);
  expect(bench('--turns', '0').status).toBe(2);
});

test('the floors do the work that they stand for', () => {
  const { folder, fresh, remove } = largeProduct(3);
  const output = fresh();
  const catalog = join(temporaryFolder(), 'catalog.db');
  const database = new DatabaseSync(catalog);
  database.exec('create table build (id integer); insert into build values (1), (2)');
  database.close();
  const floor = (name: string, ...args: string[]) => spawnSync(node, [join(root, 'bench', 'floors', name), ...args], { encoding: 'utf8' });
  const copied = floor('copy.mjs', folder, output);
  expect([copied.stdout, readdirSync(output)]).toEqual(['{"built":3}\n', ['a0001.sql.parquet', 'a0002.sql.parquet', 'a0003.sql.parquet']]);
  expect(JSON.parse(floor('read.mjs', folder, catalog).stdout)).toEqual({ bytes: expect.any(Number), rows: 2 });
  remove();
});
