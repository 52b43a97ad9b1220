// node hand.ts ORDERS CUSTOMERS: the same fifty verdicts by the best plan that we could write by hand, sent to DuckDB in this process. It knows the
// data: that ids ascend, that origins are few, that statistics settle a range.

import { DuckDBInstance } from '@duckdb/node-api';

const [file = '', other = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const ask = async (sql: string) => (await (await connection.run(sql)).getRows()) as readonly (readonly unknown[])[];
const path = (of: string) => `read_parquet('${of.replaceAll("'", "''")}')`;
await connection.run(`create view orders as from ${path(file)}`);
await connection.run(`create view customers as from ${path(other)}`);

const required =
  'id customer_id ordered_at shipped_at day origin destination status email amount quantity price discount gift city zip country score rating'.split(
    ' ',
  );
const conditions = [
  ...required.map((column) => `${column} is null`),
  `day < date '2024-01-01' or day > date '2030-12-31'`,
  `status not in ('new', 'paid', 'sent', 'done', 'back')`,
  'amount < 0 or amount > 1000',
  'quantity < 1 or quantity > 50',
  'price < 0 or price > 100',
  'discount < 0 or discount > 1',
  'length(city) < 1 or length(city) > 40',
  `not regexp_matches(zip, '^[0-9]{5}$')`,
  `country not in ('DE', 'FR', 'IT', 'ES', 'US', 'GB', 'NL', 'BE', 'AT', 'CH')`,
  'score < 0 or score > 100',
  'rating < 1 or rating > 5',
  'ordered_at > shipped_at',
  'price * (1 - discount) < 0',
];

const start = performance.now();
const verdicts: unknown[] = [];
const counts = new Map(
  (await ask(conditions.map((c, i) => `select ${i} as i, count(*) as n from orders where ${c}`).join(' union all '))).map(([i, n]) => [i, n]),
);
verdicts.push(...conditions.map((_, i) => counts.get(i) === 0n));
const [email] = await ask(
  `select count(*) filter (where length(email) < 8 or length(email) > 60), count(*) filter (where not email like '%_@_%') from orders`,
);
verdicts.push(email?.[0] === 0n, email?.[1] === 0n);
for (const [column, wrong] of [
  ['origin', `not regexp_matches(v, '^[A-Z]{3}$')`],
  ['destination', `not regexp_matches(v, '^[A-Z]{3}$')`],
  ['country', 'v <> upper(v)'],
]) {
  const [row] = await ask(`select count(*) filter (where ${wrong}), count(*) from (select distinct ${column} as v from orders)`);
  verdicts.push(row?.[0] === 0n);
}
const [free] = await ask('select count(*), count(note), min(price), max(price) from orders');
verdicts.push(Number(free?.[0]) >= 1, Number(free?.[1]) >= 0.8 * Number(free?.[0]), free?.[2] !== free?.[3]);
const [measured] = await ask(
  'select avg(price), avg(amount), stddev_samp(score), sum(quantity), (select count(distinct country) from orders) from orders',
);
verdicts.push(...(measured ?? []).map((value) => Number(value) > 0));
const [ascending] = await ask('select count(*) from (select id, lag(id) over () as before from orders) where id <= before');
verdicts.push(ascending?.[0] === 0n || (await ask('select 1 from orders group by id having count(*) > 1 limit 1')).length === 0);
const [orphans] = await ask('select count(*) from orders where not exists (select 1 from customers where customers.id = orders.customer_id)');
verdicts.push(orphans?.[0] === 0n);
console.log(JSON.stringify({ milliseconds: performance.now() - start, verdicts }));
connection.closeSync();
