// What the tests of the script hosts share: running hosts over a bundle in a fresh folder, standard surroundings, short ways to ask.

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { digestOf, type Outcome, type Problem } from '../../../src/base/index.ts';
import {
  type ColumnBatch,
  type ScriptRows,
  type ScriptSurroundings,
  type Scripts,
  type ScriptsOptions,
  startScripts,
} from '../../../src/engine/index.ts';
import type { CodeFile } from '../../../src/product/index.ts';

export interface Rig {
  readonly scripts: Scripts;
  /** The product's folder; its name has a space, brackets and a comma. */
  readonly product: string;
  /** Writes a bundle and returns its folder, as the store lays it out, or under a name. */
  readonly bundle: (files: Readonly<Record<string, string>>, name?: string) => string;
  /** A path that nothing stands at. */
  readonly output: () => string;
}

export function rig(options: Partial<ScriptsOptions> = {}): Rig {
  const product = realpathSync(mkdtempSync(join(process.env.RIG_FOLDER ?? tmpdir(), 'scripts [x], y ')));
  const temporary = join(product, '.trivet', 'temporary');
  mkdirSync(temporary, { recursive: true });
  const scripts = startScripts({ folder: product, ...options });
  afterAll(async () => {
    await scripts.close();
    rmSync(product, { recursive: true, force: true });
  });
  let last = 0;
  const bundle = (files: Readonly<Record<string, string>>, name: string = digestOf(JSON.stringify(files))) => {
    const folder = join(product, '.trivet', 'code', name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
  return { scripts, product, bundle, output: () => join(temporary, `output-${++last}`) };
}

export const surroundings = (over: Partial<ScriptSurroundings> = {}): ScriptSurroundings => ({
  clock: '2001-03-04T06:00:00-08:00',
  seed: digestOf('a seed'),
  variables: {},
  settings: {},
  ...over,
});

/** A table of columns of equal length. */
export function batch(columns: ColumnBatch['columns']): ColumnBatch {
  return { columns, rowCount: Object.values(columns)[0]?.length ?? 0 };
}

export function codeFiles(files: Readonly<Record<string, string>>): ReadonlyMap<string, CodeFile> {
  return new Map(Object.entries(files).map(([path, text]) => [path, { path, text, digest: digestOf(text) }]));
}

export interface Made extends ScriptRows {
  /** The bytes that were written. */
  readonly text: string;
  readonly objects: readonly unknown[];
}

/** Runs one file, `assets/made.ts`, beside others. */
export async function make(
  { scripts, bundle, output }: Rig,
  code: string,
  inputs: Readonly<Record<string, ColumnBatch>> = {},
  over: Partial<ScriptSurroundings> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<Outcome<Made>> {
  const path = output();
  // One folder for all that are alone: a spare host that was started ahead fits.
  const folder = bundle({ ...others, 'assets/made.ts': code }, Object.keys(others).length ? undefined : 'one');
  const made = await scripts.rows({
    asset: 'made',
    code: { folder, script: 'assets/made.ts' },
    inputs,
    surroundings: surroundings(over),
    output: path,
  });
  if (!made.ok) return made;
  const text = readFileSync(path, 'utf8');
  const objects = text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
  return { ok: true, value: { ...made.value, text, objects } };
}

export function value<T>(outcome: Outcome<T> | undefined): T {
  if (!outcome?.ok) throw new Error(JSON.stringify(outcome, null, 1));
  return outcome.value;
}

export function problemOf(outcome: Outcome<unknown> | undefined): Problem {
  const problem = outcome && !outcome.ok ? outcome.problems[0] : undefined;
  if (!problem) throw new Error(`expected a Problem, got ${JSON.stringify(outcome)}`);
  return problem;
}
