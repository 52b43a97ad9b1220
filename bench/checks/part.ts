// node part.ts ROWS: a product with a source of 100 CSV files of so many rows; prints the time in its checks of all of them, and of one more.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bring, openToWrite } from '../../src/session/index.ts';

const rows = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
const effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes: number) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'bench',
  wait: (milliseconds: number) => setTimeout(milliseconds),
};

function writePart(part: number): void {
  const lines = Array.from(
    { length: rows },
    (_, i) => `${part * rows + i},${i % 500},name ${i % 70},2024-01-${String(1 + (i % 28)).padStart(2, '0')}`,
  );
  writeFileSync(join(folder, `data/part${String(part).padStart(3, '0')}.csv`), `id,n,s,day\n${lines.join('\n')}\n`);
}

for (const name of ['data', 'sources']) mkdirSync(join(folder, name));
writeFileSync(join(folder, 'trivet.yaml'), 'product: parts\n');
writeFileSync(
  join(folder, 'sources/parts.yaml'),
  `path: data/*.csv
columns:
  id: { required: true, min: 0 }
  n: { required: true, min: 0, max: 500 }
  s: { required: true, pattern: "^name [0-9]+$", length: { min: 6, max: 7 } }
  day: { required: true, min: 2024-01-01, max: 2024-12-31 }
`,
);
for (let part = 0; part < 100; part++) writePart(part);

const opened = await openToWrite({ folder, environment: 'dev', sets: [], effects, emit: () => {}, command: 'trivet run', waitMs: 5_000 });
if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
const { value: session } = opened;
let inChecks = 0;
const ask: typeof session.engine.ask = async (request) => {
  const start = performance.now();
  const answers = await session.engine.ask(request);
  inChecks += performance.now() - start;
  return answers;
};

/** Milliseconds in the questions of checks, of one run. */
async function run(): Promise<number> {
  inChecks = 0;
  const end = await bring({ ...session, engine: { ...session.engine, ask } }, { selectors: [], rebuild: false });
  if (!end.ok || end.value.problems.length > 0) throw new Error(JSON.stringify(end));
  return inChecks;
}

const whole = await run();
writePart(100);
const milliseconds = await run();
await session.close();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ milliseconds, whole }));
