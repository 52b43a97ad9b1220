// Quiet sources are confirmed by a service that watches them: a minute at a time, on its logical clock, and by no other.

import { expect, test } from 'vitest';
import { confirming } from '../../src/cli/up/confirm.ts';
import type { LiveRelease } from '../../src/serving/index.ts';
import { at, iso, minute, opened, product, promise, ran, released } from '../operations/rig.ts';
import { productFolder, trivet } from '../rig/index.ts';
import { done, shown, startUp, until, versioned } from './rig.ts';

test('a minute counts when it began while all stood still', async () => {
  const { store } = await opened();
  const { run, pointers } = await ran(store, '2001-03-04T06:00:00-08:00', { flights: 'a' }, { kind: 'ship' });
  await released(store, pointers, { run });
  let time = at('2001-03-05T06:00:30-08:00');
  const clock = { time: () => time, now: () => iso(time) };
  const confirm = confirming({ store, environmentId: 'prod' }, clock);
  const release = { product: product({ promises: [promise('fresh')] }) } as unknown as LiveRelease;
  const confirmed = async () =>
    (await store.samples('prod', { series: 'confirmed', from: 0, to: 1e9 })).map((s) => iso(s.minute * minute).slice(11, 16));
  await confirm(release);
  time += 20_000;
  await confirm(release);
  expect(await confirmed()).toEqual([]);
  time += 20_000; // 14:01:10
  await confirm(release);
  await confirm(release);
  expect(await confirmed()).toEqual(['14:01']);
  time += minute; // a file moves
  await confirm(undefined);
  await confirm(release);
  expect(await confirmed()).toEqual(['14:01']);
  time += minute;
  await confirm(release);
  expect(await confirmed()).toEqual(['14:01', '14:03']);
});

interface Fresh {
  readonly standings: readonly { readonly state: string; readonly breaksAt: string | null; readonly since: string | null }[];
}

test('up confirms quiet sources of its own accord; with --no-schedule it does not look, and one that has ended confirms nothing', {
  timeout: 240_000,
}, async () => {
  const cwd = productFolder(versioned(1, 'promises: { both: { fresh: 24h } }\n'));
  await done(['ship', '--clock', '2001-03-04T06:00:00-08:00'], cwd);
  const breaks = async (at: string) => {
    const { standings } = (await trivet(['promises', '--json', '--clock', at], { cwd })).json() as Fresh;
    return standings[0]?.breaksAt ?? standings[0]?.since;
  };
  const still = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-04T17:59:57-08:00']);
  expect((await shown(still)).release).toBe(1);
  await new Promise((later) => setTimeout(later, 6_000));
  await still.stop();
  expect(await breaks('2001-03-04T18:30:00-08:00')).toBe('2001-03-05T14:00:00.000Z');
  const watching = await startUp(cwd, ['--clock', '2001-03-04T18:59:30-08:00']);
  const confirmed = await until('a confirmation', async () => {
    const at = await breaks('2001-03-04T19:30:00-08:00');
    return at === '2001-03-05T14:00:00.000Z' ? undefined : at;
  });
  expect(confirmed).toMatch(/^2001-03-06T03:0[01]:00/);
  await watching.stop();
  expect(await breaks('2001-03-08T06:00:00-08:00')).toMatch(/^2001-03-06T03:0[0-5]:00/);
});
