// A rehearsal of a dbt project: faults in its sources and seeds, its models made again in memory, its own tests asked. Needs neither dbt nor Python.

import type { Effects } from '../../base/index.ts';
import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import type { Engine, InputTable, Surroundings } from '../../engine/index.ts';
import { prepareBase } from '../base-table.ts';
import { operators } from '../operators.ts';
import { problem as rehearsalProblem } from '../problems.ts';
import type { BaseFacts, Rehearsal, RehearsalOptions, RehearsalProgress, Trial } from '../rehearsal.ts';
import { faultKey, redundantOf, scored, smallestOf, worthOf } from '../score.ts';
import { tryFaults } from '../trials.ts';
import { findData } from './data.ts';
import { readManifest } from './manifest.ts';
import { problem } from './problems.ts';
import type { DbtProject, DbtRelation } from './project.ts';
import { type DbtProposal, dbtProposals } from './propose-dbt.ts';
import { type DbtStand, standOf } from './stand.ts';
import { attemptDbt, type DbtTable } from './trial.ts';

export interface DbtRequest {
  readonly engine: Engine;
  /** Path of manifest.json, and its name for people. */
  readonly manifest: string;
  readonly label: string;
  /** A DuckDB file or a folder of Parquet; absent: beside the project, as dbt-duckdb names it. */
  readonly data: string | undefined;
  readonly cwd: string;
  /** Labels or names of sources and seeds; none: all. */
  readonly only: readonly string[];
  readonly options: RehearsalOptions;
  readonly surroundings: Surroundings;
  readonly effects: Pick<Effects, 'monotonic'>;
  /** A new path for each call, in a folder that the engine may write and read. */
  readonly temporary: (suffix: string) => string;
  readonly report?: ((progress: RehearsalProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DbtRehearsal {
  readonly rehearsal: Rehearsal;
  readonly proposals: readonly DbtProposal[];
  readonly project: DbtProject;
  /** What people must know of its limits, a sentence each. */
  readonly notes: readonly string[];
}

export async function rehearseDbt(request: DbtRequest): Promise<Outcome<DbtRehearsal>> {
  const { engine, effects, options, report, signal } = request;
  const started = effects.monotonic();
  const known = operators.map((o) => o.name);
  const unknown = options.operators?.find((name) => !known.includes(name));
  if (unknown !== undefined) return failed(rehearsalProblem('unknown-operator', { name: unknown, near: nearest(unknown, known), known }));
  const project = await readManifest(request.manifest, request.label);
  if (!project.ok) return project;
  const data = await findData(project.value, request.manifest, request.data, request.cwd);
  if (!data.ok) return data;
  const stand = await standOf(engine, project.value, data.value, request.surroundings);
  if (!stand.ok) return stand;
  const roots = chosenRoots(stand.value, request.only);
  if (!roots.ok) return roots;
  const ready = await tablesOf(stand.value, roots.value, request);
  const tables = ready.tables;
  const costs = new Map<string, number>();
  const trials = await tryFaults(
    tables.map((t) => t.base.facts),
    options,
    {
      report,
      signal,
      attempt: async (fault, faulted) => {
        const table = tables.find((t) => t.base.facts.table === fault.table) as DbtTable;
        const { asked, ...attempt } = await attemptDbt(engine, stand.value, table, faulted, effects.monotonic);
        for (const id of asked) costs.set(id, (costs.get(id) ?? 0) + attempt.ms / asked.length);
        return attempt;
      },
    },
  );
  signal?.throwIfAborted();
  const proposals = await proposed(tables, trials, project.value, request);
  signal?.throwIfAborted();
  const seconds = (effects.monotonic() - started) / 1000;
  const rehearsal = rehearsalOf({ stand: stand.value, ready, trials, costs, proposals, seed: options.seed, seconds });
  return ok({ rehearsal, proposals, project: project.value, notes: [...stand.value.notes, ...ready.notes] });
}

async function proposed(
  tables: readonly DbtTable[],
  trials: readonly Trial[],
  project: DbtProject,
  request: DbtRequest,
): Promise<readonly DbtProposal[]> {
  const found: DbtProposal[] = [];
  for (const [i, table] of (request.options.propose === false ? [] : tables).entries()) {
    request.signal?.throwIfAborted();
    request.report?.({ step: 'proposals', table: table.relation.label, done: i, of: tables.length });
    found.push(...(await dbtProposals(table, trials, project, request)));
  }
  return found.sort((a, b) => b.proposal.kills.length - a.proposal.kills.length);
}

function chosenRoots({ roots }: DbtStand, only: readonly string[]): Outcome<readonly DbtRelation[]> {
  if (only.length === 0) return ok(roots);
  const known = roots.map((r) => r.label);
  const named = (name: string) => roots.find((r) => [r.label, r.name, r.id].some((n) => n.toLowerCase() === name.toLowerCase()));
  const unknown = only.filter((name) => !named(name));
  if (unknown.length > 0) return failed(...unknown.map((name) => problem('dbt-unknown-table', { name, near: nearest(name, known), known })));
  return ok(only.flatMap((name) => named(name) ?? []));
}

interface Ready {
  readonly tables: readonly DbtTable[];
  readonly skipped: readonly { readonly relation: DbtRelation; readonly why: string }[];
  readonly notes: readonly string[];
}

/** Each table copied out and made ready for faults; one that the engine cannot keep is left out. */
async function tablesOf(stand: DbtStand, roots: readonly DbtRelation[], request: DbtRequest): Promise<Ready> {
  const tables: DbtTable[] = [];
  const skipped: { relation: DbtRelation; why: string }[] = [];
  for (const relation of roots) {
    const made = await tableOf(stand, relation, request);
    if (made.ok) tables.push(made.value);
    else skipped.push({ relation, why: made.problems[0]?.message ?? 'it cannot be kept' });
    request.report?.({ step: 'base', table: relation.label, done: tables.length + skipped.length, of: roots.length });
  }
  return { tables, skipped, notes: skipped.map(({ relation, why }) => `no faults are put into ${relation.label}: ${why}`) };
}

async function tableOf(stand: DbtStand, relation: DbtRelation, request: DbtRequest): Promise<Outcome<DbtTable>> {
  const { engine, surroundings, options, temporary } = request;
  const path = temporary('.parquet');
  const columns = await engine.copyOut({ database: stand.database, relation: relation.id, path });
  if (!columns.ok) return columns;
  const table: InputTable = { kind: 'files', spec: { format: 'parquet', options: {}, columns: columns.value }, files: [path] };
  const { key, references } = knownOf(stand, relation);
  const base = await prepareBase({
    engine,
    name: relation.label,
    table,
    key,
    references,
    surroundings,
    seed: options.seed,
    output: temporary('.parquet'),
  });
  return base.ok ? ok({ relation, base: base.value, columns: stand.states.get(relation.id)?.columns ?? columns.value }) : base;
}

/** What the tests say of its columns: a unique one is its key, one with a relationship refers to another table. */
function knownOf({ project, states }: DbtStand, { id }: DbtRelation): Pick<BaseFacts, 'key' | 'references'> {
  const names = (states.get(id)?.columns ?? []).map((c) => c.name);
  const tested = (type: string) =>
    project.tests
      .filter((t) => t.about === id && t.type === type)
      .flatMap((t) => names.find((n) => n.toLowerCase() === t.column?.toLowerCase()) ?? []);
  return { key: tested('unique').slice(0, 1), references: tested('relationships') };
}

interface Found {
  readonly stand: DbtStand;
  readonly ready: Ready;
  readonly trials: readonly Trial[];
  /** By the test's id, milliseconds: its share of each trial it was asked in, models made again included. */
  readonly costs: ReadonlyMap<string, number>;
  readonly proposals: readonly DbtProposal[];
  readonly seed: number;
  readonly seconds: number;
}

function rehearsalOf({ stand, ready, trials, costs, proposals, seed, seconds }: Found): Rehearsal {
  const { project, states, label, verdicts } = stand;
  const byName = new Map(project.tests.map((t) => [t.name, costs.get(t.id) ?? 0]));
  const asked = project.tests.filter((t) => verdicts.has(t.id));
  const worth = worthOf(
    asked.map((t) => ({ id: t.name, asset: label(t.about) })),
    trials,
    byName,
  );
  const { score, killed, survived, equivalent, controls } = scored(trials);
  const spent = [...costs.values()].reduce((sum, ms) => sum + ms, 0);
  const facts = (relation: DbtRelation, skipped?: string) => ({
    table: relation.label,
    rows: states.get(relation.id)?.rows ?? 0,
    columns: states.get(relation.id)?.columns.length ?? 0,
    rules: asked.filter((t) => t.about === relation.id).length,
    failing: asked.filter((t) => t.about === relation.id && verdicts.get(t.id) !== 'pass').map((t) => t.name),
    ...(skipped === undefined ? {} : { skipped }),
  });
  return {
    seed,
    tables: [...ready.tables.map((t) => facts(t.relation)), ...ready.skipped.map((s) => facts(s.relation, s.why))],
    trials,
    score,
    killed,
    survived,
    equivalent,
    controls,
    // dbt keeps no earlier versions of its tables
    falseAlarms: { versions: 0, alarmed: 0, rate: undefined, byRule: {} },
    smallest: smallestOf(trials),
    checks: worth,
    redundant: redundantOf(worth, trials),
    costPerKill: killed > 0 ? spent / killed : undefined,
    proposals: proposals.map((p) => p.proposal),
    scoreWithProposals: scored(trials, new Set(proposals.flatMap((p) => p.proposal.kills.map(faultKey)))).score,
    seconds,
  };
}
