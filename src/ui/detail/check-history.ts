// How each check of one asset ended on its versions, oldest first. Reads the check runs of the asset's own builds.

import type { BuildId, CheckRun, RunId, StoreReader } from '../../store/index.ts';
import type { CheckHistory, HistoryCell } from '../detail-documents.ts';
import { type Facts, isUnitTest } from '../state/facts.ts';
import { ownBuilds } from '../state/own-builds.ts';

const versionsShown = 30;
const answersLooked = 400;

/** Null where nothing was ever asked. */
export async function checkHistory(asset: string, facts: Facts, store: StoreReader): Promise<CheckHistory | null> {
  const builds = (await ownBuilds(asset, versionsShown, facts, store)).filter((b) => b.state === 'ok').reverse();
  const runs = new Map<RunId, string | undefined>(facts.runs.map((run) => [run.id, run.environment]));
  const answers: ReadonlyMap<string, CheckRun>[] = [];
  for (const { id } of builds) answers.push(await newestAnswers(id, asset, runs, facts, store));
  // within a build the newest answer comes first: turned round they are in the order in which they are declared
  const names = [...new Set(answers.toReversed().flatMap((of) => [...of.keys()].reverse()))];
  if (names.length === 0) return null;
  const live = facts.pointers.get(asset)?.build;
  return {
    versions: builds.map(({ id, run, clock }) => ({ build: id, run, clock, live: id === live })),
    checks: worstFirst(names, answers).map((check) => {
      const cells = answers.map((of) => cellOf(of.get(check)));
      return { check, name: check.slice(asset.length + 1), cells, measured: cells.filter((c) => c?.value !== null && c !== null).length > 1 };
    }),
  };
}

const unsettled: ReadonlySet<CheckRun['status']> = new Set(['fail', 'error', 'warn']);

/** Checks that did not always hold, then the others, each in their order. */
function worstFirst(names: readonly string[], answers: readonly ReadonlyMap<string, CheckRun>[]): readonly string[] {
  const fell = (name: string): boolean => answers.some((of) => unsettled.has(of.get(name)?.status ?? 'pass'));
  return [...names.filter(fell), ...names.filter((name) => !fell(name))];
}

/** The newest answer of each check that a run of the environment got. */
async function newestAnswers(
  build: BuildId,
  asset: string,
  runs: Map<RunId, string | undefined>,
  { environment }: Facts,
  store: StoreReader,
): Promise<ReadonlyMap<string, CheckRun>> {
  const newest = new Map<string, CheckRun>();
  for (const check of await store.checkRuns({ build, kinds: ['run', 'ship', 'test'], limit: answersLooked })) {
    if (newest.has(check.check) || check.asset !== asset || isUnitTest(check)) continue;
    if (!runs.has(check.run)) runs.set(check.run, (await store.run(check.run))?.environment);
    if (runs.get(check.run) === environment) newest.set(check.check, check);
  }
  return newest;
}

const cellOf = (answer: CheckRun | undefined): HistoryCell | null =>
  answer ? { status: answer.status, offending: answer.offending, value: answer.value } : null;
