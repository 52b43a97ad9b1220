// What the page draws and compares: the live release's graph, and what the folder's code has otherwise.

import { type Digest, type Outcome, ok } from '../base/index.ts';
import { readFiles } from '../product/index.ts';
import type { Session } from './open.ts';
import { type Prepared, prepare } from './prepare.ts';
import { rehearsalKey } from './rehearsed.ts';
import { bundleFiles, lookAround } from './world.ts';

/** A source, an asset or an output of the live release, and the ids of what it is made from. An output's id is `output:NAME`. */
export interface LiveNode {
  readonly id: string;
  readonly name: string;
  readonly kind: 'source' | 'sql' | 'script' | 'model' | 'output';
  readonly reads: readonly string[];
}

/** The live release's code, understood; no source is looked at. */
async function livePrepared(session: Session): Promise<Outcome<Prepared>> {
  const around = await lookAround(session);
  if (!around.ok) return around;
  const { product } = around.value;
  return prepare({ product, bundle: { digest: '' as Digest, text: '' }, listings: new Map(), ...around.value.around }, session);
}

/** Names the live release's checks and code, as a rehearsal of them is kept. */
export async function liveRehearsalKey(session: Session): Promise<Outcome<Digest>> {
  const prepared = await livePrepared(session);
  return prepared.ok ? ok(rehearsalKey(prepared.value)) : prepared;
}

export async function liveGraph(session: Session): Promise<Outcome<readonly LiveNode[]>> {
  const prepared = await livePrepared(session);
  if (!prepared.ok) return prepared;
  const { graph, outputs } = prepared.value;
  const assets = [...graph.nodes].map(([name, { asset, script, reads }]): LiveNode => {
    const kind = script?.kind === 'model' ? 'model' : asset.kind;
    return { id: name, name, kind, reads };
  });
  const shown = [...outputs.values()].map(({ output, reads }): LiveNode => {
    const model = output.model === undefined ? [] : [output.model];
    return { id: `output:${output.name}`, name: output.name, kind: 'output', reads: [...new Set([...reads, ...model])] };
  });
  return ok([...assets, ...shown]);
}

export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/** What a `ship` of the folder would bring: code files that differ from the live release's bundle. */
export async function folderDiffers(session: Session): Promise<Outcome<readonly FileChange[]>> {
  const [release] = await session.store.releases(session.environmentId, 1);
  const bundle = release && (await bundleFiles(release.bundle, session.store));
  const files = await readFiles(session.folder);
  if (!files.ok) return files;
  const [live, here] = [bundle ?? [], files.value].map((list) => new Map(list.map((f) => [f.path, f.digest])));
  const paths = [...new Set([...(live?.keys() ?? []), ...(here?.keys() ?? [])])].sort();
  return ok(
    paths.flatMap((path): FileChange[] => {
      const [before, now] = [live?.get(path), here?.get(path)];
      if (before === now) return [];
      return [{ path, change: before === undefined ? 'added' : now === undefined ? 'removed' : 'changed' }];
    }),
  );
}
