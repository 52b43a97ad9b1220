// The newest rehearsal, whole: the score beside its false alarms, the matrix, the checks it proposes, what each check is worth. Reads the store only.

import { type Outcome, ok } from '../../base/index.ts';
import type { Product } from '../../product/index.ts';
import type { Alarms, ProposedRow, RehearsalDocument, RehearsalLine, RehearsalWhole } from '../rehearsal-documents.ts';
import type { PageRule, PageWorld } from '../world.ts';
import { faultMatrix } from './fault-rows.ts';
import { type KeptRehearsal, keptRehearsal, newestRehearsal } from './kept.ts';

export async function rehearsalDocument(world: PageWorld): Promise<Outcome<RehearsalDocument>> {
  const product = await world.product();
  const newest = await newestRehearsal({ product }, world);
  if (!newest) return ok({ line: null, whole: null });
  const { record, line } = newest;
  const kept = keptRehearsal(record);
  if (!kept) return ok({ line, whole: null });
  const rules = new Map((await world.rules()).map((rule) => [rule.id, rule]));
  return ok({ line, whole: { ...line, ...wholeOf(kept, product, rules) } });
}

function wholeOf(kept: KeptRehearsal, product: Product | undefined, rules: ReadonlyMap<string, PageRule>): Omit<RehearsalWhole, keyof RehearsalLine> {
  const { killed, equivalent, seconds, scoreWithProposals, costPerKill, tables, checks, redundant, falseAlarms } = kept;
  return {
    ...{ killed, equivalent, seconds, scoreWithProposals, costPerKill },
    alarms: alarmsOf(falseAlarms),
    alarming: Object.entries(falseAlarms.byRule)
      .map(([rule, versions]) => ({ rule, versions }))
      .sort((a, b) => b.versions - a.versions),
    tables: tables.map(({ table, rows, skipped, failing }) => ({ table, rows, skipped, failing })),
    ...faultMatrix(kept, rules),
    proposals: kept.proposals.map((p) => proposedRow(p, product)),
    checks: checks
      .map(({ rule, kills, alone, ms }) => ({ rule, kills, alone, ms, redundant: redundant.includes(rule) }))
      .sort((a, b) => b.kills - a.kills || b.alone - a.alone),
  };
}

const alarmsOf = ({ versions, alarmed, rate }: KeptRehearsal['falseAlarms']): Alarms => ({ versions, alarmed, rate });

/** A check that was found in the data may hold values of it: where these are of persons, it is not told here. */
function proposedRow(
  { table, expectation, file, text, kills, falseAlarms }: KeptRehearsal['proposals'][number],
  product: Product | undefined,
): ProposedRow {
  const personal = product?.assets.get(table)?.columns.filter((c) => c.personal) ?? [];
  const words = `${text}\n${kills.map((f) => f.column ?? '').join('\n')}`.toLowerCase();
  const hidden = !product || personal.some((c) => words.includes(c.name.toLowerCase()));
  return {
    ...{ table, file },
    expectation: hidden ? null : expectation,
    text: hidden ? null : text.trimEnd(),
    kills: kills.length,
    alarms: alarmsOf(falseAlarms),
  };
}
