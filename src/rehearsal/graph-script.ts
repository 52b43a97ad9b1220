// A script of the product run on altered tables, as a build runs it: its inputs as columns, its rows as a table, or its model's metrics.

import { readFile, rm } from 'node:fs/promises';
import { digestOf, digestOfJson, failed, type Outcome, ok } from '../base/index.ts';
import { type Column, type ColumnBatch, type InputTable, quoteName, type ScriptStep } from '../engine/index.ts';
import type { Node } from '../graph/index.ts';
import type { ScriptAsset } from '../product/index.ts';
import type { GraphMeans, Made } from './graph-means.ts';

export async function buildScript(node: Node, tables: Readonly<Record<string, InputTable>>, means: GraphMeans): Promise<Outcome<Made>> {
  const { asset } = node;
  if (asset.kind !== 'script') return failed();
  const inputs: Record<string, ColumnBatch> = {};
  for (const [name, { columns }] of asset.reads) {
    const table = tables[name];
    if (!table) return failed();
    const batch = await means.engine.columns({ table, only: columns, surroundings: means.surroundings });
    if (!batch.ok) return batch;
    inputs[name] = batch.value;
  }
  const { clock, variables } = means.surroundings;
  const step: ScriptStep = {
    asset: asset.name,
    code: { folder: await means.codeFolder(), script: asset.code.path },
    inputs,
    // one seed for all: a difference is the data's, not chance's
    surroundings: { clock: node.script?.clock ? clock : null, seed: digestOfJson({ rehearsed: asset.name }), variables, settings: asset.settings },
  };
  return node.script?.kind === 'model' ? train(step, means) : rows(step, asset, means);
}

async function train(step: ScriptStep, { scripts, temporary }: GraphMeans): Promise<Outcome<Made>> {
  const output = temporary('.model');
  try {
    const trained = await scripts.train({ ...step, output });
    if (!trained.ok) return trained;
    const artifact = digestOf(await readFile(output));
    return ok({ table: { kind: 'rows', columns: [], rows: [] }, metrics: trained.value.metrics, artifact });
  } finally {
    await rm(output, { force: true });
  }
}

async function rows(step: ScriptStep, asset: ScriptAsset, { scripts, engine, surroundings, temporary }: GraphMeans): Promise<Outcome<Made>> {
  const [written, output] = [temporary('.ndjson'), temporary('.parquet')];
  try {
    const made = await scripts.rows({ ...step, output: written });
    if (!made.ok) return made;
    const columns = typedColumns(made.value.columns, asset);
    const text = columns.map(({ name }) => ({ name, type: 'VARCHAR' }));
    const built = await engine.build({
      asset: asset.name,
      sql: `select ${columns.map(({ name, type }) => `cast(${quoteName(name)} as ${type}) as ${quoteName(name)}`).join(', ')} from made`,
      origin: { file: asset.code.path, line: 1, at: { file: asset.code.path } },
      inputs: { made: { kind: 'files', spec: { format: 'json', options: {}, columns: text }, files: [written] } },
      surroundings,
      ordered: true,
      own: true,
      output,
    });
    if (!built.ok) return built;
    const spec = { format: 'parquet' as const, options: {}, columns: built.value.columns };
    return ok({ table: { kind: 'files', spec, files: [output] }, content: built.value, path: output });
  } finally {
    await rm(written, { force: true });
  }
}

/** Declared types win; a declared column that no row has is there all the same. */
function typedColumns(told: readonly Column[], asset: ScriptAsset): readonly Column[] {
  const declared = new Map(asset.columns.flatMap((c) => (c.type ? [[c.name.toLowerCase(), { name: c.name, type: c.type }] as const] : [])));
  const names = new Set(told.map((c) => c.name.toLowerCase()));
  const typed = told.map((c) => ({ name: c.name, type: declared.get(c.name.toLowerCase())?.type ?? c.type }));
  return [...typed, ...[...declared.values()].filter((c) => !names.has(c.name.toLowerCase()))];
}
