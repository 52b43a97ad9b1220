// Whether a column matters: what is built from it is followed with other values in it, once for each column. Of what was not run it is taken to.

import { type Base, faultedTable } from './base-table.ts';
import { operatorNamed } from './operators.ts';
import type { Altered } from './reach.ts';
import type { Fault } from './rehearsal.ts';
import type { AttemptMeans, Downstream, Ready } from './subject.ts';

/** Two columns that are swapped are both other than they were. */
export async function anyMatters(ready: Ready, fault: Fault, columns: readonly string[], means: AttemptMeans): Promise<boolean> {
  for (const column of columns) if (await matters(ready, { ...fault, column }, means)) return true;
  return false;
}

/** Whether something built from the column is another when the column's values are. Of what was not run it is taken to be. */
function matters(ready: Ready, fault: Fault, { downstream, matters: known }: AttemptMeans): Promise<boolean> {
  const key = JSON.stringify([fault.table, fault.column]);
  const found = known.get(key) ?? changedByOthers(ready, fault, downstream);
  known.set(key, found);
  return found;
}

async function changedByOthers({ base }: Ready, fault: Fault, downstream: Downstream | undefined): Promise<boolean> {
  const others = otherValues(base, fault);
  if (!downstream || others.length === 0) return true;
  for (const other of others) {
    const { changed, notRun } = await downstream.follow(fault.table, other.altered, other.fault, { until: 'changed', scripts: 'to-tell' });
    if (changed.length > 0 || notRun.length > 0) return true;
  }
  return false;
}

/** A sum is blind to shuffled values, a greatest one to missing ones: what sees none of these does not look at the column. */
const tellers = ['shuffled-column', 'null', 'outlier', 'sentinel'];

/** The column of a fault with other values in all rows, in several ways. */
function otherValues({ facts, table }: Base, of: Fault): readonly { readonly fault: Fault; readonly altered: Altered }[] {
  return tellers.flatMap((name) => {
    const operator = operatorNamed(name);
    const fault = { ...of, operator: name, share: 1 };
    const faulted = operator?.targets(facts).includes(of.column ?? null) ? operator.apply(facts, fault) : undefined;
    return faulted ? [{ fault, altered: { table: faultedTable({ table }, faulted), touches: faulted.touches } }] : [];
  });
}

/**
 * A fault in a column that an output or a model is made from weighs as much as the impact of being wrong, any other 1. Whether it is made from it is
 * found by running it with other values. Of a table as a whole the graph decides.
 */
export function weightOf(ready: Ready, fault: Fault, { downstream, weights }: AttemptMeans): Promise<number> {
  const { subject, base } = ready;
  if (!downstream || downstream.weight === 1 || !downstream.feedsUsers(subject.name)) return Promise.resolve(1);
  if (fault.column === undefined) return Promise.resolve(downstream.weight);
  const key = JSON.stringify([subject.name, fault.column]);
  const known = weights.get(key) ?? reached(fault, base, downstream);
  weights.set(key, known);
  return known;
}

async function reached(fault: Fault, base: Base, { follow, isForUsers, weight }: Downstream): Promise<number> {
  for (const other of otherValues(base, fault)) {
    const { changed, notRun } = await follow(fault.table, other.altered, other.fault, { until: 'reached', scripts: 'none' });
    if ([...changed, ...notRun].some(isForUsers)) return weight;
  }
  return 1;
}
