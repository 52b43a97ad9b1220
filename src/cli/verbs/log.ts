// log: the releases and the runs; with a run's number, its story.

import { environmentName, type Session, sessionProblem } from '../../session/index.ts';
import type { Build, Release, RunId } from '../../store/index.ts';
import { duration, instant, type Palette, plural, table, wrap } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { lines, paragraphs, releaseDocument, withReasons } from '../render.ts';
import { runRow } from '../run-row.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { reading } from '../with-session.ts';

type Log = Omit<Documents['log'], 'problems'>;

export const verb = defineVerb({
  name: 'log',
  summary: "releases and runs, or one run's story",
  positionals: { run: { summary: 'the number of a run' }, asset: { summary: 'one asset of that run' } },
  flags: {
    limit: { kind: 'count', default: 20, summary: 'releases and runs to list; 20 if absent' },
    all: { kind: 'switch', summary: 'also the replays of why and verify' },
  },
  examples: [
    { command: 'trivet log', why: 'what happened' },
    { command: 'trivet log 12 hourly', why: 'what run 12 did to hourly, and why' },
  ],
  run: (context) =>
    reading(context, 'log', async (session): Promise<VerbEnd> => {
      const { run, asset } = context.arguments;
      const { palette, width } = context;
      if (run !== undefined) return oneRun(session, run, asset, palette, width);
      const { limit = 20, all, environment } = context.flags;
      const document = await listing(session, limit, all, environment);
      const text =
        paragraphs(
          releaseTable(document.releases, palette, width),
          toldText(document.releases, palette, width),
          runTable(document.runs, palette, width),
        ) || 'nothing has run yet: trivet run';
      return { document, text, summary: `${document.releases.length} releases, ${document.runs.length} runs`, exit: 0 };
    }),
});

async function listing(session: Session, limit: number, all: boolean, only: string | undefined): Promise<Log> {
  const states = (await session.store.environments()).filter((e) => only === undefined || e.name === session.environmentId);
  const releases = [];
  for (const state of states) {
    for (const release of await session.store.releases(state.name, limit)) {
      releases.push({
        ...releaseDocument(release),
        environment: environmentName(state.name),
        live: state.live === release.number,
        backTo: backTo(release),
        told: toldIn(release),
      });
    }
  }
  const kinds = all ? {} : { kinds: ['run', 'ship', 'test'] as const };
  const environment = only === undefined ? {} : { environment: session.environmentId };
  const runs = await session.store.runs({ ...environment, ...kinds, limit });
  return { releases, runs: runs.map(runRow), story: null };
}

const toldIn = (release: Release): Log['releases'][number]['told'] =>
  (release.gates as { told?: Log['releases'][number]['told'] } | null)?.told ?? [];

const backTo = (release: Release): number | null => (release.gates as { backTo?: number } | null)?.backTo ?? null;

function releaseTable(releases: Log['releases'], palette: Palette, width: number): string {
  if (releases.length === 0) return '';
  const rows = releases.map((r) => [
    { text: `${r.live ? '●' : ' '} ${r.environment} ${r.number}`, style: r.live ? palette.ok : palette.dim },
    r.backTo === null ? r.kind : `rollback to ${r.backTo}`,
    instant(r.at),
    r.by,
    r.because ?? '',
  ]);
  return table(['release', 'kind', 'at', 'by', 'because'], rows, { palette, width });
}

/** What changed for those who rely on an output, newest first. */
function toldText(releases: Log['releases'], palette: Palette, width: number): string {
  const rows = releases.flatMap((r) =>
    r.told.map((t) => [
      { text: `  ${r.environment} ${r.number}`, style: palette.dim },
      { text: t.output, style: palette.strong },
      t.what,
      t.consumers.map((c) => c.name).join(', ') || 'nobody is declared',
    ]),
  );
  return rows.length ? table(['release', 'output', 'change', 'told'], rows, { palette, width }) : '';
}

