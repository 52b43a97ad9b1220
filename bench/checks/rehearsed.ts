// node rehearsed.ts ROWS: thirty faults put into a table, at every place they fit and at four shares, and ten checks asked of each; prints the time of it all, and what asking
// the checks of as many tables without a fault would take.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesOfTable, verdicts } from '../../src/checks/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import type { ColumnRules } from '../../src/product/index.ts';
import { rehearseTables, usualOptions } from '../../src/rehearsal/index.ts';

const rows = Number(process.argv[2]);
const temporary = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
const engine = startEngine({ temporary, readable: [temporary] });
const surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2024-06-01T00:00:00Z' };
const at = { file: 'rides.yaml', line: 1, column: 1 };
const column = (name: string, rules: Partial<ColumnRules>): ColumnRules => ({ name, at, severity: 'error', ...rules });
const described = {
  name: 'rides',
  key: { columns: ['id'], at },
  columns: [
    column('id', { required: true, min: 0 }),
    column('place', { required: true, in: ['north', 'south', 'west'] }),
    column('km', { required: true, min: 0, max: 50 }),
    column('began', { required: true, min: '2024-01-01' }),
  ],
  rows: { min: 1000, at, severity: 'error' as const },
  checks: [],
};
const operators = `null empty sentinel outlier sign unit-scale rounding truncation whitespace case encoding-damage day-month-swap time-zone-shift
  seconds-milliseconds constant stuck shift-columns drop-column duplicate-rows fan-out lost-rows lost-partition truncated-tail shuffled-column replay
  category-renamed category-merged share-shifted mean-shifted reorder`.split(/\s+/);

const path = join(temporary, 'rides.parquet');
const made = await engine.build({
  asset: 'rides',
  sql: `select i as id, ['north', 'south', 'west'][1 + (hash(i) % 3)::int] as place, ((hash(i, 1) % 400) / 10)::double as km,
    timestamp '2024-01-01' + to_minutes(i::int) as began from range(${rows}) t(i)`,
  origin: { file: 'rides', line: 1 },
  inputs: {},
  surroundings,
  ordered: true,
  output: path,
});
if (!made.ok) throw new Error(JSON.stringify(made.problems));
const table = { kind: 'files', spec: { format: 'parquet', options: {}, columns: made.value.columns }, files: [path] } as const;
const start = performance.now();
const found = await rehearseTables({
  engine,
  surroundings,
  effects: { monotonic: () => performance.now() },
  tables: [{ described, table }],
  options: { ...usualOptions, operators, propose: false },
  temporary: (suffix = '') => join(temporary, `t${suffix}`),
});
const milliseconds = performance.now() - start;
const rules = rulesOfTable(described);
const once = performance.now();
await verdicts({ engine, rules, asset: 'rides', table, others: {}, surroundings, key: ['id'] });
const asking = performance.now() - once;
await engine.close();
rmSync(temporary, { recursive: true });
if (!found.ok) throw new Error(JSON.stringify(found.problems));
const { trials, score } = found.value;
const tried = trials.filter((t) => !t.inferred).length;
console.log(
  JSON.stringify({ milliseconds, whole: asking * tried, operators: operators.length, checks: rules.length, faults: trials.length, tried, score }),
);
