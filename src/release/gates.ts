// The gates of a release: which ones there are follows from the impact level, whether they are open from the facts.

import type { Place } from '../base/index.ts';
import type { Impact, ImpactLevel, Owner } from '../product/index.ts';

export interface Gate {
  readonly name: 'checks' | 'metrics' | 'unit tests' | 'rehearsal' | 'outputs' | 'promises' | 'owner' | 'approval';
  readonly open: boolean;
  /** What was found. */
  readonly text: string;
  /** The command, or the line to write, that opens it. */
  readonly remedy?: string | undefined;
  readonly at?: Place | undefined;
}

/** What the gates are decided from. */
export interface GateFacts {
  readonly impact: Impact;
  readonly owner: Owner | undefined;
  readonly shipper: string;
  readonly approvedBy: string | undefined;
  readonly checks: { readonly passed: number; readonly accepted: number; readonly failed: readonly string[]; readonly notBuilt: readonly string[] };
  /** SQL assets without a unit test, and tests that do not pass (`asset: name`). */
  readonly tests: { readonly passed: number; readonly untested: readonly string[]; readonly failed: readonly string[] };
  /** What the rehearsal of just these checks and this code found; absent: there was none. */
  readonly rehearsal?:
    | {
        readonly score: number | null;
        readonly falseAlarms: number | null;
        readonly versions: number;
        readonly survived: number;
        /** Checks that it proposed and nobody has written. */
        readonly proposed: number;
      }
    | undefined;
  /** The models of a product that declares no aim, and what `solved` says of one: whether it holds, and in words. */
  readonly metrics: {
    readonly models: readonly string[];
    readonly solved?: { readonly check: string; readonly holds: boolean; readonly text: string } | undefined;
  };
  /** The outputs, those without a promise, and those that the serving engine can't plan. */
  readonly outputs: { readonly names: readonly string[]; readonly unpromised: readonly string[]; readonly broken: readonly string[] };
}

const rank: Record<ImpactLevel, number> = { low: 0, medium: 1, high: 2, critical: 3 };

export function gates(facts: GateFacts): readonly Gate[] {
  const level = rank[facts.impact.level];
  return [
    checksGate(facts.checks),
    ...(facts.metrics.solved || (level >= rank.high && facts.metrics.models.length) ? [metricsGate(facts.metrics)] : []),
    ...(facts.outputs.broken.length ? [outputsGate(facts.outputs)] : []),
    ...(level >= rank.medium ? [testsGate(facts.tests)] : []),
    ...(level >= rank.high ? [rehearsalGate(facts)] : []),
    ...(level >= rank.high && facts.outputs.names.length ? [promisesGate(facts.outputs)] : []),
    ...(level >= rank.high ? [ownerGate(facts.owner)] : []),
    ...(level >= rank.critical ? [approvalGate(facts)] : []),
  ];
}

function checksGate({ passed, accepted, failed, notBuilt }: GateFacts['checks']): Gate {
  const good = `${passed} pass${accepted ? `, ${accepted} accepted` : ''}`;
  if (notBuilt.length) return { name: 'checks', open: false, text: `not built: ${notBuilt.join(', ')}`, remedy: `trivet why ${notBuilt[0]}` };
  if (failed.length)
    return {
      name: 'checks',
      open: false,
      text: `${failed.join(', ')} fail${failed.length === 1 ? 's' : ''}; ${good}`,
      remedy: `trivet why ${failed[0]}`,
    };
  return { name: 'checks', open: true, text: good };
}

/** A model is worth what it is better by: who declares that is held to it at every level, from high on it must be declared. */
function metricsGate({ models, solved }: GateFacts['metrics']): Gate {
  if (solved?.holds) return { name: 'metrics', open: true, text: solved.text };
  if (solved) return { name: 'metrics', open: false, text: solved.text, remedy: `trivet show ${solved.check.split('.')[0]}` };
  return {
    name: 'metrics',
    open: false,
    text: `nothing says what ${models.join(', ')} must be better than`,
    remedy: `write into trivet.yaml: solved: { metric: ${models[0]}.METRIC, better_than: [BASELINE], by: 0.02 }`,
    at: { file: 'trivet.yaml' },
  };
}

