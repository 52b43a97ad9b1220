// The score of a rehearsal: what was killed of what made a difference, what each check is worth. Pure.

import { operatorNamed } from './operators.ts';
import type { CheckWorth, Fault, Smallest, Trial } from './rehearsal.ts';
import { noticed } from './trials.ts';

export interface Scored {
  readonly score: number | undefined;
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly controls: readonly Trial[];
}

const isControl = ({ fault }: Trial): boolean => operatorNamed(fault.operator)?.extent === 'control';

/** Faults that count: no control, and something changes (or might: what was not run). */
export const counting = (trials: readonly Trial[]): readonly Trial[] => trials.filter((t) => !isControl(t) && t.equivalent !== true);

/** Killed ÷ non-equivalent, each by its weight. `alsoKilled`: faults that proposed checks would kill. */
export function scored(trials: readonly Trial[], alsoKilled: ReadonlySet<string> = new Set()): Scored {
  const faults = counting(trials);
  const dead = faults.filter((t) => noticed(t) || alsoKilled.has(faultKey(t.fault)));
  const weigh = (of: readonly Trial[]): number => of.reduce((sum, t) => sum + t.weight, 0);
  const all = weigh(faults);
  return {
    score: all === 0 ? undefined : weigh(dead) / all,
    killed: dead.length,
    survived: faults.length - dead.length,
    equivalent: trials.filter((t) => !isControl(t) && t.equivalent === true).length,
    controls: trials.filter((t) => isControl(t) && noticed(t)),
  };
}

/** One text for one fault. */
export const faultKey = ({ operator, table, column, share }: Fault): string => JSON.stringify([operator, table, column ?? null, share]);

/** Per place and operator the smallest share that is noticed. */
export function smallestOf(trials: readonly Trial[]): readonly Smallest[] {
  const places = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (isControl(trial)) continue;
    const key = faultKey({ ...trial.fault, share: 0 });
    places.set(key, [...(places.get(key) ?? []), trial]);
  }
  return [...places.values()].map((ladder) => {
    const { table, column, operator } = (ladder[0] as Trial).fault;
    const shares = ladder.filter(noticed).map((t) => t.fault.share);
    const share = shares.length ? Math.min(...shares) : undefined;
    return { table, ...(column === undefined ? {} : { column }), operator, share, equivalent: ladder.every((t) => t.equivalent === true) };
  });
}

/** What each rule kills, alone and with others. */
export function worthOf(
  rules: readonly { readonly id: string; readonly asset: string }[],
  trials: readonly Trial[],
  costs: ReadonlyMap<string, number>,
): readonly CheckWorth[] {
  const kills = new Map<string, number>();
  const alone = new Map<string, number>();
  const add = (to: Map<string, number>, id: string): void => void to.set(id, (to.get(id) ?? 0) + 1);
  for (const { caught } of counting(trials)) {
    const ids = new Set(caught.flatMap((c) => (c.rule === undefined ? [] : [c.rule])));
    for (const id of ids) add(kills, id);
    const [only] = ids;
    if (only !== undefined && ids.size === 1 && caught.every((c) => c.rule === only)) add(alone, only);
  }
  return rules.map(({ id, asset }) => ({ rule: id, asset, kills: kills.get(id) ?? 0, alone: alone.get(id) ?? 0, ms: costs.get(id) ?? 0 }));
}

/** Checks that could go, in turn, without one kill less: those of the fewest kills and the highest cost first. */
export function redundantOf(worth: readonly CheckWorth[], trials: readonly Trial[]): readonly string[] {
  const killers = counting(trials)
    .filter(noticed)
    .map(({ caught }) => new Set(caught.map((c) => c.rule ?? `${c.by} ${c.asset}`)));
  const gone = new Set<string>();
  const inOrder = [...worth].sort((a, b) => a.kills - b.kills || b.ms - a.ms || (a.rule < b.rule ? -1 : 1));
  for (const { rule } of inOrder) {
    const needed = killers.some((by) => by.has(rule) && [...by].every((id) => id === rule || gone.has(id)));
    if (!needed) gone.add(rule);
  }
  return worth.filter(({ rule }) => gone.has(rule)).map(({ rule }) => rule);
}
