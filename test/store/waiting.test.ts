// How a transaction waits for another's: in steps that grow and stay short, for as long as is said, by a clock that started long ago.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { Effects } from '../../src/base/index.ts';
import { guarded } from '../../src/store/index.ts';
import { effects, newRun, opened, problemOf } from './rig.ts';

/** A clock that only waiting moves, and that has gone for days; `onWait` is told how often it waited. */
function stepping(onWait: (times: number) => void = () => {}): Effects & { readonly waits: number[] } {
  let now = 1e9;
  const waits: number[] = [];
  return {
    ...effects,
    waits,
    monotonic: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
      onWait(waits.length);
    },
  };
}

/** Another connection with a transaction that `end` ends. */
function inTheWay(folder: string): { readonly begin: () => void; readonly end: () => void } {
  const other = new DatabaseSync(join(folder, 'catalog.db'));
  onTestFinished(() => other.close());
  return { begin: () => other.exec('begin immediate'), end: () => other.exec('commit') };
}

test('a transaction in the way is asked for again after ever longer pauses, none of them long, for ten seconds in all', async () => {
  const clock = stepping();
  const { store, folder } = await opened({ effects: clock });
  const other = inTheWay(folder);
  other.begin();
  clock.waits.length = 0;
  const refused = problemOf(await guarded(() => store.beginRun(newRun())));
  other.end();
  expect(refused).toMatchObject({ code: 'store/busy', message: expect.stringContaining(folder) });
  expect(clock.waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 50, 50]);
  const all = clock.waits.reduce((a, b) => a + b, 0);
  expect(all).toBeGreaterThan(10_000);
  expect(all - (clock.waits.at(-1) ?? 0)).toBeLessThanOrEqual(10_000);
});

test('what was in the way for a moment is in the way no more, and nothing is lost', async () => {
  let end = () => {};
  const clock = stepping((times) => {
    if (times === 3) end();
  });
  const { store, folder } = await opened({ effects: clock });
  const other = inTheWay(folder);
  clock.waits.length = 0;
  other.begin();
  ({ end } = other);
  const run = await store.beginRun(newRun());
  expect(clock.waits).toEqual([1, 2, 4]);
  expect(await store.run(run)).toMatchObject({ id: run, by: 'ada' });
});
