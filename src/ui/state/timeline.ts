// Releases, failed tries between them and acceptances as one line of time, newest first. Pure.

import type { Acceptance } from '../../product/index.ts';
import type { Pointer, Release, Run } from '../../store/index.ts';
import type { TimelineEntry } from '../documents.ts';
import { clockOf, type Facts } from './facts.ts';
import { gatesOf } from './legs.ts';

const backToOf = (release: Release): number | null => (release.gates as { readonly backTo?: number } | null)?.backTo ?? null;

/** Kept with a release that changed what its outputs promise. */
function toldOf(release: Release): TimelineEntry['told'] {
  const { told = [] } = (release.gates ?? {}) as {
    readonly told?: readonly { readonly output: string; readonly what: string; readonly consumers: readonly { readonly name: string }[] }[];
  };
  return told.map(({ output, what, consumers }) => ({ output, what, consumers: consumers.map((c) => c.name) }));
}

export function timeline(facts: Facts): readonly TimelineEntry[] {
  const moved = movedAssets(facts);
  const oldest = facts.releases.at(-1)?.at ?? '';
  const entries = [
    ...facts.releases.map((release) => ofRelease(release, moved.get(release.number) ?? [], facts)),
    ...facts.runs.filter((r) => r.state === 'failed' && r.kind !== 'test' && r.startedAt >= oldest).map(ofAttempt),
  ].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  for (const acceptance of facts.product?.acceptances ?? []) insert(entries, ofAcceptance(acceptance));
  return entries;
}

function movedAssets({ releases, past }: Facts): ReadonlyMap<number, readonly string[]> {
  return new Map(
    releases.map((release, i) => {
      const [now, before] = [past[i] ?? new Map<string, Pointer>(), past[i + 1]];
      // of the oldest one that is looked at it is not known what it moved
      return [release.number, before ? [...now].filter(([asset, p]) => before.get(asset)?.snapshot !== p.snapshot).map(([asset]) => asset) : []];
    }),
  );
}

function ofRelease(release: Release, moved: readonly string[], facts: Facts): TimelineEntry {
  const backTo = backToOf(release);
  return {
    type: 'release',
    id: `release ${release.number}`,
    title: String(release.number),
    kind: backTo === null ? release.kind : `rollback to ${backTo}`,
    mark: 'good',
    live: release.number === facts.live?.number,
    by: release.by,
    at: release.at,
    clock: clockOf(release.run, facts),
    because: release.because,
    gates: gatesOf(release.gates),
    told: toldOf(release),
    moved,
    run: release.run,
  };
}

function ofAttempt(run: Run): TimelineEntry {
  return {
    type: 'attempt',
    id: `run ${run.id}`,
    title: `run ${run.id}`,
    kind: run.kind === 'ship' ? 'ship stopped' : 'not published',
    mark: 'broken',
    live: false,
    by: run.by,
    at: run.finishedAt ?? run.startedAt,
    clock: run.clock,
    because: run.problem?.message ?? null,
    gates: gatesOf(run.summary).filter((g) => !g.open),
    told: [],
    moved: [],
    run: run.id,
  };
}

const ofAcceptance = ({ check, because, by, when }: Acceptance): TimelineEntry => ({
  type: 'acceptance',
  id: `acceptance ${check} ${when}`,
  title: check,
  kind: 'accepted',
  mark: 'attention',
  live: false,
  by,
  at: when,
  clock: when,
  because,
  gates: [],
  told: [],
  moved: [],
  run: null,
});

/** Its time is logical: after the failed try of that time or before it, and before the releases that follow. */
function insert(entries: TimelineEntry[], acceptance: TimelineEntry): void {
  const when = Date.parse(acceptance.at);
  const place = entries.findIndex((e) => e.clock !== null && (Date.parse(e.clock) < when || (Date.parse(e.clock) === when && e.type === 'attempt')));
  entries.splice(place < 0 ? entries.length : place, 0, acceptance);
}
