// The columns of a table compared: which are new, gone or renamed, and what each promises. Rules are rules.ts's.

import { canonical, type Json } from '../../base/index.ts';
import type { Claims, TableClaims } from '../claims.ts';
import type { OdcsDocument } from '../document.ts';
import { movedLogical, movedType } from '../type-text.ts';
import type { ChangeKind, Say } from './kinds.ts';
import { type Interval, intervalText, type Moved, movedInterval, movedSet, movedValue } from './limits.ts';

interface Side {
  readonly document: OdcsDocument;
  readonly claims: TableClaims;
}
type Tell = (kind: ChangeKind, what: string) => void;

export function compareColumns(old: Side, now: Side, say: Say): void {
  const table = now.claims.table.name;
  const after = new Map(now.claims.columns.map((one) => [one.column, one]));
  const renamed = renames(old.claims.columns, now.claims.columns);
  const known = new Set<string>();
  for (const before of old.claims.columns) {
    const same = after.get(before.column) ?? renamed.get(before.column);
    if (same) known.add(same.column);
    if (same) compareColumn(before, same, (kind, what) => say(kind, { table, column: same.column, what, at: same.at }));
    else if (!insideGone(before.column, old.claims.columns, after, renamed))
      say('column-removed', { table, column: before.column, what: 'is gone', at: before.at });
  }
  for (const one of now.claims.columns) {
    if (known.has(one.column)) continue;
    const kind = one.present === 1 ? 'required-column-added' : 'column-added';
    say(kind, { table, column: one.column, what: `is new${one.present === 1 ? ', and never null' : ''}`, at: one.at });
  }
  compareOrder(old.claims.columns, now.claims.columns, (what, at) => say('columns-reordered', { table, what, at }));
}

/** Columns of another name and the same id. */
function renames(before: readonly Claims[], after: readonly Claims[]): ReadonlyMap<string, Claims> {
  const [old, now] = [before, after].map((columns) => new Set((columns ?? []).map((one) => one.column)));
  const found = new Map<string, Claims>();
  for (const one of before) {
    const { id } = one.property.raw;
    if (now?.has(one.column) || id === undefined) continue;
    const other = after.find(({ column, property }) => property.raw.id === id && !old?.has(column));
    if (other) found.set(one.column, other);
  }
  return found;
}

/** Whether what a column is nested in is gone, which has been told, or renamed. */
function insideGone(column: string, before: readonly Claims[], after: ReadonlyMap<string, Claims>, renamed: ReadonlyMap<string, Claims>): boolean {
  return before.some((one) => isInside(column, one.column) && (!after.has(one.column) || renamed.has(one.column)));
}

const isInside = (column: string, outer: string): boolean => column.startsWith(`${outer}.`) || column.startsWith(`${outer}[]`);

function compareOrder(before: readonly Claims[], after: readonly Claims[], tell: (what: string, at: Claims['at']) => void): void {
  const old = before.map((one) => one.column);
  const common = after.filter((one) => old.includes(one.column));
  const kept = old.filter((name) => common.some((one) => one.column === name));
  const first = common.find((one, i) => one.column !== kept[i]);
  if (first) tell(`the columns stand in another order, from \`${first.column}\` on`, first.at);
}

/** One column in both versions. */
function compareColumn(before: Claims, after: Claims, tell: Tell): void {
  if (before.column !== after.column) tell('column-renamed', `was \`${before.column}\``);
  comparePhysicalName(before, after, tell);
  compareType(before, after, tell);
  compareNulls(before, after, tell);
  if (before.unique !== after.unique) tell(after.unique ? 'unique-added' : 'unique-removed', after.unique ? 'is unique now' : 'is no longer unique');
  limit('range', before.range, after.range, tell);
  limit('length', before.length, after.length, tell);
  const items = before.distinctItems === after.distinctItems ? 'same' : after.distinctItems ? 'added' : 'removed';
  if (items !== 'same') tell(`rule-${items}`, after.distinctItems ? 'no element comes twice now' : 'an element may come twice now');
  value('pattern', before.pattern, after.pattern, tell);
  value('format', before.format, after.format, tell);
  value('step', before.multipleOf, after.multipleOf, tell);
  compareValues(before, after, tell);
  compareReferences(before, after, tell);
  compareMarks(before, after, tell);
}

function comparePhysicalName(before: Claims, after: Claims, tell: Tell): void {
  const [old = before.property.name, now = after.property.name] = [before.property.physicalName, after.property.physicalName];
  const named = before.property.physicalName !== undefined || after.property.physicalName !== undefined;
  if (named && old !== now) tell('column-renamed', `its physicalName was \`${old}\` and is \`${now}\``);
}

