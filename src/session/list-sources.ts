// Looks at a source's files: which match, how large, what digest. A digest is remembered while path, size, mtime and inode stay.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Digest, failed, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import { type ListedFile, type Listing, listingImage, type PreImage } from '../graph/index.ts';
import type { Product, Source } from '../product/index.ts';
import type { Store, StoreReader } from '../store/index.ts';
import type { Session } from './open.ts';
import { problem } from './problems.ts';

export interface SourceListing {
  readonly image: PreImage;
  readonly files: Listing;
}

/** A file changed so recently that its mtime may not tell the next change apart is hashed each time. */
const settledMs = 2_000;

interface Seen {
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly stamp: string;
}

export async function listSources(product: Product, session: Session): Promise<Outcome<ReadonlyMap<string, SourceListing>>> {
  const listings = new Map<string, SourceListing>();
  const problems: Problem[] = [];
  for (const asset of product.assets.values()) {
    if (asset.kind !== 'source') continue;
    const files = await listSource(asset, product.folder, session);
    if (files.ok) listings.set(asset.name, { image: listingImage(files.value), files: files.value });
    else problems.push(...files.problems);
  }
  return problems.length ? failed(...problems) : ok(listings);
}

async function listSource(source: Source, folder: string, session: Session): Promise<Outcome<Listing>> {
  const seen: Seen[] = [];
  for (const path of await matches(source.paths, folder)) {
    const absolute = join(folder, path);
    const info = await stat(absolute).catch(() => undefined);
    if (!info?.isFile()) continue;
    if (info.size === 0) return failed(problem('empty-file', { file: path, source: source.name }, { at: { file: path } }));
    seen.push({ path, absolute, size: info.size, mtimeMs: info.mtimeMs, stamp: `${absolute}|${info.size}|${info.mtimeMs}|${info.ino}` });
  }
  if (seen.length === 0) return failed(problem('no-files', { source: source.name, paths: source.paths }, { at: source.pathsAt }));
  return digestAll(seen, session);
}

async function matches(patterns: readonly string[], folder: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for await (const path of glob(pattern, { cwd: folder })) {
      found.add((path.startsWith(sep) ? relative(folder, path) : path).split(sep).join('/'));
    }
  }
  return [...found].sort();
}

async function digestAll(seen: readonly Seen[], { store, effects }: Session): Promise<Outcome<Listing>> {
  const known = await store.cached(
    'file-digest',
    seen.map((file) => file.stamp),
  );
  const fresh: { key: string; value: Json }[] = [];
  const files: ListedFile[] = [];
  for (const [i, file] of seen.entries()) {
    let digest = known[i] as Digest | undefined;
    if (digest === undefined) {
      const hashed = await hashFile(file);
      if (!hashed.ok) return hashed;
      digest = hashed.value;
      if (effects.now() - file.mtimeMs > settledMs) fresh.push({ key: file.stamp, value: digest });
    }
    files.push({ path: file.path, size: file.size, digest });
  }
  if (fresh.length && !store.readOnly) await (store as Store).putCached('file-digest', fresh);
  return ok(files);
}

async function hashFile({ path, absolute }: Seen): Promise<Outcome<Digest>> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(absolute, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  } catch (error) {
    return failed(problem('file-unreadable', { file: path }, { at: { file: path }, cause: (error as Error).message }));
  }
  return ok(hash.digest('hex') as Digest);
}

export const canWrite = (store: StoreReader): store is Store => !store.readOnly && 'putCached' in store;
