// Where a product stands, and the one next step. Looks only: at the store, the folder's code, and the sources.

import { isIdle } from '../plan/index.ts';
import type { EnvironmentState, Run } from '../store/index.ts';
import type { Session } from './open.ts';
import { environmentName } from './open.ts';
import { otherProduct } from './owner.ts';
import { planFor } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { rehearsedAs } from './rehearsed.ts';
import { observe, type World } from './world.ts';

export interface Step {
  readonly command: string;
  readonly because: string;
}

export interface Standing {
  /** Checks and assets that failed in the last run of an environment, where nothing has changed since. */
  readonly failing: readonly string[];
  readonly next: Step;
}

/** Of this folder's dev and the shared environments: the newest run that was to show something. */
export async function lastRun(state: EnvironmentState, { store }: Session): Promise<Run | undefined> {
  return (await store.runs({ environment: state.name, kinds: ['run', 'ship'], limit: 1 }))[0];
}

/** `served`: a service runs. */
export async function standing(session: Session, all: readonly EnvironmentState[], served: boolean): Promise<Standing> {
  const states: EnvironmentState[] = [];
  for (const state of all) {
    const strange = state.name !== session.environmentId && (await otherProduct({ ...session, environment: state.name, environmentId: state.name }));
    if (!strange) states.push(state);
  }
  const world = await observe(session);
  const prepared = world.ok ? await prepare(world.value, session) : world;
  if (!world.ok || !prepared.ok)
    return {
      failing: [],
      next: { command: 'trivet plan', because: (prepared.ok ? undefined : prepared.problems[0]?.message) ?? 'something is wrong' },
    };
  if (prepared.value.graph.nodes.size === 0)
    return { failing: [], next: { command: 'trivet plan', because: 'nothing is declared yet: write sources/NAME.yaml and assets/NAME.sql' } };
  const failed = await failures(session, states, world.value);
  const still = failed.filter((f) => f.stands);
  const failing = [...new Set(still.flatMap((f) => f.names))];
  if (failing[0] !== undefined) return { failing, next: { command: `trivet why ${failing[0]}`, because: 'it failed in the last run' } };
  const planned = await planFor(prepared.value, session, { selectors: [], rebuild: false });
  // checks alone: a clock that runs, a check that can't be asked
  if (planned.ok && planned.value.plan.stages.some((stage) => stage.kind !== 'reuse' && stage.kind !== 'check')) {
    const built = states.some((s) => s.name === session.environmentId);
    return { failing, next: { command: 'trivet run', because: built ? 'something differs from what is built here' : 'nothing is built here yet' } };
  }
  const [again] = failed;
  if (again) return { failing, next: { command: commandOf(again.run), because: `something has changed since ${again.names[0]} failed` } };
  return { failing, next: await nextRelease(session, states, prepared.value, served) };
}

/** What there is to do beyond this folder: end a hold, ship, refresh, or nothing. */
async function nextRelease(session: Session, states: readonly EnvironmentState[], here: Prepared, served: boolean): Promise<Step> {
  const { world } = here;
  const held = states.find((s) => s.hold);
  if (held)
    return {
      command: `trivet release --resume${flagOf(held.name)}`,
      because: `${held.name} is on hold after a rollback; or mend the code and: trivet ship${flagOf(held.name)}`,
    };
  const prod = states.find((s) => s.live !== null);
  if (!prod) return (await rehearsal(session, here)) ?? { command: 'trivet ship', because: 'nothing is in production yet' };
  const [live] = await session.store.releases(prod.name, 1);
  if (live && live.bundle !== world.bundle.digest) {
    const because = `the code here is not what release ${live.number} of ${prod.name} runs`;
    return (await rehearsal(session, here)) ?? { command: `trivet ship${flagOf(prod.name)}`, because };
  }
  const there: Session = { ...session, environment: prod.name, environmentId: prod.name };
  const observed = await observe(there);
  const prepared = observed.ok ? await prepare(observed.value, there) : observed;
  const planned = prepared.ok ? await planFor(prepared.value, there, { selectors: [], rebuild: false }) : prepared;
  if (planned.ok && isIdle(planned.value.plan)) {
    if (world.product.outputs.size > 0 && !served)
      return {
        command: `trivet up${flagOf(prod.name)}`,
        because: `release ${prod.live} of ${prod.name} is fresh, and nothing answers its consumers`,
      };
    return { command: 'trivet log', because: `all is built, shipped and fresh: ${prod.name} shows release ${prod.live}` };
  }
  return { command: `trivet run --environment ${prod.name}`, because: 'the sources hold something that it does not show' };
}

/** Where a gate will ask for a rehearsal and there is none of these checks with this code: that comes before a ship. */
async function rehearsal({ store }: Session, here: Prepared): Promise<Step | undefined> {
  const { level } = here.world.product.impact;
  if ((level !== 'high' && level !== 'critical') || (await rehearsedAs(here, store))) return undefined;
  return { command: 'trivet rehearse', because: `at impact ${level} a release asks which faults these checks notice` };
}

/** ship, rollback and release are of prod where nothing else is said. */
const flagOf = (name: string): string => (name === 'prod' ? '' : ` --environment ${name}`);

interface FailedRun {
  readonly run: Run;
  readonly names: readonly string[];
  /** Code, data and environment are still as they were then. */
  readonly stands: boolean;
}

async function failures(session: Session, states: readonly EnvironmentState[], folder: World): Promise<readonly FailedRun[]> {
  const found: FailedRun[] = [];
  for (const state of states) {
    const run = await lastRun(state, session);
    if (!run) continue;
    const checks = await session.store.checkRuns({ run: run.id, statuses: ['fail', 'error'] });
    const builds = await session.store.builds({ run: run.id, state: 'failed' });
    // in the order of the data: what comes after may only follow from it
    const names = [...builds.map((b) => b.asset), ...checks.map((c) => (c.check.startsWith(`${c.asset}.test.`) ? c.asset : c.check))].reverse();
    if (names.length) found.push({ run, names, stands: await stillSo(run, session, folder) });
  }
  return found;
}

async function stillSo(run: Run, session: Session, folder: World): Promise<boolean> {
  const there: Session = { ...session, environment: environmentName(run.environment), environmentId: run.environment };
  const observed = run.kind === 'run' && run.environment !== session.environmentId ? await observe(there) : { ok: true as const, value: folder };
  if (!observed.ok) return false;
  const world = observed.value;
  if (world.bundle.digest !== run.bundle || world.environmentLeg.image.digest !== run.environmentDigest) return false;
  for (const { asset, build } of await session.store.stages(run.id)) {
    const listing = world.listings.get(asset);
    const used = listing && build !== null ? await session.store.build(build) : undefined;
    if (listing && used && used.data !== listing.image.digest) return false;
  }
  return true;
}

function commandOf(run: Run): string {
  const name = environmentName(run.environment);
  if (run.kind === 'ship') return `trivet ship${flagOf(name)}`;
  return `trivet run${name === 'dev' ? '' : ` --environment ${name}`}`;
}
