// What needs attention, most urgent first: each with the command to run and, for a failure, the kept answer of `why`. Reads, asks nothing anew.

import type { Leg, Problem } from '../../base/index.ts';
import type { CheckRun, StoreReader } from '../../store/index.ts';
import type { AttentionItem, DevelopmentLeg, OperationsLeg, PromiseRow } from '../documents.ts';
import type { Facts, FailedRun } from './facts.ts';
import { gatesOf } from './legs.ts';
import { whyTables } from './why-table.ts';

const itemsPerRun = 4;

interface Draft extends Omit<AttentionItem, 'why' | 'until'> {
  readonly until?: string | null;
  /** What `why` may have been asked of, the most telling first; and the run it must be about. */
  readonly subjects?: readonly string[];
  readonly run?: number;
}

export interface Around {
  readonly development: DevelopmentLeg;
  readonly operations: OperationsLeg;
  readonly problems: readonly Problem[];
}

export async function attention(facts: Facts, around: Around, store: StoreReader): Promise<readonly AttentionItem[]> {
  const drafts: readonly Draft[] = bySeverity([
    ...undelivered(around.operations),
    // alerts that nobody got are told above, each with its own words
    ...around.problems.filter((p) => p.code !== 'operations/not-delivered').map(ofProblem),
    ...failingChecks(facts),
    ...failedRuns(facts, around.development),
    ...brokenPromises(facts, around.operations),
    ...hold(facts),
    ...(facts.live ? [] : [firstShip(facts)]),
  ]);
  const tables = await whyTables(
    drafts.flatMap((d) => d.subjects ?? []),
    store,
  );
  const told = new Set<number>();
  return drafts.map(({ subjects = [], run, until = null, ...item }) => {
    const why = subjects.map((s) => tables.get(s)).find((table) => table !== undefined && table.run === run && !told.has(table.run));
    if (why) told.add(why.run);
    return { ...item, until, why: why ?? null };
  });
}

const severity = { broken: 0, attention: 1, none: 2, good: 3 } as const;

/** What could not be told stays first: it is broken, and comes first among those. */
const bySeverity = (drafts: readonly Draft[]): readonly Draft[] => [...drafts].sort((a, b) => severity[a.mark] - severity[b.mark]);

const flagOf = (environment: string): string => (environment === 'prod' ? '' : ` --environment ${environment}`);

function undelivered({ undelivered: rows }: OperationsLeg): readonly Draft[] {
  return rows.map(({ subject, state, to, attempts, error }) => ({
    id: `notice ${subject} ${state} ${to}`,
    leg: 'operations',
    mark: 'broken',
    title: `the alert “${subject} ${state}” is not delivered`,
    text: `${to}: ${error ?? 'not tried yet'}${attempts ? ` (${attempts} ${attempts === 1 ? 'try' : 'tries'})` : ''}`,
    command: 'trivet promises',
  }));
}

/** The command at the end of a remedy, where there is one. */
const commandIn = (remedy: string): string | null => /(?:^|: |then )(trivet [^\n]+)$/.exec(remedy)?.[1] ?? null;

function ofProblem({ code, leg, severity, message, remedy }: Problem): Draft {
  const command = commandIn(remedy);
  const text = command === remedy ? '' : remedy;
  return { id: `${code} ${message}`, leg, mark: severity === 'error' ? 'broken' : 'attention', title: message, text, command };
}

/** Promises that break together, for one reason and at one time, are one item. */
function brokenPromises({ environment }: Facts, { promises, decision }: OperationsLeg): readonly Draft[] {
  const together = new Map<string, PromiseRow[]>();
  for (const p of promises) {
    if (p.state !== 'broken' && p.state !== 'breaking') continue;
    const key = JSON.stringify([p.kind, p.state, p.since, p.breaksAt, p.text]);
    together.set(key, [...(together.get(key) ?? []), p]);
  }
  return [...together.values()].flatMap((rows): readonly Draft[] => {
    const [first] = rows;
    if (!first) return [];
    const broken = first.state === 'broken';
    const subjects = rows.map((p) => p.subject).join(', ');
    return [
      {
        id: `promise ${subjects}`,
        leg: first.kind === 'fresh' || first.kind === 'right' ? 'data' : 'operations',
        mark: first.mark,
        title: `${subjects} ${rows.length > 1 ? 'are' : 'is'} ${broken ? 'broken' : 'about to break'}`,
        text: first.decision ?? (broken ? decision?.text : undefined) ?? `promised ${first.text}`,
        until: broken ? null : first.breaksAt,
        command: first.kind === 'fresh' ? `trivet run --environment ${environment}` : 'trivet promises',
      },
    ];
  });
}

