// A rehearsal from end to end: tables made ready, faults tried, history asked, the score, and the checks that would kill what survived.

import { failed, nearest, type Outcome, ok } from '../base/index.ts';
import type { TypedRule } from '../checks/index.ts';
import type { ImpactLevel } from '../product/index.ts';
import { type Base, prepareBase } from './base-table.ts';
import { looksOf } from './concerned.ts';
import { contentOf } from './content.ts';
import { alarmsOn, falseAlarmsOf, together, type Version } from './history.ts';
import { operatorNamed, operators } from './operators.ts';
import { type Onlooker, onlookerOf, type Reads, reading, readsOf } from './other-checks.ts';
import { problem } from './problems.ts';
import { proposalsFor } from './propose.ts';
import type { FalseAlarms, Proposal, Rehearsal, RehearsalOptions, RehearsalProgress, Trial } from './rehearsal.ts';
import { faultKey, redundantOf, scored, smallestOf, worthOf } from './score.ts';
import { type AttemptMeans, attemptFault, failingOn, type Ready, type Subject } from './subject.ts';
import { tryFaults } from './trials.ts';

export interface RehearseRequest extends Omit<AttemptMeans, 'costs' | 'weights' | 'matters' | 'thorough'> {
  readonly subjects: readonly Subject[];
  /** Tables that no fault is put into, whose rules may notice those of the subjects. */
  readonly beside?: readonly Subject[] | undefined;
  /** Good versions of a table, newest first; the one in hand is not among them. */
  readonly history: (table: string) => Promise<readonly Version[]>;
  readonly options: RehearsalOptions;
  readonly level?: ImpactLevel | undefined;
  readonly report?: ((progress: RehearsalProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function rehearse(request: RehearseRequest): Promise<Outcome<Rehearsal>> {
  const unknown = request.options.operators?.find((name) => operatorNamed(name) === undefined);
  const known = operators.map((o) => o.name);
  if (unknown !== undefined) return failed(problem('unknown-operator', { name: unknown, near: nearest(unknown, known), known }));
  const means: Means = { ...request, thorough: request.options.thorough === true, costs: new Map(), weights: new Map(), matters: new Map() };
  const started = request.effects.monotonic();
  const bases: Base[] = [];
  try {
    const prepared = await readyAll(means, bases);
    if (!prepared.ok) return prepared;
    const ready = prepared.value;
    const trials = await trialsOf(ready, means);
    if (request.signal?.aborted) return failed(problem('interrupted', {}));
    const alarms = await historyOf(ready, means);
    const proposals = request.options.propose === false ? [] : await proposed(ready, trials, alarms.versions, means);
    if (request.signal?.aborted) return failed(problem('interrupted', {}));
    const lost = await lostTable(bases, means);
    if (lost !== undefined) return failed(problem('engine-lost', { table: lost }));
    const seconds = (request.effects.monotonic() - started) / 1000;
    return ok(summary({ ready, trials, proposals, falseAlarms: alarms.all, seconds }, means));
  } finally {
    await request.engine.forget({ tables: bases.flatMap(({ table }) => (table.kind === 'kept' ? [table] : [])), surroundings: request.surroundings });
  }
}

type Means = RehearseRequest & AttemptMeans;

async function readyAll(means: Means, bases: Base[]): Promise<Outcome<readonly Ready[]>> {
  const { subjects, options, engine, surroundings } = means;
  const all: Ready[] = [];
  for (const [i, subject] of subjects.entries()) {
    means.report?.({ step: 'base', table: subject.name, done: i, of: subjects.length });
    const { name, table, key } = subject;
    const references = referencesOf(subject.rules);
    const base = await prepareBase({ engine, name, table, key, references, surroundings, seed: options.seed });
    if (!base.ok) return base;
    bases.push(base.value);
    all.push(await readyOf(subject, base.value, means));
  }
  return ok(means.downstream ? all : await withOnlookers(all, means));
}

/** Nothing is built from the tables, so nobody comes past the checks of the others: those that read a table are found beforehand. */
async function withOnlookers(all: readonly Ready[], means: Means): Promise<readonly Ready[]> {
  const reads = await readsOf(
    [...all.map(({ subject }) => subject), ...(means.beside ?? [])].flatMap(({ rules }) => rules),
    means,
  );
  const besides: Looking[] = all.map(({ subject, holding }) => ({ subject, holding }));
  for (const subject of means.beside ?? []) {
    const asked = [...new Set(all.flatMap((one) => reading(subject.rules, reads, one.subject)))];
    const failing = new Set(await failingOn(subject, asked, subject.table, means));
    besides.push({ subject, holding: asked.filter((rule) => !failing.has(rule)) });
  }
  const ready: Ready[] = [];
  for (const one of all) ready.push({ ...one, onlookers: await onlookersOf(one, besides, reads, means) });
  return ready;
}

type Looking = Pick<Ready, 'subject' | 'holding'>;

async function onlookersOf(one: Ready, besides: readonly Looking[], reads: Reads, means: Means): Promise<readonly Onlooker[]> {
  const onlookers: Onlooker[] = [];
  for (const { subject, holding } of besides) {
    const rules = subject === one.subject ? [] : reading(holding, reads, one.subject);
    if (rules.length > 0) onlookers.push(await onlookerOf(subject, rules, reads, one.subject, means));
  }
  return onlookers;
}

/** A kept table that is there no longer: the host that had it is gone, and every rule that was asked since has failed for that. */
async function lostTable(bases: readonly Base[], { engine, surroundings }: Means): Promise<string | undefined> {
  for (const { facts, table } of bases) {
    const [answer] = await engine.ask({ tables: { base: table }, questions: [{ sql: 'select 1 from base limit 1' }], surroundings });
    if (!answer?.ok) return facts.table;
  }
  return undefined;
}

async function readyOf(subject: Subject, base: Base, means: Means): Promise<Ready> {
  const failing = new Set(await failingOn(subject, subject.rules, subject.table, means));
  return {
    subject,
    base,
    holding: subject.rules.filter((rule) => !failing.has(rule)),
    failing: [...failing].map((rule) => rule.id),
    looks: await looksOf(subject, means),
    content: await contentOf(subject.table, means),
  };
}

const referencesOf = (rules: readonly TypedRule[]): readonly string[] =>
  rules.flatMap((rule) => (rule.kind === 'foreignKey' && rule.settings.columns.length === 1 ? rule.settings.columns : []));

function trialsOf(ready: readonly Ready[], means: Means): Promise<readonly Trial[]> {
  const byTable = new Map(ready.map((one) => [one.subject.name, one]));
  return tryFaults(
    ready.map((one) => one.base.facts),
    means.options,
    {
      attempt: (fault, faulted) => attemptFault(byTable.get(fault.table) as Ready, fault, faulted, means),
      report: means.report,
      signal: means.signal,
    },
  );
}

async function historyOf(ready: readonly Ready[], means: Means) {
  const versions = new Map<string, readonly Version[]>();
  const all: FalseAlarms[] = [];
  for (const [i, { subject }] of ready.entries()) {
    means.report?.({ step: 'history', table: subject.name, done: i, of: ready.length });
    const good = await means.history(subject.name);
    versions.set(subject.name, good);
    const alarms = await alarmsOn(subject, subject.rules, good, means);
    all.push(falseAlarmsOf(alarms, new Set(subject.rules.map((rule) => rule.id))));
  }
  return { versions, all: together(all) };
}

async function proposed(
  ready: readonly Ready[],
  trials: readonly Trial[],
  versions: ReadonlyMap<string, readonly Version[]>,
  means: Means,
): Promise<readonly Proposal[]> {
  const found: Proposal[] = [];
  for (const [i, one] of ready.entries()) {
    if (means.signal?.aborted) break;
    means.report?.({ step: 'proposals', table: one.subject.name, done: i, of: ready.length });
    const own = trials.filter((t) => t.fault.table === one.subject.name);
    found.push(...(await proposalsFor(one, own, versions.get(one.subject.name) ?? [], means)));
  }
  return found.sort((a, b) => b.kills.length - a.kills.length);
}

interface Found {
  readonly ready: readonly Ready[];
  readonly trials: readonly Trial[];
  readonly proposals: readonly Proposal[];
  readonly falseAlarms: FalseAlarms;
  readonly seconds: number;
}

function summary({ ready, trials, proposals, falseAlarms, seconds }: Found, means: Means): Rehearsal {
  const worth = worthOf(
    ready.flatMap(({ holding }) => holding),
    trials,
    means.costs,
  );
  const { killed, ...score } = scored(trials);
  const spent = worth.reduce((sum, { ms }) => sum + ms, 0);
  const also = new Set(proposals.flatMap((p) => p.kills.map(faultKey)));
  return {
    seed: means.options.seed,
    tables: ready.map(({ subject, base, failing }) => {
      const { rows, columns } = base.facts;
      return { table: subject.name, rows, columns: columns.length, rules: subject.rules.length, failing };
    }),
    trials,
    ...score,
    killed,
    falseAlarms,
    smallest: smallestOf(trials),
    checks: worth,
    redundant: redundantOf(worth, trials),
    costPerKill: killed === 0 ? undefined : spent / killed,
    proposals,
    scoreWithProposals: scored(trials, also).score,
    ...(means.level === undefined ? {} : { level: means.level }),
    seconds,
  };
}
