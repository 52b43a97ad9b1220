// Why a stage runs, from two pre-images of a leg: what the environment shows now, and what is there.

import { compareEnvironments, compareListings, type EnvironmentImage, type ListedFile, type Listing } from '../graph/index.ts';
import type { Reason } from './stage.ts';

const rowsText = (n: number) => `, ${n.toLocaleString('en')} row${n === 1 ? '' : 's'}`;
const files = (n: number, what: string) => `${n.toLocaleString('en')} ${what} file${n === 1 ? '' : 's'}`;

/** "flights has 1 new file, 984 rows". `rowsOf` gives a file's rows where they are known. */
export function listingReason(source: string, before: Listing | undefined, now: Listing, rowsOf: (file: ListedFile) => number | undefined): Reason {
  if (now.length === 0) return { leg: 'data', text: `${source} matches no file` };
  if (!before) return { leg: 'data', text: `${source} has not been read: ${now.length.toLocaleString('en')} file${now.length === 1 ? '' : 's'}` };
  const { added, changed, removed } = compareListings(before, now);
  const rows = added.map(rowsOf);
  const counted = rows.every((n) => n !== undefined) ? rowsText(rows.reduce((a, b) => a + b, 0)) : '';
  const parts = [
    ...(added.length ? [`${files(added.length, 'new')}${counted}`] : []),
    ...(changed.length ? [files(changed.length, 'changed')] : []),
    ...(removed.length ? [files(removed.length, 'removed')] : []),
  ];
  const only = [...added, ...changed.map((c) => c.to), ...removed];
  return { leg: 'data', text: `${source} has ${parts.join(', ')}${only.length === 1 ? ` (${only[0]?.path})` : ''}` };
}

export function environmentReason(before: EnvironmentImage, now: EnvironmentImage): Reason {
  const changes = compareEnvironments(before, now).map((c) => `${c.name} ${c.from ?? 'unset'} → ${c.to ?? 'unset'}`);
  return { leg: 'environment', text: changes.join(', ') || 'recorded in another form' };
}
