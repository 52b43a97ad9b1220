// The questions that a plan's checks would be asked, and the bytes they would read. Asks none of them.

import { type Digest, type Outcome, ok, type Problem } from '../base/index.ts';
import { type DescribedQuestion, describeChecks, type TypedRule } from '../checks/index.ts';
import type { Weight } from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';
import { type BoundRule, byParts, checkKey, lastGood } from '../run/index.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';
import { type VersionsToCome, type VersionToCome, versionsToCome } from './versions-to-come.ts';

export interface PlannedQuestion extends DescribedQuestion {
  /** At most, compressed; null: known once what it reads is built. */
  readonly bytes: number | null;
  /** Of the asset's files, how many it is asked of: a rule that held on the others' bytes is not asked of them again. */
  readonly parts: { readonly asked: number; readonly of: number };
}

export interface PlannedChecks {
  readonly asset: string;
  /** What the questions are told of; `unknown`: they are known once it is built. */
  readonly of: VersionToCome['of'] | 'unknown';
  readonly checks: number;
  /** Answers that are kept and not asked for. */
  readonly kept: readonly string[];
  /** Answered without a question. */
  readonly known: readonly string[];
  readonly questions: readonly PlannedQuestion[];
  readonly unaskable: readonly Problem[];
  /** Checks whose questions are known once what they read is built. */
  readonly later: readonly string[];
}

interface Means {
  readonly prepared: Prepared;
  readonly session: Session;
  readonly versionOf: VersionsToCome;
}

/** One for each asset whose checks the plan asks, in the plan's order. */
export async function plannedChecks(prepared: Prepared, plan: Plan, session: Session): Promise<Outcome<readonly PlannedChecks[]>> {
  const means: Means = { prepared, session, versionOf: await versionsToCome(prepared, plan, session) };
  const all: PlannedChecks[] = [];
  for (const { kind, asset } of plan.stages) {
    const rules = kind === 'check' ? (prepared.rules.get(asset) ?? []) : [];
    if (rules.length === 0) continue;
    const one = await ofAsset(asset, rules, means);
    if (!one.ok) return one;
    all.push(one.value);
  }
  return ok(all);
}

async function ofAsset(asset: string, rules: readonly BoundRule[], means: Means): Promise<Outcome<PlannedChecks>> {
  const ids = (list: readonly BoundRule[]) => list.map(({ rule }) => rule.id);
  const own = await means.versionOf(asset);
  const metrics = rules.filter(({ rule }) => rule.kind === 'metric');
  const typed = rules.flatMap((bound) => (bound.rule.kind === 'metric' ? [] : [{ bound, rule: bound.rule }]));
  const none = { asset, checks: rules.length, kept: [], known: ids(metrics), questions: [], unaskable: [], later: [] };
  // a model's metrics are judged as it is trained
  if (!own) return ok({ ...none, of: typed.length > 0 ? 'unknown' : 'kept', later: typed.map(({ rule }) => rule.id) });
  const others = await othersOf(typed, means);
  const before = typed.some(({ bound }) => bound.facts.history) ? await earlier(asset, own, means.session) : undefined;
  const keys = await keysOf(typed, own, others, before?.content, means);
  const results = await means.session.store.checkResults(keys);
  const kept = typed.filter((_, i) => results[i] !== undefined);
  const open = typed.filter((one) => !kept.includes(one));
  const later = open.filter(({ bound }) => bound.facts.reads.some((name) => !others.has(name)));
  const asked = await grouped(
    open.filter((one) => !later.includes(one)),
    { asset, own, others, before },
    means,
  );
  if (!asked.ok) return asked;
  return ok({
    ...none,
    of: own.of,
    kept: [...kept.map(({ rule }) => rule.id), ...asked.value.held],
    known: [...ids(metrics), ...asked.value.known],
    questions: asked.value.questions,
    unaskable: asked.value.unaskable,
    later: later.map(({ rule }) => rule.id),
  });
}

interface Typed {
  readonly bound: BoundRule;
  readonly rule: TypedRule;
}

async function othersOf(typed: readonly Typed[], { versionOf }: Means): Promise<ReadonlyMap<string, VersionToCome>> {
  const others = new Map<string, VersionToCome>();
  for (const name of new Set(typed.flatMap(({ bound }) => bound.facts.reads))) {
    const version = await versionOf(name);
    if (version) others.set(name, version);
  }
  return others;
}