/** By the physical types where both have one, else by the logical types. */
function compareType(before: Claims, after: Claims, tell: Tell): void {
  const physical = before.physicalType !== undefined && after.physicalType !== undefined;
  const [old, now] = [before, after].map((one) => (physical ? one.physicalType : (one.logicalType ?? one.physicalType)));
  const logical = before.logicalType && after.logicalType ? movedLogical(before.logicalType, after.logicalType) : 'same';
  if (old === undefined || now === undefined) {
    if (old !== undefined) tell('type-removed', `was of type ${old}, and says none now`);
    if (now !== undefined) tell('type-added', `is of type ${now} now, and said none`);
  } else {
    const moved = physical ? movedType(before.physicalType ?? '', after.physicalType ?? '') : logical;
    const kind = ({ same: undefined, wider: 'type-widened', narrower: 'type-narrowed', changed: 'type-changed' } as const)[moved];
    if (kind) tell(kind, `was ${old} and is ${now}`);
    else if (logical !== 'same') tell('type-changed', `was ${before.logicalType} and is ${after.logicalType}`);
  }
  const zones = [before, after].map(({ property: { options } }) =>
    options.timezone ? `in ${options.defaultTimezone ?? 'a zone of its own'}` : 'without zone',
  );
  const timed = [before, after].every(({ logicalType }) => logicalType === 'timestamp' || logicalType === 'time');
  if (timed && zones[0] !== zones[1]) tell('time-zone-changed', `was ${zones[0]} and is ${zones[1]}`);
}

function compareNulls(before: Claims, after: Claims, tell: Tell): void {
  if (before.present === after.present) return;
  const said = ({ present }: Claims): string =>
    present === 1 ? 'never null' : present === 0 ? 'nullable' : `null in at most ${Number(((1 - present) * 100).toPrecision(12))}% of the rows`;
  const kind = after.present < before.present ? 'nullability-loosened' : 'nullability-tightened';
  tell(kind, `was ${said(before)} and is ${said(after)}`);
}

function limit(what: 'range' | 'length', before: Interval, after: Interval, tell: Tell): void {
  tellMoved(what, movedInterval(before, after), [intervalText(before), intervalText(after)], tell);
}

function tellMoved(what: 'range' | 'length' | 'values', moved: Moved, [old, now]: readonly [string, string], tell: Tell): void {
  const endings = { added: 'added', removed: 'removed', wider: 'widened', narrower: 'narrowed', changed: 'changed' } as const;
  if (moved !== 'same')
    tell(`${what}-${endings[moved]}`, `its ${what} ${what === 'values' ? 'were' : 'was'} ${old} and ${what === 'values' ? 'are' : 'is'} ${now}`);
}

function value(what: 'pattern' | 'format' | 'step', before: string | number | undefined, after: string | number | undefined, tell: Tell): void {
  const moved = movedValue(before, after);
  if (moved !== 'same') tell(`${what}-${moved}`, `its ${what} was ${before ?? 'not said'} and is ${after ?? 'not said'}`);
}

function compareValues(before: Claims, after: Claims, tell: Tell): void {
  const said = (values: readonly Json[] | undefined): string => {
    const shown = values?.slice(0, 5).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    return shown ? `[${shown.join(', ')}${(values?.length ?? 0) > 5 ? ' …' : ''}]` : 'any';
  };
  tellMoved('values', movedSet(before.values, after.values), [said(before.values), said(after.values)], tell);
}

function compareReferences(before: Claims, after: Claims, tell: Tell): void {
  const gone = before.references.filter((one) => !after.references.includes(one));
  const come = after.references.filter((one) => !before.references.includes(one));
  if (gone.length > 0 && come.length > 0) tell('reference-changed', `referred to ${gone.join(', ')} and refers to ${come.join(', ')}`);
  else if (gone.length > 0) tell('reference-removed', `no longer refers to ${gone.join(', ')}`);
  else if (come.length > 0) tell('reference-added', `refers to ${come.join(', ')} now`);
}

const marks = [
  ['classification-changed', ['classification']],
  ['encryption-changed', ['encryptedName']],
  ['partitioning-changed', ['partitioned', 'partitionKeyPosition']],
  ['description-changed', ['description', 'businessName']],
] as const;
/** What is compared elsewhere, or names the part. */
const judged = [
  ...marks.flatMap(([, keys]) => keys),
  ...['id', 'name', 'physicalName', 'physicalType', 'logicalType', 'logicalTypeOptions', 'required', 'unique', 'primaryKey', 'primaryKeyPosition'],
  ...['relationships', 'quality', 'properties', 'items'],
];

function compareMarks(before: Claims, after: Claims, tell: Tell): void {
  const [old, now] = [before.property.raw, after.property.raw];
  for (const [kind, keys] of marks) {
    const changed = keys.filter((key) => movedValue(plain(old[key]), plain(now[key])) !== 'same');
    if (changed.length > 0) tell(kind, changed.map((key) => `its ${key} was ${shown(old[key])} and is ${shown(now[key])}`).join('; '));
    else if (kind === 'classification-changed' && before.personal !== after.personal)
      tell(kind, after.personal ? 'is personal now' : 'is no longer personal');
  }
  const others = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => !judged.includes(key));
  const changed = others.filter((key) => canonical(plain(old[key]) ?? null) !== canonical(plain(now[key]) ?? null));
  if (changed.length > 0) tell('other-changed', `${changed.map((key) => `\`${key}\``).join(', ')} changed`);
}

/** Saying `false` or an empty list is saying nothing. */
const plain = (said: Json | undefined): Json | undefined =>
  said === false || said === null || (Array.isArray(said) && said.length === 0) ? undefined : said;
const shown = (said: Json | undefined): string => (said === undefined ? 'not said' : typeof said === 'string' ? `\`${said}\`` : JSON.stringify(said));
