// Two versions of a contract compared: every difference as a change of a known kind, and whether it breaks those who read the data. Reads no file.

import { canonical, type Json } from '../base/index.ts';
import { type TableClaims, tableClaims } from './claims.ts';
import { compareColumns } from './diff/columns.ts';
import { type Change, changeOf, type Say } from './diff/kinds.ts';
import { compareRules } from './diff/rules.ts';
import { compareTerms } from './diff/terms.ts';
import type { OdcsDocument, OdcsRelationship, OdcsTable } from './document.ts';

/** What changed from one contract to the other: of the tables first, in the order of the new one. Empty exactly when both say the same. */
export function contractDiff(old: OdcsDocument, now: OdcsDocument): readonly Change[] {
  const changes: Change[] = [];
  const say: Say = (kind, change) => changes.push(changeOf(kind, change));
  compareTables(old, now, say);
  if (!isShort(old) && !isShort(now)) compareTerms(old, now, say);
  compareStanding(old, now, changes, say);
  return changes;
}

interface Side {
  readonly document: OdcsDocument;
  readonly claims: TableClaims;
}

function compareTables(old: OdcsDocument, now: OdcsDocument, say: Say): void {
  const left = new Set(now.schema);
  // a short form is called after its file, and both files can't have the same name
  const nameless = isShort(old) || isShort(now);
  for (const before of old.schema) {
    const same = sameTable(before, [...left]) ?? (nameless && old.schema.length === 1 && now.schema.length === 1 ? now.schema[0] : undefined);
    if (same) left.delete(same);
    if (!same) say('table-removed', { table: before.name, what: 'is gone', at: before.at });
    else
      compareTable({ document: old, claims: tableClaims(old, before) }, { document: now, claims: tableClaims(now, same) }, (kind, change) =>
        say(kind, { table: same.name, ...change }),
      );
  }
  for (const one of left) say('table-added', { table: one.name, what: 'is new', at: one.at });
}

/** A short form has no version, no status, no id and no name of its own. */
export const isShort = ({ version }: OdcsDocument): boolean => version === '';

/** Of the same name, else of the same id. */
function sameTable(before: OdcsTable, after: readonly OdcsTable[]): OdcsTable | undefined {
  const { id } = before.raw;
  return after.find((one) => one.name === before.name) ?? after.find((one) => id !== undefined && one.raw.id === id);
}

const judged = ['id', 'name', 'physicalName', 'physicalType', 'description', 'businessName', 'properties', 'relationships', 'quality', 'logicalType'];

function compareTable(old: Side, now: Side, say: Say): void {
  const [before, after] = [old.claims.table, now.claims.table];
  const at = after.at;
  compareNames(old, now, say);
  const kinds = [before, after].map((one) => one.physicalType ?? 'table');
  if (kinds[0] !== kinds[1]) say('table-kind-changed', { what: `was a ${kinds[0]} and is a ${kinds[1]}`, at });
  compareKey(old.claims, now.claims, say);
  compareColumns(old, now, say);
  compareRelationships(old, now, say);
  compareRules(old, now, say);
  const words = ['description', 'businessName'].filter((key) => differs(before.raw[key], after.raw[key]));
  if (words.length > 0) say('description-changed', { what: `its ${words.join(' and ')} changed`, at });
  const others = [...new Set([...Object.keys(before.raw), ...Object.keys(after.raw)])].filter((key) => !judged.includes(key));
  const changed = others.filter((key) => differs(before.raw[key], after.raw[key]));
  if (changed.length > 0) say('other-changed', { what: `${changed.map((key) => `\`${key}\``).join(', ')} changed`, at });
}

/** A physical name that is not said is the name. A short form says neither. */
function compareNames(old: Side, now: Side, say: Say): void {
  const [before, after] = [old.claims.table, now.claims.table];
  if (isShort(old.document) || isShort(now.document)) return;
  const [was, is] = [before.physicalName ?? before.name, after.physicalName ?? after.name];
  if (before.name !== after.name) say('table-renamed', { what: `was \`${before.name}\``, at: after.at });
  else if (was !== is) say('table-renamed', { what: `its physicalName was \`${was}\` and is \`${is}\``, at: after.at });
}

