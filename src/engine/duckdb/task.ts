// The messages between the engine and its host process, and how the host carries one out.

import { failed, ok } from '../../base/index.ts';
import { ask } from './ask.ts';
import { build } from './build.ts';
import { readColumns } from './columns.ts';
import { tablesOf } from './database-file.ts';
import type { Databases } from './databases.ts';
import type { BuildStep, Engine, InputTable, Surroundings } from './engine.ts';
import { exportDatabase } from './export-database.ts';
import { exportParquet } from './export-parquet.ts';
import { count, inspect } from './inspect.ts';
import { agree, measure } from './measure.ts';
import { parseAll } from './parse.ts';
import { preview } from './preview.ts';
import type { Projects } from './projects.ts';
import { standardSettings } from './settings.ts';
import { onlyTable } from './tables.ts';

/** A call of the engine, as it is sent: the method's name and its argument. */
export type Task =
  | { readonly kind: 'parse'; readonly request: Parameters<Engine['parse']>[0] }
  | { readonly kind: 'inspect'; readonly request: Parameters<Engine['inspect']>[0] }
  | { readonly kind: 'count'; readonly request: Parameters<Engine['count']>[0] }
  | { readonly kind: 'measure'; readonly request: Parameters<Engine['measure']>[0] }
  | { readonly kind: 'build'; readonly request: BuildStep }
  | { readonly kind: 'ask'; readonly request: Parameters<Engine['ask']>[0] }
  | { readonly kind: 'agree'; readonly request: { readonly a: InputTable; readonly b: InputTable } }
  | { readonly kind: 'columns'; readonly request: Parameters<Engine['columns']>[0] }
  | { readonly kind: 'preview'; readonly request: Parameters<Engine['preview']>[0] }
  | { readonly kind: 'exportDatabase'; readonly request: Parameters<Engine['exportDatabase']>[0] }
  | { readonly kind: 'exportParquet'; readonly request: Parameters<Engine['exportParquet']>[0] }
  | { readonly kind: 'tablesOf'; readonly request: Parameters<Engine['tablesOf']>[0] }
  | { readonly kind: 'lookAt'; readonly request: Parameters<Engine['lookAt']>[0] }
  | { readonly kind: 'copyOut'; readonly request: Parameters<Engine['copyOut']>[0] }
  | { readonly kind: 'fault'; readonly request: Parameters<Engine['fault']>[0] };

const standard: Surroundings = { settings: standardSettings, variables: {}, clock: '1970-01-01T00:00:00Z' };

/** Carries out one task; what is returned is what the engine's method promises. */
export async function carryOut(databases: Databases, projects: Projects, task: Task): Promise<unknown> {
  switch (task.kind) {
    case 'parse':
      return parseAll(await databases.open(), task.request);
    case 'inspect':
      return inspect(await databases.open(), task.request);
    case 'count':
      return count(await databases.open(), task.request);
    case 'measure': {
      const { surroundings, ...file } = task.request;
      return flat(await databases.locked(surroundings, {}, (connection) => measure(connection, file)));
    }
    case 'build':
      return flat(await databases.locked(task.request.surroundings, task.request.inputs, (connection) => build(connection, task.request)));
    case 'agree':
      return flat(await databases.locked(standard, task.request, (connection) => agree(connection, task.request.a)));
    case 'columns':
      return flat(await databases.locked(task.request.surroundings, only(task.request.table), (c) => readColumns(c, task.request)));
    case 'preview':
      return flat(await databases.locked(task.request.surroundings, only(task.request.table), (c) => preview(c, task.request)));
    case 'exportDatabase':
      return exportDatabase(task.request);
    case 'exportParquet':
      return flat(
        await databases.locked(task.request.surroundings, only(task.request.table), (c) =>
          exportParquet(c, task.request, databases.options.temporary),
        ),
      );
    case 'tablesOf':
      return tablesOf(await databases.open(), task.request);
    case 'lookAt': {
      const project = await projects.of(task.request);
      return project.ok ? ok(await project.value.look()) : project;
    }
    case 'copyOut': {
      const project = await projects.of(task.request.database);
      return project.ok ? project.value.copyOut(task.request.relation, task.request.path) : project;
    }
    case 'fault': {
      const project = await projects.of(task.request.database);
      return project.ok ? project.value.fault(task.request.fault) : project;
    }
    case 'ask': {
      const { tables, questions, surroundings, bind } = task.request;
      const answers = await databases.locked(surroundings, tables, async (connection) => {
        const all = [];
        for (const question of questions) all.push(await ask(connection, question, bind === true));
        return all;
      });
      return answers.ok ? answers.value : questions.map(() => failed(...answers.problems));
    }
  }
}

/** A table alone, by the name that the statements over it use. */
const only = (table: InputTable): Readonly<Record<string, InputTable>> => ({ [onlyTable]: table });

const flat = <T>(outcome: { ok: true; value: T } | ReturnType<typeof failed>): T | ReturnType<typeof failed> =>
  outcome.ok ? outcome.value : outcome;
