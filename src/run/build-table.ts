// Building a SQL asset: the engine writes a temporary file, the store adopts it as an object.

import { rm } from 'node:fs/promises';
import { failed, type Outcome, ok, type Problem } from '../base/index.ts';
import type { InputTable, Surroundings } from '../engine/index.ts';
import type { Node } from '../graph/index.ts';
import type { SqlAsset } from '../product/index.ts';
import type { NewSnapshot, Snapshot, SnapshotId, Store } from '../store/index.ts';
import { problem } from './problems.ts';
import type { RunMeans } from './request.ts';
import { aboutOf, builtSpec, contentDigest, inputTable, newSnapshot } from './snapshot.ts';

export interface TableEnd {
  /** A new snapshot, or the one that says the same. */
  readonly snapshot: NewSnapshot | SnapshotId;
  readonly memory: number;
}

export async function buildTable(
  node: Node,
  asset: SqlAsset,
  inputs: ReadonlyMap<string, Snapshot>,
  earlier: readonly Snapshot[],
  surroundings: Surroundings,
  { store, engine }: RunMeans,
): Promise<Outcome<TableEnd>> {
  const output = store.temporary('.parquet');
  const built = await engine.build({
    asset: asset.name,
    sql: asset.code.text,
    origin: { file: asset.code.path, line: 1 },
    inputs: Object.fromEntries([...inputs].map(([name, snapshot]) => [name, inputTable(snapshot, store)])),
    surroundings,
    ordered: node.facts?.ordered ?? false,
    key: asset.key?.columns,
    output,
  });
  if (!built.ok) {
    await rm(output, { force: true });
    const gone = await goneParts(inputs, store);
    return gone.length ? failed(...gone) : built;
  }
  const content = built.value;
  const spec = builtSpec(content.columns);
  for (const snapshot of earlier) {
    if (await saysTheSame(snapshot, content, { kind: 'files', spec, files: [output] }, { store, engine })) {
      await rm(output, { force: true });
      return ok({ snapshot: snapshot.id, memory: content.memory });
    }
  }
  const adopted = await store.adopt(output);
  if (!adopted.ok) return adopted;
  const part = { object: adopted.value.object, path: null, rows: content.rows, size: adopted.value.size };
  return ok({ snapshot: newSnapshot(asset.name, spec, content, [part]), memory: content.memory });
}

/** Equal content; or only floats differ, and agree within 1e-9 when both are sorted. */
async function saysTheSame(
  snapshot: Snapshot,
  content: Parameters<typeof contentDigest>[0],
  table: InputTable,
  { store, engine }: Pick<RunMeans, 'engine'> & { store: Store },
): Promise<boolean> {
  if (!(await store.hasObject(snapshot.parts[0]?.object ?? ('' as never)))) return false;
  if (snapshot.content === contentDigest(content)) return true;
  const about = aboutOf(snapshot);
  const sameShape = snapshot.rows === content.rows && JSON.stringify(about.spec.columns) === JSON.stringify(content.columns);
  if (!sameShape || !content.exactSums || about.exactSums?.join() !== content.exactSums.join()) return false;
  const agreed = await engine.agree(inputTable(snapshot, store), table);
  return agreed.ok && agreed.value;
}

/** Inputs whose objects are not in the store any more: the engine only says that it found no file. */
async function goneParts(inputs: ReadonlyMap<string, Snapshot>, store: Store): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [asset, { parts }] of inputs) {
    for (const { object } of parts) if (!(await store.hasObject(object))) problems.push(problem('part-gone', { asset, object }));
  }
  return problems;
}
