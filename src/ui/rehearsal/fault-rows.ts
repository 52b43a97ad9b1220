// The matrix of a rehearsal: kinds of fault in their groups, each with the places it was put into and what noticed it there. Pure.

import { operatorNamed } from '../../rehearsal/index.ts';
import type { FaultRow, FaultSpot, Noticer, RehearsalWhole } from '../rehearsal-documents.ts';
import type { PageRule } from '../world.ts';
import type { KeptRehearsal, KeptTrial } from './kept.ts';

/** Where a trial was noticed, in the words of a column. */
const placesOf = ({ caught }: KeptTrial): readonly string[] =>
  caught.map((c) => (c.by === 'delivery' ? 'delivery' : c.by === 'output' ? `output ${c.asset}` : c.asset));

const noticed = ({ caught }: KeptTrial): boolean => caught.length > 0;

/** Deliveries first, then the tables that were rehearsed, then others behind them, outputs last. */
function columnsOf({ trials, tables }: KeptRehearsal): readonly string[] {
  const found = [...new Set(trials.flatMap(placesOf))];
  const own = ['delivery', ...tables.map((t) => t.table)];
  const isOutput = (name: string): boolean => name.startsWith('output ');
  const others = found.filter((name) => !own.includes(name));
  return [...own.filter((name) => found.includes(name)), ...others.filter((name) => !isOutput(name)), ...others.filter(isOutput)];
}

export function faultMatrix(kept: KeptRehearsal, rules: ReadonlyMap<string, PageRule>): Pick<RehearsalWhole, 'places' | 'groups'> {
  const places = columnsOf(kept);
  const groups = new Map<string, FaultRow[]>();
  for (const trials of grouped(kept.trials, (t) => t.operator)) {
    const [{ group }] = trials as [KeptTrial];
    groups.set(group, [...(groups.get(group) ?? []), rowOf(trials, places, kept, rules)]);
  }
  return { places, groups: [...groups].map(([name, rows]) => ({ name, rows })) };
}

function rowOf(trials: readonly KeptTrial[], places: readonly string[], kept: KeptRehearsal, rules: ReadonlyMap<string, PageRule>): FaultRow {
  const [{ operator }] = trials as [KeptTrial];
  const { title = operator, what = '', cause = '', extent = 'part' } = operatorNamed(operator) ?? {};
  return {
    operator,
    title,
    what,
    cause,
    parted: extent === 'part',
    control: extent === 'control',
    cells: places.map((place) => least(trials.filter((t) => placesOf(t).includes(place)))),
    spots: grouped(trials, (t) => JSON.stringify([t.table, t.column])).map((of) => spotOf(of, kept, rules)),
  };
}

const least = (trials: readonly KeptTrial[]): number | null => (trials.length === 0 ? null : Math.min(...trials.map((t) => t.share)));

function spotOf(trials: readonly KeptTrial[], { proposals }: KeptRehearsal, rules: ReadonlyMap<string, PageRule>): FaultSpot {
  const [{ operator, table, column }] = trials as [KeptTrial];
  const share = least(trials.filter(noticed));
  // the smallest that is noticed tells who notices it; of a survivor the largest tells what it changes
  const telling = trials.find((t) => t.share === share && noticed(t)) ?? (trials.at(-1) as KeptTrial);
  const proposal = proposals.findIndex((p) => p.kills.some((f) => f.operator === operator && f.table === table && f.column === column));
  const counts = trials.some((t) => t.equivalent !== true);
  return {
    table,
    column,
    outcome: !counts ? 'equivalent' : share === null ? 'survived' : 'noticed',
    share,
    because: telling.because,
    noticedBy: telling.caught.map(({ by, rule, asset }): Noticer => {
      const known = rule === null ? undefined : rules.get(rule);
      return { by, rule, asset, expectation: known?.expectation ?? null, query: known?.query ?? null };
    }),
    changed: telling.changed,
    proposal: proposal < 0 ? null : proposal,
  };
}

/** In the order in which they first appear. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}
