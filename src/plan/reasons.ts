// Why a stage runs, from two pre-images of a leg: what the environment shows now, and what is there.

import type { EnvironmentImage, ListedFile, Listing } from '../graph/index.ts';
import type { Reason } from './stage.ts';

const files = (n: number, what: string) => `${n.toLocaleString('en')} ${what} file${n === 1 ? '' : 's'}`;

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

/** "flights has 1 new file, 984 rows". `rowsOf` gives a file's rows where they are known. */
export function listingReason(source: string, before: Listing | undefined, now: Listing, rowsOf: (file: ListedFile) => number | undefined): Reason {
  if (!before) return { leg: 'data', text: `${source} has not been read: ${now.length.toLocaleString('en')} file${now.length === 1 ? '' : 's'}` };
  const { added, changed, removed } = compareListings(before, now);
  const rows = added.map(rowsOf);
  const counted = rows.every((n) => n !== undefined) ? `, ${rows.reduce((a, b) => a + b, 0).toLocaleString('en')} rows` : '';
  const parts = [
    ...(added.length ? [`${files(added.length, 'new')}${counted}`] : []),
    ...(changed.length ? [files(changed.length, 'changed')] : []),
    ...(removed.length ? [files(removed.length, 'removed')] : []),
  ];
  const only = [...added, ...changed.map((c) => c.to), ...removed];
  return { leg: 'data', text: `${source} has ${parts.join(', ')}${only.length === 1 ? ` (${only[0]?.path})` : ''}` };
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
  for (const name of [...new Set([...Object.keys(before.settings), ...Object.keys(now.settings)])].sort()) {
    const [from, to] = [before.settings[name] ?? null, now.settings[name] ?? null];
    if (from !== to) changes.push({ name, from, to });
  }
  for (const name of [...new Set([...Object.keys(before.variables), ...Object.keys(now.variables)])].sort()) {
    const [from, to] = [before.variables[name] ?? null, now.variables[name] ?? null];
    if (from !== to) changes.push({ name: `variable ${name}`, from: from === null ? 'not set' : 'one value', to: to === null ? 'not set' : 'another' });
  }
  return changes;
}

export function environmentReason(before: EnvironmentImage, now: EnvironmentImage): Reason {
  const changes = compareEnvironments(before, now).map((c) => `${c.name} ${c.from ?? 'unset'} → ${c.to ?? 'unset'}`);
  return { leg: 'environment', text: changes.join(', ') || 'recorded in another form' };
}