const differs = (a: Json | undefined, b: Json | undefined): boolean => canonical(a ?? null) !== canonical(b ?? null);

function compareKey(before: TableClaims, after: TableClaims, say: Say): void {
  const [old, now] = [before.key.join(', '), after.key.join(', ')];
  if (old === now) return;
  const what = old === '' ? `its key is (${now}) now` : now === '' ? `(${old}) is its key no longer` : `its key was (${old}) and is (${now})`;
  const keyed = after.columns.find(({ property }) => property.primaryKey) ?? before.columns.find(({ property }) => property.primaryKey);
  say(old === '' ? 'key-added' : now === '' ? 'key-removed' : 'key-changed', { what, at: keyed?.at ?? after.table.at });
}

/** Relationships of the table: a reference from some columns is another one when it goes to others. */
function compareRelationships(old: Side, now: Side, say: Say): void {
  const from = ({ from: columns }: OdcsRelationship): string => columns.join(', ');
  const left = [...now.claims.table.relationships];
  for (const before of old.claims.table.relationships) {
    const exact = left.findIndex((one) => from(one) === from(before) && one.to.join() === before.to.join());
    const found = exact >= 0 ? exact : left.findIndex((one) => from(one) === from(before));
    const [same] = found < 0 ? [] : left.splice(found, 1);
    const called = `(${from(before)})`;
    if (!same) say('reference-removed', { what: `${called} no longer refers to (${before.to.join(', ')})`, at: before.at });
    else if (same.to.join() !== before.to.join())
      say('reference-changed', { what: `${called} referred to (${before.to.join(', ')}) and refers to (${same.to.join(', ')})`, at: same.at });
    else if (differs(before.raw, same.raw))
      say('description-changed', { what: `the reference from ${called} is described in other words`, at: same.at });
  }
  for (const one of left) say('reference-added', { what: `(${from(one)}) refers to (${one.to.join(', ')}) now`, at: one.at });
}

/** Version, status and id: what they should say depends on what else changed. */
function compareStanding(old: OdcsDocument, now: OdcsDocument, changes: readonly Change[], say: Say): void {
  if (isShort(old) || isShort(now)) return;
  const at = (key: string) => now.at([key]);
  const substance = changes.length > 0 || old.status !== now.status;
  if (old.version !== now.version) {
    const what = `version ${old.version} became ${now.version}`;
    if (orderOf(now.version, old.version) < 0) say('version-lowered', { what, at: at('version') });
    else if (!substance) say('version-bumped-without-change', { what: `${what}, and nothing else changed`, at: at('version') });
  }
  const major = (version: string): string => version.split('.')[0] ?? '';
  const breaks = changes.some((change) => change.breaks);
  if (changes.length > 0 && old.version === now.version) say('version-unchanged', { what: `the version is still ${now.version}`, at: at('version') });
  else if (breaks && major(old.version) === major(now.version))
    say('version-unchanged', { what: `the major version is still that of ${old.version}`, at: at('version') });
  if (old.status !== now.status) {
    const kind = now.status === 'deprecated' ? 'status-deprecated' : now.status === 'retired' ? 'status-retired' : 'status-changed';
    say(kind, { what: `was ${old.status} and is ${now.status}`, at: at('status') });
  }
  if (old.id !== now.id) say('id-changed', { what: `its id was ${old.id} and is ${now.id}`, at: at('id') });
}

/** Semantic versions by their numbers, others as texts. */
function orderOf(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.replace(/^v/, '').split(/[-+]/)[0]?.split('.').map(Number) ?? []);
  if (![...(x ?? []), ...(y ?? [])].every(Number.isFinite)) return a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i++) {
    const difference = (x?.[i] ?? 0) - (y?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
