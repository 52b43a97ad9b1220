// Building a SQL asset: the engine writes a temporary file, the store adopts it as an object.

import { rm } from 'node:fs/promises';
import { digestOf, failed, type Outcome, ok } from '../base/index.ts';
import type { BuildStep, InputTable, Surroundings } from '../engine/index.ts';
import { type Node, tokenText } from '../graph/index.ts';
import type { SqlAsset } from '../product/index.ts';
import type { NewSnapshot, Snapshot, SnapshotId, Store } from '../store/index.ts';
import { behind, brokenParts } from './parts.ts';
import type { RunMeans } from './request.ts';
import { aboutOf, builtSpec, contentDigest, inputTable, newSnapshot } from './snapshot.ts';

export interface TableEnd {
  /** A new snapshot, or the one that says the same. */
  readonly snapshot: NewSnapshot | SnapshotId;
  readonly memory: number | null;
}

/** What makes the rows: the asset's SQL over its inputs, or Trivet's own over what a script returned. */
export interface TableStep {
  readonly asset: string;
  readonly statement: Pick<BuildStep, 'sql' | 'origin' | 'inputs' | 'ordered' | 'key' | 'own'>;
  /** What the rows stand in the order of: readers of the content do not care, people who look at it do. */
  readonly order: string;
  /** Snapshots that may say the same. */
  readonly earlier: readonly Snapshot[];
  readonly surroundings: Surroundings;
}

export async function buildTable(
  node: Node,
  asset: SqlAsset,
  inputs: ReadonlyMap<string, Snapshot>,
  earlier: readonly Snapshot[],
  surroundings: Surroundings,
  means: RunMeans,
  again: boolean,
): Promise<Outcome<TableEnd>> {
  const { store } = means;
  const broken = await brokenParts(inputs, store, again);
  if (broken.length) return failed(...broken);
  const statement: TableStep['statement'] = {
    sql: asset.code.text,
    origin: { file: asset.code.path, line: 1 },
    inputs: Object.fromEntries([...inputs].map(([name, snapshot]) => [name, inputTable(snapshot, store)])),
    ordered: node.facts?.ordered ?? false,
    key: asset.key?.columns,
  };
  const made = await makeTable({ asset: asset.name, statement, order: orderOf(node, asset), earlier, surroundings }, means);
  if (made.ok) return made;
  const damage = await behind(made, inputs, store);
  return damage.length ? failed(...damage) : made;
}

/** Sends the statement to the engine and keeps what comes out, or finds that an earlier snapshot says the same. */
export async function makeTable(
  { asset, statement, order, earlier, surroundings }: TableStep,
  { store, engine }: RunMeans,
): Promise<Outcome<TableEnd>> {
  const output = store.temporary('.parquet');
  const built = await engine.build({ asset, ...statement, surroundings, output });
  if (!built.ok) {
    await rm(output, { force: true });
    return built;
  }
  const content = built.value;
  const spec = builtSpec(content.columns);
  for (const snapshot of earlier) {
    if (aboutOf(snapshot).order === order && (await saysTheSame(snapshot, content, { kind: 'files', spec, files: [output] }, { store, engine }))) {
      await rm(output, { force: true });
      return ok({ snapshot: snapshot.id, memory: content.memory });
    }
  }
  const adopted = await store.adopt(output);
  if (!adopted.ok) return adopted;
  const part = { object: adopted.value.object, path: null, rows: content.rows, size: adopted.value.size };
  return ok({ snapshot: newSnapshot(asset, spec, content, [part], order), memory: content.memory });
}

/** Equal content; or only floats differ, and agree within 1e-9 when both are sorted. */
async function saysTheSame(
  snapshot: Snapshot,
  content: Parameters<typeof contentDigest>[0],
  table: InputTable,
  { store, engine }: Pick<RunMeans, 'engine'> & { store: Store },
): Promise<boolean> {
  const same = snapshot.content === contentDigest(content);
  const about = aboutOf(snapshot);
  const sameShape = snapshot.rows === content.rows && JSON.stringify(about.spec.columns) === JSON.stringify(content.columns);
  const similar = sameShape && content.exactSums !== undefined && about.exactSums?.join() === content.exactSums.join();
  // what is damaged says nothing, and must not stand in for the file that is good
  if (!(same || similar) || !(await store.isWhole(snapshot.parts[0]?.object ?? ('' as never)))) return false;
  if (same) return true;
  const agreed = await engine.agree(inputTable(snapshot, store), table);
  return agreed.ok && agreed.value;
}

function orderOf({ facts }: Node, { code, key }: SqlAsset): string {
  if (facts?.ordered) return `sql ${digestOf(tokenText(code.text))}`;
  return key ? `key ${key.columns.join(', ')}` : 'all columns';
}
