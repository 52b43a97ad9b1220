// rehearse in a product: what its environment shows; the result is kept for the gate of a release, the proposals are written into its yaml.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../base/index.ts';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { Product } from '../../product/index.ts';
import { addChecks, type Proposal, type RehearsalOptions, rehearseProduct, usualOptions, withWritten } from '../../rehearsal/index.ts';
import { observe, type Prepared, prepare, rehearsalKey, replaceDurably, type Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { Context } from '../verb.ts';
import { writing } from '../with-session.ts';
import { documentOf } from './document.ts';
import type { Rehearsed } from './end.ts';
import { reporter } from './report.ts';
import { failingNotes, leftNotes } from './text.ts';

export interface ProductWish {
  readonly only: readonly string[];
  readonly options: RehearsalOptions;
  readonly write: boolean;
}

export async function rehearsedProduct(context: Context, wish: ProductWish): Promise<Outcome<Rehearsed>> {
  let done: Outcome<Rehearsed> = failed();
  const end = await writing(context, 'rehearse', async (session) => {
    done = await inSession(context, session, wish);
    return { document: {}, text: '', summary: '', exit: 0 };
  });
  // What stood in the way of the session itself.
  return end.problems?.length ? failed(...end.problems) : done;
}

async function inSession(context: Context, session: Session<Store>, { only, options, write }: ProductWish): Promise<Outcome<Rehearsed>> {
  const begun = await preparedNow(session);
  if (!begun.ok) return begun;
  const found = await rehearseProduct(session, { assets: only, options, report: reporter(context) });
  if (!found.ok) return found;
  const now = await preparedNow(session);
  if (!now.ok) return now;
  const { product } = now.value.world;
  const proposals = found.value.proposals.map((proposal) => ({ proposal, file: fileOf(product, proposal.table), text: proposal.yaml }));
  const failing = failingNotes(found.value);
  const rehearsed: Rehearsed = { of: 'product', name: product.name, rehearsal: found.value, proposals, written: [], notes: failing, problems: [] };
  if (rehearsalKey(now.value) !== rehearsalKey(begun.value)) {
    return ok({ ...rehearsed, notes: [...failing, 'checks or code were changed meanwhile: it is not kept, and nothing is written'] });
  }
  // Of some tables, some faults or some shares it is no score of the whole, and of no rows none at all.
  const shares = usualOptions.shares.every((share) => options.shares.includes(share));
  const all = only.length === 0 && options.operators === undefined && shares && found.value.trials.length > 0;
  // Rows are drawn by one seed, so that nobody draws until a gate opens.
  const whole = all && options.seed === usualOptions.seed;
  if (whole) await keep(session, now.value, rehearsed);
  const { written, left } = write ? await writeAll(session.folder, product, found.value.proposals) : { written: [], left: [] };
  const kept = !whole || written.length === 0 || (await keepWritten(session, rehearsed));
  const notes = [
    ...failing,
    ...leftNotes(left),
    ...(kept ? [] : ['the product can no longer be read as it was written, so its score is not kept: trivet plan']),
    ...(all && !whole ? [`drawn with another seed than ${usualOptions.seed}, so it is not kept for the gate of a release`] : []),
  ];
  return ok({ ...rehearsed, written, left, notes });
}

async function preparedNow(session: Session<Store>): Promise<Outcome<Prepared>> {
  const world = await observe(session);
  return world.ok ? prepare(world.value, session) : world;
}

/** With its proposals written it is the rehearsal of other checks, whose score is known. */
async function keepWritten(session: Session<Store>, rehearsed: Rehearsed): Promise<boolean> {
  const prepared = await preparedNow(session);
  if (!prepared.ok) return false;
  const rules = new Map([...prepared.value.rules].map(([name, all]) => [name, all.flatMap(({ rule }) => (rule.kind === 'metric' ? [] : [rule]))]));
  const rehearsal = withWritten(rehearsed.rehearsal, rules);
  await keep(session, prepared.value, {
    ...rehearsed,
    rehearsal,
    proposals: rehearsed.proposals.filter((p) => rehearsal.proposals.includes(p.proposal)),
  });
  return true;
}

function fileOf(product: Product, table: string): string {
  return product.assets.get(table)?.specFile?.path ?? `assets/${table}.yaml`;
}

async function keep({ store, effects }: Session<Store>, prepared: Prepared, rehearsed: Rehearsed): Promise<void> {
  const { score, survived, falseAlarms } = rehearsed.rehearsal;
  await store.putRehearsal({
    product: prepared.world.product.name,
    key: rehearsalKey(prepared),
    by: effects.user,
    at: new Date(effects.now()).toISOString(),
    score: score ?? null,
    falseAlarms: falseAlarms.rate ?? null,
    versions: falseAlarms.versions,
    survived,
    document: JSON.parse(JSON.stringify(documentOf(rehearsed))) as Json,
  });
}

interface Writing {
  /** Files that were altered. */
  readonly written: readonly string[];
  readonly left: readonly Proposal[];
}

async function writeAll(folder: string, product: Product, proposals: readonly Proposal[]): Promise<Writing> {
  const written: string[] = [];
  const left: Proposal[] = [];
  for (const file of new Set(proposals.map(({ table }) => fileOf(product, table)))) {
    const own = proposals.filter(({ table }) => fileOf(product, table) === file);
    const path = join(folder, file);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    const added = addChecks(
      before,
      own.map((p) => p.check),
    );
    left.push(...own.filter((p) => added.left.includes(p.check)));
    if (added.left.length === own.length) continue;
    await replaceDurably(path, added.text);
    written.push(file);
  }
  return { written, left };
}
