// What the serving engine's tests share: an engine that builds tables and a serving engine over the same folder.

import { existsSync } from 'node:fs';
import { afterAll } from 'vitest';
import {
  type Built,
  type InputTable,
  type NamedQuery,
  type ServedQuestion,
  type ServedRelease,
  type ServingEngine,
  startServingEngine,
} from '../../src/engine/index.ts';
import type { Parameter, Scalar } from '../../src/product/index.ts';
import { build, rig, surroundings, value } from './rig.ts';

export interface ServingRig {
  readonly serving: ServingEngine;
  readonly folder: string;
  table(sql: string): Promise<InputTable>;
  /** The JSON text of an answer. */
  json(question: Partial<ServedQuestion> & { readonly release: string; readonly query: string }): Promise<string>;
}

/** Two engines of their own for a test file. */
export function servingRig(connections?: number): ServingRig {
  const { engine, folder } = rig();
  const serving = startServingEngine({ temporary: folder, readable: [folder], threads: 2, memory: '500MB', connections });
  afterAll(() => serving.close());
  return {
    serving,
    folder,
    async table(sql) {
      const built = await build(engine, folder, sql, { ordered: true });
      return parquet(value(built).columns, built.output);
    },
    async json(asked) {
      return bodyText(value(await serving.answer({ ...question(asked), format: 'json' })).body);
    },
  };
}

export const parquet = (columns: Built['columns'], file: string): InputTable => {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns }, files: [file] };
};

export const bodyText = (body: Uint8Array): string => Buffer.from(body).toString();

export const declared = { file: 'outputs/late.yaml', line: 3, column: 5 };
export const parameter = (name: string, type: string): Parameter => ({ name, type, at: declared });
export const query = (name: string, sql: string, parameters: readonly Parameter[] = []): NamedQuery => ({
  name,
  sql,
  parameters,
  origin: { file: `outputs/${name}.sql`, line: 1 },
});

export function release(
  key: string,
  tables: Readonly<Record<string, InputTable>>,
  queries: readonly NamedQuery[],
  settings: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
): ServedRelease {
  return { key, tables, queries, settings: surroundings(settings).settings, variables };
}

/** A question with what most tests do not care for. */
export function question(
  asked: Partial<ServedQuestion> & { readonly release: string; readonly query: string },
  parameters: Readonly<Record<string, Scalar>> = {},
): ServedQuestion {
  return { parameters, clock: '2001-03-04T06:00:00-08:00', maxRows: 10_000, timeout: 20_000, ...asked };
}
