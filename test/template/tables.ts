// The template's tables made by hand: its SQL sent to DuckDB on the files that had been delivered by some morning. No part of Trivet is asked.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { root } from '../rig/index.ts';

export const template = join(root, 'templates', 'airport-delays');
export const textOf = (path: string): string => readFileSync(join(template, path), 'utf8');

/** Deliveries in the order of their arrival; 3 March comes in two. */
export const deliveries: readonly string[] = [
  '2001-02-24',
  '2001-02-25',
  '2001-02-26',
  '2001-02-27',
  '2001-02-28',
  '2001-03-01',
  '2001-03-02',
  '2001-03-03-to-15',
  '2001-03-03-rest',
];

export type Value = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Value>>;

export interface Tables {
  /** Rows as JavaScript values: floats exact, times as text in `zone`. */
  rows(sql: string, parameters?: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  run(sql: string): Promise<void>;
  /** What now() says from here on. */
  clock(instant: string): Promise<void>;
  close(): void;
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const times = /^(TIMESTAMP|DATE|TIME)/;

async function rowsOf(connection: DuckDBConnection, sql: string, parameters: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  const read = await connection.runAndReadAll(sql, parameters);
  const types = read.columnTypes().map(String);
  const names = read.columnNames();
  const [plain, json] = [read.getRowsJS(), read.getRowsJson()];
  return plain.map((values, i) =>
    Object.fromEntries(names.map((name, j) => [name, (times.test(types[j] ?? '') ? json[i]?.[j] : values[j]) as Value])),
  );
}

/** `departures`, `hourly` and `late_by_day` after so many deliveries, with the clock at `clock`. */
export async function tablesAfter(delivered: number, clock = '2001-03-04T06:00:00-08:00'): Promise<Tables> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const run = async (sql: string) => void (await connection.run(sql));
  const files = [
    join(template, 'data/flights/history.parquet'),
    ...deliveries.slice(0, delivered).map((d) => join(template, `deliveries/${d}.parquet`)),
  ];
  await run("set timezone = 'America/Los_Angeles'");
  await run("create macro now() as cast(getvariable('clock') as timestamptz)");
  await run(`set variable clock = ${text(clock)}`);
  await run(`create view flights as select * from read_parquet([${files.map(text).join()}])`);
  await run(`create view airports as select * from read_csv(${text(join(template, 'data/airports.csv'))})`);
  for (const name of ['departures', 'hourly', 'late_by_day']) await run(`create table ${name} as ${textOf(`assets/${name}.sql`)}`);
  return {
    rows: (sql, parameters = {}) => rowsOf(connection, sql, parameters),
    run,
    clock: (instant) => run(`set variable clock = ${text(instant)}`),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
