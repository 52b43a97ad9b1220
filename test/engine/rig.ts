// What the engine's tests share: a running engine with a temporary folder, standard surroundings, short ways to ask.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Outcome, Problem } from '../../src/base/index.ts';
import {
  type Answer,
  type Built,
  type Engine,
  engineSettings,
  type InputTable,
  type Origin,
  type Surroundings,
  startEngine,
} from '../../src/engine/index.ts';

/** An engine of its own for a test file; its folder has a space and brackets in its name. */
export function rig(): { readonly engine: Engine; readonly folder: string } {
  const folder = mkdtempSync(join(process.env.RIG_FOLDER ?? tmpdir(), 'engine [x] '));
  const engine = startEngine({ temporary: folder, readable: [folder], threads: 2, memory: '1GB' });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { engine, folder };
}

export function surroundings(settings: Readonly<Record<string, string>> = {}, variables: Readonly<Record<string, string>> = {}): Surroundings {
  return { settings: value(engineSettings(settings, {}, [])).values, variables, clock: '2001-03-04T06:00:00-08:00' };
}

export const origin = (file = 'assets/a.sql', line = 1): Origin => ({ file, line });

export function value<T>(outcome: Outcome<T> | undefined): T {
  if (!outcome?.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

export function problemOf(outcome: Outcome<unknown> | undefined): Problem {
  const problem = outcome && !outcome.ok ? outcome.problems[0] : undefined;
  if (!problem) throw new Error(`expected a Problem, got ${JSON.stringify(outcome)}`);
  return problem;
}

/** One question under given surroundings. */
export async function answer(
  engine: Engine,
  sql: string,
  tables: Readonly<Record<string, InputTable>> = {},
  around = surroundings(),
): Promise<Answer> {
  return value((await engine.ask({ tables, questions: [{ sql }], surroundings: around }))[0]);
}

export async function build(
  engine: Engine,
  folder: string,
  sql: string,
  more: { ordered?: boolean; key?: readonly string[]; inputs?: Readonly<Record<string, InputTable>>; around?: Surroundings } = {},
): Promise<Outcome<Built> & { output: string }> {
  const output = join(folder, `${Math.floor(performance.now() * 1000)}.parquet`);
  const outcome = await engine.build({
    asset: 'a',
    sql,
    origin: origin(),
    inputs: more.inputs ?? {},
    surroundings: more.around ?? surroundings(),
    ordered: more.ordered ?? false,
    key: more.key,
    output,
  });
  return { ...outcome, output };
}
