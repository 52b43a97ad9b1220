// why: from the newest failure to the leg that broke it. Controls first (bad again, good again), then the corners between, each a real replay.

import { failed, type Outcome, ok } from '../base/index.ts';
import { bundleFiles, prepare, recall, type Session, type World, withFiles } from '../session/index.ts';
import type { Build, Release, Run, Store } from '../store/index.ts';
import { compose, isTest, type Legs, type Recalled, type Replay, replay } from './corner.ts';
import { type Difference, differences, type Side, variablesUsed } from './difference.ts';
import { type Narrowed, narrow } from './narrow.ts';
import { problem } from './problems.ts';
import { type Failure, findFailure, findGood, type Good } from './subject.ts';
import { type Judgement, judge, type LegName, legNames, type Mask } from './verdict.ts';

export interface Corner extends Replay {
  /** Which version of each leg; a leg that does not differ is `same`. */
  readonly legs: Readonly<Record<LegName, 'good' | 'bad' | 'same'>>;
  readonly control: boolean;
}

export interface Why {
  readonly failure: Failure;
  readonly good: Good | undefined;
  /** Everything that differs and can reach the failure. */
  readonly differing: readonly Difference[];
  readonly corners: readonly Corner[];
  readonly judgement: Judgement;
  /** Inside the legs that answer: the files, settings, lines. */
  readonly causes: readonly Difference[];
  /** The causes of a leg break it only together. */
  readonly together?: boolean | undefined;
  /** Why the judgement is not more. */
  readonly note?: string | undefined;
  /** The release in which the failing code is live or was shipped. */
  readonly shipped?: Release | undefined;
  readonly replays: number;
}

export interface WhyOptions {
  readonly subject: string | undefined;
  /** Values that declared variables had: their salted digests tell which version they fit. */
  readonly variables: readonly (readonly [name: string, value: string])[];
}

export async function why(session: Session<Store>, options: WhyOptions): Promise<Outcome<Why | undefined>> {
  const found = await findFailure(session, options.subject);
  if (!found.ok) return found;
  const failure = found.value;
  if (!failure) return ok(undefined);
  const good = await findGood(session, failure);
  const shipped = await shippedIn(failure.run, session);
  const base = { failure, good, shipped };
  const none = (note: string): Outcome<Why> =>
    ok({ ...base, differing: [], corners: [], causes: [], judgement: { kind: 'none', legs: [] }, note, replays: 0 });
  if (!good)
    return none(
      failure.check ? 'it has never passed, so there is nothing to compare with' : 'it has never been built, so there is nothing to compare with',
    );
  const sides = await bothSides(failure, good, session, options);
  if (typeof sides === 'string')
    return ok({ ...base, differing: [], corners: [], causes: [], judgement: { kind: 'not-replayed', legs: [] }, note: sides, replays: 0 });
  const differing = differences(sides.good, sides.bad, failure);
  const legs = legNames.filter((leg) => differing.some((d) => d.leg === leg));
  const trial: Trial = { failure, sides, legs, session, count: { replays: 0 } };
  const { outcomes, corners } = await runCorners(trial);
  if (session.signal?.aborted) return failed(problem('interrupted', { replays: trial.count.replays }));
  const judgement = judge(legs, new Map([...outcomes].map(([mask, r]) => [mask, r.outcome])));
  const { found: causes, together } = await inside(judgement, differing, trial);
  if (session.signal?.aborted) return failed(problem('interrupted', { replays: trial.count.replays }));
  return ok({ ...base, differing, corners, judgement, causes, together, note: noteOf(judgement, outcomes, legs), replays: trial.count.replays });
}

interface Trial {
  readonly failure: Failure;
  readonly sides: { readonly good: Side; readonly bad: Side };
  readonly legs: readonly LegName[];
  readonly session: Session<Store>;
  readonly count: { replays: number };
}

