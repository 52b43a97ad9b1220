// What serving must know of a release to answer for it: handed in, so that this room reads neither bundles nor graphs.

import type { Digest, Instant } from '../base/index.ts';
import type { EngineSettings, InputTable, ScriptSurroundings, Signature } from '../engine/index.ts';
import type { Product } from '../product/index.ts';

export interface ServedModel {
  /** The asset's name. */
  readonly asset: string;
  /** Of the snapshot: artifact and signature. */
  readonly content: Digest;
  readonly artifact: { readonly path: string; readonly encoding: 'json' | 'bytes' };
  readonly signature: Signature;
  readonly metrics: Readonly<Record<string, number>>;
  readonly code: { readonly folder: string; readonly script: string };
  /** Of the script's code leg: two releases with equal content and code share a host. */
  readonly codeDigest: Digest;
  readonly surroundings: ScriptSurroundings;
}

/** One release, whole: its tables, its outputs, its models. */
export interface LiveRelease {
  readonly environment: string;
  readonly number: number;
  readonly kind: string;
  readonly by: string;
  readonly at: Instant;
  /** Of the shipped bundle. */
  readonly product: Product;
  /** Published tables by name; models are not among them. */
  readonly tables: Readonly<Record<string, InputTable>>;
  /** Of every published asset: what caches and ETags are keyed by, with the snapshot's number for the header. */
  readonly contents: Readonly<Record<string, { readonly content: Digest; readonly snapshot: number }>>;
  readonly models: Readonly<Record<string, ServedModel>>;
  readonly settings: EngineSettings;
  readonly variables: Readonly<Record<string, string>>;
}
