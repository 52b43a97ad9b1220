// Two pre-images of a leg side by side: what was added, changed, removed or set otherwise.

import type { EnvironmentImage, ListedFile, Listing } from './fingerprints.ts';

export interface ListingChange {
  readonly added: readonly ListedFile[];
  readonly changed: readonly { readonly from: ListedFile; readonly to: ListedFile }[];
  readonly removed: readonly ListedFile[];
}

export function compareListings(before: Listing, now: Listing): ListingChange {
  const old = new Map(before.map((f) => [f.path, f]));
  const current = new Set(now.map((f) => f.path));
  return {
    added: now.filter((f) => !old.has(f.path)),
    changed: now.flatMap((to) => {
      const from = old.get(to.path);
      return from && from.digest !== to.digest ? [{ from, to }] : [];
    }),
    removed: before.filter((f) => !current.has(f.path)),
  };
}

export interface SettingChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Settings, declared variables and the engine itself, where they differ. A variable's value is never shown. */
export function compareEnvironments(before: EnvironmentImage, now: EnvironmentImage): readonly SettingChange[] {
  const changes: SettingChange[] = [];
  if (before.engine !== now.engine) changes.push({ name: 'engine', from: before.engine, to: now.engine });
  if (before.runtime !== now.runtime) changes.push({ name: 'runtime', from: before.runtime ?? null, to: now.runtime ?? null });
  for (const name of [...new Set([...Object.keys(before.locks ?? {}), ...Object.keys(now.locks ?? {})])].sort()) {
    const [from, to] = [before.locks?.[name]?.slice(0, 8) ?? null, now.locks?.[name]?.slice(0, 8) ?? null];
    if (before.locks?.[name] !== now.locks?.[name]) changes.push({ name: `lock file ${name}`, from, to });
  }
  for (const name of [...new Set([...Object.keys(before.settings), ...Object.keys(now.settings)])].sort()) {
    const [from, to] = [before.settings[name] ?? null, now.settings[name] ?? null];
    if (from !== to) changes.push({ name, from, to });
  }
  for (const name of [...new Set([...Object.keys(before.variables), ...Object.keys(now.variables)])].sort()) {
    const [from, to] = [before.variables[name] ?? null, now.variables[name] ?? null];
    if (from !== to)
      changes.push({ name: `variable ${name}`, from: from === null ? 'not set' : 'one value', to: to === null ? 'not set' : 'another' });
  }
  return changes;
}