async function shippedIn(run: Run, { store }: Session): Promise<Release | undefined> {
  if (run.environment.startsWith('dev@')) return undefined;
  return (await store.releases(run.environment)).find((r) => r.bundle === run.bundle && r.kind === 'ship');
}

async function bothSides(failure: Failure, good: Good, session: Session<Store>, options: WhyOptions): Promise<Trial['sides'] | string> {
  const now = Object.entries(session.effects.variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const candidates = [...options.variables, ...now];
  const unitTest = failure.check !== undefined && isTest(failure.check);
  const bad = await sideOf(failure.run, unitTest, session, candidates);
  const well = await sideOf(good.run, unitTest, session, candidates);
  if (typeof bad === 'string') return `the failing run ${failure.run.id}: ${bad}`;
  if (typeof well === 'string') return `the good run ${good.run.id}: ${well}`;
  // the value of a variable that no SQL on the way uses is not missed
  const used = variablesUsed(well, bad, failure.asset, failure.check?.check);
  const missed = (what: string) => !what.startsWith('variable ') || used.has(what.slice('variable '.length).toLowerCase());
  const needed = (side: Side): Side => ({ ...side, world: { ...side.world, lacking: side.world.lacking.filter(missed) } });
  return { good: needed(well), bad: needed(bad) };
}

async function sideOf(run: Run, unitTest: boolean, session: Session<Store>, candidates: WhyOptions['variables']): Promise<Side | string> {
  const builds: Build[] = [];
  for (const stage of await session.store.stages(run.id)) {
    const build = stage.build === null ? undefined : await session.store.build(stage.build);
    if (build) builds.push(build);
  }
  if (builds.length === 0) return 'it ended before it recorded what it used';
  const recalled = await recall(run, builds, session, candidates);
  if (!recalled.ok) return recalled.problems[0]?.message ?? 'its code is gone';
  const { lacking } = recalled.value;
  const mixed = run.kind === 'test' && !unitTest ? await withBuiltSql(recalled.value, builds, session) : recalled.value;
  if (typeof mixed === 'string') return mixed;
  const world: Recalled = { ...mixed, lacking };
  const prepared = await prepare(world, session);
  return prepared.ok ? { world, prepared: prepared.value } : (prepared.problems[0]?.message ?? 'its code does not parse');
}

/** `test` asks today's checks of tables that earlier SQL built: each asset has the SQL of the run that built it. A text: it can't be put together. */
async function withBuiltSql(world: World, builds: readonly Build[], session: Session<Store>): Promise<World | string> {
  const { store } = session;
  const files = new Map(world.product.files.map((f) => [f.path, f]));
  for (const [name, asset] of world.product.assets) {
    const build = builds.find((b) => b.asset === name);
    const run = build && (await store.run(build.run));
    if (asset.kind !== 'sql' || !run) continue;
    const then = (await bundleFiles(run.bundle, store))?.find((f) => f.path === asset.code.path);
    if (!then) return `the SQL that built ${name} is not where ${asset.code.path} is now`;
    files.set(then.path, then);
  }
  const mixed = withFiles(
    world,
    [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
  return mixed.ok ? mixed.value : (mixed.problems[0]?.message ?? 'its code does not parse');
}

async function runCorners(trial: Trial): Promise<{ readonly outcomes: ReadonlyMap<Mask, Replay>; readonly corners: readonly Corner[] }> {
  const all = (1 << trial.legs.length) - 1;
  const outcomes = new Map<Mask, Replay>();
  const corners: Corner[] = [];
  const visit = async (mask: Mask, control: boolean) => {
    trial.session.emit({ kind: 'replay', what: control ? (mask ? 'bad again' : 'good again') : 'corner', done: corners.length, of: all + 1 });
    const result = await runCorner(mask, control, trial);
    outcomes.set(mask, result);
    const legs = Object.fromEntries(legNames.map((leg) => [leg, versionOf(leg, mask, trial.legs)])) as Corner['legs'];
    corners.push({ ...result, legs, control });
  };
  await visit(all, true);
  if (all !== 0) await visit(0, true);
  if (outcomes.get(all)?.outcome !== 'fail' || outcomes.get(0)?.outcome !== 'pass') return { outcomes, corners };
  for (let mask = 1; mask < all; mask++) await visit(mask, false);
  return { outcomes, corners };
}

function versionOf(leg: LegName, mask: Mask, legs: readonly LegName[]): 'good' | 'bad' | 'same' {
  const i = legs.indexOf(leg);
  return i < 0 ? 'same' : mask & (1 << i) ? 'bad' : 'good';
}

async function runCorner(mask: Mask, control: boolean, trial: Trial): Promise<Replay> {
  const { good, bad } = trial.sides;
  const pick = (leg: LegName): Recalled => (versionOf(leg, mask, trial.legs) === 'bad' ? bad.world : good.world);
  const legs: Legs = { data: pick('data'), code: pick('code'), environment: pick('environment') };
  if (legs.data === bad.world && legs.code === good.world && globsDiffer(trial)) {
    return { outcome: 'not replayed', note: 'a source’s `path` differs: what the earlier one would have matched was not listed' };
  }
  trial.count.replays++;
  return replay(compose(legs), legs.environment.lacking, trial.failure, trial.session, { again: control });
}

function globsDiffer({ sides }: Trial): boolean {
  return [...sides.good.world.product.assets.values()].some((asset) => {
    const other = sides.bad.world.product.assets.get(asset.name);
    return asset.kind === 'source' && other?.kind === 'source' && asset.paths.join('\n') !== other.paths.join('\n');
  });
}

/** Which of a leg's differences is it: the fewest that break it on the good world, the other legs of a combination being bad as well. */
async function inside(judgement: Judgement, differing: readonly Difference[], trial: Trial): Promise<Narrowed<Difference>> {
  if (judgement.kind === 'not-reproducible' || judgement.kind === 'none') return { found: [], together: false };
  const causes: Difference[] = [];
  let together = false;
  for (const leg of judgement.legs) {
    const own = differing.filter((d) => d.leg === leg);
    const others = judgement.kind === 'combination' ? differing.filter((d) => d.leg !== leg && judgement.legs.includes(d.leg)) : [];
    const told = judgement.kind !== 'not-replayed';
    const narrowed = told ? await narrow(own, (subset) => breaks([...others, ...subset], trial)) : { found: own, together: false };
    causes.push(...narrowed.found);
    together ||= narrowed.together;
  }
  return { found: causes, together };
}

/** Whether the good world fails with these differences carried over. */
async function breaks(carried: readonly Difference[], trial: Trial): Promise<boolean> {
  const { session, failure, sides, count } = trial;
  if (session.signal?.aborted) return false;
  let world: Recalled | undefined = sides.good.world;
  for (const difference of carried) world = world && difference.carry(world);
  if (!world) return false;
  count.replays++;
  session.emit({ kind: 'replay', what: 'inside the leg', done: count.replays, of: count.replays });
  return (await replay(world, world.lacking, failure, session, { again: false })).outcome === 'fail';
}

function noteOf(judgement: Judgement, outcomes: ReadonlyMap<Mask, Replay>, legs: readonly LegName[]): string | undefined {
  const all = (1 << legs.length) - 1;
  if (judgement.kind === 'not-reproducible') {
    if (legs.length === 0) return 'nothing differs in data, code or environment';
    if (outcomes.get(all)?.outcome === 'pass') return 'the failing build, made again, passes';
    if (outcomes.get(0)?.outcome === 'fail') return 'the good build, made again, fails too';
    return outcomes.get(all)?.note ?? outcomes.get(0)?.note;
  }
  if (judgement.kind !== 'not-replayed') return undefined;
  return [...outcomes.values()].find((r) => r.outcome === 'not replayed' || r.outcome === 'other')?.note;
}
