// The benchmarks of checks: fifty of them on one large table, a source that grows by a file, unique ids, many small tables. Each part is a process of its own.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate } from './measure.ts';
import type { Benchmark } from './result.ts';

/** What a script of checks/ prints; `peak`: MiB that the engine took at most. */
interface Said {
  readonly milliseconds: number;
  readonly peak?: number;
  readonly verdicts?: readonly unknown[];
  readonly status?: string;
  /** Of a source that grew the time of the whole; of a rehearsal that of asking alone. */
  readonly whole?: number;
}

function script(name: string, ...args: readonly string[]): Said {
  const end = spawnSync(process.execPath, ['--no-warnings', join(import.meta.dirname, 'checks', name), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (end.status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${end.status ?? end.signal}:\n${end.stderr}`);
  return end.stdout.trim() === '' ? { milliseconds: 0 } : (JSON.parse(end.stdout) as Said);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const failing = (verdicts: readonly unknown[] = []): number => verdicts.filter((v) => !(Array.isArray(v) ? v[1] : v)).length;

/** What the fifty checks must say, whoever asks; the references and the key are one violation each, and so is each rule about rows. */
const fifty = (kind: 'good' | 'spoilt'): Benchmark => ({
  name: kind === 'good' ? 'checks-passing' : 'checks-failing',
  summary: ({ rows }) =>
    `fifty checks of ${rows.toLocaleString('en')} rows × 20 columns of Parquet, ${kind === 'good' ? 'all passing' : 'one violation for each rule about rows'}, beside the best plan by hand for the same verdicts and the rows that offend, on the clock`,
  unit: 'ms',
  budget: { of: 'ratio', max: 1.3 },
  measure: ({ turns, rows }) =>
    inFolder(async (folder) => {
      script('made.ts', 'orders', folder, String(rows), kind);
      const files = [join(folder, `orders-${kind}.parquet`), join(folder, 'customers.parquet')];
      const fails = new Map<string, number>();
      let peak = 0;
      const asked = (name: string) => {
        const said = script(name, ...files);
        fails.set(name, failing(said.verdicts));
        peak = Math.max(peak, said.peak ?? 0);
        return said.milliseconds;
      };
      const done = await alternate(
        Math.min(turns, 5),
        () => asked('ask.ts'),
        () => asked('hand.ts'),
      );
      if (fails.get('ask.ts') !== fails.get('hand.ts')) throw new Error(`the verdicts differ: ${JSON.stringify([...fails])}`);
      console.error(`  ${fails.get('ask.ts')} checks fail, by either plan; the engine took at most ${Math.round(peak)} MiB`);
      return done;
    }),
});

const part: Benchmark = {
  name: 'checks-part',
  summary: ({ rows }) =>
    `checks of the rows of a source when a file comes to 100 files of ${rows / 100} rows, beside those of the whole, on the clock`,
  unit: 'ms',
  budget: { of: 'ratio', max: 0.05 },
  measure: ({ turns, rows }) =>
    Promise.resolve(
      Array.from({ length: Math.min(turns, 3) }, () => {
        const { milliseconds, whole = 0 } = script('part.ts', String(Math.ceil(rows / 100)));
        return { value: milliseconds, floor: whole };
      }),
    ),
};

const unique: Benchmark = {
  name: 'checks-unique',
  summary: ({ rows }) =>
    `memory of the engine while ${(rows * 10).toLocaleString('en')} unique ids are proved unique, shuffled, beside the same in ascending order`,
  unit: 'MiB',
  budget: { of: 'value', max: 2048 },
  measure: ({ rows }) =>
    inFolder(async (folder) => {
      const peak = (kind: 'ascending' | 'shuffled') => {
        script('made.ts', 'ids', folder, String(rows * 10), kind);
        const said = script('ids.ts', join(folder, `${kind}.parquet`), '1500MB');
        if (said.status !== 'pass') throw new Error(`unique ids were found to be ${said.status}`);
        return said.peak ?? Number.NaN;
      };
      return [{ value: peak('shuffled'), floor: peak('ascending') }];
    }),
};

const tables = 1000;

const many: Benchmark = {
  name: 'checks-many',
  summary: () => `ten checks of each of ${tables} tables of Parquet beside one statement by hand for each, on the clock`,
  unit: 'ms',
  budget: { of: 'ratio', max: 3 },
  measure: ({ turns }) =>
    inFolder(async (folder) => {
      script('made.ts', 'many', folder, String(tables));
      return alternate(
        Math.min(turns, 3),
        () => script('many.ts', 'planned', folder, String(tables)).milliseconds,
        () => script('many.ts', 'by-hand', folder, String(tables)).milliseconds,
      );
    }),
};

const rehearsed: Benchmark = {
  name: 'checks-rehearsed',
  summary: () =>
    'thirty kinds of fault put into 100,000 rows, at every place and four shares, and ten checks asked of each, beside asking them of as many tables without a fault',
  unit: 'ms',
  budget: { of: 'value', max: 3000 },
  measure: ({ turns }) =>
    Promise.resolve(
      Array.from({ length: Math.min(turns, 3) }, () => {
        const { milliseconds, whole = 0 } = script('rehearsed.ts', '100000');
        return { value: milliseconds, floor: whole };
      }),
    ),
};

export const checks: readonly Benchmark[] = [fifty('good'), fifty('spoilt'), part, unique, many, rehearsed];
