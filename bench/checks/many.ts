// node many.ts planned|by-hand FOLDER TABLES: ten checks of each table, by the planner, or in one statement by hand for each.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { evaluate, rulesOfTable } from '../../src/checks/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import type { ColumnRules } from '../../src/product/index.ts';

const [how, folder = '', size = ''] = process.argv.slice(2);
const paths = Array.from({ length: Number(size) }, (_, t) => join(folder, `t${t}.parquet`));
const at = { file: 'many.yaml', line: 1, column: 1 };
const column = (name: string, rules: Partial<ColumnRules>): ColumnRules => ({ name, at, severity: 'error', required: true, ...rules });
const rules = rulesOfTable({
  name: 'many',
  key: { columns: ['id'], at },
  columns: [column('id', {}), column('n', { min: 0, max: 6 }), column('f', { min: 0 }), column('s', { length: { max: 10 }, pattern: '^name' })],
  rows: { min: 1, at, severity: 'error' },
  checks: [],
});
/** As a run knows them of a snapshot. */
const rowsOfEach = 1000;
const columns = Object.entries({ id: 'BIGINT', n: 'BIGINT', f: 'DOUBLE', s: 'VARCHAR' }).map(([name, type]) => ({ name, type }));

async function planned(): Promise<number> {
  const temporary = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const engine = startEngine({ temporary, readable: [folder] });
  const surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2024-06-01T00:00:00Z' };
  const start = performance.now();
  for (const path of paths) {
    const table = { kind: 'files', spec: { format: 'parquet', options: {}, columns }, files: [path] } as const;
    const found = await evaluate({ engine, rules, asset: 'many', key: ['id'], table, rows: rowsOfEach, others: {}, surroundings });
    if (found.some((one) => one.status !== 'pass')) throw new Error(JSON.stringify(found));
  }
  const milliseconds = performance.now() - start;
  await engine.close();
  rmSync(temporary, { recursive: true });
  return milliseconds;
}

async function byHand(): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const offends = [
    'id is null',
    'n is null',
    'n < 0 or n > 6',
    'f is null',
    'f < 0',
    's is null',
    'length(s) > 10',
    `not regexp_matches(s, '^name')`,
  ];
  const counts = offends.map((condition) => `count(*) filter (where ${condition})`);
  const start = performance.now();
  for (const path of paths) {
    const sql = `select count(*), count(distinct id), ${counts.join(', ')} from read_parquet('${path.replaceAll("'", "''")}')`;
    const [row = []] = await (await connection.run(sql)).getRows();
    if (row[0] !== row[1] || row.slice(2).some((n) => n !== 0n)) throw new Error(row.join());
  }
  const milliseconds = performance.now() - start;
  connection.closeSync();
  return milliseconds;
}

console.log(JSON.stringify({ milliseconds: await (how === 'planned' ? planned() : byHand()) }));
