// Carries out a plan's stages: each asset after what it reads, a few side by side; a failure stops its readers and nothing else.

import type { Digest, Emit, Problem } from '../base/index.ts';
import { type PersonalTable, personalTables } from '../checks/index.ts';
import { type InputsImage, inputsImage, type PreImage, usesClock } from '../graph/index.ts';
import type { Stage } from '../plan/index.ts';
import type { Build, BuildId, NewSnapshot, RunStage, Snapshot, SnapshotId } from '../store/index.ts';
import { buildScript, seedOf } from './build-script.ts';
import { buildTable } from './build-table.ts';
import { type CheckEnd, checkAsset } from './check-asset.ts';
import { withLeg } from './leg.ts';
import { type Limit, limit } from './limit.ts';
import { problem } from './problems.ts';
import { readSource } from './read-source.ts';
import { type AssetResult, failures, type RunMeans, type RunRequest } from './request.ts';

/** Statements at once: the engine spreads one over all cores, two more hide the waits between them. */
const atOnce = 3;

interface Main {
  readonly outcome: AssetResult['outcome'];
  readonly build?: Build | undefined;
  readonly snapshot?: Snapshot | undefined;
  readonly seconds: number;
  readonly problem?: Problem | undefined;
  readonly blockedBy?: readonly string[] | undefined;
}

/** One execution: the promises of all stages, by asset. */
interface Execution {
  readonly request: RunRequest;
  readonly means: RunMeans;
  readonly slots: Limit;
  readonly mains: Map<string, Promise<Main>>;
  readonly checks: Map<string, Promise<CheckEnd>>;
  readonly personal: readonly PersonalTable[];
}

export async function execute(request: RunRequest, means: RunMeans): Promise<ReadonlyMap<string, AssetResult>> {
  const personal = personalTables([...request.graph.nodes.values()].map(({ asset }) => asset));
  const execution: Execution = { request, means, slots: limit(atOnce), mains: new Map(), checks: new Map(), personal };
  const { stages } = request.plan;
  const main = stages.filter((s) => s.kind === 'read' || s.kind === 'build' || s.kind === 'reuse');
  means.emit({ kind: 'run-started', run: request.run, stages: main.filter((s) => s.kind !== 'reuse').length });
  await keepPreImages(request, means);
  const reused = await reusedRecords(main, means);
  for (const stage of main) {
    execution.mains.set(stage.asset, carryOut(stage, reused, execution));
    execution.checks.set(stage.asset, checkAfter(stage.asset, execution));
  }
  // all of them first: a rejection must find its handler, and nothing may run on when the store is closed
  await Promise.allSettled([...execution.mains.values(), ...execution.checks.values()]);
  const results = new Map<string, AssetResult>();
  for (const stage of main) {
    const end = await (execution.mains.get(stage.asset) as Promise<Main>);
    const checked = await (execution.checks.get(stage.asset) as Promise<CheckEnd>);
    results.set(stage.asset, {
      asset: stage.asset,
      kind: request.graph.nodes.get(stage.asset)?.asset.kind ?? 'sql',
      outcome: end.outcome,
      build: end.build?.id,
      snapshot: end.snapshot,
      seconds: end.seconds,
      checks: checked.settled,
      checkProblems: checked.problems,
      problem: end.problem,
      blockedBy: end.blockedBy,
    });
  }
  await means.store.recordStages(main.map((stage, i) => stageRecord(request, stage, i, results.get(stage.asset))));
  return results;
}

async function keepPreImages(request: RunRequest, { store }: RunMeans): Promise<void> {
  const stages = request.plan.stages.filter((s) => s.kind === 'read' || s.kind === 'build');
  const texts = stages.flatMap((s) => [request.code.get(s.asset)?.text, request.listings.get(s.asset)?.image.text]);
  await store.putTexts([request.environmentLeg.image.text, ...texts.filter((t) => t !== undefined)]);
}

