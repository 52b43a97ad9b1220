// Rows per day of the asset that changed (or failed), with the days that its checks name: what a run's small chart shows.

import type { Column } from '../engine/index.ts';
import { type AssetResult, columnsOf, failures, inputTable } from '../run/index.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';

export interface DayChart {
  readonly asset: string;
  readonly column: string;
  readonly days: readonly { readonly day: string; readonly rows: number; readonly mark: 'failed' | 'accepted' | null }[];
}

/** The first failing asset with a day, else the last changed source, else the last changed asset; undefined without a change. */
export async function dayChart(prepared: Prepared, results: ReadonlyMap<string, AssetResult>, session: Session): Promise<DayChart | undefined> {
  const withDay = [...results.values()].filter((r) => r.snapshot && dayColumn(columnsOf(r.snapshot)));
  const changed = withDay.filter((r) => r.outcome === 'built' || r.outcome === 'read');
  const result = withDay.find((r) => failures(r).length) ?? changed.find((r) => r.kind !== 'source') ?? changed[0];
  const column = result?.snapshot && dayColumn(columnsOf(result.snapshot));
  if (!result?.snapshot || !column) return undefined;
  const day = `cast("${column.name.replaceAll('"', '""')}" as date)`;
  const sql = `select ${day}::varchar, count(*) from "${result.asset}" where ${day} is not null group by 1 order by 1 desc`;
  const [answer] = await session.engine.ask({
    tables: { [result.asset]: inputTable(result.snapshot, session.store) },
    questions: [{ sql, limit: 120 }],
    surroundings: prepared.world.surroundings,
  });
  if (!answer?.ok || answer.value.rows.length < 2) return undefined;
  const marks = marksOf(result);
  const days = answer.value.rows.map(([d, n]) => ({ day: String(d), rows: Number(n), mark: marks.get(String(d)) ?? null })).reverse();
  return { asset: result.asset, column: column.name, days };
}

/** A DATE before a timestamp: a day that the asset names is the one its checks speak of. */
function dayColumn(columns: readonly Column[]): Column | undefined {
  return columns.find((c) => c.type === 'DATE') ?? columns.find((c) => c.type.startsWith('TIMESTAMP'));
}

function marksOf(result: AssetResult): ReadonlyMap<string, 'failed' | 'accepted'> {
  const marks = new Map<string, 'failed' | 'accepted'>();
  for (const check of result.checks) {
    if (check.settled !== 'fail' && check.settled !== 'accepted') continue;
    for (const key of check.keys) {
      const day = key.map((value) => /^\d{4}-\d\d-\d\d/.exec(value ?? '')?.[0]).find((d) => d !== undefined);
      if (day && marks.get(day) !== 'failed') marks.set(day, check.settled === 'fail' ? 'failed' : 'accepted');
    }
  }
  return marks;
}
