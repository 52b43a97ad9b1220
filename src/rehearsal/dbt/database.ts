// A dbt project and its data as the database that the engine rehearses in: its models made of their compiled SQL, its tests as questions.

import { digestOfJson } from '../../base/index.ts';
import type { RehearsalDatabase, Surroundings } from '../../engine/index.ts';
import type { DbtData } from './data.ts';
import type { DbtProject } from './project.ts';

export function databaseOf(project: DbtProject, data: DbtData, surroundings: Surroundings): RehearsalDatabase {
  const relations = project.relations.map(({ id, database, schema, name, sql, reads }) => {
    const files = data.kind === 'exports' ? data.files.get(id) : undefined;
    return { id, database, schema, name, reads, sql, ...(files ? { files } : {}) };
  });
  const questions = project.tests.map((test) => ({ id: test.id, sql: test.sql, reads: test.reads, origin: { file: test.name, line: 1 } }));
  const file = data.kind === 'file' ? { file: data.file } : {};
  const whole = { ...file, label: data.label, relations, questions, surroundings };
  return { ...whole, key: digestOfJson(JSON.parse(JSON.stringify(whole))) };
}
