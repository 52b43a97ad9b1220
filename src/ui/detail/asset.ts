// One source or asset, whole: rows, columns, code, checks, versions, who reads it. As it is live; reads the store only.

import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import type { Asset } from '../../product/index.ts';
import type { ColumnLook, Detail, Named } from '../detail-documents.ts';
import { problem } from '../problems.ts';
import { contentOf, type Facts, gather } from '../state/facts.ts';
import { standingOf } from '../state/marks.ts';
import { modelLine } from '../state/models.ts';
import type { PageNode, PageRule, PageWorld } from '../world.ts';
import { checkHistory } from './check-history.ts';
import { checkRows } from './check-rows.ts';
import { columnSays, contractOf } from './contract.ts';
import { keptPreview, type Preview } from './preview.ts';
import { consumersBehind } from './readers.ts';
import { versionRows } from './versions.ts';

export async function assetDetail(name: string, world: PageWorld): Promise<Outcome<Detail>> {
  const facts = await gather(world);
  const assets = facts.nodes.filter((n) => n.kind !== 'output');
  const node = assets.find((n) => n.name === name);
  if (!node)
    return failed(
      problem('unknown-node', {
        what: 'source or asset',
        name,
        near: nearest(
          name,
          assets.map((n) => n.name),
        ),
      }),
    );
  const { store, environment } = world;
  const asset = facts.product?.assets.get(name);
  const content = contentOf(name, facts);
  const personal = new Set((asset?.columns ?? []).filter((c) => c.personal).map((c) => c.name.toLowerCase()));
  const rules = await world.rules();
  const preview = content === undefined ? undefined : await keptPreview(content, personal, store);
  const flag = environment === 'prod' ? ' --environment prod' : ` --environment ${environment}`;
  return ok({
    id: node.id,
    name,
    kind: node.kind,
    ...standingOf(node, facts, []),
    description: asset?.description ?? null,
    key: asset?.key?.columns ?? [],
    count: preview?.count ?? rowsOf(name, facts),
    command: facts.pointers.has(name) ? `trivet show ${name}${flag}` : `trivet run ${name}${flag}`,
    columns: columnLooks(asset, preview, rules),
    rows: preview?.rows ?? null,
    code: codeOf(asset),
    contract: asset ? contractOf(asset, rules) : null,
    checks: checkRows(name, facts, rules),
    history: await checkHistory(name, facts, store),
    versions: await versionRows(name, facts, store),
    ...neighbours(node, facts),
    consumers: consumersBehind(node.id, facts),
    parameters: [],
    promises: [],
    model: node.kind === 'model' ? ((await modelLine(name, facts, store)) ?? null) : null,
    url: null,
  });
}

function rowsOf(name: string, { pointers, snapshots }: Facts): number | null {
  const pointer = pointers.get(name);
  const snapshot = pointer && snapshots.get(pointer.snapshot);
  return snapshot?.kind === 'table' ? snapshot.rows : null;
}

/** As the preview has them, then those that are declared and not there. */
function columnLooks(asset: Asset | undefined, preview: Preview | undefined, rules: readonly PageRule[]): readonly ColumnLook[] {
  const declared = new Map((asset?.columns ?? []).map((c) => [c.name.toLowerCase(), c]));
  const said = (name: string): Pick<ColumnLook, 'description' | 'says'> => {
    const column = declared.get(name.toLowerCase());
    return { description: column?.description ?? null, says: asset && column ? columnSays(column, asset, rules) : [] };
  };
  const there = (preview?.columns ?? []).map(({ name, type, nulls, distinct, min, max, bins, personal = false, labels = [] }) => ({
    ...{ name, type, nulls, distinct, min, max, bins, personal, labels },
    ...said(name),
  }));
  const known = new Set(there.map((c) => c.name.toLowerCase()));
  const nothing = { nulls: null, distinct: null, min: null, max: null, bins: [], labels: [] };
  const missing = [...declared.values()].filter((c) => !known.has(c.name.toLowerCase()));
  return [...there, ...missing.map((c) => ({ name: c.name, type: c.type ?? '', personal: c.personal ?? false, ...nothing, ...said(c.name) }))];
}

/** The code first, then the yaml that describes it. */
function codeOf(asset: Asset | undefined): Detail['code'] {
  if (!asset) return [];
  const files = [asset.kind === 'source' ? undefined : asset.code, asset.specFile, asset.contractFile];
  return files.flatMap((file) => (file ? [{ path: file.path, text: file.text }] : []));
}

/** What a node reads, and what reads it. */
export function neighbours(node: PageNode, { nodes }: Facts): { readonly reads: readonly Named[]; readonly readers: readonly Named[] } {
  const named = ({ id, name }: PageNode): Named => ({ id, name });
  const reads = node.reads.flatMap((id) => nodes.filter((n) => n.id === id).map(named));
  return { reads, readers: nodes.filter((n) => n.reads.includes(node.id)).map(named) };
}
