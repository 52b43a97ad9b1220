// Writes the orders that are checked: arithmetic on the row's number and nothing else, so that every machine gets the same rows.

import { DuckDBInstance } from '@duckdb/node-api';
import { type CheckName, checks, names, type Violation } from './checks.ts';

/** An odd factor modulo 2^32 maps numbers one to one: unique, and in no order that a check of uniqueness could lean on. */
const id = (i: string) => `((${i}) * 2654435761) % 4294967296`;

const origins = 'ATL BOS CDG CLT DEN DFW EWR FRA HND IAH JFK LAS LAX LHR MCO MIA ORD PHX SEA SFO'.split(' ');
const states = ['new', 'paid', 'shipped', 'returned', 'cancelled'];

const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;

const columns: Readonly<Record<string, string>> = {
  id: id('i'),
  customer: '(i * 7919) % 100000',
  origin: `${list(origins)}[1 + (i * 31 + i // 977) % ${origins.length}]`,
  email: `chr((97 + i % 26)::integer) || 'customer' || ((i * 7919) % 100000) || '@mail' || chr((97 + i % 7)::integer) || '.example'`,
  amount: '((i * 104729) % 100000) / 100.0',
  quantity: '(1 + (i * 13) % 50)::integer',
  status: `${list(states)}[1 + (i * 17 + i // 331) % ${states.length}]`,
  ts: `timestamp '2024-01-01 00:00:00' + to_seconds((i * 7) % 31622400)`,
  day: `date '2024-01-01' + ((i * 11) % 366)::integer`,
  note: `case when i % 4 = 0 then null else 'order of ' || ((i * 37) % 1000000) || repeat('.', (i % 20)::integer) end`,
};

/** The row that violates a check: far enough from the others' rows that none hides another. */
const rowOf = (name: CheckName) => 20 * (names.indexOf(name) + 1);

/** The fewest rows in which each violation has a row of its own. */
export const fewestRows = 20 * (names.length + 1);

function expression(column: string, plain: string, violated: ReadonlySet<CheckName>): string {
  const hits: readonly [CheckName, Violation][] = names.filter((name) => violated.has(name)).map((name) => [name, checks[name]]);
  let text = plain;
  for (const [, hit] of hits) if (hit.in === 'column' && hit.column === column) text = hit.value.replaceAll(column, `(${plain})`);
  const rows = hits.flatMap(([name, hit]) => {
    if (hit.in !== 'row' || hit.column !== column) return [];
    return [`when ${rowOf(name)} then ${hit.value === 'before' ? id('i - 1') : hit.value}`];
  });
  return rows.length ? `case i ${rows.join(' ')} else ${text} end` : text;
}

/** Writes `rows` orders as Parquet, one row more where the row count is violated. */
export async function writeOrders(file: string, rows: number, violated: ReadonlySet<CheckName>): Promise<void> {
  const more = [...violated].filter((name) => checks[name].in === 'count').length;
  const selected = Object.entries(columns).map(([name, plain]) => `${expression(name, plain, violated)} as ${name}`);
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    const from = `from (select range as i from range(1, ${rows + more + 1}))`;
    await connection.run(`copy (select ${selected.join(',\n')} ${from}) to '${file.replaceAll("'", "''")}' (format parquet)`);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
