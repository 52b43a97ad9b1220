// A snapshot as the engine reads it: the read specification and the multiset sums live in the record's `about`.

import { type Digest, digestOfJson, type Json } from '../base/index.ts';
import type { Column, Content, InputTable, ReadSpec, Signature } from '../engine/index.ts';
import type { NewSnapshot, Part, Snapshot, StoreReader } from '../store/index.ts';

export interface About {
  readonly spec: ReadSpec;
  readonly sums: readonly [string, string];
  readonly exactSums: readonly [string, string] | null;
  /** What the rows of a built table are ordered by. */
  readonly order?: string | undefined;
}

/** What is kept of a model beside its artifact. */
export interface AboutModel {
  readonly encoding: 'json' | 'bytes';
  readonly signature: Signature;
  readonly metrics: Readonly<Record<string, number>>;
  /** What `log` was told while it was trained. */
  readonly log: readonly string[];
}

/** Of a snapshot of kind `model`. */
export const modelOf = (snapshot: Snapshot): AboutModel => snapshot.about as unknown as AboutModel;

/** A model's content: the artifact, what it takes and gives, and how well it did; the log is not in it. */
export function newModel(asset: string, about: AboutModel, artifact: { readonly object: Digest; readonly size: number }): NewSnapshot {
  const { encoding, signature, metrics } = about;
  return {
    asset,
    kind: 'model',
    content: digestOfJson({ artifact: artifact.object, encoding, signature, metrics } as unknown as Json),
    storage: digestOfJson([artifact.object]),
    rows: 0,
    about: about as unknown as Json,
    parts: [{ object: artifact.object, path: null, rows: 0, size: artifact.size }],
  };
}

/** Of a snapshot of kind `table`. */
export const aboutOf = (snapshot: Pick<Snapshot, 'about'>): About => snapshot.about as unknown as About;

/** A model has none. */
export const columnsOf = (snapshot: Pick<Snapshot, 'kind' | 'about'>): readonly Column[] =>
  snapshot.kind === 'model' ? [] : aboutOf(snapshot).spec.columns;

/** The snapshot as a table that a statement may read. */
export function inputTable(snapshot: Snapshot, store: StoreReader): InputTable {
  return { kind: 'files', spec: aboutOf(snapshot).spec, files: snapshot.parts.map((part) => store.objectPath(part.object)) };
}

/** Content digest: names, types, row count and the order-free multiset digest of the rows. */
export function contentDigest(content: Content): Digest {
  return digestOfJson({ columns: content.columns.map((c) => [c.name, c.type]), rows: content.rows, sums: content.sums });
}

export function newSnapshot(asset: string, spec: ReadSpec, content: Content, parts: readonly Part[], order?: string): NewSnapshot {
  const about: About = { spec, sums: content.sums, exactSums: content.exactSums ?? null, order };
  return {
    asset,
    kind: 'table',
    content: contentDigest(content),
    storage: digestOfJson(parts.map((part) => part.object)),
    rows: content.rows,
    about: about as unknown as Json,
    parts,
  };
}

/** What a built Parquet file is read with. */
export const builtSpec = (columns: readonly Column[]): ReadSpec => ({ format: 'parquet', options: {}, columns });
