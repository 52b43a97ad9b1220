// Looking at data: rows of an asset or of a question, and one line of statistics per column. Read-only, any environment.

import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { type Answer, bare, type Column, type InputTable, type Question, quoteName, type Surroundings } from '../engine/index.ts';
import type { Scalar } from '../product/index.ts';
import { behind, brokenParts, inputTable } from '../run/index.ts';
import type { Pointer, Snapshot } from '../store/index.ts';
import type { Session } from './open.ts';
import { problem } from './problems.ts';
import { lookAround } from './world.ts';

export interface ColumnLook extends Column {
  readonly nulls: number;
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
  /** Rows per bin from min to max (numbers, dates); of the commonest values (text). At most 16. */
  readonly bins: readonly number[];
}

export interface Look {
  readonly asset: string | undefined;
  readonly pointer: Pointer | undefined;
  readonly count: number;
  readonly answer: Answer;
  readonly columns: readonly ColumnLook[];
}

export interface LookOptions {
  /** An asset's name, or a SELECT of one's own. */
  readonly of: { readonly asset: string } | { readonly sql: string };
  readonly columns: readonly string[];
  readonly where: string | undefined;
  readonly limit: number;
}

export async function look(session: Session, options: LookOptions): Promise<Outcome<Look>> {
  const around = await lookAround(session);
  if (!around.ok) return around;
  const pointers = await session.store.pointers(session.environmentId);
  const shown = 'asset' in options.of ? findShown(options.of.asset, pointers, [...around.value.product.assets.keys()], session) : ok(undefined);
  if (!shown.ok) return shown;
  const sql = 'sql' in options.of ? options.of.sql : selectFrom(shown.value ?? '', options);
  const [parsed] = await session.engine.parse([{ sql, origin: { file: 'the question', line: 1 } }]);
  if (!parsed?.ok) return parsed ?? failed();
  const snapshots = new Map<string, Snapshot>();
  for (const read of parsed.value.reads) {
    const name = findShown(read.name, pointers, [...around.value.product.assets.keys()], session);
    if (!name.ok) return name;
    const snapshot = await session.store.snapshot((pointers.get(name.value) as Pointer).snapshot);
    if (snapshot?.kind === 'model') return failed(problem('model-is-no-table', { model: name.value }));
    if (snapshot) snapshots.set(name.value, snapshot);
  }
  const broken = await brokenParts(snapshots, session.store);
  if (broken.length) return failed(...broken);
  const tables = Object.fromEntries([...snapshots].map(([name, snapshot]) => [name, inputTable(snapshot, session.store)]));
  const { surroundings } = around.value.around;
  const [answer] = await session.engine.ask({
    tables,
    questions: [{ sql, limit: options.limit, origin: { file: 'the question', line: 1 } }],
    surroundings,
  });
  if (!answer?.ok) return answer ? failed(...orBehind(answer.problems, await behind(answer, snapshots, session.store))) : failed();
  const stats = await statistics(sql, answer.value.columns, { tables, surroundings, session });
  return stats.ok
    ? ok({ asset: shown.value, pointer: shown.value ? pointers.get(shown.value) : undefined, answer: answer.value, ...stats.value })
    : stats;
}

/** The damage that stands behind a failure, else the failure. */
const orBehind = (own: readonly Problem[], damage: readonly Problem[]) => (damage.length ? damage : own);

function findShown(name: string, pointers: ReadonlyMap<string, Pointer>, known: readonly string[], session: Session): Outcome<string> {
  const shown = [...pointers.keys()].find((n) => n.toLowerCase() === name.toLowerCase());
  if (shown) return ok(shown);
  const declared = known.find((n) => n.toLowerCase() === name.toLowerCase());
  if (declared) return failed(problem('not-built', { asset: declared, environment: session.environment }));
  return failed(
    problem('unknown-asset', { name, near: nearest(name, [...pointers.keys(), ...known]), known: [...new Set([...known, ...pointers.keys()])] }),
  );
}

function selectFrom(asset: string, { columns, where }: LookOptions): string {
  const list = columns.length ? columns.map(quoteName).join(', ') : '*';
  return `select ${list} from ${quoteName(asset)}${where ? ` where (${where}\n)` : ''}`;
}

interface Means {
  readonly tables: Readonly<Record<string, InputTable>>;
  readonly surroundings: Surroundings;
  readonly session: Session;
}

async function statistics(
  sql: string,
  columns: readonly Column[],
  { tables, surroundings, session }: Means,
): Promise<Outcome<Pick<Look, 'count' | 'columns'>>> {
  const from = `from (${bare(sql)}\n)`;
  const parts = columns.map(
    ({ name }) => `count(${quoteName(name)}), count(distinct ${quoteName(name)}), min(${quoteName(name)})::varchar, max(${quoteName(name)})::varchar`,
  );
  const questions: Question[] = [
    { sql: `select count(*)${parts.length ? `, ${parts.join(', ')}` : ''} ${from}` },
    ...columns.map((column) => ({ sql: binsOf(column, from) })),
  ];
  const [totals, ...bins] = await session.engine.ask({ tables, questions, surroundings });
  if (!totals?.ok) return totals ?? failed();
  const row = totals.value.rows[0] ?? [];
  const rows = Number(row[0] ?? 0);
  const text = (value: Scalar | undefined) => (value === null || value === undefined ? null : String(value));
  const looks = columns.map((column, i): ColumnLook => {
    const at = 1 + i * 4;
    const bin = bins[i];
    const counts = bin?.ok ? bin.value.rows.map((r) => Number(r[0] ?? 0)) : [];
    return {
      ...column,
      nulls: rows - Number(row[at] ?? 0),
      distinct: Number(row[at + 1] ?? 0),
      min: text(row[at + 2]),
      max: text(row[at + 3]),
      bins: counts,
    };
  });
  return ok({ count: rows, columns: looks });
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/;
const temporal = /^(DATE|TIMESTAMP)/;
const binCount = 16;

function binsOf({ name, type }: Column, from: string): string {
  const column = quoteName(name);
  const value = numeric.test(type) ? `${column}::double` : temporal.test(type) ? `epoch(${column})` : undefined;
  if (!value) return `select count(*) as n ${from} where ${column} is not null group by ${column} order by n desc limit ${binCount}`;
  return `with v as (select ${value} as x ${from} where ${column} is not null), e as (select min(x) as least, max(x) as most from v),
    b as (select least(${binCount - 1}, floor((x - least) / nullif(most - least, 0) * ${binCount})) as bin, count(*) as n from v, e group by 1)
    select coalesce(n, 0) from range(${binCount}) r left join b on b.bin = r.range order by r.range`;
}
