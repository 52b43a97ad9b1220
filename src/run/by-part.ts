// Checks of a table in parts: a rule about single rows that held on a part's file is not asked of it again, so that a new file costs only itself.

import { type Digest, digestOfJson, type Json } from '../base/index.ts';
import { type Evaluation, evaluate, type Finding, passed, rowRules, type TypedRule } from '../checks/index.ts';
import type { Snapshot, Store, StoreReader } from '../store/index.ts';
import type { BoundRule } from './check-key.ts';
import { aboutOf, columnsOf, inputTable } from './snapshot.ts';

interface Asked {
  readonly bound: BoundRule;
  readonly rule: TypedRule;
}

interface Kept {
  readonly environment: Digest;
  /** Kept answers are not used. */
  readonly again: boolean;
  readonly store: StoreReader;
}

/** What of a snapshot says which files it is of, and how they are read. */
type Parted = Pick<Snapshot, 'kind' | 'about'> & { readonly parts: readonly Pick<Snapshot['parts'][number], 'object'>[] };

const kind = 'part-check';

/** Rules that are asked of the same parts of a table. */
interface PartGroup {
  readonly rules: readonly TypedRule[];
  readonly positions: readonly number[];
}

interface InParts {
  readonly groups: readonly PartGroup[];
  /** Of each rule about single rows: its answers' keys, one a part. */
  readonly keys: ReadonlyMap<TypedRule, readonly string[]>;
  readonly held: ReadonlySet<string>;
}

/** Of which parts each rule is asked: not of those on which it held before. */
export async function byParts(
  asked: readonly Asked[],
  own: Parted,
  { surroundings }: Pick<Evaluation, 'surroundings'>,
  kept: Kept,
): Promise<InParts> {
  const byRow = own.parts.length > 1 && !kept.again ? partial(asked, own, { surroundings }) : new Set<TypedRule>();
  const keys = new Map([...byRow].map((rule) => [rule, keysOf(rule, own, kept.environment)] as const));
  const held = new Set<string>();
  const all = [...keys.values()].flat();
  for (const [i, value] of (await kept.store.cached(kind, all)).entries()) if (value !== undefined) held.add(all[i] ?? '');
  const groups = new Map<string, { readonly rules: TypedRule[]; readonly positions: readonly number[] }>();
  for (const { rule } of asked) {
    const positions = own.parts.flatMap((_, i) => (held.has(keys.get(rule)?.[i] ?? '') ? [] : [i]));
    const group = groups.get(positions.join()) ?? { rules: [], positions };
    group.rules.push(rule);
    groups.set(positions.join(), group);
  }
  return { groups: [...groups.values()], keys, held };
}

/** One finding for each rule, in their order. What offends lies in the parts that are asked: the others hold no such row. */
export async function askByParts(
  asked: readonly Asked[],
  own: Snapshot,
  evaluation: Omit<Evaluation, 'rules' | 'table'>,
  kept: Kept & { readonly store: Store },
): Promise<readonly Finding[]> {
  const { groups, keys, held } = await byParts(asked, own, evaluation, kept);
  const found = new Map<TypedRule, Finding>();
  for (const { rules, positions } of groups) {
    const whole = positions.length === own.parts.length;
    const table = inputTable({ ...own, parts: positions.flatMap((i) => own.parts[i] ?? []) }, kept.store);
    const rows = whole ? own.rows : positions.reduce((sum, i) => sum + (own.parts[i]?.rows ?? Number.NaN), 0);
    const findings = positions.length === 0 ? rules.map(() => passed()) : await evaluate({ ...evaluation, rules, table, rows });
    for (const [i, rule] of rules.entries()) found.set(rule, findings[i] as Finding);
  }
  const passing = [...keys.keys()].filter((rule) => found.get(rule)?.status === 'pass');
  const fresh = passing.flatMap((rule) => keys.get(rule)?.filter((key) => !held.has(key)) ?? []);
  if (fresh.length > 0)
    await kept.store.putCached(
      kind,
      fresh.map((key): { key: string; value: Json } => ({ key, value: true })),
    );
  return asked.map(({ rule }) => found.get(rule) as Finding);
}

/** Rules about single rows that read nothing else: no other table, no clock. */
function partial(asked: readonly Asked[], own: Parted, { surroundings }: Pick<Evaluation, 'surroundings'>): ReadonlySet<TypedRule> {
  const alone = asked.filter(({ bound }) => bound.facts.reads.length === 0 && !bound.facts.clock).map(({ rule }) => rule);
  return new Set(rowRules(alone, columnsOf(own), surroundings));
}

/** Of a rule's answer on each part: the rule, the part's bytes, how they are read, the environment. */
function keysOf({ definition }: TypedRule, own: Parted, environment: Digest): readonly string[] {
  const spec = digestOfJson(aboutOf(own).spec as unknown as Json);
  return own.parts.map(({ object }) => digestOfJson({ definition, object, spec, environment }));
}