function runTable(runs: Log['runs'], palette: Palette, width: number): string {
  if (runs.length === 0) return '';
  const style = { ok: palette.ok, failed: palette.bad, started: palette.warn, abandoned: palette.warn };
  const rows = runs.map((r) => [
    { text: String(r.run), align: 'right' as const },
    r.kind,
    r.environment,
    { text: r.state, style: style[r.state] },
    instant(r.at),
    { text: r.seconds === null ? '' : duration(r.seconds), align: 'right' as const },
    r.problem ?? '',
  ]);
  return table(['run', 'kind', 'environment', 'state', 'at', 'time', 'problem'], rows, { palette, width });
}

async function modelsAmong(builds: readonly Build[], { store }: Session): Promise<ReadonlySet<string>> {
  const made = await store.snapshots(builds.flatMap((b) => (b.snapshot === null ? [] : [b.snapshot])));
  return new Set([...made.values()].flatMap((snapshot) => (snapshot.kind === 'model' ? [snapshot.asset] : [])));
}

async function oneRun(session: Session, text: string, asset: string | undefined, palette: Palette, width: number): Promise<VerbEnd> {
  const run = /^\d+$/.test(text) ? await session.store.run(Number(text) as RunId) : undefined;
  if (!run) return endWith([sessionProblem('no-such-run', { run: text })]);
  const mine = (name: string) => asset === undefined || name.toLowerCase() === asset.toLowerCase();
  const stages = (await session.store.stages(run.id)).filter((s) => mine(s.asset));
  const checks = (await session.store.checkRuns({ run: run.id })).filter((c) => mine(c.asset)).reverse();
  const builds = [];
  for (const { build } of stages) {
    const found = build === null ? undefined : await session.store.build(build);
    if (found) builds.push(found);
  }
  const models = await modelsAmong(builds, session);
  const story: Log['story'] = {
    stages: stages.map((s) => ({
      asset: s.asset,
      kind: s.kind,
      outcome: s.outcome,
      reasons: s.reasons as unknown as { leg: 'data'; text: string }[],
      build: s.build,
      seconds: s.seconds,
    })),
    checks: checks.map(({ check, asset: of, status, offending }) => ({ check, asset: of, status, offending })),
    builds: builds.map((b) => ({
      build: b.id,
      asset: b.asset,
      state: b.state,
      rows: b.rows,
      data: b.data,
      code: b.code,
      environment: b.environment,
    })),
  };
  const row = runRow(run);
  const head = `run ${run.id}, ${run.kind} in ${environmentName(run.environment)} by ${run.by}: ${run.state}${row.seconds === null ? '' : ` in ${duration(row.seconds)}`}, clock ${instant(run.clock)}`;
  const stageRows = story.stages.map((s) => [
    { text: s.asset, style: palette.strong },
    { text: s.kind },
    { text: s.outcome, style: s.outcome === 'failed' ? palette.bad : palette.dim },
    { text: s.reasons.map((r) => `${r.leg}: ${r.text}`).join('; ') },
  ]);
  const keyRows = story.builds.map((b) => [
    { text: b.asset, style: palette.strong },
    models.has(b.asset) ? { text: 'model', style: palette.dim, align: 'right' as const } : b.rows,
    b.data.slice(0, 8),
    b.code.slice(0, 8),
    b.environment.slice(0, 8),
  ]);
  const failing = story.checks
    .filter((c) => c.status !== 'pass')
    .map((c) => [c.check, { text: c.status, style: c.status === 'fail' ? palette.bad : palette.dim }, c.offending]);
  const body = paragraphs(
    lines(head, ...(run.problem ? wrap(run.problem.message, width).map(palette.bad) : [])),
    table(['asset', 'stage', 'outcome', 'why'], withReasons(stageRows, width), { palette, width }),
    builds.length ? table(['asset', { title: 'rows', align: 'right' }, 'data', 'code', 'environment'], keyRows, { palette, width }) : '',
    failing.length
      ? table(['check', 'status', { title: 'rows', align: 'right' }], failing, { palette, width })
      : palette.dim(`${plural(story.checks.length, 'check')} pass${story.checks.length === 1 ? 'es' : ''}`),
  );
  const document: Log = { releases: [], runs: [row], story };
  return { document, text: body, summary: head, exit: 0 };
}