function outputsGate({ broken }: GateFacts['outputs']): Gate {
  return { name: 'outputs', open: false, text: `${broken.join(', ')} can't be served`, remedy: 'trivet ship --dry-run' };
}

function promisesGate({ names, unpromised }: GateFacts['outputs']): Gate {
  if (unpromised.length === 0) return { name: 'promises', open: true, text: `each of ${names.join(', ')} has some` };
  return {
    name: 'promises',
    open: false,
    text: `nothing is promised of ${unpromised.join(', ')}`,
    remedy: `write into trivet.yaml: promises: { ${unpromised[0]}: { fresh: 24h, available: 99.9% } }`,
    at: { file: 'trivet.yaml' },
  };
}

function testsGate({ passed, untested, failed }: GateFacts['tests']): Gate {
  if (failed.length)
    return {
      name: 'unit tests',
      open: false,
      text: `${failed.join(', ')} fail${failed.length === 1 ? 's' : ''}`,
      remedy: `trivet test ${failed[0]?.split(':')[0]}`,
    };
  if (untested.length) {
    return {
      name: 'unit tests',
      open: false,
      text: `no unit test for ${untested.join(', ')}`,
      remedy: `write tests/${untested[0]}.yaml, then: trivet test ${untested[0]}`,
    };
  }
  return { name: 'unit tests', open: true, text: `${passed} pass, every SQL asset has one` };
}

const leastScore = { low: 0, medium: 0, high: 0.8, critical: 0.9 } as const;
/** One alarm in so many good versions is the most that people go on believing in. */
const mostFalseAlarms = 1 / 20;

/** Checks that nobody has seen fail prove nothing: from high on they must have caught what would change what is shown. */
function rehearsalGate({ rehearsal, impact }: GateFacts): Gate {
  const name = 'rehearsal';
  const wanted = leastScore[impact.level];
  if (!rehearsal) return { name, open: false, text: 'these checks have not been rehearsed with this code', remedy: 'trivet rehearse' };
  const { score, falseAlarms, versions, survived, proposed } = rehearsal;
  const percent = (share: number) => `${Math.floor(share * 1000) / 10} %`;
  if (score === null) return { name, open: true, text: 'no fault would change what is shown' };
  const alarms =
    falseAlarms === null || versions === 0
      ? 'no earlier version yet to tell false alarms'
      : `false alarms on ${percent(falseAlarms)} of ${versions} versions`;
  const text = `${percent(score)} of the faults that matter are caught, ${survived} survive${survived === 1 ? 's' : ''}; ${alarms}`;
  if (score < wanted) {
    const remedy =
      proposed > 0
        ? 'trivet rehearse --write'
        : 'write a check of your own, such as `sql` that compares a table with what it is made of; what gets past: trivet rehearse';
    return { name, open: false, text: `${text}; ${impact.level} impact asks for ${percent(wanted)}`, remedy };
  }
  if ((falseAlarms ?? 0) > mostFalseAlarms) return { name, open: false, text: `${text}; 5 % is the most`, remedy: 'trivet rehearse' };
  return { name, open: true, text };
}

function ownerGate(owner: Owner | undefined): Gate {
  if (owner) return { name: 'owner', open: true, text: owner.team };
  return {
    name: 'owner',
    open: false,
    text: 'trivet.yaml declares no owner',
    remedy: 'write into trivet.yaml: owner: { team: NAME, contact: ADDRESS }',
    at: { file: 'trivet.yaml' },
  };
}

function approvalGate({ approvedBy, shipper }: GateFacts): Gate {
  if (!approvedBy) return { name: 'approval', open: false, text: 'nobody has approved', remedy: 'trivet ship --approved-by WHO' };
  if (approvedBy.toLowerCase() === shipper.toLowerCase()) {
    return { name: 'approval', open: false, text: `${approvedBy} ships and cannot approve too`, remedy: 'trivet ship --approved-by SOMEBODY-ELSE' };
  }
  return { name: 'approval', open: true, text: `${approvedBy} (as given, not authenticated)` };
}
