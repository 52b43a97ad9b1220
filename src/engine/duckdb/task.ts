// The messages between the engine and its host process, and how the host carries one out.

import { failed, ok } from '../../base/index.ts';
import { ask } from './ask.ts';
import { build } from './build.ts';
import { readColumns } from './columns.ts';
import { columnsRead } from './columns-read.ts';
import { tablesOf } from './database-file.ts';
import type { Databases } from './databases.ts';
import type { BuildStep, Engine, InputTable, KeepStep, Surroundings } from './engine.ts';
import { exportDatabase } from './export-database.ts';
import { exportParquet } from './export-parquet.ts';
import { count, inspect } from './inspect.ts';
import { forget, keep } from './kept.ts';
import { agree, measure } from './measure.ts';
import { parseAll } from './parse.ts';
import { preview } from './preview.ts';
import type { Projects } from './projects.ts';
import { standardSettings } from './settings.ts';
import { onlyTable } from './tables.ts';
import { weigh } from './weigh.ts';

/** A call of the engine, as it is sent: the method's name and its argument. */
export type Task =
  | { readonly kind: 'parse'; readonly request: Parameters<Engine['parse']>[0] }
  | { readonly kind: 'inspect'; readonly request: Parameters<Engine['inspect']>[0] }
  | { readonly kind: 'count'; readonly request: Parameters<Engine['count']>[0] }
  | { readonly kind: 'measure'; readonly request: Parameters<Engine['measure']>[0] }
  | { readonly kind: 'build'; readonly request: BuildStep }
  | { readonly kind: 'keep'; readonly request: KeepStep }
  | { readonly kind: 'forget'; readonly request: Parameters<Engine['forget']>[0] }
  | { readonly kind: 'columnsRead'; readonly request: Parameters<Engine['columnsRead']>[0] }
  | { readonly kind: 'ask'; readonly request: Parameters<Engine['ask']>[0] }
  | { readonly kind: 'weigh'; readonly request: Parameters<Engine['weigh']>[0] }
  | { readonly kind: 'agree'; readonly request: { readonly a: InputTable; readonly b: InputTable; readonly surroundings?: Surroundings | undefined } }
  | { readonly kind: 'columns'; readonly request: Parameters<Engine['columns']>[0] }
  | { readonly kind: 'preview'; readonly request: Parameters<Engine['preview']>[0] }
  | { readonly kind: 'exportDatabase'; readonly request: Parameters<Engine['exportDatabase']>[0] }
  | { readonly kind: 'exportParquet'; readonly request: Parameters<Engine['exportParquet']>[0] }
  | { readonly kind: 'tablesOf'; readonly request: Parameters<Engine['tablesOf']>[0] }
  | { readonly kind: 'lookAt'; readonly request: Parameters<Engine['lookAt']>[0] }
  | { readonly kind: 'copyOut'; readonly request: Parameters<Engine['copyOut']>[0] }
  | { readonly kind: 'fault'; readonly request: Parameters<Engine['fault']>[0] };

const standard: Surroundings = { settings: standardSettings, variables: {}, clock: '1970-01-01T00:00:00Z' };

/** What tasks are carried out with. */
interface House {
  readonly databases: Databases;
  readonly projects: Projects;
}
type Request<K extends Task['kind']> = Extract<Task, { readonly kind: K }>['request'];

/** By kind: how it is carried out. What is returned is what the engine's method promises. */
const works: { readonly [K in Task['kind']]: (request: Request<K>, house: House) => Promise<unknown> } = {
  parse: async (request, { databases }) => parseAll(await databases.open(), request),
  inspect: async (request, { databases }) => inspect(await databases.open(), request),
  count: async (request, { databases }) => count(await databases.open(), request),
  measure: async ({ surroundings, ...file }, { databases }) => flat(await databases.locked(surroundings, {}, (c) => measure(c, file))),
  build: async (step, { databases }) => flat(await databases.locked(step.surroundings, step.inputs, (c) => build(c, step))),
  keep: async (step, { databases }) =>
    flat(await databases.locked(step.surroundings, step.inputs, (c) => keep(c, step, databases.nextId()), step.seconds)),
  forget: async ({ tables, surroundings }, { databases }) => {
    const ids = tables.map(({ id }) => id);
    return flat(await databases.locked(surroundings, {}, (c) => forget(c, ids)));
  },
  columnsRead,
  weigh: (request, { databases }) => weigh(request, databases),
  agree: async ({ a, b, surroundings = standard }, { databases }) => flat(await databases.locked(surroundings, { a, b }, (c) => agree(c, a))),
  columns: async (request, { databases }) => flat(await databases.locked(request.surroundings, only(request.table), (c) => readColumns(c, request))),
  preview: async (request, { databases }) => flat(await databases.locked(request.surroundings, only(request.table), (c) => preview(c, request))),
  exportDatabase,
  exportParquet: async (request, { databases }) => {
    const { temporary } = databases.options;
    return flat(await databases.locked(request.surroundings, only(request.table), (c) => exportParquet(c, request, temporary)));
  },
  tablesOf: async (request, { databases }) => tablesOf(await databases.open(), request),
  lookAt: async (request, { projects }) => {
    const project = await projects.of(request);
    return project.ok ? ok(await project.value.look()) : project;
  },
  copyOut: async ({ database, relation, path }, { projects }) => {
    const project = await projects.of(database);
    return project.ok ? project.value.copyOut(relation, path) : project;
  },
  fault: async ({ database, fault }, { projects }) => {
    const project = await projects.of(database);
    return project.ok ? project.value.fault(fault) : project;
  },
  ask: async ({ tables, questions, surroundings, bind, seconds }, { databases }) => {
    const answers = await databases.locked(
      surroundings,
      tables,
      async (connection) => {
        const all = [];
        for (const question of questions) all.push(await ask(connection, question, bind === true));
        return all;
      },
      seconds,
    );
    return answers.ok ? answers.value : questions.map(() => failed(...answers.problems));
  },
};

/** Carries out one task. */
export const carryOut = (databases: Databases, projects: Projects, task: Task): Promise<unknown> =>
  (works[task.kind] as (request: Task['request'], house: House) => Promise<unknown>)(task.request, { databases, projects });

/** A table alone, by the name that the statements over it use. */
const only = (table: InputTable): Readonly<Record<string, InputTable>> => ({ [onlyTable]: table });

const flat = <T>(outcome: { ok: true; value: T } | ReturnType<typeof failed>): T | ReturnType<typeof failed> =>
  outcome.ok ? outcome.value : outcome;
