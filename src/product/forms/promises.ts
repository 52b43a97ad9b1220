// What trivet.yaml promises of each output: fresh, available, fast, right. Whether output and column exist is not known here.

import type { Place } from '../../base/index.ts';
import type { PromiseKind, PromiseRule } from '../product.ts';
import { byKind, mapped, members, type Named, named, needed, optional, type Placed, placed, type ReadBy } from './compound.ts';
import { durationFrom, identifier, percentage, reference } from './notations.ts';

const usualTarget = 0.99;
const usualWindow = 30 * 86_400_000;

type Said = { readonly within?: number; readonly target?: number | undefined; readonly over?: number | undefined };
const target = optional('The share of the minutes of the window that must be good; 99% unless said.', percentage);
const over = optional('The window that is looked at; 30d unless said.', durationFrom(60_000, '30d'));
const share = byKind('a percentage, or a map of `target` and `over`', {
  single: mapped(percentage, (given): Said => ({ target: given })),
  map: members('{ target: 99.9%, over: 7d }', { target: needed('The share of the minutes of the window that must be good.', percentage), over }),
});
const age = durationFrom(1, '24h');
const latency = durationFrom(1, '250ms');

const fresh = byKind('a duration, or a map of `within`, `by`, `target` and `over`', {
  single: mapped(age, (within): Said => ({ within })),
  map: members('{ within: 24h, by: departures.departed_at }', {
    within: needed('How old the data may be.', age),
    by: optional(
      "TABLE.COLUMN whose greatest value is the data's own time; else the time since production last saw that its sources hold nothing newer.",
      placed(reference),
    ),
    target,
    over,
  }),
});
const fast = byKind('a duration, or a map of `within`, `target` and `over`', {
  single: mapped(latency, (within): Said => ({ within })),
  map: members('{ within: 250ms, target: 99% }', { within: needed('How long an answer may take.', latency), target, over }),
});

/** promises: of trivet.yaml, from outputs to what is promised of them. */
export const promisesForm = named(
  { pattern: identifier, expects: 'a map from outputs to their promises', example: 'late: { fresh: 24h, available: 99.9% }' },
  members('{ fresh: 24h, available: 99.9% }', {
    fresh: optional('How old the data that is served may be.', placed(fresh)),
    available: optional('The share of minutes in which it answers.', placed(share)),
    fast: optional('How long an answer may take.', placed(fast)),
    right: optional('The share of minutes in which no check of what is served fails.', placed(share)),
  }),
);

/** A promise of an output that is not yet known to exist. */
export interface PromiseDraft extends Omit<PromiseRule, 'by'> {
  readonly outputAt: Place;
  readonly by?: Placed<{ readonly asset: string; readonly column: string }> | undefined;
}

const kinds: readonly PromiseKind[] = ['fresh', 'available', 'fast', 'right'];

/** The promises in the order of the outputs, each with what is usual where nothing is said. */
export function promisesOf(read: ReadBy<typeof promisesForm>): readonly PromiseDraft[] {
  return read.flatMap((output) => kinds.flatMap((kind) => promiseOf(output, kind)));
}

function promiseOf({ name, at: outputAt, value }: Named<ReadBy<typeof promisesForm>[number]['value']>, kind: PromiseKind): readonly PromiseDraft[] {
  const given = value[kind];
  if (!given) return [];
  const said: Said = given.value;
  return [{ output: name, outputAt, kind, ...given.value, target: said.target ?? usualTarget, over: said.over ?? usualWindow, at: given.at }];
}
