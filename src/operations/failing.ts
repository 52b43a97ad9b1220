// Which checks fail on what an environment shows, and since when: by the newest answer of each check of the live code on the live builds.

import { rulesOf } from '../checks/index.ts';
import type { Product } from '../product/index.ts';
import type { CheckRun, Pointer, RunId, RunKind, StoreReader } from '../store/index.ts';

export interface Failing {
  /** Ids of the failing checks, in the order of the product. */
  readonly checks: readonly string[];
  /** Logical, milliseconds: the clock of the first run of the unbroken row in which one of them failed; null where none does. */
  readonly since: number | null;
}

interface Question {
  readonly store: StoreReader;
  readonly product: Product;
  readonly environment: string;
  readonly pointers: ReadonlyMap<string, Pointer>;
  /** Logical, milliseconds: later runs are not looked at. */
  readonly now: number;
}

const kinds: readonly RunKind[] = ['run', 'ship', 'test'];

/** Accepted failures and warnings are none. What another environment's run, a replay, or code that is not live said does not count. */
export async function failingChecks({ store, product, environment, pointers, now }: Question): Promise<Failing> {
  const rules = rulesOf(product);
  const checks: string[] = [];
  let since: number | null = null;
  const clocks = new Map<RunId, number | null>();
  const clockOf = async (id: RunId) => {
    if (!clocks.has(id)) {
      const run = await store.run(id);
      const at = run && run.environment === environment ? Date.parse(run.clock) : null;
      clocks.set(id, at !== null && at <= now ? at : null);
    }
    return clocks.get(id) ?? null;
  };
  for (const asset of new Set(rules.map((rule) => rule.asset))) {
    const pointer = pointers.get(asset);
    if (!pointer) continue;
    const answers = (await store.checkRuns({ build: pointer.build, kinds, statuses: ['fail', 'error'], limit: 1 })).length
      ? await store.checkRuns({ build: pointer.build, kinds })
      : [];
    for (const rule of rules.filter((r) => r.asset === asset)) {
      const mine = answers.filter((a) => a.check === rule.id && a.rule === rule.definition);
      const from = await failingSince(mine, clockOf);
      if (from === null) continue;
      checks.push(rule.id);
      since = Math.min(since ?? from, from);
    }
  }
  return { checks, since };
}

/** Newest first; null where the newest answer that counts is no failure. */
async function failingSince(answers: readonly CheckRun[], clockOf: (run: RunId) => Promise<number | null>): Promise<number | null> {
  let since: number | null = null;
  for (const { run, status } of answers) {
    const clock = await clockOf(run);
    if (clock === null) continue;
    if (status !== 'fail' && status !== 'error') break;
    since = clock;
  }
  return since;
}