const earlier = async (asset: string, { snapshot, build }: VersionToCome, { store }: Session) =>
  lastGood(snapshot ?? { asset }, build === undefined ? undefined : { id: build }, store);

/** The keys under which answers would be kept; one that nothing has where a content is not known. */
async function keysOf(
  typed: readonly Typed[],
  own: VersionToCome,
  others: ReadonlyMap<string, VersionToCome>,
  before: Digest | undefined,
  { prepared: { world } }: Means,
): Promise<readonly Digest[]> {
  const contents = new Map<string, Digest>();
  for (const { snapshot } of [own, ...others.values()]) if (snapshot) contents.set(snapshot.asset, snapshot.content);
  return typed.map(({ bound }) => checkKey(bound, contents, world.environmentLeg.image.digest, world.clock, before) ?? ('' as Digest));
}

interface Group {
  readonly questions: readonly PlannedQuestion[];
  readonly known: readonly string[];
  readonly unaskable: readonly Problem[];
  readonly held: readonly string[];
}

/** What the rules are asked of. */
interface Over {
  readonly asset: string;
  readonly own: VersionToCome;
  readonly others: ReadonlyMap<string, VersionToCome>;
  readonly before: Awaited<ReturnType<typeof lastGood>>;
}

/** Rules of the same parts of the table together, as the run asks them. */
async function grouped(typed: readonly Typed[], over: Over, means: Means): Promise<Outcome<Group>> {
  const { own } = over;
  const { surroundings, environmentLeg } = means.prepared.world;
  const about = { kind: 'table', about: own.about, parts: own.parts } as const;
  const kept = { environment: environmentLeg.image.digest, again: false, store: means.session.store };
  const { groups } = await byParts(typed, about, { surroundings }, kept);
  const reads = new Map(typed.map(({ rule, bound }) => [rule, bound.facts.reads]));
  const all: Group[] = [];
  for (const { rules, positions } of groups) {
    const held = own.parts.length > 0 && positions.length === 0;
    const one = held
      ? ok({ questions: [], known: [], unaskable: [], held: rules.map(({ id }) => id) })
      : await group(rules, positions, reads, over, means);
    if (!one.ok) return one;
    all.push(one.value);
  }
  return ok({
    questions: all.flatMap(({ questions }) => questions),
    known: all.flatMap(({ known }) => known),
    unaskable: all.flatMap(({ unaskable }) => unaskable),
    held: all.flatMap(({ held }) => held),
  });
}

async function group(
  rules: readonly TypedRule[],
  positions: readonly number[],
  reads: ReadonlyMap<TypedRule, readonly string[]>,
  { asset, own, others, before }: Over,
  { prepared, session }: Means,
): Promise<Outcome<Group>> {
  const { surroundings } = prepared.world;
  const whole = positions.length === own.parts.length;
  const table = whole ? own.table : { ...own.table, files: positions.map((i) => own.table.files[i] as string) };
  // where nobody knows yet how many rows there are, the run will: they may be many
  const rows = positions.length > 0 ? positions.reduce((sum, i) => sum + (own.parts[i]?.rows ?? Number.NaN), 0) : (own.rows ?? Number.NaN);
  const beside = Object.fromEntries([...others].map(([name, version]) => [name, version.table]));
  const key = prepared.graph.nodes.get(asset)?.asset.key?.columns;
  const { questions, known, unaskable } = describeChecks({ rules, asset, key, table, rows, others: beside, before, surroundings });
  const tablesOf = (question: DescribedQuestion) => [...new Set([asset, ...question.rules.flatMap((rule) => reads.get(rule) ?? [])])];
  const weighed = await session.engine.weigh({
    tables: { ...beside, [asset]: table },
    questions: questions.map((question) => ({ sql: question.sql, tables: tablesOf(question) })),
    surroundings,
  });
  if (!weighed.ok) return weighed;
  const isBuilt = (name: string) => (name === asset ? own : others.get(name))?.of !== 'columns';
  const parts = { asked: positions.length, of: own.parts.length };
  return ok({
    questions: questions.map((question, i) => ({
      ...question,
      bytes: tablesOf(question).every(isBuilt) ? bytesOf(weighed.value[i], question) : null,
      parts,
    })),
    known: known.map(({ id }) => id),
    unaskable: unaskable.map(({ problem }) => problem),
    held: [],
  });
}

/** What an answer from the footers makes asked next is read all the same. */
const bytesOf = (weight: Weight | undefined, { next }: DescribedQuestion): number | null =>
  weight?.footers && next === undefined ? 0 : (weight?.bytes ?? null);
