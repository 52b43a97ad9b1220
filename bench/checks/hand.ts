// node hand.ts ORDERS CUSTOMERS: the same fifty verdicts by the best plan that we could write by hand, sent to DuckDB in this process; of what fails
// also how many rows offend, their ids and five of them, which is what a verdict of Trivet's holds. It knows the data: that ids ascend, that they and the
// customers' lie dense, that origins are few, that statistics settle a range, that few rows offend (their ids come with the counts, and one SELECT fetches
// them). Footers are parsed once.

import { DuckDBInstance } from '@duckdb/node-api';

const [file = '', other = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const ask = async (sql: string) => (await (await connection.run(sql)).getRows()) as readonly (readonly unknown[])[];
const path = (of: string) => `read_parquet('${of.replaceAll("'", "''")}')`;
await connection.run('set global parquet_metadata_cache = true');
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
  `not regexp_matches(zip, '^[0-9]{5}$')`,
  `country not in ('DE', 'FR', 'IT', 'ES', 'US', 'GB', 'NL', 'BE', 'AT', 'CH')`,
  'score < 0 or score > 100',
  'rating < 1 or rating > 5',
  'ordered_at > shipped_at',
  'price * (1 - discount) < 0',
];

const start = performance.now();
const verdicts: unknown[] = [];
const offenders = new Set<number>();
/** Keeps the ids of rows that offend, and says that there are none. */
const none = (ids: unknown): boolean => {
  const found = ((ids as { readonly items: readonly unknown[] } | null)?.items ?? []).map(Number);
  for (const id of found) offenders.add(id);
  return found.length === 0;
};
const offending = (condition: string) => `list(id) filter (where ${condition})`;

const seen = await ask(conditions.map((c, i) => `select ${i}, list(id) from orders where ${c}`).join(' union all '));
const byRule = new Map(seen.map(([i, ids]) => [i, ids]));
verdicts.push(...conditions.map((_, i) => none(byRule.get(i))));
const [short, unlike] = ['(length(email) < 8 or length(email) > 60)', `(not email like '%_@_%')`];
const [email] = await ask(`select ${offending(short)}, ${offending(unlike)} from orders where ${short} or ${unlike}`);
verdicts.push(none(email?.[0]), none(email?.[1]));
for (const [column, wrong] of [
  ['origin', `not regexp_matches(v, '^[A-Z]{3}$')`],
  ['destination', `not regexp_matches(v, '^[A-Z]{3}$')`],
  ['country', 'v <> upper(v)'],
  ['city', 'length(v) < 1 or length(v) > 40'],
]) {
  const values = (await ask(`select v from (select distinct ${column} as v from orders) where ${wrong}`)).map(([v]) => `'${v}'`);
  verdicts.push(values.length === 0 || none((await ask(`select list(id) from orders where ${column} in (${values.join(', ')})`))[0]?.[0]));
}
const [free] = await ask('select count(*), min(price), max(price) from orders');
verdicts.push(Number(free?.[0]) >= 1, free?.[1] !== free?.[2]);
const [measured] = await ask(
  'select count(note) / count(*), avg(price), avg(amount), stddev_samp(score), sum(quantity), (select count(distinct country) from orders) from orders',
);
verdicts.push(Number(measured?.[0]) >= 0.8, ...(measured ?? []).slice(1).map((value) => Number(value) > 0));
const [ascending] = await ask('select count(*) from (select id, lag(id) over () as before from orders) where id <= before');
verdicts.push(ascending?.[0] === 0n || (await repeatedIds()));
const [ends] = await ask('select min(id), max(id) from customers');
const bits = (column: string, from: string) => `(select bitstring_agg(${column}, ${ends?.[0]}, ${ends?.[1]}) from ${from})`;
const outside = `customer_id < ${ends?.[0]} or customer_id > ${ends?.[1]}`;
const [orphans] = await ask(
  `select bit_count(${bits('customer_id', `orders where not (${outside})`)} & ~${bits('id', 'customers')}), (select list(id) from orders where ${outside})`,
);
verdicts.push(orphans?.[0] === 0 || orphans?.[0] === 0n ? none(orphans[1]) : await orphansByJoin());
if (offenders.size > 0) await ask(`select * from orders where id in (${[...offenders].slice(0, 1000).join(', ')})`);

/** A bit for each id, in buckets: only those that have more rows than bits hold an id twice. */
async function repeatedIds(): Promise<boolean> {
  const buckets = await ask('select id >> 16 as b from orders group by b having count(*) <> bit_count(bitstring_agg((id & 65535)::int, 0, 65535))');
  if (buckets.length === 0) return true;
  const within = buckets.map(([b]) => `id between ${Number(b) * 65536} and ${Number(b) * 65536 + 65535}`).join(' or ');
  return none((await ask(`select list(id) from (select id from orders where ${within} group by id having count(*) > 1)`))[0]?.[0]);
}

async function orphansByJoin(): Promise<boolean> {
  const absent = 'not exists (select 1 from customers where customers.id = orders.customer_id)';
  return none((await ask(`select list(id) from orders where ${absent}`))[0]?.[0]);
}

console.log(JSON.stringify({ milliseconds: performance.now() - start, verdicts }));
connection.closeSync();
