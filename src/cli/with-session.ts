// From a verb's context to an open session and back: finds the product, opens the store as the verb needs it, always closes it.

import type { Outcome } from '../base/index.ts';
import { findProduct } from '../product/index.ts';
import { badName, openToRead, openToWrite, type Session, type SessionOptions, sessionProblem } from '../session/index.ts';
import { guarded, type Store } from '../store/index.ts';
import { type Context, endWith, type VerbEnd } from './verb.ts';

export async function sessionOptions(context: Context, command: string, environment?: string): Promise<SessionOptions | VerbEnd> {
  const { flags, cwd, effects, emit, signal } = context;
  const start = flags.product ?? cwd;
  const folder = await findProduct(start);
  if (folder === undefined) return endWith([sessionProblem('no-product', { folder: start })]);
  const name = flags.environment ?? environment ?? 'dev';
  const wrong = badName({ environment: name });
  if (wrong) return endWith([wrong]);
  return {
    folder,
    environment: name,
    store: flags.store,
    clock: flags.clock,
    sets: Object.entries(flags.set).map(([name, value]) => `engine.${name}=${value}`),
    effects,
    emit,
    command: `trivet ${command}`,
    waitMs: flags.wait,
    signal,
  };
}

/** For verbs that only look. */
export async function reading(
  context: Context,
  command: string,
  work: (session: Session) => Promise<VerbEnd>,
  environment?: string,
): Promise<VerbEnd> {
  return within(context, command, environment, openToRead, work);
}

/** For verbs that write: holds the writer's lock meanwhile. */
export async function writing(
  context: Context,
  command: string,
  work: (session: Session<Store>) => Promise<VerbEnd>,
  environment?: string,
): Promise<VerbEnd> {
  return within(context, command, environment, openToWrite, work);
}

async function within<S extends Session>(
  context: Context,
  command: string,
  environment: string | undefined,
  open: (options: SessionOptions) => Promise<Outcome<S>>,
  work: (session: S) => Promise<VerbEnd>,
): Promise<VerbEnd> {
  const options = await sessionOptions(context, command, environment);
  if ('exit' in options) return options;
  const session = await open(options);
  if (!session.ok) return endWith(session.problems);
  try {
    const end = await guarded(() => work(session.value));
    return end.ok ? end.value : endWith(end.problems);
  } finally {
    await session.value.close();
  }
}
