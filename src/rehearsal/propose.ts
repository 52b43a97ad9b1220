// For what survived, the checks that would have noticed it: suggested by the data, tried on the data, on history and on the survivors, and chosen by kills.

import { rm } from 'node:fs/promises';
import { canonical, type Json } from '../base/index.ts';
import { rulesOfTable, type TypedRule } from '../checks/index.ts';
import { atOnce } from './at-once.ts';
import { faultedTable } from './base-table.ts';
import { besideSaid } from './candidates/beside.ts';
import { type Candidate, checkOf } from './candidates/candidate.ts';
import { columnCandidates } from './candidates/column.ts';
import { tells } from './candidates/personal.ts';
import { tableCandidates } from './candidates/table.ts';
import { chosenOf } from './choose.ts';
import { alarmsOn, falseAlarmsOf, type Version } from './history.ts';
import { operatorNamed } from './operators.ts';
import type { BaseFacts, FalseAlarms, Fault, Proposal, Trial } from './rehearsal.ts';
import { counting, faultKey } from './score.ts';
import { spelled, spelledOdcs } from './spell.ts';
import { statisticsOf } from './statistics.ts';
import { type AttemptMeans, deliver, failingOn, type Ready } from './subject.ts';
import { noticed } from './trials.ts';

/** Without a place for files faults of a delivery are tried as tables. Aborted, it ends early with what it has. */
type Means = Pick<AttemptMeans, 'engine' | 'surroundings'> & Partial<Pick<AttemptMeans, 'temporary'>> & { readonly signal?: AbortSignal | undefined };

/** A candidate that holds on the data and keeps quiet on history. */
interface Sound {
  readonly candidate: Candidate;
  readonly rule: TypedRule;
  readonly falseAlarms: FalseAlarms;
}

/** False alarms that a gate lets pass: one in twenty versions. */
const mostAlarms = 1 / 20;
/** Versions that it takes to trust a check close around what is now. */
const enoughVersions = 5;

export async function proposalsFor(ready: Ready, trials: readonly Trial[], versions: readonly Version[], means: Means): Promise<readonly Proposal[]> {
  const survivors = counting(trials).filter((t) => !noticed(t));
  if (survivors.length === 0) return [];
  const sound = await soundCandidates(ready, survivors, versions, means);
  const kills = await killsOf(ready, survivors, sound, means);
  return chosen(ready.subject.name, survivors, sound, kills);
}

async function soundCandidates(ready: Ready, survivors: readonly Trial[], versions: readonly Version[], means: Means): Promise<readonly Sound[]> {
  const { subject, base } = ready;
  const statistics = await statisticsOf(subject.table, base.facts.columns, means);
  if (!statistics.ok) return [];
  const { rows, columns } = statistics.value;
  const suggested = [...tableCandidates(base.facts, statistics.value), ...columns.flatMap((c) => columnCandidates(subject.name, c, rows))];
  const all = suggested.map((candidate) => besideSaid(candidate, subject.rules));
  const personal = subject.personal ?? [];
  const said = new Set(subject.rules.map(saying));
  const worth = all.filter(
    (candidate) =>
      !tells(candidate, personal) &&
      survivors.some(({ fault }) => meant(candidate, fault)) &&
      (!candidate.tight || versions.length >= enoughVersions) &&
      plausible(candidate, base.facts),
  );
  const rules = rulesOfTable({
    name: subject.name,
    columns: [],
    checks: worth.map((candidate, i) => ({ ...checkOf(candidate), name: `proposed-${i}` })),
  });
  const fresh = worth.flatMap((candidate, i) => (said.has(saying(rules[i] as TypedRule)) ? [] : [{ candidate, rule: rules[i] as TypedRule }]));
  const asked = fresh.map(({ rule }) => rule);
  const failing = new Set(await failingOn(subject, asked, subject.table, means));
  const alarms = await alarmsOn(subject, asked, versions, means);
  return fresh.flatMap(({ candidate, rule }) => {
    const falseAlarms = falseAlarmsOf(alarms, new Set([rule.id]));
    const quiet = (falseAlarms.rate ?? 0) <= (candidate.tight ? 0 : mostAlarms);
    return failing.has(rule) || !quiet ? [] : [{ candidate, rule, falseAlarms: named(falseAlarms) }];
  });
}

/** A key grows with every delivery, so its bounds and mean say nothing; and that no two of many measured values are equal is chance. */
function plausible({ asked, columns }: Candidate, { key, columns: all }: BaseFacts): boolean {
  const [column, another] = columns ?? [];
  const [own, more] = key;
  if (column !== undefined && another === undefined && column === own && more === undefined)
    return asked.type !== 'range' && asked.type !== 'aggregate';
  if (asked.type !== 'unique') return true;
  const named = 'columns' in asked.settings && Array.isArray(asked.settings.columns) ? asked.settings.columns : [];
  const [single, beside] = named;
  return beside !== undefined || !/^(FLOAT|DOUBLE|DECIMAL)/.test(all.find((c) => c.name === single)?.type ?? '');
}