type Records = { readonly builds: ReadonlyMap<BuildId, Build>; readonly snapshots: ReadonlyMap<SnapshotId, Snapshot> };

async function reusedRecords(main: readonly Stage[], { store }: RunMeans): Promise<Records> {
  const reuses = main.flatMap((s) => (s.reuse ? [s.reuse] : []));
  const snapshots = await store.snapshots(reuses.map((r) => r.snapshot));
  const builds = await store.buildsByIds(reuses.map((r) => r.build));
  return { builds, snapshots };
}

async function carryOut(stage: Stage, reused: Records, execution: Execution): Promise<Main> {
  const { request, means } = execution;
  if (stage.reuse) {
    return { outcome: 'reused', build: reused.builds.get(stage.reuse.build), snapshot: reused.snapshots.get(stage.reuse.snapshot), seconds: 0 };
  }
  const node = request.graph.nodes.get(stage.asset);
  const inputs = new Map<string, Snapshot>();
  const blockedBy: string[] = [];
  for (const read of node?.reads ?? []) {
    const input = await execution.mains.get(read);
    const bad = request.blockOnChecks && failedCheck(await execution.checks.get(read));
    if (input?.snapshot && !bad) inputs.set(read, input.snapshot);
    else blockedBy.push(read);
  }
  if (blockedBy.length) return { outcome: 'blocked', seconds: 0, blockedBy };
  return execution.slots(async () => {
    if (means.signal?.aborted) return { outcome: 'failed', seconds: 0, problem: problem('interrupted', { asset: stage.asset }) };
    const started = means.effects.monotonic();
    means.emit({ kind: 'stage-started', asset: stage.asset, stage: stage.kind });
    const end = await attempt(stage, inputs, execution, started);
    finished(means.emit, stage, end);
    return end;
  });
}

const failedCheck = (end: CheckEnd | undefined): boolean => end?.settled.some((s) => s.settled === 'fail' || s.settled === 'error') ?? false;

function finished(emit: Emit, stage: Stage, end: Main): void {
  emit({ kind: 'stage-finished', asset: stage.asset, stage: stage.kind, outcome: end.outcome, rows: end.snapshot?.rows, seconds: end.seconds });
}

async function attempt(stage: Stage, inputs: ReadonlyMap<string, Snapshot>, execution: Execution, started: number): Promise<Main> {
  const { request, means } = execution;
  const { store, effects } = means;
  const legs = legsOf(stage, inputs, request);
  const key = { asset: stage.asset, data: legs.data.digest, code: legs.code.digest, environment: request.environmentLeg.image.digest };
  const [found] = await store.buildsByKeys([key]);
  const kept = found?.snapshot ? await store.snapshot(found.snapshot) : undefined;
  const seconds = () => (effects.monotonic() - started) / 1000;
  if (found && kept && !request.plan.rebuild.has(stage.asset)) {
    const same = request.shown.get(stage.asset)?.content === kept.content;
    return { outcome: same ? 'unchanged' : 'reused', build: found, snapshot: kept, seconds: 0 };
  }
  await store.putTexts([legs.data.text]);
  const startedAt = new Date(effects.now()).toISOString();
  const id = await store.beginBuild({ ...key, run: request.run, clock: request.clock, startedAt });
  const earlier = [kept, request.shown.get(stage.asset)].filter((s) => s !== undefined);
  const made = await make(stage, inputs, { earlier, legs }, execution);
  if (!made.ok) {
    const own = made.problems[0] as Problem;
    const named = await withLeg(
      made.problems.length > 1 ? { ...own, also: [...(own.also ?? []), ...made.problems.slice(1)] } : own,
      stage.asset,
      key,
      store,
    );
    const build = await store.finishBuild(id, { state: 'failed', problem: named, seconds: seconds() });
    return { outcome: 'failed', build, seconds: seconds(), problem: named };
  }
  const { snapshot, memory } = made.value;
  const build = await store.finishBuild(id, { state: 'ok', snapshot, seconds: seconds(), memory });
  const shown = build.snapshot === null ? undefined : await store.snapshot(build.snapshot);
  return { outcome: stage.kind === 'read' ? 'read' : 'built', build, snapshot: shown, seconds: seconds() };
}

