// The floor of building: the same SELECTs sent to DuckDB by hand, one COPY each and nothing else. Arguments: the product, an output folder.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [product = '.', output = ''] = process.argv.slice(2);
mkdirSync(output, { recursive: true });
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`create table numbers as from read_csv(${quoted(join(product, 'data/numbers.csv'))})`);
let built = 0;
for (const name of readdirSync(join(product, 'assets'))) {
  const sql = readFileSync(join(product, 'assets', name), 'utf8');
  await connection.run(`copy (${sql}) to ${quoted(join(output, `${name}.parquet`))} (format parquet)`);
  built += 1;
}
connection.closeSync();
instance.closeSync();
console.log(JSON.stringify({ built }));