/** The rule's id is made up for the trial: its alarms are told without it. */
const named = ({ byRule: _, ...rest }: FalseAlarms): FalseAlarms => ({ ...rest, byRule: {} });

/** Two rules that say the same. */
export const saying = ({ kind, settings }: TypedRule): string => canonical(JSON.parse(JSON.stringify({ kind, settings })) as Json);

const meant = ({ operators, columns }: Candidate, { operator, column }: Fault): boolean =>
  operators.includes(operator) && (columns === undefined || column === undefined || columns.includes(column));

/** By fault the positions of the candidates that notice it. */
async function killsOf(
  ready: Ready,
  survivors: readonly Trial[],
  sound: readonly Sound[],
  means: Means,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const ladders = new Map<string, Trial[]>();
  for (const trial of survivors) {
    const key = faultKey({ ...trial.fault, share: 0 });
    ladders.set(key, [...(ladders.get(key) ?? []), trial]);
  }
  const kills = new Map<string, readonly number[]>();
  await atOnce(3, [...ladders.values()], async (ladder) => {
    const all = sound.flatMap(({ candidate }, i) => (meant(candidate, (ladder[0] as Trial).fault) ? [i] : []));
    if (all.length === 0) return;
    const noticedBy = async ({ fault }: Trial, among: readonly number[]): Promise<readonly number[]> => {
      if (among.length === 0 || means.signal?.aborted) return [];
      const asked = among.map((i) => (sound[i] as Sound).rule);
      const failing = new Set(await failingOf(ready, fault, asked, means));
      const found = among.filter((i) => failing.has((sound[i] as Sound).rule));
      kills.set(faultKey(fault), found);
      return found;
    };
    const sorted = ladder.toSorted((a, b) => a.fault.share - b.fault.share);
    const [least, most] = [sorted[0] as Trial, sorted.length > 1 ? sorted.at(-1) : undefined];
    // who notices neither the fewest rows nor all of them is not asked of those between
    const ends = new Set([...(await noticedBy(least, all)), ...(most ? await noticedBy(most, all) : [])]);
    for (const between of sorted.slice(1, -1)) await noticedBy(between, [...ends]);
  });
  return kills;
}

/** Those of the rules that notice a fault, put in as it was when nobody did. */
async function failingOf(ready: Ready, fault: Fault, rules: readonly TypedRule[], means: Means): Promise<readonly TypedRule[]> {
  const { temporary } = means;
  const delivered = temporary && (await deliver(ready, fault, { ...means, temporary }));
  try {
    const faulted = operatorNamed(fault.operator)?.apply(ready.base.facts, fault);
    const table = delivered ? delivered.table : faulted && faultedTable(ready.base, faulted);
    return table ? await failingOn(ready.subject, rules, table, means) : [];
  } finally {
    if (delivered) await rm(delivered.path, { force: true });
  }
}

/** The checks that are enough, each with the faults that none before it notices. */
function chosen(
  table: string,
  survivors: readonly Trial[],
  sound: readonly Sound[],
  kills: ReadonlyMap<string, readonly number[]>,
): readonly Proposal[] {
  const notices = (t: Trial, i: number) => kills.get(faultKey(t.fault))?.includes(i) ?? false;
  const choices = sound.map(({ candidate }, i) => ({
    family: familyOf(candidate),
    kills: new Set(survivors.filter((t) => notices(t, i)).map((t) => faultKey(t.fault))),
  }));
  const weights = new Map(survivors.map((t) => [faultKey(t.fault), t.weight]));
  const names = new Set<string>();
  let left = survivors;
  return chosenOf(choices, weights).map((i) => {
    const { candidate, rule, falseAlarms } = sound[i] as Sound;
    const check = candidate.check.place === 'check' ? { ...candidate.check, name: fresh(candidate.check.name, names) } : candidate.check;
    const killed = left.filter((t) => notices(t, i)).map((t) => t.fault);
    left = left.filter((t) => !notices(t, i));
    return { table, rule, check, yaml: spelled(check), odcs: spelledOdcs(check), expectation: rule.expectation, kills: killed, falseAlarms };
  });
}

const familyOf = ({ id }: Candidate): string => id.replace(/-(tight|close)$/, '').replace(/-\d-regex$/, '-regex');

function fresh(wish: string, names: Set<string>): string {
  let name = wish;
  for (let i = 2; names.has(name); i++) name = `${wish}-${i}`;
  names.add(name);
  return name;
}
