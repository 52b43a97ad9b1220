// Asking an asset's checks: kept answers first, the rest from the engine, then the acceptances.

import type { Digest, Json, Problem } from '../base/index.ts';
import { type Finding, judgeMetric, masked, type PersonalTable, personalFor, type Settled, settle } from '../checks/index.ts';
import type { Build, CheckRun, Snapshot } from '../store/index.ts';
import { lastGood } from './before.ts';
import { askByParts } from './by-part.ts';
import { type BoundRule, checkKey } from './check-key.ts';
import { keptFinding, wholeFinding } from './kept-finding.ts';
import { sinceItPassed } from './leg.ts';
import { brokenParts } from './parts.ts';
import { problem } from './problems.ts';
import type { RunMeans, RunRequest } from './request.ts';
import { inputTable, modelOf } from './snapshot.ts';

export interface CheckEnd {
  readonly settled: readonly Settled[];
  readonly problems: readonly Problem[];
}

/** `tables`: the asset's own snapshot and those its checks read, by name. */
export async function checkAsset(
  asset: { readonly name: string; readonly key: readonly string[] | undefined; readonly personal: readonly PersonalTable[] },
  build: Build,
  rules: readonly BoundRule[],
  tables: ReadonlyMap<string, Snapshot>,
  request: Pick<RunRequest, 'run' | 'surroundings' | 'environmentLeg' | 'clock' | 'acceptances' | 'askAgain'>,
  means: RunMeans,
): Promise<CheckEnd> {
  const own = tables.get(asset.name);
  if (rules.length === 0 || !own) return { settled: [], problems: [] };
  const contents = new Map<string, Digest>([...tables].map(([name, snapshot]) => [name, snapshot.content]));
  const before = rules.some((bound) => bound.facts.history) ? await lastGood(own, build, means.store) : undefined;
  const keys = rules.map((bound) => checkKey(bound, contents, request.environmentLeg.image.digest, request.clock, before?.content));
  const kept = request.askAgain ? [] : await keptAnswers(keys, means);
  const lacking = (bound: BoundRule) => bound.facts.reads.filter((name) => !tables.has(name));
  const model = own.kind === 'model' ? modelOf(own) : undefined;
  const judged = new Map(
    rules.flatMap((bound) => (bound.rule.kind === 'metric' ? [[bound, judgeMetric(bound.rule, model?.metrics ?? {})] as const] : [])),
  );
  const missing = rules.flatMap((bound, i) =>
    kept[i] === undefined && lacking(bound).length === 0 && bound.rule.kind !== 'metric' ? [{ bound, rule: bound.rule }] : [],
  );
  const broken = missing.length ? await brokenParts(tables, means.store) : [];
  const answers =
    missing.length && !broken.length
      ? await askByParts(
          missing,
          own,
          {
            engine: means.engine,
            asset: asset.name,
            key: asset.key,
            rows: own.rows,
            before,
            others: Object.fromEntries([...tables].filter(([name]) => name !== asset.name).map(([name, s]) => [name, inputTable(s, means.store)])),
            surroundings: request.surroundings,
          },
          { environment: request.environmentLeg.image.digest, again: request.askAgain === true, store: means.store },
        )
      : [];
  const [damage] = answers.some((a) => a.status === 'error') ? await brokenParts(tables, means.store, true) : broken;
  const asked = damage ? missing.map(() => errorOf(damage)) : answers;
  const fresh = new Map([...missing.map(({ bound }, i) => [bound, asked[i]] as const), ...judged]);
  const settled = rules.map((bound, i) => {
    const finding = kept[i] ?? fresh.get(bound) ?? unanswered(bound, lacking(bound));
    const ended = settle(bound.rule, finding, request.acceptances);
    // that a table is damaged is no matter of the check's severity
    return damage && fresh.has(bound) ? { ...ended, settled: 'error' as const } : ended;
  });
  const results: { key: Digest; result: Json }[] = [];
  for (const [i, bound] of rules.entries()) {
    const [key, finding] = [keys[i], fresh.get(bound)];
    if (key && finding && finding.status !== 'error') results.push({ key, result: await keptFinding(finding, means.store) });
  }
  const shown = settled.map((s) => masked(s, s.rule, personalFor(s.rule, asset.personal)));
  const checks: CheckRun[] = [];
  for (const [i, s] of settled.entries()) checks.push(await checkRun(s, shown[i] ?? s, build, request.run, means));
  await means.store.recordChecks(checks, results);
  return { settled: shown, problems: await failuresOf(shown, build, means) };
}

