// A product on a stand: its folder, one open session in this process, and the machine around it, to be changed between runs. It judges nothing.

import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Effects, Emit, Outcome } from '../../src/base/index.ts';
import { type Brought, bring, openToWrite, type Session, type Shipped, ship } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Why, why } from '../../src/triage/index.ts';
import { type Files, productFolder, writeFiles } from '../rig/index.ts';

/** The machine a run happens on: values of declared variables, engine settings, the logical clock. */
export interface Machine {
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** By their names in trivet.yaml's `engine:`. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly clock?: string | undefined;
}

/** Files by path; undefined takes one away. */
export type Change = Readonly<Record<string, string | Uint8Array | undefined>>;

export interface Stand {
  readonly folder: string;
  readonly session: Session<Store>;
  /** Writes and removes files of the product. */
  change(change: Change): void;
  read(path: string): string;
  run(machine?: Machine, environment?: string, emit?: Emit): Promise<Outcome<Brought>>;
  ship(machine?: Machine): Promise<Outcome<Shipped>>;
  why(machine?: Machine, subject?: string, known?: Readonly<Record<string, string>>): Promise<Why | undefined>;
  close(): Promise<void>;
}

export const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome.value;
};

const effectsWith = (variables: Effects['variables']): Effects => ({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables,
  user: 'tester',
  wait: (milliseconds) => setTimeout(milliseconds),
});

/** Failures of a run, as ids of checks and names of assets that were not built; throws where it did not run at all. */
export const failing = (outcome: Outcome<Pick<Brought, 'results'>>): readonly string[] =>
  [...value(outcome).results.values()].flatMap((r) => [
    ...(r.outcome === 'failed' ? [r.asset] : []),
    ...r.checks.filter((c) => c.settled === 'fail' || c.settled === 'error').map((c) => c.rule.id),
  ]);

const quiet: Emit = () => {};

export async function standOf(files: Files): Promise<Stand> {
  const folder = productFolder(files);
  const dev = value(
    await openToWrite({ folder, environment: 'dev', sets: [], effects: effectsWith({}), emit: quiet, command: 'trivet faults', waitMs: 0 }),
  );
  const on = ({ variables = {}, settings = {}, clock }: Machine, environment = 'dev'): Session<Store> => ({
    ...dev,
    environment,
    environmentId: environment === 'dev' ? dev.environmentId : environment,
    effects: effectsWith(variables),
    sets: Object.entries(settings).map(([name, set]) => `engine.${name}=${set}`),
    clock,
  });
  return {
    folder,
    session: dev,
    change(change) {
      for (const [path, content] of Object.entries(change)) {
        if (content === undefined) rmSync(join(folder, path), { force: true });
        else writeFiles(folder, { [path]: content });
      }
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    run: (machine = {}, environment = 'dev', emit = quiet) => bring({ ...on(machine, environment), emit }, { selectors: [], rebuild: false }),
    ship: (machine = {}) => ship(on(machine, 'prod'), { dryRun: false, because: 'a test', approvedBy: undefined }),
    why: async (machine = {}, subject, known = {}) => value(await why(on(machine), { subject, variables: Object.entries(known) })),
    close: () => dev.close(),
  };
}
