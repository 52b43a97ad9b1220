// The three legs side by side: what is known of data, development and operations. Pure but for the rows of earlier releases.

import type { Instant } from '../../base/index.ts';
import type { Run, SnapshotId, StoreReader } from '../../store/index.ts';
import type { CheckTile, DataLeg, DevelopmentLeg, GateRow, Minute, OperationsLeg, PromiseRow, ShipRow, SourceRow } from '../documents.ts';
import type { PageWorld } from '../world.ts';
import { clockOf, type Facts } from './facts.ts';
import { undeliveredRows } from './promises.ts';

const releasesOnLine = 16;
const shipsShown = 4;

export async function dataLeg(facts: Facts, promises: readonly PromiseRow[], store: StoreReader): Promise<DataLeg> {
  const confirmed = facts.runs.find(confirms);
  return {
    confirmedAt: facts.live ? (confirmed?.clock ?? clockOf(facts.live.run, facts)) : null,
    fresh: promises.filter((p) => p.kind === 'fresh'),
    sources: await sourceRows(facts, store),
    checks: tiles(facts),
  };
}

/** It looked at every source, and what it found is live: not held back after a rollback, not a try without publishing. */
function confirms({ kind, state, summary }: Run): boolean {
  const { onHold, dryRun, selected } = (summary ?? {}) as {
    readonly onHold?: boolean;
    readonly dryRun?: boolean;
    readonly selected?: readonly string[];
  };
  return state === 'ok' && kind !== 'test' && !onHold && !dryRun && selected === undefined;
}

async function sourceRows(facts: Facts, store: StoreReader): Promise<readonly SourceRow[]> {
  const sources = facts.nodes.filter((n) => n.kind === 'source' && facts.pointers.has(n.name));
  const pointers = facts.past.slice(0, releasesOnLine).reverse();
  const ids = new Set<SnapshotId>();
  for (const { name } of sources) for (const shown of pointers) ids.add(shown.get(name)?.snapshot ?? (0 as SnapshotId));
  const snapshots = await store.snapshots([...ids]);
  return sources.map(({ name }) => {
    const line = pointers.map((shown) => snapshots.get(shown.get(name)?.snapshot ?? (0 as SnapshotId))?.rows ?? null);
    return { name, rows: line.at(-1) ?? 0, line };
  });
}

function tiles({ checks, nodes }: Facts): readonly CheckTile[] {
  const place = new Map(nodes.map((n, i) => [n.name, i]));
  return checks
    .map(({ check, asset, status, offending }) => ({ check, asset, status, offending }))
    .sort((a, b) => (place.get(a.asset) ?? 0) - (place.get(b.asset) ?? 0) || (a.check < b.check ? -1 : 1));
}

export function developmentLeg(facts: Facts, differs: DevelopmentLeg['differs']): DevelopmentLeg {
  const shipped = shippedRelease(facts);
  return {
    differs,
    gates: shipped ? gatesOf(shipped.gates) : [],
    gatesOf: shipped?.number ?? null,
    approvedBy: (shipped?.gates as { readonly approvedBy?: string } | null | undefined)?.approvedBy ?? null,
    ships: facts.runs
      .filter((r) => r.kind === 'ship' && r.state !== 'started')
      .slice(0, shipsShown)
      .map(shipRow),
  };
}

/** The newest ship with the live code: a refresh keeps it, a rollback goes back to it. */
export const shippedRelease = ({ live, releases }: Facts) => live && releases.find((r) => r.kind === 'ship' && r.bundle === live.bundle);

/** Of a release's or a run's record: open gates are kept by name and text only. */
export function gatesOf(kept: unknown): readonly GateRow[] {
  const { gates } = (kept ?? {}) as {
    readonly gates?: readonly { readonly name: string; readonly open?: boolean; readonly text: string; readonly remedy?: string }[];
  };
  return (gates ?? []).map(({ name, open = true, text, remedy }) => ({ name, open, text, remedy: remedy ?? null }));
}

function shipRow(run: Run): ShipRow {
  const { release, dryRun } = (run.summary ?? {}) as { readonly release?: number; readonly dryRun?: boolean };
  const base = { run: run.id, release: release ?? null, by: run.by, clock: run.clock };
  if (release !== undefined) return { ...base, mark: 'good', text: `release ${release}` };
  const closed = gatesOf(run.summary).filter((g) => !g.open);
  if (closed.length) return { ...base, mark: 'broken', text: `stopped at ${closed.map((g) => g.name).join(', ')}` };
  if (run.state === 'ok') return { ...base, mark: 'none', text: dryRun ? 'dry run' : 'nothing new' };
  return { ...base, mark: 'broken', text: run.problem?.message ?? run.state };
}

export function operationsLeg(facts: Facts, promises: readonly PromiseRow[], world: PageWorld): OperationsLeg {
  const { decision, working } = facts.report;
  const { ready, building, url } = world.service();
  return {
    undelivered: undeliveredRows(facts.report),
    promises,
    decision: decision && { kind: decision.kind, at: decision.at, text: decision.text },
    working,
    figures: lastHour(world.figures(), world.clock()),
    ready,
    building,
    url,
  };
}

/** Sixty minutes, also those in which nobody asked. */
function lastHour(figures: readonly Minute[], now: Instant): readonly Minute[] {
  const known = new Map(figures.map((m) => [m.minute, m]));
  const newest = Math.max(Math.floor(Date.parse(now) / 60_000), ...known.keys());
  return Array.from({ length: 60 }, (_, i) => {
    const minute = newest - 59 + i;
    return known.get(minute) ?? { minute, requests: 0, errors: 0, p99: null };
  });
}
