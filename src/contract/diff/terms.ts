// What a contract says beside its tables, compared: servers, service levels, roles, version, status, who answers for it.

import { canonical, type Json } from '../../base/index.ts';
import type { DocumentPath, JsonMap, OdcsDocument, OdcsSla } from '../document.ts';
import { milliseconds, unitNamed } from '../units.ts';
import type { ChangeKind, Say } from './kinds.ts';

type Place = OdcsDocument['at'];

export function compareTerms(old: OdcsDocument, now: OdcsDocument, say: Say): void {
  compareServers(old, now, say);
  compareLevels(old, now, say);
  compareRoles(old, now, say);
  const groups = [
    ['team-changed', ['team']],
    ['support-changed', ['support']],
    ['price-changed', ['price']],
    ['about-changed', ['name', 'domain', 'dataProduct', 'tenant', 'tags', 'authoritativeDefinitions']],
    ['other-changed', ['customProperties', 'contractCreatedTs', 'slaDefaultElement']],
  ] as const;
  for (const [kind, keys] of groups) {
    const changed = keys.filter((key) => differs(old.raw[key], now.raw[key]));
    const [first] = changed;
    if (first) say(kind, { what: `${changed.map((key) => `\`${key}\``).join(', ')} changed`, at: placeOf(old, now, [first]) });
  }
  if (differs(old.description, now.description)) {
    const terms = ['usage', 'limitations'].some((key) => differs(old.description?.[key], now.description?.[key]));
    say(terms ? 'terms-changed' : 'description-changed', { what: '`description` changed', at: placeOf(old, now, ['description']) });
  }
}

const differs = (a: Json | undefined, b: Json | undefined): boolean => canonical(a ?? null) !== canonical(b ?? null);

/** In the new contract; of what is gone, in the old one. */
const placeOf = (old: OdcsDocument, now: OdcsDocument, path: DocumentPath): ReturnType<Place> => {
  const [first = ''] = path;
  return now.raw[first] === undefined ? old.at(path) : now.at(path);
};

function compareServers(old: OdcsDocument, now: OdcsDocument, say: Say): void {
  const after = new Map(now.servers.map((one) => [one.server, one]));
  for (const before of old.servers) {
    const same = after.get(before.server);
    after.delete(before.server);
    const called = `server \`${before.server}\``;
    if (!same) say('server-removed', { what: `${called} is gone`, at: before.at });
    else {
      const keys = [...new Set([...Object.keys(before.raw), ...Object.keys(same.raw)])].filter((key) => differs(before.raw[key], same.raw[key]));
      const words = keys.filter((key) => ['id', 'description', 'customProperties', 'roles'].includes(key));
      if (keys.length > words.length) say('server-changed', { what: `${called}: ${listed(keys)} changed`, at: same.at });
      else if (words.length > 0) say('description-changed', { what: `${called}: ${listed(words)} changed`, at: same.at });
    }
  }
  for (const one of after.values()) say('server-added', { what: `server \`${one.server}\` is new`, at: one.at });
}

const listed = (keys: readonly string[]): string => keys.map((key) => `\`${key}\``).join(', ');

/** Less is better: of all others more is. A retention is what its check takes it for: no row is older. */
const lessIsBetter = /^(latency|ly|freshness|fr|timeToDetect|td|timeToNotify|tn|timeToRepair|tr|errorRate|er|frequency|fy|retention|re)$/i;

function compareLevels(old: OdcsDocument, now: OdcsDocument, say: Say): void {
  const key = (one: OdcsSla): string => canonical([one.property, one.element ?? null, one.driver ?? null]);
  const left = levelsOf(now);
  for (const before of levelsOf(old)) {
    const found = left.findIndex((one) => key(one) === key(before));
    const [same] = found < 0 ? [] : left.splice(found, 1);
    if (!same) say('sla-removed', { what: `${levelText(before)} is promised no longer`, at: before.at });
    else compareLevel(before, same, (kind, what) => say(kind, { what, at: same.at }));
  }
  for (const one of left) say('sla-added', { what: `${levelText(one)} is new`, at: one.at });
}

/** Each about its own element, or about the one that stands for all. */
const levelsOf = ({ sla, slaDefaultElement: element }: OdcsDocument): OdcsSla[] =>
  sla.map((one) => (one.element === undefined && element !== undefined ? { ...one, element } : one));

const levelText = ({ property, element, value, unit }: OdcsSla): string =>
  `\`${property}\`${element === undefined ? '' : ` of ${element}`} ${String(value)}${unit === undefined ? '' : ` ${unit}`}`;

function compareLevel(before: OdcsSla, after: OdcsSla, tell: (kind: ChangeKind, what: string) => void): void {
  // what is no unit of time says more and less only beside itself
  const times = [before.unit, after.unit].map((unit) => unitNamed(unit) !== undefined);
  const alike = times[0] === times[1] && (times[0] || wordOf(before.unit) === wordOf(after.unit));
  const [a, b] = alike ? [amountOf(before), amountOf(after)] : [];
  const said = `${levelText(before)} became ${String(after.value)}${after.unit === undefined ? '' : ` ${after.unit}`}`;
  if (a !== undefined && b !== undefined ? a === b : !differs([before.value, before.unit ?? null], [after.value, after.unit ?? null])) {
    if (differs(before.raw, after.raw)) tell('description-changed', `${levelText(after)} is described in other words`);
  } else if (a === undefined || b === undefined) tell('sla-changed', said);
  else tell(b < a === lessIsBetter.test(after.property) ? 'sla-tightened' : 'sla-loosened', said);
}

const wordOf = (unit: string | undefined): string =>
  (unit ?? '')
    .trim()
    .toLowerCase()
    .replace(/^percent$/, '%');

/** A number of milliseconds, of percent, or an instant; undefined of what has no more and less. */
function amountOf({ value, unit, property }: OdcsSla): number | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return property === 'generalAvailability' ? -Date.parse(value) : Date.parse(value);
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d+(\.\d+)? ?%?$/.test(value) ? Number.parseFloat(value) : undefined;
  const time = unitNamed(unit);
  return number === undefined || !time ? number : number * milliseconds[time];
}

function compareRoles(old: OdcsDocument, now: OdcsDocument, say: Say): void {
  const roles = ({ raw }: OdcsDocument) =>
    (Array.isArray(raw.roles) ? (raw.roles as readonly JsonMap[]) : []).map((role, i) => ({ role, name: String(role.role), path: ['roles', i] }));
  const after = new Map(roles(now).map((one) => [one.name, one]));
  for (const before of roles(old)) {
    const same = after.get(before.name);
    after.delete(before.name);
    if (!same) say('role-removed', { what: `role \`${before.name}\` is gone`, at: old.at(before.path) });
    else if (differs(before.role, same.role)) say('role-changed', { what: `role \`${before.name}\` changed`, at: now.at(same.path) });
  }
  for (const one of after.values()) say('role-added', { what: `role \`${one.name}\` is new`, at: now.at(one.path) });
}
