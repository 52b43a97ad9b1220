// The pre-images of the three fingerprints. A fingerprint is the digest of its pre-image's canonical text, which the store keeps.

import { canonical, type Digest, digestOf, type Instant, type Json } from '../base/index.ts';
import type { CodeFile, Source } from '../product/index.ts';
import type { Node } from './graph.ts';
import { tokenText } from './tokens.ts';

/** A text and its digest, the fingerprint. */
export interface PreImage {
  readonly digest: Digest;
  readonly text: string;
}

export function preImage(value: Json): PreImage {
  const text = canonical(value);
  return { digest: digestOf(text), text };
}

/** A file of a source as it was found. */
export interface ListedFile {
  /** Relative to the product's folder, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
}
export type Listing = readonly ListedFile[];

/** The data leg of a source: its listing. */
export interface ListingImage {
  readonly kind: 'listing';
  readonly files: Listing;
}
/** The data leg of anything built: the contents it read, and the logical clock where the step uses it. */
export interface InputsImage {
  readonly kind: 'inputs';
  readonly inputs: Readonly<Record<string, Digest>>;
  readonly clock?: Instant | undefined;
}
/** The environment leg: the engine and every setting and declared variable in force. */
export interface EnvironmentImage {
  readonly engine: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Salted digests; null: not set. */
  readonly variables: Readonly<Record<string, string | null>>;
  /** Of a product with scripts: what runs them, e.g. `node 24.21.0`. */
  readonly runtime?: string | undefined;
  /** Of a product with scripts: its lock files' digests by path. */
  readonly locks?: Readonly<Record<string, Digest>> | undefined;
}

export const listingImage = (files: Listing): PreImage =>
  preImage({ kind: 'listing', files: files.map(({ path, size, digest }) => ({ path, size, digest })) });

export const inputsImage = (inputs: Readonly<Record<string, Digest>>, clock: Instant | undefined): PreImage =>
  preImage({ kind: 'inputs', inputs, clock: clock === undefined ? undefined : instantText(clock) });

export const environmentImage = (environment: EnvironmentImage): PreImage =>
  preImage({
    engine: environment.engine,
    settings: environment.settings,
    variables: environment.variables,
    runtime: environment.runtime,
    locks: environment.locks,
  });

/** The code leg: the step's token text; a script's own files, what it declares to read and how; how a source's bytes are read. Descriptions and checks are not in it. */
export function codeImage(node: Node, files: ReadonlyMap<string, CodeFile> = new Map()): PreImage {
  const { asset } = node;
  if (asset.kind === 'sql') return preImage({ kind: 'sql', sql: tokenText(asset.code.text) });
  if (asset.kind === 'source') return preImage({ kind: 'source', ...readSettings(asset) });
  const own = (node.script?.files ?? [asset.code.path]).map((path) => [path, files.get(path)?.digest ?? null]);
  const reads = Object.fromEntries([...asset.reads].map(([name, { columns }]) => [name, columns ? [...columns] : null]));
  const typed = asset.columns.filter((c) => c.type).map((c) => [c.name, c.type ?? null]);
  return preImage({ kind: 'script', makes: node.script?.kind, files: own, reads, settings: { ...asset.settings }, columns: typed });
}

function readSettings(source: Source): { readonly [key: string]: Json | undefined } {
  const typed = source.format === 'parquet' ? [] : source.columns.filter((c) => c.type).map((c) => [c.name, c.type ?? null]);
  return { format: source.format, options: { ...source.options }, columns: typed };
}

/** Two spellings of one instant are one clock. */
export const instantText = (clock: Instant): string => new Date(clock).toISOString();
