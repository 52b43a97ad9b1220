// For what a dbt project's tests did not notice, the tests that would: found as for any table, told in dbt's words.

import type { Engine, Surroundings } from '../../engine/index.ts';
import { proposalsFor } from '../propose.ts';
import type { Proposal, Trial } from '../rehearsal.ts';
import type { Ready } from '../subject.ts';
import type { DbtProject } from './project.ts';
import { mannerOf, spelledDbt } from './spell-dbt.ts';
import type { DbtTable } from './trial.ts';

/** A proposed check in dbt's words, and the file of the project where it stands. */
export interface DbtProposal {
  readonly proposal: Proposal;
  readonly file: string;
  readonly text: string;
}

interface Means {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  readonly signal?: AbortSignal | undefined;
}

/** Those for one table that dbt can say, best first. `version`: of dbt. */
export async function dbtProposals(
  table: DbtTable,
  trials: readonly Trial[],
  { version, tests }: Pick<DbtProject, 'version' | 'tests'>,
  means: Means,
): Promise<readonly DbtProposal[]> {
  const { base, relation } = table;
  const { key } = base.facts;
  const subject = { name: relation.label, table: base.given, key, rules: [], others: {} };
  const ready: Ready = { subject, base, holding: [], failing: [], looks: new Map(), content: '' };
  const own = trials.filter((t) => t.fault.table === relation.label);
  const found = await proposalsFor(ready, own, [], means);
  const manner = mannerOf(version);
  const there = (column: string): ReadonlySet<string> => {
    const standing = tests.filter((test) => test.about === relation.id && test.column?.toLowerCase() === column.toLowerCase());
    return new Set(standing.flatMap(({ type }) => type ?? []));
  };
  return found.flatMap((proposal) => {
    const spelling = spelledDbt(relation, proposal.check, manner, there);
    return spelling ? [{ proposal, ...spelling }] : [];
  });
}
