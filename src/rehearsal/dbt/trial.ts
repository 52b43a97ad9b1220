// One fault in one of a dbt project's tables: the graph below it is made again, and the tests of what is another are asked.

import { type Column, type Engine, type FaultedDatabase, quoteName } from '../../engine/index.ts';
import type { Base } from '../base-table.ts';
import type { Caught, Faulted } from '../rehearsal.ts';
import type { Attempt } from '../trials.ts';
import type { DbtRelation } from './project.ts';
import type { DbtStand } from './stand.ts';
import { type TestState, testState } from './test-sql.ts';

export interface DbtTable {
  readonly relation: DbtRelation;
  readonly base: Base;
  /** Its columns in the project; the base may keep them in other types. */
  readonly columns: readonly Column[];
}

export interface DbtAttempt extends Attempt {
  /** Ids of the tests that were asked. */
  readonly asked: readonly string[];
}

/** Puts one fault in. What the engine cannot make of the table is told as no fault at all, with the reason. */
export async function attemptDbt(engine: Engine, stand: DbtStand, table: DbtTable, faulted: Faulted, monotonic: () => number): Promise<DbtAttempt> {
  const started = monotonic();
  const sql = asBefore(faulted, table);
  const answer = await engine.fault({ database: stand.database, fault: { relation: table.relation.id, sql, base: table.base.table } });
  const ms = monotonic() - started;
  if (!answer.ok) {
    const because = `it cannot be put in: ${answer.problems[0]?.message ?? ''}`;
    return { caught: [], changed: [], equivalent: true, because, weight: 1, ms, asked: [] };
  }
  const caught = caughtBy(stand, answer.value);
  const asked = Object.keys(answer.value.answers);
  return { caught, ...differenceOf(stand, table.relation, answer.value), ms, asked };
}

/** Columns that the base keeps in another type are cast back, unless the fault is about their type. */
function asBefore({ sql, columns }: Faulted, { base, columns: own }: DbtTable): string {
  const kept = new Map(base.facts.columns.map((c) => [c.name, c.type]));
  const wanted = new Map(own.map((c) => [c.name, c.type]));
  const list = columns.map(({ name, type }) => {
    const before = wanted.get(name);
    return before === undefined || type !== kept.get(name) || type === before
      ? quoteName(name)
      : `cast(${quoteName(name)} as ${before}) as ${quoteName(name)}`;
  });
  return `select ${list.join(', ')} from (${sql}\n) as faulted`;
}

const badness: Readonly<Record<TestState, number>> = { pass: 0, warn: 1, fail: 2 };

function caughtBy({ project, verdicts, label }: DbtStand, { failed, answers }: FaultedDatabase): readonly Caught[] {
  const builds = failed.map(({ id }): Caught => ({ by: 'build', asset: label(id) }));
  const tests = project.tests.flatMap((test): readonly Caught[] => {
    const answer = answers[test.id];
    const before = verdicts.get(test.id);
    if (!answer || before === undefined) return [];
    // A test that cannot be asked any more ends dbt's run as an error.
    const now = answer.ok ? testState(answer.value, test.severity) : 'fail';
    return badness[now] > badness[before] ? [{ by: 'rule', rule: test.name, asset: label(test.about) }] : [];
  });
  return [...builds, ...tests];
}

function differenceOf(
  stand: DbtStand,
  root: DbtRelation,
  { changed, failed }: FaultedDatabase,
): Pick<Attempt, 'equivalent' | 'because' | 'changed' | 'weight'> {
  const { project, states, label } = stand;
  const others = changed.filter((id) => id !== root.id && !states.get(id)?.unstable);
  const reached = new Set([...changed, ...failed.map((f) => f.id)]);
  const weight = [...reached].some((id) => project.exposed.has(id)) ? 2 : 1;
  const names = others.map(label);
  const read = project.relations.some((r) => r.reads.includes(root.id) && states.get(r.id)?.state === 'made');
  if (changed.length === 0) return { equivalent: true, because: 'the table is the same', changed: [], weight };
  if (failed[0]) return { equivalent: false, because: `${label(failed[0].id)} cannot be made`, changed: names, weight };
  if (!read) return { equivalent: false, because: `${root.label} changes`, changed: [], weight };
  if (names[0] === undefined) return { equivalent: true, because: 'nothing that reads it changes', changed: [], weight };
  return { equivalent: false, because: `${names.at(-1)} changes`, changed: names, weight };
}
