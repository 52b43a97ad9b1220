// The rules of a table compared: which is which in the other version, and whether it allows more. Runs none.

import { canonical, type Json } from '../../base/index.ts';
import { tokens } from '../../engine/index.ts';
import type { TableClaims, TableRule } from '../claims.ts';
import type { JsonMap, OdcsDocument, OdcsQuality, Operator } from '../document.ts';
import { severityAs } from '../severity.ts';
import type { ChangeKind, Say } from './kinds.ts';
import { type Interval, intervalOf, intervalText, movedInterval } from './limits.ts';

interface Side {
  readonly document: OdcsDocument;
  readonly claims: TableClaims;
}

export function compareRules(old: Side, now: Side, say: Say): void {
  const pairs = paired(old.claims.rules, now.claims.rules);
  const table = now.claims.table.name;
  for (const [before, after] of pairs) {
    const rule = after ?? before;
    if (!rule) continue;
    const where = { table, column: rule.column, at: (after ? now : old).document.at(rule.path) };
    const called = `rule ${title(rule)}`;
    if (!before) say('rule-added', { ...where, what: `${called} is new` });
    else if (!after) say('rule-removed', { ...where, what: `${called} is gone` });
    else compareRule(before.quality, after.quality, called, (kind, what) => say(kind, { ...where, what }));
  }
}

/** Rules are the same by id, else by name, else by what they measure, else by all that they say. */
function paired(before: readonly TableRule[], after: readonly TableRule[]): readonly (readonly [TableRule | undefined, TableRule | undefined])[] {
  const left = new Set(after);
  const match = new Map<TableRule, TableRule>();
  for (const keyOf of [sameText, idOf, nameOf, measureOf]) {
    for (const rule of before) {
      if (match.has(rule)) continue;
      const key = keyOf(rule);
      const found = key === undefined ? undefined : [...left].find((other) => keyOf(other) === key);
      if (!found) continue;
      match.set(rule, found);
      left.delete(found);
    }
  }
  return [...before.map((rule) => [rule, match.get(rule)] as const), ...[...left].map((rule) => [undefined, rule] as const)];
}

const sameText = ({ column, quality }: TableRule): string => canonical([column ?? null, quality.raw as Json]);
const idOf = ({ quality }: TableRule): string | undefined => (typeof quality.raw.id === 'string' ? quality.raw.id : undefined);
const nameOf = ({ column, quality: { name } }: TableRule): string | undefined => (name === undefined ? undefined : `${column ?? ''} ${name}`);
const measureOf = ({ column, quality }: TableRule): string | undefined =>
  quality.type === 'text' ? undefined : canonical([column ?? null, statementOf(quality)]);

const title = ({ quality: { name, metric, type, engine, implementation } }: TableRule): string =>
  `\`${name ?? metric ?? (type === 'custom' ? (innerName(implementation) ?? engine ?? 'custom') : type)}\``;

/** What a rule of the engine `trivet` calls itself: the check, the column, or the place of the short form. */
function innerName(implementation: Json | undefined): string | undefined {
  if (!isMap(implementation)) return undefined;
  const [place, said] = Object.entries(implementation)[0] ?? [];
  return isMap(said) && (place === 'checks' || place === 'columns') ? Object.keys(said)[0] : place;
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);
const comparisons = ['is', 'isNot', 'min', 'max', 'above', 'below', 'between', 'notBetween'] as const;

/** What is measured, without what it must be. */
function statementOf({ type, metric, arguments: given, engine, implementation, query, raw }: OdcsQuality): Json {
  const stated = isMap(implementation) ? withoutBounds(implementation) : implementation;
  return { type, metric, arguments: given, engine, implementation: stated, query: query && tokensOf(query), unit: unitOf(raw.unit) };
}

/** A query without its white space and comments: what is in quotes stays as it is. */
const tokensOf = (query: string): string =>
  tokens(query)
    .map(({ text }) => text)
    .join(' ');

const unitOf = (unit: Json | undefined): Json => (unit === undefined ? 'rows' : unit);

/** A check in the short form without its comparisons: of its type's settings, and of how many rows may offend. */
function withoutBounds(check: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(check).flatMap(([key, value]): (readonly [string, Json | undefined])[] => {
      if (key === 'mostly') return [];
      if (!isMap(value)) return [[key, value]];
      return [[key, Object.fromEntries(Object.entries(value).filter(([name]) => !comparisons.some((one) => one === name)))]];
    }),
  );
}

/** What the value must be: an interval, or a comparison that is none. */
type Judged = { readonly interval: Interval } | { readonly other: Json };

