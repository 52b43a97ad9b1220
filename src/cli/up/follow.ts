// Follows the environment's live release: what is published is shown, at once and whole. What can't be shown leaves what is shown.

import type { Emit, Instant, Problem } from '../../base/index.ts';
import type { ServingEngine } from '../../engine/index.ts';
import type { NotShown } from '../../operations/index.ts';
import type { LiveRelease, Serving } from '../../serving/index.ts';
import { liveRelease, type Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import { problem } from '../problems.ts';
import type { Board } from './board.ts';
import type { RunningClock } from './clock.ts';
import { repeat } from './repeat.ts';

export interface FollowOptions {
  readonly session: Session<Store>;
  readonly serving: Serving;
  readonly engine: ServingEngine;
  readonly clock: RunningClock;
  readonly board: Board;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Following {
  /** What requests are answered from. */
  current(): LiveRelease | undefined;
  /** Number of the newest release of the environment; undefined before the first. */
  live(): number | undefined;
  /** The live release, where it can't be shown: it has an error, or the machine has failed for some seconds. */
  notShown(): NotShown | undefined;
  /** Releases shown since the start, each with when. */
  history(): readonly { readonly release: number; readonly at: Instant }[];
  /** Resolves when the release that was live at the start is shown, or can't be. */
  readonly first: Promise<void>;
  readonly done: Promise<void>;
}

const look = 100;
const firstRetry = 500;
const longestRetry = 60_000;

/** A release that could not be shown. `again`: when to try it again, monotonic; undefined: it stays so. */
interface Refused {
  readonly release: number;
  readonly tries: number;
  readonly again: number | undefined;
  readonly why: string;
}

/** Attempts after which a failure of the machine has lasted: seven seconds. */
const lasting = 5;

export function startFollowing(options: FollowOptions): Following {
  const { session, serving, engine, clock, board, emit, signal } = options;
  const { now } = clock;
  const { store, environmentId, effects } = session;
  const history: { readonly release: number; readonly at: Instant }[] = [];
  const first = Promise.withResolvers<void>();
  let current: LiveRelease | undefined;
  let live: number | undefined;
  let version: number | undefined;
  let refused: Refused | undefined;
  let ready = true;
  const show = async (wanted: number): Promise<void> => {
    const release = await liveRelease(session);
    if (release.ok && release.value === undefined) return;
    const shown = release.ok && release.value ? await serving.show(release.value) : release;
    if (shown.ok && release.ok && release.value) {
      current = release.value;
      refused = undefined;
      history.push({ release: current.number, at: now() });
      board.put('release', []);
      emit({ kind: 'shown', at: now(), release: current.number, how: current.kind, by: current.by });
      board.moved();
      return;
    }
    const problems = shown.ok ? [] : shown.problems;
    refused = refusal(wanted, refused, problems, effects.monotonic());
    board.put('release', [notShownProblem(wanted, serving.shown(), problems)]);
  };
  const work = async (): Promise<number> => {
    if (engine.ready() !== ready) {
      ready = engine.ready();
      emit({ kind: 'serving-engine', at: now(), ready });
      board.moved();
    }
    const again = refused?.again !== undefined && effects.monotonic() >= refused.again;
    const moved = await store.version();
    if (moved === version && !again) return look;
    if (version !== undefined && moved !== version) board.moved();
    version = moved;
    live = (await store.environment(environmentId)).live ?? undefined;
    if (live !== undefined && live !== current?.number && (refused?.release !== live || again)) await show(live);
    return look;
  };
  const done = repeat({ part: 'following', signal, board, work: () => work().finally(() => first.resolve()) });
  // told to end before it began
  void done.then(() => first.resolve());
  const notShown = (): NotShown | undefined =>
    refused && (refused.again === undefined || refused.tries >= lasting)
      ? { release: refused.release, shown: serving.shown(), why: refused.why }
      : undefined;
  return { current: () => current, live: () => live, notShown, history: () => history, first: first.promise, done };
}

/** The machine's failures may pass; a release with an error stays as it is. */
function refusal(release: number, before: Refused | undefined, problems: readonly Problem[], time: number): Refused {
  const tries = before?.release === release ? before.tries + 1 : 1;
  const passing = problems.some((p) => p.leg === 'operations');
  const why = problems.map((p) => p.message).join('; ');
  return { release, tries, again: passing ? time + Math.min(firstRetry * 2 ** (tries - 1), longestRetry) : undefined, why };
}

const notShownProblem = (release: number, shown: number | undefined, problems: readonly Problem[]): Problem =>
  problem('not-shown', { release, shown }, { also: problems, ...(problems[0] ? { leg: problems[0].leg } : {}) });
