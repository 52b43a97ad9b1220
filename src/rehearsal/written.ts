// A rehearsal once its proposals are written: every one of them was tried on the survivors before it was proposed, so what they notice is known. Pure.

import type { TypedRule } from '../checks/index.ts';
import { saying } from './propose.ts';
import type { FalseAlarms, Proposal, Rehearsal, Trial } from './rehearsal.ts';
import { faultKey, redundantOf, scored, smallestOf, worthOf } from './score.ts';

/** The rehearsal as it stands with the proposals among the rules. `rules`: of each table, as they are defined now. */
export function withWritten(rehearsal: Rehearsal, rules: ReadonlyMap<string, readonly TypedRule[]>): Rehearsal {
  const known = new Set(rehearsal.checks.map(({ rule }) => rule));
  const killers = new Map<string, TypedRule>();
  const written: Proposal[] = [];
  for (const proposal of rehearsal.proposals) {
    const rule = ruleOf(proposal, rules.get(proposal.table) ?? []);
    if (!rule) continue;
    written.push(proposal);
    for (const fault of proposal.kills) killers.set(faultKey(fault), rule);
  }
  const trials = rehearsal.trials.map((trial) => noticedBy(killers.get(faultKey(trial.fault)), trial));
  const fresh = [...new Set(killers.values())].filter(({ id }) => !known.has(id));
  const of = [...rehearsal.checks.map(({ rule, asset }) => ({ id: rule, asset })), ...fresh];
  const checks = worthOf(of, trials, new Map(rehearsal.checks.map(({ rule, ms }) => [rule, ms])));
  const { score, ...rest } = scored(trials);
  return {
    ...rehearsal,
    ...rest,
    score,
    trials,
    tables: rehearsal.tables.map((table) => ({ ...table, rules: table.rules + fresh.filter(({ asset }) => asset === table.table).length })),
    falseAlarms: alarmsWith(rehearsal.falseAlarms, written),
    smallest: smallestOf(trials),
    checks,
    redundant: redundantOf(checks, trials),
    proposals: rehearsal.proposals.filter((p) => !written.includes(p)),
    scoreWithProposals: score,
  };
}

/** The rule that a proposal became; one that says otherwise is not the one that was tried. */
function ruleOf({ rule }: Proposal, rules: readonly TypedRule[]): TypedRule | undefined {
  const said = saying(rule);
  return rules.find((r) => saying(r) === said);
}

function noticedBy(rule: TypedRule | undefined, trial: Trial): Trial {
  return rule ? { ...trial, caught: [...trial.caught, { by: 'rule', rule: rule.id, asset: rule.asset }] } : trial;
}

/** At most: two checks may have cried at the same version. */
function alarmsWith(before: FalseAlarms, written: readonly Proposal[]): FalseAlarms {
  const alarmed = Math.min(before.versions, before.alarmed + written.reduce((sum, p) => sum + p.falseAlarms.alarmed, 0));
  return { ...before, alarmed, rate: before.versions === 0 ? undefined : alarmed / before.versions };
}
