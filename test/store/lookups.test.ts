// Builds by their ids, and by their keys: what is looked up by the first half of a fingerprint is compared whole.

import { expect, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import type { BuildId } from '../../src/store/index.ts';
import { begun, built, digest, keptSnapshot, key, newRun, opened } from './rig.ts';

test('builds by their ids: those that are there, finished or not', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const [a, b] = [await built(store, 'a', { run }), await begun(store, 'b', run)];
  const found = await store.buildsByIds([b, a.build, 999 as BuildId]);
  expect([...found.keys()].sort()).toEqual([a.build, b].sort());
  expect(found.get(a.build)).toMatchObject({ id: a.build, asset: 'a', state: 'ok', snapshot: a.snapshot });
  expect(found.get(b)).toMatchObject({ id: b, asset: 'b', state: 'started', snapshot: null });
  expect(await store.buildsByIds([])).toEqual(new Map());
});

test('a fingerprint that only begins like the one of a build is another', async () => {
  const { store } = await opened();
  const run = await store.beginRun(newRun());
  const own = key('a');
  const build = await store.beginBuild({ ...own, run, clock: '2001-03-04T06:00:00-08:00', startedAt: '2026-01-01T00:00:01.000Z' });
  await store.finishBuild(build, { state: 'ok', snapshot: await keptSnapshot(store, 'a'), seconds: 1, memory: null });
  const like = (fingerprint: Digest) => `${fingerprint.slice(0, 16)}${digest('another').slice(16)}` as Digest;
  const found = await store.buildsByKeys([
    own,
    { ...own, data: like(own.data) },
    { ...own, code: like(own.code) },
    { ...own, environment: like(own.environment) },
    { ...own, asset: 'b' },
  ]);
  expect(found.map((one) => one?.id)).toEqual([build, undefined, undefined, undefined, undefined]);
});