async function keptAnswers(keys: readonly (Digest | undefined)[], { store }: RunMeans): Promise<readonly (Finding | undefined)[]> {
  const kept = await store.checkResults(keys.map((key) => key ?? ('' as Digest)));
  return Promise.all(kept.map((result) => (result === undefined ? undefined : wholeFinding(result, store))));
}

function unanswered({ rule }: BoundRule, lacking: readonly string[]): Finding {
  return errorOf(problem('check-lacks-table', { check: rule.id, tables: lacking }, { at: rule.at }));
}

function errorOf(why: Problem): Finding {
  const nothing = { offending: 0, value: null, columns: [], sample: [], keyColumns: [], keys: [], digests: [] };
  return { status: 'error', ...nothing, problem: why as unknown as Json };
}

/** Kept whole in its detail, or nothing could be accepted; what others read of it, and all where there is nothing to accept, without what is of persons. */
async function checkRun(whole: Settled, shown: Settled, build: Build, run: RunRequest['run'], { store }: RunMeans): Promise<CheckRun> {
  const { rule, settled, uncovered: _, ...finding } = whole.status === 'error' ? shown : whole;
  const { status: _status, offending, value, ...rest } = finding;
  const detail = value === shown.value ? rest : { ...rest, value };
  return {
    run,
    check: rule.id,
    asset: rule.asset,
    build: build.id,
    rule: rule.definition,
    status: settled,
    offending,
    value: shown.value,
    detail: await keptFinding(detail, store),
  };
}

async function failuresOf(settled: readonly Settled[], build: Build, means: RunMeans): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const s of settled) {
    if (s.settled === 'fail' || s.settled === 'error') problems.push(await failureOf(s, build, means));
    else if (s.status === 'error') problems.push(asWarning(await failureOf(s, build, means)));
  }
  return problems;
}

async function failureOf(s: Settled, build: Build, means: RunMeans): Promise<Problem> {
  const unanswered = s.status === 'error' ? (s.problem as unknown as Problem | null) : null;
  if (unanswered?.code === 'run/check-lacks-table' || unanswered?.code === 'run/part-gone') return unanswered;
  const { passed, leg } = await sinceItPassed(s.rule.id, s.rule.definition, build, means.store);
  if (unanswered) return problem('check-unanswered', { check: s.rule.id }, { at: unanswered.at ?? s.rule.at, also: [unanswered], leg });
  const what = `${s.rule.expectation.replace(/\.$/, '')}${s.value === null ? '' : ` (is ${s.value})`}`;
  const rows = s.offending ? `${s.offending.toLocaleString('en')} row${s.offending === 1 ? '' : 's'}${keyList(s)}` : '';
  // the place without its line: what is wrong is in the rows, not in the rule
  const { file, line, column } = s.rule.at;
  return problem('check-failed', { check: s.rule.id, asset: s.rule.asset, what, rows, passed }, { at: { file, line, column }, leg });
}

/** A check of severity warning that cannot be asked says so, and holds nothing back. */
function asWarning(of: Problem): Problem {
  return { ...of, severity: 'warning', ...(of.also ? { also: of.also.map(asWarning) } : {}) };
}

/** The first key, where there are few: more are in the table and in the log. */
function keyList(s: Settled): string {
  if (s.keys.length === 0 || s.offending > 5) return '';
  const first = s.keys[0]?.map((v) => v ?? 'null').join(' ');
  return ` (${first}${s.keys.length > 1 ? '; …' : ''})`;
}
