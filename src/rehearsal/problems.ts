// What can stand in the way of a rehearsal. Codes of dbt projects are in dbt/problems.ts.

import { catalogue, entry } from '../base/index.ts';

/** What the engine says where the machine is at its end, and not the data at fault: nobody has noticed anything by it. */
export const ofMachine: ReadonlySet<string> = new Set(['took-too-long', 'out-of-memory', 'cannot-write', 'crashed'].map((code) => `engine/${code}`));

export const problem = catalogue('rehearsal', {
  'nothing-there': entry<{ product: string; environment: string }>({
    leg: 'development',
    message: (p) => `${p.product} has no table in ${p.environment} that faults could be put into`,
    remedy: () => 'build it first: trivet run',
  }),
  'unknown-operator': entry<{ name: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `there is no fault called ${p.name}${p.near === undefined ? '' : `; did you mean ${p.near}?`}`,
    remedy: (p) => `the faults are ${p.known.join(', ')}: trivet rehearse --operators null,duplicate-rows`,
  }),
  'unknown-asset': entry<{ name: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.name} is no table of this product${p.near === undefined ? '' : `; did you mean ${p.near}?`}`,
    remedy: (p) => `its tables are ${p.known.join(', ')}: trivet rehearse ${p.near ?? p.known[0] ?? ''}`.trimEnd(),
  }),
  'engine-lost': entry<{ table: string }>({
    leg: 'operations',
    message: (p) => `the engine's process ended in the middle, and ${p.table} with it: what was noticed since is not known`,
    remedy: () => 'nothing was altered; if memory was short, set a limit and begin again: trivet rehearse --set engine.memory_limit=4GB',
  }),
  interrupted: entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'interrupted: not every fault was tried, so there is no score',
    remedy: () => 'nothing was altered; begin again: trivet rehearse',
  }),
});
