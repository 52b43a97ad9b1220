// The table that checks are measured on: orders, 20 columns, made by the engine's own hash so that every run has the same bytes to read.

import { DuckDBInstance } from '@duckdb/node-api';

const pick = (values: readonly string[], salt: number) =>
  `[${values.map((v) => `'${v}'`).join(', ')}][1 + (hash(i, ${salt}) % ${values.length})::int]`;
export const statuses = ['new', 'paid', 'sent', 'done', 'back'] as const;
export const countries = ['DE', 'FR', 'IT', 'ES', 'US', 'GB', 'NL', 'BE', 'AT', 'CH'] as const;
export const customers = 1_000_000;

/** `spoilt`: in one row of the middle each rule about rows is broken. */
const ordersSql = (rows: number, spoilt: boolean): string => {
  const bad = (value: string, wrong: string) => (spoilt ? `case when i = ${Math.floor(rows / 2)} then ${wrong} else ${value} end` : value);
  return `select ${bad('i', `${Math.floor(rows / 2) - 1}`)} as id, ${bad(`(hash(i, 1) % ${customers})::int + 1`, '-5')} as customer_id,
    ${bad(`timestamp '2024-01-01' + to_seconds(i * 3)`, 'null')} as ordered_at,
    ${bad(`timestamp '2024-01-02' + to_seconds(i * 3 + (hash(i, 2) % 86400)::int)`, `timestamp '2020-01-01'`)} as shipped_at,
    ${bad(`date '2024-01-01' + ((i * 3) // 86400)::int`, `date '1999-12-31'`)} as day,
    ${bad(`chr(65 + (hash(i, 3) % 8)::int) || chr(65 + (hash(i, 4) % 6)::int) || 'X'`, `'?'`)} as origin,
    ${bad(`chr(65 + (hash(i, 5) % 8)::int) || chr(65 + (hash(i, 6) % 6)::int) || 'Y'`, `'ab1'`)} as destination,
    ${bad(pick(statuses, 7), `'lost'`)} as status,
    ${bad(`'user' || (hash(i, 8) % 5000000)::text || '@example.org'`, `'nobody'`)} as email,
    ${bad(`((hash(i, 9) % 100000) / 100.0)::decimal(10, 2)`, '-1')} as amount,
    ${bad(`(hash(i, 10) % 50)::int + 1`, '0')} as quantity,
    ${bad(`(hash(i, 11) % 100000) / 1000.0`, '-1')} as price,
    ${bad(`(hash(i, 12) % 30) / 100.0`, '1.5')} as discount,
    (hash(i, 13) % 2) = 0 as gift,
    ${bad(`'city ' || (hash(i, 14) % 200)::text`, `''`)} as city,
    ${bad(`lpad((hash(i, 15) % 100000)::text, 5, '0')`, `'1234'`)} as zip,
    ${bad(pick(countries, 16), `'xx'`)} as country,
    ${bad(`(hash(i, 17) % 10000) / 100.0`, 'null')} as score,
    case when hash(i, 18) % 10 = 0 then null else 'note ' || (hash(i, 19) % 1000)::text end as note,
    ${bad(`(hash(i, 20) % 5)::tinyint + 1`, '9')} as rating
  from range(${rows}) t(i) order by i`;
};

const rowGroup = 122_880;

export interface OrderFiles {
  readonly orders: string;
  readonly customers: string;
}

/** Writes orders and customers into a folder. */
export async function writeOrders(folder: string, rows: number, spoilt: boolean): Promise<OrderFiles> {
  const files = { orders: `${folder}/orders-${spoilt ? 'spoilt' : 'good'}.parquet`, customers: `${folder}/customers.parquet` };
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (${ordersSql(rows, spoilt)}) to '${files.orders.replaceAll("'", "''")}' (format parquet, row_group_size ${rowGroup})`);
  await connection.run(`copy (select i as id from range(1, ${customers + 1}) t(i)) to '${files.customers.replaceAll("'", "''")}' (format parquet)`);
  connection.closeSync();
  return files;
}
