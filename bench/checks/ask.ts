// node ask.ts ORDERS CUSTOMERS: the fifty checks through Trivet's planner and engine; prints each check's verdict and the engine's memory.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { evaluate, rulesOfTable } from '../../src/checks/index.ts';
import { type InputTable, startEngine } from '../../src/engine/index.ts';
import { orders } from './fifty.ts';
import { peakOf } from './peak.ts';

const [file = '', other = ''] = process.argv.slice(2);
const temporary = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
const engine = startEngine({ temporary, readable: [dirname(file), dirname(other)] });
const surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2024-06-01T00:00:00Z' };

async function table(path: string): Promise<InputTable> {
  const look = await engine.inspect({ source: 'bench', files: [{ path, label: path }], format: 'parquet', options: {}, declared: [] });
  if (!look.spec.ok) throw new Error(look.spec.problems[0]?.message);
  return { kind: 'files', spec: look.spec.value, files: [path] };
}

const rules = rulesOfTable(orders);
const [own, customers] = [await table(file), await table(other)];
const start = performance.now();
const found = await evaluate({ engine, rules, asset: 'orders', key: orders.key?.columns, table: own, others: { customers }, surroundings });
const milliseconds = performance.now() - start;
const peak = peakOf('children');
await engine.close();
rmSync(temporary, { recursive: true });
console.log(
  JSON.stringify({ milliseconds, peak, verdicts: rules.map((rule, i) => [rule.id, found[i]?.status === 'pass', found[i]?.problem ?? undefined]) }),
);
