// What the tests of rehearsals share: an engine of their own, tables made by SQL, and how a table is compared.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Column, type Engine, type InputTable, type Surroundings, startEngine } from '../../src/engine/index.ts';
import { type Base, prepareBase } from '../../src/rehearsal/base-table.ts';

export const surroundings: Surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2001-03-20T00:00:00Z' };

export interface Rig {
  readonly engine: Engine;
  readonly folder: string;
  readonly temporary: (suffix?: string) => string;
  readonly make: (sql: string) => Promise<InputTable>;
  readonly base: (name: string, sql: string, options?: { seed?: number; key?: readonly string[]; references?: readonly string[] }) => Promise<Base>;
  /** Rows of a SELECT over the table `t`. */
  readonly ask: (table: InputTable, sql: string) => Promise<readonly (readonly unknown[])[]>;
}

export function rig(): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-rehearsal-'));
  const engine = startEngine({ temporary: folder, readable: [folder] });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let files = 0;
  const temporary = (suffix = '') => join(folder, `t${files++}${suffix}`);
  const make = async (sql: string): Promise<InputTable> => {
    const output = temporary('.parquet');
    const built = await engine.build({ asset: 'made', sql, origin: { file: 'made', line: 1 }, inputs: {}, surroundings, ordered: true, output });
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    return parquet(built.value.columns, output);
  };
  return {
    engine,
    folder,
    temporary,
    make,
    base: async (name, sql, { seed = 1, key = [], references = [] } = {}) => {
      const table = await make(sql);
      const base = await prepareBase({ engine, name, table, key, references, surroundings, seed, output: temporary('.parquet') });
      if (!base.ok) throw new Error(JSON.stringify(base.problems));
      return base.value;
    },
    ask: async (table, sql) => {
      const [answer] = await engine.ask({ tables: { t: table }, questions: [{ sql }], surroundings });
      if (!answer?.ok) throw new Error(JSON.stringify(answer?.problems));
      return answer.value.rows;
    },
  };
}

const parquet = (columns: readonly Column[], path: string): InputTable => ({
  kind: 'files',
  spec: { format: 'parquet', options: {}, columns },
  files: [path],
});

/** A table of every type that faults know, with its key, categories, nulls, zeros and dates. */
export const mixed = (rows: number): string => `
  select i as id, i % 7 * 1.25 + 0.5 as amount, (i * 37 % 1000)::smallint as n, (i % 50 + 1)::decimal(10, 2) / 4 as price,
    ['SEA', 'SFO', 'LAS', 'Zürich'][i % 4 + 1] as origin, printf('%05d', i % 90) as zip, (i % 3 = 0) as late,
    date '2001-01-01' + (i % 60)::integer as day, timestamp '2001-01-01 08:00:00' + to_minutes(i) as at,
    timestamptz '2001-01-01 08:00:00+00' + to_hours(i % 900) as seen, case when i % 10 = 0 then null else 'note ' || i end as note,
    (i % 40)::varchar || '.' || (i % 10)::varchar as spelled, strftime(date '2001-01-01' + (i % 60)::integer, '%Y-%m-%d') as written,
    (i % 17)::utinyint as small, [i, i + 1] as list, i % 20 + 1 as customer_id
  from range(${rows}) r(i)`;
