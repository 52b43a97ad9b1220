// Building what a script makes: its declared inputs as columns, its rows as a table, or its model as an artifact. Runs no code itself.

import { rm } from 'node:fs/promises';
import { type Digest, digestOfJson, failed, type Outcome, ok } from '../base/index.ts';
import { type Column, type ColumnBatch, quoteName, type ScriptStep, type Surroundings } from '../engine/index.ts';
import type { Node } from '../graph/index.ts';
import type { ScriptAsset } from '../product/index.ts';
import type { Snapshot } from '../store/index.ts';
import { makeTable, type TableEnd } from './build-table.ts';
import { behind, brokenParts } from './parts.ts';
import type { RunMeans } from './request.ts';
import { inputTable, newModel } from './snapshot.ts';

export interface ScriptBuild {
  readonly node: Node;
  readonly asset: ScriptAsset;
  readonly inputs: ReadonlyMap<string, Snapshot>;
  readonly earlier: readonly Snapshot[];
  readonly surroundings: Surroundings;
  /** Of data and code: equal keys see equal random numbers. */
  readonly seed: Digest;
  /** Where the bundle's files lie. */
  readonly codeFolder: string;
  /** Every byte of the inputs is looked at first. */
  readonly again: boolean;
}

export async function buildScript(build: ScriptBuild, means: RunMeans): Promise<Outcome<TableEnd>> {
  const { node, asset, inputs } = build;
  const broken = await brokenParts(inputs, means.store, build.again);
  if (broken.length) return failed(...broken);
  const read = await readInputs(build, means);
  if (!read.ok) return read;
  const step: ScriptStep = {
    asset: asset.name,
    code: { folder: build.codeFolder, script: asset.code.path },
    inputs: read.value,
    surroundings: scriptSurroundings(node, asset, build.surroundings, build.seed),
    signal: means.signal,
  };
  return node.script?.kind === 'model' ? trainModel(step, build, means) : makeRows(step, build, means);
}

/** A script whose own files do not name the clock has none: it is not in its key. */
function scriptSurroundings(node: Node, { settings }: ScriptAsset, { clock, variables }: Surroundings, seed: Digest): ScriptStep['surroundings'] {
  return { clock: node.script?.clock ? clock : null, seed, variables, settings };
}

/** What surrounds a model that answers: the same at every answer, so that equal rows get equal answers. */
export function modelSurroundings({ settings }: ScriptAsset, variables: Surroundings['variables'], code: Digest): ScriptStep['surroundings'] {
  return { clock: null, seed: code, variables, settings };
}

async function readInputs(
  { asset, inputs, surroundings }: ScriptBuild,
  { engine, store }: RunMeans,
): Promise<Outcome<Readonly<Record<string, ColumnBatch>>>> {
  const tables: Record<string, ColumnBatch> = {};
  for (const [name, { columns }] of asset.reads) {
    // the product resolves declared names to the assets' own
    const snapshot = inputs.get(name);
    if (!snapshot) throw new Error(`${asset.name} reads ${name}, which was not handed in`);
    const batch = await engine.columns({ table: inputTable(snapshot, store), only: columns, surroundings });
    if (!batch.ok) {
      const damage = await behind(batch, inputs, store);
      return damage.length ? failed(...damage) : batch;
    }
    tables[name] = batch.value;
  }
  return ok(tables);
}

async function makeRows(step: ScriptStep, { asset, earlier, surroundings }: ScriptBuild, means: RunMeans): Promise<Outcome<TableEnd>> {
  const output = means.store.temporary('.ndjson');
  try {
    const made = await means.scripts.rows({ ...step, output });
    if (!made.ok) return made;
    const told = new Map(made.value.columns.map((c) => [c.name.toLowerCase(), c]));
    const declared = asset.columns.flatMap((c) => (c.type ? [{ name: told.get(c.name.toLowerCase())?.name ?? c.name, type: c.type }] : []));
    const typed = new Map(declared.map((c) => [c.name.toLowerCase(), c]));
    const columns = [
      ...made.value.columns.map((c) => typed.get(c.name.toLowerCase()) ?? c),
      ...declared.filter((c) => !told.has(c.name.toLowerCase())),
    ];
    const statement = {
      sql: castSql(columns),
      origin: { file: asset.code.path, line: 1, at: { file: asset.code.path } },
      inputs: { made: { kind: 'files' as const, spec: textSpec(columns), files: [output] } },
      ordered: false,
      key: asset.key?.columns,
      own: true as const,
    };
    const order = asset.key ? `key ${asset.key.columns.join(', ')}` : 'all columns';
    return await makeTable({ asset: asset.name, statement, order, earlier, surroundings }, means);
  } finally {
    await rm(output, { force: true });
  }
}

const castSql = (columns: readonly Column[]): string =>
  `select ${columns.map(({ name, type }) => `cast(${quoteName(name)} as ${type}) as ${quoteName(name)}`).join(', ')} from made`;
const textSpec = (columns: readonly Column[]) => ({
  format: 'json' as const,
  options: {},
  columns: columns.map(({ name }) => ({ name, type: 'VARCHAR' })),
});

async function trainModel(step: ScriptStep, { earlier }: ScriptBuild, { scripts, store }: RunMeans): Promise<Outcome<TableEnd>> {
  const output = store.temporary('.model');
  const trained = await scripts.train({ ...step, output });
  if (!trained.ok) {
    await rm(output, { force: true });
    return trained;
  }
  const adopted = await store.adopt(output);
  if (!adopted.ok) return adopted;
  const { encoding, signature, metrics, log } = trained.value;
  const made = newModel(step.asset, { encoding, signature, metrics, log }, adopted.value);
  return ok({ snapshot: earlier.find((snapshot) => snapshot.content === made.content)?.id ?? made, memory: null });
}

/** Equal data and code see equal random numbers. */
export const seedOf = (data: Digest, code: Digest): Digest => digestOfJson({ data, code });
