// A small product for tests that do harm to it in this process, and a session on it. It judges nothing.

import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Effects, Emit, Outcome, Problem } from '../../src/base/index.ts';
import { openToWrite, type Session, type SessionOptions } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Files, productFolder } from '../rig/index.ts';

export const shop: Files = {
  'trivet.yaml': 'product: shop\n',
  'sources/orders.yaml': 'path: data/orders.csv\n',
  'data/orders.csv': 'id,shop,amount\n1,north,10\n2,south,30\n',
  'assets/totals.sql': 'select shop, sum(amount) as amount from orders group by shop',
  'assets/report.sql': 'select count(*) as shops from totals',
};

export const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'tester',
  wait: (milliseconds) => setTimeout(milliseconds),
};

const quiet: Emit = () => {};

export const optionsFor = (folder: string, options: Partial<SessionOptions> = {}): SessionOptions => ({
  folder,
  environment: 'dev',
  sets: [],
  effects,
  emit: quiet,
  command: 'trivet run',
  waitMs: 5_000,
  ...options,
});

/** A session on a fresh shop (or on a folder that is there already), closed after the test. */
export async function sessionOn(options: Partial<SessionOptions> = {}): Promise<Session<Store>> {
  const session = value(await openToWrite(optionsFor(options.folder ?? productFolder(shop), options)));
  onTestFinished(() => session.close());
  return session;
}

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value;
}

export function problemsOf(outcome: Outcome<unknown>): readonly Problem[] {
  if (outcome.ok) throw new Error('expected Problems, got a value');
  return outcome.problems;
}
