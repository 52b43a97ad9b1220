// accept: a known failure gets its reason, in a file that git and the next ship carry.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Outcome, ok } from '../base/index.ts';
import { acceptanceFor, type Finding, findRule, personalFor, personalTables, rulesOf } from '../checks/index.ts';
import { type Acceptance, withAcceptance } from '../product/index.ts';
import { wholeFinding } from '../run/index.ts';
import type { CheckRun, RunKind } from '../store/index.ts';
import type { Session } from './open.ts';
import { ownRuns } from './owner.ts';
import { problem } from './problems.ts';
import { replaceDurably } from './replace-file.ts';
import { readProduct } from './world.ts';

/** Runs that people and schedules asked for: a replay of `why` shows other rows, of another day. */
const asked: readonly RunKind[] = ['run', 'ship', 'test'];

export interface Accepted {
  readonly acceptance: Acceptance;
  readonly file: string;
  readonly offending: number;
}

/** Accepts what the check's last failure found, in any environment: those rows (or that value) and no others. */
export async function accept(session: Session, check: string, because: string | undefined): Promise<Outcome<Accepted>> {
  const product = await readProduct(session);
  if (!product.ok) return product;
  const rule = findRule(rulesOf(product.value), check);
  if (!rule.ok) return rule;
  if (!because?.trim()) return failed(problem('no-reason', { check: rule.value.id }));
  const last = await lastFailure(session, rule.value.id);
  if (!last) return failed(problem('never-failed', { check: rule.value.id }));
  if (await passesSince(session, last)) return failed(problem('passes-now', { check: rule.value.id }));
  const finding = await findingOf(last, session);
  if (!finding.ok) return finding;
  const when = session.clock ?? session.effects.variables.TRIVET_CLOCK ?? product.value.clock ?? new Date(session.effects.now()).toISOString();
  const personal = personalFor(rule.value, personalTables(product.value.assets.values()));
  const acceptance = acceptanceFor(rule.value, finding.value, { because: because.trim(), by: session.effects.user, when, personal });
  const path = join(session.folder, 'acceptances.yaml');
  const before = await readFile(path, 'utf8').catch(() => undefined);
  try {
    await replaceDurably(path, withAcceptance(before, acceptance));
  } catch (error) {
    return failed(problem('file-unwritable', { file: 'acceptances.yaml' }, { cause: (error as Error).message }));
  }
  return ok({ acceptance, file: 'acceptances.yaml', offending: last.offending });
}

/** The last one that found something: a warning that could not be asked has nothing to accept. */
async function lastFailure(session: Session, check: string): Promise<CheckRun | undefined> {
  const { store } = session;
  const own = await ownRuns(session);
  for (const failure of await store.checkRuns({ check, statuses: ['fail', 'warn'], kinds: asked, limit: 100 })) {
    const run = await store.run(failure.run);
    if (run && (await own(run)) && (failure.detail as unknown as Finding).problem === null) return failure;
  }
  return undefined;
}

/** In the environment where it failed it has passed again: there is nothing to accept, and rows of another day must not be waived ahead. */
async function passesSince({ store }: Session, failure: CheckRun): Promise<boolean> {
  const environment = (await store.run(failure.run))?.environment;
  for (const later of await store.checkRuns({ check: failure.check, statuses: ['pass'], kinds: asked, limit: 100 })) {
    if (later.run <= failure.run) return false;
    if ((await store.run(later.run))?.environment === environment) return true;
  }
  return false;
}

async function findingOf(last: CheckRun, { store }: Session): Promise<Outcome<Finding>> {
  const finding = await wholeFinding(last.detail, store);
  // a value of persons is in the detail alone
  if (finding) return ok({ ...finding, status: 'fail', offending: last.offending, value: last.value ?? finding.value ?? null });
  const { digestsText } = last.detail as { digestsText: string };
  return failed(problem('broken-object', { object: digestsText, asset: 'a text', why: 'it is not there any more' }));
}
