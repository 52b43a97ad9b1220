// Decides when production is built again: by its schedule, or when a source's files changed. One build at a time; after the machine's failures
// it waits longer each time, after those of data or code until something changes.

import type { Effects, Emit, ServiceEvent } from '../../base/index.ts';
import { nextTick } from '../../operations/index.ts';
import type { LiveRelease } from '../../serving/index.ts';
import { observe, type Session, sourceStamps } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { Board } from './board.ts';
import { type Build, type BuildEnd, startBuild } from './build.ts';
import type { RunningClock } from './clock.ts';
import { confirming } from './confirm.ts';
import { lastRefresh } from './last-refresh.ts';
import { repeat } from './repeat.ts';

export interface RefreshOptions {
  readonly session: Session<Store>;
  /** The command's own file. */
  readonly program: string;
  readonly clock: RunningClock;
  /** What is shown: its product says what is watched and when it is built. */
  readonly current: () => LiveRelease | undefined;
  /** Number of the newest release of the environment. */
  readonly live: () => number | undefined;
  readonly board: Board;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Refreshing {
  building(): boolean;
  /** How those ended that came to an end, oldest first. */
  ends(): readonly (BuildEnd & { readonly because: Because })[];
  /** Resolves after the signal, when no build is under way any more. */
  readonly done: Promise<void>;
}

type Because = Extract<ServiceEvent, { kind: 'build-started' }>['because'];

const look = 1_000;
const firstRetry = 5_000;
const longestRetry = 600_000;

/** What the next decision depends on. */
interface Memory {
  /** Stamps of the sources' files at the last look, and at the last build that came to its end; undefined: none yet. */
  seen?: string;
  built?: string;
  /** Logical time of the last refresh. */
  refreshed?: number | undefined;
  /** After the machine's failures. */
  retry?: { readonly number: number; readonly at: number } | undefined;
  started: boolean;
  /** The release on which a rollback holds refreshes; undefined: none does. */
  held?: number | undefined;
}

export function startRefreshing(options: RefreshOptions): Refreshing {
  const { session, clock, current, live, board, signal } = options;
  const { effects } = session;
  const confirm = confirming(session, clock);
  const memory: Memory = { started: false };
  const ends: (BuildEnd & { readonly because: Because })[] = [];
  let build: Build | undefined;
  signal.addEventListener('abort', () => void build?.stop());
  const carryOut = async (because: Because): Promise<BuildEnd> => {
    options.emit({ kind: 'build-started', at: clock.now(), because });
    build = startBuild(requestOf(options));
    board.moved();
    const end = await build.ended;
    build = undefined;
    ends.push({ ...end, because });
    const { exit, seconds, release, problems } = end;
    if (!signal.aborted) {
      options.emit({ kind: 'build-ended', at: clock.now(), exit, seconds, release, problem: problems[0] ?? null });
      board.put('build', problems, true);
    }
    board.moved();
    return end;
  };
  const work = async (): Promise<number> => {
    const release = current();
    if (!release) return look;
    const begun = effects.monotonic();
    const stamps = await sourceStamps(release.product);
    // of many thousand files the look itself is work: then it is done more seldom
    const next = Math.max(look, 20 * (effects.monotonic() - begun));
    const settled = memory.seen === stamps;
    memory.seen = stamps;
    if (!memory.started && !(await sourcesMoved(session))) memory.built = stamps;
    memory.started = true;
    if (await resumed(memory, session)) delete memory.built;
    const because = await due(release, stamps, settled, memory, options);
    const quiet = because === undefined && settled && stamps === memory.built && release.number === live();
    await confirm(quiet ? release : undefined);
    if (because === undefined || signal.aborted) return next;
    const at = clock.time();
    learn(await carryOut(because), stamps, at, memory, effects);
    return look;
  };
  return { building: () => build !== undefined, ends: () => ends, done: repeat({ part: 'refreshing', signal, board, work }) };
}

const requestOf = ({ session, program, clock }: RefreshOptions) => ({
  program,
  folder: session.folder,
  store: session.store.folder,
  environment: session.environment,
  clock: clock.now(),
  sets: session.sets,
  waitMs: session.waitMs,
  effects: session.effects,
});

/** Whether a hold has ended on the release that it began on: what was built meanwhile was not published. */
async function resumed(memory: Memory, { store, environmentId }: Session<Store>): Promise<boolean> {
  const { live, hold } = await store.environment(environmentId);
  const ended = memory.held !== undefined && !hold && memory.held === live;
  memory.held = hold && live !== null ? live : undefined;
  return ended;
}

async function due(
  { product }: LiveRelease,
  stamps: string,
  settled: boolean,
  memory: Memory,
  { session, clock }: RefreshOptions,
): Promise<Because | undefined> {
  if (memory.retry) return session.effects.monotonic() >= memory.retry.at ? 'again' : undefined;
  if (settled && stamps !== memory.built) return 'files';
  if (!product.schedule) return undefined;
  const { store, environmentId } = session;
  const passed = async (): Promise<boolean> => {
    const tick = memory.refreshed === undefined ? undefined : await nextTick(product, memory.refreshed);
    return tick !== undefined && tick <= clock.time();
  };
  if (memory.refreshed !== undefined && !(await passed())) return undefined;
  // somebody else may have refreshed it meanwhile
  const last = await lastRefresh(store, environmentId);
  if (last !== undefined) memory.refreshed = Math.max(memory.refreshed ?? last, last);
  return (await passed()) ? 'schedule' : undefined;
}

/** A build that the machine stopped is tried again; any other has said of these files and this tick what there is to say. */
function learn(end: BuildEnd, stamps: string, at: number, memory: Memory, effects: Effects): void {
  if (end.problems.some((p) => p.leg === 'operations') || end.exit === null || end.exit > 2) {
    const number = (memory.retry?.number ?? 0) + 1;
    memory.retry = { number, at: effects.monotonic() + Math.min(firstRetry * 2 ** (number - 1), longestRetry) };
    return;
  }
  memory.retry = undefined;
  memory.built = stamps;
  memory.refreshed = at;
}

/** Whether the sources hold something else than the last run of the environment saw: what changed while no service looked. */
async function sourcesMoved(session: Session<Store>): Promise<boolean> {
  const { store, environmentId } = session;
  const world = await observe(session);
  if (!world.ok) return true;
  const [last] = await store.runs({ environment: environmentId, kinds: ['run', 'ship'], limit: 1 });
  const builds = new Map([...(await store.pointers(environmentId))].map(([asset, { build }]) => [asset, build]));
  for (const { asset, build } of last ? await store.stages(last.id) : []) if (build !== null) builds.set(asset, build);
  const read = await store.buildsByIds([...builds.values()]);
  return [...world.value.listings].some(([source, { image }]) => {
    const build = builds.get(source);
    return build === undefined || read.get(build)?.data !== image.digest;
  });
}
