// `contract infer PATH`: a contract of what data itself says, to begin with. Reads CSV, Parquet, JSON and DuckDB files, and writes nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { contractProblem, inferTable, odcsOf, shortFormOf, yamlOf } from '../../contract/index.ts';
import { type Column, type Engine, engineSettings, type InputTable, type Surroundings, startEngine } from '../../engine/index.ts';
import type { Described } from '../../product/index.ts';
import type { Documents } from '../documents.ts';
import { problem } from '../problems.ts';
import { type Context, endWith, type VerbEnd } from '../verb.ts';
import { filesOfGroups, type Place, placeAt } from './find-data.ts';
import { foundColumns } from './fit-types.ts';
import { foldersOf } from './inputs.ts';

export interface InferOptions {
  readonly as: 'odcs' | 'short';
  readonly tight: boolean;
}
type Where = Pick<Context, 'cwd' | 'effects' | 'flags'>;

export async function infer(paths: readonly string[], options: InferOptions, context: Where): Promise<VerbEnd> {
  const [path, ...more] = paths;
  if (path === undefined || more.length > 0) {
    const wrong = {
      from: 'FILE',
      value: paths.join(' '),
      expected: 'one file, folder or pattern',
      example: 'trivet contract infer data/flights.parquet',
    };
    return endWith([problem('bad-value', wrong)]);
  }
  const place = placeAt(path, context.cwd);
  if (!place.ok) return endWith(place.problems);
  const tables = await inferPlace(place.value, options, context);
  if (!tables.ok) return endWith(tables.problems);
  const text = textOf(tables.value, place.value, path, options);
  if (text === undefined) return endWith([contractProblem('several-tables', { path, tables: tables.value.map(({ described }) => described.name) })]);
  const end: Omit<Documents['contract'], 'problems'> = { action: 'infer', as: options.as, text };
  return { document: end, text: text.trimEnd(), summary: `${path}: ${tables.value.map(({ described }) => described.name).join(', ')}`, exit: 0 };
}

/** The short form is of one table. */
function textOf(tables: readonly Inferred[], place: Place, path: string, { as }: InferOptions): string | undefined {
  const [first] = tables;
  if (as === 'short') return first && tables.length === 1 ? shortFormOf(first.described, place.kind === 'database' ? {} : { path }) : undefined;
  const server =
    place.kind === 'database'
      ? { server: 'data', type: 'duckdb', database: path }
      : { server: 'data', type: 'local', path, format: first?.format ?? 'parquet' };
  return yamlOf(
    odcsOf(
      tables.map(({ described }) => described),
      { server },
    ),
  );
}

interface Inferred {
  readonly described: Described;
  readonly format?: string | undefined;
}

async function inferPlace(place: Place, { tight }: InferOptions, { effects, flags }: Where): Promise<Outcome<readonly Inferred[]>> {
  const sets = Object.entries(flags.set).map(([name, value]) => `engine.${name}=${value}`);
  const settings = engineSettings({}, effects.variables, sets);
  if (!settings.ok) return settings;
  const clock = flags.clock ?? new Date(effects.now()).toISOString();
  const surroundings = { settings: settings.value.values, variables: {}, clock };
  const temporary = mkdtempSync(join(tmpdir(), 'trivet-infer-'));
  const engine = startEngine({ temporary, readable: foldersOf(place), ...settings.value.machine });
  try {
    const tables = await tablesAt(engine, place, surroundings);
    if (!tables.ok) return tables;
    const inferred: Inferred[] = [];
    for (const { name, table, format } of tables.value) {
      const one = await inferTable(engine, { name, table, surroundings, label: place.label, tight });
      if (!one.ok) return one;
      inferred.push({ described: one.value, format });
    }
    return ok(inferred);
  } finally {
    await engine.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}

interface Table {
  readonly name: string;
  readonly table: InputTable;
  readonly format?: string | undefined;
}

/** The tables of a DuckDB file, or a table for each file or folder of files. */
async function tablesAt(
  engine: Pick<Engine, 'tablesOf' | 'inspect' | 'ask'>,
  place: Place,
  surroundings: Surroundings,
): Promise<Outcome<readonly Table[]>> {
  if (place.kind === 'database') {
    const found = await engine.tablesOf({ file: place.path, label: place.label });
    if (!found.ok) return found;
    return ok(
      found.value.map((one) => ({
        name: one.schema === 'main' ? one.table : `${one.schema}.${one.table}`,
        table: { kind: 'database', file: place.path, ...one },
      })),
    );
  }
  const groups = await filesOfGroups(place);
  if (!groups.ok) return groups;
  const tables: Table[] = [];
  for (const [name, { files, format, options }] of groups.value) {
    const { spec } = await engine.inspect({ source: name, files, format, options, declared: [] });
    if (!spec.ok) return failed(...spec.problems);
    const input = (columns: readonly Column[]): InputTable => ({
      kind: 'files',
      spec: { ...spec.value, columns },
      files: files.map(({ path }) => path),
    });
    tables.push({ name, table: input(await foundColumns({ engine, input, spec: spec.value, surroundings })), format });
  }
  return ok(tables);
}
