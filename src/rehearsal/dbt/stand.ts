// A dbt project as it stands without a fault: what could be made, what each test says, and what is left out with its reason.

import { failed, type Outcome, ok } from '../../base/index.ts';
import type { DatabaseLook, Engine, RehearsalDatabase, RelationState, Surroundings } from '../../engine/index.ts';
import type { DbtData } from './data.ts';
import { databaseOf } from './database.ts';
import { problem } from './problems.ts';
import type { DbtProject, DbtRelation, DbtTest } from './project.ts';
import { type TestState, testState } from './test-sql.ts';

export interface DbtStand {
  readonly project: DbtProject;
  readonly database: RehearsalDatabase;
  readonly states: ReadonlyMap<string, RelationState>;
  /** Of the tests that could be asked. */
  readonly verdicts: ReadonlyMap<string, TestState>;
  /** Sources, seeds and snapshots with rows that something reads: faults are put into these. */
  readonly roots: readonly DbtRelation[];
  readonly label: (id: string) => string;
  /** What people must know of the limits of this rehearsal, a sentence each. */
  readonly notes: readonly string[];
}

/** Makes the project's models and asks its tests once, without a fault. */
export async function standOf(engine: Engine, project: DbtProject, data: DbtData, surroundings: Surroundings): Promise<Outcome<DbtStand>> {
  const database = databaseOf(project, data, surroundings);
  const look = await engine.lookAt(database);
  if (!look.ok) return look;
  const states = new Map(look.value.relations.map((r) => [r.id, r]));
  const labels = new Map(project.relations.map((r) => [r.id, r.label]));
  const label = (id: string): string => labels.get(id) ?? id;
  const roots = rootsOf(project, states);
  if (roots.length === 0) {
    const absent = project.relations.filter((r) => r.kind !== 'model' && states.get(r.id)?.state === 'absent').map((r) => r.label);
    return failed(problem('dbt-nothing-read', { data: data.label, absent }));
  }
  const verdicts = verdictsOf(project.tests, look.value);
  return ok({ project, database, states, verdicts, roots, label, notes: notesOf(project, states, verdicts) });
}

function rootsOf({ relations, tests }: DbtProject, states: ReadonlyMap<string, RelationState>): readonly DbtRelation[] {
  const read = new Set([...tests.flatMap((t) => t.reads), ...relations.filter((r) => states.get(r.id)?.state === 'made').flatMap((r) => r.reads)]);
  return relations.filter((r) => r.kind !== 'model' && states.get(r.id)?.state === 'given' && read.has(r.id) && (states.get(r.id)?.rows ?? 0) > 0);
}

function verdictsOf(tests: readonly DbtTest[], { answers }: DatabaseLook): ReadonlyMap<string, TestState> {
  return new Map(
    tests.flatMap((test) => {
      const answer = answers[test.id];
      return answer?.ok ? [[test.id, testState(answer.value, test.severity)] as const] : [];
    }),
  );
}

function notesOf(
  { relations, tests, notAsked, adapter }: DbtProject,
  states: ReadonlyMap<string, RelationState>,
  verdicts: ReadonlyMap<string, TestState>,
): readonly string[] {
  const why = (id: string): string => states.get(id)?.problem?.message ?? 'it is not in the data';
  const each = <T>(all: readonly T[], say: (one: T) => string): readonly string[] => all.map(say);
  return [
    ...(adapter === 'duckdb' ? [] : [`the project is built by ${adapter}: SQL that DuckDB does not understand is left out below`]),
    ...each(
      relations.filter((r) => r.held && states.get(r.id)?.state === 'given'),
      (r) => `${r.label} stands as it is in the data: ${r.held}`,
    ),
    ...each(
      relations.filter((r) => r.sql && states.get(r.id)?.state === 'given'),
      (r) => `${r.label} stands as it is in the data: ${why(r.id)}`,
    ),
    ...each(
      relations.filter((r) => states.get(r.id)?.state === 'absent'),
      (r) => `${r.label} is left out: ${why(r.id)}`,
    ),
    ...each(
      relations.filter((r) => states.get(r.id)?.unstable),
      (r) => `${r.label} is not the same when it is made twice: a difference in it says nothing`,
    ),
    ...each(notAsked, (n) => `the test ${n.test} is not asked: ${n.why}`),
    ...each(
      tests.filter((t) => !verdicts.has(t.id)),
      (t) => `the test ${t.name} cannot be asked here`,
    ),
    ...each(
      tests.filter((t) => (verdicts.get(t.id) ?? 'pass') !== 'pass'),
      (t) => `the test ${t.name} ${verdicts.get(t.id) === 'warn' ? 'warns' : 'fails'} without a fault, so only worse counts`,
    ),
  ];
}
