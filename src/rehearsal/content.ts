// A table's content as one text: its columns, its rows counted, and an order-free digest of them.

import { columnsOf, type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';

/** Equal contents have equal texts; of all columns, or of some. What can't be read has its Problem's code. */
export async function contentOf(
  table: InputTable,
  { engine, surroundings }: { readonly engine: Pick<Engine, 'ask'>; readonly surroundings: Surroundings },
  only?: readonly string[],
): Promise<string> {
  const names = only && new Set(only.map((name) => name.toLowerCase()));
  const columns = columnsOf(table).filter((c) => names === undefined || names.has(c.name.toLowerCase()));
  const values = columns.map((c) => quoteName(c.name));
  const sums = ['1', '2'].map((seed) => `cast(coalesce(sum(hash(hash(${[seed, ...values].join(', ')}))), 0) as varchar)`);
  const [answer] = await engine.ask({ tables: { t: table }, questions: [{ sql: `select count(*), ${sums.join(', ')} from t` }], surroundings });
  if (!answer?.ok) return answer?.problems[0]?.code ?? '';
  return JSON.stringify([columns.map((c) => [c.name, c.type]), answer.value.rows[0]]);
}
