// The floor of unit tests: the same statements sent to DuckDB by hand on one connection, rows made into tables before each. Argument: how many.

import { DuckDBInstance } from '@duckdb/node-api';

const count = Number(process.argv[2] ?? 1000);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
let rows = 0;
for (let i = 0; i < count; i++) {
  const given = `('${i}', '${i % 7}', '2001-02-28'), ('${i + 1}', '20', '2001-03-01'), ('${i + 2}', null, null)`;
  await connection.run(
    `create or replace temp table numbers as select cast(id as integer) as id, cast(value as integer) as value, cast(day as date) as day from (values ${given}) as given(id, value, day)`,
  );
  const sql = `select day, count(*) as n, sum(value) + ${i % 10} as total from numbers group by day`;
  rows += (await (await connection.run(sql)).getRows()).length;
}
connection.closeSync();
instance.closeSync();
console.log(JSON.stringify({ rows }));
