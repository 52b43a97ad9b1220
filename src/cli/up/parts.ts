// The parts of a running service and how they know of each other: the server, who follows what is live, who builds, who keeps the promises.

import { createRequire } from 'node:module';
import { type Instant, type Outcome, ok } from '../../base/index.ts';
import type { Scripts, ServingEngine } from '../../engine/index.ts';
import { defaultSearch, type LiveRelease, type Serving, startServing } from '../../serving/index.ts';
import type { Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import { prometheusMeter } from '../../telemetry/index.ts';
import { pageRoutes } from '../../ui/index.ts';
import { removeAddress, writeAddress } from './address.ts';
import { makeBoard } from './board.ts';
import type { RunningClock } from './clock.ts';
import { type Following, startFollowing } from './follow.ts';
import { withServiceMetrics } from './metrics.ts';
import { promisedBy } from './promised.ts';
import { type Keeping, startKeeping } from './promises.ts';
import { type Refreshing, startRefreshing } from './refresh.ts';
import { endOf, pause } from './repeat.ts';
import type { ServeOptions } from './service.ts';
import { pageWorld, type Running } from './world.ts';

/** What a service did from its beginning to its end. */
export interface Served {
  readonly url: string;
  readonly environment: string;
  /** Real time. */
  readonly startedAt: Instant;
  readonly releases: { readonly release: number; readonly at: Instant }[];
  readonly builds: {
    readonly because: 'schedule' | 'files' | 'again';
    readonly exit: number | null;
    readonly seconds: number;
    readonly release: number | null;
    readonly problem: string | null;
  }[];
  readonly requests: { readonly answered: number; readonly failed: number };
}

export interface Means {
  readonly session: Session<Store>;
  readonly options: ServeOptions;
  readonly engine: ServingEngine;
  readonly scripts: Scripts;
  readonly clock: RunningClock;
}

interface Parts {
  readonly serving: Serving;
  readonly following: Following;
  readonly keeping: Keeping;
  readonly refreshing: Refreshing | undefined;
}

/** Milliseconds in which what was asked is answered, and in which the parts end what they do: ten seconds in all. */
const drainFor = 6_000;
const endFor = 6_500;

/** Until the signal ends, and what came of it. */
export async function runParts(means: Means): Promise<Outcome<Served>> {
  const { session, options, clock } = means;
  const { store, effects, emit, environment } = session;
  const started = await startParts(means);
  if (!started.ok) return started;
  const { serving, following } = started.value;
  const startedAt = new Date(effects.now()).toISOString();
  await following.first;
  try {
    if (!options.signal.aborted) {
      await writeAddress(store.folder, { url: serving.url, pid: process.pid, environment, startedAt });
      emit({ kind: 'up', at: clock.now(), url: serving.url, environment, outputs: addresses(serving.url, following.current()) });
      await endOf(options.signal);
    }
  } finally {
    emit({ kind: 'going-down', at: clock.now() });
    await endParts(started.value);
    await removeAddress(store.folder);
  }
  return ok({ url: serving.url, environment, startedAt, ...done(started.value) });
}

async function startParts({ session, options, engine, scripts, clock }: Means): Promise<Outcome<Parts>> {
  const { effects, emit } = session;
  const { host, port, allowHosts, signal } = options;
  const board = makeBoard(emit, clock.now);
  const { meter, text } = prometheusMeter();
  let running: (Running & Parts) | undefined;
  const world = pageWorld({ session, now: clock.now, board, running: () => running });
  const metrics = async () => withServiceMetrics(await text(), { live: running?.following.live(), builds: running?.refreshing?.ends() ?? [] });
  const mounted = [pageRoutes(world)];
  const server = { host, port, allowHosts, engine, scripts, clock: clock.now, effects, emit, meter, metrics, mounted, version: version() };
  const listening = await startServing(server);
  if (!listening.ok) return listening;
  const serving = listening.value;
  const common = { session, serving, engine, clock, meter, board, emit, signal };
  const following = startFollowing(common);
  const { current, live } = following;
  const promised = promisedBy(session, following);
  const keeping = startKeeping({ ...common, promised });
  const refreshing = options.refreshes ? startRefreshing({ ...common, current, live, program: options.program }) : undefined;
  const parts = { serving, following, keeping, refreshing };
  running = { ...parts, ready: engine.ready, building: () => refreshing?.building() ?? false, current, promised, report: keeping.report };
  return ok(parts);
}

/** No new questions, the old ones answered; a build is told to stop meanwhile. What an outside address holds up is not waited for. */
async function endParts({ serving, following, keeping, refreshing }: Parts): Promise<void> {
  const late = new AbortController();
  const parts = Promise.all([following.done, keeping.done, refreshing?.done]);
  await Promise.all([serving.drain(drainFor), Promise.race([parts, pause(endFor, late.signal)])]);
  late.abort();
  await keeping.end();
}

function done({ following, keeping, refreshing }: Parts): Pick<Served, 'releases' | 'builds' | 'requests'> {
  const builds = (refreshing?.ends() ?? []).map(({ because, exit, seconds, release, problems }) => ({
    because,
    exit,
    seconds,
    release,
    problem: problems[0]?.message ?? null,
  }));
  return { releases: [...following.history()], builds, requests: keeping.requests() };
}

/** Of each output, as it can be asked as it stands; where the product does not say with which parameters, without them. */
function addresses(url: string, release: LiveRelease | undefined): readonly { readonly name: string; readonly url: string }[] {
  return [...(release?.product.outputs.values() ?? [])].map((output) => {
    const search = defaultSearch(output);
    return { name: output.name, url: `${url}/outputs/${output.name}${search ? `?${search}` : ''}` };
  });
}

/** In package.json, three folders up from here in the source as in the package. */
const version = (): string => (createRequire(import.meta.url)('../../../package.json') as { version: string }).version;