function failingChecks({ checks, environment }: Facts): readonly Draft[] {
  return checks
    .filter((c) => c.status === 'fail' || c.status === 'error' || c.status === 'warn')
    .map((c) => ({
      id: `live ${c.check}`,
      leg: 'data',
      mark: c.status === 'warn' ? 'attention' : 'broken',
      title: c.status === 'warn' ? `${c.check} warns of what is live` : `${c.check} fails on what is live`,
      text: findingText(c),
      command: c.status === 'warn' ? `trivet test ${c.asset} --environment ${environment}` : `trivet why ${c.check}`,
      subjects: [c.check, c.asset, String(c.run)],
      run: c.run,
    }));
}

const findingText = ({ offending, value, status }: CheckRun): string =>
  offending
    ? `${offending.toLocaleString('en')} offending row${offending === 1 ? '' : 's'}`
    : status === 'error'
      ? 'it could not be asked'
      : `it is ${value}`;

function failedRuns(facts: Facts, { differs }: DevelopmentLeg): readonly Draft[] {
  // code that was taken back is no matter any more
  const open = facts.failures.filter(({ run }) => run.kind !== 'ship' || differs.length > 0);
  return open.flatMap((failed) => {
    const found = failed.run.kind === 'ship' ? ofShip(failed) : ofRun(failed);
    const shown = found.slice(0, itemsPerRun);
    const left = found.length - shown.length;
    return left ? [...shown, more(failed, left)] : shown;
  });
}

const more = ({ run }: FailedRun, left: number): Draft => ({
  id: `more ${run.id}`,
  leg: run.problem?.leg ?? 'data',
  mark: 'attention',
  title: `${left} more of run ${run.id} did not pass`,
  text: '',
  command: `trivet log ${run.id}`,
});

function ofRun({ run, builds, checks }: FailedRun): readonly Draft[] {
  const leg = (fallback: Leg): Leg => run.problem?.leg ?? fallback;
  const kept = `run ${run.id} was not published`;
  const drafts: readonly Draft[] = [
    ...builds.map((b) => ({
      id: `build ${b.id}`,
      leg: b.problem?.leg ?? leg('development'),
      mark: 'attention' as const,
      title: `${b.asset} was not built`,
      text: `${kept}: ${b.problem?.message ?? 'its build failed'}`,
      command: `trivet why ${b.asset}`,
      subjects: [b.asset, String(run.id), ''],
      run: run.id,
    })),
    ...[...checks].reverse().map((c) => ({
      id: `run ${run.id} ${c.check}`,
      leg: leg('data'),
      mark: 'attention' as const,
      title: `${c.check} failed`,
      text: `${kept}: ${findingText(c)}`,
      command: `trivet why ${c.check}`,
      subjects: [c.check, c.asset, String(run.id), ''],
      run: run.id,
    })),
  ];
  if (drafts.length) return drafts;
  const message = run.problem?.message ?? `it ended as ${run.state}`;
  return [{ id: `run ${run.id}`, leg: leg('operations'), mark: 'attention', title: kept, text: message, command: `trivet log ${run.id}` }];
}

function ofShip(failed: FailedRun): readonly Draft[] {
  const { run, checks, builds } = failed;
  const closed = gatesOf(run.summary).filter((g) => !g.open);
  const subjects = [...checks.map((c) => c.check), ...builds.map((b) => b.asset), String(run.id), ''];
  if (closed.length === 0) return ofRun(failed);
  return closed.map((gate) => ({
    id: `gate ${run.id} ${gate.name}`,
    leg: 'development',
    mark: 'attention',
    title: `shipping stopped at ${gate.name}`,
    text: gate.text,
    command: gate.remedy === null ? `trivet log ${run.id}` : (commandIn(gate.remedy) ?? gate.remedy),
    subjects,
    run: run.id,
  }));
}

function hold({ hold: held, live, environment }: Facts): readonly Draft[] {
  if (!held) return [];
  return [
    {
      id: 'hold',
      leg: 'operations',
      mark: 'attention',
      title: 'refreshes are held since a rollback',
      text: `${live?.because ? `“${live.because}”. ` : ''}They build and check, and do not publish.`,
      command: `trivet release --resume${flagOf(environment)}`,
    },
  ];
}

const firstShip = ({ environment }: Facts): Draft => ({
  id: 'first ship',
  leg: 'development',
  mark: 'none',
  title: `nothing is live in ${environment}`,
  text: 'The first ship builds, checks, meets the gates, and shows it.',
  command: `trivet ship${flagOf(environment)}`,
});
