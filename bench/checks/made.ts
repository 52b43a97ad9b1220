// node made.ts orders FOLDER ROWS good|spoilt · ids FOLDER ROWS ascending|shuffled · many FOLDER TABLES: writes the data of a benchmark of checks.

import { DuckDBInstance } from '@duckdb/node-api';
import { writeOrders } from './orders.ts';

const [what, folder = '', size = '', kind = ''] = process.argv.slice(2);

async function run(...statements: readonly string[]): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const sql of statements) await connection.run(sql);
  connection.closeSync();
}

const ids: Readonly<Record<string, string>> = {
  ascending: 'i',
  // a step that shares no factor with the number of rows meets each id once
  shuffled: `(i * 7368787) % ${size}`,
};

if (what === 'orders') await writeOrders(folder, Number(size), kind === 'spoilt');
else if (what === 'ids') await run(`copy (select ${ids[kind]} as id from range(${size}) t(i)) to '${folder}/${kind}.parquet' (format parquet)`);
else
  await run(
    ...Array.from(
      { length: Number(size) },
      (_, t) =>
        `copy (select i as id, i % 7 as n, i / 3.0 as f, 'name ' || i % 5 as s from range(${t}, ${t + 1000}) t(i)) to '${folder}/t${t}.parquet' (format parquet)`,
    ),
  );
