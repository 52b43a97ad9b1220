// Which assets a refresh may move, so that in the release every asset has as inputs exactly what the release shows.
// Pure: an asset that fails holds back itself, its readers, and every ancestor whose move would leave a held reader behind.

import type { Digest } from '../base/index.ts';

export interface Move {
  readonly asset: string;
  readonly reads: readonly string[];
  /** Content the live release shows; undefined where it shows none. */
  readonly live: Digest | undefined;
  /** Content that was built and passed its checks; undefined when it failed or was held from being built. */
  readonly candidate: Digest | undefined;
}

export interface Coherent {
  readonly moves: ReadonlySet<string>;
  /** Held assets, each with the asset it is held for (itself where it failed). */
  readonly held: ReadonlyMap<string, string>;
}

/** `assets` in an order in which each comes after what it reads. */
export function coherent(assets: readonly Move[]): Coherent {
  const held = new Map<string, string>();
  for (const a of assets) if (a.candidate === undefined) held.set(a.asset, a.asset);
  const byName = new Map(assets.map((a) => [a.asset, a]));
  const differs = (name: string) => {
    const a = byName.get(name);
    return a !== undefined && a.candidate !== undefined && a.candidate !== a.live;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const a of assets) {
      for (const read of a.reads) {
        // built from an input that stays behind
        if (held.has(read) && !held.has(a.asset) && moved(byName.get(read))) {
          held.set(a.asset, held.get(read) ?? read);
          changed = true;
        }
        // a reader that stays behind still stands on the old input
        if (held.has(a.asset) && a.live !== undefined && !held.has(read) && differs(read)) {
          held.set(read, held.get(a.asset) ?? a.asset);
          changed = true;
        }
      }
    }
  }
  const inOrder = new Map(assets.flatMap((a) => (held.has(a.asset) ? [[a.asset, held.get(a.asset) ?? a.asset] as const] : [])));
  return { moves: new Set(assets.filter((a) => !held.has(a.asset)).map((a) => a.asset)), held: inOrder };
}

/** The input's new content is another than the live one, or unknown. */
const moved = (a: Move | undefined): boolean => a === undefined || a.candidate === undefined || a.candidate !== a.live;
