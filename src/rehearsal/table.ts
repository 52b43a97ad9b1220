// A table rehearsed by itself, outside of any product: what counts is whether its own content changes.

import type { Effects, Outcome } from '../base/index.ts';
import { type Before, rulesOfTable, type TypedRule } from '../checks/index.ts';
import { columnsOf, type Engine, type InputTable, type Surroundings } from '../engine/index.ts';
import type { Described } from '../product/index.ts';
import { personalOf } from './candidates/personal.ts';
import type { Version } from './history.ts';
import type { Rehearsal, RehearsalOptions, RehearsalProgress } from './rehearsal.ts';
import { rehearse } from './rehearse.ts';
import type { Delivery, Subject } from './subject.ts';

export interface TableToRehearse {
  readonly described: Pick<Described, 'name' | 'key' | 'columns' | 'rows' | 'checks'>;
  /** Another name by which SQL in rules may call it. */
  readonly alias?: string | undefined;
  readonly table: InputTable;
  /** Rules, where they are not just those of `described`. */
  readonly rules?: readonly TypedRule[] | undefined;
  /** Earlier versions that were good, newest first. */
  readonly history?: readonly InputTable[] | undefined;
  /** Its file, when it is a CSV: faults of the delivery alter its bytes. */
  readonly delivery?: Delivery | undefined;
}

export interface RehearseTables {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  readonly effects: Pick<Effects, 'monotonic'>;
  /** Tables of one contract: rules that read another one find it here. */
  readonly tables: readonly TableToRehearse[];
  /** The contract's other tables: no fault is put into them, but rules may read them, and theirs may notice a fault. */
  readonly beside?: readonly TableToRehearse[] | undefined;
  readonly options: RehearsalOptions;
  /** A path, not there yet, where the engine may write and read. */
  readonly temporary: (suffix?: string) => string;
  readonly report?: ((progress: RehearsalProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tables with what must be true of them, no product needed. */
export async function rehearseTables({ tables, beside = [], ...means }: RehearseTables): Promise<Outcome<Rehearsal>> {
  const all = [...tables, ...beside];
  const othersOf = (name: string) =>
    Object.fromEntries(
      all
        .filter(({ described }) => described.name !== name)
        .flatMap(({ described, alias, table }) => [described.name, alias ?? described.name].map((called) => [called, table] as const)),
    );
  const versions = new Map<string, readonly Version[]>();
  for (const { described, history = [] } of tables) {
    const befores: Before[] = [];
    for (const table of history) befores.push({ columns: columnsOf(table), rows: await countOf(table, means) });
    const others = othersOf(described.name);
    versions.set(
      described.name,
      history.map((table, i) => ({ table, others, rows: befores[i]?.rows ?? 0, before: befores[i + 1] })),
    );
  }
  const personal = personalOf(all.map(({ described }) => described));
  const subjectOf = ({ described, alias, table, rules, delivery }: TableToRehearse): Subject => {
    const { name } = described;
    const last = versions.get(name)?.[0];
    return {
      name,
      ...(alias === undefined ? {} : { alias }),
      table,
      key: described.key?.columns ?? [],
      rules: rules ?? rulesOfTable(described),
      personal,
      others: othersOf(name),
      ...(delivery ? { delivery } : {}),
      ...(last ? { before: { columns: columnsOf(last.table), rows: last.rows } } : {}),
    };
  };
  return rehearse({ ...means, subjects: tables.map(subjectOf), beside: beside.map(subjectOf), history: async (name) => versions.get(name) ?? [] });
}

async function countOf(table: InputTable, { engine, surroundings }: Pick<RehearseTables, 'engine' | 'surroundings'>): Promise<number> {
  const [answer] = await engine.ask({ tables: { t: table }, questions: [{ sql: 'select count(*) from t' }], surroundings });
  return answer?.ok ? Number(answer.value.rows[0]?.[0]) : 0;
}
