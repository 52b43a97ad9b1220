// Forms made of forms: maps with known keys, maps from names, lists, and a choice by the node's kind (shorthands).

import { isMap, isSeq, type Node } from 'yaml';
import { nearest, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';
import { kindOf, placeOf, placeOfSpot, type Spot, writtenText } from './document.ts';
import { badValue, type Form, type Schema, wrongKind } from './form.ts';

/** One known key of a map. */
export interface Member<T, Needed extends boolean = boolean> {
  readonly description: string;
  readonly form: Form<T>;
  readonly needed: Needed;
}
export const needed = <T>(description: string, form: Form<T>): Member<T, true> => ({ description, form, needed: true });
export const optional = <T>(description: string, form: Form<T>): Member<T, false> => ({ description, form, needed: false });

type Members = Readonly<Record<string, Member<unknown>>>;
type Value<M> = M extends Member<infer T> ? T : never;
export type Read<M extends Members> = { readonly [K in keyof M as M[K]['needed'] extends true ? K : never]: Value<M[K]> } & {
  readonly [K in keyof M as M[K]['needed'] extends true ? never : K]?: Value<M[K]> | undefined;
};
/** What a form reads. */
export type ReadBy<F> = F extends Form<infer T> ? T : never;

/** A map with known keys; an unknown one is a Problem with the nearest known. */
export function members<const M extends Members>(example: string, known: M): Form<Read<M>> {
  const form: Form<Read<M>> = {
    expects: `a map of ${Object.keys(known)
      .slice(0, 4)
      .map((key) => `\`${key}\``)
      .join(', ')}${Object.keys(known).length > 4 ? ' …' : ''}`,
    example,
    schema: schemaOfMembers(known),
    read: (spot) => {
      const pairs = pairsOf(spot, form);
      if (!pairs) return undefined;
      const values: Record<string, unknown> = {};
      for (const pair of pairs) {
        if (knownPair(spot, pair, known)) values[pair.name] = known[pair.name]?.form.read(pair.spot);
      }
      const given = new Set(pairs.map((pair) => pair.name));
      for (const [key, member] of Object.entries(known)) if (member.needed && !given.has(key)) missing(spot, key, member.form);
      const whole = Object.entries(known).every(([key, member]) => !member.needed || values[key] !== undefined);
      return whole ? (values as Read<M>) : undefined;
    },
  };
  return form;
}

type Chosen<M extends Members> = { readonly [K in keyof M]: { readonly key: K; readonly value: Value<M[K]> } }[keyof M];

/** A map with exactly one of the known keys. */
export function oneOf<const M extends Members>(example: string, known: M): Form<Chosen<M>> {
  const keys = Object.keys(known);
  const form: Form<Chosen<M>> = {
    expects: `a map of one of ${keys.map((key) => `\`${key}\``).join(', ')}`,
    example,
    schema: { anyOf: keys.map((key) => schemaOfMembers({ [key]: known[key] as Member<unknown> })) },
    read: (spot) => {
      const pairs = pairsOf(spot, form);
      if (!pairs) return undefined;
      const given = pairs.filter((pair) => knownPair(spot, pair, known));
      if (pairs.length > given.length) return undefined;
      const [pair] = given;
      if (!pair || given.length > 1) return badValue(spot, `{ ${given.map(({ name }) => name).join(', ')} }`, form);
      const value = known[pair.name]?.form.read(pair.spot);
      return value === undefined ? undefined : ({ key: pair.name, value } as Chosen<M>);
    },
  };
  return form;
}

/** One entry of a map from names. `at` is the name's place. */
export interface Named<T> {
  readonly name: string;
  readonly at: Place;
  readonly value: T;
}

/** A map from names of one's own to values, in the order written. */
export function named<T>(options: { pattern: RegExp; expects: string; example: string }, of: Form<T>): Form<readonly Named<T>[]> {
  const form: Form<readonly Named<T>[]> = {
    expects: options.expects,
    example: options.example,
    schema: { type: 'object', propertyNames: { pattern: options.pattern.source }, additionalProperties: of.schema },
    read: (spot) => {
      const found: Named<T>[] = [];
      for (const pair of pairsOf(spot, form) ?? []) {
        if (!options.pattern.test(pair.name))
          badValue({ ...pair.spot, path: `the name in ${spot.path || spot.yaml.file.path}`, node: pair.key }, pair.name, form);
        const value = of.read(pair.spot);
        if (value !== undefined) found.push({ name: pair.name, at: pair.at, value });
      }
      return found;
    },
  };
  return form;
}

export function listOf<T>(of: Form<T>, options: { example: string; least?: number }): Form<readonly T[]> {
  const { example, least = 0 } = options;
  const form: Form<readonly T[]> = {
    expects: `a list${least > 0 ? ' that is not empty' : ''}, each ${of.expects}`,
    example,
    schema: { type: 'array', items: of.schema, ...(least > 0 ? { minItems: least } : {}) },
    read: (spot) => {
      if (isEmptyRoot(spot) && least === 0) return [];
      if (!isSeq(spot.node)) return wrongKind(spot, form);
      if (spot.node.items.length < least) return badValue(spot, '[]', form);
      const values = spot.node.items.map((item, i) => of.read(inside(spot, item as Node | null, `${spot.path}[${i + 1}]`, placeholder(spot))));
      return values.every((value) => value !== undefined) ? (values as T[]) : undefined;
    },
  };
  return form;
}

/** The place of a value beside it. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Place;
}

export const placed = <T>(form: Form<T>): Form<Placed<T>> => ({
  ...form,
  read: (spot) => {
    const value = form.read(spot);
    return value === undefined ? undefined : { value, at: placeOfSpot(spot) };
  },
});

export const mapped = <T, U>(form: Form<T>, make: (value: T) => U): Form<U> => ({
  ...form,
  read: (spot) => {
    const value = form.read(spot);
    return value === undefined ? undefined : make(value);
  },
});

/** A value whose meaning follows from its kind, like a shorthand. `empty` makes a key without value mean something. */
export function byKind<A = never, B = never, C = never, D = never>(
  expects: string,
  of: { readonly single?: Form<A>; readonly list?: Form<B>; readonly map?: Form<C>; readonly empty?: () => D },
): Form<A | B | C | D> {
  const forms = [of.single, of.list, of.map].filter((f) => f !== undefined);
  const anyOf: Schema[] = [...forms.map((f) => f.schema), ...(of.empty ? [{ type: 'null' }] : [])];
  const form: Form<A | B | C | D> = {
    expects,
    example: forms[0]?.example ?? '',
    schema: { anyOf },
    read: (spot) => {
      const kind = kindOf(spot.node);
      if (kind === 'empty') return of.empty ? of.empty() : wrongKind(spot, form);
      const chosen = kind === 'a map' ? of.map : kind === 'a list' ? of.list : of.single;
      return chosen ? chosen.read(spot) : wrongKind(spot, form);
    },
  };
  return form;
}

interface Pair {
  readonly name: string;
  readonly at: Place;
  readonly key: Node | null;
  readonly spot: Spot;
}

/** The pairs of a map; keys that are given twice (but for case) are Problems. An empty file is an empty map. */
function pairsOf(spot: Spot, form: Form<unknown>): readonly Pair[] | undefined {
  if (isEmptyRoot(spot)) return [];
  if (!isMap(spot.node)) return wrongKind(spot, form);
  const pairs: Pair[] = [];
  const seen = new Map<string, { readonly name: string; readonly line: number }>();
  for (const { key: rawKey, value } of spot.node.items) {
    const key = spot.yaml.resolve(rawKey as Node | null);
    const name = writtenText(key);
    const [start, end] = key?.range ?? [spot.near, spot.near];
    if (name === undefined) {
      wrongKind({ ...spot, node: key, path: 'a key' }, { expects: 'a name', example: 'name: value' });
      continue;
    }
    const at = placeOf(spot.yaml, start, end - start);
    const first = seen.get(name.toLowerCase());
    if (first) spot.yaml.problems.push(problem('duplicate-key', { key: name, first: first.name, line: first.line }, { at }));
    else pairs.push({ name, at, key, spot: inside(spot, value as Node | null, spot.path ? `${spot.path}.${name}` : name, start) });
    seen.set(name.toLowerCase(), first ?? { name, line: at.line ?? 0 });
  }
  return pairs;
}

/** Whether a key is one of those known; another is a Problem with the nearest of them. */
function knownPair(spot: Spot, pair: Pair, known: Members): boolean {
  if (Object.hasOwn(known, pair.name)) return true;
  const unknown = { key: pair.name, known: Object.keys(known), near: nearest(pair.name, Object.keys(known)) };
  spot.yaml.problems.push(problem('unknown-key', unknown, { at: pair.at }));
  return false;
}

function inside(spot: Spot, node: Node | null, path: string, near: number): Spot {
  return { yaml: spot.yaml, node: spot.yaml.resolve(node), path, near };
}

const isEmptyRoot = (spot: Spot): boolean => spot.path === '' && kindOf(spot.node) === 'empty';
const placeholder = (spot: Spot): number => spot.node?.range?.[0] ?? spot.near;

function missing(spot: Spot, key: string, form: Form<unknown>): void {
  const at = placeOf(spot.yaml, placeholder(spot), 1);
  spot.yaml.problems.push(
    problem('missing-key', { key: spot.path ? `${spot.path}.${key}` : key, expects: form.expects, example: form.example }, { at }),
  );
}

function schemaOfMembers(known: Members): Schema {
  const required = Object.keys(known).filter((key) => known[key]?.needed);
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(known).map(([key, m]) => [key, { description: m.description, ...m.form.schema }])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
