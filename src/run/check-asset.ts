// Asking an asset's checks: kept answers first, the rest from the engine, then the acceptances.

import type { Digest, Json, Problem } from '../base/index.ts';
import { evaluate, type Finding, type Settled, settle } from '../checks/index.ts';
import type { Build, CheckRun, Snapshot } from '../store/index.ts';
import { type BoundRule, checkKey } from './check-key.ts';
import { legOfCheck } from './leg.ts';
import { problem } from './problems.ts';
import type { RunMeans, RunRequest } from './request.ts';
import { inputTable } from './snapshot.ts';

export interface CheckEnd {
  readonly settled: readonly Settled[];
  readonly problems: readonly Problem[];
}

/** `tables`: the asset's own snapshot and those its checks read, by name. */
export async function checkAsset(
  asset: { readonly name: string; readonly key: readonly string[] | undefined },
  build: Build,
  rules: readonly BoundRule[],
  tables: ReadonlyMap<string, Snapshot>,
  request: Pick<RunRequest, 'run' | 'surroundings' | 'environmentLeg' | 'clock' | 'acceptances' | 'askAgain'>,
  means: RunMeans,
): Promise<CheckEnd> {
  const own = tables.get(asset.name);
  if (rules.length === 0 || !own) return { settled: [], problems: [] };
  const contents = new Map<string, Digest>([...tables].map(([name, snapshot]) => [name, snapshot.content]));
  const keys = rules.map((bound) => checkKey(bound, contents, request.environmentLeg.image.digest, request.clock));
  const kept = request.askAgain ? [] : await means.store.checkResults(keys.map((key) => key ?? ('' as Digest)));
  const lacking = (bound: BoundRule) => bound.facts.reads.filter((name) => !tables.has(name));
  const missing = rules.filter((bound, i) => kept[i] === undefined && lacking(bound).length === 0);
  const asked = missing.length
    ? await evaluate({
        engine: means.engine,
        asset: asset.name,
        key: asset.key,
        rules: missing.map((bound) => bound.rule),
        table: inputTable(own, means.store),
        others: Object.fromEntries([...tables].filter(([name]) => name !== asset.name).map(([name, s]) => [name, inputTable(s, means.store)])),
        surroundings: request.surroundings,
      })
    : [];
  const fresh = new Map(missing.map((bound, i) => [bound, asked[i]]));
  const settled = rules.map((bound, i) => {
    const finding = (kept[i] as unknown as Finding | undefined) ?? fresh.get(bound) ?? unanswered(bound, lacking(bound));
    return settle(bound.rule, finding, request.acceptances);
  });
  const results = rules.flatMap((bound, i) => {
    const [key, finding] = [keys[i], fresh.get(bound)];
    return key && finding && finding.status !== 'error' ? [{ key, result: finding as unknown as Json }] : [];
  });
  await means.store.recordChecks(
    settled.map((s) => checkRun(s, build, request.run)),
    results,
  );
  const problems: Problem[] = [];
  for (const s of settled) if (s.settled === 'fail' || s.settled === 'error') problems.push(await failureOf(s, build, means));
  return { settled, problems };
}

function unanswered({ rule }: BoundRule, lacking: readonly string[]): Finding {
  const why = problem('check-lacks-table', { check: rule.id, tables: lacking }, { at: rule.at }) as unknown as Json;
  return { status: 'error', offending: 0, value: null, columns: [], sample: [], keyColumns: [], keys: [], digests: [], problem: why };
}

function checkRun(s: Settled, build: Build, run: RunRequest['run']): CheckRun {
  return {
    run,
    check: s.rule.id,
    asset: s.rule.asset,
    build: build.id,
    rule: s.rule.definition,
    status: s.settled,
    offending: s.offending,
    value: s.value,
    detail: {
      columns: s.columns,
      sample: s.sample,
      keyColumns: s.keyColumns,
      keys: s.keys,
      digests: s.digests.slice(0, 10_000),
      problem: s.problem,
    } as unknown as Json,
  };
}

async function failureOf(s: Settled, build: Build, means: RunMeans): Promise<Problem> {
  const unanswered = s.settled === 'error' ? (s.problem as unknown as Problem | null) : null;
  if (unanswered?.code === 'run/check-lacks-table') return unanswered;
  if (unanswered) return problem('check-unanswered', { check: s.rule.id }, { at: unanswered.at ?? s.rule.at, also: [unanswered] });
  const what = `${s.rule.expectation.replace(/\.$/, '')}${s.value === null ? '' : ` (is ${s.value})`}`;
  const rows = s.offending ? `${s.offending.toLocaleString('en')} row${s.offending === 1 ? '' : 's'}${keyList(s)}` : '';
  // the place without its line: what is wrong is in the rows, not in the rule
  const { file, line, column } = s.rule.at;
  return problem('check-failed', { check: s.rule.id, what, rows }, { at: { file, line, column }, leg: await legOfCheck(s.rule.id, s.rule.definition, build, means.store) });
}

/** The first key, where there are few: more are in the table and in the log. */
function keyList(s: Settled): string {
  if (s.keys.length === 0 || s.offending > 5) return '';
  const first = s.keys[0]?.map((v) => v ?? 'null').join(' ');
  return ` (${first}${s.keys.length > 1 ? '; …' : ''})`;
}
