// Checks asked of versions that were good: how often they would have cried for nothing.

import type { Instant } from '../base/index.ts';
import type { Before, TypedRule } from '../checks/index.ts';
import type { InputTable } from '../engine/index.ts';
import type { FalseAlarms } from './rehearsal.ts';
import { type AttemptMeans, failingOn, type Subject } from './subject.ts';

/** A table as it was, with what its checks read beside it, and when. */
export interface Version {
  readonly table: InputTable;
  readonly others: Readonly<Record<string, InputTable>>;
  readonly rows: number;
  readonly before?: Before | undefined;
  /** Absent: the clock in force. */
  readonly clock?: Instant | undefined;
}

/** How many versions are looked at. */
export const versionsLookedAt = 20;

/** For each version the ids of the rules that fail on it. */
export async function alarmsOn(
  subject: Subject,
  rules: readonly TypedRule[],
  versions: readonly Version[],
  means: Pick<AttemptMeans, 'engine' | 'surroundings'>,
): Promise<readonly (readonly string[])[]> {
  const alarms: (readonly string[])[] = [];
  for (const { table, others, before, clock } of versions) {
    const surroundings = clock === undefined ? means.surroundings : { ...means.surroundings, clock };
    const failing = await failingOn({ ...subject, others, before }, rules, table, { ...means, surroundings });
    alarms.push(failing.map((rule) => rule.id));
  }
  return alarms;
}

/** What the alarms of some rules come to. */
export function falseAlarmsOf(alarms: readonly (readonly string[])[], ids: ReadonlySet<string>): FalseAlarms {
  const byRule: Record<string, number> = {};
  let alarmed = 0;
  for (const failing of alarms) {
    const own = failing.filter((id) => ids.has(id));
    for (const id of own) byRule[id] = (byRule[id] ?? 0) + 1;
    if (own.length > 0) alarmed += 1;
  }
  return { versions: alarms.length, alarmed, rate: alarms.length === 0 ? undefined : alarmed / alarms.length, byRule };
}

/** Those of several tables together. */
export function together(all: readonly FalseAlarms[]): FalseAlarms {
  const versions = all.reduce((sum, one) => sum + one.versions, 0);
  const alarmed = all.reduce((sum, one) => sum + one.alarmed, 0);
  return { versions, alarmed, rate: versions === 0 ? undefined : alarmed / versions, byRule: Object.assign({}, ...all.map((one) => one.byRule)) };
}
