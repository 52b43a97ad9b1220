// The dbt project of a ferry line, for tests: its manifest as dbt wrote it, and the database that dbt would have written to.

import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const ferry = join(import.meta.dirname, 'ferry');

/** A folder with `target/manifest.json` and, made of the sources and seeds, `warehouse.duckdb`; dbt has built it once. */
export async function ferryFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ferry '));
  cpSync(join(ferry, 'target'), join(folder, 'target'), { recursive: true });
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'));
  const connection = await instance.connect();
  const seed = `create schema main_reference; create table main_reference.ports as from read_csv('${join(ferry, 'seeds', 'ports.csv')}')`;
  await connection.run(`${readFileSync(join(ferry, 'raw.sql'), 'utf8')};${seed}`);
  await connection.run('create table main.days as select departed_at::date as day, 1.0 as revenue, 1 as tickets from raw.trips group by all');
  connection.closeSync();
  instance.closeSync();
  return folder;
}

/** The sources and the seed as Parquet, called in three of the ways that are understood. */
export async function ferryExports(folder: string): Promise<string> {
  const exports = mkdtempSync(join(tmpdir(), 'ferry exports '));
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  for (const [table, file] of [
    ['raw.trips', 'raw.trips.parquet'],
    ['raw.ticket_lines', 'raw_ticket_lines.parquet'],
    ['main_reference.ports', 'ports.parquet'],
  ] as const)
    await connection.run(`copy ${table} to '${join(exports, file)}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  return exports;
}
