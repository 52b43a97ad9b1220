// Tables made on the way of a fault: kept in the engine's memory, compared as contents are, given up where a fault makes them endless.

import { type Outcome, ok } from '../base/index.ts';
import type { InputTable } from '../engine/index.ts';
import type { GraphMeans, Made } from './graph-means.ts';
import { ofMachine } from './problems.ts';

/** Made of a SELECT; undefined: it can't be. */
export async function made(name: string, sql: string, inputs: Record<string, InputTable>, means: GraphMeans): Promise<Made | undefined> {
  const done = await keptOf(name, sql, inputs, means);
  return done.ok ? done.value : undefined;
}

/** The same with its Problem; longer than `seconds`, and it is given up. */
export async function keptOf(
  name: string,
  sql: string,
  inputs: Record<string, InputTable>,
  { engine, surroundings, effects }: GraphMeans,
  seconds?: number,
): Promise<Outcome<Made>> {
  const started = effects.monotonic();
  const kept = await engine.keep({ sql, origin: { file: name, line: 1 }, inputs, surroundings, seconds });
  if (!kept.ok) return kept;
  const { table, ...content } = kept.value;
  return ok({ table, content, seconds: (effects.monotonic() - started) / 1000 });
}

/** What a fault may make of the time that it takes, and the least: far beyond what a busy machine does, or a score would depend on it. */
const longer = 100;
const leastSeconds = 60;
export const secondsFor = (before: Made | undefined): number => Math.max(leastSeconds, longer * (before?.seconds ?? 0));
/** It was given up, or the machine could not do it: that says nothing of the data. */
export const givenUp = (outcome: Outcome<unknown>): boolean => !outcome.ok && outcome.problems.some(({ code }) => ofMachine.has(code));

/** Equal rows in any order; floats within 1e-9, as a build is recorded. */
export async function same(before: Made, after: Made, { engine, surroundings }: GraphMeans): Promise<boolean> {
  const [a, b] = [before.content, after.content];
  if (!a || !b || a.rows !== b.rows || JSON.stringify(a.columns) !== JSON.stringify(b.columns)) return false;
  if (a.sums.join() === b.sums.join()) return true;
  if (a.exactSums === undefined || a.exactSums.join() !== b.exactSums?.join()) return false;
  const agreed = await engine.agree(before.table, after.table, surroundings);
  return agreed.ok && agreed.value;
}

/** Removes what was made on the way. */
export async function letGo(all: readonly Made[], { engine, surroundings, remove }: GraphMeans): Promise<void> {
  await engine.forget({ tables: all.flatMap(({ table }) => (table.kind === 'kept' ? [table] : [])), surroundings });
  for (const { path } of all) if (path) await remove(path);
}

/** What was made, or nothing. */
export const valueIfMade = async (outcome: Promise<Outcome<Made>>): Promise<Made | undefined> => {
  const found = await outcome;
  return found.ok ? found.value : undefined;
};
