// Which assets a refresh may move, so that in the release every asset has as inputs exactly what the release shows.
// Pure: an asset that fails holds back itself, its readers, and every ancestor whose move would leave a held reader behind.

import type { Digest } from '../base/index.ts';

export interface Move {
  readonly asset: string;
  /** What it is built from, and what its checks read: it was built and checked beside these. */
  readonly beside: readonly string[];
  /** Content the live release shows; undefined where it shows none. */
  readonly live: Digest | undefined;
  /** Content that was built and passed its checks; undefined when it failed or was held from being built. */
  readonly candidate: Digest | undefined;
  /** Not selected in this run: it stays on what is live, whatever it stands on. */
  readonly stays?: boolean | undefined;
}

export interface Coherent {
  readonly moves: ReadonlySet<string>;
  /** Held assets, each with the asset it is held for (itself where it failed). */
  readonly held: ReadonlyMap<string, string>;
}

/** `assets` in an order in which each comes after what it reads. */
export function coherent(assets: readonly Move[]): Coherent {
  const held = new Map<string, string>();
  for (const a of assets) if (a.candidate === undefined && !a.stays) held.set(a.asset, a.asset);
  const byName = new Map(assets.map((a) => [a.asset, a]));
  const stays = (name: string) => held.has(name) || (byName.get(name)?.stays ?? false);
  const differs = (a: Move | undefined) => a?.candidate === undefined || a.candidate !== a.live;
  for (let changed = true; changed; ) {
    changed = false;
    const hold = (name: string, reason: string) => {
      held.set(name, held.get(reason) ?? reason);
      changed = true;
    };
    for (const a of assets) {
      for (const other of a.beside) {
        // built or checked beside something that stays behind
        if (!stays(a.asset) && stays(other) && !byName.get(other)?.stays && differs(byName.get(other))) hold(a.asset, other);
        // what stays behind still stands on the old one
        if (stays(a.asset) && a.live !== undefined && !stays(other) && differs(byName.get(other))) hold(other, a.asset);
      }
    }
  }
  const inOrder = assets.flatMap((a) => (held.has(a.asset) ? [[a.asset, held.get(a.asset) ?? a.asset] as const] : []));
  return { moves: new Set(assets.filter((a) => !stays(a.asset)).map((a) => a.asset)), held: new Map(inOrder) };
}
