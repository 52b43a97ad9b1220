// A rehearsal as the document of `--json`.

import { type Fault, operatorNamed, type Rehearsal, type Trial } from '../../rehearsal/index.ts';
import type { Documents } from '../documents.ts';
import type { Rehearsed } from './end.ts';

type Document = Omit<Documents['rehearse'], 'problems'>;

const faultOf = ({ operator, table, column, share, seed }: Fault) => ({ operator, table, column: column ?? null, share, seed });

const trialOf = ({ fault, equivalent, because, caught, changed, inferred, weight, ms }: Trial): Document['trials'][number] => ({
  ...faultOf(fault),
  group: operatorNamed(fault.operator)?.group ?? 'value',
  equivalent,
  because,
  caught: caught.map(({ by, rule, asset }) => ({ by, rule: rule ?? null, asset })),
  changed: [...changed],
  inferred,
  weight,
  ms,
});

const alarmsOf = ({ versions, alarmed, rate, byRule }: Rehearsal['falseAlarms']): Document['falseAlarms'] => ({
  versions,
  alarmed,
  rate: rate ?? null,
  byRule: { ...byRule },
});

export function documentOf({ of, name, rehearsal, proposals, written, notes }: Rehearsed): Document {
  const { score, costPerKill, scoreWithProposals } = rehearsal;
  return {
    of,
    name,
    seed: rehearsal.seed,
    tables: rehearsal.tables.map((t) => ({ ...t, failing: [...t.failing], skipped: t.skipped ?? null })),
    trials: rehearsal.trials.map(trialOf),
    score: score ?? null,
    killed: rehearsal.killed,
    survived: rehearsal.survived,
    equivalent: rehearsal.equivalent,
    controls: rehearsal.controls.map(trialOf),
    falseAlarms: alarmsOf(rehearsal.falseAlarms),
    smallest: rehearsal.smallest.map(({ table, column, operator, share, equivalent }) => ({
      table,
      column: column ?? null,
      operator,
      share: share ?? null,
      equivalent,
    })),
    checks: rehearsal.checks.map((c) => ({ ...c })),
    redundant: [...rehearsal.redundant],
    costPerKill: costPerKill ?? null,
    proposals: proposals.map(({ proposal, file, text }) => ({
      table: proposal.table,
      expectation: proposal.expectation,
      file: file ?? null,
      text,
      kills: proposal.kills.map(faultOf),
      falseAlarms: alarmsOf(proposal.falseAlarms),
    })),
    scoreWithProposals: scoreWithProposals ?? null,
    written: [...written],
    notes: [...notes],
    seconds: rehearsal.seconds,
  };
}
