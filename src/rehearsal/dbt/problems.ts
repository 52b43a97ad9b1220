// What can be wrong with a dbt project that is to be rehearsed. Codes begin with dbt-.

import { catalogue, entry } from '../../base/index.ts';

export const problem = catalogue('rehearsal', {
  'dbt-unreadable': entry<{ file: string; what: string }>({
    leg: 'development',
    message: (p) => `${p.file} is no manifest of dbt: ${p.what}`,
    remedy: () => 'write it with dbt compile, then: trivet rehearse --dbt target/manifest.json --data warehouse.duckdb',
  }),
  'dbt-not-compiled': entry<{ file: string; tests: number }>({
    leg: 'development',
    message: (p) => `${p.file} has ${p.tests === 0 ? 'no tests' : `${p.tests} tests, but not their SQL`}`,
    remedy: (p) =>
      p.tests === 0
        ? 'write a test into models/schema.yml, then: dbt compile, and trivet rehearse --dbt target/manifest.json'
        : 'dbt parse does not write it; dbt compile does, then: trivet rehearse --dbt target/manifest.json',
  }),
  'dbt-no-data': entry<{ looked: readonly string[] }>({
    leg: 'development',
    message: (p) => `there is no data to rehearse on: ${p.looked.join(', ')} ${p.looked.length === 1 ? 'is' : 'are'} not there`,
    remedy: () => 'name the DuckDB file, or a folder of Parquet exports: trivet rehearse --dbt target/manifest.json --data warehouse.duckdb',
  }),
  'dbt-nothing-read': entry<{ data: string; absent: readonly string[] }>({
    leg: 'data',
    message: (p) => `${p.data} has none of the project's sources and seeds: ${p.absent.slice(0, 5).join(', ')}${p.absent.length > 5 ? ' …' : ''}`,
    remedy: () =>
      'give the file that dbt build wrote to, or Parquet files called SCHEMA.TABLE.parquet: trivet rehearse --dbt target/manifest.json --data FILE',
  }),
  'dbt-unknown-table': entry<{ name: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `no source or seed of the dbt project is called "${p.name}"${p.near ? `; did you mean ${p.near}?` : ''}`,
    remedy: (p) => `name one of ${p.known.slice(0, 8).join(', ')}: trivet rehearse ${p.near ?? p.known[0] ?? 'TABLE'} --dbt target/manifest.json`,
  }),
});
