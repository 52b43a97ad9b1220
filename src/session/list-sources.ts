// Looks at a source's files: which match, how large, what digest. It judges nothing: what can't be read is told when the source is read.
// A digest is remembered while path, size, times and inode stay.

import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, type Stats, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Digest, Json } from '../base/index.ts';
import { type ListedFile, type Listing, listingImage, type PreImage } from '../graph/index.ts';
import type { Product, Source } from '../product/index.ts';
import { unreadable } from '../run/index.ts';
import type { Store, StoreReader } from '../store/index.ts';
import type { Session } from './open.ts';

export interface SourceListing {
  readonly image: PreImage;
  readonly files: Listing;
}

/** A file changed so recently that its times may not tell the next change apart is hashed each time. */
const settledMs = 2_000;

interface Seen {
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
  readonly changedMs: number;
  /** undefined: the system does not say. */
  readonly stamp: string | undefined;
}

/** `rebuild`: the selectors of a --rebuild; the files of the sources they name are hashed again (none: of all). */
export async function listSources(product: Product, session: Session, rebuild?: readonly string[]): Promise<ReadonlyMap<string, SourceListing>> {
  const listings = new Map<string, SourceListing>();
  const named = new Set(rebuild?.map((selector) => selector.replace(/^\+|\+$/g, '').toLowerCase()));
  for (const asset of product.assets.values()) {
    if (asset.kind !== 'source') continue;
    const again = rebuild !== undefined && (named.size === 0 || named.has(asset.name.toLowerCase()));
    const files = await listSource(asset, product.folder, session, again);
    listings.set(asset.name, { image: listingImage(files), files });
  }
  return listings;
}

async function listSource(source: Source, folder: string, session: Session, again: boolean): Promise<Listing> {
  return digestAll(await filesOf(source, folder), session, again);
}

/** What can be told of the sources' files without reading them, as one text: it differs when a file came, went or was written. For a service that looks every second. */
export async function sourceStamps(product: Product): Promise<string> {
  const stamps: string[] = [];
  for (const asset of product.assets.values()) {
    if (asset.kind !== 'source') continue;
    for (const file of await filesOf(asset, product.folder)) stamps.push(`${asset.name}|${file.stamp ?? `${file.absolute}|unreadable`}`);
  }
  return stamps.join('\n');
}

async function filesOf(source: Source, folder: string): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const path of await matches(source.paths, folder)) {
    const absolute = join(folder, path);
    const info = look(absolute);
    if (info === undefined) seen.push({ path, absolute, size: 0, changedMs: 0, stamp: undefined });
    if (!info?.isFile()) continue;
    const { size, mtimeMs, ctimeMs, ino } = info;
    seen.push({ path, absolute, size, changedMs: Math.max(mtimeMs, ctimeMs), stamp: `${absolute}|${size}|${mtimeMs}|${ctimeMs}|${ino}` });
  }
  // glob passes over a folder that it may not look into, and what lies there must not seem to be gone
  for (const pattern of source.paths) {
    for (const absolute of hidden(pattern, folder)) {
      seen.push({ path: relative(folder, absolute).split(sep).join('/') || '.', absolute, size: 0, changedMs: 0, stamp: undefined });
    }
  }
  return seen;
}

/** Folders on a pattern's way that this user may not look into. */
function hidden(pattern: string, folder: string): readonly string[] {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  if (first < 0) return [];
  const closed: string[] = [];
  const open = [resolve(folder, parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.'))];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    try {
      for (const entry of readdirSync(at, { withFileTypes: true }))
        if (entry.isDirectory() && first < parts.length - 1) open.push(join(at, entry.name));
    } catch (error) {
      if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) closed.push(at);
    }
  }
  return closed;
}

/** null: it is not there (any more). undefined: this user may not see it. */
function look(path: string): Stats | null | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return undefined;
  }
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

async function digestAll(seen: readonly Seen[], { store, effects }: Session, again: boolean): Promise<Listing> {
  const stamps = seen.map((file) => file.stamp ?? '');
  const known = again ? [] : await store.cached('file-digest', stamps);
  const fresh: { key: string; value: Json }[] = [];
  const files: ListedFile[] = [];
  for (const [i, file] of seen.entries()) {
    let digest = known[i] as Digest | undefined;
    if (digest === undefined) {
      digest = file.stamp === undefined ? unreadable : await hashFile(file.absolute);
      if (digest === undefined) continue;
      const settled = effects.now() - file.changedMs > settledMs;
      if (file.stamp !== undefined && digest !== unreadable && settled) fresh.push({ key: file.stamp, value: digest });
    }
    files.push({ path: file.path, size: file.size, digest });
  }
  if (canWrite(store)) await store.putCached('file-digest', fresh);
  return files;
}

/** undefined: it is gone since it was seen. */
async function hashFile(path: string): Promise<Digest | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : unreadable;
  }
  return hash.digest('hex') as Digest;
}

export const canWrite = (store: StoreReader): store is Store => !store.readOnly && 'putCached' in store;
