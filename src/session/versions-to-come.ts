// What each asset of a plan will be when its checks are asked, as far as that can be known before the run. Looks and plans; builds nothing.

import { join } from 'node:path';
import type { Digest, Json } from '../base/index.ts';
import type { Column, InputTable } from '../engine/index.ts';
import type { ListedFile, Listing } from '../graph/index.ts';
import type { Plan, Stage } from '../plan/index.ts';
import type { Source, SqlAsset } from '../product/index.ts';
import { builtSpec, columnsOf, inputTable, inspectFiles, unreadable } from '../run/index.ts';
import type { BuildId, Snapshot } from '../store/index.ts';
import { canWrite } from './list-sources.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';

export interface VersionToCome {
  /**
   * What stands for it: `kept`, itself · `files`, a source's files as they lie · `shown`, the version that is shown now, of the same columns ·
   * `columns`, nothing but its columns.
   */
  readonly of: 'kept' | 'files' | 'shown' | 'columns';
  readonly table: Extract<InputTable, { readonly kind: 'files' }>;
  /** The files that it is sure to have, one a part; `rows` where they are known. */
  readonly parts: readonly { readonly object: Digest; readonly rows?: number | undefined }[];
  /** How the parts are read, as a snapshot keeps it. */
  readonly about: Json;
  readonly rows: number | undefined;
  /** Where it is kept. */
  readonly snapshot?: Snapshot | undefined;
  readonly build?: BuildId | undefined;
}

/** By asset; undefined where nothing is known of it, or where it is a model. */
export type VersionsToCome = (asset: string) => Promise<VersionToCome | undefined>;

/** Each is found out when it is first asked for. */
export async function versionsToCome(prepared: Prepared, plan: Plan, session: Session): Promise<VersionsToCome> {
  const main = plan.stages.filter(({ kind }) => kind === 'read' || kind === 'build' || kind === 'reuse');
  const stages = new Map(main.map((stage) => [stage.asset, stage]));
  const pointers = await session.store.pointers(session.environmentId);
  const found = new Map<string, Promise<VersionToCome | undefined>>();
  const find = async (name: string): Promise<VersionToCome | undefined> => {
    const stage = stages.get(name);
    const node = prepared.graph.nodes.get(name);
    if (!stage || !node) return undefined;
    if (stage.reuse) return kept(stage.reuse, session);
    if (node.asset.kind === 'source') return asItLies(node.asset, prepared.world.listings.get(name)?.files ?? [], session);
    const pointer = pointers.get(name);
    const shown = pointer && (await kept(pointer, session));
    if (node.asset.kind === 'script') return shown && standIn(shown, shown.table.spec.columns);
    const inputs = await Promise.all(node.reads.map(async (read) => [read, await versionOf(read)] as const));
    const columns = await columnsToCome(node.asset, inputs, prepared, session);
    return columns && standIn(shown, columns);
  };
  const versionOf: VersionsToCome = (name) => {
    const known = found.get(name) ?? find(name);
    found.set(name, known);
    return known;
  };
  return versionOf;
}

async function kept({ snapshot: id, build }: NonNullable<Stage['reuse']>, { store }: Session): Promise<VersionToCome | undefined> {
  const snapshot = await store.snapshot(id);
  if (!snapshot || snapshot.kind === 'model') return undefined;
  const table = inputTable(snapshot, store);
  if (table.kind !== 'files') return undefined;
  return { of: 'kept', table, parts: snapshot.parts, about: snapshot.about, rows: snapshot.rows, snapshot, build };
}

/** What cannot be read says why when it is run. */
async function asItLies(source: Source, files: Listing, session: Session): Promise<VersionToCome | undefined> {
  if (files.length === 0 || files.some(({ size, digest }) => size === 0 || digest === unreadable)) return undefined;
  const { store, engine } = session;
  const paths = new Map<ListedFile, string>();
  for (const file of files) {
    const there = await store.hasObject(file.digest, file.size);
    paths.set(file, there ? store.objectPath(file.digest) : join(session.folder, file.path));
  }
  const pathOf = (file: ListedFile) => paths.get(file) as string;
  const { spec, looks } = await inspectFiles(source, files, { again: false, pathOf }, { store, engine });
  if (canWrite(store) && looks.length > 0) await store.putCached('look', looks);
  if (!spec.ok) return undefined;
  // rows decide how Parquet is asked; anything else is read whole, however many they are
  const { format, options } = source;
  const counted = format === 'parquet' ? await engine.count({ files: files.map((f) => ({ path: pathOf(f), label: f.path })), format, options }) : [];
  const parts = files.map(({ digest }, i) => ({ object: digest, rows: counted[i] ?? undefined }));
  return {
    of: 'files',
    table: { kind: 'files', spec: spec.value, files: files.map(pathOf) },
    parts,
    about: { spec: spec.value as unknown as Json },
    rows: undefined,
  };
}

/** In place of a version that is not built yet: the one shown now, where it has these columns. */
function standIn(shown: VersionToCome | undefined, columns: readonly Column[]): VersionToCome {
  const spec = builtSpec(columns);
  const same = shown?.snapshot && JSON.stringify(columnsOf(shown.snapshot)) === JSON.stringify(columns);
  if (shown && same) return { of: 'shown', table: shown.table, parts: [], about: shown.about, rows: shown.rows };
  return { of: 'columns', table: { kind: 'files', spec, files: [] }, parts: [], about: { spec: spec as unknown as Json }, rows: undefined };
}

/** The columns that a SELECT will have, planned over tables without rows; undefined where one of them is not known. */
async function columnsToCome(
  asset: SqlAsset,
  inputs: readonly (readonly [name: string, version: VersionToCome | undefined])[],
  { world }: Prepared,
  { engine }: Session,
): Promise<readonly Column[] | undefined> {
  const tables: Record<string, InputTable> = {};
  for (const [name, version] of inputs) {
    if (!version) return undefined;
    tables[name] = { kind: 'rows', columns: version.table.spec.columns, rows: [] };
  }
  const question = { sql: asset.code.text, origin: { file: asset.code.path, line: 1 } };
  const [answer] = await engine.ask({ tables, questions: [question], surroundings: world.surroundings, bind: true });
  return answer?.ok ? answer.value.columns : undefined;
}
