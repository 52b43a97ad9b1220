// node ids.ts FILE BYTES: whether the ids of a file are unique, with the engine held to so much memory; prints the greatest memory the engine had.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { evaluate, rulesOfTable } from '../../src/checks/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { peakOf } from './peak.ts';

const [file = '', memory = ''] = process.argv.slice(2);
const temporary = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
const engine = startEngine({ temporary, readable: [dirname(file)], memory });
const surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2024-06-01T00:00:00Z' };
const at = { file: 'ids.yaml', line: 1, column: 1 };
const rules = rulesOfTable({ name: 'ids', key: { columns: ['id'], at }, columns: [], checks: [] });
const table = { kind: 'files', spec: { format: 'parquet', options: {}, columns: [{ name: 'id', type: 'BIGINT' }] }, files: [file] } as const;
const start = performance.now();
const [found] = await evaluate({ engine, rules, asset: 'ids', key: ['id'], table, others: {}, surroundings });
const milliseconds = performance.now() - start;
const peak = peakOf('children');
await engine.close();
rmSync(temporary, { recursive: true });
console.log(JSON.stringify({ milliseconds, peak, status: found?.status, problem: found?.problem }));
