// The public library: the verbs as functions. An entry: it makes the effects; nothing here prints.

import { resolve } from 'node:path';
import { type Emit, type Instant, type Outcome, ok } from './base/index.ts';
import { processEffects } from './effects.ts';
import type { Plan } from './plan/index.ts';
import {
  type Brought,
  bring,
  observe,
  openToRead,
  openToWrite,
  planFor,
  prepare,
  type Session,
  type Shipped,
  ship,
  type Tested,
  test,
} from './session/index.ts';
import { guarded, type Store } from './store/index.ts';
import { type Why, why } from './triage/index.ts';

export type { Emit, Event, Instant, Outcome, Place, Problem } from './base/index.ts';
export { exitCode } from './base/index.ts';
/** What a script of one's own is handed: `export default function ({ hourly }: { hourly: Table }, context: Context)`. */
export type { Context, Table } from './engine/index.ts';
export type { Plan, Reason, Stage } from './plan/index.ts';
export type { Brought, Shipped, Tested } from './session/index.ts';
export type { Judgement, Why } from './triage/index.ts';

export interface Where {
  /** The folder with trivet.yaml. */
  readonly folder: string;
  /** `dev` if absent. */
  readonly environment?: string;
  /** `.trivet` in the folder if absent. */
  readonly store?: string;
  /** The logical clock, ISO 8601 with offset. */
  readonly clock?: Instant;
  /** Engine settings for this call, e.g. { timezone: 'UTC' }. */
  readonly engine?: Readonly<Record<string, string>>;
  /** How long to wait for another writer, milliseconds; ten minutes if absent. */
  readonly wait?: number;
  readonly listener?: Emit;
  readonly signal?: AbortSignal;
}

const optionsOf = (where: Where, command: string) => ({
  folder: resolve(where.folder),
  environment: where.environment ?? 'dev',
  store: where.store,
  clock: where.clock,
  sets: Object.entries(where.engine ?? {}).map(([name, value]) => `engine.${name}=${value}`),
  effects: processEffects(),
  emit: where.listener ?? (() => {}),
  command,
  waitMs: where.wait ?? 600_000,
  signal: where.signal,
});

async function writing<T>(where: Where, command: string, work: (session: Session<Store>) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const session = await openToWrite(optionsOf(where, command));
  if (!session.ok) return session;
  try {
    const done = await guarded(() => work(session.value));
    return done.ok ? done.value : done;
  } finally {
    await session.value.close();
  }
}

/** What `run` would do, and why. Writes nothing. */
export async function plan(where: Where, selectors: readonly string[] = []): Promise<Outcome<Plan>> {
  const session = await openToRead(optionsOf(where, 'plan'));
  if (!session.ok) return session;
  try {
    const world = await observe(session.value);
    if (!world.ok) return world;
    const prepared = await prepare(world.value, session.value);
    if (!prepared.ok) return prepared;
    const planned = await planFor(prepared.value, session.value, { selectors, rebuild: false });
    return planned.ok ? ok(planned.value.plan) : planned;
  } finally {
    await session.value.close();
  }
}

/** Brings the environment up to date. Failed checks are in the value's `problems`. */
export const run = (where: Where, selectors: readonly string[] = [], rebuild = false): Promise<Outcome<Brought>> =>
  writing(where, 'run (library)', (session) => bring(session, { selectors, rebuild }));

/** Unit tests, then the checks of what the environment shows. */
export const runTests = (where: Where, selectors: readonly string[] = []): Promise<Outcome<Tested>> =>
  writing(where, 'test (library)', (session) => test(session, selectors));

/** Through the gates into `prod`, or the environment that is named. */
export const shipTo = (
  where: Where,
  options: { readonly dryRun?: boolean; readonly because?: string; readonly approvedBy?: string } = {},
): Promise<Outcome<Shipped>> =>
  writing({ ...where, environment: where.environment ?? 'prod' }, 'ship (library)', (session) =>
    ship(session, { dryRun: options.dryRun ?? false, because: options.because ?? null, approvedBy: options.approvedBy }),
  );

/** Which leg broke it: undefined where nothing has failed. */
export const explain = (where: Where, subject?: string): Promise<Outcome<Why | undefined>> =>
  writing(where, 'why (library)', (session) => why(session, { subject, variables: [] }));
