// The benchmark of unit tests: many of them, of ten SQL assets, beside the same statements by hand in one connection.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, command } from './measure.ts';
import type { Benchmark } from './result.ts';

const root = join(import.meta.dirname, '..');
const trivet = [process.execPath, join(root, 'dist', 'cli', 'bin.js')];
const floor = [process.execPath, '--no-warnings', join(import.meta.dirname, 'floors', 'unit-tests.mjs')];
const tests = 1000;
const assets = 10;

/** Rows in, dates and sums out: each test has rows of its own, so that no two are one statement. */
function testText(i: number): string {
  const value = i % 7;
  const add = i % assets;
  return `- name: test ${i}
  given:
    numbers: { columns: [id, value, day], rows: [[${i}, ${value}, 2001-02-28], [${i + 1}, 20, 2001-03-01], [${i + 2}, null, null]] }
  expect:
    columns: [day, n, total]
    rows: [[2001-02-28, 1, ${value + add}], [2001-03-01, 1, ${20 + add}], [null, 1, null]]
`;
}

function productOfTests(folder: string): void {
  for (const name of ['sources', 'data', 'assets', 'tests']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'trivet.yaml'), 'product: tested\n');
  writeFileSync(join(folder, 'sources/numbers.yaml'), 'path: data/numbers.csv\ncolumns:\n  id: integer\n  value: integer\n  day: date\n');
  writeFileSync(join(folder, 'data/numbers.csv'), 'id,value,day\n1,1,2001-02-28\n');
  for (let a = 0; a < assets; a++) {
    writeFileSync(join(folder, `assets/a${a}.sql`), `select day, count(*) as n, sum(value) + ${a} as total\nfrom numbers\ngroup by day\n`);
    const own = Array.from({ length: tests / assets }, (_, i) => testText(i * assets + a));
    writeFileSync(join(folder, `tests/a${a}.yaml`), own.join(''));
  }
}

export const unitTests: Benchmark = {
  name: 'unit-tests',
  summary: () =>
    `trivet test of ${tests} unit tests of ${assets} SQL assets, none of them known, beside the same statements sent to DuckDB by hand, on the clock`,
  unit: 'ms',
  budget: { of: 'value', max: 10_000 },
  async measure({ turns }) {
    const base = mkdtempSync(join(tmpdir(), 'trivet bench '));
    const folder = join(base, 'product');
    productOfTests(folder);
    let number = 0;
    try {
      return await alternate(
        Math.min(turns, 3),
        () => command([...trivet, 'test', '--json', '--product', folder, '--store', join(base, `store-${++number}`)]).wall,
        () => command([...floor, String(tests)]).wall,
      );
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  },
};
