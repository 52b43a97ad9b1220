// What the page is shown of a running service. Everything that depends on the release alone is kept until the next one.

import type { Instant, Outcome, Problem } from '../../base/index.ts';
import type { PromiseReport } from '../../operations/index.ts';
import type { LiveRelease, Serving } from '../../serving/index.ts';
import { folderDiffers, liveGraph, liveRehearsalKey, type Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { PageWorld } from '../../ui/index.ts';
import type { Board } from './board.ts';
import { pageRules } from './page-rules.ts';
import type { Promised } from './promised.ts';

export interface WorldParts {
  readonly session: Session<Store>;
  readonly now: () => Instant;
  readonly board: Board;
  /** The parts that come into being after the page's routes. */
  readonly running: () => Running | undefined;
}

export interface Running {
  readonly serving: Serving;
  readonly ready: () => boolean;
  readonly building: () => boolean;
  readonly current: () => LiveRelease | undefined;
  readonly promised: () => Promise<Promised | undefined>;
  readonly report: () => Promise<PromiseReport>;
}

/** The folder's files may change at any moment; people look again after this many milliseconds. */
const differsFor = 2_000;

export function pageWorld({ session, now, board, running }: WorldParts): PageWorld {
  const { effects } = session;
  const release = () => running()?.current();
  const graph = keptWhile(
    () => String(release()?.number),
    () => valueOr(liveGraph(session), []),
  );
  const key = keptWhile(
    () => String(release()?.number),
    () => valueOr(liveRehearsalKey(session), undefined),
  );
  const product = async () => release()?.product ?? (await running()?.promised())?.product;
  const rules = keptWhile(
    () => `${release()?.number} ${Math.floor(Date.parse(now()) / 60_000)}`,
    async () => {
      const known = await product();
      return known ? pageRules(known, release(), now()) : [];
    },
  );
  const differs = keptWhile(
    () => `${release()?.number} ${Math.floor(effects.monotonic() / differsFor)}`,
    () => valueOr(folderDiffers(session), []),
  );
  return {
    environment: session.environment,
    folder: session.folder,
    store: session.store,
    clock: now,
    product,
    rules,
    rehearsalKey: async () => (release() ? key() : undefined),
    graph: async () => (release() ? graph() : []),
    differs: async () => (release() ? differs() : []),
    promises: async () => (await running()?.report()) ?? nothingPromised(session.environment, now()),
    figures: () => running()?.serving.figures() ?? [],
    service: () => serviceOf(running(), board.problems()),
    onChange: board.onChange,
  };
}

function serviceOf(running: Running | undefined, problems: readonly Problem[]): ReturnType<PageWorld['service']> {
  return {
    url: running?.serving.url ?? '',
    release: running?.serving.shown(),
    ready: running?.ready() ?? false,
    building: running?.building() ?? false,
    problems,
  };
}

const nothingPromised = (environment: string, now: Instant): PromiseReport => ({
  environment,
  now,
  working: null,
  standings: [],
  decision: null,
  undelivered: [],
  sampledAt: null,
});

/** What stands in the way of it is told where it is done; the page shows the rest. */
async function valueOr<T, O>(outcome: Promise<Outcome<T>>, otherwise: O): Promise<T | O> {
  const done = await outcome;
  return done.ok ? done.value : otherwise;
}

/** Made again when the key is another one; those who ask meanwhile wait for the same. */
function keptWhile<T>(key: () => string, make: () => Promise<T>): () => Promise<T> {
  let kept: { readonly key: string; readonly value: Promise<T> } | undefined;
  return () => {
    const now = key();
    if (kept?.key !== now) {
      const value = make();
      kept = { key: now, value };
      // a failure is not kept
      value.catch(() => {
        kept = undefined;
      });
    }
    return kept.value;
  };
}
