// trivet.yaml: why the product exists, whose it is, what its failure costs, what it promises, and what the engine is wished to be.

import type { Instant, Place, Problem } from '../../base/index.ts';
import { type DeclaredImpact, impactOf } from '../impact.ts';
import { problem } from '../problems.ts';
import type { CodeFile, Harm, Impact, Notify, Owner, Product, Solved } from '../product.ts';
import { checkTarget } from '../targets.ts';
import { byKind, listOf, members, named, needed, optional, type Placed, placed, type ReadBy } from './compound.ts';
import { openYaml } from './document.ts';
import { choice, setting, text } from './form.ts';
import { duration, identifier, instant, money, rate, schedule, workingHours } from './notations.ts';
import { deadmanForm, deadmanOf, notifyForm, notifyOf } from './notify.ts';
import { type PromiseDraft, promisesForm, promisesOf } from './promises.ts';
import { solvedForm, solvedOf } from './solved.ts';

const harm = members('{ costs: 5000 USD/day }', {
  costs: needed('What it costs, per h or per day.', placed(rate)),
  because: optional('Why it costs that.', text({ example: 'gate crews are planned from it' })),
  after: optional('How long it may last before it costs anything.', duration),
});

const owner = members('{ team: departures }', {
  team: needed('Who answers for the product.', text({ example: 'departures' })),
  contact: optional('Where the team is reached.', text({ example: 'departures@example.org' })),
  hours: optional('When the team works.', workingHours),
  waking_costs: optional('What it costs to wake somebody; 500 USD where none is declared.', money),
});

const impact = byKind('a level, or a map of `wrong`, `stale` and `down`', {
  single: choice(['low', 'medium', 'high', 'critical']),
  map: members('{ wrong: { costs: 5000 USD/day } }', {
    wrong: optional('What wrong data costs; it decides the gates of a release.', harm),
    stale: optional('What old data costs.', harm),
    down: optional('What no answer costs.', harm),
  }),
});

const publish = members('{ parquet: published }', {
  parquet: needed('A folder in the product, to which each release is written as Parquet files.', placed(text({ example: 'published' }))),
});

/** trivet.yaml */
export const trivetForm = members('{ product: airport-delays }', {
  product: needed(
    'The name of the product.',
    text({ expects: 'a name of small letters, digits and -', example: 'airport-delays', pattern: /^[a-z0-9][a-z0-9-]*$/ }),
  ),
  problem: optional('The problem it solves, and for whom.', text({ example: 'Gate planners learn of a bad hour when it has begun.' })),
  solved: optional('The metric that shows whether the problem is solved, and what it must exceed.', solvedForm),
  owner: optional('Who answers for it.', owner),
  impact: optional('What its failure costs; a level outright (low, medium, high, critical), or what wrong, stale and down cost.', impact),
  promises: optional('What is promised of each output.', promisesForm),
  notify: optional('Where alerts go.', notifyForm),
  deadman: optional("A URL that is asked once a minute while `trivet up` is well: an outside dead man's switch.", deadmanForm),
  schedule: optional("When `trivet up` refreshes production: a cron expression, in the product's time zone.", placed(schedule)),
  publish: optional('Where each release is written to, beside the store.', publish),
  engine: optional(
    "The product's wish for the engine's settings, like timezone.",
    named({ pattern: /\S/, expects: 'a map from settings to their values', example: 'timezone: America/Los_Angeles' }, setting),
  ),
  variables: optional(
    "Names of the environment variables that SQL reads with getvariable('NAME').",
    listOf(placed(text({ expects: 'the name of a variable', example: 'REGION', pattern: identifier })), { example: '[REGION]' }),
  ),
  clock: optional('The logical clock of examples and backtests; real time where none is declared.', instant),
});
type TrivetRead = ReadBy<typeof trivetForm>;

export interface TrivetDraft extends Pick<Product, 'schedule' | 'publish'> {
  readonly name: string;
  readonly problem?: string | undefined;
  readonly owner?: Owner | undefined;
  readonly impact: Impact;
  /** Of a model that is not yet known to exist. */
  readonly solved?: Solved | undefined;
  readonly promises: readonly PromiseDraft[];
  readonly notify: readonly Notify[];
  readonly deadman?: Notify | undefined;
  readonly engine: Readonly<Record<string, string>>;
  readonly engineAt: Readonly<Record<string, Place>>;
  readonly variables: readonly string[];
  readonly clock?: Instant | undefined;
}

/** Reads trivet.yaml; undefined after a Problem that leaves no product. */
export function readTrivetYaml(file: CodeFile, problems: Problem[]): TrivetDraft | undefined {
  const spot = openYaml(file, problems);
  const read = spot && trivetForm.read(spot);
  if (!read) return undefined;
  const whose = read.owner && ownerOf(read.owner);
  return {
    name: read.product,
    problem: read.problem,
    owner: whose,
    impact: impactOf(declaredImpact(read.impact), whose, problems),
    engine: Object.fromEntries((read.engine ?? []).map(({ name, value }) => [name, value])),
    engineAt: Object.fromEntries((read.engine ?? []).map(({ name, at }) => [name, at])),
    ...(read.solved ? { solved: solvedOf(read.solved, problems) } : {}),
    promises: promisesOf(read.promises ?? []),
    notify: notifyOf(read.notify ?? [], problems),
    ...(read.deadman ? { deadman: deadmanOf(read.deadman) } : {}),
    ...(read.schedule ? { schedule: { cron: read.schedule.value, at: read.schedule.at } } : {}),
    ...(read.publish ? { publish: publishOf(read.publish, problems) } : {}),
    variables: variablesOf(read.variables ?? [], problems),
    clock: read.clock,
  };
}

function ownerOf({ waking_costs: wakingCosts, ...rest }: NonNullable<TrivetRead['owner']>): Owner {
  return { ...rest, ...(wakingCosts ? { wakingCosts } : {}) };
}

function publishOf({ parquet }: ReadBy<typeof publish>, problems: Problem[]): NonNullable<Product['publish']> {
  checkTarget(parquet.value, { at: parquet.at, as: 'folder', example: 'published' }, problems);
  return { parquet: parquet.value, at: parquet.at };
}

function declaredImpact(read: TrivetRead['impact']): DeclaredImpact | undefined {
  if (read === undefined || typeof read === 'string') return read;
  const one = (given: ReadBy<typeof harm> | undefined) => given && { ...harmOf(given), at: given.costs.at };
  return { wrong: one(read.wrong), stale: one(read.stale), down: one(read.down) };
}

const harmOf = ({ costs, ...rest }: ReadBy<typeof harm>): Harm => ({ ...rest, costs: costs.value });

function variablesOf(read: readonly Placed<string>[], problems: Problem[]): readonly string[] {
  const first = new Map<string, { readonly name: string; readonly line: number }>();
  for (const { value, at } of read) {
    // DuckDB's variables match case-insensitively: of two that differ by case only, one would be lost.
    const same = first.get(value.toLowerCase());
    if (same === undefined) first.set(value.toLowerCase(), { name: value, line: at.line ?? 0 });
    else problems.push(problem('duplicate-key', { key: value, first: same.name, line: same.line }, { at }));
  }
  return [...first.values()].map(({ name }) => name);
}