function judgedBy({ operator, implementation }: OdcsQuality): Judged {
  if (operator) return byOperator(operator.name, operator.value);
  if (!isMap(implementation)) return { interval: {} };
  const said = Object.values(implementation).filter(isMap);
  const bounds = Object.assign({}, ...said.map((one) => pick(one))) as JsonMap;
  const { is, min, max, above, below, between, isNot, notBetween } = bounds;
  if (isNot !== undefined || notBetween !== undefined || said.filter((one) => Object.keys(pick(one)).length > 0).length > 1)
    return { other: said.map((one) => pick(one)) };
  const [low, high] = Array.isArray(between) ? between : [];
  return { interval: intervalOf({ min: end(is ?? min ?? low), max: end(is ?? max ?? high), above: end(above), below: end(below) }) };
}

const pick = (settings: JsonMap): JsonMap =>
  Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== undefined && comparisons.some((one) => one === name)));
/** As the check compares it: true and false by their names. */
const end = (value: Json | undefined): number | string | undefined =>
  typeof value === 'boolean' ? String(value) : typeof value === 'number' || typeof value === 'string' ? value : undefined;

function byOperator(name: Operator, value: Json): Judged {
  const pair = Array.isArray(value) ? (value as readonly Json[]) : [];
  const of: Readonly<Record<Operator, Judged>> = {
    mustBe: { interval: intervalOf({ min: end(value), max: end(value) }) },
    mustNotBe: { other: { isNot: value } },
    mustBeGreaterThan: { interval: intervalOf({ above: end(value) }) },
    mustBeGreaterOrEqualTo: { interval: intervalOf({ min: end(value) }) },
    mustBeLessThan: { interval: intervalOf({ below: end(value) }) },
    mustBeLessOrEqualTo: { interval: intervalOf({ max: end(value) }) },
    mustBeBetween: { interval: intervalOf({ min: end(pair[0]), max: end(pair[1]) }) },
    mustNotBeBetween: { other: { notBetween: value } },
  };
  return of[name];
}

const judgedText = (judged: Judged): string => ('interval' in judged ? intervalText(judged.interval) : JSON.stringify(judged.other));
const moves: Readonly<Record<string, ChangeKind>> = {
  added: 'rule-tightened',
  narrower: 'rule-tightened',
  removed: 'rule-loosened',
  wider: 'rule-loosened',
  changed: 'rule-changed',
};

function compareRule(before: OdcsQuality, after: OdcsQuality, called: string, say: (kind: ChangeKind, what: string) => void): void {
  const [old, now] = [judgedBy(before), judgedBy(after)];
  const mostly = [before, after].map(({ implementation }) => (isMap(implementation) ? (implementation.mostly ?? null) : null));
  if (canonical(statementOf(before)) !== canonical(statementOf(after)) || mostly[0] !== mostly[1]) {
    say('rule-changed', `${called} checks something else`);
  } else if ('interval' in old && 'interval' in now) {
    const kind = moves[movedInterval(old.interval, now.interval)] ?? otherWords(old.interval, now.interval);
    if (kind) say(kind, `${called} was ${judgedText(old)} and is ${judgedText(now)}`);
  } else if (canonical(old as unknown as Json) !== canonical(now as unknown as Json)) {
    say('rule-changed', `${called} was ${judgedText(old)} and is ${judgedText(now)}`);
  }
  compareSeverity(before, after, called, say);
  if (canonical(wordsOf(before)) !== canonical(wordsOf(after))) say('rule-described', `${called} is described in other words`);
}

/** Ends of the same worth: a number and its text are two things to who reads them, two spellings of one instant are not. */
function otherWords(before: Interval, after: Interval): ChangeKind | undefined {
  if (canonical(before as Json) === canonical(after as Json)) return undefined;
  const typesOf = ({ low, high }: Interval) => [low, high].map((one) => typeof one?.value).join();
  return typesOf(before) === typesOf(after) ? 'rule-described' : 'rule-changed';
}

/** By what each is checked as: words that mean the same change nothing but what people read. */
function compareSeverity(before: OdcsQuality, after: OdcsQuality, called: string, say: (kind: ChangeKind, what: string) => void): void {
  const [old, now] = [before, after].map(({ severity }) => (severity ?? 'error').trim().toLowerCase());
  if (old === now) return;
  const [was, is] = [severityAs(old), severityAs(now)];
  const kind = was === is ? 'rule-described' : is === 'warning' ? 'rule-severity-lowered' : 'rule-severity-raised';
  say(kind, `${called} was of severity ${old} and is of ${now}`);
}

/** All that no check reads. */
function wordsOf({ raw }: OdcsQuality): Json {
  const judged = ['type', 'metric', 'arguments', 'engine', 'implementation', 'query', 'unit', 'severity'];
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !judged.includes(key) && !key.startsWith('must')));
}