function legsOf(stage: Stage, inputs: ReadonlyMap<string, Snapshot>, request: RunRequest): { readonly data: PreImage; readonly code: PreImage } {
  const listing = request.listings.get(stage.asset)?.image;
  const code = request.code.get(stage.asset);
  if (!code) throw new Error(`no code leg for ${stage.asset}`);
  if (listing) return { data: listing, code };
  const contents: InputsImage['inputs'] = Object.fromEntries([...inputs].map(([name, s]): [string, Digest] => [name, s.content]));
  return { data: inputsImage(contents, usesClock(request.graph.nodes.get(stage.asset)) ? request.clock : undefined), code };
}

type Made =
  | { readonly ok: true; readonly value: { readonly snapshot: NewSnapshot | SnapshotId; readonly memory: number | null } }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Known {
  readonly earlier: readonly Snapshot[];
  readonly legs: ReturnType<typeof legsOf>;
}

async function make(stage: Stage, inputs: ReadonlyMap<string, Snapshot>, { earlier, legs }: Known, { request, means }: Execution): Promise<Made> {
  const node = request.graph.nodes.get(stage.asset);
  const files = request.listings.get(stage.asset)?.files;
  const again = request.plan.rebuild.has(stage.asset);
  if (node?.asset.kind === 'sql') return buildTable(node, node.asset, inputs, earlier, request.surroundings, means, again);
  if (node?.asset.kind === 'script') {
    const seed = seedOf(legs.data.digest, legs.code.digest);
    const codeFolder = await request.codeFolder();
    return buildScript({ node, asset: node.asset, inputs, earlier, surroundings: request.surroundings, seed, codeFolder, again }, means);
  }
  if (!node || !files) throw new Error(`${stage.asset} is neither a source nor an asset`);
  const { folder, surroundings, plan, kind } = request;
  const read = await readSource(node.asset, files, { folder, surroundings, rebuild: plan.rebuild.has(stage.asset), again: kind === 'verify' }, means);
  if (!read.ok) return read;
  const same = earlier.find((s) => s.content === read.value.content && s.storage === read.value.storage);
  return { ok: true, value: { snapshot: same?.id ?? read.value, memory: null } };
}

async function checkAfter(asset: string, execution: Execution): Promise<CheckEnd> {
  const { request, means } = execution;
  const none: CheckEnd = { settled: [], problems: [] };
  const rules = request.rules.get(asset) ?? [];
  const node = request.graph.nodes.get(asset);
  const main = await execution.mains.get(asset);
  if (!node || rules.length === 0 || !main?.snapshot || !main.build || (request.checkOnly && !request.checkOnly.has(asset))) return none;
  const tables = new Map<string, Snapshot>([[asset, main.snapshot]]);
  for (const name of new Set(rules.flatMap((bound) => bound.facts.reads))) {
    const snapshot = (await execution.mains.get(name))?.snapshot;
    if (snapshot) tables.set(name, snapshot);
  }
  const build = main.build;
  return execution.slots(() =>
    checkAsset({ name: asset, key: node.asset.key?.columns, personal: execution.personal }, build, rules, tables, request, means),
  );
}

function stageRecord(request: RunRequest, stage: Stage, position: number, result: AssetResult | undefined): RunStage {
  const outcome = result?.outcome === 'failed' || (result && failures(result).length) ? 'failed' : result?.outcome === 'blocked' ? 'blocked' : 'ok';
  return {
    run: request.run,
    position,
    asset: stage.asset,
    kind: stage.kind,
    outcome: outcome === 'ok' && result?.outcome === 'unchanged' ? 'skipped' : outcome,
    build: result?.build ?? null,
    reasons: stage.reasons.map((r) => ({ ...r })),
    seconds: result?.seconds ?? 0,
  };
}
